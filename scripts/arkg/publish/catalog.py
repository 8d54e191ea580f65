"""The files written so far → what catalogues and machines want to know of them: DCAT 3, VoID, RO-Crate.

DCAT 3 (https://www.w3.org/TR/vocab-dcat-3/) with what DCAT-AP 3 asks for and recommends, and VoID
(https://www.w3.org/TR/void/), in one document: ``catalog.ttl``, which is ``.well-known/void`` too.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pyoxigraph as ox

from arkg.namespaces import BASE
from arkg.publish.crate import to_crate
from arkg.publish.dumps import DUMP, ENTAILED, MEDIA_TYPES
from arkg.publish.hosting import VOID as VOID_FILE
from arkg.publish.project import DATA_LICENCE
from arkg.publish.void import Describer, day, say_void
from arkg.query import Statements
from arkg.query import render as render_answer
from arkg.turtle import render

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from arkg.publish.folder import Folder, Written
    from arkg.publish.site import Site
    from arkg.publish.void import Statistics

CATALOG = f"{BASE}catalog"
DCAT = "http://www.w3.org/ns/dcat#"
DCTERMS = "http://purl.org/dc/terms/"
FOAF = "http://xmlns.com/foaf/0.1/"
OWL = "http://www.w3.org/2002/07/owl#"
RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
SPDX = "http://spdx.org/rdf/terms#"
VCARD = "http://www.w3.org/2006/vcard/ns#"
VANN = "http://purl.org/vocab/vann/"
VOID = "http://rdfs.org/ns/void#"
XSD = "http://www.w3.org/2001/XMLSchema#"
SKOS = "http://www.w3.org/2004/02/skos/core#"
EU = "http://publications.europa.eu/resource/authority/"
IANA = "https://www.iana.org/assignments/media-types/"
CANONICAL = "https://www.w3.org/TR/rdf-canon/"
MORE_PREFIXES = {"spdx": SPDX, "vcard": VCARD, "dcat": DCAT, "void": VOID, "vann": VANN, "foaf": FOAF}
KEYWORDS = ("academic medicine", "anti-racism", "health equity", "linked data", "medical education", "racism")
THEMES = {"EDUC": "Education, culture and sport", "HEAL": "Health"}
TABLES = {
    "csv": "text/csv",
    "bib": "application/x-bibtex",
    "ris": "application/x-research-info-systems",
    "json": "application/json",
}
FILE_TYPES = {
    "ttl": "RDF_TURTLE",
    "jsonld": "JSON_LD",
    "nt": "RDF_N_TRIPLES",
    "nq": "RDF_N_QUADS",
    "trig": "RDF_TRIG",
    "rdf": "RDF_XML",
    "csv": "CSV",
    "json": "JSON",
}
SETS = {
    "records": (
        DUMP,
        "Records and vocabulary",
        "Every record with its parts and its evidence, and the vocabulary: what the questions are asked of.",
    ),
    "entailed": (ENTAILED, "What the records entail", "What follows from records and vocabulary by OWL 2 RL."),
    "vocabulary": ("ns", "Vocabulary", "The classes and properties of the graph."),
    "rules": ("shapes", "Rules", "What a record must and may have, in SHACL."),
    "questions": ("query", "Questions", "The questions the graph answers, in SPARQL."),
    "tables": ("data/", "Tables and references", "A table of each kind of record, and works for reference managers."),
}


def write_catalog(site: Site, folder: Folder, numbers: Statistics) -> Iterator[str]:
    """Write the catalogue in every form of a graph, where VoID is looked for, and the RO-Crate.

    ``numbers`` are those of the dump.
    """
    files = [folder.written[path] for path in sorted(folder.written) if not path.startswith("id/")]
    triples = describe(site, files, numbers)
    prefixes = {**site.repository.prefixes, **MORE_PREFIXES}
    turtle = render(triples, prefixes).encode()
    folder.put("catalog.ttl", turtle)
    folder.put(VOID_FILE, turtle)
    folder.put("catalog.jsonld", render_answer(Statements(tuple(triples)), "jsonld", prefixes).encode())
    folder.put("catalog.nt", render_answer(Statements(tuple(triples)), "nt", prefixes).encode())
    written = ox.serialize(triples, format=ox.RdfFormat.RDF_XML, prefixes=prefixes)
    folder.put("catalog.rdf", written or b"")
    yield "catalog.ttl"
    folder.put("ro-crate-metadata.json", to_crate(site, files))
    yield "ro-crate-metadata.json"


def describe(site: Site, files: Iterable[Written], numbers: Statistics) -> list[ox.Triple]:
    """Say what the publication is and holds; ``numbers`` are those of the records."""
    says = Describer()
    say_catalog(says, site)
    files = list(files)
    for name in SETS:
        say_dataset(says, site, name)
        for file in files:
            if set_of(file.path) == name:
                say_distribution(says, site, name, file)
    dumps = [file.path for file in files if set_of(file.path) == "records"]
    say_void(says, site, f"{CATALOG}#records", dumps, numbers)
    return sorted(set(says.triples), key=str)


def set_of(path: str) -> str:
    """Return the dataset that a file is a distribution of, empty where it is of none."""
    stem = path.removesuffix(".gz").rpartition(".")[0]
    for name, (start, _, _) in SETS.items():
        if stem == start or (name == "tables" and path.startswith(start)):
            return name
    return ""


def say_catalog(says: Describer, site: Site) -> None:
    """Say whose catalogue of what this is."""
    project = site.project
    says.type(CATALOG, f"{DCAT}Catalog", f"{VOID}DatasetDescription")
    says.say(CATALOG, f"{DCTERMS}title", ox.Literal(f"{project.title}: catalogue", language="en"))
    says.say(CATALOG, f"{DCAT}dataset", *(f"{CATALOG}#{name}" for name in SETS))
    says.say(CATALOG, f"{FOAF}primaryTopic", f"{CATALOG}#records")
    say_common(says, site, CATALOG, project.description)
    says.say(CATALOG, f"{FOAF}homepage", site.base or BASE)
    says.type(BASE, f"{FOAF}Agent")
    says.say(BASE, f"{FOAF}name", ox.Literal(project.publisher))
    says.type(DATA_LICENCE, f"{DCTERMS}LicenseDocument")
    for code, name in THEMES.items():
        theme = f"{EU}data-theme/{code}"
        says.type(theme, f"{SKOS}Concept")
        says.say(theme, f"{SKOS}prefLabel", ox.Literal(name, language="en"))
        says.say(theme, f"{SKOS}inScheme", f"{EU}data-theme")
        says.say(CATALOG, f"{DCAT}themeTaxonomy", f"{EU}data-theme")
    says.type(f"{EU}data-theme", f"{SKOS}ConceptScheme")
    says.say(f"{EU}data-theme", f"{DCTERMS}title", ox.Literal("Data theme", language="en"))
    if project.contact:
        contact = f"{CATALOG}#contact"
        says.type(contact, f"{VCARD}Organization")
        says.say(contact, f"{VCARD}fn", ox.Literal(project.publisher))
        how = "hasEmail" if project.contact.startswith("mailto:") else "hasURL"
        says.say(contact, f"{VCARD}{how}", project.contact)


def say_common(says: Describer, site: Site, thing: str, description: str) -> None:
    """Say what is true of the catalogue and of each dataset in it."""
    project = site.project
    says.say(thing, f"{DCTERMS}description", ox.Literal(description, language="en"))
    says.say(thing, f"{DCTERMS}publisher", BASE)
    says.say(thing, f"{DCTERMS}license", DATA_LICENCE)
    says.say(thing, f"{DCTERMS}language", f"{EU}language/ENG")
    says.say(thing, f"{DCTERMS}issued", day(project.issued))
    says.say(thing, f"{DCTERMS}modified", day(project.released))
    says.say(thing, f"{DCAT}version", ox.Literal(project.version))


def say_dataset(says: Describer, site: Site, name: str) -> None:
    """Say what one dataset is."""
    dataset = f"{CATALOG}#{name}"
    _, title, description = SETS[name]
    says.type(dataset, f"{DCAT}Dataset")
    says.say(dataset, f"{DCTERMS}title", ox.Literal(f"{site.project.title}: {title.lower()}", language="en"))
    say_common(says, site, dataset, f"{description} {site.project.description}")
    says.say(dataset, f"{DCTERMS}identifier", ox.Literal(dataset, datatype=ox.NamedNode(f"{XSD}anyURI")))
    says.say(dataset, f"{DCTERMS}accessRights", f"{EU}access-right/PUBLIC")
    says.say(dataset, f"{DCAT}theme", *(f"{EU}data-theme/{code}" for code in THEMES))
    says.say(dataset, f"{DCAT}keyword", *(ox.Literal(word, language="en") for word in KEYWORDS))
    says.say(dataset, f"{DCAT}landingPage", f"{site.base or BASE}data/")
    says.type(f"{site.base or BASE}data/", f"{FOAF}Document")
    if site.project.contact:
        says.say(dataset, f"{DCAT}contactPoint", f"{CATALOG}#contact")


def say_distribution(says: Describer, site: Site, name: str, file: Written) -> None:
    """Say where one file is, what it is, how big, and by which checksum it is known to be whole."""
    address = f"{site.base or BASE}{file.path}"
    node = f"{CATALOG}#{re.sub('[^a-z0-9]+', '-', file.path)}"
    suffix = file.path.removesuffix(".gz").rpartition(".")[2]
    says.say(f"{CATALOG}#{name}", f"{DCAT}distribution", node)
    says.type(node, f"{DCAT}Distribution")
    says.say(node, f"{DCTERMS}title", ox.Literal(file.path.rpartition("/")[2]))
    says.say(node, f"{DCTERMS}license", DATA_LICENCE)
    says.say(node, f"{DCAT}accessURL", address)
    says.say(node, f"{DCAT}downloadURL", address)
    says.say(node, f"{DCAT}mediaType", f"{IANA}{media_type(suffix)}")
    says.say(node, f"{DCAT}byteSize", ox.Literal(str(file.size), datatype=ox.NamedNode(f"{XSD}nonNegativeInteger")))
    if file.path.endswith(".gz"):
        says.say(node, f"{DCAT}compressFormat", f"{IANA}application/gzip")
    elif suffix == "nt":
        says.say(node, f"{DCTERMS}conformsTo", CANONICAL)
    if suffix in FILE_TYPES:
        says.say(node, f"{DCTERMS}format", f"{EU}file-type/{FILE_TYPES[suffix]}")
    checksum = f"{node}-checksum"
    says.say(node, f"{SPDX}checksum", checksum)
    says.type(checksum, f"{SPDX}Checksum")
    says.say(checksum, f"{SPDX}algorithm", f"{SPDX}checksumAlgorithm_sha256")
    says.say(checksum, f"{SPDX}checksumValue", ox.Literal(file.sha256, datatype=ox.NamedNode(f"{XSD}hexBinary")))


def media_type(suffix: str) -> str:
    """Return the media type of the files with this suffix."""
    return (MEDIA_TYPES | TABLES)[suffix]
