"""A record in, its evidence out: each source with the day it was read, its quotations, and what it supports."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import pyoxigraph as ox

from arkg.namespaces import ARKG
from arkg.publish.pages.lookup import local, number_of
from arkg.publish.pages.shown import Shown, join, show_iri, show_outside, show_record
from arkg.publish.pages.shown import show as show_value
from arkg.publish.pages.vocabulary import (
    DATE_READ,
    EVIDENCE,
    NOTE,
    OA,
    SOURCE,
    SUPPORTS,
    SUPPORTS_LITERAL,
    SUPPORTS_VALUE,
    TYPE,
)

if TYPE_CHECKING:
    from arkg.publish.pages.lookup import Lookup
    from arkg.publish.records import Record, Value


@dataclass(frozen=True, slots=True)
class Evidence:
    """One piece of evidence, under the number by which the page refers to it.

    ``address`` leads out of the site where ``source`` leads to the record of the source; ``supports`` is a sentence.
    """

    number: int
    source: Shown
    address: Shown | None
    day: Shown
    supports: str
    quotations: tuple[str, ...]
    notes: tuple[Shown, ...]


def list_evidence(lookup: Lookup, record: Record) -> list[Evidence]:
    """Return the evidence of a record and of its parts, in order of their numbers."""
    subjects = {each.subject for each in record.triples if each.predicate.value == SOURCE}
    parts = sorted(
        (each for each in subjects if isinstance(each, ox.NamedNode)), key=lambda each: number_of(each.value)
    )
    return [read_evidence(lookup, record, part) for part in parts]


def read_evidence(lookup: Lookup, record: Record, part: ox.NamedNode) -> Evidence:
    """Read one piece of evidence."""
    source, address = show_source(lookup, lookup.nodes(part, SOURCE)[0].value)
    quotes = [
        value for selector in lookup.nodes(part, f"{OA}hasSelector") for value in lookup.values(selector, f"{OA}exact")
    ]
    days = [show_value(lookup, value) for value in lookup.values(part, DATE_READ)]
    return Evidence(
        number=number_of(part.value),
        source=source,
        address=address,
        day=days[0] if days else Shown(""),
        supports=say_supports(lookup, record, part),
        quotations=tuple(quote.value for quote in quotes if isinstance(quote, ox.Literal)),
        notes=tuple(show_value(lookup, note) for note in lookup.values(part, NOTE)),
    )


def show_source(lookup: Lookup, source: str) -> tuple[Shown, Shown | None]:
    """Show a source by its record, where the graph has one, and by its address outside."""
    if source in lookup.records:
        return show_iri(lookup, source), None
    if source in lookup.pages:
        return show_record(lookup.pages[source]), Shown(urlsplit(source).netloc.removeprefix("www."), address=source)
    return show_outside(source), None


def say_supports(lookup: Lookup, record: Record, part: ox.NamedNode) -> str:
    """Say what the evidence supports: the record, one of its parts, or some of its facts."""
    owners = [each.subject for each in record.triples if each.predicate.value == EVIDENCE and each.object == part]
    if owners and owners[0] != record.iri and isinstance(owners[0], ox.NamedNode):
        classes = [lookup.type_word(each.value) for each in lookup.nodes(owners[0], TYPE)]
        return f"{' '.join(classes)} {number_of(owners[0].value)}"
    words = [lower(lookup.word(record.kind, each.value)) for each in lookup.nodes(part, SUPPORTS)]
    values = [show_value(lookup, each).text for each in supported_values(lookup, part)]
    return join(words) + (f": {join(values)}" if values else "") if words else "the record as a whole"


def lower(words: str) -> str:
    """Write words as inside a sentence; what is all capitals (DOI, ROR) or a name (Wikidata) stays."""
    return words if words[1:2].isupper() or words == "Wikidata" else words[:1].lower() + words[1:]


def marks(lookup: Lookup, record: Record, predicate: str, value: Value) -> list[int]:
    """Return the numbers of the evidence for one fact: for this value, else this property, else the whole record."""
    found: dict[str, list[int]] = {"value": [], "property": [], "record": []}
    for part in lookup.nodes(record.iri, EVIDENCE):
        supported = {each.value for each in lookup.nodes(part, SUPPORTS)}
        values = supported_values(lookup, part)
        if not supported and not values:
            found["record"].append(number_of(part.value))
        elif predicate in supported and (value in values or not values):
            found["value" if values else "property"].append(number_of(part.value))
    return sorted(found["value"] or found["property"] or found["record"])


def supported_values(lookup: Lookup, part: ox.NamedNode) -> tuple[Value, ...]:
    """Return the values that a piece of evidence supports, IRIs and literals; none where it supports any."""
    return (*lookup.values(part, SUPPORTS_VALUE), *lookup.values(part, SUPPORTS_LITERAL))


def is_own_work(iri: str) -> bool:
    """Return whether a source is this graph's own judgment."""
    return local(iri).startswith("this-graphs-own-") or iri == ARKG
