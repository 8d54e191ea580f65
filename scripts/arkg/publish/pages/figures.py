"""The figures, each with a sentence, a drawing, a table, and files to take away (CSV, SVG); and the map of concepts."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from arkg.formats.csv import guarded
from arkg.names import join_words
from arkg.namespaces import ARKG, DCTERMS, SCHEMA, SKOS
from arkg.publish.citations import american_date
from arkg.publish.pages.lists import HAS_INITIATIVES, NOT_STATED, Branch, choose, make_hierarchy, sorted_records
from arkg.publish.pages.view import Inline, View
from arkg.publish.tables import write_rows

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from arkg.publish.site import Record

STEPS = 4
MOST_CONCEPTS = 12
START, CATEGORY, ADDRESSES = f"{SCHEMA}startDate", f"{ARKG}category", f"{ARKG}addresses"
SUBJECTS = (ADDRESSES, f"{DCTERMS}subject")
ACROSS = 4
"""How many concepts that have no narrower ones stand in a row of the map."""


@dataclass(frozen=True, slots=True)
class Count:
    """A number with what it counts, the list of what was counted, and the step of its shade."""

    label: str
    count: int
    path: str = ""
    step: int = 0

    @property
    def row(self) -> list[Inline | int]:
        """Return the number with what it counts as a row of a table."""
        return [Inline(self.label, self.path), self.count]


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure: its name in addresses, its title, a sentence that says what it shows, the drawing, and its table.

    ``numbers`` are what the macro of the templates that is called like ``drawing`` draws.
    """

    name: str
    title: str
    sentence: str
    drawing: str
    numbers: dict[str, Any]
    columns: list[str]
    rows: list[list[Inline | int]]


@dataclass(frozen=True, slots=True)
class Box:
    """A concept on the map: its column and row, how many rows it is high, and how much is about it."""

    record: Record
    column: int
    row: int
    rows: int
    count: int
    step: int
    above: str
    related: str


def make_figures(view: View) -> Iterator[tuple[str, bytes]]:
    """Yield the page of the figures, and each as a drawing and as a table of its own."""
    figures = [draw(view) for draw in DRAWN]
    total = len(view.site.current("initiative"))
    yield view.render("figures/", "figures.html", figures=figures, total=total)
    for figure in figures:
        yield view.render(f"figures/{figure.name}.svg", "figure.svg", figure=figure)
        rows = ([_to_cell(each) for each in row] for row in figure.rows)
        yield f"figures/{figure.name}.csv", write_rows(figure.columns, rows).encode()


def _to_cell(value: Inline | int) -> str | int:
    """Return a number or a text as a cell of CSV: a date as it is written."""
    return value if isinstance(value, int) else guarded(value.day or value.text)


def _make(
    view: View, name: str, drawing: str, numbers: dict[str, Any], rows: list[list[Inline | int]], **words: object
) -> Figure:
    """Return a figure with its title, its columns, and its sentence, into which ``words`` are put."""
    wording = view.wording["figures"][name]
    sentence = wording["sentence"].format(**words).strip() if rows else ""
    columns = [*wording["columns"], *(each.label for each in numbers.get("categories", ()))]
    return Figure(name, wording["title"], sentence, drawing, numbers, columns, rows)


def _draw_timeline(view: View) -> Figure:
    """Return the initiatives from start to end, the first first."""
    initiatives, ways = view.site.current("initiative"), (START, f"{SCHEMA}endDate")
    days = {each.slug: [view.site.text(each.iri, way) for way in ways] for each in initiatives}
    years = {slug: (_to_years(started), _to_years(ended)) for slug, (started, ended) in days.items()}
    spans = [(*years[each.slug], each) for each in initiatives if days[each.slug][0]]
    spans.sort(key=lambda each: (each[0], each[2].slug))
    until = int(view.site.project.released[:4]) + 1
    rows: list[list[Inline | int]] = [
        [view.inline(each), *(Inline(american_date(day), day=day) for day in days[each.slug])] for _, _, each in spans
    ]
    numbers = {"spans": spans, "first": int(spans[0][0]) if spans else until - 1, "until": until}
    ended = sum(end > 0 for _, end, _ in spans)
    return _make(view, "timeline", "timeline", numbers, rows, dated=len(spans), total=len(initiatives), ended=ended)


def _to_years(day: str) -> float:
    """Return a date in years, 0 for none.

    >>> _to_years("2021"), _to_years("2021-07"), _to_years("")
    (2021.0, 2021.5, 0.0)
    """
    year, month, day = (*day.split("-"), "1", "1")[:3]
    return int(year) + (int(month) - 1) / 12 + (int(day) - 1) / 365 if year else 0.0


def _count(view: View, records: Iterable[Record], source: str) -> Counter[tuple[str, str]]:
    """Return how many records have each value of a facet themselves; what is not stated is left out."""
    found = Counter(each for record in records for each in choose(view, record, source)[0])
    del found[NOT_STATED]
    return found


def _draw_years(view: View) -> Figure:
    """Return the initiatives by the year of their start, from the first to the last."""
    initiatives = view.site.current("initiative")
    found = Counter({int(year): count for (year, _), count in _count(view, initiatives, START).items()})
    every = range(min(found), max(found) + 1) if found else ()
    years = [Count(str(year), found[year], f"initiative/?year={year}" if year in found else "") for year in every]
    most = max(years, key=lambda each: each.count, default=Count("", 0))
    numbers = {"counts": years, "most": most.count or 1}
    return _make(view, "years", "years", numbers, [each.row for each in years if each.count], most=most)


def count_categories(view: View) -> list[Count]:
    """Return the number of initiatives of each category, the largest first."""
    found = _count(view, view.site.current("initiative"), CATEGORY)
    records = sorted(sorted_records(view, "category"), key=lambda each: (-found[each.slug, each.label], each.label))
    return [Count(each.label, found[each.slug, each.label], f"initiative/?category={each.slug}") for each in records]


def _draw_categories(view: View) -> Figure:
    """Return the initiatives by category."""
    counts = count_categories(view)
    numbers = {"counts": counts, "most": max((each.count for each in counts), default=0) or 1}
    return _make(view, "categories", "bars", numbers, [each.row for each in counts], most=_name_most(counts[:2]))


def _name_most(counts: Iterable[Count]) -> str:
    """Return what was counted, with the numbers, as a list within a sentence."""
    return join_words([f"{each.label} ({each.count})" for each in counts])


def _draw_concepts(view: View) -> Figure:
    """Return the concepts most addressed by the initiatives of each category.

    An initiative that addresses a narrower concept counts for the broader one, too.
    """
    categories, pairs, addressed = sorted_records(view, "category"), Counter[tuple[str, str]](), Counter[str]()
    for each in view.site.current("initiative"):
        slugs = {slug for choices in choose(view, each, ADDRESSES) for slug, _ in choices}
        addressed.update(slugs)
        pairs.update((slug, kind) for slug in slugs for kind, _ in choose(view, each, CATEGORY)[0])
    concepts = sorted(sorted_records(view, "concept"), key=lambda each: -addressed[each.slug])[:MOST_CONCEPTS]
    kept = [each for each in concepts if addressed[each.slug]]
    most = max((pairs[concept.slug, kind.slug] for concept in kept for kind in categories), default=0)
    crossed = [(each, [_cross(each, kind, pairs, most) for kind in categories]) for each in kept]
    top = max((each for _, row in crossed for each in row), key=lambda each: each.count, default=None)
    rows: list[list[Inline | int]] = [[view.inline(concept), *(each.count for each in row)] for concept, row in crossed]
    return _make(view, "concepts", "grid", {"categories": categories, "rows": crossed}, rows, top=top)


def _cross(concept: Record, kind: Record, pairs: Counter[tuple[str, str]], most: int) -> Count:
    """Return the number of initiatives of a category that address a concept."""
    count = pairs[concept.slug, kind.slug]
    path = f"initiative/?category={kind.slug}&concept={concept.slug}" if count else ""
    return Count(f"{concept.label}, {kind.label}", count, path, step_of(count, most))


def _draw_places(view: View) -> Figure:
    """Return the initiatives by the state of the institutions that run them."""
    initiatives = view.site.current("initiative")
    counts = _count_places(view, initiatives, "initiative/?state={}&below=no")
    nowhere = sum(NOT_STATED in choose(view, each, "place")[0] for each in initiatives)
    without = f"{nowhere} {'has' if nowhere == 1 else 'have'} no place recorded." if nowhere else ""
    rows = [each.row for each in counts.values()]
    most = _name_most(list(counts.values())[:3])
    return _make(view, "states", "tiles", _to_tiles(view, counts), rows, most=most, without=without)


def _draw_schools(view: View) -> Figure:
    """Return the medical schools by state, and how many of them run an initiative, themselves or by a part."""
    schools = [each for each in view.site.current("institution") if "medical school" in view.types(each)]
    active = [each for each in schools if any(HAS_INITIATIVES in one for one in choose(view, each, "initiatives"))]
    counts = _count_places(view, schools, "institution/?kind=medical-school&state={}&below=no")
    by_place = _count(view, active, "place")
    rows = [[*each.row, by_place[slug, each.label]] for slug, each in counts.items()]
    numbers = _to_tiles(view, counts)
    return _make(view, "schools", "tiles", numbers, rows, active=len(active), total=len(schools))


DRAWN = (_draw_timeline, _draw_years, _draw_categories, _draw_concepts, _draw_places, _draw_schools)


def _count_places(view: View, records: list[Record], path: str) -> dict[str, Count]:
    """Return how many records are in each place itself, by its slug, the most frequent first."""
    placed = _count(view, records, "place")
    most = max(placed.values(), default=0)
    ordered = sorted(placed.items(), key=lambda each: (-each[1], each[0][1]))
    return {slug: Count(label, count, path.format(slug), step_of(count, most)) for (slug, label), count in ordered}


def _to_tiles(view: View, counts: dict[str, Count]) -> dict[str, Any]:
    """Return what is drawn of counts of places: the count of every state by its code."""
    by_code = {
        view.site.text(place.iri, f"{SKOS}notation").removeprefix("US-"): counts.get(place.slug, Count(place.label, 0))
        for place in view.site.current("place")
    }
    grid = [line.split() for line in view.wording["tiles"].split("\n")]
    return {"grid": grid, "counts": by_code, "legend": make_legend(each.count for each in counts.values())}


def step_of(count: int, most: int) -> int:
    """Return the shade of a count: 0 for none, then equal steps up to the most."""
    return -(-count * STEPS // most) if count else 0


def make_legend(counts: Iterable[int]) -> dict[int, str]:
    """Return the shades with the counts that they stand for."""
    most = max(counts, default=0)
    found: dict[int, list[int]] = {}
    for count in range(most + 1):
        found.setdefault(step_of(count, most), []).append(count)
    return {step: f"{each[0]}–{each[-1]}" if len(each) > 1 else str(each[0]) for step, each in found.items()}


def make_map(view: View) -> tuple[str, bytes]:
    """Return the page of the map: boxes from the broader to the narrower, each as high as what is below it."""
    hierarchy = make_hierarchy(view)
    current = {each.iri for kind in ("initiative", "resource") for each in view.site.current(kind)}
    counts = {
        concept.slug: len({each.iri for way in SUBJECTS for each in view.site.referring(concept, way)} & current)
        for concept in view.site.current("concept")
    }
    row, boxes = 0, list[Box]()
    for branch in (each for each in hierarchy if each.branches):
        boxes += _place(view, branch, counts, (0, row, ""))
        row += branch.rows
    single = [each for each in hierarchy if not each.branches]
    for number, branch in enumerate(single):
        boxes += _place(view, branch, counts, (number % ACROSS, row + number // ACROSS, ""))
    row += -(-len(single) // ACROSS)
    columns, legend = max((box.column for box in boxes), default=0) + 1, make_legend(counts.values())
    return view.render("concept/map/", "map.html", boxes=boxes, columns=columns, rows=row, legend=legend)


def _place(view: View, branch: Branch, counts: dict[str, int], at: tuple[int, int, str]) -> Iterator[Box]:
    """Yield the box of a concept, and those of its narrower ones to the right of it."""
    column, row, above = at
    record, way = branch.record, f"{SKOS}related"
    related = " ".join(each.slug for each in (*view.site.linked(record.iri, way), *view.site.referring(record, way)))
    count, most = counts[record.slug], max(counts.values())
    yield Box(record, column, row, branch.rows, count, step_of(count, most), above, related)
    for each in branch.branches:
        yield from _place(view, each, counts, (column + 1, row, record.slug))
        row += each.rows
