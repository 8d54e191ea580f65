"""What a record is stands on the shapes as triples: no meaning is read from the words of a message."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from tests.publication import ROOT, make_world

from arkg.contribute import read_all
from arkg.contribute.context import make_context
from arkg.contribute.export import export
from arkg.contribute.form import issue_form
from arkg.contribute.template import template
from arkg.schema import read_schema
from arkg.validate.check import of_contribution
from arkg.validate.loaded import load

if TYPE_CHECKING:
    from arkg.workspace import Repository

MESSAGE = re.compile(r'(sh:message ")(?:[^"\\]|\\.)*("@en)')
CONTRIBUTIONS = sorted((ROOT / "tests" / "contributions" / "invalid").glob("*.ttl"))


@pytest.fixture(scope="module")
def as_written(tmp_path_factory: pytest.TempPathFactory) -> Repository:
    """Return the graph of the tests."""
    return make_world(tmp_path_factory.mktemp("as-written"))


@pytest.fixture(scope="module")
def reworded(tmp_path_factory: pytest.TempPathFactory) -> Repository:
    """Return the graph of the tests, in which every rule has the message "x"."""
    repository = make_world(tmp_path_factory.mktemp("reworded"))
    for path in (repository.root / "shapes").glob("*.ttl"):
        path.write_text(MESSAGE.sub(r"\1x\2", path.read_text(encoding="utf-8")), encoding="utf-8")
    return repository


def derived(repository: Repository) -> dict[str, str]:
    """Return every text that is made from the schema."""
    found = {"context": make_context(repository)}
    for kind in read_schema(repository).record_types:
        found |= {f"{kind}.{form}": template(repository, kind, form=form) for form in ("yaml", "csv", "ttl")}
        found |= {f"form of {kind}": issue_form(repository, kind)}
        found |= {f"table of {kind}": export(repository, kind, form=form) for form in ("yaml", "csv")}
    return found


def suggestions(repository: Repository) -> dict[str, list[tuple[str, str, str]]]:
    """Return the rule, what was found and the line to paste of every finding about the invalid contributions."""
    world = load(repository)
    found = {}
    for path in CONTRIBUTIONS:
        contribution, _ = read_all([path], repository, form="turtle")
        findings = of_contribution(world, contribution).findings
        found[path.stem] = [(each.rule, each.found, each.suggestion) for each in findings]
    return found


def test_rewording_messages_changes_nothing_that_is_derived(as_written: Repository, reworded: Repository) -> None:
    assert derived(reworded) == derived(as_written)


def test_rewording_messages_changes_no_suggestion(as_written: Repository, reworded: Repository) -> None:
    assert suggestions(reworded) == suggestions(as_written)
