"""A rule nobody has seen fail is not a rule: each has a contribution that breaks it and nothing else.

``python -m tests.validate.test_rules`` rewrites what a contributor is told about them,
``tests/contributions/report.txt``.
"""

from __future__ import annotations

import atexit
import shutil
import tempfile
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import pyoxigraph as ox
import pytest

from arkg.namespaces import SH
from arkg.query.tokens import used_prefixes
from arkg.validate.check import check_contribution, check_graph
from arkg.validate.findings import Report
from arkg.validate.graph import load
from arkg.validate.messages.locations import locate
from arkg.validate.report import write
from arkg.workspace import find

if TYPE_CHECKING:
    from arkg.validate.graph import Graph
    from arkg.workspace import Workspace

ROOT = Path(__file__).parents[2]
WORLD = ROOT / "tests" / "world"
INVALID = ROOT / "tests" / "contributions" / "invalid"
TOLD = ROOT / "tests" / "contributions" / "report.txt"
CONTRIBUTIONS = sorted(INVALID.glob("*.ttl"))
RECORDS = sorted(WORLD.glob("*/*.ttl"))


@cache
def world() -> Graph:
    """Return the small world with our ontology and our rules, loaded."""
    root = Path(tempfile.mkdtemp())
    atexit.register(shutil.rmtree, root)
    for part in ("ontology", "shapes", "queries"):
        (root / part).symlink_to(ROOT / part)
    (root / "data").symlink_to(WORLD)
    return load(find(ROOT, root))


@cache
def told(path: Path) -> Report:
    """Return what a contributor is told about a file that is laid over the world."""
    report = check_contribution(world(), locate(world().workspace, path))
    named = {str(path): path.relative_to(ROOT).as_posix()}
    return Report(()).with_more(each.at(named.get(each.place.file, each.place.file)) for each in report.findings)


def everything_told() -> str:
    """Return the report about every invalid contribution."""
    return write(Report(()).with_more(each for path in CONTRIBUTIONS for each in told(path).findings), "text")


@pytest.mark.parametrize("record", RECORDS, ids=lambda path: path.relative_to(WORLD).as_posix())
def test_a_valid_contribution_breaks_no_rule(record: Path) -> None:
    assert told(record).findings == ()


@pytest.mark.parametrize("contribution", CONTRIBUTIONS, ids=lambda path: path.stem)
def test_an_invalid_contribution_breaks_exactly_the_rule_it_is_named_after(contribution: Path) -> None:
    assert {finding.rule for finding in told(contribution).findings} == {f"shape:{contribution.stem}"}


def test_every_rule_has_a_contribution_that_breaks_it() -> None:
    schema = world().schema
    rules = {rule.iri.value.rpartition("#")[2] for rule in schema if rule.iri not in schema.inner}
    assert rules == {path.stem for path in CONTRIBUTIONS}


def test_the_rules_obey_the_rules_for_rules_and_the_terms_those_for_terms(checkout: Workspace) -> None:
    files = {checkout.place(path) for path in checkout.files("ontology", "shapes")}
    assert check_graph(load(checkout)).only(files).findings == ()


def test_a_query_of_a_rule_uses_only_prefixes_that_the_rules_declare(checkout: Workspace) -> None:
    rules = [quad.triple for quad in checkout.quads("shapes")]
    said = [(triple.predicate, triple.object.value) for triple in rules if isinstance(triple.object, ox.Literal)]
    used = {prefix for predicate, value in said if predicate == SH("select") for prefix in used_prefixes(value)}
    assert used <= {value for predicate, value in said if predicate == SH("prefix")}


def test_the_report_on_every_invalid_contribution_is_the_approved_one() -> None:
    assert everything_told() == TOLD.read_text(encoding="utf-8"), (
        "Read what `python -m tests.validate.test_rules` writes into tests/contributions/report.txt from top to bottom."
    )


if __name__ == "__main__":
    TOLD.write_text(everything_told(), encoding="utf-8")
