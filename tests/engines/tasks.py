"""What is asked of every engine, and of memory: a store → what was found, to be compared."""

from __future__ import annotations

import re
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import pyoxigraph as ox
from tests.benchmarks.graphs.generator import write
from tests.query.test_queries import CASES, split
from tests.support.publication import files

from arkg.infer import entailed_by_store
from arkg.publish import publish
from arkg.query import Table, answer
from arkg.validate.check import check, check_graph
from arkg.validate.graph import compiled, open_graph
from arkg.workspace import find

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from arkg.errors import Finding
    from arkg.store import Store

ROOT = Path(__file__).parents[2]
REPOSITORY = find(ROOT)
RULES = compiled(REPOSITORY)
TEN = ROOT / "tests" / "benchmarks" / "ten-records.ttl"
BROKEN = 0.3
"""The share of records that break a rule, so that every rule is broken at ten thousand statements."""
RECORD = re.compile(r"<(https://w3id\.org/arkg/id/[^#>]+)> <http://www\.w3\.org/1999/02/22-rdf-syntax-ns#type>")
WITHDRAWN = '<{}> <http://www.w3.org/2002/07/owl#deprecated> "true"^^<http://www.w3.org/2001/XMLSchema#boolean> .\n'


def write_graph(path: Path, triples: int) -> None:
    """Write a generated graph in which rules are broken, and every third record is withdrawn."""
    write(path, triples, broken=BROKEN)
    lines = path.read_text(encoding="utf-8").splitlines()
    records = sorted({found[1] for line in lines if (found := RECORD.match(line))})
    with path.open("a", encoding="utf-8") as file:
        file.writelines(WITHDRAWN.format(record) for record in records[::3])


def in_memory(path: Path) -> ox.Store:
    """Return a graph in memory."""
    store = ox.Store()
    store.bulk_load(path=str(path), format=ox.RdfFormat.N_TRIPLES)
    return store


def questions(store: Store) -> object:
    """Return the rows of each question with and without a parameter.

    They stand in the order of their text: where rules are broken, ORDER BY leaves ties.
    """
    return {case: rows(store, case) for case in CASES}


def rows(store: Store, case: str) -> list[str]:
    """Return the rows of one question."""
    question, values = split(case)
    found = answer(REPOSITORY, store, question, values)
    return sorted(map(str, found.rows)) if isinstance(found, Table) else []


def whole_graph(store: Store) -> object:
    """Return the findings of a whole graph, by rule."""
    found: dict[str, list[Finding]] = {}
    for finding in check_graph(open_graph(REPOSITORY, store, RULES)).findings:
        found.setdefault(finding.rule, []).append(finding)
    return found


def ten_records(store: Store) -> object:
    """Return the findings of ten new records."""
    return check(open_graph(REPOSITORY, store, RULES), [TEN]).report.findings


def inferred(store: Store) -> object:
    """Return what a graph entails."""
    return set(entailed_by_store(store))


def published(store: Store) -> object:
    """Return the files of a publication without pages."""
    with TemporaryDirectory() as folder:
        publish(REPOSITORY, Path(folder) / "site", store=store, pages=False)
        return files(Path(folder) / "site")


TASKS: Mapping[str, Callable[[Store], object]] = {
    each.__name__: each for each in (questions, whole_graph, ten_records, inferred, published)
}
