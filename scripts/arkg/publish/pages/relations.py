"""A record in, its neighbors out: both directions of every link, grouped, and the drawing of them."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from arkg.publish.pages.lookup import by_name
from arkg.publish.pages.shown import Shown, show_record
from arkg.publish.pages.vocabulary import INCOMING, INCOMING_OF_KIND, MATCHES, READING_ORDER, SOURCE, SUPPORTS_VALUE

if TYPE_CHECKING:
    from arkg.publish.pages.lookup import Lookup
    from arkg.publish.records import Record

MOST_DRAWN = 14
ROW, TOP, LEFT, ROOM = 30, 26, 150, 36


@dataclass(frozen=True, slots=True)
class Neighbor:
    """A record that is linked with this one, and with how many it is linked itself."""

    shown: Shown
    links: int


@dataclass(frozen=True, slots=True)
class Group:
    """The neighbors by one relation, in one direction."""

    label: str
    neighbors: tuple[Neighbor, ...]


@dataclass(frozen=True, slots=True)
class Dot:
    """A neighbor in the drawing: where its dot stands, how large it is, and its name cut to fit."""

    neighbor: Neighbor
    label: str
    y: int
    radius: float


@dataclass(frozen=True, slots=True)
class Heading:
    """A relation in the drawing."""

    label: str
    y: int


@dataclass(frozen=True, slots=True)
class Drawing:
    """The neighborhood as a drawing: the record at the left, its neighbors in a column."""

    height: int
    middle: int
    headings: tuple[Heading, ...]
    dots: tuple[Dot, ...]
    drawn: int
    total: int


def list_groups(lookup: Lookup, record: Record) -> list[Group]:
    """Return the neighbors of a record, grouped by relation: what it says of others, then what others say of it."""
    found: dict[str, dict[str, Record]] = {}
    for label, other in (*outgoing(lookup, record), *incoming(lookup, record)):
        found.setdefault(label, {})[other.iri.value] = other
    return [
        Group(label, tuple(to_neighbor(lookup, other) for other in sorted(others.values(), key=by_name)))
        for label, others in found.items()
    ]


def outgoing(lookup: Lookup, record: Record) -> list[tuple[str, Record]]:
    """Return the records that a record names, in reading order of the properties."""
    said = lookup.said[record.iri.value]
    return [
        (lookup.word(record.kind, predicate), other)
        for predicate in sorted(said, key=lambda each: in_order(each, READING_ORDER))
        for other in lookup.linked(record.iri, predicate)
        if other != record
    ]


def incoming(lookup: Lookup, record: Record) -> list[tuple[str, Record]]:
    """Return the records that name a record, in reading order of the properties; as a source it is shown elsewhere."""
    links = [
        (link.predicate.value, lookup.records[link.record.value])
        for link in lookup.site.backlinks.get(record.iri, ())
        if link.predicate.value not in {SOURCE, SUPPORTS_VALUE, *MATCHES}
    ]
    links.sort(key=lambda link: in_order(link[0], tuple(INCOMING)))
    return [(name_incoming(lookup, term, other), other) for term, other in links]


def name_incoming(lookup: Lookup, predicate: str, other: Record) -> str:
    """Return what a reader calls a property from the side of its value, given the record that states it."""
    named = INCOMING_OF_KIND.get((predicate, other.kind)) or INCOMING.get(predicate)
    return named or f"{lookup.word('', predicate)}, said of it by"


def in_order(predicate: str, order: tuple[str, ...]) -> tuple[int, str]:
    """Return what properties are sorted by."""
    return (order.index(predicate) if predicate in order else len(order), predicate)


def to_neighbor(lookup: Lookup, record: Record) -> Neighbor:
    """Return a record as a neighbor."""
    return Neighbor(show_record(record), len(linked_with(lookup, record)))


def linked_with(lookup: Lookup, record: Record) -> set[str]:
    """Return the IRIs of all records that a record is linked with, its sources aside."""
    forth = {getattr(value, "value", "") for values in lookup.said[record.iri.value].values() for value in values}
    links = lookup.site.backlinks.get(record.iri, ())
    back = {link.record.value for link in links if link.predicate.value not in {SOURCE, SUPPORTS_VALUE}}
    return ((forth & lookup.records.keys()) | back) - {record.iri.value}


def list_supported(lookup: Lookup, record: Record) -> list[Shown]:
    """Return the records for which this one, or the page that it is, serves as evidence."""
    own = {link.record.value for link in lookup.site.backlinks.get(record.iri, ()) if link.predicate.value == SOURCE}
    return [show_record(each) for each in sorted((lookup.records[iri] for iri in own), key=by_name)]


def draw(groups: list[Group]) -> Drawing | None:
    """Lay out the neighbors, as many of each relation as there is room for; None where there are none."""
    total = sum(len(group.neighbors) for group in groups)
    if not total:
        return None
    headings, dots, y = [], [], TOP
    for group, count in zip(groups, share([len(group.neighbors) for group in groups]), strict=True):
        headings.append(Heading(group.label, y))
        for neighbor in group.neighbors[:count]:
            y += ROW
            radius = round(3.5 + 1.6 * math.log2(1 + neighbor.links), 1)
            dots.append(Dot(neighbor, cut(neighbor.shown.text), y, min(radius, 11)))
        y += ROOM
    height = y - ROOM + 24
    return Drawing(height, height // 2, tuple(headings), tuple(dots), len(dots), total)


def share(counts: list[int]) -> list[int]:
    """Share the room among groups: one each in turn, until all are drawn or the room is full."""
    given = [1] * len(counts)
    while sum(given) < min(MOST_DRAWN, sum(counts)):
        open_groups = [place for place, count in enumerate(counts) if given[place] < count]
        for place in open_groups[: max(1, MOST_DRAWN - sum(given))]:
            given[place] += 1
    return given


def cut(name: str, *, longest: int = 34) -> str:
    """Cut a name to the width of the drawing."""
    return name if len(name) <= longest else name[: longest - 1].rstrip(" ,-–") + "…"
