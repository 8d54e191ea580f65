"""A suggestion is close to what was written, or is not made."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from arkg.names import is_misspelling, nearest, nearest_names

if TYPE_CHECKING:
    from collections.abc import Callable

    from click.testing import Result

    from arkg.workspace import Workspace

COMMANDS = ("add", "answer", "evidence", "export", "format", "infer", "load", "new", "query", "validate")
NAMES = (
    *(
        "racism",
        "racial-equity",
        "health-equity",
        "policy",
        "killing-the-black-body",
        "webinar-and-training",
        "indiana",
    ),
    *("drake-university", "boston-university", "boston-medical-center", "stony-brook-university", "medical-bondage"),
    *("brigham-and-womens-hospital", "texas-christian-university", "academic-medicine-podcast", "implicit-bias"),
)


@pytest.mark.parametrize(
    ("written", "near"),
    [
        *(("quary", "query"), ("evidance", "evidence"), ("Ad", "add"), ("loda", "load")),
        *(("xyz", ""), ("", ""), ("delete", ""), ("police", "")),
    ],
)
def test_a_word_of_a_short_list_may_be_meant(written: str, near: str) -> None:
    assert nearest(written, COMMANDS) == near.split()


@pytest.mark.parametrize(
    ("written", "near"),
    [
        *(("Racism", "racism"), ("racsim", "racism"), ("racim", "racism"), ("racial equty", "racial-equity")),
        *(
            ("healthequity", "health-equity"),
            ("webinars", "webinar-and-training"),
            ("Equity of health", "health-equity"),
        ),
        *(("boston univercity", "boston-university"), ("Boston", "boston-university")),
        *(("bias", "implicit-bias"), ("university", "drake-university boston-university")),
    ],
)
def test_the_name_of_a_record_is_suggested_where_it_is_close(written: str, near: str) -> None:
    assert nearest_names(written, NAMES) == near.split()


@pytest.mark.parametrize(
    "written",
    [
        *("nobody", "police", "racist", "body", "black", "brook", "book", "indian", "women", "christian", "medicine"),
        *("Duke University", "Boston College", "Texas", "hospital", "the", "", "-", "x"),
    ],
)
def test_no_guess_is_made_where_no_name_is_close(written: str) -> None:
    assert nearest_names(written, NAMES) == []


@pytest.mark.parametrize(
    ("name", "remedy"),
    [
        *(("nobody", "Look for it: arkg query search --text nobody"), ("racsim", "Did you mean concept:racism?")),
        ("racism police", "Look for it: arkg query search --text 'racism police'"),
    ],
)
def test_what_is_not_shown_is_suggested_or_to_be_looked_for(
    run: Callable[..., Result], small: Workspace, name: str, remedy: str
) -> None:
    result = run(["show", name, "--graph", str(small.root)])
    assert (result.exit_code, result.stderr) == (2, f"There is no record {name!r}.\n  {remedy}\n")


@pytest.mark.parametrize(
    ("word", "other", "same"),
    [
        *(("racsim", "racism", True), ("equty", "equity", True), ("webinars", "webinar", True)),
        *(("univercity", "university", True), ("unniverssity", "university", True), ("conzept", "concept", True)),
        *(("police", "policy", False), ("indian", "indiana", False), ("nobody", "body", False), ("abc", "abd", False)),
        *(("render", "gender", False), ("concxxt", "concept", False), ("univrsttyy", "university", False)),
    ],
)
def test_a_misspelling_is_told_from_another_word(word: str, other: str, same: bool) -> None:  # noqa: FBT001 - a column
    assert is_misspelling(word, other) is same
