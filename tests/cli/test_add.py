"""Adding writes all records or none, never over another without being told to, and never what breaks a rule."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from tests.support.publication import make_world

from arkg.contribute.duplicates import spelt
from arkg.errors import InputFault
from arkg.files import write_all

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from click.testing import Result

    from arkg.workspace import Workspace

    Run = Callable[..., Result]

CLEAN = """\
kind,name,source,date read
concept,Weathering,https://example.org,2026-11-22
concept,Redlining,https://example.org,2026-11-22
"""
WEATHERING = """\
# Weathering.

PREFIX arkg: <https://w3id.org/arkg/ns#>
PREFIX concept: <https://w3id.org/arkg/id/concept/>
PREFIX oa: <http://www.w3.org/ns/oa#>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
PREFIX xsd: <http://www.w3.org/2001/XMLSchema#>

concept:weathering
    a skos:Concept ;
    a arkg:Concept ;
    skos:prefLabel "Weathering"@en ;
    skos:inScheme arkg:Concepts ;
    arkg:evidence <https://w3id.org/arkg/id/concept/weathering#evidence-1> ;
.

<https://w3id.org/arkg/id/concept/weathering#evidence-1>
    a arkg:Evidence ;
    oa:hasSource <https://example.org> ;
    arkg:dateRead "2026-11-22"^^xsd:date ;
.
"""


@pytest.fixture
def world(tmp_path: Path) -> Workspace:
    """Give a graph that a test may change."""
    return make_world(tmp_path / "world")


def snapshot(world: Workspace) -> dict[str, str]:
    """Give the text of every file under data, hidden ones too."""
    return {
        world.place(path): path.read_text(encoding="utf-8")
        for path in (world.root / "data").rglob("*")
        if path.is_file()
    }


def add(run: Run, world: Workspace, text: str, *options: str, name: str = "hand.csv") -> Result:
    """Hand a text to arkg add."""
    path = world.root / name
    path.write_text(text, encoding="utf-8")
    return run(["add", str(path), *options, "--graph", str(world.root)])


def news(world: Workspace, before: dict[str, str]) -> dict[str, str]:
    """Give the files that are new or different."""
    return {name: text for name, text in snapshot(world).items() if before.get(name) != text}


def test_clean_records_become_their_files(run: Run, world: Workspace) -> None:
    before = snapshot(world)
    result = add(run, world, CLEAN)
    assert (result.exit_code, result.stdout, result.stderr) == (
        0,
        "data/concept/redlining.ttl\ndata/concept/weathering.ttl\n",
        "2 records written.\n",
    )
    assert news(world, before) == {
        "data/concept/redlining.ttl": WEATHERING.replace("eathering", "edlining")
        .replace("W", "R")
        .replace("wed", "red"),
        "data/concept/weathering.ttl": WEATHERING,
    }


def test_one_fault_keeps_all_records_out(run: Run, world: Workspace) -> None:
    before = snapshot(world)
    result = add(run, world, CLEAN.replace("Redlining,https://example.org", "Redlining,nowhere"))
    assert (result.exit_code, result.stderr, news(world, before)) == (1, "Nothing was written.\n", {})


def test_a_broken_rule_keeps_all_records_out(run: Run, world: Workspace) -> None:
    before = snapshot(world)
    result = add(
        run, world, CLEAN.replace("Redlining,https://example.org,2026-11-22", "Redlining,https://example.org,")
    )
    assert (result.exit_code, result.stderr, news(world, before)) == (1, "Nothing was written.\n", {})
    assert "shape:Evidence-date-read" in result.stdout


def test_a_dry_run_shows_what_would_be_written(run: Run, world: Workspace) -> None:
    before = snapshot(world)
    result = add(run, world, CLEAN, "--dry-run")
    shown = [line[1:] for line in result.stdout.split("+++ b/data/concept/weathering.ttl\n")[1].splitlines()[1:]]
    assert (result.exit_code, result.stderr, news(world, before)) == (0, "2 records would be written.\n", {})
    assert shown == WEATHERING.splitlines()


def test_an_existing_record_is_shown_and_stays(run: Run, world: Workspace) -> None:
    before = snapshot(world)
    result = add(run, world, "kind: concept\nslug: racism\nname: Racism\nevidence: []\n", name="hand.yaml")
    assert (result.exit_code, news(world, before)) == (1, {})
    add(run, world, CLEAN)
    kept = snapshot(world)
    again = add(run, world, CLEAN.replace("2026-11-22", "2026-11-21"))
    assert (again.exit_code, again.stderr, news(world, kept)) == (
        1,
        "Nothing was written: 2 records exist already. Add --update to change what the lines above show.\n",
        {},
    )
    assert [line for line in again.stdout.splitlines() if line.startswith(("-  ", "+  "))] == [
        '-    arkg:dateRead "2026-11-22"^^xsd:date ;',
        '+    arkg:dateRead "2026-11-21"^^xsd:date ;',
    ] * 2


def test_an_update_changes_an_existing_record(run: Run, world: Workspace) -> None:
    add(run, world, CLEAN)
    result = add(run, world, CLEAN.replace("2026-11-22", "2026-11-21"), "--update")
    assert (result.exit_code, result.stderr) == (0, "2 records written.\n")
    path = world.root / "data/concept/weathering.ttl"
    assert path.read_text(encoding="utf-8") == WEATHERING.replace("2026-11-22", "2026-11-21")


def test_what_is_there_already_is_not_written_again(run: Run, world: Workspace) -> None:
    add(run, world, CLEAN)
    result = add(run, world, CLEAN)
    assert (result.exit_code, result.stdout, result.stderr) == (0, "", "0 records written.\n")


def test_a_comment_that_someone_wrote_stays(run: Run, world: Workspace) -> None:
    add(run, world, CLEAN)
    path = world.root / "data/concept/weathering.ttl"
    path.write_text(WEATHERING.replace("# Weathering.", "# How hardship wears bodies down."), encoding="utf-8")
    add(run, world, CLEAN.replace("2026-11-22", "2026-11-21"), "--update")
    assert path.read_text(encoding="utf-8").splitlines()[0] == "# How hardship wears bodies down."


@pytest.mark.parametrize(
    ("row", "why"),
    [
        (
            "concept,Structural racisms,https://example.org",
            "its name is 'Structural racism', and this one's is 'Structural racisms'",
        ),
        ("concept,RACISM.,https://example.org", "its name is 'Racism', too"),
    ],
)
def test_a_likely_duplicate_is_named_and_not_written(run: Run, world: Workspace, row: str, why: str) -> None:
    before = snapshot(world)
    table = f"kind,slug,name,source,date read\n{row.replace(',', ',other-slug,', 1)},2026-11-22\n"
    result = add(run, world, table)
    assert (result.exit_code, result.stderr, news(world, before)) == (
        1,
        "Nothing was written, since the graph may already have this. If it does not, add --not-a-duplicate.\n",
        {},
    )
    assert "This may be concept:" in result.stdout
    assert f": {why}. If so, give it the slug " in result.stdout
    again = add(run, world, table, "--not-a-duplicate")
    assert (again.exit_code, again.stderr, list(news(world, before))) == (
        0,
        "1 record written.\n",
        ["data/concept/other-slug.ttl"],
    )


def test_validation_warns_of_a_likely_duplicate(run: Run, world: Workspace) -> None:
    path = world.root / "hand.csv"
    path.write_text(
        "kind,slug,name,source,date read\nconcept,x,RACISM,https://example.org,2026-11-22\n", encoding="utf-8"
    )
    result = run(["validate", str(path), "--graph", str(world.root)])
    assert (result.exit_code, result.stdout.splitlines()[1:]) == (
        0,
        [
            (
                "  This may be concept:racism: its name is 'Racism', too. If so, give it the slug racism and change "
                "that concept with arkg add --update; if not, use arkg add --not-a-duplicate."
            ),
            ("  warning · Look-alike · Each thing has one record, so that everything known about it is in one place."),
            "",
            "1 finding: 1 warning",
        ],
    )


INITIATIVE = """\
kind,slug,name,run by,category,source,date read
initiative,one,Listening Rounds,{one},research,https://example.org,2026-11-22
initiative,two,Listening rounds,{two},research,https://example.org,2026-11-22
"""


@pytest.mark.parametrize(
    ("one", "two", "alike"),
    [
        ("riverbend-university", "riverbend-university", True),
        ("riverbend-university", "riverbend-school-of-medicine", True),
        ("riverbend-university", "harbor-health-system", False),
        ("", "harbor-health-system", True),
    ],
)
def test_initiatives_of_one_name_are_one_where_one_institution_may_run_both(
    run: Run,
    world: Workspace,
    one: str,
    two: str,
    alike: bool,  # noqa: FBT001 - a case
) -> None:
    result = add(run, world, INITIATIVE.format(one=one, two=two), "--dry-run")
    assert ("This may be initiative:one: its name is 'Listening Rounds', too." in result.stdout) == alike


@pytest.mark.parametrize(
    ("column", "given", "other"),
    [
        ("DOI", "10.5555/ABC.1", "https://doi.org/10.5555/abc.1"),
        ("page", "https://www.x.example/a/", "http://x.example/a"),
    ],
)
def test_identifiers_and_pages_are_compared_as_their_owners_do(
    run: Run, world: Workspace, column: str, given: str, other: str
) -> None:
    table = f"kind,name,{column}\nresource,Something,{given}\nresource,Else altogether,{other}\n"
    result = add(run, world, table, "--dry-run")
    assert f"This may be resource:something: it has the same {column.lower()}, {other}." in result.stdout


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("Brown University", "Rowan University", False),
        ("University of North Dakota", "University of South Dakota", False),
        ("Boston University", "Boston Univeristy", True),
        ("Harbor Healthcare System", "Harbor Health Care System", True),
        ("Racism in Medicine", "Racism and Medicine in", True),
        ("Center for Community Care", "Center for Communion Care", True),  # seven letters of nine
        ("Center for Race Studies", "Center for Rate Studies", False),  # three letters of four
    ],
)
def test_names_are_alike_where_what_differs_may_be_one_word(one: str, other: str, same: bool) -> None:  # noqa: FBT001
    assert spelt(one, other) == same


def test_the_holder_of_the_same_page_is_named(run: Run, world: Workspace) -> None:
    path = next(
        path
        for path in sorted((world.root / "data/initiative").iterdir())
        if "foaf:page" in path.read_text(encoding="utf-8")
    )
    page = path.read_text(encoding="utf-8").partition("foaf:page <")[2].partition(">")[0]
    result = add(run, world, f"kind,name,page\ninitiative,Something else,{page}\n", "--dry-run")
    assert f"This may be initiative:{path.stem}: it has the same page, {page}." in result.stdout


def test_a_graph_inside_a_wheel_is_not_written_to(
    run: Run, world: Workspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("arkg.workspace.INSTALLED", world.root)
    monkeypatch.chdir(tmp_path)
    result = run(["add", "x.yaml"])
    assert (result.exit_code, result.stderr) == (
        2,
        "This graph is the copy that came with arkg.\n  Run arkg add inside a checkout.\n",
    )


def test_standard_input_is_taken(run: Run, world: Workspace) -> None:
    result = run(["add", "-", "--as", "csv", "--graph", str(world.root)], input=CLEAN)
    assert (result.exit_code, result.stderr) == (0, "2 records written.\n")


def changes(world: Workspace, *paths: str) -> dict[Path, bytes]:
    """Return changes of files that say "new"."""
    return {world.root / path: b"new\n" for path in paths}


def test_rules_are_not_added(run: Run, world: Workspace, tmp_path: Path) -> None:
    rules = tmp_path / "event.ttl"
    rules.write_text((world.root / "shapes" / "event.ttl").read_text(encoding="utf-8"), encoding="utf-8")
    end = run(["add", "--graph", str(world.root), str(rules)])
    remedy = "Terms and rules are not added: edit ontology/ or shapes/, and run arkg validate."
    assert (end.exit_code, end.stdout) == (2, "")
    assert end.stderr.endswith(f"This is not a record of this graph.\n  {remedy}\n")


def test_a_write_that_fails_leaves_everything_as_it_was(world: Workspace) -> None:
    before = snapshot(world)
    blocked = world.root / "data/concept/blocked.ttl"
    (blocked / "inside").mkdir(parents=True)
    with pytest.raises(InputFault, match="Nothing was written"):
        write_all(changes(world, "data/concept/racism.ttl", "data/newkind/x.ttl", "data/concept/blocked.ttl"))
    assert (snapshot(world), (world.root / "data/newkind").exists()) == (before, False)


def test_a_folder_that_cannot_be_made_leaves_everything_as_it_was(world: Workspace) -> None:
    before = snapshot(world)
    with pytest.raises(InputFault, match="Nothing was written"):
        write_all(changes(world, "data/newkind/x.ttl", "data/concept/racism.ttl/y.ttl"))
    assert (snapshot(world), (world.root / "data/newkind").exists()) == (before, False)


def test_new_files_have_the_mode_of_any_new_file(world: Workspace) -> None:
    write_all(changes(world, "data/concept/x.ttl"))
    plain = world.root / "plain"
    plain.write_text("x", encoding="utf-8")
    assert (world.root / "data/concept/x.ttl").stat().st_mode == plain.stat().st_mode


@pytest.mark.parametrize(("name", "code"), [("'None", 0), ("None", 1), ("'N/A", 1)])
def test_a_record_that_is_really_called_none_can_be_added(run: Run, world: Workspace, name: str, code: int) -> None:
    result = add(run, world, CLEAN.replace("Weathering", name), "--dry-run")
    assert result.exit_code == code
