"""Every question of ``queries/`` gives its stored answer over the small world, in two engines."""

from __future__ import annotations

import csv
import io
import re
from pathlib import Path
from typing import TYPE_CHECKING

import pyoxigraph as ox
import pytest
import rdflib

from arkg.errors import UnknownName
from arkg.namespaces import ALT_LABEL, RECORDS
from arkg.query import Question, Table, answer, bind, questions, render, to_values
from arkg.workspace import find

if TYPE_CHECKING:
    from collections.abc import Mapping

    from arkg.workspace import Workspace

ROOT = Path(__file__).parents[2]
ANSWERS = ROOT / "tests" / "answers"
CASES = sorted(path.stem for path in ANSWERS.glob("*.csv"))
HEADINGS = RECORDS("resource/test-subject-headings")
PREFIXES = find(ROOT).prefixes
QUESTIONS = {question.name: question for question in questions(find(ROOT))}


@pytest.fixture(scope="module")
def store(world: Workspace) -> ox.Store:
    """Give the world in Oxigraph."""
    return world.store()


@pytest.fixture(scope="module")
def graph(world: Workspace) -> rdflib.Graph:
    """Give the world in rdflib."""
    graph = rdflib.Graph()
    for path in world.files("ontology", "data"):
        graph.parse(path)
    return graph


@pytest.fixture(scope="module")
def real() -> ox.Store:
    """Give the real graph in Oxigraph."""
    return find(ROOT).store()


def split(case: str) -> tuple[Question, Mapping[str, list[str]]]:
    """Read the name of a stored answer: ``<question>`` or ``<question>--<parameter>-<value>``.

    A hyphen stands for each blank of a text, and for the colon after a prefix: the name of a file has neither.
    """
    name, _, bound = case.partition("--")
    question = QUESTIONS[name]
    for parameter in question.parameters:
        if bound.startswith(f"{parameter.name}-"):
            value = bound.removeprefix(f"{parameter.name}-")
            if parameter.type in {"search", "text"}:
                value = value.replace("-", " ")
            elif value.partition("-")[0] in PREFIXES:
                value = value.replace("-", ":", 1)
            return question, {parameter.name: [value]}
    assert not bound, f"{name} has no parameter at the beginning of {bound}"
    return question, {}


def stored(case: str) -> str:
    return (ANSWERS / f"{case}.csv").read_text(encoding="utf-8")


@pytest.mark.parametrize("case", CASES)
def test_a_question_gives_its_stored_answer(world: Workspace, store: ox.Store, case: str) -> None:
    question, values = split(case)
    assert render(answer(world, store, question, values), "csv", world.prefixes) == stored(case)


@pytest.mark.parametrize("case", CASES)
def test_another_engine_gives_the_same_answer(
    world: Workspace, store: ox.Store, graph: rdflib.Graph, case: str
) -> None:
    question, values = split(case)
    parameters = {each.name: each for each in question.parameters}
    found = graph.query(
        bind(question, {name: to_values(world, parameters[name], typed, store) for name, typed in values.items()})
    )
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows([found.vars or (), *found])
    assert text.getvalue() == stored(case)


def test_every_question_has_an_answer_as_it_stands_and_one_with_each_parameter() -> None:
    wanted = set(QUESTIONS)
    wanted |= {f"{name} by {each.name}" for name, question in QUESTIONS.items() for each in question.parameters}
    assert {" by ".join((question.name, *values)) for question, values in map(split, CASES)} == wanted


@pytest.mark.parametrize("vocabulary", ["tsh", "Test subject headings", "http://id.nlm.nih.gov/mesh/"])
def test_a_vocabulary_is_meant_by_any_of_its_names_and_by_what_its_identifiers_begin_with(
    world: Workspace, store: ox.Store, vocabulary: str
) -> None:
    asked = QUESTIONS["concepts-without-mapping"]
    named = answer(world, store, asked, {"vocabulary": ["resource:test-subject-headings"]})
    assert answer(world, store, asked, {"vocabulary": [vocabulary]}) == named


def test_a_name_that_is_also_a_prefix_is_told_what_is_near(world: Workspace, store: ox.Store) -> None:
    named = ox.Store()
    named.extend((*store, ox.Quad(HEADINGS, ALT_LABEL, ox.Literal("MeSH", language="en"))))
    with pytest.raises(UnknownName, match=r"Did you mean resource:test-subject-headings\?"):
        answer(world, named, QUESTIONS["concepts-without-mapping"], {"vocabulary": ["mesh"]})


@pytest.mark.parametrize("name", QUESTIONS)
def test_the_columns_of_the_header_are_those_of_the_answer(world: Workspace, store: ox.Store, name: str) -> None:
    found = answer(world, store, QUESTIONS[name])
    assert isinstance(found, Table)
    assert found.columns == tuple(column for column, _ in QUESTIONS[name].columns)


@pytest.mark.parametrize("name", QUESTIONS)
def test_the_header_says_what_a_reader_must_know(name: str) -> None:
    question = QUESTIONS[name]
    said = {
        "summary is a question": question.summary.endswith("?"),
        "description is sentences": question.description.endswith("."),
        "tags": bool(question.tags),
        "columns are described": all(said.endswith(".") for _, said in question.columns),
        "parameters are described": all(each.description.endswith(".") for each in question.parameters),
        "parameters have an example": all(each.example for each in question.parameters),
    }
    assert [what for what, is_so in said.items() if not is_so] == []


@pytest.mark.parametrize("name", QUESTIONS)
def test_the_example_of_the_header_has_an_answer_in_the_real_graph(
    checkout: Workspace, real: ox.Store, name: str
) -> None:
    question = QUESTIONS[name]
    found = answer(checkout, real, question, {each.name: [each.example] for each in question.parameters})
    assert isinstance(found, Table)
    assert found.rows


@pytest.mark.parametrize("name", QUESTIONS)
def test_no_two_rows_stand_at_the_same_place_of_the_order(checkout: Workspace, real: ox.Store, name: str) -> None:
    found = answer(checkout, real, QUESTIONS[name])
    assert isinstance(found, Table)
    text = QUESTIONS[name].text
    last = text.splitlines()[-1]
    assert last.startswith("ORDER BY ")
    bound = re.findall(r"BIND\((.+) AS \?(\w+)\)$", text, re.MULTILINE)
    made = {variable: expression for expression, variable in bound if variable not in found.columns}
    order = re.sub(r"\?(\w+)", lambda key: made.get(key[1], key[0]), last)
    keys = [found.columns.index(key) for key in re.findall(r"\?(\w+)", order) if key in found.columns]
    assert len({tuple(row[key] for key in keys) for row in found.rows}) == len(found.rows)


@pytest.mark.parametrize("name", QUESTIONS)
def test_a_question_names_its_columns(name: str) -> None:
    assert "SELECT *" not in QUESTIONS[name].text


@pytest.mark.parametrize("name", QUESTIONS)
def test_a_question_declares_the_prefixes_it_uses_as_they_are_spelt_everywhere(checkout: Workspace, name: str) -> None:
    body = re.sub(r"^#.*\n|\"[^\"\n]*\"", "", QUESTIONS[name].text, flags=re.MULTILINE)
    declared = re.findall(r"^PREFIX (\w+): <(.+)>$", body, re.MULTILINE)
    query = re.sub(r"^PREFIX .*\n", "", body, flags=re.MULTILINE)
    used = sorted(set(re.findall(r"(?<![\w?])(\w+):\w", query)))
    assert (declared, re.findall(r"<\w+:[^>\s]*>", query)) == ([(each, checkout.prefixes[each]) for each in used], [])


@pytest.mark.parametrize("name", QUESTIONS)
def test_a_question_opens_with_its_parameters(name: str) -> None:
    question = QUESTIONS[name]
    opened = re.findall(r"^ {4}VALUES (.+) \{ \(?UNDEF(?: UNDEF UNDEF\))? \}$", question.text, re.MULTILINE)
    names = [
        f"(?{each.name} ?record ?position)" if each.type == "search" else f"?{each.name}"
        for each in question.parameters
        if each.type != "language"
    ]
    assert opened == names
    depending = re.findall(r"# where (\?\w+) is given$", question.text, re.MULTILINE)
    assert set(depending) <= set(names)
