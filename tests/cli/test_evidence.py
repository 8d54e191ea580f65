"""A quotation is true where the words stand in the copy once, and a line is quoted where a true quotation covers it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from arkg.errors import InputFault, UnknownName
from arkg.reports.evidence import check

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from click.testing import Result

    from arkg.workspace import Workspace

    Run = Callable[..., Result]

PAGE = "https://example.org/page"
CENTER = ("data/initiative/center-for-research.ttl", "Example University Center for Research")
SYSTEM = ("data/concept/racism.ttl", "A system (‘racism’) that gives some an unfair advantage.")
RACISM = ("data/concept/racism.ttl", "Racism")
RESEARCH = ("data/category/research.ttl", "Research")


@pytest.fixture
def page(small: Workspace) -> str:
    """Return the made-up page that the small graph quotes."""
    return (small.root / "page.txt").read_text(encoding="utf-8")


def false(workspace: Workspace, text: str) -> list[tuple[str, str]]:
    """Return file and words of every quotation that this text does not bear out."""
    return [(each.file, each.exact) for each in check(workspace, PAGE, text).false]


def unquoted(workspace: Workspace, text: str) -> list[int]:
    """Return the numbers of the lines of this text that no record quotes."""
    return [line.number for line in check(workspace, PAGE, text).unquoted]


def test_every_quotation_of_the_small_graph_stands_on_its_page(small: Workspace, page: str) -> None:
    report = check(small, PAGE, page)
    assert (report.quotations, report.false, report.lines) == (4, (), 7)


def test_a_false_quotation_is_named_with_the_line_of_its_words(small: Workspace, page: str) -> None:
    (found,) = check(small, PAGE, page.replace("unfair", "small")).false
    line = (small.root / found.file).read_text(encoding="utf-8").splitlines()[found.line - 1]
    assert line.strip() == 'oa:exact "A system (‘racism’) that gives some an unfair advantage." ;'


@pytest.mark.parametrize(
    ("change", "named", "fault"),
    [
        (("unfair", "small"), [SYSTEM], "are not in the copy. The nearest line is: “A system (‘racism’) that"),
        (
            ("‘racism’", "'racism'"),
            [SYSTEM],
            "are not in the copy. The nearest line is: “A system ('racism') that",
        ),
        (("Center", "center"), [CENTER], "are not in the copy. The nearest line is: Example University"),
        (("Racism", "Justice"), [RACISM], "are not in the copy. Copy them exactly."),
        (("that help.", "that matter."), [RACISM], "are in the copy, but not between this oa:prefix and oa:suffix"),
        (("– Research –", "– Research"), [RESEARCH], "are in the copy, but not between this oa:prefix and oa:suffix"),
        (
            ("– Research –", "– Research – Example University Research –"),
            [RESEARCH],
            "are in the copy 2 times. Use oa:prefix",
        ),
    ],
)
def test_words_that_a_page_changes_make_their_quotation_false(
    small: Workspace, page: str, change: tuple[str, str], named: list[tuple[str, str]], fault: str
) -> None:
    text = page.replace(*change)
    assert false(small, text) == named
    assert fault in check(small, PAGE, text).false[0].fault


@pytest.mark.parametrize(
    ("old", "new"), [(" ", " \t "), (" that", "\nthat"), ("\n", "\r\n"), ("Center", "\u00a0Center")]
)
def test_white_space_makes_no_quotation_false(small: Workspace, page: str, old: str, new: str) -> None:
    assert false(small, page.replace(old, new)) == []


def test_the_lines_that_no_record_quotes_are_listed(small: Workspace, page: str) -> None:
    assert unquoted(small, page) == [1, 2]


def test_marks_around_a_line_are_no_part_of_it(small: Workspace, page: str) -> None:
    assert unquoted(small, page.replace("\nRacism\n", "\n• “Racism” —\n").replace("“A system", "A system")) == [1, 2, 4]


def test_five_words_of_a_line_stand_for_it_and_four_do_not(copy: Workspace, page: str) -> None:
    path = copy.root / "data" / "category" / "research.ttl"
    written = path.read_text(encoding="utf-8")
    found = []
    for words in ("the university released a plan", "the university released a"):
        quoted = re.sub(r'oa:exact "[^"]*"', f'oa:exact "{words}"', written).replace(
            'oa:suffix "– Example University" ;', ""
        )
        path.write_text(quoted, encoding="utf-8")
        found.append(2 in unquoted(copy, page))
    assert found == [False, True]


def test_a_word_inside_a_quotation_of_another_line_does_not_quote_its_own_line(copy: Workspace, page: str) -> None:
    (copy.root / "data" / "category" / "research.ttl").unlink()
    assert unquoted(copy, page) == [1, 2, 6]


def test_a_source_that_no_record_cites_gets_the_nearest_one(small: Workspace, page: str) -> None:
    with pytest.raises(UnknownName, match=r"\n  Did you mean https://example\.org/page\?"):
        check(small, "https://example.org/pages/", page)


def test_a_record_that_is_no_cited_source_is_refused(small: Workspace, page: str) -> None:
    with pytest.raises(UnknownName, match=r"no cited source 'category:research'\.\n  No record has evidence from it\."):
        check(small, "category:research", page)


def test_an_empty_copy_is_refused(small: Workspace) -> None:
    with pytest.raises(InputFault, match="The copy of the source is empty"):
        check(small, PAGE, " \n\t\n")


def test_a_copy_that_is_not_utf_8_is_refused_with_its_line(run: Run, small: Workspace, tmp_path: Path) -> None:
    copy = tmp_path / "page.txt"
    copy.write_bytes(b"one\n\x93two\x94\n")
    result = run(["evidence", "--source", PAGE, "--text", str(copy), "--graph", str(small.root)])
    assert (result.exit_code, f"{copy}:2:1: The byte 0x93 is not UTF-8" in result.output) == (2, True)
