"""Readers find records by what they type: the probes of ``search.csv``, and the words behind them."""

from __future__ import annotations

import doctest
import gzip
from typing import TYPE_CHECKING

import pytest
from tests.support.probes import faults, probes

from arkg.search import Document, SearchIndex, compact, read_documents, words
from arkg.search.compact import to_identifiers_text, to_json
from arkg.search.index import SUBJECT
from arkg.search.words import rules, to_stems

if TYPE_CHECKING:
    from arkg.workspace import Workspace


@pytest.fixture(scope="module")
def index(checkout: Workspace) -> SearchIndex:
    """Return the index of the graph of this repository."""
    return SearchIndex(read_documents(checkout.store()))


@pytest.fixture(scope="module")
def small_index(world: Workspace) -> SearchIndex:
    """Return the index of the small world."""
    return SearchIndex(read_documents(world.store()))


def records(index: SearchIndex, text: str) -> list[str]:
    """Return the records that a text finds, as kind and slug."""
    return [index.documents[hit.number].path for hit in index.search(text).hits]


def test_every_probe_finds_its_record(index: SearchIndex) -> None:
    found = {probe.query: records(index, probe.query) for probe in probes()}
    assert (faults(found), len(found) >= 60) == ([], True)


def test_the_pages_load_at_most_46_bytes_a_record(index: SearchIndex) -> None:
    files = [to_json(index.documents), to_identifiers_text(index.documents)]
    sizes = [len(gzip.compress(each.encode())) / len(index.documents) for each in files]
    assert (sizes[0] <= 46, sizes[1] <= 6) == (True, True), sizes


def test_every_author_is_found_by_the_whole_name(index: SearchIndex) -> None:
    authors = {(text, each.path) for each in index.documents if each.kind == "resource" for text in each.said}
    lost = [(text, record) for text, record in sorted(authors) if record not in records(index, text)]
    assert (lost, len(authors) > 500) == ([], True)


def test_every_record_is_found_first_by_its_name_unless_it_has_a_namesake(index: SearchIndex) -> None:
    names: dict[tuple[str, ...], list[Document]] = {}
    for each in index.documents:
        names.setdefault(to_stems(each.names[0]), []).append(each)
    alone = [each for stems, found in names.items() if len(found) == 1 and stems for each in found]
    wrong = [(each.path, found[:2]) for each in alone if (found := records(index, each.names[0]))[0] != each.path]
    assert wrong == []


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("racsim", "racism"),
        ("microagression", "microaggression"),
        ("univeristy of virginia", "university virginia"),
        ("structural racsim", "structural racism"),
        ("bais", ""),
        ("healthequity", "health equity"),
        ("racism", ""),
        ("zzyzx", ""),
    ],
)
def test_a_misspelt_word_is_corrected_from_five_letters_on(index: SearchIndex, text: str, meant: str) -> None:
    assert index.search(text).meant == meant


def test_a_record_that_was_withdrawn_is_not_found(small_index: SearchIndex) -> None:
    found = records(small_index, "Streets and Lungs")
    assert (found[0], "resource/streets-and-lungs-preprint" in found) == ("resource/streets-and-lungs", False)


def test_a_subject_finds_works_about_narrower_ones(small_index: SearchIndex) -> None:
    hits = small_index.search("Systemic racism").hits
    found = {small_index.documents[hit.number].path: hit.reason for hit in hits if hit.place == SUBJECT}
    assert found["initiative/study-of-housing-and-health"] == "Structural racism"


def test_where_no_record_has_all_words_those_with_most_of_them_are_found(small_index: SearchIndex) -> None:
    assert records(small_index, "Bright Morning Grantmakers")[:1] == ["institution/bright-morning-foundation"]


@pytest.mark.parametrize(
    ("text", "name", "is_found"),
    [
        ("anti racism", "Antiracism", True),
        ("ANTIRACISM", "Anti‑racism now", True),
        ("anti-racism", "An anti racism page", True),
        ("munoz", "Ligia Peña-Muñoz", True),
        ("PEÑA MUÑOZ", "Ligia Pen\u0303a Mun\u0303oz", True),
        ("Łódź", "Lodz", True),
        ("o'brien", "M. O’Brien", True),
        ("u.s. policy", "US policies", True),
        ("Mount St. Mary", "Mt. Saint Mary’s", True),
        ("colour-blind", "Color blind", True),
        ("U Penn", "UPenn", True),
        ("racism", "Anti-racism", False),
        ("race", "Grace", False),
        ("Dei", "Deirdre", False),
        ("-", "Anti-racism", False),
    ],
)
def test_hyphens_accents_spaces_and_case_make_no_difference(text: str, name: str, is_found: bool) -> None:  # noqa: FBT001 - a column of the table above
    names = SearchIndex([Document("resource", "x", (name,)), Document("resource", "y", ("Race in DEI",))])
    assert ("resource/x" in records(names, text)) is is_found


@pytest.mark.parametrize("text", ["", " ", "the", "—", "?", "反种族主义", "a" * 5000, "x " * 500])
def test_any_text_may_be_typed(small_index: SearchIndex, text: str) -> None:
    assert small_index.search(text).hits == ()


def test_the_kept_synonyms_lead_to_a_record_and_have_a_reason(index: SearchIndex) -> None:
    lost = [each for each in rules()["synonyms"] if not each["why"] or not records(index, each["says"])]
    known = [each["says"] for each in rules()["synonyms"] if _is_name(index, each["says"])]
    assert (lost, known) == ([], [])


def _is_name(index: SearchIndex, text: str) -> bool:
    return any(to_stems(text) == to_stems(name) for each in index.documents for name in each.names)


def test_the_examples_of_words_hold() -> None:
    tried = [doctest.testmod(each) for each in (words, compact)]
    assert [(each.failed, each.attempted > 0) for each in tried] == [(0, True)] * 2
