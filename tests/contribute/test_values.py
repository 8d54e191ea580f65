"""What is written in a cell is a value, or it is told what was meant: a date, an address, a name, several values."""

from __future__ import annotations

import doctest
from typing import TYPE_CHECKING

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from tests.support.hand_in import hand_in

from arkg.formats import csv as write_table
from arkg.formats.csv import exact, in_list, meant
from arkg.formats.values import dates, joined, texts
from arkg.formats.values.joined import as_meant, people, undamaged
from arkg.formats.values.texts import find_flaw
from arkg.names import to_slug
from arkg.namespaces import LANG_STRING, PREF_LABEL
from arkg.schema import Field

if TYPE_CHECKING:
    from types import ModuleType

    from arkg.workspace import Workspace

HEAD = "kind,slug,name,other name,run by,addresses,started,page,source,date read\n"
FIELD = Field(PREF_LABEL, "name", datatypes=(LANG_STRING,), path=PREF_LABEL)
MINE = "If the text itself is meant, write "


def row(**cells: str) -> str:
    """Return a table of one initiative with these cells."""
    columns = HEAD.strip().split(",")
    given = {"kind": "initiative", "slug": "x", **{key.replace("_", " "): cell for key, cell in cells.items()}}
    written = ('"{}"'.format(given.get(column, "").replace('"', '""')) for column in columns)
    return f"{HEAD}{','.join(written)}\n"


def told(world: Workspace, **cells: str) -> list[str]:
    """Return what is told of the cells of a row, without its place."""
    return [each.partition("): ")[2] for each in hand_in(world, "hand.csv", row(**cells))[1]]


@pytest.mark.parametrize(
    ("cell", "parts"),
    [
        ("racism; structural racism", "racism|structural racism"),
        ("Racism;structural-racism", "Racism|structural-racism"),
        ("racism, structural racism", "racism|structural racism"),
        ("racism\nstructural racism", "racism|structural racism"),
        ("racism and structural racism", "racism|structural racism"),
        ("racism / structural racism", "racism|structural racism"),
        ("concept:racism,concept:structural-racism", "concept:racism|concept:structural-racism"),
        ("concept:racism concept:structural-racism", "concept:racism|concept:structural-racism"),
        ("racism; structural racism, anti-racism", "racism|structural racism|anti-racism"),
    ],
)
def test_records_joined_in_one_cell_are_offered_apart(world: Workspace, cell: str, parts: str) -> None:
    number = parts.count("|") + 1
    assert told(world, addresses=cell) == [f"There are {number} values in one. Separate values with |: {parts}"]


def test_what_is_unknown_among_joined_values_is_kept_and_told(world: Workspace) -> None:
    assert told(world, addresses="racism; structral racism") == [
        (
            "There are 2 values in one. Separate values with |: racism|structral racism "
            "(There is no concept 'structral racism'. Did you mean concept:structural-racism?)"
        )
    ]


def test_addresses_joined_in_one_cell_are_offered_apart(world: Workspace) -> None:
    for between in (", ", "; ", " ", ",", ";"):
        assert told(world, page=between.join(("https://example.org/a", "https://example.org/b"))) == [
            ("There are 2 values in one. Separate values with |: https://example.org/a|https://example.org/b")
        ]


def test_of_several_values_where_one_may_stand_one_is_to_be_chosen(world: Workspace) -> None:
    assert told(world, started="2020; 2021", source="https://example.org/a; https://example.org/b") == [
        "'started' takes one value. Choose one: 2020, 2021.",
        "'source' takes one value. Choose one: https://example.org/a, https://example.org/b.",
    ]


def test_other_names_joined_by_semicolons_are_offered_apart(world: Workspace) -> None:
    assert told(world, other_name="The Circle; HC") == [
        "There are 2 values in one. Separate values with |: The Circle|HC"
    ]
    assert told(world, other_name="Circle, the") == []


@pytest.mark.parametrize(
    ("name", "text", "how"),
    [
        (
            "x.yaml",
            "kind: initiative\nname: X\naddresses: racism; anti-racism\n",
            "Write them as a list: [racism, anti-racism]",
        ),
        (
            "x.md",
            "### Kind\n\ninitiative\n\n### Name\n\nX\n\n### Addresses\n\nracism; anti-racism\n",
            "Write one value a line: racism / anti-racism",
        ),
    ],
)
def test_each_form_is_told_how_it_separates_values(world: Workspace, name: str, text: str, how: str) -> None:
    assert [each.partition(" in one. ")[2] for each in hand_in(world, name, text)[1]] == [how]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Ann Example, Bo Sample, Cy Specimen", ["Ann Example", "Bo Sample", "Cy Specimen"]),
        ("Ann Example, Bo Sample, and Cy Specimen", ["Ann Example", "Bo Sample", "Cy Specimen"]),
        ("Ann Example, Bo Sample & Cy Specimen", ["Ann Example", "Bo Sample", "Cy Specimen"]),
        ("Example, Ann; Sample, Bo", ["Example, Ann", "Sample, Bo"]),
        ("Example, A., Sample, B. C.", ["Example, A.", "Sample, B. C."]),
        ("Example AB, Sample C", ["Example AB", "Sample C"]),
        ("Ann Example, MD, MPH, Bo Sample, PhD", ["Ann Example, MD, MPH", "Bo Sample, PhD"]),
        ("Ann Example and Bo de la Sample", ["Ann Example", "Bo de la Sample"]),
        ("Ann Example\nBo Sample", ["Ann Example", "Bo Sample"]),
        ("Ann Example, American Medical Association", ["Ann Example", "American Medical Association"]),
        ("Example, Ann", []),
        ("Example, A. B.", []),
        ("Ann Example, Jr.", []),
        ("Martin Luther Example III, MD, PhD", []),
        ("Johnson and Johnson", []),
        ("U.S. Food and Drug Administration", []),
        ("National Academies of Sciences, Engineering, and Medicine", []),
        ("Office of Diversity, Equity and Inclusion", []),
        ("Health Resources and Services Administration", []),
        ("Center for Health Equity, Harbor Medical School", []),
    ],
)
def test_the_names_of_several_people_are_told_from_one_name(text: str, found: list[str]) -> None:
    assert people(text) == found


def test_no_author_of_the_graph_looks_like_several(checkout: Workspace) -> None:
    store, name = checkout.store("data"), checkout.schema.parts
    path = next(
        field.path for kind in name.values() for field in kind.fields if kind.name == "author" and field.name == "name"
    )
    found = {quad.object.value for quad in store.quads_for_pattern(None, path, None)}  # type: ignore[union-attr]
    assert [each for each in sorted(found) if people(each) or find_flaw(each)] == []


def test_joined_authors_are_offered_apart_in_either_column(world: Workspace) -> None:
    for column, where in (("author", ""), ("author name", " in the column 'author'")):
        table = f'kind,name,{column}\nresource,X,"Ann Example, Bo Sample"\n'
        assert [each.partition("): ")[2] for each in hand_in(world, "hand.csv", table)[1]] == [
            (
                f"There are 2 values in one. Separate values with |{where}: Ann Example|Bo Sample "
                "(If it is one name, write 'Ann Example, Bo Sample)"
            )
        ]


@pytest.mark.parametrize(
    ("cell", "remedy"),
    [
        ("03/14/2021", "Write 2021-03-14"),
        ("14.3.2021", "Write 2021-03-14"),
        ("2021/03/14", "Write 2021-03-14"),
        ("20210314", "Write 2021-03-14"),
        ("2021-03-14 00:00:00", "Write 2021-03-14"),
        ("2021-03-14T09:30:00Z", "Write 2021-03-14"),
        ("July 1, 2020", "Write 2020-07-01"),
        ("Wednesday, the 1st of July 2020", "Write 2020-07-01"),
        ("05/05/2021", "Write 2021-05-05"),
        ("Sept. 2021", "Write 2021-09"),
        ("9/2021", "Write 2021-09"),
        ("03/04/2021", "Is it 2021-03-04 or 2021-04-03? Write the one that the source means."),
        ("3/14/21", "Is it 2021-03-14 or 1921-03-14? Write the one that the source means."),
        ("Fall 2021", "Is it 2021? Write the one that the source means."),
        ("2019-2021", "Is it 2019 or 2021? Write the one that the source means."),
        ("44269", "Write a year as 2020, a month as 2020-06 or a day as 2020-06-30."),
    ],
)
def test_a_date_that_can_mean_one_thing_is_offered_and_any_other_asked_about(
    world: Workspace, cell: str, remedy: str
) -> None:
    assert told(world, started=cell) == [f"Invalid date {cell!r}. {remedy}"]


@pytest.mark.parametrize("cell", ["2021-02-30", "2023-02-29", "2021-04-31", "2021-00-10", "2021-13"])
def test_a_date_that_the_calendar_has_not_is_none(world: Workspace, cell: str) -> None:
    reason = "Day is out of range for month." if cell[5:7] in {"02", "04"} else "Month must be in 1..12."
    assert told(world, started=cell) == [f"{cell} is not in the calendar. {reason}"]


def test_the_last_day_of_february_is_a_date(world: Workspace) -> None:
    assert [told(world, started=cell) for cell in ("2024-02-29", "2021-02-28", "0001-01-01")] == [[], [], []]


def test_a_day_is_not_offered_where_only_the_month_is_known(world: Workspace) -> None:
    assert told(world, date_read="09/2021") == ["Invalid date '09/2021'. Write a day as 2020-06-30."]


@pytest.mark.parametrize("column", ["page", "source"])
def test_an_address_with_a_blank_is_never_another_address(world: Workspace, column: str) -> None:
    address = "https://example.org/our work/plan 2021.pdf"
    lines, problems = hand_in(world, "hand.csv", row(**{column: address}))
    assert (problems, [line for line in lines if "example.org" in line]) == (
        [
            (
                f"hand.csv:2 ({column}): '{address}' contains a space, but an address has none. "
                "Write https://example.org/our%20work/plan%202021.pdf"
            )
        ],
        [],
    )


def test_an_address_without_its_scheme_keeps_its_blank(world: Workspace) -> None:
    assert told(world, page="www.example.org/a b") == [
        "'www.example.org/a b' contains a space, but an address has none. Write https://www.example.org/a%20b"
    ]


def test_an_identifier_loses_blanks_between_its_digits_alone(world: Workspace) -> None:
    table = "kind,name,ISNI\ninstitution,X,0000 0004 1936 7558\n"
    assert "https://isni.org/isni/0000000419367558" in "".join(hand_in(world, "hand.csv", table)[0])
    table = "kind,name,DOI\nresource,X,10.1000/abc def\n"
    lines, problems = hand_in(world, "hand.csv", table)
    assert ("doi.org" in "".join(lines), len(problems)) == (False, 1)


PLACEHOLDERS = (
    *("N/A", "n/a", "NA", "TBD", "T.B.D.", "null", "NULL", "none", "None", "nan", "?", "???", "-", "--", "—", "…"),
    *("-none-", "(none)", "[TBD]", "<unknown>", "not available", "To be determined", ".", "nil"),
)
ERRORS = (
    "#REF!",
    "#N/A",
    "#NAME?",
    "Racism #NAME? 2",
    "#VALUE!",
    "#DIV/0!",
    "#NULL!",
    "#NUM!",
    "#SPILL!",
    "#WERT!",
    "#NV",
    "Err:502",
    "#####",
)


@pytest.mark.parametrize("text", [*PLACEHOLDERS, *ERRORS])
def test_a_placeholder_and_the_error_of_a_spreadsheet_are_no_values(world: Workspace, text: str) -> None:
    what = "a spreadsheet error" if text in ERRORS else "a placeholder"
    said = f"{text!r} is {what}, not a value. Fill in ‘name’, or leave it empty if it is not known."
    table = f'kind,name\nconcept,"{text}"\n'
    problems = [each.partition("): ")[2] for each in hand_in(world, "hand.csv", table)[1]]
    assert problems == [f"{said} {MINE}'{text} (in a spreadsheet, type ''{text})"]
    assert [each.partition(".")[0] for each in told(world, addresses=text)] == [said.partition(".")[0]]


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("x.csv", "kind,name,slug\nconcept,'None,none\n"),
        ("x.yaml", 'kind: concept\nslug: none\nname: "\'None"\n'),
        ("x.md", "### Kind\n\nconcept\n\n### Slug\n\nnone\n\n### Name\n\n'None\n"),
    ],
)
def test_what_is_really_called_none_can_be_written(world: Workspace, name: str, text: str) -> None:
    lines, problems = hand_in(world, name, text)
    assert ([line.strip() for line in lines if "prefLabel" in line], problems) == (['skos:prefLabel "None"@en ;'], [])


def test_one_name_that_looks_like_two_can_be_written(world: Workspace) -> None:
    lines, problems = hand_in(world, "hand.csv", 'kind,name,author\nresource,X,"\'García Márquez, Gabriel José"\n')
    assert (problems, [line.strip() for line in lines if "foaf:name" in line]) == (
        [],
        ['foaf:name "García Márquez, Gabriel José" ;'],
    )


@pytest.mark.parametrize(
    ("text", "mended"),
    [
        ("CafÃ© Group", "Café Group"),
        ("Universidad AutÃ³noma", "Universidad Autónoma"),
        ("Woman\u00e2\u20ac\u2122s Health", "Woman\u2019s Health"),
        ("Diversity &amp; Equity", "Diversity & Equity"),
        ("Caf&eacute;", "Café"),
        ("<b>Bold</b> Group", "Bold Group"),
        ("One<br/>Two", "One Two"),
        ("Zero\u200b Width", "Zero Width"),
        ("Over\u202eride", "Override"),
        ("Bell\u0007 Group", "Bell Group"),
        ("No\u00a0Break", "No Break"),
        ("\u2066Isolate\u2069", "Isolate"),
        ("Soft\u00adhyphen", "Softhyphen"),
        ("\ufeffMark", "Mark"),
        ("Right\u200f", "Right"),
    ],
)
def test_a_damaged_text_is_offered_mended(world: Workspace, text: str, mended: str) -> None:
    assert [each.partition(". Write ")[2] for each in told(world, name=text)] == [mended]


@pytest.mark.parametrize(
    "text",
    [
        "Café",
        "São Paulo — “x”",
        "AT&T",
        "R&D; more",
        "a < b > c",
        "#MeToo",
        "می\u200cخواهم",
        "\u200fעברית",
        "👩\u200d⚕️ Care",
        "½",
    ],
)
def test_a_sound_text_is_taken_as_it_is(text: str) -> None:
    assert find_flaw(text) is None


@pytest.mark.parametrize(
    ("name", "slug"),
    [
        ("Straße Group", "strasse-group"),
        ("Łódź Group", "lodz-group"),
        ("Ærø Group", "aero-group"),
        ("Đặng Group", "dang-group"),
        ("ırk Group", "irk-group"),
        ("½ Group", "half-group"),
        ("¾ Group", "3-4-group"),
        ("Þór & Œuvre", "thor-and-oeuvre"),
        ("Children’s Café™", "childrens-cafetm"),
        ("University of Hawaiʻi at Mānoa", "university-of-hawaii-at-manoa"),
        ("反种族主义", ""),
        ("反种族主义 Center", ""),
        ("التمييز", ""),
        ("Ελλάδα", ""),
    ],
)
def test_a_slug_drops_no_letter(name: str, slug: str) -> None:
    assert to_slug(name) == slug


@pytest.mark.parametrize(
    ("name", "text", "how"),
    [
        ("x.csv", "kind,name\nconcept,反种族主义\n", "Add a column 'slug' with"),
        ("x.yaml", "kind: concept\nname: 反种族主义\n", "Add a line 'slug:' with"),
        ("x.md", "### Kind\n\nconcept\n\n### Name\n\n反种族主义\n", "Give it a slug:"),
    ],
)
def test_a_name_in_another_script_needs_a_slug(world: Workspace, name: str, text: str, how: str) -> None:
    assert [each.partition("): ")[2] for each in hand_in(world, name, text)[1]] == [
        (
            "No slug can be made from the name '反种族主义'. "
            f"{how} a short name in small letters a to z, digits and hyphens, e.g. structural-racism"
        )
    ]


@settings(deadline=None)
@given(st.text())
@example("'None")
@example("-")
@example(" =1 ")
@example("'' \t'")
@example("=<b>x</b> ")
def test_any_text_is_the_same_again_when_it_is_read_from_a_cell(text: str) -> None:
    cell = exact(as_meant(text, FIELD))
    assert undamaged(meant(cell), FIELD, "csv") == text
    assert not cell.startswith(("=", "+", "@", "\t", "\r", " "))
    assert in_list(text).replace("\\\\", "").count("|") == in_list(text).replace("\\\\", "").count("\\|")


@pytest.mark.parametrize("module", [dates, joined, texts, write_table])
def test_the_examples_of_a_module_hold(module: ModuleType) -> None:
    tried = doctest.testmod(module)
    assert (tried.failed, tried.attempted > 0) == (0, True)
