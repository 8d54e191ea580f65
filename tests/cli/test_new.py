"""A template says what a record of a kind can have, and its own examples are read without a fault."""

from __future__ import annotations

import csv
import io
import re
from typing import TYPE_CHECKING

import pytest
from tests.support.hand_in import read, told
from tests.support.publication import ROOT, make_world

from arkg.contribute.template import template
from arkg.contribute.write import files

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from click.testing import Result

    from arkg.workspace import Workspace

KINDS = sorted(path.name for path in (ROOT / "data").iterdir() if path.is_dir())


def filled(text: str) -> str:
    """Return a template with the # taken off each field that can be left out."""
    return re.sub(r"(?m)^( *)#(?! |$)", r"\1", text)


def properties(workspace: Workspace, text: str, form: str) -> tuple[list[str], set[str]]:
    """Read a text, and give the problems and the properties of its first record."""
    contribution, problems = read(io.BytesIO(text.encode()), workspace, form=form)
    record = next(iter(contribution.records))
    said = {each.triple.predicate.value for each in contribution.statements if each.triple.subject == record}
    return [told(each, workspace) for each in problems], said


@pytest.mark.parametrize("form", ["yaml", "ttl"])
@pytest.mark.parametrize("kind", KINDS)
def test_a_template_filled_with_its_examples_has_every_field(checkout: Workspace, kind: str, form: str) -> None:
    fields = {field.path.value for field in checkout.schema.record_types[kind].fields}
    rdf_type = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"
    assert properties(checkout, filled(template(checkout, kind, form=form)), form) == ([], fields | {rdf_type})


@pytest.mark.parametrize("form", ["yaml", "ttl"])
@pytest.mark.parametrize("kind", KINDS)
def test_a_template_as_it_stands_has_the_required_fields(checkout: Workspace, kind: str, form: str) -> None:
    required = {field.path.value for field in checkout.schema.record_types[kind].fields if field.minimum}
    rdf_type = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"
    assert properties(checkout, template(checkout, kind, form=form), form) == ([], required | {rdf_type})


@pytest.mark.parametrize("kind", KINDS)
def test_the_second_row_of_a_table_is_a_record_that_it_would_not_change(checkout: Workspace, kind: str) -> None:
    table = template(checkout, kind, form="csv")
    contribution, problems = read(io.BytesIO(table.encode()), checkout, form="csv")
    changed = [each.path for each in files(checkout, contribution) if each.before != each.after]
    assert (problems, len(contribution.records) > 0, changed) == ((), True, [])


@pytest.mark.parametrize("kind", KINDS)
def test_the_second_row_of_a_table_fills_every_column_that_a_record_needs(checkout: Workspace, kind: str) -> None:
    (row,) = csv.DictReader(io.StringIO(template(checkout, kind, form="csv")))
    needed = {"kind", "slug", "name", "date read", "source"}
    assert {name for name in needed if not row[name]} == set()


def test_without_that_record_the_second_row_shows_what_every_record_needs(tmp_path: Path) -> None:
    world = make_world(tmp_path)
    (row,) = csv.DictReader(io.StringIO(template(world, "institution", form="csv")))
    assert {name: said for name, said in row.items() if said} == {
        "kind": "institution",
        "slug": "boston-university",
        "type": "medical school",
        "name": "Boston University",
        "date read": "2026-11-22",
        "source": "https://www.aamc.org/news/racism-and-health-reading-list",
    }


@pytest.mark.parametrize("kind", KINDS)
def test_every_field_of_a_record_is_explained(checkout: Workspace, kind: str) -> None:
    text = " ".join(re.sub(r"(?m)^ *# ", "", template(checkout, kind)).split())
    missing = [field.name for field in checkout.schema.record_types[kind].fields if field.description not in text]
    assert missing == [field.name for field in checkout.schema.record_types[kind].fields if field.constant]


def test_a_template_names_the_values_that_are_allowed(checkout: Workspace) -> None:
    assert "# Required. Readers look for initiatives by type of work." in template(checkout, "initiative")
    text = " ".join(template(checkout, "initiative").replace("\n#", "").split())
    assert "One of: faculty, leaders, patients, prehealth learners, public, residents, staff, students" in text


def test_an_unknown_kind_is_told(run: Callable[..., Result]) -> None:
    result = run(["new", "institute", "--graph", str(ROOT)])
    assert (result.exit_code, result.stderr) == (2, "There is no kind 'institute'.\n  Did you mean institution?\n")
