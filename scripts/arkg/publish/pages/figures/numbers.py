"""The numbers of the figures: what is drawn, with links to the lists that count the same."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from arkg.namespaces import ARKG, ORG, SCHEMA, SKOS
from arkg.publish.pages.lists import list_above, sorted_records
from arkg.publish.pages.record.related import list_below
from arkg.publish.pages.summary import places
from arkg.publish.pages.view import year_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from arkg.publish.pages.view import View
    from arkg.publish.site import Record

STEPS = 4
MOST_CONCEPTS = 12
GRID = """
AK . . . . . . . . . ME
. . . . . . . . . VT NH
. WA ID MT ND MN IL WI MI NY RI MA
. OR NV WY SD IA IN OH PA NJ CT
. CA UT CO NE MO KY WV VA MD DE
. . AZ NM KS AR TN NC SC DC
. . . . OK LA MS AL GA
HI . . . TX . . . . FL PR
"""


@dataclass(frozen=True, slots=True)
class Count:
    """A number with what it counts, the list of what was counted, and the step of its shade."""

    label: str
    count: int
    path: str = ""
    step: int = 0


@dataclass(frozen=True, slots=True)
class Tile:
    """A state on the map: its code, its row and column, and its number."""

    code: str
    row: int
    column: int
    counted: Count


@dataclass(frozen=True, slots=True)
class Span:
    """An initiative with the dates of its start and its end, in years and as they are written; no end where unknown."""

    record: Record
    begin: float
    end: float | None
    started: str
    ended: str


def count_years(view: View) -> list[Count]:
    """Return the number of initiatives that started in each year, from the first to the last."""
    initiatives = sorted_records(view, "initiative")
    years = Counter(int(year) for each in initiatives if (year := year_of(_date(view, each, "start"))))
    every = range(min(years), max(years) + 1) if years else ()
    return [Count(str(year), years[year], f"initiative/?year={year}" if years[year] else "") for year in every]


def list_spans(view: View) -> list[Span]:
    """Return the initiatives whose start is known, the first first."""
    found = []
    for record in sorted_records(view, "initiative"):
        started, ended = (_date(view, record, which) for which in ("start", "end"))
        if started:
            found.append(Span(record, _to_years(started), _to_years(ended) if ended else None, started, ended))
    return sorted(found, key=lambda each: (each.begin, each.record.slug))


def _date(view: View, record: Record, which: str) -> str:
    """Return the date of the start or the end of an initiative, as it is written."""
    return view.site.text(record.iri, f"{SCHEMA}{which}Date")


def _to_years(day: str) -> float:
    """Return a date in years.

    >>> _to_years("2021"), _to_years("2021-07"), _to_years("2021-07-01")
    (2021.0, 2021.5, 2021.5)
    """
    year, month, day = (*day.split("-"), "1", "1")[:3]
    return int(year) + (int(month) - 1) / 12 + (int(day) - 1) / 365


def count_categories(view: View) -> list[Count]:
    """Return the number of initiatives of each category, the largest first."""
    found = Counter(
        kind.slug
        for each in sorted_records(view, "initiative")
        for kind in view.site.linked(each.iri, f"{ARKG}category")
    )
    records = sorted(sorted_records(view, "category"), key=lambda each: (-found[each.slug], each.label))
    return [Count(each.label, found[each.slug], f"initiative/?category={each.slug}") for each in records]


def count_places(view: View) -> dict[str, Count]:
    """Return the number of initiatives in each place itself, by its slug, the largest first."""
    placed = Counter(place.slug for each in sorted_records(view, "initiative") for place in places(view, each))
    return _rank_places(view, placed, "initiative/?state={}&below=no")


def count_schools(view: View) -> dict[str, Count]:
    """Return the number of medical schools in each place itself, by its slug, the largest first."""
    placed = Counter(place.slug for each in list_schools(view) for place in places(view, each))
    return _rank_places(view, placed, "institution/?kind=medical-school&state={}&below=no")


def list_schools(view: View) -> list[Record]:
    """Return the medical schools."""
    return [each for each in sorted_records(view, "institution") if "medical school" in view.types(each)]


def is_active(view: View, institution: Record, initiatives: set[str]) -> bool:
    """Return whether an institution or a part of it runs one of these initiatives."""
    bodies = [institution, *list_below(view, institution, f"{ORG}subOrganizationOf")]
    links = (link for body in bodies for link in view.site.backlinks.get(body.iri, ()))
    return any(link.predicate.value == f"{ARKG}runBy" and link.record.value in initiatives for link in links)


def _rank_places(view: View, placed: Counter[str], path: str) -> dict[str, Count]:
    """Return the counts of places, the largest first."""
    most = max(placed.values(), default=0)
    records = sorted(view.site.current("place"), key=lambda each: (-placed[each.slug], each.label))
    return {
        each.slug: Count(each.label, placed[each.slug], path.format(each.slug), step_of(placed[each.slug], most))
        for each in records
        if placed[each.slug]
    }


def make_tiles(view: View, counts: dict[str, Count]) -> list[Tile]:
    """Return a tile for every state on a grid that keeps neighbors close to each other."""
    codes = {
        view.site.text(place.iri, f"{SKOS}notation").removeprefix("US-"): place for place in view.site.current("place")
    }
    tiles = []
    for row, line in enumerate(GRID.strip().splitlines()):
        for column, code in enumerate(line.split()):
            if code != ".":
                place = codes.get(code)
                found = counts.get(place.slug) if place else None
                tiles.append(Tile(code, row, column, found or Count(place.label if place else code, 0)))
    return tiles


def cross_concepts(view: View) -> tuple[list[Record], list[tuple[Record, list[Count]]]]:
    """Return the categories, and the concepts most addressed with the number of initiatives of each category.

    An initiative that addresses a narrower concept counts for the broader one, too.
    """
    categories, pairs = sorted_records(view, "category"), Counter[tuple[str, str]]()
    addressed: dict[str, set[str]] = {}
    for each in sorted_records(view, "initiative"):
        own = view.site.linked(each.iri, f"{ARKG}addresses")
        for concept in [*own, *list_above(view, own, f"{SKOS}broader")]:
            addressed.setdefault(concept.slug, set()).add(each.slug)
            pairs.update((concept.slug, kind.slug) for kind in view.site.linked(each.iri, f"{ARKG}category"))
    concepts = sorted(sorted_records(view, "concept"), key=lambda one: -len(addressed.get(one.slug, ())))
    kept = [each for each in concepts[:MOST_CONCEPTS] if each.slug in addressed]
    most = max((pairs[concept.slug, kind.slug] for concept in kept for kind in categories), default=0)
    return categories, [(concept, [_cross(concept, kind, pairs, most) for kind in categories]) for concept in kept]


def _cross(concept: Record, kind: Record, pairs: Counter[tuple[str, str]], most: int) -> Count:
    """Return the number of initiatives of a category that address a concept."""
    count = pairs[concept.slug, kind.slug]
    path = f"initiative/?category={kind.slug}&concept={concept.slug}" if count else ""
    return Count(f"{concept.label}, {kind.label}", count, path, step_of(count, most))


def step_of(count: int, most: int) -> int:
    """Return the shade of a count: 0 for none, then equal steps up to the most."""
    return -(-count * STEPS // most) if count else 0


def make_legend(counts: Sequence[int]) -> dict[int, str]:
    """Return the shades with the counts that they stand for."""
    most = max(counts, default=0)
    found: dict[int, list[int]] = {}
    for count in range(most + 1):
        found.setdefault(step_of(count, most), []).append(count)
    return {step: f"{each[0]}–{each[-1]}" if len(each) > 1 else str(each[0]) for step, each in found.items()}
