"""Triples → records: each with everything that is stated about it and its parts, in reading order."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import groupby
from typing import TYPE_CHECKING, TypeAlias, cast

import pyoxigraph as ox

from arkg.names import PREFERRED, in_english
from arkg.namespaces import RECORDS, SCHEMA
from arkg.turtle import READING_ORDER, value_key

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

POSITION = f"{SCHEMA}position"
RANKS = {iri: rank for rank, iri in enumerate(READING_ORDER)}

Value: TypeAlias = ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple


@dataclass(frozen=True, slots=True)
class Record:
    """A record: its type and slug, and every triple of it and its parts, as written, in reading order."""

    iri: ox.NamedNode
    kind: str
    slug: str
    label: str
    triples: tuple[ox.Triple, ...]
    statements: Mapping[tuple[str, str], tuple[Value, ...]] = field(repr=False, compare=False)
    """The same: subject and property → values."""

    @property
    def folder(self) -> str:
        """Return the folder of the record's page; with ``.ttl`` and so on in place of the slash, its other forms."""
        return f"id/{self.kind}/{self.slug}/"

    @property
    def properties(self) -> list[str]:
        """Return the properties that the record itself has, in reading order."""
        return [predicate for subject, predicate in self.statements if subject == self.iri.value]

    def values(self, predicate: str, subject: ox.NamedNode | None = None) -> tuple[Value, ...]:
        """Return the values of a property of the record (or of one of its parts), in reading order."""
        return self.statements.get(((subject or self.iri).value, predicate), ())


def read_records(triples: Iterable[ox.Triple]) -> dict[str, tuple[Record, ...]]:
    """Return type → its records in order of their slugs; what is stated about anything else is left out.

    Parts stand in the order of their positions, or of the numbers in their names: the authors as the work names them.
    """
    own = [each for each in set(triples) if record_of(each)]
    positions = {
        cast("ox.NamedNode", each.subject).value: int(each.object.value)
        for each in own
        if each.predicate.value == POSITION and isinstance(each.object, ox.Literal) and each.object.value.isdecimal()
    }
    found: dict[str, list[Record]] = {}
    for iri, about in groupby(sorted(own, key=lambda each: _reading_key(each, positions)), record_of):
        record = to_record(ox.NamedNode(iri), about)
        found.setdefault(record.kind, []).append(record)
    return {kind: tuple(records) for kind, records in sorted(found.items(), key=lambda each: f"{each[0]}/")}


def to_record(iri: ox.NamedNode, triples: Iterable[ox.Triple]) -> Record:
    """Return the record of these triples; without a label it is called by its slug."""
    kind, _, slug = iri.value.removeprefix(RECORDS).partition("/")
    found: dict[tuple[str, str], list[Value]] = {}
    kept = tuple(triples)
    for triple in kept:
        found.setdefault((cast("ox.NamedNode", triple.subject).value, triple.predicate.value), []).append(triple.object)
    statements = {key: tuple(values) for key, values in found.items()}
    labels = (in_english(statements.get((iri.value, term.value), ())) for term in PREFERRED)
    return Record(iri, kind, slug, next(filter(None, labels), slug), kept, statements)


def record_of(triple: ox.Triple) -> str:
    """Return the IRI of the record that the subject is, or is a part of; an empty text for any other subject."""
    subject = triple.subject.value if isinstance(triple.subject, ox.NamedNode) else ""
    return subject.partition("#")[0] if subject.startswith(RECORDS) else ""


def _reading_key(triple: ox.Triple, positions: Mapping[str, int]) -> tuple[object, ...]:
    """Return what the triples of records are sorted by: a record before its parts, then as Turtle is laid out."""
    subject, predicate, value = cast("ox.NamedNode", triple.subject).value, triple.predicate.value, triple.object
    place = _part_key(value.value, positions) if isinstance(value, ox.NamedNode) else value_key(value)[1:]
    kind = value_key(value)[0]
    return *_part_key(subject, positions), RANKS.get(predicate, len(RANKS)), predicate, kind, place


def _part_key(iri: str, positions: Mapping[str, int]) -> tuple[str, str, int, str]:
    """Return what an IRI is sorted by: its record, the name of the part, and the place of the part."""
    record, _, part = iri.partition("#")
    name, _, number = part.rpartition("-")
    return (record, name, positions.get(iri, int(number)), part) if number.isdecimal() else (record, part, 0, part)
