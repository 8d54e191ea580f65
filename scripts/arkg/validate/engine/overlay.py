"""A change applied to a graph while it is read: nothing is written, in whatever store the graph is."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

import pyoxigraph as ox

from arkg.validate.compiler.paths import Step, near

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator

    from arkg.validate.engine.sources import Reader
    from arkg.validate.terms import Term


@dataclass(frozen=True, slots=True)
class Change:
    """Triples to add to a graph and triples to take from it, literals as a store would return them."""

    added: frozenset[ox.Triple] = frozenset()
    removed: frozenset[ox.Triple] = frozenset()

    @classmethod
    def of(cls, added: Iterable[ox.Triple] = (), removed: Iterable[ox.Triple] = ()) -> Change:
        """Make a change of these triples; what is both removed and added stays."""
        kept = as_stored(added)
        return cls(kept, as_stored(removed) - kept)


def as_stored(triples: Iterable[ox.Triple]) -> frozenset[ox.Triple]:
    """Return the triples as a store returns them, which rewrites ``01`` to ``1`` and ``+00:00`` to ``Z``."""
    store = ox.Store()
    store.extend(ox.Quad(triple.subject, triple.predicate, triple.object) for triple in triples)
    return frozenset(quad.triple for quad in store)


class Overlay:
    """A graph with a change applied, which is only read: like a store, it returns statements by pattern.

    It does not matter whether the graph has the change already. Nothing that was read is kept here.
    """

    def __init__(self, base: Reader, change: Change | None = None) -> None:
        self.change = change or Change()
        self._base = base
        self._from: dict[tuple[Term, bool], list[ox.Triple]] = defaultdict(list)
        for triple in self.change.added:
            self._from[cast("Term", triple.subject), False].append(triple)
            self._from[cast("Term", triple.object), True].append(triple)

    def around(self, nodes: Collection[Term], step: Step) -> Iterator[ox.Triple]:
        """Yield every triple that leads from one of these nodes along the step once the change is made."""
        yield from self._kept(self._base.around(nodes, step))
        for node in nodes if self._from else ():
            for triple in self._from.get((node, step.inverse), ()):
                if step.predicate in (None, triple.predicate):
                    yield triple

    def having(self, predicate: ox.NamedNode | None) -> Iterator[ox.Triple]:
        """Yield every triple of this predicate (every triple where it is None) once the change is made."""
        yield from self._kept(self._base.having(predicate))
        yield from (triple for triple in self.change.added if predicate in (None, triple.predicate))

    def match(self, subject: Term | None, predicate: ox.NamedNode | None, value: Term | None) -> Iterator[ox.Triple]:
        """Return every statement that matches; at least one of subject, predicate and value is given."""
        if subject is not None:
            found = self.around([subject], Step(predicate))
        elif value is not None:
            found = self.around([value], Step(predicate, inverse=True))
        else:
            found = self.having(predicate)
        return (triple for triple in found if value is None or triple.object == value)

    def _kept(self, triples: Iterable[ox.Triple]) -> Iterator[ox.Triple]:
        changed = self.change.removed | self.change.added
        return (triple for triple in triples if triple not in changed) if changed else iter(triples)


class Neighborhood:
    """What has been read of a graph so far: each node is read once along each step, and every triple is kept."""

    def __init__(self, reader: Reader) -> None:
        self._reader = reader
        self._read: dict[Step, dict[Term, list[ox.Triple]]] = defaultdict(dict)
        self._whole: dict[ox.NamedNode | None, tuple[ox.Triple, ...]] = {}

    def around(self, nodes: Collection[Term], step: Step) -> Iterator[ox.Triple]:
        """Return every triple that leads from one of these nodes along the step, reading only what is new."""
        known = self._read[step]
        if fresh := [node for node in dict.fromkeys(nodes) if node not in known]:
            known.update((node, []) for node in fresh)
            for triple in self._reader.around(fresh, step):
                known[near(triple, step)].append(triple)
        return (triple for node in nodes for triple in known[node])

    def having(self, predicate: ox.NamedNode | None) -> Iterable[ox.Triple]:
        """Return every triple of this predicate; every triple where it is None."""
        if predicate not in self._whole:
            self._whole[predicate] = tuple(self._reader.having(predicate))
        return self._whole[predicate]

    def triples(self) -> set[ox.Triple]:
        """Return every triple read so far."""
        found = {triple for triples in self._whole.values() for triple in triples}
        found.update(triple for nodes in self._read.values() for triples in nodes.values() for triple in triples)
        return found
