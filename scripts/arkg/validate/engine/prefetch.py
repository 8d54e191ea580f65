"""A graph of which nothing is read twice, and at an endpoint as much as can be at a time."""

from __future__ import annotations

from collections import defaultdict
from itertools import islice
from typing import TYPE_CHECKING, TypeVar, cast

import pyoxigraph as ox

from arkg.validate.compiler.paths import Step, near
from arkg.validate.engine.sources import QuerySource, StoreSource, named_in_query

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator

    from arkg.validate.engine.sources import Row
    from arkg.validate.terms import Term

    Source = StoreSource | QuerySource
    Question = tuple[Term, Step]

OUT = Step(None)
Done = TypeVar("Done")


class CachedSource:
    """A source that keeps what it gave: all that leads from a node, read at once, and what leads to one by a property.

    That is little around a contribution, and without bound in the validation of a whole graph.
    """

    def __init__(self, source: Source, strange: Collection[Term] = ()) -> None:
        """Begin with nothing read; of ``strange`` nodes, the blank ones of a contribution, no source knows anything."""
        self._source = source
        self._strange = frozenset(strange)
        self._known: dict[Question, dict[ox.NamedNode, list[ox.Triple]]] = {}
        self._whole: dict[ox.NamedNode | None, tuple[ox.Triple, ...]] = {}
        self._missed: dict[Question, None] | None = None

    def select(self, query: str) -> Iterable[Row]:
        """Return the rows of a SPARQL 1.1 SELECT query."""
        return self._source.select(query)

    def having(self, predicate: ox.NamedNode | None) -> Iterable[ox.Triple]:
        """Return every triple of this predicate; every triple where it is None."""
        if predicate not in self._whole:
            self._whole[predicate] = tuple(self._source.having(predicate))
        return self._whole[predicate]

    def around(self, nodes: Collection[Term], step: Step) -> Iterator[ox.Triple]:
        """Yield every triple that leads from one of these nodes along the step, reading only what is new."""
        asked = step if step.inverse else OUT
        questions = [(node, asked) for node in nodes if step.inverse or not isinstance(node, ox.Literal)]
        self._learn([each for each in questions if each not in self._known and each[0] not in self._strange])
        for question in questions:
            found = self._known.get(question, {})
            for triples in found.values() if step.predicate is None else [found.get(step.predicate, ())]:
                yield from triples

    def prefetch(self, work: Callable[[], Done]) -> Done | None:
        """Read beforehand what some reading will ask for: all that it misses at once, until it misses nothing.

        The work is done several times, first with nothing, so that it must only read. In a store that is at hand, where
        no question waits for an answer, it is not done at all. Return what the work that missed nothing returned.
        """
        while isinstance(self._source, QuerySource) and self._missed is None:
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
        for question in questions:
            self._known[question] = {}
        for step, triple in answers(self._source, questions):
            self._known[near(triple, step), step].setdefault(triple.predicate, []).append(triple)


def answers(source: Source, questions: Iterable[Question]) -> Iterator[tuple[Step, ox.Triple]]:
    """Yield what leads from some nodes along a step each, with the step."""
    if isinstance(source, QuerySource):
        left = iter(questions)
        while batch := list(islice(left, source.batch)):
            yield from answers_of_batch(source, batch)
        return
    for node, step in questions:
        for triple in source.around([node], step):
            yield step, triple


def answers_of_batch(source: QuerySource, questions: list[Question]) -> Iterator[tuple[Step, ox.Triple]]:
    """Yield the same by one query."""
    nodes: dict[Step, set[Term]] = defaultdict(set)
    for node, step in questions:
        nodes[step].add(node)
    for row in set(source.select(f"SELECT ?s ?p ?o WHERE {{ {' UNION '.join(patterns(questions))} }}")):
        triple = ox.Triple(*cast("tuple[ox.NamedNode, ox.NamedNode, Term]", row))
        for step in (OUT, Step(None, inverse=True), Step(triple.predicate, inverse=True)):
            if near(triple, step) in nodes.get(step, ()):
                yield step, triple


def patterns(questions: Iterable[Question]) -> Iterator[str]:
    """Write what is asked in SPARQL: one pattern for what leads from nodes, and for what leads to them, each."""
    values: dict[str, list[str]] = defaultdict(list)
    for node, step in questions:
        name = named_in_query(node)
        if step.predicate is None:
            values["?o" if step.inverse else "?s"].append(name)
        else:
            values["(?p ?o)"].append(f"({step.predicate} {name})")
    for variables, found in values.items():
        yield f"{{ VALUES {variables} {{ {' '.join(found)} }} ?s ?p ?o }}"
