"""Records as clients match them, and the candidates for a name by the index of the search."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pyoxigraph as ox

from arkg.names import fold, in_english, is_record, most_alike, shorten
from arkg.namespaces import DCTERMS, RECORDS, TYPE
from arkg.search import IDENTIFIER, NAME, OTHER_NAME, SOME_WORDS, WORDS, Hit, SearchIndex

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping

    from arkg.store import Store

CERTAIN = 95.0
"""The score from which a candidate is the one that is meant, where no other comes near it."""
NEAR = 5.0
LIKELY = 45.0
EXACT, OTHERWISE, INDIRECT = 100.0, 95.0, 90.0
"""The scores of a name that is the same, one that is another name, one of which another name is."""
MISSPELT = 0.9
MOST_ALIKE = 10


@dataclass(frozen=True, slots=True)
class Entity:
    """A record as it is matched: kind and slug, name, what it is, and its types by their short names."""

    iri: str
    id: str
    name: str
    description: str
    types: tuple[str, ...]


class Entities:
    """The records that are not withdrawn."""

    def __init__(self, store: Store, prefixes: Mapping[str, str], search: SearchIndex) -> None:
        """Read what tells a record from its namesakes."""
        types: dict[str, set[str]] = {}
        for quad in store.quads_for_pattern(None, TYPE, None, ox.DefaultGraph()):
            if is_record(quad.subject) and isinstance(quad.object, ox.NamedNode):
                types.setdefault(quad.subject.value, set()).add(shorten(quad.object.value, prefixes))
        said: dict[str, list[ox.Literal]] = {}
        for quad in store.quads_for_pattern(None, DCTERMS("description"), None, ox.DefaultGraph()):
            if is_record(quad.subject) and isinstance(quad.object, ox.Literal):
                said.setdefault(quad.subject.value, []).append(quad.object)
        self._search = search
        self._list = [
            Entity(
                iri := f"{RECORDS}{each.path}",
                each.path,
                each.names[0],
                in_english(said.get(iri, ())),
                tuple(sorted(types.get(iri, ()))),
            )
            for each in search.documents
        ]
        self._by_id = {each.id: each for each in self._list}
        self._by_name: dict[str, list[Entity]] = {}
        for number, each in enumerate(search.documents):
            for name in each.names:
                self._by_name.setdefault(fold(name), []).append(self._list[number])

    def __iter__(self) -> Iterator[Entity]:
        """Yield every record."""
        return iter(self._list)

    def find(self, name: str, types: Collection[str] = ()) -> dict[Entity, float]:
        """Return the records that a name or an identifier may mean → how likely; of these types where given.

        A name that is empty may mean any record.
        """
        if not name.strip():
            return {each: EXACT for each in self._list if is_of(each, types)}
        found = self._search.search(name, names_only=True)
        scores = {}
        for hit in found.hits:
            entity = self._list[hit.number]
            score = score_of(hit, entity.name, name) * (MISSPELT if found.meant else 1)
            if score >= LIKELY and is_of(entity, types):
                scores[entity] = round(score, 1)
        return scores or self._find_alike(name, types)

    def _find_alike(self, name: str, types: Collection[str]) -> dict[Entity, float]:
        """Return the records whose names are most like one that the search does not know, letter by letter."""
        names = [each for each, entities in self._by_name.items() if any(is_of(entity, types) for entity in entities)]
        scores: dict[Entity, float] = {}
        for alike, share in most_alike(fold(name), names, most=MOST_ALIKE):
            for entity in self._by_name[alike]:
                if is_of(entity, types):
                    scores.setdefault(entity, round(INDIRECT * share, 1))
        return scores

    def by_id(self, name: str) -> Entity | None:
        """Return the record of an IRI, a short name (concept:racism) or an identifier of this service, if there is."""
        return self._by_id.get(name.strip().removeprefix(RECORDS).replace(":", "/", 1))

    def starting(self, prefix: str) -> list[Entity]:
        """Return the records in whose names are the words of a text, the last of which may be incomplete."""
        hits = self._search.search(prefix, names_only=True).hits
        return [self._list[hit.number] for hit in hits if hit.place != SOME_WORDS]


def score_of(hit: Hit, name: str, query: str) -> float:
    """Return how likely a record is meant by a query, from 0 to 100."""
    if hit.place == IDENTIFIER or (hit.place == NAME and fold(name) == fold(query)):
        return EXACT
    if hit.place in {NAME, OTHER_NAME}:
        return OTHERWISE if hit.place == NAME or hit.reason else INDIRECT
    return 50 + 0.4 * hit.share if hit.place == WORDS else 0.5 * hit.bucket + 0.3 * hit.share


def is_of(entity: Entity, types: Collection[str]) -> bool:
    """Return whether a record is of one of these types, where any are given."""
    return not types or not set(types).isdisjoint(entity.types)
