"""``arkg validate`` checks the graph and what is handed in, and says by its exit code whether all is well."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from tests.validate.test_rules import INVALID, ROOT, WORLD, world

if TYPE_CHECKING:
    from collections.abc import Callable

    from click.testing import Result

    Run = Callable[..., Result]

WRONG = str(INVALID / "Initiative-category.ttl")


@pytest.fixture
def graph(tmp_path: Path) -> Path:
    """Return a copy of the world, with our ontology and our rules, that a test may change."""
    for part in ("ontology", "shapes", "queries"):
        shutil.copytree(ROOT / part, tmp_path / "graph" / part)
    shutil.copytree(WORLD, tmp_path / "graph" / "data")
    return tmp_path / "graph"


@pytest.fixture
def validate(run: Run) -> Run:
    """Return a function that validates over the world, with these arguments."""
    return lambda *args, **more: run(["validate", "--graph", str(world().workspace.root), *args], **more)


def test_the_graph_breaks_no_rule(run: Run) -> None:
    result = run(["validate", "--graph", str(ROOT), "--strict"])
    assert (result.exit_code, result.stdout.partition(":")[0]) == (0, "OK")


def test_a_violation_ends_with_1_and_is_told_in_words(validate: Run) -> None:
    result = validate(WRONG)
    assert (result.exit_code, result.stdout.splitlines()[1:4]) == (
        1,
        [
            "  Name one category, for example:",
            "    arkg:category category:research ;",
            "  shape:Initiative-category · Readers look for initiatives by type of work.",
        ],
    )


def test_a_contribution_without_fault_ends_with_0(validate: Run) -> None:
    result = validate(str(WORLD / "initiative" / "open-wards.ttl"))
    assert (result.exit_code, result.stdout.partition(" (")[0]) == (0, "OK: 1 record")


def test_standard_input_is_checked_as_the_form_that_is_named(validate: Run) -> None:
    result = validate("-", "--as", "turtle", "--format", "json", input=Path(WRONG).read_text(encoding="utf-8"))
    (finding,) = json.loads(result.stdout)
    assert (finding["file"], finding["line"], finding["rule"]) == ("stdin", 10, "shape:Initiative-category")


def test_a_warning_ends_with_1_only_if_strict(run: Run, graph: Path) -> None:
    examples = graph / "tests" / "contributions" / "invalid"
    examples.mkdir(parents=True)
    for path in INVALID.iterdir():
        if path.stem != "Place-code":
            (examples / path.name).touch()
    ends = [run(["validate", "--graph", str(graph), *more]).exit_code for more in ([], ["--strict"])]
    assert ends == [0, 1]


def test_a_path_inside_the_graph_is_checked_as_that_file_of_it(run: Run, graph: Path) -> None:
    path = graph / "data" / "pillar" / "ourselves.ttl"
    path.write_text(path.read_text(encoding="utf-8").replace("arkg:Pillar", "arkg:Pilar"), encoding="utf-8")
    places = {
        tuple(line.split()[0].split(":"))
        for line in run(["validate", "--graph", str(graph), str(path)]).stdout.splitlines()
        if line.startswith("data/pillar")
    }
    assert {file for file, _ in places} == {"data/pillar/ourselves.ttl"}


def test_a_folder_of_the_graph_stands_for_its_files(run: Run, graph: Path) -> None:
    result = run(["validate", "--graph", str(graph), str(graph / "data" / "place"), "--verbose"])
    assert (result.exit_code, result.stdout.partition(" (")[0]) == (0, "OK: 3 records")


def test_a_file_of_rules_is_checked_by_the_rules_for_rules(run: Run, graph: Path) -> None:
    path = graph / "shapes" / "place.ttl"
    path.write_text(path.read_text(encoding="utf-8").replace("sh:minCount", "sh:mincount"), encoding="utf-8")
    result = run(["validate", "--graph", str(graph), str(path), "--format", "json"])
    assert [(each["file"], each["rule"], each["suggestion"]) for each in json.loads(result.stdout)] == [
        ("shapes/place.ttl", "shape:Rule-property", "sh:minCount 1 ;")
    ]


def test_a_file_that_cannot_be_read_is_a_finding_and_the_next_one_is_checked(validate: Run, tmp_path: Path) -> None:
    broken = tmp_path / "broken.ttl"
    broken.write_text("concept:x a skos:Concept .\n", encoding="utf-8")
    wrong = Path(shutil.copy(WRONG, tmp_path / "wrong.ttl"))
    result = validate(str(broken), str(wrong), "--format", "json")
    assert (result.exit_code, [each["rule"] for each in json.loads(result.stdout)]) == (
        1,
        ["File", "shape:Initiative-category"],
    )


def test_the_summary_counts_by_rule(validate: Run) -> None:
    assert validate(WRONG, "--summary").stdout.splitlines() == [
        "     1  shape:Initiative-category  violation",
        "1 finding: 1 violation",
    ]


@pytest.mark.parametrize(
    ("args", "words"),
    [
        (["no-such-file.ttl"], "no-such-file.ttl: There is no such file.\n  Check its name"),
        (["--summary", "--format", "json"], "--summary is text: leave out --format."),
        (["--format", "xml"], "'xml' is not one of"),
    ],
)
def test_misuse_ends_with_2_and_says_what_to_do(validate: Run, args: list[str], words: str) -> None:
    result = validate(*args)
    assert (result.exit_code, result.stdout) == (2, "")
    assert words in result.stderr


def test_a_file_above_the_limit_is_not_read_as_rules_either(validate: Run, tmp_path: Path) -> None:
    path = tmp_path / "huge.ttl"
    with path.open("wb") as file:
        file.truncate(3_000_000_000)
    assert "The file is larger than 100,000,000 bytes." in validate(str(path)).stdout
