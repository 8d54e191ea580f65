"""Records as keys and values → each with its kind and its identifier, known to the others by its names."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pyoxigraph as ox

from arkg.contribute.columns import LONGEST
from arkg.contribute.joined import undamaged
from arkg.contribute.names import OTHER_NAME, Names
from arkg.contribute.problem import Problem, from_error
from arkg.contribute.texts import find_flaw, unmarked
from arkg.contribute.tree import Mapping, Scalar
from arkg.errors import InputFault
from arkg.names import nearest, squash, to_slug
from arkg.namespaces import PREF_LABEL, RECORDS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from arkg.contribute.draft import Desk, Draft
    from arkg.schema import RecordType

ENGLISH = ("name", "name@en")
SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
LONGEST_SLUG = 150


@dataclass(frozen=True, slots=True)
class Raw:
    """A record whose kind and identifier are known, and what was written of it."""

    iri: ox.NamedNode
    kind: RecordType
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


def find_kind(mapping: Mapping, desk: Desk) -> RecordType | None:
    """Give the kind that a record names, else the default; else note that it has none."""
    schema, draft = desk.schema, desk.draft
    given = mapping.text("kind")
    name = given.text.strip() if given else desk.kind
    if not name:
        remedy = f"Write one of {', '.join(schema.record_types)}, or name it with --kind."
        draft.problems.append(Problem(mapping.place, "The record does not say of what kind it is.", remedy))
        return None
    kind = next((each for each in schema.record_types.values() if squash(each.name) == squash(name)), None)
    if kind is None:
        near = nearest(name[:LONGEST], schema.record_types)
        remedy = f"Did you mean {' or '.join(near)}?" if near else f"Write one of {', '.join(schema.record_types)}."
        place = given.place if given else mapping.place
        draft.problems.append(
            Problem(place, f"There is no kind {name[:LONGEST]!r}.", remedy, name, near[0] if len(near) == 1 else "")
        )
    return kind


def find_iri(mapping: Mapping, kind: RecordType, draft: Draft) -> ox.NamedNode | None:
    """Give the identifier that the slug of a record, or else its name, makes; else note that it has none.

    The name in English comes before one in another language.
    """
    given = mapping.text("slug")
    keys = sorted((entry.key for entry in mapping.entries), key=lambda key: (key.lower() not in ENGLISH, key))
    names = (mapping.text(key.lower()) for key in keys if squash(key.partition("@")[0]) == "name")
    name = next((each for each in names if each), None)
    slug = given.text.strip() if given else slug_of(name.text) if name else ""
    if SLUG.fullmatch(slug) and len(slug) <= LONGEST_SLUG:
        return ox.NamedNode(f"{RECORDS}{kind.name}/{slug}")
    place = (given or name or mapping).place
    if given is None and name and not slug:
        draft.problems.append(without_slug(name, kind, draft.forms.get(place.file, "")))
        return None
    if not slug:
        what, remedy = f"This {kind.name} has no name.", f"Give it a name, e.g. {shown(kind)}"
    elif len(slug) > LONGEST_SLUG:
        what, remedy = "The slug is longer than a file name may be.", "Choose a short one, e.g. slug: boston-university"
    else:
        what, remedy = f"{slug!r} cannot be a slug.", "Use small letters, digits and hyphens, e.g. boston-university"
    suggestion = to_slug(slug)[:LONGEST_SLUG]
    draft.problems.append(Problem(place, what, remedy, slug if given else "", suggestion if given else ""))
    return None


def slug_of(name: str) -> str:
    """Give the slug that a name makes; an empty text for what is no name, or is in letters that no slug can have."""
    plain = unmarked(name)
    flaw = find_flaw(name) if plain == name else None
    return to_slug(flaw.mended if flaw else plain)


def without_slug(name: Scalar, kind: RecordType, form: str) -> Problem:
    """Say that a name makes no slug: it is none, or it is in letters that no slug can have."""
    field = kind.at(PREF_LABEL)
    try:
        text = undamaged(name.text, field, form) if field else name.text
    except InputFault as fault:
        return from_error(fault, name.place, value=name.text)
    where = {"csv": "Add a column 'slug' with", "form": "Give it a slug:"}.get(form, "Add a line 'slug:' with")
    remedy = f"{where} a short name in small letters a to z, digits and hyphens, e.g. {kind.example}"
    return Problem(name.place, f"No slug can be made of the name {text[:LONGEST]!r}.", remedy, name.text)


def shown(kind: RecordType) -> str:
    """Give the name of a kind's example, as its slug tells it."""
    return kind.example.replace("-", " ").capitalize()


def add_names(iri: ox.NamedNode, kind: RecordType, mapping: Mapping, names: Names) -> None:
    """Let other records refer to this one by its slug and its names."""
    names.add(iri)
    for entry in mapping.entries:
        field = kind.find(entry.key.partition("@")[0])
        if field and field.path in (PREF_LABEL, OTHER_NAME):
            for value in entry.values:
                if isinstance(value, Scalar):
                    names.add(iri, unmarked(value.text), other=field.path == OTHER_NAME)
