"""A record in, its page out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from arkg.publish.bibliography import cite
from arkg.publish.pages.concepts import find_paths, list_definitions, list_mappings
from arkg.publish.pages.evidence import list_evidence
from arkg.publish.pages.facts import list_facts, short, summarize
from arkg.publish.pages.listings import entries_about, list_entries
from arkg.publish.pages.page import Form, Page, paragraphs
from arkg.publish.pages.relations import draw, list_groups, list_supported
from arkg.publish.pages.shown import Shown, show
from arkg.publish.pages.structured import describe, to_script
from arkg.publish.pages.vocabulary import DCTERMS, NOTE, OWL, plural

if TYPE_CHECKING:
    from collections.abc import Iterator

    from arkg.publish.pages.listings import Entry
    from arkg.publish.pages.lookup import Lookup
    from arkg.publish.pages.page import Renderer
    from arkg.publish.records import Record

FORMS = (
    ("ttl", "text/turtle", "Turtle"),
    ("jsonld", "application/ld+json", "JSON-LD"),
    ("nt", "application/n-triples", "N-Triples"),
    ("rdf", "application/rdf+xml", "RDF/XML"),
)
CITATIONS = (("bibtex", "BibTeX"), ("ris", "RIS"), ("csl-json", "CSL-JSON"))
PARTS = (
    ("definitions", "definitions", "Definitions"),
    ("facts", "facts", "Facts"),
    ("notes", "notes", "Notes"),
    ("entries", "entries", "What it lists"),
    ("listed", "listed", "Where it is listed"),
    ("mappings", "mappings", "Other vocabularies"),
    ("drawing", "links", "Links"),
    ("supported", "supports", "Evidence for others"),
    ("evidence", "evidence", "Evidence"),
    ("", "identifier", "Formats"),
    ("", "cite", "Cite"),
)
LONGEST_LINK = 6000


@dataclass(frozen=True, slots=True)
class Citation:
    """A citation in one form for reference managers."""

    key: str
    label: str
    text: str


@dataclass(frozen=True, slots=True)
class Correction:
    """Where to suggest a correction, and the text to begin with."""

    address: str
    text: str


def make_record(lookup: Lookup, renderer: Renderer, record: Record, entries: list[Entry]) -> tuple[str, bytes]:
    """Make the page of a record; ``entries`` are those of all pages that list institutions."""
    about = entries_about(entries, record)
    groups = list_groups(lookup, record)
    sections = list_sections(lookup, record, about) | {"drawing": draw(groups)}
    return renderer.make(
        head(lookup, record),
        "record.html",
        record=record,
        kind_line=say_kind(lookup, record),
        lead=summarize(lookup, record),
        withdrawn=bool(lookup.values(record.iri, f"{OWL}deprecated")),
        replaced=[show(lookup, each) for each in lookup.values(record.iri, f"{DCTERMS}isReplacedBy")],
        possible=possibly(record, about),
        paths=find_paths(lookup, record),
        groups=groups,
        citation=cite(lookup.site, record).strip(),
        citations=list(list_citations(lookup, record)),
        correction=correct(lookup, record),
        parts=[(anchor, label) for name, anchor, label in PARTS if sections.get(name, True)],
        **sections,
    )


def list_sections(lookup: Lookup, record: Record, about: list[Entry]) -> dict[str, Any]:
    """Return what the sections of a record's page show, by the name of the section."""
    possible = possibly(record, about)
    reasons = {reason for entry in possible for maybe in entry.possible for reason in maybe.reasons}
    notes = [show(lookup, each) for each in lookup.values(record.iri, NOTE)]
    plain = [each for each in about if each not in possible]
    return {
        "definitions": list_definitions(lookup, record),
        "facts": list_facts(lookup, record),
        "notes": [note for note in notes if note not in reasons],
        "entries": list_entries(lookup, record),
        "listed": [each for each in plain if record.kind != "category" or not each.initiative],
        "mappings": list_mappings(lookup, record),
        "supported": list_supported(lookup, record),
        "evidence": list_evidence(lookup, record),
    }


def possibly(record: Record, about: list[Entry]) -> list[Entry]:
    """Return the entries that may mean this record."""
    return [each for each in about if record.folder in {maybe.initiative.path for maybe in each.possible}]


def list_citations(lookup: Lookup, record: Record) -> Iterator[Citation]:
    """Return the citations for reference managers."""
    for key, label in CITATIONS:
        yield Citation(key, label, cite(lookup.site, record, key).strip().replace("\r\n", "\n"))


def head(lookup: Lookup, record: Record) -> Page:
    """Return the head of a record's page."""
    stem = record.folder.rstrip("/")
    return Page(
        path=record.folder,
        title=record.label,
        description=short(summarize(lookup, record)) or f"{record.label}, a {record.kind} of this graph.",
        crumbs=(Shown(plural(record.kind).capitalize(), path=f"{record.kind}/"),),
        forms=tuple(Form(f"{stem}.{suffix}", media, label) for suffix, media, label in FORMS),
        data=to_script(describe(lookup, record)),
    )


def say_kind(lookup: Lookup, record: Record) -> str:
    """Say what kind of record this is, with its type where it has one."""
    types = lookup.types(record) if record.kind in {"institution", "resource"} else []
    kind = record.kind.capitalize()
    return f"{kind} · {', '.join(types)}" if types and types != [record.kind] else kind


def correct(lookup: Lookup, record: Record) -> Correction | None:
    """Make the link by which a reader suggests a correction; None where the project has no address."""
    repository = lookup.site.project.repository.rstrip("/")
    if not repository:
        return None
    title = f"Correction: {record.kind}/{record.slug}"
    text = paragraphs(
        {
            "Record": record.iri.value,
            "Name": record.label,
            "What it says now": short(summarize(lookup, record), longest=1000),
            "What is wrong": "",
            "What a source says, and where": "",
        }
    )
    address = f"{repository}/issues/new?{urlencode({'title': title, 'body': text})}"
    if len(address) > LONGEST_LINK:
        address = f"{repository}/issues/new?{urlencode({'title': title})}"
    return Correction(address, f"{title}\n\n{text}")
