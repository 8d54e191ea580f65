"""A record that the graph has already, which a row of a table or an answer of a form is laid over, and its parts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pyoxigraph as ox

from arkg.formats.draft import Mapping, Scalar
from arkg.namespaces import XSD
from arkg.schema import POSITION
from arkg.turtle import iri_key

if TYPE_CHECKING:
    from collections import Counter

    from arkg.schema import Field, RecordType
    from arkg.store import Store
    from arkg.workspace import Workspace

PART_KEY = "part"


def next_fragment(subject: ox.NamedNode, field: Field, kind: RecordType, counts: Counter[str]) -> str:
    """Count one more part of a kind, and return its name: the next number, or that of the part it alone belongs to."""
    above = subject.value.partition("#")[2].partition("-")[2]
    counts[kind.fragment] += 1
    return f"{kind.fragment}-{above if field.maximum == 1 and above else counts[kind.fragment]}"


@dataclass(frozen=True, slots=True)
class Existing:
    """A record as its file, or a store, has it."""

    iri: ox.NamedNode
    triples: tuple[ox.Triple, ...]
    comment: str

    def objects(self, subject: ox.NamedNode, predicate: ox.NamedNode) -> list[ox.NamedNode | ox.Literal]:
        """Return the values of a property."""
        found = (each.object for each in self.triples if each.subject == subject and each.predicate == predicate)
        return [value for value in found if isinstance(value, (ox.NamedNode, ox.Literal))]

    def parts(self, subject: ox.NamedNode, field: Field) -> list[ox.NamedNode]:
        """Return the parts that a property leads to: by their place in an order, then by their numbers."""
        found = [part for part in self.objects(subject, field.path) if isinstance(part, ox.NamedNode)]
        return sorted(found, key=lambda part: (self._position(part), iri_key(part.value)))

    def _position(self, part: ox.NamedNode) -> int:
        """Return the place of a part in an order, 0 where it has none."""
        return next((int(value.value) for value in self.objects(part, POSITION) if value.value.isdecimal()), 0)

    @property
    def fragments(self) -> set[str]:
        """Return the names of the parts."""
        return {each.subject.value.partition("#")[2] for each in self.triples if isinstance(each.subject, ox.NamedNode)}


def existing(workspace: Workspace, iri: ox.NamedNode, store: Store | None = None) -> Existing | None:
    """Read the record from its file, where it has one, or from a store that holds the graph."""
    if store is not None:
        return existing_in(store, iri)
    path = workspace.record_path(iri)
    if path is None or not path.is_file():
        return None
    document = workspace.document(path)
    return Existing(iri, tuple(each.triple for each in document.statements), document.comment)


def existing_in(store: Store, iri: ox.NamedNode) -> Existing | None:
    """Return what a store says of a record and of the parts it leads to; None where it says nothing."""
    found: list[ox.Triple] = []
    nodes = [iri]
    for node in nodes:
        said = [quad.triple for quad in store.quads_for_pattern(node, None, None)]
        named = dict.fromkeys(each.object for each in said if isinstance(each.object, ox.NamedNode))
        nodes += [each for each in named if each.value.startswith(f"{iri.value}#") and each not in nodes]
        found += said
    return Existing(iri, tuple(found), "") if found else None


def same(mapping: Mapping, part: ox.NamedNode, kind: RecordType, old: Existing) -> bool:
    """Return whether a part of the record has the required IRIs and texts that the row gives, in full or by their end.

    Dates do not count.
    """
    given = [(kind.find(entry.key), entry) for entry in mapping.entries]
    needed = [
        (field, entry) for field, entry in given if field and field.minimum and XSD("date") not in field.datatypes
    ]
    return bool(needed) and all(
        {end for each in entry.values if isinstance(each, Scalar) for end in (each.text, each.text.rpartition(":")[2])}
        & {end for each in old.objects(part, field.path) for end in (each.value, each.value.rpartition("/")[2])}
        for field, entry in needed
    )
