"""What a finding about JSON-LD gives to paste is JSON-LD, and mends what it was given for."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from tests.support.publication import ROOT

from arkg.validate.check import check
from arkg.validate.graph import load
from arkg.workspace import find

if TYPE_CHECKING:
    from pathlib import Path

    from arkg.errors import Finding
    from arkg.validate.graph import Graph

HEAD = """{
  "@context": "https://w3id.org/arkg/context.jsonld",
"""
EVIDENCE = """  "evidence": [
    {
      "id": "initiative:day-school#evidence-1", "type": "Evidence",
      "source": "https://riverbend.example/", "dateRead": "2026-11-22"
    }
  ],
"""
MEMBERS = """  "id": "initiative:day-school", "type": "Initiative", "name": "Day School",
  "runBy": "institution:boston-university",
  "category": "research"
}
"""


@pytest.fixture(scope="module")
def graph() -> Graph:
    """Return the real graph, of whose records the rules' examples speak; for reading only."""
    return load(find(ROOT))


def told(graph: Graph, folder: Path, text: str) -> list[Finding]:
    """Return the findings about a text."""
    path = folder / "new.jsonld"
    path.write_text(text, encoding="utf-8")
    return list(check(graph, [path]).report.findings)


@pytest.mark.parametrize(
    ("name", "known"),
    [
        ("initiative:day-school", '"type": "Initiative"'),
        ("institution:day-school", '"type": ["Institution", "MedicalSchool"]'),
        ("resource:day-book", '"type": ["Resource", "Book"]'),
        ("concept:day", '"type": ["Concept", "skos:Concept"]'),
        ("collection:days", '"type": ["Collection", "skos:Collection"]'),
    ],
)
def test_what_is_missing_can_be_pasted_until_nothing_is(graph: Graph, tmp_path: Path, name: str, known: str) -> None:
    begun = f'{HEAD}  "id": "{name}", {known}\n}}\n'
    text = begun
    for _ in range(2):
        lines = [each.suggestion for each in told(graph, tmp_path, text) if each.found.endswith("is missing")]
        text = text.replace(HEAD, HEAD + "".join(f"  {line}\n" for line in lines))
    assert (text != begun, told(graph, tmp_path, text)) == (True, [])


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ('"started": "2020"', '"started": {"@value": "2020", "@type": "xsd:gYear"}'),
        ('"started": "2020-06"', '"started": {"@value": "2020-06", "@type": "xsd:gYearMonth"}'),
        ('"started": "2020-06-30"', '"started": {"@value": "2020-06-30", "@type": "xsd:date"}'),
        ('"pillar": "academic-medcine"', '"pillar": "academic-medicine"'),
    ],
)
def test_a_value_is_replaced_by_what_was_meant(graph: Graph, tmp_path: Path, said: str, meant: str) -> None:
    text = HEAD + EVIDENCE + f"  {said},\n" + MEMBERS
    (finding,) = told(graph, tmp_path, text)
    assert (finding.suggestion, json.loads(f"{{{meant}}}") is not None) == (meant, True)
    assert told(graph, tmp_path, text.replace(said, finding.suggestion)) == []


def test_a_missing_class_is_written_as_a_type(graph: Graph, tmp_path: Path) -> None:
    text = f"{HEAD}{EVIDENCE}  {MEMBERS}".replace('"type": "Initiative",', "", 1)
    found = [each for each in told(graph, tmp_path, text) if each.rule == "shape:Record-class"]
    assert [(each.suggestion, "Did you mean Initiative?" in each.message) for each in found] == [
        ('"type": "Initiative",', True)
    ]


def test_a_second_class_is_written_into_the_list_of_classes(graph: Graph, tmp_path: Path) -> None:
    found = told(graph, tmp_path, f'{HEAD}  "id": "institution:day-school", "type": "Institution"\n}}\n')
    assert [each.suggestion for each in found if "type" in each.found] == ['"type": ["Institution", "MedicalSchool"]']


def test_a_message_names_properties_by_their_keys(graph: Graph, tmp_path: Path) -> None:
    evidence = EVIDENCE.replace("initiative:day-school", "concept:day")
    name = '"id": "concept:day", "type": ["Concept", "skos:Concept"], "name": "Day", "scheme": "arkg:Concepts"'
    (finding,) = told(graph, tmp_path, f'{HEAD}{evidence}  {name}, "exactMatch": "mesh:D063505"\n}}\n')
    assert finding.message == (
        "Keep ‘exactMatch’ on one record; concept:racism has the same. Make the other a ‘closeMatch’ or ‘broaderMatch’."
    )
