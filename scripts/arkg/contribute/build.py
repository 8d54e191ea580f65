"""Records as keys and values → their statements, as the fields of their kind say."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import pyoxigraph as ox

from arkg.contribute.columns import LONGEST, with_article
from arkg.contribute.draft import Desk, Draft
from arkg.contribute.fields import NAME, POSITION, TYPE, Field, Kind, squash
from arkg.contribute.merge import PART_KEY, Adopter, Said, existing, in_short, overlay
from arkg.contribute.names import OTHER_NAME, Names, to_slug
from arkg.contribute.problem import Problem, from_error
from arkg.contribute.tree import Entry, Mapping, Scalar
from arkg.contribute.values import to_term
from arkg.errors import ArkgError, nearest
from arkg.graph import RECORDS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from arkg.graph import Place

OWN_KEYS = ("kind", "slug", "comment")
SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
LONGEST_SLUG = 150


@dataclass(frozen=True, slots=True)
class Raw:
    """A record whose kind and identifier are known, and what was written of it."""

    iri: ox.NamedNode
    kind: Kind
    mapping: Mapping


def begin(mappings: Iterable[Mapping], desk: Desk) -> Iterator[Raw]:
    """Find kind and identifier of each record, and make its names known to the others before any value is read.

    What has no kind or no identifier becomes a problem.
    """
    draft = desk.draft
    for mapping in mappings:
        found = find_kind(mapping, desk)
        iri = find_iri(mapping, found, draft) if found else None
        if not found or not iri:
            continue
        if iri in draft.records:
            first = draft.records[iri]
            draft.problems.append(
                Problem(
                    mapping.place,
                    f"This is the second record {found.name}:{iri.value.rpartition('/')[2]}; the first is at {first}.",
                    "Make them one record, or give one of them another slug.",
                    record=iri,
                )
            )
            continue
        draft.records[iri] = mapping.place
        add_names(iri, found, mapping, desk.names)
        yield Raw(iri, found, mapping)


def find_kind(mapping: Mapping, desk: Desk) -> Kind | None:
    """Give the kind that a record names, else the default; else note that it has none."""
    model, draft = desk.model, desk.draft
    given = mapping.text("kind")
    name = given.text.strip() if given else desk.kind
    if not name:
        remedy = f"Write one of {', '.join(model.kinds)}, or name it with --kind."
        draft.problems.append(Problem(mapping.place, "The record does not say of what kind it is.", remedy))
        return None
    kind = next((each for each in model.kinds.values() if squash(each.name) == squash(name)), None)
    if kind is None:
        near = nearest(name[:LONGEST], model.kinds)
        remedy = f"Did you mean {' or '.join(near)}?" if near else f"Write one of {', '.join(model.kinds)}."
        place = given.place if given else mapping.place
        draft.problems.append(
            Problem(place, f"There is no kind {name[:LONGEST]!r}.", remedy, name, near[0] if len(near) == 1 else "")
        )
    return kind


def find_iri(mapping: Mapping, kind: Kind, draft: Draft) -> ox.NamedNode | None:
    """Give the identifier that the slug of a record, or else its name, makes; else note that it has none."""
    given = mapping.text("slug")
    name = next((each for each in (mapping.text("name"), mapping.text("name@en")) if each), None)
    slug = given.text.strip() if given else to_slug(name.text) if name else ""
    if SLUG.fullmatch(slug) and len(slug) <= LONGEST_SLUG:
        return ox.NamedNode(f"{RECORDS}{kind.name}/{slug}")
    place = given.place if given else mapping.place
    if not slug:
        what, remedy = f"This {kind.name} has no name.", "Give it a name, e.g. name: Boston University"
    elif len(slug) > LONGEST_SLUG:
        what, remedy = "The slug is longer than a file name may be.", "Choose a short one, e.g. slug: boston-university"
    else:
        what, remedy = f"{slug!r} cannot be a slug.", "Use small letters, digits and hyphens, e.g. boston-university"
    suggestion = to_slug(slug)[:LONGEST_SLUG]
    draft.problems.append(Problem(place, what, remedy, slug if given else "", suggestion if given else ""))
    return None


def add_names(iri: ox.NamedNode, kind: Kind, mapping: Mapping, names: Names) -> None:
    """Let other records refer to this one by its slug and its names."""
    names.add(iri)
    for entry in mapping.entries:
        field = kind.find(entry.key.partition("@")[0])
        if field and field.path in (NAME, OTHER_NAME):
            for value in entry.values:
                if isinstance(value, Scalar):
                    names.add(iri, value.text, other=field.path == OTHER_NAME)


class Builder:
    """Writes the statements of one record into a draft."""

    __slots__ = ("_counts", "_desk", "_draft", "_old", "_raw", "_said", "_taken")

    def __init__(self, raw: Raw, desk: Desk) -> None:
        """Note the parts that have a name of their own, so that none is numbered like them."""
        self._old = existing(desk.repository, raw.iri) if raw.mapping.partial else None
        self._desk = desk
        self._said: set[Said] = set()
        mapping = (
            Adopter(desk.model, self._old, self._said).adopt(raw.mapping, raw.iri, raw.kind) if self._old else None
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

    def _entries(self, subject: ox.NamedNode, kind: Kind, mapping: Mapping, own: tuple[str, ...]) -> None:
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
                term = to_term(
                    value.text,
                    field,
                    self._desk.model,
                    self._desk.names,
                    language=language,
                    kind=self._raw.kind,
                    kinds=kinds,
                )
            except ArkgError as fault:
                shown = value.text if len(value.text) <= LONGEST else f"{value.text[:LONGEST]}…"
                self._draft.problems.append(from_error(fault, value.place, value=shown, record=subject))
                continue
            self._draft.say(subject, field.path, term, value.place)

    def _neighbours(self, mapping: Mapping) -> tuple[str, ...]:
        """Give the kinds of the values of the properties that a piece of evidence supports, for its value."""
        kinds: list[str] = []
        for entry in mapping.entries:
            for value in entry.values:
                named = self._raw.kind.find(value.text) if isinstance(value, Scalar) else None
                kinds += named.kinds if named and squash(entry.key) == "supports" else ()
        return tuple(dict.fromkeys(kinds))

    def _parts(self, subject: ox.NamedNode, field: Field, entry: Entry) -> None:
        """Say each part that a field leads to; a text stands for a part with that text and nothing else."""
        kind = self._desk.model.parts[field.part] if field.part else self._raw.kind
        for position, value in enumerate(entry.values, 1):
            mapping = value if isinstance(value, Mapping) else self._in_short(value, field, kind)
            part = self._name(subject, field, kind, mapping) if mapping else None
            if mapping is None or part is None:
                continue
            self._draft.records[part] = mapping.place
            self._draft.say(subject, field.path, part, replace(mapping.place, field=entry.key))
            self._draft.say(part, TYPE, kind.target, mapping.place)
            self._entries(part, kind, self._with_position(mapping, kind, position), (PART_KEY,))

    def _in_short(self, value: Scalar, field: Field, kind: Kind) -> Mapping | None:
        """Give the part that a mere text stands for, and note where a part of this kind needs more."""
        if kind.main is None:
            needed = " and ".join(each.name for each in kind.fields if each.minimum)
            self._note(value.place, f"{field.name!r} needs keys of its own.", f"Give it {needed}.")
        return in_short(value, kind)

    def _with_position(self, mapping: Mapping, kind: Kind, position: int) -> Mapping:
        """Add the place in the order of the list, where parts of this kind have one and it is not written."""
        field = kind.at(POSITION)
        adopted = mapping.partial and mapping.text(PART_KEY)
        if field is None or adopted or any(kind.find(entry.key) == field for entry in mapping.entries):
            return mapping
        added = Entry(field.name, mapping.place, (Scalar(str(position), mapping.place),))
        return Mapping((*mapping.entries, added), mapping.place)

    def _name(self, subject: ox.NamedNode, field: Field, kind: Kind, mapping: Mapping) -> ox.NamedNode | None:
        """Give the identifier of a part: the one it has, that of the part it completes, or the next number."""
        own = mapping.text(PART_KEY)
        above = subject.value.partition("#")[2].partition("-")[2]
        self._counts[kind.stem] += 1
        fragment = f"{kind.stem}-{above}" if field.maximum == 1 and above else f"{kind.stem}-{self._counts[kind.stem]}"
        while own is None and fragment in self._taken:
            self._counts[kind.stem] += 1
            fragment = f"{kind.stem}-{self._counts[kind.stem]}"
        if own:
            fragment = own.text.strip()
            if not re.fullmatch(rf"{kind.stem}-[a-z0-9-]+", fragment) or len(fragment) > LONGEST_SLUG:
                self._note(own.place, f"{fragment!r} cannot name this part.", f"Write e.g. {kind.stem}-1", fragment)
                return None
        iri = ox.NamedNode(f"{self._raw.iri.value}#{fragment}")
        if iri in self._draft.records:
            place = own.place if own else mapping.place
            self._note(place, f"A part before this one is {fragment}, too.", "Give each part a name of its own.")
            return None
        self._taken.add(fragment)
        return iri

    def _unknown_key(self, entry: Entry, subject: ox.NamedNode, kind: Kind, own: tuple[str, ...]) -> None:
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

    def _note(self, place: Place, what: str, remedy: str, value: str = "") -> None:
        self._draft.problems.append(Problem(place, what, remedy, value, record=self._raw.iri))


def own_names(mapping: Mapping) -> Iterator[str]:
    """Give the names that the parts within a record have been given."""
    for entry in mapping.entries:
        for value in entry.values:
            if isinstance(value, Mapping):
                if own := value.text(PART_KEY):
                    yield own.text.strip()
                yield from own_names(value)
