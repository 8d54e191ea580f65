"""``arkg validate`` over a whole graph says how far it is, and which rules it could not ask for by a query."""

from __future__ import annotations

import os
import pty
import re
import subprocess
import sys
from contextlib import suppress
from typing import TYPE_CHECKING

import pytest
from tests.support.publication import make_world

from arkg.store.load import load

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from click.testing import Result

    from arkg.workspace import Workspace

COMMAND = (sys.executable, "-c", "from arkg.cli import main; main()", "validate")


@pytest.fixture(scope="session")
def hard(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a copy of the small world, also in a store, with a rule whose pattern only pySHACL understands."""
    world = make_world(tmp_path_factory.mktemp("hard"))
    rules = world.root / "shapes" / "place.ttl"
    text = rules.read_text(encoding="utf-8")
    rules.write_text(text.replace("sh:maxCount 1 ;", 'sh:maxCount 1 ;\n    sh:pattern "(?!y)" ;', 1), encoding="utf-8")
    load(world.root / "store", world.files("ontology", "data"))
    return world.root


@pytest.mark.parametrize("place", ["files", "store"])
def test_a_rule_that_no_query_asks_for_is_named_if_verbose(hard: Path, run: Callable[..., Result], place: str) -> None:
    more = ["--store", str(hard / "store")] if place == "store" else []
    plain, verbose = (run(["validate", "--graph", str(hard), *more, *said]).stderr for said in ([], ["--verbose"]))
    note = "is checked at every target: its values can only be compared by pySHACL."
    assert (plain, [line[-len(note) :] for line in verbose.splitlines()[1:]]) == ("", [note])


def test_no_rule_of_this_graph_is_checked_at_every_record(world: Workspace, run: Callable[..., Result]) -> None:
    verbose = run(["validate", "--graph", str(world.root), "--verbose"]).stderr
    assert [line.partition(" ")[2].partition(" with ")[0] for line in verbose.splitlines()] == ["triples checked"]


def test_a_terminal_is_shown_how_much_of_a_slow_command_is_done() -> None:
    head, tail = pty.openpty()
    work = "with progress('Checking') as moved: moved(3, 4); time.sleep(2)"
    command = [sys.executable, "-c", f"import time; from arkg.cli._common import progress\n{work}"]
    environment = {**os.environ, "TERM": "xterm", "COLUMNS": "100"}
    with subprocess.Popen(command, stderr=tail, stdout=subprocess.DEVNULL, env=environment):
        os.close(tail)
        shown = re.sub(r"\x1b\[[0-9;?]*[a-zA-Z]", "", everything(head))
    assert re.findall(r"Checking [^%]*?(\d+)%", shown)[-1] == "75"


def everything(terminal: int) -> str:
    """Read a terminal until nobody writes to it."""
    read = b""
    with suppress(OSError):
        while more := os.read(terminal, 65536):
            read += more
    return read.decode()
