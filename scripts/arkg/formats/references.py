"""Find the record that a contributor means by a slug or a name, in the graph or in the contribution itself."""

from __future__ import annotations

import unicodedata
from itertools import islice
from typing import TYPE_CHECKING, cast

import pyoxigraph as ox

from arkg.errors import InputFault, UnknownName
from arkg.names import (
    ALTERNATIVE,
    Name,
    NameIndex,
    fold,
    fold_label,
    is_record,
    misspellings,
    names_in,
    shorten,
    slug_of,
    to_record,
    to_slug,
)
from arkg.namespaces import PREF_LABEL

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Sequence

    from arkg.store import Store
    from arkg.workspace import Workspace

    Reference = tuple[str, tuple[str, ...]]
    """A name, and the types of record that it may mean."""

LONGEST = 200
LONGEST_GUESS = 80
MOST_GUESSES = 50
"""How many unknown names are compared with all names: one comparison is slow, and the first findings suffice."""
BATCH = 100
"""How many names one query looks up."""


class Names:
    """The records that can be referred to: those of the graph, and those of the contribution as they are read.

    The names in the graph are read, from ``memory`` or else from the files, when the first name that is not a slug is
    looked up. A ``store`` that holds the graph in place of both is queried for each name.
    """

    def __init__(self, workspace: Workspace, memory: ox.Store | None = None, store: Store | None = None) -> None:
        self.store = store
        self._repository = workspace
        self._memory = memory
        self._queries = Queries(store) if store is not None else None
        self._own: set[ox.NamedNode] = set()
        self._index = NameIndex()
        self._is_read = False
        self._guesses = MOST_GUESSES

    def add(self, iri: ox.NamedNode, name: str = "", *, other: bool = False) -> None:
        """Add a record of the contribution, and a name that it has."""
        self._own.add(iri)
        if name:
            self._index.add(Name(iri, name, is_preferred=not other))

    def find(self, text: str, record_types: Sequence[str]) -> ox.NamedNode:
        """Return the record of one of these types that has this slug or name: a slug wins, then a preferred name.

        Raises:
            UnknownName: no record has it.
            InputFault: several records have it.
        """
        slug = fold(text)
        found = [iri for each in record_types if (iri := to_record(each, slug)) and self._known(iri)]
        if len(found) == 1:
            return found[0]
        self._learn(text, record_types)
        named = [iri for iri in self._index.find(text, record_types) if iri in found or not found]
        if len(named) == 1:
            return named[0]
        if found or named:
            raise self._ambiguous(text, found or named)
        raise self._unknown(text, record_types)

    def expect(self, references: Iterable[Reference]) -> None:
        """Look up many names at once, where a store is queried."""
        if self._queries:
            self._note(self._queries.named(references))

    def exists(self, iri: ox.NamedNode) -> bool:
        """Return whether the graph has a record."""
        if self._queries is not None:
            return self._queries.exists(iri)
        path = self._repository.record_path(iri)
        return bool(path and path.is_file())

    def _known(self, iri: ox.NamedNode) -> bool:
        return iri in self._own or self.exists(iri)

    def _note(self, names: Iterable[Name]) -> None:
        """Add names of the graph, but not those of a record that the contribution replaces."""
        for each in names:
            if each.record not in self._own and is_record(each.record):
                self._index.add(each)

    def _learn(self, text: str, record_types: Sequence[str]) -> None:
        """Read which records of the graph have a name: all names at once, unless a store is queried."""
        self.expect([(text, tuple(record_types))])
        if not self._is_read and not self._queries:
            self._is_read = True
            self._note(names_in(self._repository.store("data") if self._memory is None else self._memory))

    def _unknown(self, text: str, record_types: Sequence[str]) -> UnknownName:
        near: list[str] = []
        self._guesses -= 1
        if self._guesses >= 0:
            if self._queries and len(record_types) == 1 and len(text) <= LONGEST_GUESS:
                self._note(Name(iri, slug_of(iri)) for iri in self._queries.near(text, record_types[0]))
            near = list(dict.fromkeys(map(slug_of, self._index.near(text[:LONGEST], record_types))))
        what = " or ".join(record_types) if len(record_types) <= 2 else "record"  # noqa: PLR2004 - more would be long
        listed = f", or see which there are: arkg export {what}" if what in record_types else ""
        return UnknownName(what, text[:LONGEST], near, remedy=f"Add a record for it{listed}.")

    def _ambiguous(self, text: str, found: Iterable[ox.NamedNode]) -> InputFault:
        names = sorted(shorten(iri.value, self._repository.prefixes) for iri in found)
        return InputFault(f"{text!r} is the name of {' and '.join(names)}.", remedy=f"Write one, e.g. {names[0]}.")


class Queries:
    """Look up names in a store that is too large to be read: one query for many names, and each name once."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._exists: dict[ox.NamedNode, bool] = {}
        self._done: set[Reference] = set()

    def exists(self, iri: ox.NamedNode) -> bool:
        """Return whether the store has a record."""
        if iri not in self._exists:
            self._check([iri])
        return self._exists[iri]

    def near(self, text: str, record_type: str) -> list[ox.NamedNode]:
        """Return the records of a type whose slug is one letter away from a text."""
        slugs = sorted(misspellings(fold(text))) if to_record(record_type, fold(text)) else []
        records = [iri for slug in slugs for iri in _records(slug, [record_type])]
        self._check([iri for iri in records if iri not in self._exists])
        return [iri for iri in records if self.exists(iri)]

    def named(self, references: Iterable[Reference]) -> Iterator[Name]:
        """Yield the records that have one of these names, of the names that are new and are not slugs."""
        left = (each for each in dict.fromkeys(references) if each not in self._done and len(each[0]) <= LONGEST)
        while batch := list(islice(left, BATCH)):
            self._done.update(batch)
            slugs = {each: _records(fold(each[0]), each[1]) for each in batch}
            self._check([iri for found in slugs.values() for iri in found if iri not in self._exists])
            names = [each for each, found in slugs.items() if sum(map(self.exists, found)) != 1]
            yield from self._select(names) if names else ()

    def _check(self, iris: Collection[ox.NamedNode]) -> None:
        """Find out which of these records the store has."""
        self._exists.update(dict.fromkeys(iris, False))
        query = f"SELECT DISTINCT ?record WHERE {{ VALUES ?record {{ {' '.join(map(str, iris))} }} ?record a ?class }}"
        for row in cast("ox.QuerySolutions", self._store.query(query)) if iris else ():
            self._exists[cast("ox.NamedNode", row[0])] = True

    def _select(self, names: list[Reference]) -> Iterator[Name]:
        """Yield the records with names as they are written, in other capitals, or of the slugs that they suggest."""
        wanted = {fold_label(text) for text, _ in names}
        terms = (PREF_LABEL, *ALTERNATIVE)
        spelt = [f"({term} {name})" for term in terms for text, _ in names for name in _spellings(text)]
        slugs = [str(iri) for text, record_types in names for iri in _records(to_slug(text), record_types)]
        given = f"VALUES (?term ?name) {{ {' '.join(spelt)} }} ?record ?term ?name"
        either = ", ".join(map(str, terms))
        by_slug = f"VALUES ?record {{ {' '.join(slugs)} }} ?record ?term ?name FILTER(?term IN ({either}))"
        query = f"SELECT DISTINCT ?record ?term ?name WHERE {{ {{ {given} }} UNION {{ {by_slug} }} }}"
        for found, term, name in cast("ox.QuerySolutions", self._store.query(query)):
            if isinstance(found, ox.NamedNode) and isinstance(name, ox.Literal) and fold_label(name.value) in wanted:
                yield Name(found, name.value, is_preferred=term == PREF_LABEL)


def _records(slug: str, record_types: Iterable[str]) -> list[ox.NamedNode]:
    """Return the IRIs of records of these types, where the slug can be one."""
    return [iri for each in record_types if (iri := to_record(each, slug))]


def _spellings(name: str) -> Iterator[ox.Literal]:
    """Yield the ways in which a graph may spell a name: with other capitals, in English or in no language."""
    plain = unicodedata.normalize("NFC", " ".join(name.split()))
    for text in dict.fromkeys((name, plain, plain[:1].upper() + plain[1:], plain.lower(), plain.title())):
        yield from (ox.Literal(text, language="en"), ox.Literal(text))
