"""Several endpoints with the same graph answer as one: in parallel, and whole, whichever of them is lost."""

from __future__ import annotations

import itertools
from pathlib import Path
from threading import Barrier
from typing import TYPE_CHECKING, TypeAlias, cast

import pyoxigraph as ox
import pytest
from tests.benchmarks.graphs.generator import write
from tests.store.test_store import JSON, YES, moody, serve, serving

from arkg.errors import StoreFault
from arkg.store import open_store
from arkg.store.load import load
from arkg.validate.check import check_graph
from arkg.validate.engine.sources import QuerySource, Row
from arkg.validate.engine.validation import validate_graph
from arkg.validate.graph import compiled, open_graph
from arkg.workspace import find

if TYPE_CHECKING:
    import subprocess
    from collections.abc import Callable, Iterable, Iterator

    from click.testing import Result

    from arkg.errors import Finding
    from arkg.store import Store

ROOT = Path(__file__).parents[2]
TEN = ROOT / "tests" / "benchmarks" / "ten-records.ttl"
Replicas: TypeAlias = "dict[str, subprocess.Popen[bytes]]"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a store on disk of a generated graph in which rules are broken."""
    root = tmp_path_factory.mktemp("replicas")
    write(root / "graph.nt", 3000, broken=0.3)
    load(root / "store", [root / "graph.nt"])
    return root / "store"


@pytest.fixture
def replicas(folder: Path) -> Iterator[Replicas]:
    """Return three servers of one graph by their addresses."""
    servers = {url: server for server, url in (serve(folder) for _ in range(3))}
    yield servers
    for server in servers.values():
        server.kill()
        server.wait()


def findings(store: Store, progress: Callable[[int, int], None] | None = None) -> tuple[Finding, ...]:
    """Return what validation of a whole graph finds."""
    return check_graph(open_graph(find(ROOT), store), progress=progress).findings


def test_a_replica_that_is_killed_in_the_middle_changes_no_finding(folder: Path, replicas: Replicas) -> None:
    def kill_one(done: int, _of: int) -> None:
        if done == 50:
            next(iter(replicas.values())).kill()

    found = findings(open_store([*replicas], {}), kill_one)
    whole = findings(open_store(str(folder), {}))
    assert (found, len(whole) > 20, [each.poll() is None for each in replicas.values()]) == (
        whole,
        True,
        [False, True, True],
    )


def test_where_all_replicas_are_killed_there_are_no_findings_but_a_fault(replicas: Replicas) -> None:
    def kill_all(done: int, _of: int) -> None:
        for server in replicas.values() if done == 50 else ():
            server.kill()

    with pytest.raises(StoreFault, match="Cannot reach"):
        findings(open_store([*replicas], {}), kill_all)


def test_the_command_takes_several_endpoints(run: Callable[..., Result], folder: Path, replicas: Replicas) -> None:
    several = [word for url in replicas for word in ("--store", url)]
    one, three = (run(["validate", str(TEN), *stores]) for stores in (["--store", str(folder)], several))
    assert (three.stdout, three.exit_code) == (one.stdout, 1)


def test_another_replica_is_asked_where_an_answer_breaks_off() -> None:
    broken_off = (200, {**JSON, "Content-Length": "500"}, YES)
    one = b'{"head": {"vars": ["n"]}, "results": {"bindings": [{"n": {"type": "literal", "value": "%d", "datatype": '
    count = (200, JSON, one % 1 + b'"http://www.w3.org/2001/XMLSchema#integer"}}]}}')
    with moody(count, broken_off) as first, moody(count, (200, JSON, YES), (200, JSON, YES)) as second:
        store = open_store([first, second], {})
        assert [bool(store.query("ASK { }")) for _ in range(2)] == [True, True]


def test_replicas_that_differ_are_refused(replicas: Replicas, tmp_path: Path) -> None:
    load(tmp_path / "store", [TEN])
    with serving(tmp_path / "store") as other, pytest.raises(StoreFault, match="The replicas differ"):
        open_store([*replicas, other], {})


def test_a_folder_is_no_replica(folder: Path) -> None:
    with pytest.raises(StoreFault, match="Only endpoints can be combined"):
        open_store([str(folder), "http://127.0.0.1:9/sparql"], {})


def test_as_many_queries_run_at_a_time_as_a_source_has_threads() -> None:
    store, together, asked = ox.Store(), Barrier(6), itertools.count()

    def ask(query: str) -> Iterable[Row]:
        if "subClassOf" not in query and next(asked) < together.parties:
            together.wait(20)
        return [cast("Row", tuple(row)) for row in cast("ox.QuerySolutions", store.query(query))]

    assert list(validate_graph(QuerySource(ask, threads=6), compiled(find(ROOT)))) == []
