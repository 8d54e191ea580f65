"""Sources of triples: a store or an endpoint, what keeps what it read of one, and a change applied to one."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING, Protocol, TypeVar, cast

import pyoxigraph as ox

from arkg.store import LOCAL
from arkg.validate.compiler.paths import IN, OUT, Step, near
from arkg.validate.findings import BlankNodeRead

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator

    from arkg.store import DiskStore, Store
    from arkg.validate.terms import Term

    Question = tuple[Term, Step]

Row = tuple["Term | None", ...]
Done = TypeVar("Done")


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

    def select(self, query: str, /) -> Iterable[Row]:
        """Return the rows of a SPARQL 1.1 SELECT query."""
        ...


@dataclass(frozen=True, slots=True)
class StoreSource:
    """The default graph of an Oxigraph store, in memory or on disk."""

    store: ox.Store | DiskStore
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
                yield from (quad.triple for quad in find(None, predicate, node, graph))
            elif not isinstance(node, ox.Literal):
                yield from (quad.triple for quad in find(node, predicate, None, graph))

    def having(self, predicate: ox.NamedNode | None) -> Iterator[ox.Triple]:
        """Yield every triple of this predicate; every triple where it is None."""
        return (quad.triple for quad in self.store.quads_for_pattern(None, predicate, None, ox.DefaultGraph()))


@dataclass(frozen=True, slots=True)
class QuerySource:
    """Anything that answers SPARQL 1.1 SELECT queries, such as an endpoint; its data must have no blank nodes.

    ``select`` takes a query and gives its rows; ``batch`` is the most nodes that one query names, ``threads`` how many
    queries to ask at a time.
    """

    select: Callable[[str], Iterable[Row]]
    batch: int = 500
    threads: int = 2

    def around(self, nodes: Collection[Term], step: Step) -> Iterator[ox.Triple]:
        """Yield every triple that leads from one of these nodes along the step; see ``answers``."""
        return (triple for _, triple in self.answers((node, step) for node in nodes))

    def having(self, predicate: ox.NamedNode | None) -> Iterator[ox.Triple]:
        """Yield every triple of this predicate; every triple where it is None."""
        given = "" if predicate is None else f"VALUES ?p {{ {predicate} }} "
        return self._triples(f"{given}?s ?p ?o")

    def answers(self, questions: Iterable[Question]) -> Iterator[tuple[Step, ox.Triple]]:
        """Yield what leads from some nodes along a step each, with the step, a batch of nodes a query.

        Raises BlankNodeRead where one of them is a blank node, since its name means nothing in a query.
        """
        left = (each for each in questions if each[1].inverse or not isinstance(each[0], ox.Literal))
        while batch := list(islice(left, self.batch)):
            nodes: dict[Step, set[Term]] = defaultdict(set)
            values: dict[str, list[str]] = defaultdict(list)
            for node, step in batch:
                if isinstance(node, ox.BlankNode):
                    raise BlankNodeRead(
                        f"The blank node {node} cannot be named in a query.",
                        remedy="Give the node an IRI, or validate a copy of the graph in a local store.",
                    )
                nodes[step].add(node)
                end = "?o" if step.inverse else "?s"
                if step.predicate is None:
                    values[end].append(str(node))
                else:
                    values[f"(?p {end})"].append(f"({step.predicate} {node})")
            steps: dict[ox.NamedNode | None, list[Step]] = defaultdict(list)
            for step in nodes:
                steps[step.predicate].append(step)
            patterns = [f"{{ VALUES {named} {{ {' '.join(found)} }} ?s ?p ?o }}" for named, found in values.items()]
            for triple in set(self._triples(" UNION ".join(patterns))):
                for step in (*steps[None], *steps[triple.predicate]):
                    if near(triple, step) in nodes[step]:
                        yield step, triple

    def _triples(self, pattern: str) -> Iterator[ox.Triple]:
        for row in self.select(f"SELECT ?s ?p ?o WHERE {{ {pattern} }}"):
            yield ox.Triple(*cast("tuple[ox.NamedNode, ox.NamedNode, Term]", row))


def to_source(store: Store) -> StoreSource | QuerySource:
    """Return what reads a store, here or at an endpoint."""
    if isinstance(store, LOCAL):
        return StoreSource(store)
    return QuerySource(cast("Callable[[str], Iterable[Row]]", store.rows), threads=store.threads)


class CachedReader:
    """A reader that keeps what it read: what leads from a node and to one by a property.

    That is little around a contribution, and around a batch of focus nodes. All that leads from a node is read at once
    where each question waits for an answer.
    """

    def __init__(self, reader: Reader, strange: Collection[Term] = ()) -> None:
        """Begin with nothing read; of ``strange`` nodes, the blank ones of a contribution, no source knows anything."""
        self._reader = reader
        self._strange = frozenset(strange)
        self._known: dict[Question, dict[ox.NamedNode, list[ox.Triple]]] = {}
        self._whole: dict[ox.NamedNode | None, tuple[ox.Triple, ...]] = {}
        self._missed: dict[Question, None] | None = None

    def having(self, predicate: ox.NamedNode | None) -> Iterable[ox.Triple]:
        """Return every triple of this predicate; every triple where it is None."""
        if predicate not in self._whole:
            self._whole[predicate] = tuple(self._reader.having(predicate))
        return self._whole[predicate]

    def around(self, nodes: Collection[Term], step: Step) -> Iterator[ox.Triple]:
        """Yield every triple that leads from one of these nodes along the step, reading only what is new."""
        for question in self.read(nodes, step):
            found = self._known.get(question, {})
            for triples in found.values() if step.predicate is None else [found.get(step.predicate, ())]:
                yield from triples

    def read(self, nodes: Collection[Term], step: Step) -> list[Question]:
        """Read what is around these nodes, where it has not been read; return the questions that this answers."""
        asked = OUT if isinstance(self._reader, QuerySource) and not step.inverse else step
        questions = [(node, asked) for node in dict.fromkeys(nodes) if step.inverse or not isinstance(node, ox.Literal)]
        self._learn([each for each in questions if each not in self._known and each[0] not in self._strange])
        return questions

    def prefetch(self, work: Callable[[], Done]) -> Done | None:
        """Read beforehand what some reading will ask for: all that it misses at once, until it misses nothing.

        The work is done several times, first with nothing, so that it must only read. In a store that is at hand, where
        no question waits for an answer, it is not done at all. Return what the work that missed nothing returned.
        """
        while isinstance(self._reader, QuerySource) and self._missed is None:
            self._missed = {}
            done = work()
            missed, self._missed = self._missed, None
            if not missed:
                return done
            self._learn(list(missed))
        return None

    def _learn(self, questions: list[Question]) -> None:
        if self._missed is not None:
            self._missed.update(dict.fromkeys(questions))
            return
        self._known.update((question, {}) for question in questions)
        if isinstance(self._reader, QuerySource):
            answers = self._reader.answers(questions)
        else:
            answers = ((step, triple) for node, step in questions for triple in self._reader.around([node], step))
        for step, triple in answers:
            self._known[near(triple, step), step].setdefault(triple.predicate, []).append(triple)


def as_stored(triples: Iterable[ox.Triple]) -> frozenset[ox.Triple]:
    """Return the triples as a store returns them, which rewrites ``01`` to ``1`` and ``+00:00`` to ``Z``."""
    store = ox.Store()
    store.extend(ox.Quad(*triple) for triple in triples)
    return frozenset(quad.triple for quad in store)


class Overlay:
    """A graph with a change applied, which is only read: like a store, it returns statements by pattern.

    ``added`` and ``removed`` are triples as a store returns them; what is both stays. It does not matter whether the
    graph has the change already. Nothing that was read is kept here.
    """

    def __init__(self, base: Reader, added: Iterable[ox.Triple] = (), removed: Iterable[ox.Triple] = ()) -> None:
        self.added = as_stored(added)
        self.removed = as_stored(removed) - self.added
        self._base = base
        self._changed = self.removed | self.added
        self._from: dict[tuple[Term, bool], dict[ox.NamedNode | None, list[ox.Triple]]] = {}
        for triple in self.added:
            for step in (OUT, IN):
                found = self._from.setdefault((near(triple, step), step.inverse), {})
                found.setdefault(triple.predicate, []).append(triple)
                found.setdefault(None, []).append(triple)

    def around(self, nodes: Collection[Term], step: Step) -> Iterator[ox.Triple]:
        """Yield every triple that leads from one of these nodes along the step once the change is made."""
        yield from (triple for triple in self._base.around(nodes, step) if triple not in self._changed)
        for node in nodes if self._from else ():
            if found := self._from.get((node, step.inverse)):
                yield from found.get(step.predicate, ())

    def having(self, predicate: ox.NamedNode | None) -> Iterator[ox.Triple]:
        """Yield every triple of this predicate (every triple where it is None) once the change is made."""
        yield from (triple for triple in self._base.having(predicate) if triple not in self._changed)
        yield from (triple for triple in self.added if predicate in (None, triple.predicate))

    def match(self, subject: Term | None, predicate: ox.NamedNode | None, value: Term | None) -> Iterator[ox.Triple]:
        """Return every statement that matches; at least one of subject, predicate and value is given."""
        if subject is not None:
            found = self.around([subject], Step(predicate))
        elif value is not None:
            found = self.around([value], Step(predicate, inverse=True))
        else:
            found = self.having(predicate)
        return (triple for triple in found if value is None or triple.object == value)
