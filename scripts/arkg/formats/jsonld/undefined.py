"""What a strict JSON-LD processor drops without a word → findings: unknown keys, bad tags, names for identifiers.

JSON-LD 1.1 says what is dropped (https://www.w3.org/TR/json-ld11-api/#deserialize-json-ld-to-rdf-algorithm). A lenient
processor keeps it as it is written, as an IRI or a language tag that is none.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING

import pyoxigraph as ox

from arkg.errors import ArkgError, InputFault
from arkg.formats.jsonld.context import ADDRESS
from arkg.formats.values.terms import LANGUAGE, to_term
from arkg.names import local_name, nearest, record_type_of, shorten, to_key, to_slug
from arkg.namespaces import RECORDS, TYPE

if TYPE_CHECKING:
    from arkg.errors import Finding, Location
    from arkg.formats.draft import Draft
    from arkg.formats.rdf import Places
    from arkg.schema import RecordType

SUGGESTED = f'Write "@context": "{ADDRESS}", which arkg makes itself, or put the context in the document.'


@dataclass(frozen=True)
class Undefined:
    """Finds what no context defines in the statements of a document.

    ``names`` are what the keys of the contexts stand for; ``kinds`` are the kinds of the subjects that have a type.
    """

    names: dict[str, str]
    places: Places
    draft: Draft
    kinds: dict[object, RecordType]

    @cached_property
    def _prefixes(self) -> dict[str, str]:
        """Return the prefixes by their namespaces."""
        return {space: prefix for prefix, space in self.draft.schema.prefixes.items()}

    @cached_property
    def _known(self) -> set[str]:
        """Return the keys and classes that a context defines for objects of some type."""
        fields = {to_key(each.name) for each in self.draft.schema.fields()}
        return {each for each in self.names if each not in self.draft.schema.prefixes or each in fields}

    def find(self, triple: ox.Triple) -> Finding | None:
        """Return what is wrong with a statement, where a strict processor would drop it or a part of it."""
        subject, predicate, value = triple.subject, triple.predicate, triple.object
        place = self.places.find(triple)
        if isinstance(subject, ox.NamedNode) and not is_iri(subject):
            return self._identifier(subject, self.places.subjects.get(subject.value, place))
        key = self._prefixes.get(predicate.value, predicate.value)
        if key != predicate.value or not is_iri(predicate):
            return self._key(key, subject, place)
        if isinstance(value, ox.NamedNode):
            return self._value(triple, value, place)
        return self._literal(value, place, to_record(subject)) if isinstance(value, ox.Literal) else None

    def _identifier(self, thing: ox.NamedNode, place: Location) -> Finding:
        """Return the finding about an identifier that is relative, or none at all."""
        kind, slug = self.kinds.get(thing), to_slug(thing.value)
        meant = f"{kind.name}:{slug}" if kind and slug and not kind.fragment else ""
        remedy = f"Write {meant}" if meant else "Write its kind before it, e.g. concept:racism"
        fault = InputFault(f"{thing.value!r} is not an identifier.", remedy=remedy, suggestion=meant)
        return self.draft.finding(fault, place, value=thing.value)

    def _key(self, key: str, subject: object, place: Location) -> Finding:
        """Return the finding about a key that no context defines, or only for objects of a type."""
        if key not in self._known or subject in self.kinds:
            return self._name(key, place)
        record = to_record(subject)
        kind = self.draft.schema.type_at(record) if record else None
        example = local_name(kind.target) if kind else "Evidence"
        what = f"What {key!r} means depends on the type, and this object has none."
        fault = InputFault(what, remedy=f'Write e.g. "type": "{example}"')
        return self.draft.finding(fault, replace(place, field=key), value=key, record=record)

    def _name(self, name: str, place: Location) -> Finding:
        """Return the finding about a key or a class that no context defines."""
        near = nearest(name, {each for each in self._known if each[:1].isupper() == name[:1].isupper()} - {name})
        what, suggestion = f"No context says what {name!r} means.", near[0] if near else ""
        fault = InputFault(what, remedy=SUGGESTED, near=near, suggestion=suggestion)
        return self.draft.finding(fault, replace(place, field=name), value=name)

    def _value(self, triple: ox.Triple, value: ox.NamedNode, place: Location) -> Finding | None:
        """Return the finding about a text that is not the identifier, or the name of a choice, that stands here."""
        schema, record, text = self.draft.schema, to_record(triple.subject), value.value
        scheme, _, rest = text.partition(":")
        if scheme in schema.prefixes:
            full = schema.prefixes[scheme] + rest
            what = f"The prefix {scheme}: is not declared here."
            return self.draft.finding(InputFault(what, remedy=f"Write {full}", suggestion=full), place, value=text)
        if is_iri(value):
            return None
        if triple.predicate == TYPE:
            return self._name(text, place)
        field = next((each for each in schema.fields() if each.path == triple.predicate), None)
        if field is None:
            return self._identifier(value, place)
        try:
            kind = schema.record_types.get(record_type_of(record)) if record else None
            term = to_term(text, field, schema, self.draft.names, kind=kind)
        except ArkgError as fault:
            return self.draft.finding(fault, place, value=text, record=record)
        meant = shorten(term.value, schema.prefixes) if isinstance(term, ox.NamedNode) else term.value
        unnamed = InputFault(f"{text!r} is not an identifier.", remedy=f'Write "{meant}"', suggestion=meant)
        return self.draft.finding(unnamed, place, value=text, record=record)

    def _literal(self, value: ox.Literal, place: Location, record: ox.NamedNode | None) -> Finding | None:
        """Return the finding about a text in what is no language, or of no datatype."""
        tag = value.language
        if tag is None:
            return None if is_iri(value.datatype) else self._name(value.datatype.value, place)
        if LANGUAGE.fullmatch(tag):
            return None
        meant = re.sub("[_-]+", "-", tag).strip("-")
        meant = meant if LANGUAGE.fullmatch(meant) else "en"
        fault = InputFault(f"{tag!r} is not a language tag.", remedy=f"Write {meant}", suggestion=meant)
        return self.draft.finding(fault, place, value=tag, record=record)


def is_iri(term: ox.NamedNode) -> bool:
    """Return whether a term is an IRI: a lenient parser takes any text for one."""
    try:
        ox.NamedNode(term.value)
    except ValueError:
        return False
    return True


def to_record(thing: object) -> ox.NamedNode | None:
    """Return a thing if it is a record of this graph, or a part of one."""
    return thing if isinstance(thing, ox.NamedNode) and thing.value.startswith(RECORDS) else None
