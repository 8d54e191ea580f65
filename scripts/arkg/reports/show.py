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
from arkg.workspace import Workspace, choose_label

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path


Term = ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple


@dataclass(frozen=True, slots=True)
class Record:
    """A record: its IRI, its file and the triples in it, those of others that point to it, and the store of both."""

    iri: ox.NamedNode
    path: Path
    triples: tuple[ox.Triple, ...]
    incoming: tuple[ox.Triple, ...]
    store: ox.Store


def show(workspace: Workspace, store: ox.Store, name: str) -> Record:
    """Find a record by its IRI, CURIE, slug or label, or by an identifier; raise UnknownName where there is none.

    ``store`` holds the graph: what points to the record, and the labels of everything named.
    """
    iri = resolve(workspace, name, kinds=workspace.kinds, store=store)
    path = workspace.record_path(iri)
    if path is None or not path.is_file():
        raise UnknownName("record", name, remedy="Name one as category:research, or as the IRI of one.")
    record = ox.NamedNode(iri.value.partition("#")[0])
    triples = tuple(quad.triple for quad in workspace.parse(path))
    pointing = (quad.triple for quad in store.quads_for_pattern(None, None, record))
    others = (each for each in pointing if not str(each.subject).startswith((f"<{record.value}>", f"<{record.value}#")))
    incoming = tuple(sorted(others, key=lambda each: (each.predicate.value, value_key(each.subject))))
    return Record(record, path, triples, incoming, store)


def to_text(record: Record, prefixes: Mapping[str, str]) -> str:
    """Write a record to be read: a block for it, one for each of its parts, and one for what points to it."""
    name = to_name(record.iri, record, prefixes)
    found = [(to_name(each.subject, record, prefixes), each.predicate, each.object) for each in record.triples]
    found += [(f"What points to {name}", each.predicate, each.subject) for each in record.incoming]
    blocks: dict[str, dict[str, list[str]]] = {name: {}}
    for block, predicate, value in found:
        key = "a" if predicate == TYPE else shorten(predicate.value, prefixes)
        blocks.setdefault(block, {}).setdefault(key, []).append(to_name(value, record, prefixes))
    width = max((len(key) for rows in blocks.values() for key in rows), default=0)
    return "\n".join("".join(to_lines(block, rows, width)) for block, rows in blocks.items())


def to_lines(block: str, rows: Mapping[str, list[str]], width: int) -> Iterator[str]:
    """Yield the lines of a block: one for each value, the property before the first."""
    yield f"{block}\n"
    for key, values in rows.items():
        for number, value in enumerate(values):
            yield f"  {'' if number else key:{width}}  {value}\n"


def to_name(value: Term, record: Record, prefixes: Mapping[str, str]) -> str:
    """Write a value on one line: a short IRI with its label, or a text with its language."""
    if isinstance(value, ox.NamedNode):
        label = choose_label(record.store, value)
        return shorten(value.value, prefixes) + (f"  “{label}”" if label else "")
    if isinstance(value, ox.Literal):
        return " ".join(value.value.split()) + (f"  @{value.language}" if value.language else "")
    return str(value)
