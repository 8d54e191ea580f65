"""Records as keys and values → their identifiers, then their statements, as the fields of their type say."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING

import pyoxigraph as ox

from arkg.contribute.update import PART_KEY, Existing, existing, next_fragment, same
from arkg.errors import ArkgError, InputFault, UnknownName
from arkg.formats.columns import LONGEST
from arkg.formats.draft import Draft, Entry, Mapping, Scalar
from arkg.formats.values.joined import read_value, undamaged
from arkg.formats.values.terms import to_term
from arkg.formats.values.texts import unmarked
from arkg.names import ALTERNATIVE, join_words, nearest, slug_of, squash, to_slug, with_article
from arkg.namespaces import PREF_LABEL, RECORDS, TYPE
from arkg.schema import POSITION, Field, RecordType

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from arkg.errors import Location
    from arkg.formats.references import Names
    from arkg.schema import RecordType, Schema

ENGLISH = ("name", "name@en")
SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
LONGEST_SLUG = 150


def begin(mappings: Iterable[Mapping], draft: Draft) -> Iterator[Builder]:
    """Find kind and identifier of each record, and make its names known to the others before any value is read.

    What has no kind or no identifier is noted.
    """
    for mapping in mappings:
        found = find_kind(mapping, draft)
        iri = find_iri(mapping, found, draft) if found else None
        if not found or not iri:
            continue
        if iri in draft.records:
            name, first = f"{found.name}:{slug_of(iri)}", draft.records[iri]
            what = f"This is the second record {name}; the first is at {first}."
            remedy = "Make them one record, or give one of them another slug."
            draft.note(InputFault(what, remedy=remedy), mapping.place, record=iri)
            continue
        draft.records[iri] = mapping.place
        add_names(iri, found, mapping, draft.names)
        yield Builder(iri, found, mapping, draft)


def find_kind(mapping: Mapping, draft: Draft) -> RecordType | None:
    """Return the kind that a record names, else the default; else note that it has none."""
    kinds = draft.schema.record_types
    given = mapping.text("kind")
    name = given.text.strip() if given else draft.kind
    if not name:
        remedy = f"Write one of {', '.join(kinds)}, or name it with --kind."
        draft.note(InputFault("The record does not name its kind.", remedy=remedy), mapping.place)
        return None
    kind = draft.schema.find(name)
    if kind is None:
        short, remedy = name[:LONGEST], f"Write one of {', '.join(kinds)}."
        fault = UnknownName("kind", short, nearest(short, kinds), remedy=remedy)
        draft.note(fault, given.place if given else mapping.place, value=name)
    return kind


def find_iri(mapping: Mapping, kind: RecordType, draft: Draft) -> ox.NamedNode | None:
    """Return the identifier that the slug of a record, or else its name, makes; else note that it has none.

    The name in English comes before one in another language.
    """
    given = mapping.text("slug")
    keys = sorted((entry.key for entry in mapping.entries), key=lambda key: (key.lower() not in ENGLISH, key))
    names = (mapping.text(key.lower()) for key in keys if squash(key.partition("@")[0]) == "name")
    name = next((each for each in names if each), None)
    slug = given.text.strip() if given else make_slug(name, kind, draft) if name else ""
    if SLUG.fullmatch(slug) and len(slug) <= LONGEST_SLUG:
        return ox.NamedNode(f"{RECORDS}{kind.name}/{slug}")
    if name and not given and not slug:
        return None
    if not slug:
        shown = kind.example.replace("-", " ").capitalize()
        what, remedy = f"This {kind.name} has no name.", f"Give it a name, e.g. {shown}"
    elif len(slug) > LONGEST_SLUG:
        what, remedy = "The slug is longer than a file name may be.", "Choose a short one, e.g. slug: boston-university"
    else:
        what, remedy = f"{slug!r} cannot be a slug.", "Use small letters, digits and hyphens, e.g. boston-university"
    suggestion = to_slug(slug)[:LONGEST_SLUG] if given else ""
    place = (given or name or mapping).place
    draft.note(InputFault(what, remedy=remedy, suggestion=suggestion), place, value=slug if given else "")
    return None


def make_slug(name: Scalar, kind: RecordType, draft: Draft) -> str:
    """Return the slug that a name makes, as it was meant; note a name that makes none, and return an empty text."""
    field, form = kind.at(PREF_LABEL), draft.forms.get(name.place.file, "")
    where = {"csv": "Add a column 'slug' with", "form": "Give it a slug:"}.get(form, "Add a line 'slug:' with")
    remedy = f"{where} a short name in small letters a to z, digits and hyphens, e.g. {kind.example}"
    try:
        text = undamaged(name.text, field, form) if field else name.text
        fault = InputFault(f"No slug can be made from the name {text[:LONGEST]!r}.", remedy=remedy)
    except InputFault as flaw:
        text, fault = flaw.suggestion, flaw
    slug = to_slug(text)
    if not slug:
        draft.note(fault, name.place, value=name.text)
    return slug


def add_names(iri: ox.NamedNode, kind: RecordType, mapping: Mapping, names: Names) -> None:
    """Add the slug and the names by which other records refer to this one."""
    names.add(iri)
    for entry in mapping.entries:
        field = kind.find(entry.key.partition("@")[0])
        if field and field.path in (PREF_LABEL, *ALTERNATIVE):
            for value in entry.values:
                if isinstance(value, Scalar):
                    names.add(iri, unmarked(value.text), other=field.path != PREF_LABEL)


OWN_KEYS = ("kind", "slug", "comment")


class Builder:
    """Writes the statements of one record, whose kind and identifier are known, into a draft."""

    __slots__ = ("_counts", "_draft", "_iri", "_kind", "_mapping", "_old", "_said", "_taken")

    def __init__(self, iri: ox.NamedNode, kind: RecordType, mapping: Mapping, draft: Draft) -> None:
        """Collect the parts that have a name of their own, so that none is numbered like them."""
        self._iri = iri
        self._kind = kind
        self._mapping = mapping
        self._draft = draft
        self._old = Existing(iri, (), "")
        self._said: set[tuple[ox.NamedNode, ox.NamedNode, str]] = set()
        """Subjects and properties that are spoken of, and the language of the values (empty for values without one)."""
        self._counts: Counter[str] = Counter()
        parts = (value for _, value in values_of(mapping, kind, draft.schema) if isinstance(value, Mapping))
        self._taken = {own.text.strip() for part in parts if (own := part.text(PART_KEY))}

    def references(self) -> Iterator[tuple[str, tuple[str, ...]]]:
        """Yield the names of the records that are read to build this one, with the kinds that these may be of."""
        if self._mapping.partial:
            yield slug_of(self._iri), (self._kind.name,)
        for field, value in values_of(self._mapping, self._kind, self._draft.schema):
            if isinstance(value, Scalar) and field.record_types and not field.part:
                yield value.text, field.record_types

    def build(self) -> None:
        """Write the record and its parts, and what the record has already that a row of a table does not speak of."""
        draft, iri, mapping = self._draft, self._iri, self._mapping
        if mapping.partial and draft.names.exists(iri):
            self._old = existing(draft.workspace, iri, draft.names.queried) or self._old
        self._taken |= self._old.fragments
        draft.add(ox.Triple(iri, TYPE, self._kind.target), mapping.place)
        if comment := mapping.text("comment"):
            draft.comments[iri] = comment.text
        self._entries(iri, self._kind, mapping, OWN_KEYS)
        self._keep_rest()

    def _keep_rest(self) -> None:
        """Add what the record has already that the row does not speak of."""
        draft, old, place = self._draft, self._old, self._mapping.place
        gone = {
            part
            for subject, predicate, _ in self._said
            for part in old.objects(subject, predicate)
            if part.value.startswith(f"{old.iri.value}#") and part not in draft.records
        }
        for triple in old.triples:
            language = getattr(triple.object, "language", None) or ""
            if (triple.subject, triple.predicate, language) not in self._said and triple.subject not in gone:
                draft.statements.setdefault(triple, place)
                if isinstance(triple.subject, ox.NamedNode):
                    draft.records.setdefault(triple.subject, place)
        if old.comment:
            draft.comments.setdefault(old.iri, old.comment)

    def _entries(self, subject: ox.NamedNode, kind: RecordType, mapping: Mapping, own: tuple[str, ...]) -> None:
        """Add what a record, or a part of it, says, and the constants of its kind."""
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
                kinds = () if field.pattern else self._neighbors(mapping)
                self._values(subject, field, entry, language, kinds)
        for field in kind.fields:
            if field.constant and field.path not in said:
                self._draft.add(ox.Triple(subject, field.path, field.constant), mapping.place)

    def _values(self, subject: ox.NamedNode, field: Field, entry: Entry, language: str, kinds: tuple[str, ...]) -> None:
        """Add each value of a field."""
        for value in entry.values:
            if isinstance(value, Mapping):
                self._note(value.place, f"{field.name!r} takes a value, not keys.", field.message)
            elif term := self._term(value, field, subject, language, kinds):
                self._draft.add(ox.Triple(subject, field.path, term), value.place)

    def _term(
        self, value: Scalar, field: Field, subject: ox.NamedNode, language: str = "", kinds: tuple[str, ...] = ()
    ) -> ox.NamedNode | ox.Literal | None:
        """Return the term of a text; note where there is none."""
        schema, names, kind = self._draft.schema, self._draft.names, self._kind
        form = self._draft.forms.get(value.place.file, "")
        try:
            return read_value(
                value, field, form, lambda text: to_term(text, field, schema, names, language, kind, kinds)
            )
        except ArkgError as fault:
            shown = value.text if len(value.text) <= LONGEST else f"{value.text[:LONGEST]}…"
            self._draft.note(fault, value.place, value=shown, record=subject)
        return None

    def _neighbors(self, mapping: Mapping) -> tuple[str, ...]:
        """Return the kinds of the values of the properties that a piece of evidence supports, for its value."""
        supports = (entry for entry in mapping.entries if squash(entry.key) == "supports")
        texts = [value.text for entry in supports for value in entry.values if isinstance(value, Scalar)]
        fields = filter(None, map(self._kind.find, texts))
        return tuple(dict.fromkeys(kind for field in fields for kind in field.record_types))

    def _parts(self, subject: ox.NamedNode, field: Field, entry: Entry) -> None:
        """Add each part that a field leads to; a text stands for a part with that text and nothing else."""
        kind = self._draft.schema.parts[field.part] if field.part else self._kind
        for position, value in enumerate(entry.values, 1):
            old = self._adopted(value, subject, field, kind, position) if "@" not in entry.key else None
            mapping = value if isinstance(value, Mapping) else self._in_short(value, field, kind, subject)
            part = (old or self._name(subject, field, kind, mapping)) if mapping else None
            if mapping is None or part is None:
                continue
            self._draft.add(ox.Triple(subject, field.path, part), replace(mapping.place, field=entry.key))
            if part in self._draft.records:
                continue
            self._draft.records[part] = mapping.place
            self._draft.add(ox.Triple(part, TYPE, kind.target), mapping.place)
            placed = mapping if old else self._with_position(mapping, kind, position)
            self._entries(part, kind, placed, (PART_KEY,))

    def _adopted(
        self, value: Scalar | Mapping, subject: ox.NamedNode, field: Field, kind: RecordType, position: int
    ) -> ox.NamedNode | None:
        """Return the part of the record that a value is laid over: of a list, by its position, else by what it is."""
        parts = self._old.parts(subject, field)
        if isinstance(value, Scalar):
            self._said.add((subject, field.path, ""))
            old = parts[position - 1] if position <= len(parts) else None
        else:
            old = next((each for each in parts if len(parts) == 1 or same(value, each, kind, self._old)), None)
        self._counts[kind.fragment] += old is not None
        return old

    def _in_short(self, value: Scalar, field: Field, kind: RecordType, subject: ox.NamedNode) -> Mapping | None:
        """Return the part that a mere text stands for, and note where it is none, or a part of this kind needs more."""
        if kind.main:
            entry = Entry(kind.main.name, value.place, (value,))
            return Mapping((entry,), value.place) if self._term(value, kind.main, subject) else None
        needed = " and ".join(each.name for each in kind.fields if each.minimum)
        self._note(value.place, f"{field.name!r} needs its own keys.", f"Give it {needed}.")
        return None

    def _with_position(self, mapping: Mapping, kind: RecordType, position: int) -> Mapping:
        """Add the place in the order of the list, where parts of this kind have one and it is not written."""
        field = kind.at(POSITION)
        if field is None or any(kind.find(entry.key) == field for entry in mapping.entries):
            return mapping
        added = Entry(field.name, mapping.place, (Scalar(str(position), mapping.place),))
        return Mapping((*mapping.entries, added), mapping.place)

    def _name(self, subject: ox.NamedNode, field: Field, kind: RecordType, mapping: Mapping) -> ox.NamedNode | None:
        """Return the identifier of a part: the one it has, that of the part it completes, or the next number.

        A part of which nothing but the name is given is that of this name before it, which both then lead to.
        """
        own = mapping.text(PART_KEY)
        fragment = next_fragment(subject, field, kind, self._counts)
        while own is None and fragment in self._taken:
            self._counts[kind.fragment] += 1
            fragment = f"{kind.fragment}-{self._counts[kind.fragment]}"
        if own:
            fragment = own.text.strip()
            if not re.fullmatch(rf"{kind.fragment}-[a-z0-9-]+", fragment) or len(fragment) > LONGEST_SLUG:
                self._note(own.place, f"{fragment!r} cannot name this part.", f"Write e.g. {kind.fragment}-1", fragment)
                return None
        iri = ox.NamedNode(f"{self._iri.value}#{fragment}")
        if iri in self._draft.records and not (own and len(mapping.entries) == 1):
            place = own.place if own else mapping.place
            self._note(place, f"A part before this one is {fragment}, too.", "Give each part its own name.")
            return None
        self._taken.add(fragment)
        return iri

    def _unknown_key(self, entry: Entry, subject: ox.NamedNode, kind: RecordType, own: tuple[str, ...]) -> None:
        known = [each.name for each in kind.fields if not each.constant] + list(own)
        name = entry.key.partition("@")[0][:LONGEST]
        replacing = [kind.at(each) for each in self._draft.schema.successors_of_name(name)]
        near = [each.name for each in replacing if each] or nearest(name, known)
        owners = [each.name for each in kind.fields if each.part and self._draft.schema.parts[each.part].find(name)]
        if owners and not any(replacing):
            near, remedy = [], f"It is a field of {join_words(owners, 'or')}: write it there."
        else:
            remedy = f"It can have {', '.join(known)}."
        key = entry.key[:LONGEST]
        fault = InputFault(f"There is no field {key!r} for {with_article(kind.label)}.", remedy=remedy, near=near)
        self._draft.note(fault, entry.place, value=key, record=subject)

    def _note(self, place: Location, what: str, remedy: str, value: str = "") -> None:
        self._draft.note(InputFault(what, remedy=remedy), place, value=value, record=self._iri)


def values_of(mapping: Mapping, kind: RecordType, schema: Schema) -> Iterator[tuple[Field, Scalar | Mapping]]:
    """Yield the values in a record, or a part of one, and in the parts within it, each with its field."""
    for entry in mapping.entries:
        field = kind.find(entry.key.partition("@")[0])
        if field is None:
            continue
        for value in entry.values:
            yield field, value
            if field.part and isinstance(value, Mapping):
                yield from values_of(value, schema.parts[field.part], schema)
