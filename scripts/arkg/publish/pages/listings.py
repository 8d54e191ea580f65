"""The entries of pages that list the work of institutions, said exactly: what is named, and what is not."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from arkg.publish.pages.evidence import marks
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
from arkg.publish.pages.world import number_of

if TYPE_CHECKING:
    import pyoxigraph as ox

    from arkg.publish.pages.world import World
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


def list_entries(world: World, record: Record) -> list[Entry]:
    """Give the entries that are part of a resource, in order."""
    return [read_entry(world, record, part) for part in world.nodes(record.iri, LISTING)]


def read_entry(world: World, record: Record, part: ox.NamedNode) -> Entry:
    """Read one entry."""
    named = world.linked(part, LISTS_INITIATIVE)
    return Entry(
        number=number_of(part.value),
        page=show_record(record),
        institution=show_record(world.linked(part, LISTS_INSTITUTION)[0]),
        category=show_record(world.linked(part, CATEGORY)[0]),
        initiative=show_record(named[0]) if named else None,
        possible=tuple(find_possible(world, record, part)),
        marks=tuple(sorted(number_of(each.value) for each in world.nodes(part, EVIDENCE))),
    )


def find_possible(world: World, record: Record, part: ox.NamedNode) -> list[Possible]:
    """Give the initiatives that are marked as possibly meant by this entry."""
    found = [link for link in world.site.backlinks.get(record.iri, ()) if link.predicate.value == POSSIBLY]
    claims = [world.records[link.record.value] for link in found if part in world.nodes(link.subject, POSSIBLY)]
    return [make_possible(world, each, part) for each in claims]


def make_possible(world: World, initiative: Record, part: ox.NamedNode) -> Possible:
    """Give the reasons why an entry may mean this initiative."""
    return Possible(
        show_record(initiative),
        tuple(find_reasons(world, initiative, part)),
        tuple(marks(world, initiative, POSSIBLY, part)),
    )


def find_reasons(world: World, initiative: Record, part: ox.NamedNode) -> list[Shown]:
    """Give the notes of the evidence for the possibility, else those of the initiative."""
    notes = [
        note
        for each in world.nodes(initiative.iri, EVIDENCE)
        if any(property_.value == POSSIBLY for property_ in world.nodes(each, SUPPORTS))
        and part in (world.values(each, SUPPORTS_VALUE) or (part,))
        for note in world.values(each, NOTE)
    ]
    return [show(world, note) for note in notes or world.values(initiative.iri, NOTE)]


def all_entries(world: World) -> list[Entry]:
    """Give every entry of every page."""
    return [entry for record in world.site.records.get("resource", ()) for entry in list_entries(world, record)]


def entries_about(entries: list[Entry], record: Record) -> list[Entry]:
    """Give the entries that name a record, or that may mean it."""
    path = record.folder
    return [
        entry
        for entry in entries
        if path in {entry.institution.path, entry.category.path, entry.initiative.path if entry.initiative else ""}
        or path in {possible.initiative.path for possible in entry.possible}
    ]


def unnamed(entries: list[Entry]) -> list[Entry]:
    """Give the entries that name no initiative."""
    return [entry for entry in entries if entry.initiative is None]
