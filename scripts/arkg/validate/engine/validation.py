"""Validates a graph, or what a change to one concerns: SPARQL finds candidates, pySHACL judges their fragments."""

from __future__ import annotations

from collections import Counter, defaultdict
from concurrent.futures import ThreadPoolExecutor
from functools import cached_property
from itertools import islice
from typing import TYPE_CHECKING, TypeAlias

import pyoxigraph as ox

from arkg.validate.compiler.candidates import Candidates, Hierarchy, Targets, Usage, shared, without_blank
from arkg.validate.engine.fragments import Pairs, concerned, pull, targeted
from arkg.validate.engine.sources import CachedReader, Overlay, Reader, Source, StoreSource, as_stored
from arkg.validate.findings import HierarchyChanged, RuleFault
from arkg.validate.terms import SUBCLASS

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator, Mapping

    from arkg.validate.compiler.model import Result, Unit
    from arkg.validate.compiler.shapes import Shapes
    from arkg.validate.terms import Term

    Fragment = tuple[set[ox.Triple], dict[Unit, Counter[Term]]]

BATCH = 2000
Progress: TypeAlias = "Callable[[int, int], None]"
"""Is told after each query how many queries are done, and how many there are."""


def validate_graph(
    source: Source, shapes: Shapes, *, batch: int = BATCH, progress: Progress | None = None
) -> Iterator[Result]:
    """Validate a whole graph, giving pySHACL's results batch by batch, each batch in order.

    ``batch`` pairs of a unit and a focus node are judged at a time, which bounds the memory. Raises RuleFault where
    pySHACL cannot check a rule.
    """
    hierarchy = Hierarchy(source)
    left = (
        (unit, focus)
        for unit, foci in found(source, shapes, hierarchy, progress).items()
        for focus in sorted(foci, key=str)
    )
    while cut := list(islice(left, batch)):
        pairs: dict[Unit, list[Term]] = defaultdict(list)
        for unit, focus in cut:
            pairs[unit].append(focus)
        triples, kept = gathered(CachedReader(source), hierarchy, pairs)
        yield from shapes.judge.results(triples, kept) if kept else ()


def found(source: Source, shapes: Shapes, hierarchy: Hierarchy, progress: Progress | None) -> dict[Unit, set[Term]]:
    """Return the focus nodes that each unit may fail for.

    Queries of closed shapes come last, since they wait for the first of all, about the usage of properties; and those
    that find nothing but blank nodes of some classes, after them, where there are such nodes. pySHACL is not loaded
    meanwhile: the import and the threads that ask would wait for each other.
    """
    closed = {unit for unit in shapes.units if any(unit.shape.having("closed"))}
    asked = {unit: shapes.joined.get(unit, unit) for unit in sorted(shapes.units, key=closed.__contains__)}
    usage = Usage(source, Targets(closed, hierarchy).kinds)
    foci: dict[Unit, set[Term]] = defaultdict(set)
    with ThreadPoolExecutor(source.threads) as pool:
        if closed:
            pool.submit(usage.beyond, (), ())
        queries, without = shapes.queries(hierarchy), without_blank(shapes.units, hierarchy)
        units_of = shared((query for unit in dict.fromkeys(asked.values()) for query in queries[unit]), hierarchy)
        late = {query: None for query in units_of if query.blank and query.blank <= without}
        done, first = 0, [query for query in units_of if query not in late]
        for several in (first, late):
            if several is late and not any(isinstance(node, ox.BlankNode) for nodes in foci.values() for node in nodes):
                break
            expected = done + len(several)
            for query, nodes in [(query, pool.submit(ask, source, query, usage)) for query in several]:
                for unit in units_of[query]:
                    foci[unit] |= nodes.result()
                done += 1
                if progress is not None:
                    progress(done, expected)
    return {unit: foci[other] for unit, other in asked.items()}


def ask(source: Source, query: Candidates, usage: Usage) -> set[Term]:
    """Return the focus nodes that a query finds; raise RuleFault for a row without one, which must not be passed over.

    A query runs for all focus nodes at once only where each of its rows has one.
    """
    found: set[Term] = set()
    for node, *_ in source.select(query.written(usage)):
        if node is None:
            raise RuleFault("A query for this rule gave a row without a focus node.", node=query.unit.shape.node)
        found.add(node)
    return found


def gathered(reader: Reader, hierarchy: Hierarchy, pairs: Mapping[Unit, Collection[Term]]) -> Fragment:
    """Pull the fragment for those of these focus nodes that are targets, and count how often each is one."""
    kept = targeted(reader, hierarchy, pairs)
    return {*hierarchy.axioms, *pull(reader, kept)}, kept


def notes(shapes: Shapes) -> list[str]:
    """Return which constraints could not be compiled, so that all their targets are judged, whatever the graph."""
    queries = shapes.queries(Hierarchy(StoreSource(ox.Store())))
    return [query.note for unit in shapes.units for query in queries[unit] if query.note]


class ChangeValidation:
    """A change to a graph: the pairs of unit and focus node it concerns, and their results before and after it.

    ``mine`` are nodes that are validated in any case; what is both removed and added changes nothing. Nothing is
    written, and it does not matter whether the graph has the change already. The reader is asked for the same things
    again and again, and should keep them. Raises HierarchyChanged where classes change, so that the whole graph has to
    be validated.
    """

    def __init__(
        self,
        reader: Reader,
        shapes: Shapes,
        added: Iterable[ox.Triple] = (),
        removed: Iterable[ox.Triple] = (),
        mine: Collection[Term] = (),
    ) -> None:
        gone = as_stored(removed)
        self._after = Overlay(reader, added, gone)
        changed = self._after.added ^ gone
        self._shapes = shapes
        self._graph = reader
        self._mine = mine
        self.hierarchy = Hierarchy(reader)
        placed = [each for each in changed if each.predicate == SUBCLASS]
        moved = [each for each in placed if (each in gone) == (each in self.hierarchy.axioms)]
        if moved:
            raise HierarchyChanged(
                "The contribution changes rdfs:subClassOf.",
                where=str(min(moved, key=str).subject),
                remedy="Validate the whole graph with the change: load it into a new store, and name no file.",
            )
        self.affected: Pairs = concerned(reader, self.hierarchy, shapes.readers, changed)
        for unit in shapes.units if mine else ():
            self.affected[unit] |= set(mine)

    def concerning(self) -> Iterator[Result]:
        """Yield the results about ``mine``, and those about other nodes that are the doing of the change."""
        after = self.after()
        others = {result.focus for result in after}.difference(self._mine)
        before = set(self.before(others)) if others else set()
        for result in after:
            if result.focus in self._mine or result.value in self._mine or result not in before:
                yield result

    def before(self, foci: Collection[Term] | None = None) -> list[Result]:
        """Return the results about the affected focus nodes, or some of them, in the graph as it is read."""
        pairs = {unit: nodes if foci is None else nodes.intersection(foci) for unit, nodes in self.affected.items()}
        return self._judged(gathered(self._graph, self.hierarchy, pairs))

    def after(self) -> list[Result]:
        """Return the results about the affected focus nodes once the change is made."""
        return self._judged(self.fragment)

    @cached_property
    def fragment(self) -> Fragment:
        """Read all that the results after the change depend on."""
        return gathered(self._after, self.hierarchy, self.affected)

    def _judged(self, fragment: Fragment) -> list[Result]:
        """Return the results for those focus nodes that the queries for candidates find in their fragment.

        The fragment holds all that decides about them, so the others conform, and pySHACL need not be loaded for them.
        """
        triples, pairs = fragment
        store = ox.Store()
        store.extend(ox.Quad(*triple) for triple in triples)
        source = StoreSource(store)
        usage, queries = Usage(source), self._shapes.queries(self.hierarchy)
        used = {triple.predicate for triple in triples}
        failing: dict[Unit, dict[Term, int]] = {}
        for unit, foci in pairs.items():
            asked = [query for query in queries[unit] if not query.verbs or query.verbs & used]
            nodes = {node for query in asked for node in ask(source, query, usage)}
            if kept := {node: times for node, times in foci.items() if node in nodes}:
                failing[unit] = kept
        return self._shapes.judge.results({*self.hierarchy.axioms, *pull(source, failing)}, failing) if failing else []
