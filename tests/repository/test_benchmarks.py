"""What is measured is the same work: every job runs, and finds what its peer finds."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

import pytest
import rdflib
from click.testing import CliRunner
from tests.benchmarks.__main__ import HEADING, RESULTS, command, put
from tests.benchmarks.graphs.generator import write
from tests.benchmarks.jobs import JOBS, TASKS, by_task, run
from tests.benchmarks.measure import once
from tests.benchmarks.output.picture import PICTURE, STORED, draw, read
from tests.benchmarks.output.table import faults, table
from tests.benchmarks.watch import Run
from tests.conformance.plain_pyshacl import query_parsed_once

if TYPE_CHECKING:
    from pathlib import Path

    from tests.benchmarks.measure import Runs

SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture(scope="module")
def graph(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give a small generated graph; the store of it stands beside it once a job has loaded it."""
    path = tmp_path_factory.mktemp("graphs") / "graph.nt"
    write(path, 1000, broken=0.05)
    return path


@pytest.mark.parametrize("task", TASKS)
def test_all_who_do_a_task_find_the_same(task: str, graph: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rdflib.Graph, "query", query_parsed_once)
    runs = [run(name, graph) for name in by_task(JOBS)[task] if not JOBS[name].missing()]
    assert (len({each.digest for each in runs}), all(each.found and each.seconds for each in runs)) == (1, True)


def test_what_is_too_late_is_ended_with_all_that_it_began(graph: Path) -> None:
    assert once("validate-pyshacl", graph, 0.2, print) == Run(0.2, late=True)


def test_what_fails_is_told(tmp_path: Path) -> None:
    said: list[str] = []
    assert (once("load-disk", tmp_path / "nothing.nt", 60, said.append), "no such file" in said[0]) == (None, True)


RUNS: Runs = {
    "validate-pyshacl": {10: Run(4.0, 90, 7, "a"), 1000: Run(60.0, late=True)},
    "validate-memory": {10: Run(0.5, 60, 7, "a"), 1000: Run(2.0, 80, 9, "b")},
    "validate-disk": {10: Run(0.25, 50, 6, "c"), 1000: Run(5.0, 70, 9, "b")},
    "validate-endpoint": {10: None},
}


def test_the_table_gives_times_ratios_bounds_and_growth_and_marks_other_answers() -> None:
    assert table(RUNS, [10, 1000]).splitlines() == [
        "| task | by | 10 | 1,000 | grows with |",
        "| --- | --- | --- | --- | --- |",
        "| validate the whole graph | pySHACL | 4 s, 90 MB, 7 found | > 60 s | – |",
        "|  | arkg, memory | 500 ms, 60 MB, **8 ×**, = | 2 s, 80 MB, **> 30 ×**, 9 found | n^0.30 |",
        "|  | arkg, disk | 250 ms, 50 MB, **16 ×**, ≠ | 5 s, 70 MB, **> 12 ×**, = | n^0.65 |",
        "|  | arkg, endpoint | – | – | – |",
    ]


def test_other_answers_and_failures_are_faults() -> None:
    assert faults(RUNS) == ["validate-disk found something else at 10", "validate-endpoint failed at 10"]


def test_the_picture_has_a_line_for_each_who_validates_and_ends_it_where_one_was_stopped() -> None:
    svg = ET.fromstring(draw({**RUNS, "load-disk": {10: Run(1.0)}}, "a machine & a day"))  # noqa: S314 - ours
    lines = [each.get("points", "").split() for each in svg.iter(f"{SVG}polyline") if each.get("stroke-width")]
    said = [each.text for each in svg.iter(f"{SVG}text") if each.get("fill")]
    assert (list(map(len, lines)), said) == ([2, 2, 2], ["pySHACL (stopped)", "arkg, disk", "arkg, memory"])


def test_the_picture_is_that_of_the_numbers_kept() -> None:
    kept = json.loads(STORED.read_text(encoding="utf-8"))
    assert PICTURE.read_text(encoding="utf-8") == draw(dict(read(kept["runs"])), kept["about"])


def test_only_the_section_of_what_was_measured_is_written_anew() -> None:
    text = f"# Results\n\nBefore.\n\n{HEADING}\nold\n\n## After\n\nStays.\n"
    assert put(text, "new\n") == text.replace("old", "new")


def test_the_results_have_a_place_for_what_is_measured() -> None:
    assert RESULTS.read_text(encoding="utf-8").count(HEADING) == 1


def test_the_command_prints_the_machine_and_the_table() -> None:
    done = CliRunner().invoke(command, ["--size", "2000", "--job", "load"])
    words = ("| processor |", "| load | pyoxigraph, disk |", "|  | arkg, disk |")
    assert (done.exit_code, [word for word in words if word not in done.stdout]) == (0, [])
