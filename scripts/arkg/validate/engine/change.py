"""Validates a contribution: the focus nodes it may concern, in it and in the graph around it, and their results."""

from __future__ import annotations

from collections import Counter
from functools import cached_property
from typing import TYPE_CHECKING

import pyoxigraph as ox

from arkg.validate.compiler.candidates import candidates
from arkg.validate.compiler.model import Unit
from arkg.validate.compiler.targets import Hierarchy, Usage
from arkg.validate.engine.fragments import concerned
from arkg.validate.engine.graph import focus_nodes, gathered
from arkg.validate.engine.overlay import Change, Overlay, as_stored
from arkg.validate.engine.sources import StoreSource
from arkg.validate.faults import HierarchyChanged
from arkg.validate.terms import SUBCLASS, Term

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping

    from arkg.validate.compiler.shapes import Shapes
    from arkg.validate.engine.fragments import Pairs
    from arkg.validate.engine.overlay import Neighborhood
    from arkg.validate.engine.results import Result
    from arkg.validate.engine.sources import Reader


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
        self.change = Change.of(added, gone)
        changed = self.change.added ^ gone
        self._shapes = shapes
        self._graph = reader
        self._mine = mine
        self.hierarchy = Hierarchy(reader)
        axioms = set(self.hierarchy.axioms)
        moved = [each for each in changed if each.predicate == SUBCLASS and (each in gone) == (each in axioms)]
        if moved:
            raise HierarchyChanged(
                "The contribution changes rdfs:subClassOf.",
                where=str(min(moved, key=str).subject),
                remedy="Validate the whole graph with the change made: load it into a new store, and name no file.",
            )
        self.affected: Pairs = concerned(reader, self.hierarchy, shapes.units, changed)
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
        return self._judged(*gathered(self._graph, self.hierarchy, in_order(pairs)))

    def after(self) -> list[Result]:
        """Return the results about the affected focus nodes once the change is made."""
        return self._judged(*self.fragment)

    @cached_property
    def fragment(self) -> tuple[Neighborhood, dict[Unit, Counter[Term]]]:
        """Read all that the results after the change depend on."""
        return gathered(Overlay(self._graph, self.change), self.hierarchy, in_order(self.affected))

    def _judged(self, around: Neighborhood, kept: Mapping[Unit, Counter[Term]]) -> list[Result]:
        triples = around.triples().union(self.hierarchy.axioms)
        candidates = among_candidates(triples, self.hierarchy, kept)
        return self._shapes.judge.results(triples, candidates) if candidates else []


def among_candidates(
    triples: Iterable[ox.Triple], hierarchy: Hierarchy, pairs: Mapping[Unit, Counter[Term]]
) -> dict[Unit, Counter[Term]]:
    """Return those of these focus nodes that the queries for candidates find in their fragment of the graph.

    The fragment holds all that decides about them, so the others conform, and pySHACL need not be loaded for them.
    """
    store = ox.Store()
    store.extend(ox.Quad(*triple) for triple in triples)
    source = StoreSource(store)
    usage, found = Usage(source), dict[Unit, Counter[Term]]()
    for unit, foci in pairs.items():
        rows = (row[0] for query in candidates(unit, hierarchy) for row in source.select(query.written(usage)))
        failing = set(focus_nodes(unit, rows))
        if kept := {node: times for node, times in foci.items() if node in failing}:
            found[unit] = Counter(kept)
    return found


def in_order(pairs: Pairs) -> dict[Unit, list[Term]]:
    """Put the focus nodes of each unit in order."""
    return {unit: sorted(foci, key=str) for unit, foci in pairs.items() if foci}
