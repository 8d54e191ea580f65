"""The pages to look things up in: the files of the data with their checksums, the vocabulary, the rules, about."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from arkg.publish.pages.lists import current
from arkg.publish.pages.page import Form, Page
from arkg.publish.pages.shown import Shown
from arkg.publish.pages.terms import list_rules, list_terms
from arkg.publish.pages.vocabulary import PLURALS, plural
from arkg.publish.release import release_folder

if TYPE_CHECKING:
    from collections.abc import Iterable

    from arkg.publish.folder import Written
    from arkg.publish.pages.lookup import Lookup
    from arkg.publish.pages.page import Renderer

SECTIONS = (
    (
        "The graph",
        "every statement of records and vocabulary: what the questions are asked of",
        ("data/arkg.",),
    ),
    ("What follows from it", "the statements that the vocabulary entails, kept apart", ("data/arkg-inferred.",)),
    ("Tables", "one line a record, for spreadsheets; the works also for reference managers", ("data/",)),
    ("Vocabulary, rules and questions", "as RDF", ("ns.", "shapes.", "query.", "context.jsonld")),
    ("Catalogue", "what the data set is, for catalogues and crawlers", ("catalog.", ".well-known/")),
)
NAMES = {
    "bib": "BibTeX",
    "csv": "CSV",
    "json": "JSON",
    "jsonld": "JSON-LD",
    "nq": "N-Quads",
    "nt": "N-Triples",
    "rdf": "RDF/XML",
    "ris": "RIS",
    "trig": "TriG",
    "ttl": "Turtle",
}
KILO = 1000


@dataclass(frozen=True, slots=True)
class File:
    """A file to take away: its form, how large it is in words, its checksum, and its compressed twin."""

    path: str
    name: str
    form: str
    size: str
    sha256: str
    packed: str
    packed_size: str


def make_data(lookup: Lookup, renderer: Renderer) -> tuple[str, bytes]:
    """Make the page of dumps, tables and checksums, with the lines that load them."""
    kinds = dict.fromkeys((*PLURALS, *lookup.site.records))
    page = Page(
        path="data/",
        title="Data",
        description="The whole graph to take away: dumps in RDF, tables, checksums, and how to load them.",
        forms=rdf_forms(lookup, "data/arkg"),
    )
    return renderer.make(
        page,
        "data.html",
        sections=list_sections(lookup),
        counts=[(plural(kind), len(current(lookup, kind))) for kind in kinds if kind in lookup.site.records],
        statements=len(lookup.site.asserted),
        base=lookup.site.base or "ADDRESS/",
        known=bool(lookup.site.base),
        served=lookup.site.served,
        release=release_folder(lookup.site),
    )


def make_release(lookup: Lookup, renderer: Renderer) -> tuple[str, bytes]:
    """Make the page of what stays of this release."""
    project, start = lookup.site.project, release_folder(lookup.site)
    page = Page(
        path=start,
        title=f"Release {project.version}",
        description="What stays of this release when others follow, byte for byte.",
        crumbs=(Shown("Data", path="data/"),),
    )
    kept = [each for each in lookup.site.files if each.path.startswith(start)]
    files = [(each.path, each.path.removeprefix(start), in_bytes(each.size), each.sha256) for each in kept]
    return renderer.make(page, "release.html", files=files, start=start)


def list_sections(lookup: Lookup) -> list[tuple[str, str, list[File]]]:
    """Return the files under their headings, each file once."""
    files = {each.path: each for each in lookup.site.files}
    left = dict(files)
    sections = []
    for title, words, prefixes in SECTIONS:
        chosen = [left.pop(path) for path in sorted(left) if path.startswith(prefixes)]
        if chosen:
            sections.append((title, words, list(describe_files(chosen, files))))
    return sections


def describe_files(chosen: Iterable[Written], files: dict[str, Written]) -> Iterable[File]:
    """Describe files, each with its compressed twin beside it."""
    for each in chosen:
        if each.path.endswith(".gz"):
            continue
        packed = files.get(f"{each.path}.gz")
        name = each.path.rpartition("/")[2]
        suffix = name.rpartition(".")[2]
        yield File(
            path=each.path,
            name=name,
            form=NAMES.get(suffix, ""),
            size=in_bytes(each.size),
            sha256=each.sha256,
            packed=packed.path if packed else "",
            packed_size=in_bytes(packed.size) if packed else "",
        )


def in_bytes(size: int) -> str:
    """Write a size as people say it: 812 B, 45 kB, 1.2 MB."""
    if size < KILO:
        return f"{size} B"
    if size < KILO * KILO:
        return f"{size / KILO:.0f} kB"
    return f"{size / KILO / KILO:.1f} MB"


def make_vocabulary(lookup: Lookup, renderer: Renderer) -> tuple[str, bytes]:
    """Make the documentation of the vocabulary."""
    sorts = list_terms(lookup)
    page = Page(
        path="ns/",
        title="Vocabulary",
        description="The classes and properties that this graph adds to those of others, and what each means.",
        crumbs=(),
        forms=rdf_forms(lookup, "ns"),
    )
    return renderer.make(page, "vocabulary.html", sorts=sorts)


def make_rules(lookup: Lookup, renderer: Renderer) -> tuple[str, bytes]:
    """Make the documentation of the rules."""
    page = Page(
        path="shapes/",
        title="Rules",
        description="What a record must, should and may have, and why; all of it is checked.",
        forms=rdf_forms(lookup, "shapes"),
    )
    return renderer.make(page, "rules.html", groups=list_rules(lookup))


def rdf_forms(lookup: Lookup, stem: str) -> tuple[Form, ...]:
    """Return the forms in which a document of the graph was written."""
    written = {each.path for each in lookup.site.files}
    forms = (
        Form(f"{stem}.ttl", "text/turtle", "Turtle"),
        Form(f"{stem}.jsonld", "application/ld+json", "JSON-LD"),
        Form(f"{stem}.nt", "application/n-triples", "N-Triples"),
        Form(f"{stem}.rdf", "application/rdf+xml", "RDF/XML"),
    )
    return tuple(form for form in forms if form.path in written)


def make_about(lookup: Lookup, renderer: Renderer) -> tuple[str, bytes]:
    """Make the page that says what the graph is, and what it is not."""
    page = Page(
        "about/",
        "About",
        "What belongs in this graph, how it speaks, how to have something corrected, and how it may be used.",
    )
    return renderer.make(page, "about.html", records=len(lookup.records))
