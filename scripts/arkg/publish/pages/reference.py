"""The reference pages: the files of the data with their checksums, this release, the vocabulary, and the rules."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pyoxigraph as ox

from arkg.description import Description
from arkg.names import in_english, local_name, plural, shorten
from arkg.namespaces import ARKG, OWL, RDFS, SHAPE, SKOS, TYPE
from arkg.publish.folder import release_folder
from arkg.publish.forms import FORMS, GRAPH_FORMS, Form, form_of
from arkg.publish.pages.page import Page
from arkg.publish.pages.record import describe_dataset, to_script
from arkg.publish.pages.view import Inline

if TYPE_CHECKING:
    from collections.abc import Iterator

    from arkg.publish.folder import Written
    from arkg.publish.pages.page import Renderer
    from arkg.publish.pages.view import View
    from arkg.publish.site import Site, Value
    from arkg.schema import Rule

SECTIONS = {
    "The graph": ("All statements of the records and the vocabulary; the questions run on these.", ("data/arkg.",)),
    "Inferred statements": ("What the records and the vocabulary entail, kept apart.", ("data/arkg-inferred.",)),
    "Tables": ("One row for each record, for spreadsheets; the works also for reference managers.", ("data/",)),
    "Vocabulary, rules, and questions": ("As RDF.", ("ns.", "shapes.", "shapes-core.", "query.", "context.jsonld")),
    "Catalog": (
        "Descriptions of the dataset for catalogs and crawlers.",
        ("catalog.", "croissant.json", ".well-known/"),
    ),
}
"""Heading → what its files are, and how their paths begin."""
SORTS: dict[Value, str] = {
    OWL("Class"): "Classes",
    OWL("ObjectProperty"): "Properties",
    OWL("DatatypeProperty"): "Properties",
}
TIES = {
    "Subclass of": RDFS("subClassOf"),
    "Subproperty of": RDFS("subPropertyOf"),
    "Domain": RDFS("domain"),
    "Range": RDFS("range"),
    "Close match": SKOS("closeMatch"),
    "Equivalent to": OWL("equivalentClass"),
}
SEVERITIES = {"violation": "must", "warning": "should", "info": "may"}
KILO = 1000


@dataclass(frozen=True, slots=True)
class File:
    """A file to download: form, size in words, and checksum, with those of its compressed copy."""

    path: str
    name: str
    form: str
    size: str
    sha256: str
    compressed: str
    compressed_size: str


@dataclass(frozen=True, slots=True)
class Term:
    """A term of the vocabulary: name, label, definition, examples, and the terms that it is tied to."""

    name: str
    label: str
    definition: str
    examples: list[str]
    ties: dict[str, list[Inline]]


def make_data(view: View, renderer: Renderer) -> tuple[str, bytes]:
    """Return the page of dumps, tables and checksums, with the commands that load them."""
    site = view.site
    page = Page(
        path="data/",
        title="Data",
        description="Download the full dataset: dumps in RDF, tables, checksums, and how to load them.",
        forms=_forms(site, "data/arkg"),
        data=to_script(describe_dataset(view, "../")),
    )
    return renderer.make(
        page,
        "data.html",
        sections=list(_list_sections(site)),
        counts={plural(kind): len(site.current(kind)) for kind in site.records},
        statements=len(site.asserted),
        served=site.served,
        release=release_folder(site.project.version),
    )


def make_release(view: View, renderer: Renderer) -> tuple[str, bytes]:
    """Return the page of the permanent files of this release."""
    version = view.site.project.version
    start = release_folder(version)
    page = Page(start, f"Release {version}", "Permanent files of this release.", crumbs=(Inline("Data", "data/"),))
    kept = [each for each in view.site.files if each.path.startswith(start)]
    files = [(each, each.path.removeprefix(start), in_bytes(each.size)) for each in kept]
    return renderer.make(page, "release.html", files=files, start=start)


def _list_sections(site: Site) -> Iterator[tuple[str, str, list[File]]]:
    """Yield the headings of the data page with their files, each file once."""
    files = {each.path: each for each in site.files}
    left = dict(files)
    for title, (words, prefixes) in SECTIONS.items():
        chosen = [left.pop(path) for path in sorted(left) if path.startswith(prefixes)]
        if chosen:
            yield title, words, [_describe_file(each, files) for each in chosen if not each.path.endswith(".gz")]


def _describe_file(file: Written, files: dict[str, Written]) -> File:
    """Return a file with its compressed copy."""
    form, packed = form_of(file.path), files.get(f"{file.path}.gz")
    return File(
        path=file.path,
        name=file.path.rpartition("/")[2],
        form=form.label if form else "",
        size=in_bytes(file.size),
        sha256=file.sha256,
        compressed=packed.path if packed else "",
        compressed_size=in_bytes(packed.size) if packed else "",
    )


def in_bytes(size: int) -> str:
    """Return a size in words.

    >>> in_bytes(812), in_bytes(45_100), in_bytes(1_230_000)
    ('812 B', '45 kB', '1.2 MB')
    """
    if size < KILO:
        return f"{size} B"
    return f"{size / KILO:.0f} kB" if size < KILO**2 else f"{size / KILO**2:.1f} MB"


def _forms(site: Site, stem: str) -> tuple[tuple[str, Form], ...]:
    """Return the forms in which a document of the graph was written."""
    written = {each.path for each in site.files}
    return tuple((f"{stem}.{form}", FORMS[form]) for form in GRAPH_FORMS if f"{stem}.{form}" in written)


def make_vocabulary(view: View, renderer: Renderer) -> tuple[str, bytes]:
    """Return the documentation of the vocabulary: classes, properties, then the individuals that it names."""
    graph = Description(quad.triple for quad in view.site.workspace.quads("ontology"))
    own = {each.subject for each in graph.triples if isinstance(each.subject, ox.NamedNode)}
    sorts: dict[str, list[Term]] = {"Classes": [], "Properties": [], "Values": []}
    for iri in sorted((each for each in own if each.value.startswith(ARKG)), key=str):
        classes = (SORTS[each] for each in graph.all(iri, TYPE) if each in SORTS)
        sorts[next(classes, "Values")].append(_read_term(view, graph, iri))
    description = "The classes and properties that this graph adds to those of other vocabularies, and what each means."
    page = Page("ns/", "Vocabulary", description, forms=_forms(view.site, "ns"))
    return renderer.make(page, "vocabulary.html", sorts=sorts)


def _read_term(view: View, graph: Description, iri: ox.NamedNode) -> Term:
    """Read one term."""
    ties = {
        label: [_name_term(view, each) for each in graph.all(iri, predicate) if isinstance(each, ox.NamedNode)]
        for label, predicate in TIES.items()
    }
    return Term(
        name=local_name(iri),
        label=view.site.label(iri.value) or local_name(iri),
        definition=in_english(graph.all(iri, SKOS("definition"))),
        examples=[each.value for each in graph.all(iri, SKOS("example")) if isinstance(each, ox.Literal)],
        ties={label: terms for label, terms in ties.items() if terms},
    )


def make_rules(view: View, renderer: Renderer) -> tuple[str, bytes]:
    """Return the documentation of the rules, under the class that they are named after."""
    groups: dict[str, list[tuple[str, Rule, Inline | None]]] = {}
    for rule in view.site.schema:
        if rule.name and rule.iri.value.startswith(SHAPE):
            name = local_name(rule.iri)
            path = _name_term(view, rule.path) if rule.path else None
            groups.setdefault(name.partition("-")[0], []).append((name, rule, path))
    description = "What a record must, should, and may have, and why; arkg validate checks all of it."
    page = Page("shapes/", "Rules", description, forms=_forms(view.site, "shapes"))
    return renderer.make(page, "rules.html", groups=dict(sorted(groups.items())), severities=SEVERITIES)


def _name_term(view: View, term: ox.NamedNode) -> Inline:
    """Return a term by its CURIE, with a link to its documentation where it is one of this vocabulary."""
    name = shorten(term.value, view.site.workspace.prefixes)
    return Inline(name, f"ns/#{local_name(term)}" if term.value.startswith(ARKG) else "")
