"""The numbers of initiatives by year, by category and by state, as the template of the figures draws them."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from arkg.namespaces import ARKG, SCHEMA, SKOS
from arkg.publish.pages.lists import sorted_records
from arkg.publish.pages.summary import places
from arkg.publish.pages.view import year_of

if TYPE_CHECKING:
    from arkg.publish.pages.view import View
    from arkg.publish.site import Record

STEPS = 4
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
class Tile:
    """A state on the map: its code, its row and column, its number of initiatives, and the step of its shade."""

    code: str
    row: int
    column: int
    count: int
    step: int


@dataclass(frozen=True, slots=True)
class Charts:
    """The numbers of the charts; ``undated`` and ``unplaced`` count what they leave out."""

    years: list[tuple[int, int]]
    categories: list[tuple[Record, int]]
    states: list[tuple[Record, int]]
    tiles: list[Tile]
    legend: dict[int, str]
    total: int
    undated: int
    unplaced: int


def make_charts(view: View) -> Charts:
    """Count the initiatives."""
    initiatives = sorted_records(view, "initiative")
    started = [int(year) for each in initiatives if (year := year_of(view.site.text(each.iri, f"{SCHEMA}startDate")))]
    years = Counter(started)
    categories = Counter(kind.slug for each in initiatives for kind in view.site.linked(each.iri, f"{ARKG}category"))
    placed = [places(view, each) for each in initiatives]
    states = Counter(place.slug for found in placed for place in found)
    most = max(states.values(), default=0)
    return Charts(
        years=[(year, years[year]) for year in range(min(started), max(started) + 1)] if started else [],
        categories=_rank(view, "category", categories),
        states=[(record, count) for record, count in _rank(view, "place", states) if count],
        tiles=_make_tiles(view, states, most),
        legend=_make_legend(most),
        total=len(initiatives),
        undated=len(initiatives) - len(started),
        unplaced=sum(not found for found in placed),
    )


def _rank(view: View, kind: str, counts: Counter[str]) -> list[tuple[Record, int]]:
    """Return the records of a type with their counts, the largest first."""
    records = sorted(sorted_records(view, kind), key=lambda each: (-counts[each.slug], each.label))
    return [(each, counts[each.slug]) for each in records]


def _make_tiles(view: View, states: Counter[str], most: int) -> list[Tile]:
    """Return a tile for every state on a grid that keeps neighbors close to each other."""
    codes = {
        view.site.text(place.iri, f"{SKOS}notation").removeprefix("US-"): place.slug
        for place in view.site.current("place")
    }
    return [
        Tile(code, row, column, states[codes.get(code, "")], step_of(states[codes.get(code, "")], most))
        for row, line in enumerate(GRID.strip().splitlines())
        for column, code in enumerate(line.split())
        if code != "."
    ]


def step_of(count: int, most: int) -> int:
    """Return the shade of a count: 0 for none, then equal steps up to the most."""
    return -(-count * STEPS // most) if count else 0


def _make_legend(most: int) -> dict[int, str]:
    """Return the shades with the counts that they stand for."""
    counts: dict[int, list[int]] = {}
    for count in range(most + 1):
        counts.setdefault(step_of(count, most), []).append(count)
    return {step: f"{each[0]}–{each[-1]}" if len(each) > 1 else str(each[0]) for step, each in counts.items()}
