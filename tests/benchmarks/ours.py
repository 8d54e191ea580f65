"""What this package is measured at, but for validation: a generated graph in, lines that say what was found out.

Each job runs the watch while it does what counts. The store on disk stands beside the graph.
"""

from __future__ import annotations

import shutil
import tempfile
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import pyoxigraph as ox
from tests.benchmarks.output.lines import of_dump, of_rows, of_triples
from tests.benchmarks.server.servers import endpoint

from arkg.store import open_store
from arkg.store.load import load
from arkg.workspace import find

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from tests.benchmarks.watch import Watch

    from arkg.store import Store

REPOSITORY = find(Path(__file__).parents[2])


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


def query(place: str, path: Path, watch: Watch) -> Iterator[str]:
    """Ask a graph all questions."""
    from arkg.query import Table, answer_all  # noqa: PLC0415 - slow to import

    with opened(place, path) as store:
        with watch.running():
            answered = answer_all(REPOSITORY, store)
        for question, found in answered:
            yield from of_rows(question.name, found.rows) if isinstance(found, Table) else ()


def infer_memory(path: Path, watch: Watch) -> Iterable[str]:
    """Read a graph and give what it entails."""
    with watch.running():
        from arkg.infer import entailed  # noqa: PLC0415 - part of what is measured

        return of_triples(entailed(ox.parse(path=path, format=ox.RdfFormat.N_TRIPLES)))


def infer_store(place: str, path: Path, watch: Watch) -> Iterable[str]:
    """Give what a graph in a store entails."""
    from arkg.infer import entailed_by_store  # noqa: PLC0415 - slow to import

    with opened(place, path) as store, watch.running():
        return of_triples(entailed_by_store(store))


def dump_store(place: str, path: Path, watch: Watch) -> Iterator[str]:
    """Write what a store says of records in six forms, in reading order, each also compressed."""
    from arkg.formats.jsonld.context import build_context  # noqa: PLC0415 - as above
    from arkg.publish.folder import replacing  # noqa: PLC0415 - as above
    from arkg.publish.jsonld import make_context  # noqa: PLC0415 - slow to import
    from arkg.publish.rdf import DUMP, Dump, write_dumps  # noqa: PLC0415 - as above
    from arkg.publish.site import read_records  # noqa: PLC0415 - as above

    context = make_context(build_context(REPOSITORY.schema))
    with tempfile.TemporaryDirectory(dir=path.parent) as target, opened(place, path) as store:
        with watch.running(), replacing(Path(target) / "out") as folder:
            records = read_records(quad.triple for quad in store).values()
            dump = Dump([record for kind in records for record in kind], REPOSITORY.prefixes, context)
            for _ in write_dumps(folder, DUMP, dump):
                pass
        yield from of_dump(Path(target) / "out" / "data" / "arkg.nt")


def publish_store(place: str, path: Path, watch: Watch) -> Iterator[str]:
    """Publish a store without pages: dumps of what is said and of what is entailed, tables, vocabulary, catalogue."""
    from arkg.publish import publish  # noqa: PLC0415 - slow to import

    with tempfile.TemporaryDirectory(dir=path.parent) as target, opened(place, path) as store:
        with watch.running():
            publish(REPOSITORY, Path(target) / "out", store=store, pages=False)
        yield from of_dump(Path(target) / "out" / "data" / "arkg.nt")
