"""What is wrong with a single value is found wherever it stands: check digits, days after today, and damaged texts."""

from __future__ import annotations

import datetime as dt
import random
import re
from typing import TYPE_CHECKING

import pyoxigraph as ox
import pytest
from tests.validate.test_rules import world

from arkg.turtle import read
from arkg.validate.check import check_contribution, check_graph
from arkg.validate.checks.single import CROCKFORD, current_day, fits_isbn, fits_isni, fits_issn, fits_orcid, fits_ror
from arkg.validate.graph import open_graph
from arkg.validate.messages.locations import locate

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

FORMS: dict[str, tuple[Callable[[str], bool], str, str]] = {
    "ISBN-13": (fits_isbn, "978", "d" * 10),
    "ISBN-10": (fits_isbn, "", "d" * 9 + "x"),
    "ISSN": (fits_issn, "", "dddd-dddx"),
    "ISNI": (fits_isni, "https://isni.org/isni/", "d" * 15 + "x"),
    "ORCID": (fits_orcid, "https://orcid.org/", "dddd-dddd-dddd-dddx"),
    "ROR": (fits_ror, "https://ror.org/0", "ccccccdd"),
}
"""Kind of identifier → what tells if it fits, how it begins, and its form: d a digit, x that or X, c of base 32."""
CLINIC = """
PREFIX arkg: <https://w3id.org/arkg/ns#>
PREFIX category: <https://w3id.org/arkg/id/category/>
PREFIX dcterms: <http://purl.org/dc/terms/>
PREFIX initiative: <https://w3id.org/arkg/id/initiative/>
PREFIX institution: <https://w3id.org/arkg/id/institution/>
PREFIX oa: <http://www.w3.org/ns/oa#>
PREFIX schema: <https://schema.org/>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
PREFIX xsd: <http://www.w3.org/2001/XMLSchema#>
initiative:clinic-review a arkg:Initiative ;
    arkg:category category:clinical-care ; arkg:runBy institution:lakeside-teaching-hospital ;
    arkg:evidence <https://w3id.org/arkg/id/initiative/clinic-review#evidence-1> ;
"""
EVIDENCE = """
<https://w3id.org/arkg/id/initiative/clinic-review#evidence-1> a arkg:Evidence ;
    oa:hasSource <https://lakeside.example/review> ; arkg:dateRead "2026-11-22"^^xsd:date .
"""
TODAY = dt.date(2026, 11, 28)
DAMAGED = {
    "": "Text-empty",
    " ": "Text-empty",
    "\N{NO-BREAK SPACE}": "Text-empty",
    " Clinic": "Text-blanks",
    "Clinic\t": "Text-blanks",
    "Clinic  Review": "Text-blanks",
    "Clinic\N{NO-BREAK SPACE}Review": "Text-blanks",
    "Clinic\nReview": "Text-line-break",
    "N/A": "Text-placeholder",
    "#N/A": "Text-placeholder",
    "NULL": "Text-possible-placeholder",
    "none": "Text-possible-placeholder",
    "-none-": "Text-placeholder",
    "(unknown)": "Text-placeholder",
    "TBD": "Text-placeholder",
    "?": "Text-placeholder",
    "-": "Text-placeholder",
    "#REF!": "Text-placeholder",
    "#NAME?": "Text-placeholder",
    "#DIV/0!": "Text-placeholder",
    "CafÃ©": "Text-encoding",
    "The clinicâ€™s review": "Text-encoding",
    "Caf\N{REPLACEMENT CHARACTER}": "Text-encoding",
    "Zero\N{ZERO WIDTH SPACE} Width": "Text-invisible",
    "Bell\x07": "Text-invisible",
    "Over\N{RIGHT-TO-LEFT OVERRIDE}ride": "Text-invisible",
    "soft\N{SOFT HYPHEN}en": "Text-invisible",
    "Clinic \N{ZERO WIDTH NO-BREAK SPACE}Review": "Text-invisible",
    "Review &amp; Repair": "Text-markup",
    "Review &#38; Repair": "Text-markup",
    "<b>Review</b>": "Text-markup",
    "Review<br/>": "Text-markup",
}
SOUND = (
    "Café",
    "SÃO PAULO",
    "Â",
    "Review & Repair",
    "AT&T; and others",
    "Nullius in Verba",
    "None of Us Alone",
    "N/A-Free Forms",
    "#MedEdAntiRacism",
    "p < 0.05 and q > 1",
    "می\N{ZERO WIDTH NON-JOINER}خواهم",
    "反種族主義",
    "What now?",
)


def make(form: str, draw: random.Random) -> str:
    """Fill a form with random digits."""
    signs = {"d": "0123456789", "x": "0123456789X", "c": CROCKFORD}
    return "".join(draw.choice(signs[sign]) if sign in signs else sign for sign in form)


@pytest.mark.parametrize("kind", FORMS)
def test_of_all_last_digits_few_fit_and_one_digit_changed_never_fits(kind: str) -> None:
    fits, head, form = FORMS[kind]
    draw = random.Random(7)  # noqa: S311 - the same digits every time
    found = 0
    for _ in range(3000):
        digits = make(form, draw)
        if fits(head + digits):
            found += 1
            place = draw.randrange(len(digits) - 1)
            signs = CROCKFORD if form[place] == "c" else "0123456789"
            others = [sign for sign in signs if sign != digits[place]] if digits[place] != "-" else []
            wrong = [head + digits[:place] + other + digits[place + 1 :] for other in others]
            assert [each for each in wrong if fits(each)] == []
    assert 3000 / 130 < found < 3000 / 7


def told(tmp_path: Path, said: str, today: dt.date = TODAY) -> set[str]:
    """Return the rules that an initiative breaks of which this is said, too."""
    path = tmp_path / "clinic-review.ttl"
    path.write_text(CLINIC + said + EVIDENCE, encoding="utf-8")
    report = check_contribution(world(), locate(world().workspace, path), today=today)
    return {finding.rule.removeprefix("shape:") for finding in report.findings}


def named(name: str) -> str:
    """Write a name in Turtle."""
    return f"skos:prefLabel {ox.Literal(name, language='en')} ."


def test_a_damaged_text_is_told_with_each_property_that_has_it(tmp_path: Path) -> None:
    path = tmp_path / "clinic-review.ttl"
    twice = 'skos:prefLabel "Clinic"@en ; skos:note "A  note"@en ; dcterms:description "A  note"@en .'
    path.write_text(CLINIC + twice + EVIDENCE, encoding="utf-8")
    report = check_contribution(world(), locate(world().workspace, path), today=TODAY)
    found = [(each.rule, each.property, each.place.line) for each in report.findings]
    line = CLINIC.count("\n") + 1
    assert found == [("shape:Text-blanks", "skos:note", line), ("shape:Text-blanks", "dcterms:description", line)]


@pytest.mark.parametrize("name", DAMAGED, ids=ascii)
def test_a_damaged_text_is_found(tmp_path: Path, name: str) -> None:
    assert told(tmp_path, named(name)) == {DAMAGED[name]}


@pytest.mark.parametrize("name", SOUND, ids=ascii)
def test_a_sound_text_is_let_be(tmp_path: Path, name: str) -> None:
    assert told(tmp_path, named(name)) == set()


@pytest.mark.parametrize(
    ("date", "broken"),
    [
        ('"2026-11-28"^^xsd:date', set()),
        ('"2026-11"^^xsd:gYearMonth', set()),
        ('"2026"^^xsd:gYear', set()),
        ('"2026-11-29"^^xsd:date', {"Day-past"}),
        ('"2026-12"^^xsd:gYearMonth', {"Day-past"}),
        ('"2027"^^xsd:gYear', {"Day-past"}),
    ],
)
def test_what_has_begun_has_not_begun_after_today(tmp_path: Path, date: str, broken: set[str]) -> None:
    assert told(tmp_path, f'skos:prefLabel "Clinic Review"@en ; schema:startDate {date} .') == broken


def test_what_is_planned_may_begin_after_today(tmp_path: Path) -> None:
    status = "<https://w3id.org/arkg/id/initiative/clinic-review#status-1>"
    said = f"""skos:prefLabel "Clinic Review"@en ; schema:startDate "2027"^^xsd:gYear ; arkg:datedStatus {status} .
    {status} a arkg:DatedStatus ; arkg:status arkg:Planned ; dcterms:date "2026"^^xsd:gYear ;
        arkg:evidence <https://w3id.org/arkg/id/initiative/clinic-review#evidence-1> ."""
    assert told(tmp_path, said) == set()


def test_a_source_is_not_read_after_today(tmp_path: Path) -> None:
    said = named("Clinic Review")
    assert (told(tmp_path, said), told(tmp_path, said, dt.date(2026, 11, 21))) == (set(), {"Day-read"})


def test_the_day_of_the_clock_is_the_latest_on_earth() -> None:
    assert dt.datetime.now(dt.UTC).date() <= current_day() <= dt.datetime.now(dt.UTC).date() + dt.timedelta(days=1)


def test_a_store_is_looked_through_for_the_same_faults() -> None:
    store = ox.Store()
    store.extend(quad for quad in world().store if re.search("ns#|/id/", str(quad.subject)))
    evidence = EVIDENCE.replace("2026-11-22", "2926-11-22")
    wrong = f'{CLINIC} skos:prefLabel "Clinic Review"@en ; schema:startDate "2931"^^xsd:gYear . {evidence}'
    store.extend(ox.Quad(*each.triple) for each in read(wrong, known_prefixes=world().workspace.prefixes).statements)
    report = check_graph(open_graph(world().workspace, store))
    assert {each.rule for each in report.findings if "clinic-review" in each.record} == {
        "shape:Day-past",
        "shape:Day-read",
    }
