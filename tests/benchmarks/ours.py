"""What this package is measured at: a generated graph in, lines that say what was found out.

Each job runs the watch while it does what counts. The store on disk stands beside the graph.
"""

from __future__ import annotations

import shutil
import statistics
import tempfile
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import pyoxigraph as ox
from tests.benchmarks.lines import of_dump, of_report, of_results, of_rows, of_triples
from tests.benchmarks.servers import endpoint
from tests.benchmarks.watch import Watch

from arkg.graph import RECORDS, find, open_store
from arkg.graph.load import load

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from arkg.graph import Contribution, Store
    from arkg.validate.findings import Report
    from arkg.validate.shapes import Shapes

HERE = Path(__file__).parent
REPOSITORY = find(HERE.parents[1])
HUB = ox.NamedNode(f"{RECORDS}category/research")
TIMES = 9
"""How often a contribution is checked; the median counts."""


def load_disk(path: Path, watch: Watch) -> Iterable[str]:
    """Load a graph into a store on disk."""
    folder = path.with_suffix(".store")
    shutil.rmtree(folder, ignore_errors=True)
    with watch.running():
        load(folder, [path])
    return of_triples(ox.Store.read_only(str(folder)))


def in_memory(path: Path) -> ox.Store:
    """Load a graph into memory."""
    store = ox.Store()
    store.bulk_load(path=path, format=ox.RdfFormat.N_TRIPLES)
    return store


@contextmanager
def opened(place: str, path: Path) -> Iterator[Store]:
    """Give the store of a graph: in memory, on disk, or at the endpoint of a server that begins and ends here."""
    folder = path.with_suffix(".store")
    if place == "memory":
        yield in_memory(path)
        return
    if not folder.exists():
        load(folder, [path])
    if place == "disk":
        yield open_store(str(folder), {})
        return
    with endpoint(folder) as url:
        yield open_store(url, {})


def validate_memory(path: Path, watch: Watch) -> Iterable[str]:
    """Load a graph into memory and validate it."""
    with watch.running():
        return validated(in_memory(path))


def validate_store(place: str, path: Path, watch: Watch) -> Iterable[str]:
    """Validate a graph on disk or at an endpoint."""
    with opened(place, path) as store, watch.running():
        return validated(store)


def validated(store: Store) -> Iterable[str]:
    """Give the results for all that a store holds."""
    from arkg.validate.shapes import Shapes  # noqa: PLC0415 - part of what is measured
    from arkg.validate.view import to_source  # noqa: PLC0415 - as above
    from arkg.validate.whole import validate_graph  # noqa: PLC0415 - as above

    shapes = Shapes([quad.triple for quad in REPOSITORY.quads("shapes")])
    return list(of_results(validate_graph(to_source(store), shapes)))


def check_store(place: str, path: Path, watch: Watch) -> Iterable[str]:
    """Find everything that `arkg validate --store` finds, in its words."""
    with opened(place, path) as store, watch.running():
        from arkg.validate.elsewhere import examine_store  # noqa: PLC0415 - part of what is measured

        return of_report(examine_store(REPOSITORY, store))


def contribution(place: str, path: Path, watch: Watch) -> Iterable[str]:
    """Check ten new records beside a graph, again and again; the median counts."""
    from arkg.validate.elsewhere import compiled  # noqa: PLC0415 - slow to import

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
    from arkg.validate.elsewhere import compiled  # noqa: PLC0415 - slow to import

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
    from arkg.validate.elsewhere import examine_store  # noqa: PLC0415 - slow to import

    return examine_store(REPOSITORY, store, handed_in(name), shapes=shapes)


def handed_in(name: str) -> Contribution:
    """Read a contribution that stands beside this module."""
    from arkg.validate.places import locate  # noqa: PLC0415 - slow to import

    return locate(REPOSITORY, HERE / f"{name}.ttl", ())


def query(place: str, path: Path, watch: Watch) -> Iterator[str]:
    """Ask a graph all questions."""
    from arkg.query import Table, answer, questions  # noqa: PLC0415 - slow to import

    asked = tuple(questions(REPOSITORY))
    with opened(place, path) as store:
        for question in asked:
            with watch.running():
                found = answer(REPOSITORY, store, question)
            yield from of_rows(question.name, found.rows) if isinstance(found, Table) else ()


def infer_memory(path: Path, watch: Watch) -> Iterable[str]:
    """Read a graph and give what it entails."""
    with watch.running():
        from arkg.infer import entailed  # noqa: PLC0415 - part of what is measured

        return of_triples(entailed(ox.parse(path=path, format=ox.RdfFormat.N_TRIPLES)))


def infer_store(place: str, path: Path, watch: Watch) -> Iterable[str]:
    """Give what a graph in a store entails, in bounded memory."""
    from arkg.infer import closure  # noqa: PLC0415 - slow to import

    with opened(place, path) as store, watch.running():
        return of_triples(list(closure(store)))


def publish_store(place: str, path: Path, watch: Watch) -> Iterator[str]:
    """Write the dumps of a graph in a store, in six forms, each also compressed."""
    from arkg.publish import stream  # noqa: PLC0415 - slow to import

    with tempfile.TemporaryDirectory(dir=path.parent) as folder, opened(place, path) as store:
        with watch.running():
            stream.publish_store(REPOSITORY, store, Path(folder) / "out")
        yield from of_dump(Path(folder) / "out" / "data" / "arkg.nt")
