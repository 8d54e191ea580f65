"""Validates a whole graph: SPARQL finds the focus nodes that may fail, their fragments are pulled, pySHACL judges."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, TypeAlias

import pyoxigraph as ox

from arkg.validate.compiler.candidates import candidates
from arkg.validate.compiler.targets import Hierarchy, Usage
from arkg.validate.engine.fragments import pull, targeted
from arkg.validate.engine.overlay import Neighborhood
from arkg.validate.engine.sources import StoreSource
from arkg.validate.faults import RuleFault

if TYPE_CHECKING:
    from collections import Counter
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from arkg.validate.compiler.candidates import Candidates
    from arkg.validate.compiler.model import Unit
    from arkg.validate.compiler.shapes import Shapes
    from arkg.validate.engine.results import Result
    from arkg.validate.engine.sources import Reader, Source
    from arkg.validate.terms import Term

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
    for pairs in batches(found(source, shapes, hierarchy, progress), batch):
        yield from judged(source, shapes, hierarchy, pairs)


def found(
    source: Source, shapes: Shapes, hierarchy: Hierarchy, progress: Progress | None
) -> Iterator[tuple[Unit, set[Term]]]:
    """Yield the units and the focus nodes they may fail for, unit by unit.

    The first queries run while the others are written, and pySHACL is loaded, once it is needed, while they run.
    """
    usage = Usage(source)

    def run(query: Candidates) -> set[Term | None]:
        return {row[0] for row in source.select(query.written(usage))}

    with ThreadPoolExecutor(source.threads) as pool:
        written = (query for unit in shapes.units for query in candidates(unit, hierarchy))
        running = [(query.unit, pool.submit(run, query)) for query in written]
        foci: dict[Unit, set[Term]] = {}
        for done, (unit, nodes) in enumerate(running, start=1):
            if foci and unit not in foci:
                yield foci.popitem()
            foci.setdefault(unit, set()).update(focus_nodes(unit, nodes.result()))
            if foci[unit]:
                shapes.load_judge()
            if progress is not None:
                progress(done, len(running))
        yield from foci.items()


def focus_nodes(unit: Unit, nodes: Iterable[Term | None]) -> Iterator[Term]:
    """Return the focus nodes that a query found; raise RuleFault for a row without one, which must not be passed over.

    A query runs for all focus nodes at once only where each of its rows has one.
    """
    for node in nodes:
        if node is None:
            raise RuleFault("A query for this rule gave a row without a focus node.", where=str(unit.shape.node))
        yield node


def batches(found: Iterator[tuple[Unit, set[Term]]], size: int) -> Iterator[dict[Unit, list[Term]]]:
    """Cut what was found into batches of at most so many pairs of unit and focus node."""
    batch: dict[Unit, list[Term]] = {}
    room = size
    for unit, foci in found:
        left = sorted(foci, key=str)
        while left:
            batch[unit], left = left[:room], left[room:]
            room -= len(batch[unit])
            if not room:
                yield batch
                batch, room = {}, size
    if batch:
        yield batch


def judged(reader: Reader, shapes: Shapes, hierarchy: Hierarchy, pairs: Mapping[Unit, list[Term]]) -> list[Result]:
    """Pull the fragment for these focus nodes and give pySHACL's results for them; no pair, no pySHACL."""
    around, kept = gathered(reader, hierarchy, pairs)
    return shapes.judge.results(around.triples().union(hierarchy.axioms), kept) if kept else []


def gathered(
    reader: Reader, hierarchy: Hierarchy, pairs: Mapping[Unit, list[Term]]
) -> tuple[Neighborhood, dict[Unit, Counter[Term]]]:
    """Pull the fragment for those of these focus nodes that are targets, and count how often each is one."""
    around = Neighborhood(reader)
    counted = {unit: targeted(around, hierarchy, unit, foci) for unit, foci in pairs.items()}
    kept = {unit: foci for unit, foci in counted.items() if foci}
    for unit, foci in kept.items():
        pull(around, unit, foci)
    return around, kept


def notes(shapes: Shapes) -> list[str]:
    """Return which constraints could not be compiled, so that all their targets are judged, whatever the graph."""
    nothing = Hierarchy(StoreSource(ox.Store()))
    return [query.note for unit in shapes.units for query in candidates(unit, nothing) if query.note]
