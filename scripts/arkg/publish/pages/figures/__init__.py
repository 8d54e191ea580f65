"""The figures: each with a sentence, a drawing, a table, and files to take away (CSV, SVG)."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from arkg.formats.csv import guarded
from arkg.publish.pages.figures.concepts import make_map
from arkg.publish.pages.figures.numbers import (
    GRID,
    Count,
    count_categories,
    count_places,
    count_schools,
    count_years,
    cross_concepts,
    is_active,
    list_schools,
    list_spans,
    make_legend,
    make_tiles,
    step_of,
)
from arkg.publish.pages.page import Page
from arkg.publish.pages.summary import places
from arkg.publish.pages.view import Inline, american_date, join

if TYPE_CHECKING:
    from collections.abc import Iterator

    from arkg.publish.pages.page import Renderer
    from arkg.publish.pages.view import View

__all__ = ["GRID", "Figure", "count_categories", "make_figures", "make_map", "step_of"]

BOM = "\ufeff"


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure: its name in addresses, its title, a sentence that says what it shows, the drawing, and its table.

    ``numbers`` are what the macro ``drawing`` of the templates draws.
    """

    name: str
    title: str
    sentence: str
    drawing: str
    height: int
    numbers: dict[str, Any]
    columns: list[str]
    rows: list[list[Inline | int]]


def make_figures(view: View, renderer: Renderer) -> Iterator[tuple[str, bytes]]:
    """Yield the page of the figures, and each as a drawing and as a table of its own."""
    figures = [
        _draw_timeline(view),
        _draw_years(view),
        _draw_categories(view),
        _draw_concepts(view),
        _draw_places(view),
        _draw_schools(view),
    ]
    description = "Initiatives by time, category, concept, and state, and the medical schools of each state."
    page = Page("figures/", "Figures", description, crumbs=(Inline("Initiatives", "initiative/"),))
    total = len(view.site.current("initiative"))
    yield renderer.make(page, "figures.html", figures=figures, total=total)
    for figure in figures:
        name = Page("figures/", figure.title, figure.sentence, file=f"{figure.name}.svg")
        yield renderer.make(name, "figure.svg", figure=figure)
        yield f"figures/{figure.name}.csv", _to_csv(figure).encode()


def _to_csv(figure: Figure) -> str:
    """Return the table of a figure as CSV."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(figure.columns)
    for row in figure.rows:
        writer.writerow([each if isinstance(each, int) else guarded(each.day or each.text) for each in row])
    return BOM + out.getvalue()


def _link(counted: Count) -> list[Inline | int]:
    """Return a number with what it counts as a row of a table."""
    return [Inline(counted.label, counted.path), counted.count]


def _draw_timeline(view: View) -> Figure:
    """Return the initiatives from start to end."""
    spans, total = list_spans(view), len(view.site.current("initiative"))
    ended = sum(each.end is not None for each in spans)
    until = int(view.site.project.released[:4]) + 1
    first = int(min((each.begin for each in spans), default=until - 1))
    sentence = (
        f"A source gives the start of {len(spans)} of {total} initiatives, and the end of {ended} of these; "
        "where no source gives an end, the bar is hatched up to this release."
    )
    rows: list[list[Inline | int]] = [
        [view.inline(each.record), *(Inline(american_date(day), day=day) for day in (each.started, each.ended))]
        for each in spans
    ]
    numbers = {"spans": spans, "first": first, "until": until}
    columns = ["Initiative", "Start", "End"]
    return Figure(
        "timeline", "Initiatives over time", sentence, "timeline", len(spans) * 7 + 24, numbers, columns, rows
    )


def _draw_years(view: View) -> Figure:
    """Return the initiatives by the year of their start."""
    years = count_years(view)
    most = max(years, key=lambda each: each.count, default=Count("", 0))
    sentence = f"More initiatives started in {most.label} than in any other year: {most.count}." if years else ""
    rows = [_link(each) for each in years if each.count]
    numbers = {"counts": years, "most": most.count or 1}
    return Figure(
        "years", "Initiatives by starting year", sentence, "years", 196, numbers, ["Year", "Initiatives"], rows
    )


def _draw_categories(view: View) -> Figure:
    """Return the initiatives by category."""
    counts = count_categories(view)
    named = join([f"{each.label} ({each.count})" for each in counts[:2]])
    sentence = f"The most frequent categories are {named}; an initiative can be of several." if counts else ""
    numbers = {"counts": counts, "most": max((each.count for each in counts), default=0) or 1}
    columns = ["Category", "Initiatives"]
    height = len(counts) * 44 + 4
    return Figure(
        "categories", "Initiatives by category", sentence, "bars", height, numbers, columns, list(map(_link, counts))
    )


def _draw_concepts(view: View) -> Figure:
    """Return the concepts that the initiatives of each category address."""
    categories, crossed = cross_concepts(view)
    counts = [each for _, row in crossed for each in row]
    top = max(counts, key=lambda each: each.count, default=None)
    sentence = (
        f"The concepts that most initiatives address; the most frequent pair is {top.label} ({top.count}). "
        "What addresses a narrower concept counts for the broader one, too."
        if top
        else ""
    )
    rows: list[list[Inline | int]] = [[view.inline(concept), *(each.count for each in row)] for concept, row in crossed]
    numbers = {"categories": categories, "rows": crossed}
    columns = ["Concept", *(each.label for each in categories)]
    height = 130 + 28 * len(crossed)
    return Figure("concepts", "Concepts by category", sentence, "grid", height, numbers, columns, rows)


def _draw_places(view: View) -> Figure:
    """Return the initiatives by the state of the institutions that run them."""
    counts = count_places(view)
    most = join([f"{each.label} ({each.count})" for each in list(counts.values())[:3]])
    nowhere = sum(not places(view, each) for each in view.site.current("initiative"))
    sentence = (
        f"Most are run by institutions in {most}; one that is run in two states counts in both, and one whose state "
        "is not recorded counts under its country."
        + (f" {nowhere} {'has' if nowhere == 1 else 'have'} no place recorded." if nowhere else "")
    )
    numbers = {"tiles": make_tiles(view, counts), "legend": make_legend([each.count for each in counts.values()])}
    columns, rows = ["Place", "Initiatives"], list(map(_link, counts.values()))
    return Figure("states", "Initiatives by state", sentence, "tiles", 276, numbers, columns, rows)


def _draw_schools(view: View) -> Figure:
    """Return the medical schools by state, and how many of them run an initiative."""
    counts, schools = count_schools(view), list_schools(view)
    initiatives = {each.iri.value for each in view.site.current("initiative")}
    active = {each.slug for each in schools if is_active(view, each, initiatives)}
    by_place = dict.fromkeys(counts, 0)
    for school in schools:
        for place in places(view, school):
            by_place[place.slug] += school.slug in active
    sentence = (
        f"{len(active)} of the {len(schools)} medical schools in this graph run a recorded initiative, "
        "themselves or by a part of theirs."
    )
    numbers = {"tiles": make_tiles(view, counts), "legend": make_legend([each.count for each in counts.values()])}
    rows = [[*_link(each), by_place[slug]] for slug, each in counts.items()]
    columns = ["Place", "Medical schools", "With an initiative"]
    return Figure("schools", "Medical schools by state", sentence, "tiles", 276, numbers, columns, rows)
