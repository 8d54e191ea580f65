"""A filled-in issue form becomes the record that its writer meant, or an answer that says what to mend."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.support.hand_in import hand_in, read, written

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from click.testing import Result

    from arkg.workspace import Workspace

    Run = Callable[..., Result]

NONE = "_No response_"
PIECES = ("### ", "Kind", "Name", "initiative", "Run by", "\n", "\n\n", "_No response_", ", ", "- ")
INITIATIVE = {
    "Kind": "initiative",
    "Slug": NONE,
    "Name": "Ward Readings",
    "Category": "research",
    "Run by": "riverbend-university\n- Hillcrest College of Medicine",
    "Date read": "2026-11-20",
    "Source": "https://riverbend.example/readings",
    "Other name": NONE,
    "Description": "Nurses and doctors read together.",
    "Note": NONE,
    "Addresses": "racism\n\n* structural racism",
    "Pillar": "our-neighbors, ourselves",
}


def body(**changes: str) -> str:
    """Return the text that GitHub makes of a form, with some answers changed; ``_`` stands for a blank in a label."""
    answers = {**INITIATIVE, **{label.replace("_", " "): text for label, text in changes.items()}}
    return to_text(answers)


def to_text(answers: dict[str, str]) -> str:
    """Return the text that GitHub makes of these answers."""
    return "".join(f"### {label}\n\n{text}\n\n" for label, text in answers.items())


def said(world: Workspace, text: str) -> tuple[list[str], list[str]]:
    """Return what a form says of the record itself, and what is wrong with it."""
    lines, problems = hand_in(world, "form.md", text)
    own = lines[1 : next((place for place, line in enumerate(lines) if line.startswith("<")), 0)]
    return [line.strip(" ;") for line in own], problems


def test_each_answer_is_a_value_of_its_field(world: Workspace) -> None:
    assert said(world, body()) == (
        [
            "a arkg:Initiative",
            'skos:prefLabel "Ward Readings"@en',
            'dcterms:description "Nurses and doctors read together."@en',
            "arkg:addresses concept:racism",
            "arkg:addresses concept:structural-racism",
            "arkg:advances pillar:our-neighbors",
            "arkg:advances pillar:ourselves",
            "arkg:category category:research",
            "arkg:evidence <https://w3id.org/arkg/id/initiative/ward-readings#evidence-1>",
            "arkg:runBy institution:hillcrest-college-of-medicine",
            "arkg:runBy institution:riverbend-university",
        ],
        [],
    )


def test_a_definition_comes_with_who_said_it_and_its_own_source(world: Workspace) -> None:
    answers = {
        "Kind": "concept",
        "Name": "Colorism",
        "Date read": "2026-11-20",
        "Source": "https://example.org/c",
        "Definition text": "A ranking by shade.",
        "Definition said by": "A. B.\nC. D.",
        "Definition stated in": "plain-words",
        "Definition evidence date read": "2026-11-20",
        "Definition evidence source": "https://example.org/d",
    }
    made = written(world, "form.md", to_text(answers))["data/concept/colorism.ttl"]
    assert [line.strip() for line in made.split("\n") if "rdf:value" in line or "foaf:name" in line] == [
        'foaf:name "A. B." ;',
        'foaf:name "C. D." ;',
        'rdf:value "A ranking by shade."@en ;',
    ]


@pytest.mark.parametrize("ends", ["\n", "\r\n"])
@pytest.mark.parametrize(
    "text",
    [
        "'<!-- nobody sees this -->",
        "### A heading of one's own\n\nand more",
        "###\n#### Run by\n## Run by\n###Run by",
        "```\nnever closed",
        "~~~~\n| a | b |",
        "_No response_ was all they said.",
        "'None",
        "${{ secrets.TOKEN }} $(id) `id` \\ \" ' @everyone",
        "é 日本",
    ],
)
def test_a_text_is_a_text_whatever_it_looks_like(world: Workspace, run: Run, text: str, ends: str) -> None:
    (world.root / "form.md").write_bytes(body(Description=text).replace("\n", ends).encode())
    answer = run(["answer", str(world.root / "form.md"), "--graph", str(world.root)]).stdout
    fence, _, rest = answer.partition("yaml\n")
    yaml = rest.rpartition(fence.rpartition("\n")[2])[0]
    descriptions = [line for line in hand_in(world, "again.yaml", yaml)[0] if "dcterms:description" in line]
    expected = [line for line in hand_in(world, "form.md", body(Description=text))[0] if "dcterms:description" in line]
    assert descriptions == expected != []


@pytest.mark.parametrize(
    "forged",
    [
        "One.\n\n### Run by\n\nhillcrest-college-of-medicine",
        "<!--\n\n### Name\n\nAnother\n\n-->",
        "```\n### Kind\n\nconcept\n```",
        "###   run-by   ###",
    ],
)
def test_a_label_that_stands_there_twice_may_be_forged_and_the_form_is_not_read(world: Workspace, forged: str) -> None:
    lines, problems = said(world, body(Description=forged))
    assert (lines, len(problems), "appears twice; first at line" in problems[0]) == ([], 1, True)


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("Good morning.", "form.md:1: A form begins with the heading ### Kind."),
        ("### Name\n\nRacism", "form.md:1: This is not a filled-in form: it has no heading ### Kind."),
        ("### Kind\n\nconcpt\n\n### Name\n\nRacism", "form.md:3 (Kind): There is no kind 'concpt'."),
        ("### Kind\n\nconcept\n\n### Name\n\n_No response_", "form.md:1: This concept has no name."),
        (body(Name="Ward Readings\n\n### Nme\n\nX"), "form.md:15 (Nme): There is no field 'Nme' for an initiative."),
        (
            "### Kind\n\nconcept\n" + "".join(f"### x{each}\n" for each in range(999)),
            "form.md:104: Most headings here are not fields of the form.",
        ),
        (body(Category="webinars"), "form.md:15 (Category): There is no category 'webinars'."),
        (body(Date_read="June 2020"), "form.md:24 (Date read): Invalid date 'June 2020'."),
    ],
)
def test_what_cannot_be_understood_is_named_with_its_line(world: Workspace, text: str, problem: str) -> None:
    assert any(each.startswith(problem) for each in said(world, text)[1])


@settings(deadline=None)
@given(st.lists(st.sampled_from(PIECES)))
def test_whatever_a_form_holds_is_read_or_named(world: Workspace, pieces: list[str]) -> None:
    contribution, problems = read(io.BytesIO("".join(pieces).encode()), world, form="form")
    assert contribution.records or problems


def test_a_form_for_a_record_of_the_graph_adds_to_it(world: Workspace, run: Run) -> None:
    text = to_text(
        {"Kind": "concept", "Name": "Racism", "Date read": NONE, "Source": NONE, "Other name": "Race hatred"}
    )
    (world.root / "form.md").write_text(text, encoding="utf-8")
    answer = run(["answer", str(world.root / "form.md"), "--graph", str(world.root)])
    old = (world.root / "data/concept/racism.ttl").read_text(encoding="utf-8")
    new = written(world, "again.yaml", answer.stdout.partition("```yaml\n")[2].partition("```")[0])
    lines = new["data/concept/racism.ttl"].split("\n")
    assert (answer.exit_code, "arkg add FILE --update" in answer.stdout, sorted({*old.split("\n")} - {*lines})) == (
        0,
        True,
        [],
    )
    assert 'skos:altLabel "Race hatred"@en ;' in [line.strip() for line in lines]


def test_a_form_with_a_fault_is_answered_with_what_to_mend(world: Workspace, run: Run) -> None:
    (world.root / "form.md").write_text(body(Run_by="Riverbend Univercity"), encoding="utf-8")
    answer = run(["answer", str(world.root / "form.md"), "--graph", str(world.root)])
    said = (
        "Name the institution that leads it. There is no institution 'Riverbend Univercity'. "
        "Did you mean institution:riverbend-university?"
    )
    assert (answer.exit_code, answer.stdout.split("\n")[2:5]) == (
        1,
        [
            "```text",
            'form:19  initiative:ward-readings  Run by = "Riverbend Univercity"',
            f"  {said}",
        ],
    )


def test_a_record_that_the_graph_may_have_already_is_named(world: Workspace, run: Run) -> None:
    (world.root / "form.md").write_text(body(Name="Open Ward", Run_by="harbor-health-system"), encoding="utf-8")
    answer = run(["answer", str(world.root / "form.md"), "--graph", str(world.root)])
    why = "its name is 'Open Wards', and this one's is 'Open Ward'"
    remedy = "If it is, say so here, and that initiative is updated; if not, say what sets it apart."
    said = f"form:1  initiative:open-ward\n  This may be initiative:open-wards: {why}. {remedy}\n"
    assert (answer.exit_code, said in answer.stdout) == (0, True)


def test_an_answer_is_never_longer_than_a_comment_may_be(world: Workspace, run: Run) -> None:
    (world.root / "form.md").write_text(body(Description="word " * 13_000, Source="no"), encoding="utf-8")
    long = [run(["answer", str(world.root / "form.md"), "--graph", str(world.root)]).stdout]
    (world.root / "form.md").write_text(body(Description="word " * 13_000), encoding="utf-8")
    long.append(run(["answer", str(world.root / "form.md"), "--graph", str(world.root)]).stdout)
    assert max(map(len, long)) < 65_536


def test_a_missing_form_is_told(world: Workspace, run: Run, tmp_path: Path) -> None:
    answer = run(["answer", str(tmp_path / "none.md"), "--graph", str(world.root)])
    assert (answer.exit_code, "There is no such file." in answer.stdout) == (1, True)


def test_the_record_that_the_form_on_a_page_wrote_leads_to_the_same_file(world: Workspace) -> None:
    answers = {label: text for label, text in INITIATIVE.items() if label != "Pillar"}
    by_form = written(world, "form.md", to_text(answers))
    yaml = """\
kind: initiative
name: Ward Readings
description: Nurses and doctors read together.
category: research
run by: [riverbend-university, hillcrest-college-of-medicine]
addresses: [racism, structural-racism]
evidence:
- date read: 2026-11-20
  source: https://riverbend.example/readings
"""
    assert written(world, "record.md", f"### Record\n\n```yaml\n{yaml}```\n") == by_form


def test_a_fault_in_such_a_record_is_told_at_its_line(world: Workspace) -> None:
    text = "### Record\n\n```yaml\nkind: initiative\nname: Ward Readings\nstarted: 09/2021\n```\n"
    (problem,) = hand_in(world, "form.md", text)[1]
    assert problem.startswith("form.md:6")
