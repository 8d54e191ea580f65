"""A row of a table over the record that the graph has already: what the row does not say stays as it is."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import pyoxigraph as ox

from arkg.formats.draft import Entry, Mapping, Scalar
from arkg.namespaces import XSD
from arkg.schema import POSITION
from arkg.turtle import iri_key

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from arkg.formats.draft import Draft
    from arkg.schema import Field, RecordType, Schema
    from arkg.store import Store
    from arkg.workspace import Workspace

PART_KEY = "part"
Said = tuple[ox.NamedNode, ox.NamedNode, str]
"""A subject, a property, and the language of the values (empty for values without one)."""


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
        return sorted(found, key=lambda part: (self.position(part), iri_key(part.value)))

    def position(self, part: ox.NamedNode) -> int:
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


@dataclass(frozen=True, slots=True)
class Adopter:
    """Finds the parts of a record that the parts in a row are laid over; ``said`` gets the lists given in full."""

    schema: Schema
    old: Existing
    said: set[Said]

    def adopt(self, mapping: Mapping, subject: ox.NamedNode, kind: RecordType) -> Mapping:
        """Return a row in which each part has the name of the part that it is laid over, if there is one."""
        entries = []
        for entry in mapping.entries:
            field = kind.find(entry.key)
            if field and field.part:
                entries.append(replace(entry, values=tuple(self._parts(entry, subject, field))))
            else:
                entries.append(entry)
        return replace(mapping, entries=tuple(entries))

    def _parts(self, entry: Entry, subject: ox.NamedNode, field: Field) -> Iterator[Scalar | Mapping]:
        """Name the parts of one field: those of a list in its order, a single one by what it is."""
        kind = self.schema.parts[field.part or subject]
        parts = self.old.parts(subject, field)
        for position, value in enumerate(entry.values):
            if isinstance(value, Scalar):
                self.said.add((subject, field.path, ""))
                part = parts[position] if position < len(parts) else None
                mapping = in_short(value, kind)
            else:
                alike = (each for each in parts if len(parts) == 1 or same(value, each, kind, self.old))
                part, mapping = next(alike, None), value
            yield value if part is None or mapping is None else self._named(mapping, part, kind)

    def _named(self, mapping: Mapping, part: ox.NamedNode, kind: RecordType) -> Mapping:
        """Put the name of a part into what a row says of it, and so on for the parts within."""
        name = Entry(PART_KEY, mapping.place, (Scalar(part.value.partition("#")[2], mapping.place),))
        return Mapping((name, *self.adopt(mapping, part, kind).entries), mapping.place, partial=True)


def in_short(value: Scalar, kind: RecordType) -> Mapping | None:
    """Return the part that a mere text stands for, where a part of this kind needs no more."""
    return Mapping((Entry(kind.main.name, value.place, (value,)),), value.place) if kind.main else None


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


def overlay(old: Existing, new: Draft, said: Collection[Said], mapping: Mapping, draft: Draft) -> None:
    """Take into the draft what the row says, and what the record has that the row does not speak of."""
    gone = {
        part
        for subject, predicate, _ in said
        for part in old.objects(subject, predicate)
        if part.value.startswith(f"{old.iri.value}#") and part not in new.records
    }
    kept = (each for each in old.triples if said_of(each) not in said and each.subject not in gone)
    for triple in kept:
        draft.statements.setdefault(triple, mapping.place)
        if isinstance(triple.subject, ox.NamedNode):
            draft.records.setdefault(triple.subject, mapping.place)
    for triple, place in new.statements.items():
        draft.statements[triple] = place
    draft.records.update(new.records)
    draft.comments[old.iri] = new.comments.get(old.iri) or old.comment


def said_of(triple: ox.Triple) -> tuple[object, ox.NamedNode, str]:
    """Return subject, property and language of a statement."""
    return triple.subject, triple.predicate, getattr(triple.object, "language", None) or ""
