"""What the prose shows of the command line is what the command line does."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).parents[2]
DOCUMENTS = sorted(ROOT.glob("*.md"))
LEFT_OUT = shutil.ignore_patterns(".git", ".venv", "node_modules", "build", "dist", ".*_cache", "__pycache__")


def examples(text: str) -> Iterator[tuple[str, str]]:
    """Give each `$ arkg …` and `$ cat …` of a document's console blocks, with the lines that follow it.

    A command goes on in the next line after a backslash.
    """
    for _, block in re.findall(r"^(`{3,})console\n(.*?)^\1$", text, re.DOTALL | re.MULTILINE):
        for part in re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]:
            found = re.match(r"((?:.*\\\n)*.*)\n?", part)
            if found and found[1].startswith(("arkg ", "cat ")):
                yield found[1], part[found.end() :]


def fits(expected: str, actual: str) -> bool:
    """Say whether these lines are those expected: `…` on a line of its own stands for any lines, else for any text."""
    lines = [line if line == "…" else re.escape(line).replace("…", ".*") for line in expected.rstrip().split("\n")]
    pattern = "".join("(?:.*\n)*" if line == "…" else f"{line}\n" for line in lines)
    return re.fullmatch(pattern, f"{actual.rstrip()}\n") is not None


def run(command: str, folder: Path) -> str:
    """Run a command as a reader would, and give all that it prints."""
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    result = subprocess.run(
        ["bash", "-c", command],  # noqa: S607 - whichever bash the reader has
        cwd=folder,
        env={**os.environ, "PATH": path},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    return result.stdout


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_every_example_prints_what_the_document_shows(document: Path, tmp_path: Path) -> None:
    """The examples run one after another in a copy of the checkout, so that they may change it."""
    found = list(examples(document.read_text(encoding="utf-8")))
    folder = shutil.copytree(ROOT, tmp_path / "checkout", ignore=LEFT_OUT) if found else tmp_path
    printed = [(command, expected, run(command, folder)) for command, expected in found]
    assert [(command, actual) for command, expected, actual in printed if not fits(expected, actual)] == []


def test_an_example_is_a_command_and_the_lines_below_it() -> None:
    text = "```console\n$ arkg query\none\ntwo\n$ ls\n$ arkg show \\\n    racism\n```\n```sh\n$ arkg no\n```\n"
    more = "````console\n$ cat x.md\n```yaml\n```\n````\n"
    shown = [("arkg query", "one\ntwo\n"), ("arkg show \\\n    racism", ""), ("cat x.md", "```yaml\n```\n")]
    assert list(examples(text + more)) == shown


@pytest.mark.parametrize(
    ("expected", "fit"),
    [
        ("a\nb\nc\n", True),
        ("a\n…\n", True),
        ("…\nc", True),
        ("a\n…\nc\n", True),
        ("…a\nb…\nc", True),
        ("a\nc\n", False),
    ],
)
def test_an_ellipsis_stands_for_any_lines(expected: str, fit: bool) -> None:  # noqa: FBT001 - a column of the table
    assert fits(expected, "a\nb\nc\n") is fit
