"""Statements → records: each with everything that is stated about it and its parts, in reading order."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import groupby
from typing import TYPE_CHECKING, TypeAlias, cast

import pyoxigraph as ox

from arkg.graph import RECORDS
from arkg.graph.names import PREFERRED, in_english
from arkg.turtle.layout import READING_ORDER, value_key

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

RANKS = {iri: rank for rank, iri in enumerate(READING_ORDER)}

Value: TypeAlias = ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple


@dataclass(frozen=True, slots=True)
class Record:
    """A record: its kind and slug, and every triple of it and its parts, as written, in reading order."""

    iri: ox.NamedNode
    kind: str
    slug: str
    label: str
    triples: tuple[ox.Triple, ...]
    said: Mapping[tuple[str, str], tuple[Value, ...]] = field(repr=False, compare=False)
    """The same: subject and property → values."""

    @property
    def folder(self) -> str:
        """Return the folder of the record's page; with ``.ttl`` and so on in place of the slash, its other forms."""
        return f"id/{self.kind}/{self.slug}/"

    def values(self, predicate: str, subject: ox.NamedNode | None = None) -> tuple[Value, ...]:
        """Return the values of a property of the record (or of one of its parts), in reading order."""
        return self.said.get(((subject or self.iri).value, predicate), ())


def read_records(triples: Iterable[ox.Triple]) -> dict[str, tuple[Record, ...]]:
    """Return kind → its records in order of their slugs; what is stated about anything else is left out."""
    own = (each for each in set(triples) if isinstance(each.subject, ox.NamedNode))
    ordered = sorted((each for each in own if each.subject.value.startswith(RECORDS)), key=reading_key)  # type: ignore[union-attr]
    found: dict[str, list[Record]] = {}
    for iri, about in groupby(ordered, record_of):
        record = to_record(ox.NamedNode(iri), tuple(about))
        found.setdefault(record.kind, []).append(record)
    return {kind: tuple(records) for kind, records in sorted(found.items(), key=lambda each: f"{each[0]}/")}


def record_of(triple: ox.Triple) -> str:
    """Return the IRI of the record that the subject is, or is a part of."""
    return cast("ox.NamedNode", triple.subject).value.partition("#")[0]


def reading_key(triple: ox.Triple) -> tuple[object, ...]:
    """Return what the triples of records are sorted by: a record before its parts, then as Turtle is laid out."""
    record, _, part = cast("ox.NamedNode", triple.subject).value.partition("#")
    predicate = triple.predicate.value
    return record, part, RANKS.get(predicate, len(RANKS)), predicate, value_key(triple.object)


def to_record(iri: ox.NamedNode, triples: Sequence[ox.Triple]) -> Record:
    """Return the record of these triples; without a label it is called by its slug."""
    kind, _, slug = iri.value.removeprefix(RECORDS).partition("/")
    found: dict[tuple[str, str], list[Value]] = {}
    for triple in triples:
        key = (cast("ox.NamedNode", triple.subject).value, triple.predicate.value)
        found.setdefault(key, []).append(triple.object)
    said = {key: tuple(values) for key, values in found.items()}
    labels = (in_english(said.get((iri.value, term), ())) for term in PREFERRED)
    return Record(iri, kind, slug, next(filter(None, labels), slug), tuple(triples), said)
