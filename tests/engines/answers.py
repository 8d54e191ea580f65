"""Every engine gives the answers that memory gives: each question, findings, what is inferred, what is published.

``scripts/test-engines`` runs this; the size of the graph is in ARKG_ENGINES_TRIPLES (10,000).
"""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import TYPE_CHECKING

import pyoxigraph as ox
import pytest
from tests.benchmarks.generator import write
from tests.engines.start import ENGINES
from tests.publication import files
from tests.test_queries import CASES, split

from arkg.infer import entailed_by_store
from arkg.publish import publish
from arkg.query import Table, answer
from arkg.store import open_store
from arkg.validate.check import check_graph
from arkg.validate.contribution import check
from arkg.validate.graph import open_graph
from arkg.workspace import find

if TYPE_CHECKING:
    from collections.abc import Iterator

    from arkg.query import Answer
    from arkg.store import Store

ROOT = Path(__file__).parents[2]
REPOSITORY = find(ROOT)
TRIPLES = int(os.environ.get("ARKG_ENGINES_TRIPLES", "10000"))
BROKEN = 0.3
"""The share of records that break a rule, so that every rule is broken at ten thousand triples."""
WITHDRAWN = (
    "<{}> <http://www.w3.org/2002/07/owl#deprecated> 'true'^^<http://www.w3.org/2001/XMLSchema#boolean> .\n".replace(
        "'", '"'
    )
)
RECORD = re.compile(r"<(https://w3id\.org/arkg/id/[^#>]+)> <http://www\.w3\.org/1999/02/22-rdf-syntax-ns#type>")


@pytest.fixture(scope="session")
def graph(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a generated graph in which rules are broken, and every third record is withdrawn."""
    path = tmp_path_factory.mktemp("graph") / "graph.nt"
    write(path, TRIPLES, broken=BROKEN)
    records = sorted(
        {found[1] for line in path.read_text(encoding="utf-8").splitlines() if (found := RECORD.match(line))}
    )
    with path.open("a", encoding="utf-8") as file:
        file.writelines(WITHDRAWN.format(record) for record in records[::3])
    return path


@pytest.fixture(scope="session")
def memory(graph: Path) -> ox.Store:
    """Return the graph in memory."""
    store = ox.Store()
    store.bulk_load(path=str(graph), format=ox.RdfFormat.N_TRIPLES)
    return store


@pytest.fixture(scope="module", params=ENGINES)
def engine(request: pytest.FixtureRequest, graph: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """Return the graph in an engine that serves it."""
    with ENGINES[request.param](graph, tmp_path_factory.mktemp(request.param)) as url:
        yield open_store(url, {})


@pytest.mark.parametrize("case", CASES)
def test_a_question_has_the_same_rows(memory: ox.Store, engine: Store, case: str) -> None:
    question, values = split(case)
    here, there = (rows(answer(REPOSITORY, store, question, values)) for store in (memory, engine))
    assert there == here


def rows(found: Answer) -> list[str]:
    """Return the rows of an answer in the order of their text: where rules are broken, ORDER BY leaves ties."""
    return sorted(map(str, found.rows)) if isinstance(found, Table) else []


def test_the_whole_graph_has_the_same_findings(memory: ox.Store, engine: Store) -> None:
    here, there = (check_graph(open_graph(REPOSITORY, store)).findings for store in (memory, engine))
    assert (there, bool(here)) == (here, True)


def test_ten_new_records_have_the_same_findings(memory: ox.Store, engine: Store) -> None:
    ten = [ROOT / "tests" / "benchmarks" / "ten-records.ttl"]
    here, there = (check(open_graph(REPOSITORY, store), ten).report.findings for store in (memory, engine))
    assert (there, bool(here)) == (here, True)


def test_the_same_is_inferred(memory: ox.Store, engine: Store) -> None:
    assert set(entailed_by_store(engine)) == set(entailed_by_store(memory))


def test_the_same_bytes_are_published(memory: ox.Store, engine: Store, tmp_path: Path) -> None:
    for name, store in (("here", memory), ("there", engine)):
        publish(REPOSITORY, tmp_path / name, store=store, pages=False)
    assert files(tmp_path / "there") == files(tmp_path / "here")
