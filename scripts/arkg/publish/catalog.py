"""The files written so far → what catalogs and machines need to know about them: DCAT 3 and VoID, and an RO-Crate.

DCAT and VoID are one document: ``catalog.ttl``, from a template of that name, which is ``.well-known/void``, too.
The crate is RO-Crate 1.2 (https://www.researchobject.org/ro-crate/).
"""

from __future__ import annotations

import json
import re
from collections import Counter
from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING, Any

import pyoxigraph as ox

from arkg.namespaces import ARKG, BASE, DCAT, DCTERMS, FOAF, OA, RECORDS, SKOS, SPDX, TYPE, VCARD, VOID, XSD
from arkg.publish.croissant import make_croissant
from arkg.publish.forms import VOID_FILE, Form, form_of
from arkg.publish.rdf import DUMP, ENTAILED, write_document
from arkg.publish.site import DATA_LICENSE

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from arkg.publish.folder import Folder, Written
    from arkg.publish.site import Site

CATALOG = f"{BASE}catalog"
CRATE = "https://w3id.org/ro/crate/1.2"
EU = "http://publications.europa.eu/resource/authority/"
PREFIXES = {
    "dcat": DCAT,
    "dcterms": DCTERMS,
    "eu-language": f"{EU}language/",
    "eu-theme": f"{EU}data-theme/",
    "foaf": FOAF,
    "skos": SKOS,
    "spdx": SPDX,
    "vcard": VCARD,
    "void": VOID,
}
KEYWORDS = ("academic medicine", "anti-racism", "health equity", "linked data", "medical education", "racism")
THEMES = {"EDUC": "Education, culture and sport", "HEAL": "Health"}
FEATURES = {"ttl": "Turtle", "nt": "N-Triples", "rdf": "RDF_XML", "jsonld": "JSON-LD", "nq": "N-Quads", "trig": "TriG"}
"""Suffix → name of the format in VoID."""
VOCABULARIES: dict[str, str] = {
    ARKG: f"{BASE}ns",
    OA: "http://www.w3.org/ns/oa",
    SKOS: "http://www.w3.org/2004/02/skos/core",
}
"""Namespace → the vocabulary, where its IRI is another."""


@dataclass(frozen=True, slots=True)
class Distribution:
    """A file of a dataset."""

    path: str
    size: int
    sha256: str
    form: Form

    @property
    def name(self) -> str:
        """Return the name of the file."""
        return self.path.rpartition("/")[2]

    @property
    def id(self) -> str:
        """Return the fragment of the IRI of the distribution."""
        return re.sub("[^a-z0-9]+", "-", self.path)

    @property
    def compressed(self) -> bool:
        """Return whether the file is compressed."""
        return self.path.endswith(".gz")


@dataclass(frozen=True, slots=True)
class Dataset:
    """A dataset of the catalog, whose files begin with ``stem``."""

    stem: str
    title: str
    description: str
    files: list[Distribution] = field(default_factory=list)


DATASETS = {
    "records": Dataset(
        DUMP,
        "Records and vocabulary",
        "Every record with its parts and its evidence, and the vocabulary; the questions run on these.",
    ),
    "entailed": Dataset(ENTAILED, "Inferred statements", "What follows from records and vocabulary by OWL 2 RL."),
    "vocabulary": Dataset("ns", "Vocabulary", "The classes and properties of the graph."),
    "rules": Dataset("shapes", "Rules", "What a record must and may have, in SHACL."),
    "core": Dataset("shapes-core", "Rules in SHACL Core", "The rules that need no query, for generators of forms."),
    "questions": Dataset("query", "Questions", "The questions that the graph answers, in SPARQL."),
    "tables": Dataset(
        "data/", "Tables and references", "A table of each record type, and works for reference managers."
    ),
}


@dataclass(frozen=True, slots=True)
class Statistics:
    """The counts of a graph; ``entities`` are the records, ``classes`` and ``properties`` are counted by their IRIs."""

    triples: int
    entities: int
    subjects: int
    objects: int
    classes: Mapping[str, int]
    properties: Mapping[str, int]


def write_catalog(site: Site, folder: Folder, numbers: Statistics) -> Iterator[str]:
    """Write the catalog in every form of a graph, at the address of VoID, the RO-Crate, and the tables as Croissant.

    ``numbers`` are those of the dump.
    """
    files = [folder.written[path] for path in sorted(folder.written) if not path.startswith("id/")]
    write_document(folder, "catalog", describe(site, files, numbers), {**site.workspace.prefixes, **PREFIXES})
    folder.copy(folder.root / "catalog.ttl", VOID_FILE)
    yield "catalog.ttl"
    folder.put("ro-crate-metadata.json", _make_crate(site, files))
    yield "ro-crate-metadata.json"
    folder.put("croissant.json", make_croissant(site, folder, KEYWORDS))
    yield "croissant.json"


def describe(site: Site, files: Iterable[Written], numbers: Statistics) -> list[ox.Triple]:
    """Return the description of the publication; ``numbers`` are those of the records."""
    from jinja2 import Environment, PackageLoader, StrictUndefined  # noqa: PLC0415 - only publishing needs it

    templates = Environment(  # noqa: S701 - makes Turtle: `text` writes every literal
        loader=PackageLoader("arkg.publish"), undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    templates.filters |= {"text": _to_literal, "partition": lambda iri: _name_partition(site, iri)}
    turtle = templates.get_template("catalog.ttl").render(
        base=site.base,
        catalog=CATALOG,
        datasets=_make_datasets(files),
        examples=[records[0] for records in site.records.values()],
        features=FEATURES,
        home=BASE,
        keywords=KEYWORDS,
        license=DATA_LICENSE,
        numbers=numbers,
        pattern=f"^{re.escape(RECORDS)}[a-z]+/[a-z0-9-]+$",
        project=site.project,
        records=RECORDS,
        served=site.served,
        themes=THEMES,
        vocabularies=_find_vocabularies(site, (*numbers.classes, *numbers.properties)),
    )
    header = "".join(f"PREFIX {prefix}: <{space}>\n" for prefix, space in PREFIXES.items())
    return sorted({quad.triple for quad in ox.parse(header + turtle, ox.RdfFormat.TURTLE)}, key=str)


def _to_literal(text: str, language: str = "", datatype: str = "") -> str:
    """Return a text as a literal of Turtle."""
    if language:
        return str(ox.Literal(text, language=language))
    return str(ox.Literal(text, datatype=XSD(datatype)) if datatype else ox.Literal(text))


def _make_datasets(files: Iterable[Written]) -> dict[str, Dataset]:
    """Return the datasets with their files."""
    datasets = {name: Dataset(each.stem, each.title, each.description) for name, each in DATASETS.items()}
    for file in files:
        form, stem = form_of(file.path), file.path.removesuffix(".gz").rpartition(".")[0]
        found = (each for each in datasets.values() if stem == each.stem) if form else iter(())
        dataset = next(found, datasets["tables"] if stem.startswith("data/") else None)
        if dataset and form:
            dataset.files.append(Distribution(**asdict(file), form=form))
    return datasets


def count(triples: Iterable[ox.Triple]) -> Statistics:
    """Count distinct triples."""
    found = list(triples)
    subjects = {each.subject.value for each in found if isinstance(each.subject, ox.NamedNode)}
    classes = Counter(
        each.object.value for each in found if each.predicate == TYPE and isinstance(each.object, ox.NamedNode)
    )
    return Statistics(
        triples=len(found),
        entities=sum(each.startswith(RECORDS) and "#" not in each for each in subjects),
        subjects=len({each.subject for each in found}),
        objects=len({each.object for each in found}),
        classes=dict(sorted(classes.items())),
        properties=dict(sorted(Counter(each.predicate.value for each in found).items())),
    )


def _find_vocabularies(site: Site, terms: Iterable[str]) -> list[str]:
    """Return the vocabularies that terms come from."""
    spaces = [space for space in site.workspace.prefixes.values() if space.endswith(("#", "/"))]
    found = {space for term in terms for space in spaces if term.startswith(space)}
    return sorted(VOCABULARIES.get(space, space) for space in found)


def _name_partition(site: Site, iri: str) -> str:
    """Return the end of the IRI of a partition: the prefix and the local name of a term."""
    space = iri[: max(iri.rfind("#"), iri.rfind("/")) + 1]
    prefix = next((name for name, each in site.workspace.prefixes.items() if each == space), "other")
    return f"{prefix}-{iri.removeprefix(space)}"


def _make_crate(site: Site, files: Iterable[Written]) -> bytes:
    """Return the folder as a crate: its root, its publisher, its license and its files."""
    project = site.project
    described: list[dict[str, Any]] = [
        {
            "@id": each.path,
            "@type": "File",
            "name": each.path.rpartition("/")[2],
            "contentSize": str(each.size),
            "sha256": each.sha256,
        }
        for each in files
    ]
    root = {
        "@id": "./",
        "@type": "Dataset",
        "identifier": BASE,
        "name": project.title,
        "description": project.description,
        "datePublished": project.released,
        "version": project.version,
        "publisher": {"@id": BASE},
        "license": {"@id": DATA_LICENSE},
        "hasPart": [{"@id": each["@id"]} for each in described],
    }
    about = {
        "@id": "ro-crate-metadata.json",
        "@type": "CreativeWork",
        "about": {"@id": "./"},
        "conformsTo": {"@id": CRATE},
    }
    publisher = {"@id": BASE, "@type": "Organization", "name": project.publisher}
    license_ = {"@id": DATA_LICENSE, "@type": "CreativeWork", "name": "CC0 1.0 Universal"}
    document = {"@context": f"{CRATE}/context", "@graph": [about, root, publisher, license_, *described]}
    return (json.dumps(document, ensure_ascii=False, indent=1) + "\n").encode()
