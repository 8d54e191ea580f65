"""Show a record: the statements about it and its parts, and what points to it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pyoxigraph as ox

from arkg.errors import UnknownName
from arkg.formats.references import resolve
from arkg.names import shorten
from arkg.namespaces import TYPE
from arkg.turtle import value_key
from arkg.workspace import choose_label

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from pathlib import Path

    from arkg.workspace import Workspace

Thing = ox.NamedNode | ox.BlankNode
Value = ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple


@dataclass(frozen=True, slots=True)
class Row:
    """A property of a thing (or, where ``incoming``, a property by which others point to it), and its values."""

    thing: Thing
    predicate: ox.NamedNode
    values: tuple[Value, ...]
    incoming: bool = False


@dataclass(frozen=True, slots=True)
class Record:
    """A record: its IRI, its file and the triples in it, and its rows, the incoming ones last, with all labels."""

    iri: ox.NamedNode
    path: Path
    triples: tuple[ox.Triple, ...]
    rows: tuple[Row, ...]
    labels: dict[str, str]


def show(workspace: Workspace, store: ox.Store, name: str) -> Record:
    """Find a record by its IRI, CURIE, slug or label, or by an identifier; raise UnknownName where there is none.

    ``store`` holds the graph: what points to the record, and the labels of everything named.
    """
    iri = resolve(workspace, name, kinds=workspace.kinds, store=store)
    path = workspace.record_path(iri)
    if path is None or not path.is_file():
        raise UnknownName("record", name, remedy="Name one as category:research, or as the IRI of one.")
    record = ox.NamedNode(iri.value.partition("#")[0])
    triples = tuple(ox.Triple(quad.subject, quad.predicate, quad.object) for quad in workspace.parse(path))
    rows = (*outgoing(record, triples), *incoming(store, record))
    named = {term for row in rows for term in (row.thing, row.predicate, *row.values) if isinstance(term, ox.NamedNode)}
    labels = {term.value: label for term in sorted(named, key=str) if (label := choose_label(store, term))}
    return Record(record, path, triples, rows, labels)


def outgoing(record: ox.NamedNode, triples: Iterable[ox.Triple]) -> list[Row]:
    """Return the rows of the record, then of its parts, in the order in which its file names the properties."""
    found: dict[Thing, dict[ox.NamedNode, list[Value]]] = {record: {}}
    for triple in triples:
        if not isinstance(triple.subject, ox.Triple):
            found.setdefault(triple.subject, {}).setdefault(triple.predicate, []).append(triple.object)
    return [Row(thing, key, tuple(values)) for thing, rows in found.items() for key, values in rows.items()]


def incoming(store: ox.Store, record: ox.NamedNode) -> list[Row]:
    """Return, by property, what other records say with this record as the value."""
    found: dict[ox.NamedNode, list[Value]] = {}
    for quad in store.quads_for_pattern(None, None, record):
        if isinstance(quad.subject, ox.NamedNode) and quad.subject.value.partition("#")[0] != record.value:
            found.setdefault(quad.predicate, []).append(quad.subject)
    return [
        Row(record, key, tuple(sorted(found[key], key=value_key)), incoming=True)
        for key in sorted(found, key=lambda predicate: predicate.value)
    ]


def to_text(record: Record, prefixes: Mapping[str, str]) -> str:
    """Write a record to be read: a block for it, one for each of its parts, and one for what points to it."""
    blocks: dict[str, list[Row]] = {}
    for row in record.rows:
        name = to_name(record.iri if row.incoming else row.thing, record, prefixes)
        blocks.setdefault(f"What points to {name}" if row.incoming else name, []).append(row)
    width = max((len(to_key(row, prefixes)) for row in record.rows), default=0)
    return "\n".join(
        f"{name}\n" + "".join(line for row in rows for line in to_lines(row, record, prefixes, width))
        for name, rows in blocks.items()
    )


def to_lines(row: Row, record: Record, prefixes: Mapping[str, str], width: int) -> Iterator[str]:
    """Write a row: a line for each value, the property before the first."""
    name = to_key(row, prefixes)
    for number, value in enumerate(row.values):
        yield f"  {'' if number else name:{width}}  {to_name(value, record, prefixes)}\n"


def to_key(row: Row, prefixes: Mapping[str, str]) -> str:
    """Write the property of a row, as Turtle does."""
    return "a" if row.predicate == TYPE else shorten(row.predicate.value, prefixes)


def to_name(value: Value, record: Record, prefixes: Mapping[str, str]) -> str:
    """Write a value on one line: a short IRI with its label, or a text with its language."""
    if isinstance(value, ox.NamedNode):
        label = record.labels.get(value.value)
        return shorten(value.value, prefixes) + (f"  “{label}”" if label else "")
    if isinstance(value, ox.Literal):
        return " ".join(value.value.split()) + (f"  @{value.language}" if value.language else "")
    return str(value)
