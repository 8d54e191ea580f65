"""What is exported says what the records say: added back, nothing changes, down to the last byte."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.support.hand_in import read, told, written
from tests.support.publication import ROOT, make_world

from arkg.contribute.export import export
from arkg.contribute.write import files
from arkg.formats.yaml import documents, quoted, to_yaml

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from click.testing import Result

    from arkg.workspace import Workspace

KINDS = sorted(path.name for path in (ROOT / "data").iterdir() if path.is_dir())


def back(workspace: Workspace, kind: str, form: str) -> tuple[list[str], list[str], int]:
    """Export a kind and read it back: the problems, the records that differ, and how many there are."""
    stream = io.BytesIO(export(workspace, kind, form=form).encode())
    contribution, problems = read(stream, workspace, form=form)
    found = files(workspace, contribution)
    return (
        [told(each, workspace) for each in problems],
        [each.path.name for each in found if each.before != each.after],
        len(found),
    )


@pytest.mark.parametrize("form", ["yaml", "csv"])
@pytest.mark.parametrize("kind", KINDS)
def test_every_record_of_the_graph_survives_the_way_out_and_back(checkout: Workspace, kind: str, form: str) -> None:
    assert back(checkout, kind, form) == ([], [], len(list((ROOT / "data" / kind).iterdir())))


@pytest.mark.parametrize("form", ["yaml", "csv"])
@pytest.mark.parametrize("kind", KINDS)
def test_every_record_of_the_world_survives_the_way_out_and_back(world: Workspace, kind: str, form: str) -> None:
    assert back(world, kind, form) == ([], [], len(list((world.root / "data" / kind).iterdir())))


def test_yaml_alone_says_all_that_a_file_says(tmp_path: Path) -> None:
    world = make_world(tmp_path)
    text = export(world, "concept")
    before = {path.name: path.read_text(encoding="utf-8") for path in (world.root / "data" / "concept").iterdir()}
    for name in before:
        (world.root / "data" / "concept" / name).unlink()
    after = written(world, "x.yaml", text)
    assert {path.rpartition("/")[2]: content for path, content in after.items()} == before


SHARED = """\
kind: concept
slug: x
name: X
definition:
- text: One meaning.
  evidence:
  - part: evidence-2
    date read: 2026-11-22
    source: https://example.org/b
evidence:
- date read: 2026-11-22
  source: https://example.org/a
- part: evidence-2
"""


def test_a_part_that_two_lead_to_is_written_once(tmp_path: Path) -> None:
    world = make_world(tmp_path)
    for name, text in written(world, "x.yaml", SHARED).items():
        (world.root / name).write_text(text, encoding="utf-8")
        assert text.count("oa:hasSource") == 2
        assert text.count("arkg:evidence <https://w3id.org/arkg/id/concept/x#evidence-2>") == 2
    assert sorted(export(world, "concept", ["x"]).splitlines()) == sorted(SHARED.splitlines())


AWKWARD = """\
kind: initiative
name: '=HYPERLINK("https://example.org/?x="&A1,"Open")'
slug: awkward
other name: ["\\t=1+1", " Lead Space ", "'None", "-1|+2", "@cell", "'quoted'", "tail ", "a\\\\|b"]
description: " = both ends "
category: research
run by: riverbend-university
evidence:
- source: https://example.org/rg
  date read: 2026-11-22
"""


@pytest.mark.parametrize("form", ["csv", "yaml"])
def test_texts_that_a_spreadsheet_would_change_come_back_unchanged(tmp_path: Path, form: str) -> None:
    world = make_world(tmp_path)
    for name, text in written(world, "x.yaml", AWKWARD).items():
        (world.root / name).write_text(text, encoding="utf-8")
        assert all(kept in text for kept in ('" Lead Space "', '"None"', '"\\t=1+1"', '"-1|+2"', '" = both ends "'))
    table = export(world, "initiative", ["awkward"], form=form)
    assert written(world, f"again.{form}", table) == {}
    cells = [cell for row in csv.reader(io.StringIO(table)) for cell in row] if form == "csv" else []
    assert [cell for cell in cells if cell.startswith(("=", "+", "-", "@", "\t", "\r"))] == []


def test_a_table_has_a_column_for_each_field_in_use(world: Workspace) -> None:
    rows = list(csv.reader(io.StringIO(export(world, "pillar", form="csv"))))
    assert (rows[0][:4], {len(row) for row in rows}) == (["kind", "slug", "name", "description"], {len(rows[0])})


def test_named_records_alone_are_exported(run: Callable[..., Result]) -> None:
    result = run(["export", "concept", "Racism", "anti-racism", "--graph", str(ROOT)])
    assert [line for line in result.stdout.splitlines() if line.startswith("slug")] == [
        "slug: racism",
        "slug: anti-racism",
    ]


def test_an_unknown_kind_is_told(run: Callable[..., Result]) -> None:
    result = run(["export", "consept", "--graph", str(ROOT)])
    assert (result.exit_code, result.stdout, result.stderr) == (
        2,
        "",
        "There is no kind 'consept'.\n  Did you mean concept?\n",
    )


def test_what_no_field_can_say_is_not_lost_silently(tmp_path: Path, run: Callable[..., Result]) -> None:
    workspace = make_world(tmp_path / "world")
    path = workspace.root / "data/concept/racism.ttl"
    text = path.read_text(encoding="utf-8")
    path.write_text(
        text.replace("    skos:inScheme", '    skos:hiddenLabel "x"@en ;\n    skos:inScheme'), encoding="utf-8"
    )
    result = run(["export", "concept", "racism", "--graph", str(workspace.root)])
    assert (result.exit_code, result.stderr) == (
        2,
        (
            "concept:racism: No field can say this: <https://w3id.org/arkg/id/concept/racism> "
            '<http://www.w3.org/2004/02/skos/core#hiddenLabel> "x"@en\n'
            "  Run arkg validate to see what is wrong with the record.\n"
        ),
    )


@settings(deadline=None)
@given(st.text(min_size=1), st.booleans())
def test_any_text_is_read_back_from_yaml(text: str, inside: bool) -> None:  # noqa: FBT001 - drawn
    written_as = f"[{quoted(text, inside=True)}]" if inside else quoted(text)
    try:
        expected = text.encode().decode()
    except UnicodeEncodeError:
        return
    found = list(documents(f"key: {written_as}\n", "x"))
    assert [value.text for each in found for value in each.entries[0].values] == [expected]  # type: ignore[union-attr]


def test_long_lists_stand_one_below_the_other() -> None:
    assert to_yaml({"a": ["x" * 60, "y" * 60], "b": ["x", "y, z"]}) == (
        f'a:\n- {"x" * 60}\n- {"y" * 60}\nb: [x, "y, z"]\n'
    )
