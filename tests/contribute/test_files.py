"""What cannot be read is told in one sentence, by every command that reads files, and is waited for by none."""

from __future__ import annotations

import os
import shutil
from typing import TYPE_CHECKING

import pytest
from tests.validate.test_rules import ROOT, WORLD

from arkg.validate.check import check_graph
from arkg.validate.graph import load
from arkg.workspace import find

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from click.testing import Result

    from arkg.workspace import Workspace

    Run = Callable[..., Result]

COMMANDS = (
    *(("validate", "{path}"), ("format", "{path}"), ("format", "--check", "{path}"), ("query", "{path}")),
    *(("add", "{path}"), ("evidence", "--source", "x", "--text", "{path}"), ("load", "{path}.store", "{path}")),
)


@pytest.fixture
def graph(tmp_path: Path) -> Workspace:
    """Return a copy of the world, with our ontology and our rules, that a test may change."""
    for part in ("ontology", "shapes", "queries"):
        shutil.copytree(ROOT / part, tmp_path / "graph" / part)
    shutil.copytree(WORLD, tmp_path / "graph" / "data")
    return find(tmp_path / "graph")


def loop(path: Path) -> None:
    """Make a symbolic link to itself."""
    path.symlink_to(path)


def dangle(path: Path) -> None:
    """Make a symbolic link to nothing."""
    path.symlink_to(path.with_name("nothing"))


def device(path: Path) -> None:
    """Make a symbolic link to a device that never ends."""
    path.symlink_to("/dev/zero")


def missing(_path: Path) -> None:
    """Make nothing."""


WRONG = {
    "a link to itself": (loop, "This symbolic link leads back to itself."),
    "a link to nothing": (dangle, "This symbolic link leads to no file."),
    "nothing": (missing, "There is no such file."),
    "a device": (device, "This is not an ordinary file."),
    "a pipe": (os.mkfifo, "This is not an ordinary file."),
}


@pytest.mark.parametrize("wrong", WRONG)
@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_what_is_no_file_is_told_in_a_sentence(
    run: Run, small: Workspace, tmp_path: Path, command: tuple[str, ...], wrong: str
) -> None:
    make, words = WRONG[wrong]
    path = tmp_path / ("x.rq" if command[0] == "query" else "x.ttl")
    make(path)
    result = run([each.format(path=path) for each in command] + ["--graph", str(small.root)])
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr.startswith(f"{path}: {words}\n")


@pytest.mark.parametrize(
    "command", [("validate", "{path}"), ("add", "{path}"), ("evidence", "--source", "x", "--text", "{path}")]
)
def test_a_folder_is_no_file(run: Run, small: Workspace, tmp_path: Path, command: tuple[str, ...]) -> None:
    result = run([each.format(path=tmp_path) for each in command] + ["--graph", str(small.root)])
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr.startswith(f"{tmp_path}: This is a folder.\n")


@pytest.mark.parametrize("command", ["validate", "format"])
def test_a_folder_without_turtle_is_not_passed_over(run: Run, graph: Workspace, command: str) -> None:
    empty = graph.root / "data" / "concept" / "empty"
    empty.mkdir()
    result = run([command, str(empty), "--graph", str(graph.root)])
    assert (result.exit_code, "There is no Turtle file in this folder" in result.stderr) == (2, True)


def test_a_query_that_is_no_text_is_told_in_a_sentence(run: Run, small: Workspace) -> None:
    result = run(["query", "-", "--graph", str(small.root)], input=b"SELECT \xff")
    assert (result.exit_code, result.stderr.partition("\n")[0]) == (2, "stdin:1:8: The byte 0xFF is not UTF-8.")


@pytest.mark.parametrize("make", [loop, dangle, device, os.mkfifo, os.mkdir])
def test_what_is_no_file_in_the_graph_is_a_finding(graph: Workspace, make: Callable[[Path], None]) -> None:
    make(graph.root / "data" / "concept" / "x.ttl")
    findings = check_graph(load(graph)).findings
    assert [(each.place.file, each.found) for each in findings] == [("data/concept/x.ttl", "cannot be read")]


@pytest.mark.parametrize("path", sorted(WORLD.glob("*/*.ttl"))[::3], ids=lambda path: path.stem)
def test_a_record_that_cannot_be_read_is_the_only_finding(graph: Workspace, path: Path) -> None:
    file = graph.root / "data" / path.relative_to(WORLD)
    file.write_text("<<<<<<< HEAD\n" + file.read_text(encoding="utf-8"), encoding="utf-8")
    findings = check_graph(load(graph)).findings
    assert [each.message.partition(":")[0] for each in findings] == ["Unresolved merge conflict"]


@pytest.mark.parametrize("name", ["ontology/arkg.ttl", "shapes/concept.ttl"])
def test_what_all_else_depends_on_is_the_only_finding_where_it_cannot_be_read(graph: Workspace, name: str) -> None:
    (graph.root / name).write_text("nonsense", encoding="utf-8")
    assert [each.place.file for each in check_graph(load(graph)).findings] == [name]


def test_what_cannot_be_read_comes_first_and_what_does_not_follow_from_it_is_found(graph: Workspace) -> None:
    (graph.root / "data" / "resource" / "housing-and-health.ttl").write_text("nonsense", encoding="utf-8")
    file = graph.root / "data" / "concept" / "racism.ttl"
    file.write_text(file.read_text(encoding="utf-8").replace("a skos:Concept", "a skos:Concpt"), encoding="utf-8")
    files = [each.place.file for each in check_graph(load(graph)).findings]
    assert (files[0], set(files[1:])) == ("data/resource/housing-and-health.ttl", {"data/concept/racism.ttl"})


def test_files_of_other_forms_among_the_records_are_found(graph: Workspace) -> None:
    for name in ("initiative/x.yaml", "concept/y.TTL", "concept/z.turtle", "concept/.hidden", "README.md"):
        (graph.root / "data" / name).write_text("garbage", encoding="utf-8")
    assert [(each.place.file, each.message) for each in check_graph(load(graph)).findings] == [
        ("data/concept/y.TTL", "This file is not read. Rename it to end in .ttl."),
        ("data/concept/z.turtle", "This file is not read. Rename it to end in .ttl."),
        (
            "data/initiative/x.yaml",
            "This file is not read. Add its records with arkg add data/initiative/x.yaml, then delete it.",
        ),
    ]


@pytest.mark.parametrize(("part", "what"), [("data", "records"), ("shapes", "rules")])
def test_a_graph_with_nothing_to_check_is_not_without_findings(graph: Workspace, part: str, what: str) -> None:
    shutil.rmtree(graph.root / part)
    (graph.root / part).mkdir()
    found = [each.message for each in check_graph(load(graph)).findings if each.place.file == part]
    assert found == [f"This folder holds no {what}: nothing was checked."]


def test_outside_a_checkout_it_is_said_which_graph_was_checked(
    run: Run, small: Workspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("arkg.workspace.INSTALLED", small.root)
    monkeypatch.chdir(tmp_path)
    said = f"Not inside a checkout of the graph: reading the copy that came with arkg, in {small.root}\n"
    assert run(["validate"]).stderr == said


def test_a_store_without_the_ontology_is_told_in_a_sentence(run: Run, small: Workspace, tmp_path: Path) -> None:
    store, graph = str(tmp_path / "store"), ["--graph", str(small.root)]
    run(["load", store, str(small.root / "data"), *graph])
    result = run(["validate", "--store", store, *graph])
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr == (
        "--store: The store has no ontology, so none of its classes is known.\n"
        "  Load it with the data: arkg load --replace DIR ontology data\n"
    )


def with_crlf(path: Path) -> bytes:
    """Write a file with the ends of lines that Git for Windows writes, and return what it holds."""
    path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
    return path.read_bytes()


def test_a_checkout_with_the_ends_of_lines_of_windows_is_the_same_graph(graph: Workspace, run: Run) -> None:
    parts = ("ontology", "data", "shapes")
    before = {str(quad) for quad in graph.quads(*parts) if "_:" not in str(quad)}
    for path in graph.files(*parts):
        with_crlf(path)
    result = run(["format", "--check", "--graph", str(graph.root)])
    after = {str(quad) for quad in graph.quads(*parts) if "_:" not in str(quad)}
    assert (result.exit_code, result.stdout, after == before) == (0, "", True)


def test_a_file_keeps_its_ends_of_lines(graph: Workspace, run: Run) -> None:
    path = graph.root / "data" / "concept" / "racism.ttl"
    laid_out = with_crlf(path)
    path.write_bytes(laid_out.replace(b"    a skos:Concept ;", b"  a skos:Concept;"))
    result = run(["format", str(path), "--graph", str(graph.root)])
    assert (result.exit_code, path.read_bytes() == laid_out) == (0, True)


def test_git_writes_the_ends_of_lines_that_the_layout_has() -> None:
    assert "* text=auto eol=lf" in (ROOT / ".gitattributes").read_text(encoding="utf-8").splitlines()
