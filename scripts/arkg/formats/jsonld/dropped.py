"""What a JSON-LD processor drops without a word → problems: unknown keys, bad language tags, names for identifiers.

JSON-LD 1.1 says so of keys that no context defines and of relative IRIs where there is no base
(https://www.w3.org/TR/json-ld11-api/#deserialize-json-ld-to-rdf-algorithm).
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import pyoxigraph as ox

from arkg.errors import ArkgError, Location
from arkg.formats.draft import Problem, from_error
from arkg.formats.jsonld.context import ADDRESS
from arkg.formats.jsonld.document import named
from arkg.formats.values.terms import LANGUAGE, to_term
from arkg.names import nearest, record_type_of, shorten, to_key, to_slug
from arkg.namespaces import RECORDS, TYPE

if TYPE_CHECKING:
    from collections.abc import Iterator

    from arkg.formats.draft import Draft
    from arkg.formats.jsonld.document import Json, Map, Node
    from arkg.schema import Field, RecordType

TYPES = ("type", "@type")
ABSOLUTE = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:\S*|@\w+")
SUGGESTED = f'Write "@context": "{ADDRESS}", which arkg makes itself, or put the context in the document.'


@dataclass(frozen=True, slots=True)
class Finder:
    """Looks through a document; ``contexts`` are all of it, ``within`` those that stand in it as objects."""

    document: Json
    where: Map
    contexts: list[Node]
    within: list[Node]
    draft: Draft
    fields: dict[str, Field]
    """The fields of all kinds, by their keys."""

    def note(self, triples: list[ox.Triple]) -> None:
        """Note what is lost, by what was understood."""
        found = [*self._tags(), *self._maps()]
        if not any(context.get("@base") for context in self.contexts):
            found += self._identifiers()
        if not any(context.get("@vocab") for context in self.contexts):
            found += self._keys()
        if self.contexts and not self.within:
            found += self._values(triples)
        self.draft.problems += dict.fromkeys(found)

    def _tags(self) -> Iterator[Problem]:
        """Find what is no language tag: a text with one is left out."""
        for node, subject in self.document.values:
            tag = node.get("@language")
            if tag and tag.text and not LANGUAGE.fullmatch(tag.text):
                meant = re.sub("[_-]+", "-", tag.text).strip("-")
                meant = meant if LANGUAGE.fullmatch(meant) else "en"
                what = f"{tag.text!r} is not a language tag."
                place = replace(self.document.at(tag), field=node.key)
                yield Problem(place, what, f"Write {meant}", tag.text, meant, self._record(subject))

    def language_maps(self) -> Iterator[tuple[Node, str]]:
        """Find the objects that give a text by its languages, with their records."""
        spoken = {to_key(field.name) for field in self.draft.schema.fields() if field.has_language}
        for node, subject in self.document.values:
            is_map = node.named and all(name == "@none" or LANGUAGE.fullmatch(name) for name in node.named)
            if node.key in spoken and is_map:
                yield node, subject

    def _maps(self) -> Iterator[Problem]:
        """Find the texts by language, and say how they are written here."""
        for node, subject in self.language_maps():
            texts = [
                {"@value": each.text, "@language": "en" if name == "@none" else name}
                for name, value in node.named.items()
                for each in (value, *value.members)
                if each.text is not None
            ]
            written = f"{json.dumps(node.key)}: {json.dumps(texts, ensure_ascii=False)}"
            what = f"The texts of {node.key!r} must be in a list, each with its language."
            yield Problem(self.document.at(node), what, f"Write {written}", "", written, self._record(subject))

    def _keys(self) -> Iterator[Problem]:
        """Find the keys and classes outside the contexts that none of them defines."""
        prefixes = self.draft.schema.prefixes
        aside = [*self.within, *(node for node, _ in self.language_maps())]
        known = {name for name in self.where.names if name not in prefixes or name in self.fields}
        for node, _ in self.document.values:
            if any(each.start <= node.key_start < each.end for each in aside):
                continue
            name, start = (node.text or "", node.start) if node.key in TYPES else (node.key, node.key_start)
            if name.startswith("@") or ":" in name or name in known or not name:
                continue
            alike = (each for each in known if each[:1].isupper() == name[:1].isupper() and each not in prefixes)
            near = nearest(name, alike)
            remedy = f"Did you mean {' or '.join(near)}?" if near else SUGGESTED
            place = Location(self.document.file, *self.document.place(start), name)
            yield Problem(place, f"No context says what {name!r} means.", remedy, name, near[0] if near else "")

    def _identifiers(self) -> Iterator[Problem]:
        """Find the identifiers that are relative: what is said of them is left out."""
        for node, _ in self.document.values:
            own = named(node)
            if own is None or own.text is None or ABSOLUTE.fullmatch(self.where.expand(own.text)):
                continue
            kind, slug = self._kind(node), to_slug(own.text)
            meant = f"{kind.name}:{slug}" if kind and slug else ""
            remedy = f"Write {meant}" if meant else "Write its kind before it, e.g. concept:racism"
            place = replace(self.document.at(own), field="")
            yield Problem(place, f"{own.text!r} is not an identifier.", remedy, own.text, meant)

    def _kind(self, node: Node) -> RecordType | None:
        """Return the kind of record that an object says it is."""
        said = [found for name in TYPES if (found := node.get(name))]
        texts = [each.text for found in said for each in (found, *found.members)]
        classes = {self.where.expand(text) for text in texts if text}
        return next((kind for kind in self.draft.schema.record_types.values() if kind.target.value in classes), None)

    def _values(self, triples: list[ox.Triple]) -> Iterator[Problem]:
        """Find the texts that were not understood, where the context is our own and the key one of its keys."""
        namespaces, schema = set(self.draft.schema.prefixes.values()), self.draft.schema
        said: set[tuple[str, str]] = set()
        typed: set[str] = set()
        for triple in triples:
            subject, value = triple.subject, triple.object
            if isinstance(subject, ox.NamedNode) and not isinstance(value, ox.Triple):
                if triple.predicate.value not in namespaces:
                    said |= {(subject.value, value.value[at:]) for at in (0, value.value.rfind("/") + 1)}
                typed |= {subject.value} if triple.predicate == TYPE else set()
        for node, within in self.document.values:
            record, field = self.where.expand(within), self.fields.get(node.key)
            if field is None or node.text is None or ":" not in record or node.key in TYPES:
                continue
            meant = {choice.value for choice in field.choices if schema.label(choice) == node.text}
            if field.value_type and (named_so := self.fields.get(node.text)):
                meant.add(named_so.path.value)
            meant |= {node.text, self.where.expand(node.text)}
            if not any((record, each) in said for each in meant):
                yield self._lost(node, field, record, has_type=record in typed)

    def _lost(self, node: Node, field: Field, subject: str, *, has_type: bool) -> Problem:
        """Return what is wrong with a text that was not understood."""
        place, record, text = self.document.at(node), self._record(subject), node.text or ""
        if not has_type:
            kind = self.draft.schema.record_types.get(subject.removeprefix(RECORDS).partition("/")[0])
            example = re.split("[#/]", kind.target.value)[-1] if kind and "#" not in subject else "Evidence"
            what = f"What {node.key!r} means depends on the type, and this object has none."
            return Problem(place, what, f'Write e.g. "type": "{example}"', text, "", record)
        try:
            kind = self.draft.schema.record_types.get(record_type_of(record)) if record else None
            term = to_term(text, field, self.draft.schema, self.draft.names, kind=kind)
        except ArkgError as fault:
            return from_error(fault, place, value=text, record=record)
        meant = shorten(term.value, self.draft.schema.prefixes) if isinstance(term, ox.NamedNode) else term.value
        return Problem(place, f"{text!r} is not an identifier.", f'Write "{meant}"', text, meant, record)

    def _record(self, subject: str) -> ox.NamedNode | None:
        full = self.where.expand(subject)
        return ox.NamedNode(full) if full.startswith(RECORDS) else None
