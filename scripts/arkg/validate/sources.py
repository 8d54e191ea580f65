"""Where triples come from: a store, anything that answers SPARQL, or either of them with a change laid over it."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol, cast

import pyoxigraph as ox

from arkg.validate.faults import BlankNodeRead
from arkg.validate.paths import near

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator

    from arkg.validate.paths import Step
    from arkg.validate.terms import Term

Row = tuple["Term | None", ...]


class Reader(Protocol):
    """Reads the triples around given nodes."""

    def around(self, nodes: Collection[Term], step: Step) -> Iterable[ox.Triple]:
        """Return every triple that leads from one of these nodes along the step."""
        ...

    def having(self, predicate: ox.NamedNode | None) -> Iterable[ox.Triple]:
        """Return every triple of this predicate; every triple where it is None."""
        ...


class Source(Reader, Protocol):
    """A whole graph: it also answers SPARQL."""

    def select(self, query: str) -> Iterable[Row]:
        """Return the rows of a SPARQL 1.1 SELECT query."""
        ...


@dataclass(frozen=True, slots=True)
class StoreSource:
    """The default graph of an Oxigraph store, in memory or on disk."""

    store: ox.Store

    def select(self, query: str) -> Iterator[Row]:
        """Yield the rows of a SPARQL 1.1 SELECT query."""
        for row in cast("ox.QuerySolutions", self.store.query(query)):
            yield cast("Row", tuple(row))

    def around(self, nodes: Collection[Term], step: Step) -> Iterator[ox.Triple]:
        """Yield every triple that leads from one of these nodes along the step."""
        find, graph, predicate = self.store.quads_for_pattern, ox.DefaultGraph(), step.predicate
        for node in nodes:
            if step.inverse:
                for quad in find(None, predicate, node, graph):
                    yield quad.triple
            elif not isinstance(node, ox.Literal):
                for quad in find(node, predicate, None, graph):
                    yield quad.triple

    def having(self, predicate: ox.NamedNode | None) -> Iterator[ox.Triple]:
        """Yield every triple of this predicate; every triple where it is None."""
        for quad in self.store.quads_for_pattern(None, predicate, None, ox.DefaultGraph()):
            yield quad.triple


@dataclass(frozen=True, slots=True)
class QuerySource:
    """Anything that answers SPARQL 1.1 SELECT queries, such as an endpoint; its data must have no blank nodes.

    ``run`` takes a query and gives its rows; ``batch`` is the most nodes that one query names.
    """

    run: Callable[[str], Iterable[Row]]
    batch: int = 500

    def select(self, query: str) -> Iterable[Row]:
        """Return the rows of a SPARQL 1.1 SELECT query."""
        return self.run(query)

    def around(self, nodes: Collection[Term], step: Step) -> Iterator[ox.Triple]:
        """Yield every triple that leads from one of these nodes along the step, a batch of nodes a query.

        Raises BlankNodeRead where one of them is a blank node, since its name means nothing in a query.
        """
        known = "?o" if step.inverse else "?s"
        named = [named_in_query(node) for node in nodes if step.inverse or not isinstance(node, ox.Literal)]
        predicate = "?p" if step.predicate is None else str(step.predicate)
        for start in range(0, len(named), self.batch):
            values = " ".join(named[start : start + self.batch])
            yield from self._triples(f"VALUES {known} {{ {values} }} ?s {predicate} ?o", step.predicate)

    def having(self, predicate: ox.NamedNode | None) -> Iterator[ox.Triple]:
        """Yield every triple of this predicate; every triple where it is None."""
        yield from self._triples("?s ?p ?o" if predicate is None else f"?s {predicate} ?o", predicate)

    def _triples(self, pattern: str, predicate: ox.NamedNode | None) -> Iterator[ox.Triple]:
        columns = "?s ?o" if predicate is not None else "?s ?o ?p"
        for subject, found, *rest in self.run(f"SELECT {columns} WHERE {{ {pattern} }}"):
            verb = rest[0] if predicate is None else predicate
            yield ox.Triple(cast("ox.NamedNode", subject), cast("ox.NamedNode", verb), cast("Term", found))


def named_in_query(node: Term) -> str:
    """Write a node in SPARQL; raise BlankNodeRead for a blank node."""
    if isinstance(node, ox.BlankNode):
        raise BlankNodeRead(
            f"The blank node {node} cannot be named in a query.",
            remedy="Give the node an IRI, or validate a copy of the graph in a local store.",
        )
    return str(node)


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
    """A graph with a change laid over it, nothing being written; it does not matter if the graph has it already."""

    def __init__(self, base: Reader, added: Collection[ox.Triple], removed: Collection[ox.Triple] = ()) -> None:
        self._base = base
        self._removed = frozenset(removed)
        self._added = frozenset(added)
        self._from: dict[tuple[Term, bool], list[ox.Triple]] = defaultdict(list)
        for triple in self._added:
            self._from[cast("Term", triple.subject), False].append(triple)
            self._from[cast("Term", triple.object), True].append(triple)

    def around(self, nodes: Collection[Term], step: Step) -> Iterator[ox.Triple]:
        """Yield every triple that leads from one of these nodes along the step once the change is made."""
        yield from self._kept(self._base.around(nodes, step))
        for node in nodes:
            for triple in self._from.get((node, step.inverse), ()):
                if step.predicate in (None, triple.predicate):
                    yield triple

    def having(self, predicate: ox.NamedNode | None) -> Iterator[ox.Triple]:
        """Yield every triple of this predicate (every triple where it is None) once the change is made."""
        yield from self._kept(self._base.having(predicate))
        yield from (triple for triple in self._added if predicate in (None, triple.predicate))

    def _kept(self, triples: Iterable[ox.Triple]) -> Iterator[ox.Triple]:
        return (triple for triple in triples if triple not in self._removed and triple not in self._added)


class Neighbourhood:
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
