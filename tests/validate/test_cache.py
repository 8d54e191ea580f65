"""What takes long to compute about rules is kept, and pySHACL is loaded only where a rule may be broken."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from tests.validate.test_rules import world

from arkg.validate.compiler.query import Analyses
from arkg.validate.compiler.shapes import Shapes

if TYPE_CHECKING:
    from arkg.validate.compiler.algebra import Analysis

ROOT = Path(__file__).parents[2]
SCRIPT = """
import sys
from arkg.cli import arkg
code = arkg(["validate", *sys.argv[1:], "--graph", "."], standalone_mode=False)
print(code, sorted({"pyshacl", "rdflib"} & {*sys.modules}))
"""


def analyses(folder: Path | None) -> dict[str, Analysis]:
    """Return the analysis of the query of each of our rules, by the text of the query."""
    shapes = Shapes(world().shapes.description.triples, analyses=Analyses(folder))
    queries = [each.query for unit in shapes.units for each in unit.constraints if each.query is not None]
    return {query.text: query.analysis for query in queries}


def test_an_analysis_that_was_kept_is_the_one_that_was_made(tmp_path: Path) -> None:
    made, kept, without = analyses(tmp_path), analyses(tmp_path), analyses(None)
    assert (len(made) > 10, made, kept) == (True, without, without)


def test_a_damaged_file_is_as_good_as_none(tmp_path: Path) -> None:
    made = analyses(tmp_path)
    for number, path in enumerate(sorted(tmp_path.iterdir())):
        path.write_text(["", "[]", '{"reads": [["x", 1]], "unbound": true}'][number % 3], encoding="utf-8")
    assert analyses(tmp_path) == made


@pytest.mark.parametrize("paths", [[], ["tests/contributions/examples/reading-group.csv"]])
def test_what_breaks_no_rule_loads_neither_pyshacl_nor_rdflib(tmp_path: Path, paths: list[str]) -> None:
    environment, command = {**os.environ, "XDG_CACHE_HOME": str(tmp_path)}, [sys.executable, "-c", SCRIPT, *paths]
    said = [subprocess.run(command, cwd=ROOT, env=environment, check=True, capture_output=True) for _ in range(2)][
        -1
    ].stdout.decode()
    assert (said.partition(" ")[0], said.splitlines()[-1]) == ("OK:", "0 []")
