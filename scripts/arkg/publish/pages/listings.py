"""The entries of pages that list the work of institutions, said exactly: what is named, and what is not."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from arkg.publish.pages.evidence import marks
from arkg.publish.pages.lookup import number_of
from arkg.publish.pages.shown import Shown, show, show_record
from arkg.publish.pages.vocabulary import (
    CATEGORY,
    EVIDENCE,
    LISTING,
    LISTS_INITIATIVE,
    LISTS_INSTITUTION,
    NOTE,
    POSSIBLY,
    SUPPORTS,
    SUPPORTS_VALUE,
)

if TYPE_CHECKING:
    import pyoxigraph as ox

    from arkg.publish.pages.lookup import Lookup
    from arkg.publish.records import Record


@dataclass(frozen=True, slots=True)
class Possible:
    """An initiative that an entry may mean, the reasons to think so, and their evidence on the initiative's page."""

    initiative: Shown
    reasons: tuple[Shown, ...]
    marks: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Entry:
    """An entry of a page: who is listed, under which heading, which initiative is named (None where none is)."""

    number: int
    page: Shown
    institution: Shown
    category: Shown
    initiative: Shown | None
    possible: tuple[Possible, ...]
    marks: tuple[int, ...]


def list_entries(lookup: Lookup, record: Record) -> list[Entry]:
    """Return the entries that are part of a resource, in order."""
    return [read_entry(lookup, record, part) for part in lookup.nodes(record.iri, LISTING)]


def read_entry(lookup: Lookup, record: Record, part: ox.NamedNode) -> Entry:
    """Read one entry."""
    named = lookup.linked(part, LISTS_INITIATIVE)
    return Entry(
        number=number_of(part.value),
        page=show_record(record),
        institution=show_record(lookup.linked(part, LISTS_INSTITUTION)[0]),
        category=show_record(lookup.linked(part, CATEGORY)[0]),
        initiative=show_record(named[0]) if named else None,
        possible=tuple(find_possible(lookup, record, part)),
        marks=tuple(sorted(number_of(each.value) for each in lookup.nodes(part, EVIDENCE))),
    )


def find_possible(lookup: Lookup, record: Record, part: ox.NamedNode) -> list[Possible]:
    """Return the initiatives that are marked as possibly meant by this entry."""
    found = [link for link in lookup.site.backlinks.get(record.iri, ()) if link.predicate.value == POSSIBLY]
    claims = [lookup.records[link.record.value] for link in found if part in lookup.nodes(link.subject, POSSIBLY)]
    return [make_possible(lookup, each, part) for each in claims]


def make_possible(lookup: Lookup, initiative: Record, part: ox.NamedNode) -> Possible:
    """Return the reasons why an entry may mean this initiative."""
    return Possible(
        show_record(initiative),
        tuple(find_reasons(lookup, initiative, part)),
        tuple(marks(lookup, initiative, POSSIBLY, part)),
    )


def find_reasons(lookup: Lookup, initiative: Record, part: ox.NamedNode) -> list[Shown]:
    """Return the notes of the evidence for the possibility, else those of the initiative."""
    notes = [
        note
        for each in lookup.nodes(initiative.iri, EVIDENCE)
        if any(property_.value == POSSIBLY for property_ in lookup.nodes(each, SUPPORTS))
        and part in (lookup.values(each, SUPPORTS_VALUE) or (part,))
        for note in lookup.values(each, NOTE)
    ]
    return [show(lookup, note) for note in notes or lookup.values(initiative.iri, NOTE)]


def all_entries(lookup: Lookup) -> list[Entry]:
    """Return every entry of every page."""
    return [entry for record in lookup.site.records.get("resource", ()) for entry in list_entries(lookup, record)]


def entries_about(entries: list[Entry], record: Record) -> list[Entry]:
    """Return the entries that name a record, or that may mean it."""
    path = record.folder
    return [
        entry
        for entry in entries
        if path in {entry.institution.path, entry.category.path, entry.initiative.path if entry.initiative else ""}
        or path in {possible.initiative.path for possible in entry.possible}
    ]


def unnamed(entries: list[Entry]) -> list[Entry]:
    """Return the entries that name no initiative."""
    return [entry for entry in entries if entry.initiative is None]
