"""The initiatives in, three charts out: by year, by category, by state, each with the numbers that it draws."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from arkg.publish.pages.facts import place_of
from arkg.publish.pages.lists import current
from arkg.publish.pages.shown import Shown, show_record, year_of
from arkg.publish.pages.vocabulary import CATEGORY, SKOS, STARTED

if TYPE_CHECKING:
    from arkg.publish.pages.lookup import Lookup

WIDTH, BAR_ROOM, STEPS = 360, 150, 4
TILE = 30
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
class Bar:
    """A bar: what it stands for, how many, and where it is drawn."""

    label: Shown
    count: int
    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class Tile:
    """A state on the map: its letters, its name, how many, the step of its shade, and where it is drawn."""

    code: str
    label: Shown
    count: int
    step: int
    x: int
    y: int


@dataclass(frozen=True, slots=True)
class Charts:
    """The three charts; ``undated`` and ``unplaced`` count what they leave out."""

    years: tuple[Bar, ...]
    categories: tuple[Bar, ...]
    tiles: tuple[Tile, ...]
    legend: tuple[tuple[int, str], ...]
    states: tuple[tuple[Shown, int], ...]
    total: int
    undated: int
    unplaced: int


def make_charts(lookup: Lookup) -> Charts:
    """Count the initiatives and draw them."""
    initiatives = current(lookup, "initiative")
    years = Counter(year for each in initiatives if (year := year_of(lookup.text(each.iri, STARTED))))
    categories = Counter(kind.iri.value for each in initiatives for kind in lookup.linked(each.iri, CATEGORY))
    placed = [place_of(lookup, each) for each in initiatives]
    states = Counter(place.iri.value for places in placed for place in places)
    most = max(states.values(), default=0)
    ranked = sorted(states, key=lambda iri: (-states[iri], lookup.records[iri].label))
    return Charts(
        years=draw_years(years),
        categories=draw_categories(lookup, categories),
        tiles=draw_tiles(lookup, states, most),
        legend=make_legend(most),
        states=tuple((show_record(lookup.records[iri]), states[iri]) for iri in ranked),
        total=len(initiatives),
        undated=len(initiatives) - years.total(),
        unplaced=sum(not places for places in placed),
    )


def draw_years(years: Counter[str]) -> tuple[Bar, ...]:
    """Draw a bar for every year from the first to the last, those without initiatives too."""
    if not years:
        return ()
    first, last = int(min(years)), int(max(years))
    step, most = WIDTH / (last - first + 1), max(years.values())
    bars = []
    for place, year in enumerate(range(first, last + 1)):
        height = round(BAR_ROOM * years[str(year)] / most, 1)
        x = round(place * step + step * 0.12, 1)
        bars.append(Bar(Shown(str(year)), years[str(year)], x, 20 + BAR_ROOM - height, round(step * 0.76, 1), height))
    return tuple(bars)


def draw_categories(lookup: Lookup, categories: Counter[str]) -> tuple[Bar, ...]:
    """Draw a bar for every category of the graph, the largest first."""
    most = max(categories.values(), default=1)
    records = sorted(current(lookup, "category"), key=lambda each: (-categories[each.iri.value], each.label))
    return tuple(
        Bar(
            show_record(record),
            categories[record.iri.value],
            0,
            place * 44 + 20,
            round((WIDTH - 40) * categories[record.iri.value] / most, 1),
            16,
        )
        for place, record in enumerate(records)
    )


def draw_tiles(lookup: Lookup, states: Counter[str], most: int) -> tuple[Tile, ...]:
    """Draw a tile for every state on a grid that keeps neighbors near each other."""
    codes = {
        str(getattr(code, "value", "")).removeprefix("US-"): place
        for place in current(lookup, "place")
        for code in lookup.values(place.iri, f"{SKOS}notation")
    }
    tiles = []
    for row, line in enumerate(GRID.strip().splitlines()):
        for column, code in enumerate(line.split()):
            if code != ".":
                place = codes.get(code)
                count = states[place.iri.value] if place else 0
                label = show_record(place) if place else Shown(code)
                tiles.append(Tile(code, label, count, step_of(count, most), column * TILE, row * TILE))
    return tuple(tiles)


def step_of(count: int, most: int) -> int:
    """Return the shade of a count: 0 for none, then equal steps up to the most."""
    return -(-count * STEPS // most) if count else 0


def make_legend(most: int) -> tuple[tuple[int, str], ...]:
    """Return the shades with the counts that they stand for."""
    counts: dict[int, list[int]] = {}
    for count in range(most + 1):
        counts.setdefault(step_of(count, most), []).append(count)
    return tuple((step, f"{each[0]}–{each[-1]}" if len(each) > 1 else str(each[0])) for step, each in counts.items())
