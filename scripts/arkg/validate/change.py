"""Validates a contribution: the focus nodes it may concern, in it and in the graph around it, and their results."""

from __future__ import annotations

from typing import TYPE_CHECKING

from arkg.validate.faults import HierarchyChanged
from arkg.validate.fragments import concerned
from arkg.validate.hierarchy import Hierarchy
from arkg.validate.sources import Change, Neighbourhood, Overlay
from arkg.validate.terms import SUBCLASS
from arkg.validate.whole import judged

if TYPE_CHECKING:
    from collections.abc import Iterable

    import pyoxigraph as ox

    from arkg.validate.fragments import Pairs
    from arkg.validate.results import Result
    from arkg.validate.shapes import Shapes
    from arkg.validate.sources import Reader


def validate_change(
    reader: Reader, shapes: Shapes, added: Iterable[ox.Triple] = (), removed: Iterable[ox.Triple] = ()
) -> list[Result]:
    """Give all results, once the change is made, about the focus nodes whose results it may have changed.

    Nothing is written: the change is laid over what is read, and it does not matter whether the graph has it already.
    Raises HierarchyChanged where classes change, so that the whole graph has to be validated, and RuleFault where
    pySHACL cannot check a rule.
    """
    return Contribution(reader, shapes, added, removed).after()


class Contribution:
    """A change to a graph: the pairs of unit and focus node it concerns, and their results before and after it."""

    def __init__(
        self, reader: Reader, shapes: Shapes, added: Iterable[ox.Triple] = (), removed: Iterable[ox.Triple] = ()
    ) -> None:
        self.change = Change.of(added, removed)
        changed = self.change.added | self.change.removed
        if any(triple.predicate == SUBCLASS for triple in changed):
            raise HierarchyChanged(
                "The contribution changes rdfs:subClassOf.", remedy="Validate the whole graph with the change made."
            )
        self._shapes = shapes
        self._graph = Neighbourhood(reader)
        self._hierarchy = Hierarchy(self._graph)
        self.affected: Pairs = concerned(self._graph, self._hierarchy, shapes.units, changed)

    def before(self) -> list[Result]:
        """Give the results about the affected focus nodes in the graph as it is read, without the change."""
        return self._results(self._graph)

    def after(self) -> list[Result]:
        """Give the results about the affected focus nodes once the change is made."""
        return self._results(Overlay(self._graph, self.change.added, self.change.removed))

    def _results(self, reader: Reader) -> list[Result]:
        pairs = {unit: sorted(foci, key=str) for unit, foci in self.affected.items()}
        return judged(reader, self._shapes, self._hierarchy, pairs)
