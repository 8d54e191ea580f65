"""New records → the records of the graph that each may be a second one of."""

from __future__ import annotations

import difflib
import re
from collections import Counter
from dataclasses import dataclass
from itertools import chain
from typing import TYPE_CHECKING

import pyoxigraph as ox

from arkg.contribute.fields import NAME, squash
from arkg.contribute.names import OTHER_NAME, kind_of
from arkg.graph import NAMESPACE, RECORDS, shorten

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from arkg.graph import Contribution, Place, Repository

IDENTIFIERS = (*(f"{NAMESPACE}{name}" for name in ("ror", "wikidata", "isni", "doi", "pmid", "pmcid")),)
SHARED = (*IDENTIFIERS, f"{NAMESPACE}grid", "https://schema.org/isbn", "http://xmlns.com/foaf/0.1/page")
NAMES = (NAME.value, OTHER_NAME.value)
ALIKE, SPELT = 0.9, 0.75
SHORT, LONG = 4, 200
MOST = 3
"""How many likely duplicates are named for one record."""


@dataclass(frozen=True, slots=True)
class Duplicate:
    """A new record, where it is written, the record it may be, and what they share."""

    record: ox.NamedNode
    place: Place
    other: ox.NamedNode
    why: str

    def __str__(self) -> str:
        """Say it as a sentence at its place."""
        record, other = (each.value.removeprefix(RECORDS).replace("/", ":") for each in (self.record, self.other))
        return f"{self.place}: {record} may be {other}: {self.why}."


def duplicates(repository: Repository, contribution: Contribution, store: ox.Store) -> tuple[Duplicate, ...]:
    """Find, for each new record, those in the graph (``store``) or before it that share what two records seldom do.

    That is an identifier, a page, or, among records of a kind, a name (of at least five letters) or nearly so.
    """
    found = []
    index = NameIndex(named(store))
    about: dict[ox.NamedNode, list[ox.Triple]] = {}
    for each in contribution.statements:
        if isinstance(each.triple.subject, ox.NamedNode):
            about.setdefault(each.triple.subject, []).append(each.triple)
    for iri, place in contribution.records.items():
        path = repository.record_path(iri)
        if "#" in iri.value or path is None or path.is_file():
            continue
        said = about.get(iri, [])
        reasons: dict[ox.NamedNode, str] = {}
        for other, why in chain(same_values(said, store, repository), alike(iri, said, index)):
            if other != iri and len(reasons) < MOST:
                reasons.setdefault(other, why)
        found += [Duplicate(iri, place, other, why) for other, why in reasons.items()]
        for text in texts(said):
            index.add(iri, text)
    return tuple(found)


class NameIndex:
    """Names by kind and by how they begin and end, since names that are nearly the same share one of these."""

    __slots__ = ("_names",)

    def __init__(self, names: Iterable[tuple[ox.NamedNode, str]]) -> None:
        """Take the names of records."""
        self._names: dict[tuple[str, bool, str], list[tuple[ox.NamedNode, str, str]]] = {}
        for iri, name in names:
            self.add(iri, name)

    def add(self, iri: ox.NamedNode, name: str) -> None:
        """Take one name of a record."""
        folded = squash(name)
        for end in (True, False):
            key = (kind_of(iri), end, folded[-4:] if end else folded[:4])
            self._names.setdefault(key, []).append((iri, name, folded))

    def near(self, kind: str, folded: str) -> Iterator[tuple[ox.NamedNode, str, str]]:
        """Give the names of a kind that begin or end like a folded one."""
        yield from self._names.get((kind, False, folded[:4]), ())
        yield from self._names.get((kind, True, folded[-4:]), ())


def same_values(
    said: Iterable[ox.Triple], store: ox.Store, repository: Repository
) -> Iterator[tuple[ox.NamedNode, str]]:
    """Give the records with an identifier or a page that is said of this one."""
    for triple in said:
        if triple.predicate.value not in SHARED:
            continue
        what = shorten(triple.predicate.value, repository.prefixes).partition(":")[2]
        for quad in store.quads_for_pattern(None, triple.predicate, triple.object):
            if isinstance(quad.subject, ox.NamedNode):
                yield quad.subject, f"it has the same {what}, {getattr(triple.object, 'value', '')}"


def named(store: ox.Store) -> Iterator[tuple[ox.NamedNode, str]]:
    """Give every record of the graph with each of its names."""
    for predicate in (NAME, OTHER_NAME):
        for quad in store.quads_for_pattern(None, predicate, None):
            if isinstance(quad.subject, ox.NamedNode) and isinstance(quad.object, ox.Literal):
                yield quad.subject, quad.object.value


def texts(said: Iterable[ox.Triple]) -> list[str]:
    """Give the names among what is said of a record."""
    return [
        triple.object.value
        for triple in said
        if triple.predicate.value in NAMES and isinstance(triple.object, ox.Literal)
    ]


def alike(iri: ox.NamedNode, said: Iterable[ox.Triple], index: NameIndex) -> Iterator[tuple[ox.NamedNode, str]]:
    """Give the records of the same kind with the same name, or nearly the same."""
    for text in texts(said):
        own = squash(text)
        matcher = difflib.SequenceMatcher(b=own, autojunk=False)
        for other, name, folded in sorted(index.near(kind_of(iri), own), key=lambda found: found[2] != own):
            matcher.set_seq1(folded)
            if folded == own:
                yield other, f"its name is {name!r}, too"
            elif SHORT < len(folded) <= LONG and digits(folded) == digits(own) and near(matcher) and spelt(name, text):
                yield other, f"its name is {name!r}, and this one's is {text!r}"


def digits(name: str) -> str:
    """Give the digits of a name: one number more, and it is another volume, year or part."""
    return "".join(letter for letter in name if letter.isdigit())


def spelt(one: str, other: str) -> bool:
    """Say whether the words in which two names differ may be one word spelt in two ways, or are in one name alone.

    Brown University is not Rowan University, though most of their letters are the same.
    """
    words = [Counter(re.findall(r"\w+", name.lower())) for name in (one, other)]
    left = ["".join((mine - its).elements()) for mine, its in (words, reversed(words))]
    return not all(left) or (
        left[0][0] == left[1][0] and difflib.SequenceMatcher(None, left[0], left[1]).ratio() > SPELT
    )


def near(matcher: difflib.SequenceMatcher[str]) -> bool:
    """Say whether two names are nearly the same, asking what is cheap first."""
    return all(ratio() >= ALIKE for ratio in (matcher.real_quick_ratio, matcher.quick_ratio, matcher.ratio))
