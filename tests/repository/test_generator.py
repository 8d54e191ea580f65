"""A generated graph is the same wherever it is made, and each broken record in it breaks the rule it was made for."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pyoxigraph as ox
from tests.benchmarks.graphs.generator import Written, generate, rule_breakers

from arkg.validate.check import check_graph
from arkg.validate.graph import open_graph
from arkg.workspace import find

if TYPE_CHECKING:
    from collections.abc import Iterator

    from arkg.validate.findings import Report

ROOT = Path(__file__).parents[2]


def test_a_graph_is_the_same_whatever_the_order_of_sets_in_python(tmp_path: Path) -> None:
    texts = set()
    for number in ("1", "2"):
        path = tmp_path / f"{number}.nt"
        written = [sys.executable, "-m", "tests.benchmarks.graphs.generator", "5000", str(path), "--broken", "0.3"]
        subprocess.run(written, check=True, cwd=ROOT, env={**os.environ, "PYTHONHASHSEED": number})
        texts.add(path.read_bytes())
    assert len(texts) == 1


def test_a_graph_without_a_broken_record_breaks_no_rule() -> None:
    store = ox.Store()
    store.bulk_load("".join(generate(10_000, broken=0)).encode(), ox.RdfFormat.N_TRIPLES)
    assert check_graph(open_graph(find(ROOT), store)).findings == ()


def test_each_broken_record_breaks_its_rule_and_at_most_has_an_identifier_of_others_besides() -> None:
    written, store = Written(), ox.Store()
    store.bulk_load("".join(generate(10_000, broken=0.5, written=written)).encode(), ox.RdfFormat.N_TRIPLES)
    rules = [path.stem for path in rule_breakers()]
    meant = {(number, rules[number % len(rules)]) for number in range(written.broken.total())}
    found = set(broken(check_graph(open_graph(find(ROOT), store))))
    assert (meant - found, {rule for _, rule in found - meant if not rule.endswith("-unique")}) == (set(), set())


def broken(report: Report) -> Iterator[tuple[int, str]]:
    """Give the numbers of broken records, each with a rule that is reported for it."""
    told = [(each.record, each.rule.partition(":")[2]) for each in report.findings]
    judged = [(f"{each.focus} {each.value}", str(each.shape)[:-1].partition("#")[2]) for each in report.results]
    for records, rule in (*told, *judged):
        for number in re.findall(r"-wrong-(\d+)", records):
            yield int(number), rule
