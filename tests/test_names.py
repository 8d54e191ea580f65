"""Names are compared, shortened and looked up in one way."""

from __future__ import annotations

import doctest

import pyoxigraph as ox
import pytest

from arkg import names, namespaces, turtle
from arkg.formats import references
from arkg.formats.references import Name, NameIndex, names_in
from arkg.namespaces import ACRONYM, ALT_LABEL, PREF_LABEL, RECORDS

UNIVERSITY, COLLEGE = (ox.NamedNode(f"{RECORDS}institution/{slug}") for slug in ("example-university", "the-college"))
CONCEPT = ox.NamedNode(f"{RECORDS}concept/example")


@pytest.mark.parametrize("module", [names, namespaces, turtle, references])
def test_the_examples_of_a_module_hold(module: object) -> None:
    tried = doctest.testmod(module)  # type: ignore[arg-type]
    assert (tried.failed, tried.attempted > 0) == (0, True)


def index() -> NameIndex:
    store = ox.Store()
    store.extend(
        [
            ox.Quad(UNIVERSITY, PREF_LABEL, ox.Literal("Example University", language="en")),
            ox.Quad(UNIVERSITY, ACRONYM, ox.Literal("EU")),
            ox.Quad(COLLEGE, PREF_LABEL, ox.Literal("The College", language="en")),
            ox.Quad(COLLEGE, ALT_LABEL, ox.Literal("Example University", language="en")),
            ox.Quad(CONCEPT, PREF_LABEL, ox.Literal("Example University", language="en")),
            ox.Quad(ox.NamedNode(f"{RECORDS}concept/example#part"), PREF_LABEL, ox.Literal("Part", language="en")),
        ]
    )
    return NameIndex(names_in(store))


@pytest.mark.parametrize(
    ("text", "types", "found"),
    [
        ("example  UNIVERSITY", (), [CONCEPT, UNIVERSITY]),
        ("Example University", ("institution",), [UNIVERSITY]),
        ("eu", (), [UNIVERSITY]),
        ("the-college", ("institution", "concept"), [COLLEGE]),
        ("The College", ("concept",), []),
        ("Part", (), []),
    ],
)
def test_a_preferred_name_wins_and_acronyms_are_names(
    text: str, types: tuple[str, ...], found: list[ox.NamedNode]
) -> None:
    assert index().find(text, types) == found


def test_a_misspelt_name_has_near_ones() -> None:
    assert index().near("Exampel Universty") == [CONCEPT, UNIVERSITY, COLLEGE]


def test_a_name_that_is_added_is_found() -> None:
    names = index()
    names.add(Name(COLLEGE, "Ivy"))
    assert names.find("ivy") == [COLLEGE]
