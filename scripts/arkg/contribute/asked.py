"""Names that a contribution uses → the records of a store that bear them; the store is asked, and never read whole."""

from __future__ import annotations

import unicodedata
from itertools import islice
from typing import TYPE_CHECKING, cast

import pyoxigraph as ox

from arkg.contribute.names import LONGEST, OTHER_NAME, key, record
from arkg.names import fold, misspellings, to_slug
from arkg.namespaces import PREF_LABEL

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator

    from arkg.store import Store

    Reference = tuple[str, tuple[str, ...]]
    Bearer = tuple[ox.NamedNode, ox.NamedNode, str]

BATCH = 100
"""How many names one query asks for."""


class Asked:
    """What is known of the names in a store, a name being a text with the kinds of record it may mean."""

    def __init__(self, store: Store) -> None:
        """Begin with nothing known."""
        self.store = store
        self._exists: dict[ox.NamedNode, bool] = {}
        self._known: set[Reference] = set()

    def exists(self, iri: ox.NamedNode) -> bool:
        """Say whether the store has a record."""
        if iri not in self._exists:
            self._see([iri])
        return self._exists[iri]

    def near(self, text: str, kind: str) -> list[str]:
        """Give the slugs of the records of a kind that are one letter away from a text."""
        slugs = sorted(misspellings(fold(text))) if record(kind, fold(text)) else []
        self._see([iri for slug in slugs for iri in records(slug, [kind]) if iri not in self._exists])
        return [slug for slug in slugs for iri in records(slug, [kind]) if self.exists(iri)]

    def bearers(self, references: Iterable[Reference]) -> Iterator[Bearer]:
        """Give the records that bear those of these names that are no slugs, and new: IRI, property, name."""
        left = (each for each in dict.fromkeys(references) if each not in self._known and len(each[0]) <= LONGEST)
        while batch := list(islice(left, BATCH)):
            self._known.update(batch)
            slugs = {each: records(fold(each[0]), each[1]) for each in batch}
            self._see([iri for found in slugs.values() for iri in found if iri not in self._exists])
            names = [each for each, found in slugs.items() if sum(map(self.exists, found)) != 1]
            yield from self._ask(names) if names else ()

    def _see(self, iris: Collection[ox.NamedNode]) -> None:
        """Find out which of these records the store has."""
        self._exists.update(dict.fromkeys(iris, False))
        query = f"SELECT DISTINCT ?record WHERE {{ VALUES ?record {{ {' '.join(map(str, iris))} }} ?record a ?kind }}"
        for row in cast("ox.QuerySolutions", self.store.query(query)) if iris else ():
            self._exists[cast("ox.NamedNode", row[0])] = True

    def _ask(self, names: list[Reference]) -> Iterator[Bearer]:
        """Give the bearers of names as they are written, in other capitals, or of the slugs that they suggest."""
        wanted = {key(text) for text, _ in names}
        spelt = [
            f"({term} {name})" for term in (PREF_LABEL, OTHER_NAME) for text, _ in names for name in spellings(text)
        ]
        slugs = [str(iri) for text, kinds in names for iri in records(to_slug(text), kinds)]
        given = f"VALUES (?term ?name) {{ {' '.join(spelt)} }} ?record ?term ?name"
        named = (
            f"VALUES ?record {{ {' '.join(slugs)} }} ?record ?term ?name FILTER(?term IN ({PREF_LABEL}, {OTHER_NAME}))"
        )
        query = f"SELECT DISTINCT ?record ?term ?name WHERE {{ {{ {given} }} UNION {{ {named} }} }}"
        for found, term, name in cast("ox.QuerySolutions", self.store.query(query)):
            if isinstance(found, ox.NamedNode) and isinstance(name, ox.Literal) and key(name.value) in wanted:
                yield found, cast("ox.NamedNode", term), name.value


def records(slug: str, kinds: Iterable[str]) -> list[ox.NamedNode]:
    """Give the IRIs of records of these kinds, where the slug could be one."""
    return [iri for kind in kinds if (iri := record(kind, slug))]


def spellings(name: str) -> Iterator[ox.Literal]:
    """Give the ways in which a graph may spell a name: with other capitals, in English or in no language."""
    plain = unicodedata.normalize("NFC", " ".join(name.split()))
    for text in dict.fromkeys((name, plain, plain[:1].upper() + plain[1:], plain.lower(), plain.title())):
        yield from (ox.Literal(text, language="en"), ox.Literal(text))
