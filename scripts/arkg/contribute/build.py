"""Records as keys and values → their statements, as the fields of their kind say."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING

import pyoxigraph as ox

from arkg.contribute.columns import LONGEST, with_article
from arkg.contribute.draft import Desk, Draft
from arkg.contribute.identify import LONGEST_SLUG, Raw
from arkg.contribute.joined import read_value
from arkg.contribute.merge import PART_KEY, Adopter, Said, existing, in_short, overlay
from arkg.contribute.problem import Problem, from_error
from arkg.contribute.tree import Entry, Mapping, Scalar
from arkg.contribute.values import to_term
from arkg.errors import ArkgError
from arkg.names import nearest, squash
from arkg.namespaces import TYPE
from arkg.schema import POSITION, Field, RecordType

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from arkg.errors import Location
    from arkg.schema import Schema

OWN_KEYS = ("kind", "slug", "comment")


class Builder:
    """Writes the statements of one record into a draft."""

    __slots__ = ("_counts", "_desk", "_draft", "_old", "_raw", "_said", "_taken")

    def __init__(self, raw: Raw, desk: Desk) -> None:
        """Note the parts that have a name of their own, so that none is numbered like them."""
        asked = desk.names.asked
        is_new = not raw.mapping.partial or (asked and not asked.exists(raw.iri))
        self._old = None if is_new else existing(desk.repository, raw.iri, asked.store if asked else None)
        self._desk = desk
        self._said: set[Said] = set()
        mapping = (
            Adopter(desk.schema, self._old, self._said).adopt(raw.mapping, raw.iri, raw.kind) if self._old else None
        )
        self._raw = replace(raw, mapping=mapping) if mapping else raw
        self._draft = Draft(problems=desk.draft.problems) if self._old else desk.draft
        self._counts: Counter[str] = Counter()
        self._taken = {*own_names(raw.mapping), *(self._old.fragments if self._old else ())}

    def build(self) -> None:
        """Write the record and its parts; a row of a table is laid over the record that is there."""
        raw = self._raw
        self._draft.say(raw.iri, TYPE, raw.kind.target, raw.mapping.place)
        comment = raw.mapping.text("comment")
        if comment:
            self._draft.comments[raw.iri] = comment.text
        self._entries(raw.iri, raw.kind, raw.mapping, OWN_KEYS)
        if self._old:
            overlay(self._old, self._draft, self._said, raw.mapping, self._desk.draft)

    def _entries(self, subject: ox.NamedNode, kind: RecordType, mapping: Mapping, own: tuple[str, ...]) -> None:
        said: set[ox.NamedNode] = set()
        for entry in mapping.entries:
            if squash(entry.key) in own:
                continue
            name, _, language = entry.key.partition("@")
            field = kind.find(name)
            if field is None:
                self._unknown_key(entry, subject, kind, own)
                continue
            said.add(field.path)
            if field.part:
                self._parts(subject, field, entry)
            else:
                self._said.add((subject, field.path, (language.lower() or "en") if field.has_language else ""))
                kinds = () if field.pattern else self._neighbours(mapping)
                self._values(subject, field, entry, language, kinds)
        for field in kind.fields:
            if field.constant and field.path not in said:
                self._draft.say(subject, field.path, field.constant, mapping.place)

    def _values(self, subject: ox.NamedNode, field: Field, entry: Entry, language: str, kinds: tuple[str, ...]) -> None:
        """Say each value of a field."""
        for value in entry.values:
            if isinstance(value, Mapping):
                self._note(value.place, f"{field.name!r} takes a value, not keys of its own.", field.message)
                continue
            try:
                term = read_value(value, field, self._form(value), self._reader(field, language, kinds))
            except ArkgError as fault:
                self._refuse(fault, value, subject)
                continue
            self._draft.say(subject, field.path, term, value.place)

    def _form(self, value: Scalar) -> str:
        """Give the form of the file that a value stands in."""
        return self._desk.draft.forms.get(value.place.file, "")

    def _reader(
        self, field: Field, language: str, kinds: tuple[str, ...]
    ) -> Callable[[str], ox.NamedNode | ox.Literal]:
        """Give what reads the texts of a field."""
        schema, names, kind = self._desk.schema, self._desk.names, self._raw.kind
        return lambda text: to_term(text, field, schema, names, language=language, kind=kind, kinds=kinds)

    def _refuse(self, fault: ArkgError, value: Scalar, subject: ox.NamedNode) -> None:
        """Note that a value is none."""
        shown = value.text if len(value.text) <= LONGEST else f"{value.text[:LONGEST]}…"
        self._draft.problems.append(from_error(fault, value.place, value=shown, record=subject))

    def _neighbours(self, mapping: Mapping) -> tuple[str, ...]:
        """Give the kinds of the values of the properties that a piece of evidence supports, for its value."""
        kinds: list[str] = []
        for entry in mapping.entries:
            for value in entry.values:
                named = self._raw.kind.find(value.text) if isinstance(value, Scalar) else None
                kinds += named.record_types if named and squash(entry.key) == "supports" else ()
        return tuple(dict.fromkeys(kinds))

    def _parts(self, subject: ox.NamedNode, field: Field, entry: Entry) -> None:
        """Say each part that a field leads to; a text stands for a part with that text and nothing else."""
        kind = self._desk.schema.parts[field.part] if field.part else self._raw.kind
        for position, value in enumerate(entry.values, 1):
            mapping = value if isinstance(value, Mapping) else self._in_short(value, field, kind, subject)
            part = self._name(subject, field, kind, mapping) if mapping else None
            if mapping is None or part is None:
                continue
            self._draft.say(subject, field.path, part, replace(mapping.place, field=entry.key))
            if part in self._draft.records:
                continue
            self._draft.records[part] = mapping.place
            self._draft.say(part, TYPE, kind.target, mapping.place)
            self._entries(part, kind, self._with_position(mapping, kind, position), (PART_KEY,))

    def _in_short(self, value: Scalar, field: Field, kind: RecordType, subject: ox.NamedNode) -> Mapping | None:
        """Give the part that a mere text stands for, and note where it is none, or a part of this kind needs more."""
        if kind.main:
            try:
                read_value(value, kind.main, self._form(value), self._reader(kind.main, "", ()))
            except ArkgError as fault:
                self._refuse(fault, value, subject)
                return None
        else:
            needed = " and ".join(each.name for each in kind.fields if each.minimum)
            self._note(value.place, f"{field.name!r} needs keys of its own.", f"Give it {needed}.")
        return in_short(value, kind)

    def _with_position(self, mapping: Mapping, kind: RecordType, position: int) -> Mapping:
        """Add the place in the order of the list, where parts of this kind have one and it is not written."""
        field = kind.at(POSITION)
        adopted = mapping.partial and mapping.text(PART_KEY)
        if field is None or adopted or any(kind.find(entry.key) == field for entry in mapping.entries):
            return mapping
        added = Entry(field.name, mapping.place, (Scalar(str(position), mapping.place),))
        return Mapping((*mapping.entries, added), mapping.place)

    def _name(self, subject: ox.NamedNode, field: Field, kind: RecordType, mapping: Mapping) -> ox.NamedNode | None:
        """Give the identifier of a part: the one it has, that of the part it completes, or the next number.

        A part of which nothing but the name is given is that of this name before it, which both then lead to.
        """
        own = mapping.text(PART_KEY)
        above = subject.value.partition("#")[2].partition("-")[2]
        self._counts[kind.fragment] += 1
        number = above if field.maximum == 1 and above else self._counts[kind.fragment]
        fragment = f"{kind.fragment}-{number}"
        while own is None and fragment in self._taken:
            self._counts[kind.fragment] += 1
            fragment = f"{kind.fragment}-{self._counts[kind.fragment]}"
        if own:
            fragment = own.text.strip()
            if not re.fullmatch(rf"{kind.fragment}-[a-z0-9-]+", fragment) or len(fragment) > LONGEST_SLUG:
                self._note(own.place, f"{fragment!r} cannot name this part.", f"Write e.g. {kind.fragment}-1", fragment)
                return None
        iri = ox.NamedNode(f"{self._raw.iri.value}#{fragment}")
        if iri in self._draft.records and not (own and len(mapping.entries) == 1):
            place = own.place if own else mapping.place
            self._note(place, f"A part before this one is {fragment}, too.", "Give each part a name of its own.")
            return None
        self._taken.add(fragment)
        return iri

    def _unknown_key(self, entry: Entry, subject: ox.NamedNode, kind: RecordType, own: tuple[str, ...]) -> None:
        known = [each.name for each in kind.fields if not each.constant] + list(own)
        near = nearest(entry.key.partition("@")[0][:LONGEST], known)
        remedy = f"Did you mean {' or '.join(near)}?" if near else f"It can have {', '.join(known)}."
        self._draft.problems.append(
            Problem(
                entry.place,
                f"There is no field {entry.key[:LONGEST]!r} for {with_article(kind.label)}.",
                remedy,
                entry.key[:LONGEST],
                near[0] if len(near) == 1 else "",
                subject,
            )
        )

    def _note(self, place: Location, what: str, remedy: str, value: str = "") -> None:
        self._draft.problems.append(Problem(place, what, remedy, value, record=self._raw.iri))


def references(raw: Raw, schema: Schema) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Give the names of the records that are read to build one, with the kinds that these may be of."""
    if raw.mapping.partial:
        yield raw.iri.value.rpartition("/")[2], (raw.kind.name,)
    yield from values_of(raw.mapping, raw.kind, schema)


def values_of(mapping: Mapping, kind: RecordType, schema: Schema) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Give the texts in a record, or a part of one, that name other records, with the kinds that these may be of."""
    for entry in mapping.entries:
        field = kind.find(entry.key.partition("@")[0])
        for value in entry.values if field else ():
            if isinstance(value, Mapping) and field and field.part:
                yield from values_of(value, schema.parts[field.part], schema)
            elif isinstance(value, Scalar) and field and field.record_types and not field.part:
                yield value.text, field.record_types


def own_names(mapping: Mapping) -> Iterator[str]:
    """Give the names that the parts within a record have been given."""
    for entry in mapping.entries:
        for value in entry.values:
            if isinstance(value, Mapping):
                if own := value.text(PART_KEY):
                    yield own.text.strip()
                yield from own_names(value)
