"""A row of a table is a whole record, or is laid over the one that is there; each fault is told at row and column."""

from __future__ import annotations

import difflib
from typing import TYPE_CHECKING

import pytest
from tests.support.hand_in import hand_in, statements, written

if TYPE_CHECKING:
    from arkg.workspace import Workspace

ROW = """\
kind,name,other name,other name@es,category,run by,started,source,date read
initiative,Health Circle,"Circle|A \\| B",Círculo,Research,Riverbend University|harbor-health-system,2020-06,https://example.org,2026-11-22
"""
LINES = """\
initiative:health-circle
    a arkg:Initiative ;
    skos:prefLabel "Health Circle"@en ;
    skos:altLabel "A | B"@en ;
    skos:altLabel "Circle"@en ;
    skos:altLabel "Círculo"@es ;
    schema:startDate "2020-06"^^xsd:gYearMonth ;
    arkg:category category:research ;
    arkg:evidence <https://w3id.org/arkg/id/initiative/health-circle#evidence-1> ;
    arkg:runBy institution:harbor-health-system ;
    arkg:runBy institution:riverbend-university ;
<https://w3id.org/arkg/id/initiative/health-circle#evidence-1>
    a arkg:Evidence ;
    oa:hasSource <https://example.org> ;
    arkg:dateRead "2026-11-22"^^xsd:date ;
"""
WRONG = {
    "a missing column": (
        "foo,bar\n1,2\n",
        [
            (
                "hand.csv:1: There is no column 'name': the first row must name the fields, not 'foo, bar'. "
                "arkg new KIND --format csv prints a header to start from."
            )
        ],
    ),
    "no kind": (
        "name\nX\n",
        [
            (
                "hand.csv:1: There is no column 'kind'. "
                "Add one (category, collection, concept, event, initiative, institution, "
                "pillar, place, resource), or name the kind of all rows with --kind."
            )
        ],
    ),
    "a double column": (
        "kind,name,Name\nconcept,X,Y\n",
        ["hand.csv:1 (Name): There are two columns 'Name'. Write several values into one cell: A|B"],
    ),
    "an unknown column, once for all rows": (
        "kind,name,brodaer\nconcept,X,racism\nconcept,Y,racism\n",
        ["hand.csv:1 (brodaer): There is no column 'brodaer'. Did you mean broader?"],
    ),
    "a cell without a column": (
        "kind,name,\nconcept,X,racism\n",
        [
            (
                "hand.csv:1: A cell is in a column without a name. "
                "A concept can have name, other name, description, "
                "scope note, "
                "note, broader, related, broader match, close match, definition, exact match, narrower match, "
                "page, reference, related match, replaced by, withdrawn, evidence."
            )
        ],
    ),
    "a ragged row": (
        "kind,name\nconcept,X,Y\n",
        [
            (
                "hand.csv:2: The row has 3 cells, but there are 2 columns. "
                'Put text with a comma, a quotation mark, or a line break in "…".'
            )
        ],
    ),
    "a formula": (
        'kind,slug,name\nconcept,x,"=HYPERLINK(""https://example.org"")"\n',
        [
            (
                "hand.csv:2 (name): The cell holds a formula, '=HYPERLINK(\"https://example.org\")'. "
                "Write its result. To mean the text itself, write ' before it (in a spreadsheet, type two: '')."
            )
        ],
    ),
    "a value in the second row": (
        'kind,name,broader\nconcept,"X\nY",racism\nconcept,Z,racsm\n',
        ["hand.csv:4 (broader): There is no concept 'racsm'. Did you mean concept:racism?"],
    ),
    "an open quotation mark": (
        'kind,name\nconcept,X\nconcept,"Y\n',
        ["hand.csv:3: The quotation mark that opens here is never closed."],
    ),
}


def change(world: Workspace, text: str) -> list[str]:
    """Return the lines that a table takes away and adds."""
    found = []
    for name, after in written(world, "hand.csv", text).items():
        before = (world.root / name).read_text(encoding="utf-8")
        found += [line for line in difflib.ndiff(before.splitlines(), after.splitlines()) if line[0] in "+-"]
    return found


def test_a_row_is_a_whole_record(world: Workspace) -> None:
    assert hand_in(world, "hand.csv", ROW) == (LINES.splitlines(), [])


@pytest.mark.parametrize("delimiter", [";", "\t"])
def test_a_table_may_have_semicolons_or_tabs(world: Workspace, delimiter: str) -> None:
    assert hand_in(world, "hand.csv", ROW.replace(",", delimiter)) == (LINES.splitlines(), [])


@pytest.mark.parametrize("first", ["sep=;", '"sep=;"', "SEP=;", "sep=\t", "sep=,"])
def test_the_line_in_which_excel_names_the_separator_is_no_row(world: Workspace, first: str) -> None:
    delimiter = first.strip('"')[-1]
    text = f"{first}\n{ROW.replace(',', delimiter)}initiative{delimiter}x\n"
    assert hand_in(world, "hand.csv", text) == (
        LINES.splitlines(),
        [
            (
                "hand.csv:4: The row has 2 cells, but there are 9 columns. "
                'Put text with a comma, a quotation mark, or a line break in "…".'
            )
        ],
    )


def test_another_separator_is_told(world: Workspace) -> None:
    assert hand_in(world, "hand.csv", "sep=|\nkind|name\nconcept|X\n")[1] == [
        "hand.csv:1: The cells are separated by '|'. Save the table with commas, semicolons or tabs between them."
    ]


def test_blank_rows_above_the_names_of_the_columns_are_passed_over(world: Workspace) -> None:
    assert hand_in(world, "hand.csv", "\n,\nkind,nme\n")[1] == [
        (
            "hand.csv:3: There is no column 'name': the first row must name the fields, not 'kind, nme'. "
            "arkg new KIND --format csv prints a header to start from."
        )
    ]


def test_every_statement_has_the_row_and_the_column_of_its_value(world: Workspace) -> None:
    found = statements(
        world, "hand.csv", 'Name,Run by\n"A\nB",Riverbend University\nC,harbor-health-system\n', kind="initiative"
    )
    assert found == [
        "2:0  <https://w3id.org/arkg/ns#Initiative>",
        '2:0 Name "A\\nB"@en',
        "2:0 Run by <https://w3id.org/arkg/id/institution/riverbend-university>",
        "4:0  <https://w3id.org/arkg/ns#Initiative>",
        '4:0 Name "C"@en',
        "4:0 Run by <https://w3id.org/arkg/id/institution/harbor-health-system>",
    ]


@pytest.mark.parametrize(("text", "told"), list(WRONG.values()), ids=list(WRONG))
def test_what_is_wrong_is_told_in_place(world: Workspace, text: str, told: list[str]) -> None:
    assert hand_in(world, "hand.csv", text)[1] == told


def test_what_a_row_does_not_say_stays(world: Workspace) -> None:
    row = "kind,slug,name,description\nconcept,racism,Racism,\n"
    assert change(world, row) == []


def test_a_row_replaces_what_it_says(world: Workspace) -> None:
    row = "kind,slug,name,other name@es\nconcept,racism,Racism,Racismo|Discriminación racial\n"
    assert change(world, row) == [
        '+     skos:altLabel "Discriminación racial"@es ;',
        '+     skos:altLabel "Racismo"@es ;',
    ]


def test_authors_are_laid_over_authors_in_their_order(world: Workspace) -> None:
    before = (world.root / "data/resource/streets-and-lungs.ttl").read_text(encoding="utf-8")
    names = [line.split('"')[1] for line in before.splitlines() if "foaf:name" in line]
    row = f"kind,slug,author\nresource,streets-and-lungs,{'|'.join(['Zoe New', *names[1:]])}\n"
    assert change(world, row) == [f'-     foaf:name "{names[0]}" ;', '+     foaf:name "Zoe New" ;']


def test_a_row_with_fewer_authors_takes_the_last_out_with_all_that_is_said_of_it(world: Workspace) -> None:
    before = (world.root / "data/resource/justice-in-the-clinic.ttl").read_text(encoding="utf-8")
    names = [line.split('"')[1] for line in before.splitlines() if "foaf:name" in line]
    row = f"kind,slug,author\nresource,justice-in-the-clinic,{'|'.join(names[:-1])}\n"
    last = f"<https://w3id.org/arkg/id/resource/justice-in-the-clinic#author-{len(names)}>"
    removed = [line.removeprefix("-").strip() for line in change(world, row) if line.strip() != "-"]
    assert removed == [
        f"dcterms:creator {last} ;",
        last,
        "a arkg:Author ;",
        f'foaf:name "{names[-1]}" ;',
        f"schema:position {len(names)} ;",
        ".",
    ]
