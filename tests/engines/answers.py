"""Every engine gives the answers that memory gives: each question, findings, what is inferred, what is published.

``scripts/test-engines`` runs this; the size of the graph is in ARKG_ENGINES_TRIPLES (10,000).
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest
from tests.engines.start import ENGINES
from tests.engines.tasks import TASKS, in_memory, write_graph

from arkg.store import open_store

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from arkg.store import Store

TRIPLES = int(os.environ.get("ARKG_ENGINES_TRIPLES", "10000"))


@pytest.fixture(scope="session")
def graph(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a generated graph in which rules are broken, and records withdrawn."""
    path = tmp_path_factory.mktemp("graph") / "graph.nt"
    write_graph(path, TRIPLES)
    return path


@pytest.fixture(scope="session")
def known(graph: Path) -> Mapping[str, object]:
    """Return what memory answers, by task."""
    memory = in_memory(graph)
    return {name: run(memory) for name, run in TASKS.items()}


@pytest.fixture(scope="module", params=ENGINES)
def engine(request: pytest.FixtureRequest, graph: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """Return the graph in an engine that serves it."""
    with ENGINES[request.param](graph, tmp_path_factory.mktemp(request.param)) as url:
        yield open_store(url, {})


@pytest.mark.parametrize("task", TASKS)
def test_an_engine_answers_as_memory_does(known: Mapping[str, object], engine: Store, task: str) -> None:
    given, expected = TASKS[task](engine), known[task]
    assert expected
    if isinstance(given, dict) and isinstance(expected, dict):
        assert {name for name in {**expected, **given} if given.get(name) != expected.get(name)} == set()
    assert given == expected
