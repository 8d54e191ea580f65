"""Names and identifiers of the records: an index that finds those that a query may mean."""

from __future__ import annotations

import heapq
import math
import re
import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pyoxigraph as ox
from rapidfuzz import fuzz, process

from arkg.names import shorten
from arkg.namespaces import (
    ACRONYM,
    ALT_LABEL,
    DCTERMS,
    DEPRECATED,
    EXACT_MATCH,
    IDENTIFIERS,
    PREF_LABEL,
    RECORDS,
    SCHEMA,
    TYPE,
)

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping

NAMES = {PREF_LABEL: 100.0, ALT_LABEL: 95.0, ACRONYM: 95.0}
"""The properties that name a record, and the score of one of which the name is exactly that."""
MATCHED = (*IDENTIFIERS, SCHEMA("sameAs"), EXACT_MATCH)
"""The properties whose values are identifiers."""
CERTAIN = 95.0
"""The score from which a candidate is the one that is meant, where no other comes near it."""
LIKELY = 45.0
NEAR = 5.0
CANDIDATES = 40
UNSURE = 0.9
MIN_LENGTH = 4
"""Letters and digits of the shortest identifier that is known without its address."""


@dataclass(frozen=True, slots=True)
class Entity:
    """A record as it is matched: kind and slug, name, what it is, and its values by short property name."""

    iri: str
    id: str
    name: str
    description: str
    types: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Candidate:
    """A record that may be meant: how likely, from 0 to 100, and how alike its name is."""

    entity: Entity
    score: float
    name_score: float


@dataclass(frozen=True, slots=True)
class Name:
    """A name of a record, folded; the same with its words in order; and the score where a query is exactly that."""

    text: str
    ordered: str
    record: str
    score: float


class Index:
    """The names and identifiers of the records that are not withdrawn."""

    def __init__(self, store: ox.Store, prefixes: Mapping[str, str]) -> None:
        """Read the names and identifiers of every record."""
        self.prefixes = prefixes
        self.entities: dict[str, Entity] = {}
        self.names: list[Name] = []
        self.identifiers: dict[str, str] = {}
        self._exact: dict[str, list[int]] = {}
        self._bearers: dict[str, list[int]] = {}
        self._read_entities(store)
        for property_, score in NAMES.items():
            for record, name in literals(store, property_):
                if record in self.entities:
                    self._add_name(record, fold(name), score)
        self._rarest = math.log(1 + len(self.names))
        self._weights = {
            word: math.log(1 + len(self.names) / (1 + len(bearers))) for word, bearers in self._bearers.items()
        }
        for property_ in MATCHED:
            for quad in store.quads_for_pattern(None, property_, None, ox.DefaultGraph()):
                subject = getattr(quad.subject, "value", "").removeprefix(RECORDS)
                if subject in self.entities and isinstance(quad.object, ox.NamedNode | ox.Literal):
                    for spelling in spellings(quad.object.value):
                        self.identifiers.setdefault(spelling, subject)

    def _read_entities(self, store: ox.Store) -> None:
        """Read what tells a record from its namesakes."""
        withdrawn = {record for record, value in literals(store, DEPRECATED) if value == "true"}
        names = dict(literals(store, PREF_LABEL))
        descriptions = dict(literals(store, DCTERMS("description")))
        types: dict[str, set[str]] = {}
        for quad in store.quads_for_pattern(None, TYPE, None, ox.DefaultGraph()):
            if is_record(quad.subject) and isinstance(quad.object, ox.NamedNode):
                record = quad.subject.value.removeprefix(RECORDS)  # type: ignore[union-attr]
                types.setdefault(record, set()).add(shorten(quad.object.value, self.prefixes))
        for record, kinds in types.items():
            if record not in withdrawn:
                name, description = names.get(record, record), descriptions.get(record, "")
                self.entities[record] = Entity(RECORDS + record, record, name, description, tuple(sorted(kinds)))

    def _add_name(self, record: str, name: str, score: float) -> None:
        number, words = len(self.names), name.split()
        self.names.append(Name(name, " ".join(sorted(words)), record, score))
        self._exact.setdefault(name, []).append(number)
        for word in set(words):
            self._bearers.setdefault(word, []).append(number)

    def find(self, name: str, types: Collection[str] = ()) -> list[Candidate]:
        """Return the records that a name or an identifier may mean, in no order; of these types where given.

        One that has exactly this name or identifier scores as much as that property can; a similar one scores less.
        """
        wanted = fold(name)
        found = self._find_exactly(name, wanted)
        for number, score in self._find_alike(wanted, types).items():
            record = self.names[number].record
            found[record] = max(found.get(record, 0.0), score)
        return [
            Candidate(self.entities[record], round(score, 1), round(score, 1))
            for record, score in found.items()
            if score >= LIKELY and self._is_of(record, types)
        ]

    def _find_exactly(self, name: str, wanted: str) -> dict[str, float]:
        """Return the records of which this is an identifier or a name, with their scores."""
        found = {
            self.names[number].record: self.names[number].score for number in reversed(self._exact.get(wanted, []))
        }
        for spelling in spellings(name):
            if spelling in self.identifiers:
                found[self.identifiers[spelling]] = 100.0
        if (own := self.by_id(name)) is not None:
            found[own.id] = 100.0
        return found

    def _find_alike(self, wanted: str, types: Collection[str]) -> dict[int, float]:
        """Return the names, by number, that are most like this one, with their scores."""
        ordered = " ".join(sorted(wanted.split()))
        texts = {number: each.ordered for number, each in enumerate(self.names) if self._is_of(each.record, types)}
        spelt = [number for _, _, number in most_alike(ordered, texts, CANDIDATES)]
        weights: dict[int, float] = {}
        for word in set(wanted.split()):
            weight = self._weight([word])
            for number in texts.keys() & self._bearers.get(word, []):
                weights[number] = weights.get(number, 0.0) + weight
        shared = heapq.nlargest(CANDIDATES, weights, key=lambda number: (weights[number], -len(texts[number]), -number))
        return {number: self._likeness(wanted, self.names[number]) for number in {*spelt, *shared}}

    def _is_of(self, record: str, types: Collection[str]) -> bool:
        """Return whether a record is of one of these types, where any are given."""
        return not types or not set(types).isdisjoint(self.entities[record].types)

    def every(self, types: Collection[str] = ()) -> list[Candidate]:
        """Return all records; of these types where given."""
        return [Candidate(each, 100.0, 100.0) for id_, each in self.entities.items() if self._is_of(id_, types)]

    def by_id(self, name: str) -> Entity | None:
        """Return the record of an IRI, a short name (concept:racism) or an identifier of this service, if there is."""
        text = name.strip().removeprefix(RECORDS).replace(":", "/", 1)
        return self.entities.get(text)

    def starting(self, prefix: str) -> list[Entity]:
        """Return the records a word of whose name begins like this, in order of their names."""
        wanted = fold(prefix)
        found = {each.record for each in self.names if f" {wanted}" in f" {each.text}"}
        return sorted(
            (self.entities[entity] for entity in found),
            key=lambda each: (not fold(each.name).startswith(wanted), each.name, each.id),
        )

    def _likeness(self, wanted: str, name: Name) -> float:
        """Return how likely a name means the same as a query, up to nine tenths of the name's own score.

        Counted are typing errors, words in another order, and words left out, rare words more than common ones.
        """
        ours, theirs = set(wanted.split()), set(name.ordered.split())
        shared = self._weight(ours & theirs)
        given, found = shared / (self._weight(ours) or 1), shared / (self._weight(theirs) or 1)
        in_words = given * (0.5 + 0.5 * found) if len(ours | theirs) > 1 else 0.0
        return UNSURE * name.score * max(likeness(wanted, name.text), in_words)

    def _weight(self, words: Iterable[str]) -> float:
        """Return how much some words tell: rare ones more than common ones."""
        return sum(self._weights.get(word, self._rarest) for word in words)


def in_order(candidate: Candidate, name: str) -> tuple[float, bool, str, str]:
    """Return what puts the likeliest candidate first, among equals the one that is written exactly like this."""
    entity = candidate.entity
    return -candidate.score, entity.name != name, entity.name, entity.id


def is_record(term: object) -> bool:
    """Return whether a term is a record, not a part of one."""
    return isinstance(term, ox.NamedNode) and term.value.startswith(RECORDS) and "#" not in term.value


def literals(store: ox.Store, property_: ox.NamedNode) -> list[tuple[str, str]]:
    """Return the records with the texts that a property says of them, those in English last."""
    found: dict[str, list[ox.Literal]] = {}
    for quad in store.quads_for_pattern(None, property_, None, ox.DefaultGraph()):
        if is_record(quad.subject) and isinstance(quad.object, ox.Literal):
            record = quad.subject.value.removeprefix(RECORDS)  # type: ignore[union-attr]
            found.setdefault(record, []).append(quad.object)
    return [(record, each.value) for record, values in found.items() for each in sorted(values, key=in_english)]


def in_english(text: ox.Literal) -> tuple[bool, str]:
    """Return what puts texts in English last."""
    return (text.language or "en").startswith("en"), text.value


def fold(name: str) -> str:
    """Fold a name: no accents, lower case, words and numbers one blank apart."""
    letters = unicodedata.normalize("NFKD", name).casefold()
    text = "".join(each for each in letters if not unicodedata.combining(each)).replace("&", " and ")
    return " ".join(re.findall(r"\w+", text.replace("'", "").replace("’", "")))


def likeness(ours: str, theirs: str) -> float:
    """Return how alike two folded names are, letter by letter, in whatever order their words stand: 0 to 1."""
    if not ours or not theirs:
        return 0.0
    return max(fuzz.ratio(ours, theirs), fuzz.token_sort_ratio(ours, theirs)) / 100


def most_alike(name: str, names: Mapping[int, str], most: int) -> list[tuple[str, float, int]]:
    """Return the names that are most like this one, each with its likeness, from 0 to 100, and its key."""
    return process.extract(name, names, scorer=fuzz.ratio, limit=most, score_cutoff=LIKELY)


def spellings(identifier: str) -> Iterator[str]:
    """Yield an identifier as it is, and, where digits tell it from a word, without what stands before it."""
    text = identifier.strip().casefold().rstrip("/")
    compact = re.sub(r"[\s-]", "", text)
    path = text.partition("://")[2].partition("/")[2]
    last = path.rpartition("/")[2]
    yield text
    for shorter in dict.fromkeys((compact, path, last, last.replace("-", ""))):
        if shorter != text and len(shorter) >= MIN_LENGTH and any(each.isdigit() for each in shorter):
            yield shorter
