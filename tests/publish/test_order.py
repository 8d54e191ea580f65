"""The authors of a work stand in the order of the work, wherever they are published."""

from __future__ import annotations

import csv
import json
import re
from typing import TYPE_CHECKING

import pytest
from tests.support.publication import make_world

from arkg.publish import publish

if TYPE_CHECKING:
    from pathlib import Path

RECORD = "https://w3id.org/arkg/id/resource/many-hands"
AUTHORS = [f"{letter} Author" for letter in "ABCDEFGHIJKL"]
WORK = """PREFIX arkg: <https://w3id.org/arkg/ns#>
PREFIX dcterms: <http://purl.org/dc/terms/>
PREFIX foaf: <http://xmlns.com/foaf/0.1/>
PREFIX schema: <https://schema.org/>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
<{record}> a arkg:Resource, schema:ScholarlyArticle ;
    skos:prefLabel "Many Hands"@en ; dcterms:issued "2020" ; dcterms:creator {parts} .
{authors}"""


@pytest.fixture(scope="module", params=["numbers as positions", "numbers turned round"])
def published(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the publication of the small world with a work of twelve authors."""
    world = make_world(tmp_path_factory.mktemp("world"))
    turned = request.param == "numbers turned round"
    parts = [f"<{RECORD}#author-{12 - place if turned else place + 1}>" for place in range(12)]
    authors = "".join(
        f'{part} a arkg:Author ; foaf:name "{name}" ; schema:position {place} .\n'
        for place, (part, name) in enumerate(zip(parts, AUTHORS, strict=True), start=1)
    )
    text = WORK.format(record=RECORD, parts=", ".join(sorted(parts)), authors=authors)
    (world.root / "data/resource/many-hands.ttl").write_text(text, encoding="utf-8")
    target = tmp_path_factory.mktemp("published") / "site"
    publish(world, target)
    return target


def cell(path: Path, key: str, column: str) -> str:
    """Return the cell of the row in which any cell holds ``key``."""
    rows = csv.DictReader(path.read_text(encoding="utf-8-sig").splitlines())
    return next(row[column] for row in rows if any(key in value for value in row.values()))


@pytest.mark.parametrize(("file", "column"), [("data/resource.csv", "author"), ("resource/resources.csv", "author")])
def test_authors_are_in_order_in_tables(published: Path, file: str, column: str) -> None:
    assert re.split(r" ?\|\| |; ", cell(published / file, "many-hands", column)) == AUTHORS


def test_authors_are_in_order_in_the_answers_of_questions(published: Path) -> None:
    named = cell(published / "query/resources-by-year.csv", "many-hands", "authors").split("; ")
    assert named == [*AUTHORS[:3], "et al."]


@pytest.mark.parametrize("file", ["data/works.bib", "data/works.ris", "data/works.json", "data/arkg.jsonld"])
def test_authors_are_in_order_in_references_and_dumps(published: Path, file: str) -> None:
    assert re.findall(r"[A-L] Author", (published / file).read_text(encoding="utf-8")) == AUTHORS


def test_authors_are_in_order_in_the_json_of_the_record(published: Path) -> None:
    record = json.loads((published / "id/resource/many-hands.jsonld").read_text(encoding="utf-8"))
    assert [each["name"] for each in record["author"]] == AUTHORS


def test_authors_are_in_order_on_the_page_wherever_it_names_all_of_them(published: Path) -> None:
    page = (published / "id/resource/many-hands/index.html").read_text(encoding="utf-8")
    named = re.findall("|".join(AUTHORS), page)
    whole = [named[place : place + 12] for place, name in enumerate(named) if name == "A Author"]
    assert [each for each in whole if each[6:7] == ["G Author"]] == [AUTHORS] * 7
