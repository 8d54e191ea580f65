"""Sources of triples: a store in memory or on disk, or an endpoint that answers SPARQL."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol, cast

import pyoxigraph as ox

from arkg.validate.faults import BlankNodeRead

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator

    from arkg.store import Store
    from arkg.validate.compiler.paths import Step
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
    """A whole graph: it also answers SPARQL, so many queries at a time as there are ``threads``."""

    @property
    def threads(self) -> int:
        """Return how many queries to ask at a time."""
        ...

    def select(self, query: str) -> Iterable[Row]:
        """Return the rows of a SPARQL 1.1 SELECT query."""
        ...


@dataclass(frozen=True, slots=True)
class StoreSource:
    """The default graph of an Oxigraph store, in memory or on disk."""

    store: ox.Store
    threads: int = 2

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

    ``run`` takes a query and gives its rows; ``batch`` is the most nodes that one query names, ``threads`` how many
    queries to ask at a time.
    """

    run: Callable[[str], Iterable[Row]]
    batch: int = 500
    threads: int = 2

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


def to_source(store: Store) -> StoreSource | QuerySource:
    """Return what reads a store, here or at an endpoint."""
    if isinstance(store, ox.Store):
        return StoreSource(store)
    return QuerySource(cast("Callable[[str], Iterable[Row]]", store.rows), threads=store.threads)
