"""``arkg validate`` over a whole graph says how far it is, and which rules it could not ask for by a query."""

from __future__ import annotations

import os
import pty
import re
import subprocess
import sys
from contextlib import suppress
from typing import TYPE_CHECKING, Any, cast

import pyoxigraph as ox
import pytest
from tests.support.publication import make_world

from arkg.namespaces import ARKG, RECORDS, SKOS, TYPE, XSD
from arkg.store.load import load
from arkg.validate.checks.references import SUPPORTS, in_graph
from arkg.validate.engine.sources import Overlay, QuerySource
from arkg.validate.lookup import Lookup

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
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


@pytest.mark.parametrize("times", [1, 20])
def test_an_endpoint_is_asked_about_many_faults_as_often_as_about_one(world: Workspace, times: int) -> None:
    store, asked = ox.Store(), list[str]()
    store.extend(world.quads("ontology", "data"))
    for number in range(times):
        record = ox.NamedNode(f"{RECORDS}concept/faulty-{number}")
        faults = (
            (TYPE, ARKG("Concpet")),
            (SKOS("broader"), ox.NamedNode(f"{record.value}-missing#part")),
            (SUPPORTS, ox.NamedNode("urn:unknown")),
            (ARKG("dateRead"), ox.Literal("2026-13-01", datatype=XSD("date"))),
        )
        store.extend(ox.Quad(record, predicate, value) for predicate, value in faults)

    def select(query: str) -> Iterable[tuple[Any, ...]]:
        asked.append(query)
        return [tuple(row) for row in cast("ox.QuerySolutions", store.query(query))]

    source = QuerySource(select)
    found = [*in_graph(source, Lookup(Overlay(source), world.schema, cast("Any", None)))]
    assert (len(found), len(asked)) == (4 * times, 12)
