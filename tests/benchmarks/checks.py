"""What our validation is measured at: a generated graph in, lines that say what was found out."""

from __future__ import annotations

import statistics
from pathlib import Path
from typing import TYPE_CHECKING

import pyoxigraph as ox
from tests.benchmarks.ours import REPOSITORY, in_memory, opened
from tests.benchmarks.output.lines import of_report, of_results
from tests.benchmarks.watch import Watch

from arkg.namespaces import RECORDS

if TYPE_CHECKING:
    from collections.abc import Iterable

    from arkg.store import Store
    from arkg.validate.compiler.shapes import Shapes
    from arkg.validate.findings import Report
    from arkg.workspace import Contribution

HERE = Path(__file__).parent
HUB = ox.NamedNode(f"{RECORDS}category/research")
TIMES = 9
"""How often a contribution is checked; the median counts."""


def validate_memory(path: Path, watch: Watch) -> Iterable[str]:
    """Load a graph into memory and validate it."""
    with watch.running():
        return validated(in_memory(path), cache(path))


def validate_store(place: str, path: Path, watch: Watch) -> Iterable[str]:
    """Validate a graph on disk or at an endpoint."""
    with opened(place, path) as store, watch.running():
        return validated(store, cache(path))


def cache(path: Path) -> Path:
    """Return the folder in which the analyses of the queries of rules are kept, as the command keeps them."""
    return path.parent / "analyses"


def validated(store: Store, analyses: Path) -> Iterable[str]:
    """Give the results for all that a store holds."""
    from arkg.validate.compiler.query import Analyses  # noqa: PLC0415 - part of what is measured
    from arkg.validate.compiler.shapes import Shapes  # noqa: PLC0415 - as above
    from arkg.validate.engine.sources import to_source  # noqa: PLC0415 - as above
    from arkg.validate.engine.validation import validate_graph  # noqa: PLC0415 - as above

    shapes = Shapes([quad.triple for quad in REPOSITORY.quads("shapes")], analyses=Analyses(analyses))
    return list(of_results(validate_graph(to_source(store), shapes)))


def check_store(place: str, path: Path, watch: Watch) -> Iterable[str]:
    """Find everything that `arkg validate --store` finds, in its words."""
    with opened(place, path) as store, watch.running():
        from arkg.validate.check import check_graph  # noqa: PLC0415 - part of what is measured
        from arkg.validate.graph import open_graph  # noqa: PLC0415 - as above

        return of_report(check_graph(open_graph(REPOSITORY, store, cache=cache(path))))


def contribution(place: str, path: Path, watch: Watch) -> Iterable[str]:
    """Check ten new records beside a graph, again and again; the median counts."""
    from arkg.validate.graph import compiled  # noqa: PLC0415 - slow to import

    shapes, taken = compiled(REPOSITORY), []
    with opened(place, path) as store:
        beside(store, "ten-records", shapes)
        for _ in range(TIMES):
            lap = Watch()
            with lap.running():
                report = beside(store, "ten-records", shapes)
            taken.append(lap.seconds)
    watch.seconds, watch.peak = statistics.median(taken), lap.peak
    return of_report(report)


def hub(place: str, path: Path, watch: Watch) -> Iterable[str]:
    """Check a category that is none any more, once; what counts is the time for each record that leads to it."""
    from arkg.validate.graph import compiled  # noqa: PLC0415 - slow to import

    shapes = compiled(REPOSITORY)
    with opened(place, path) as store:
        beside(store, "ten-records", shapes)
        with watch.running():
            report = beside(store, "hub", shapes)
        affected = {quad.subject for quad in store.quads_for_pattern(None, None, HUB)}
    watch.seconds /= len(affected)
    return of_report(report)


def beside(store: Store, name: str, shapes: Shapes) -> Report:
    """Check the contribution of this name beside a graph."""
    from arkg.validate.check import check_contribution  # noqa: PLC0415 - slow to import
    from arkg.validate.graph import open_graph  # noqa: PLC0415 - as above

    return check_contribution(open_graph(REPOSITORY, store, shapes), handed_in(name))


def handed_in(name: str) -> Contribution:
    """Read a contribution that stands beside this module."""
    from arkg.validate.messages.locations import locate  # noqa: PLC0415 - slow to import

    return locate(REPOSITORY, HERE / f"{name}.ttl")
