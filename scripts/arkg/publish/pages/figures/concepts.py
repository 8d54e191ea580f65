"""The map of all concepts: boxes from the broader to the narrower, each as high as what is below it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from arkg.namespaces import ARKG, DCTERMS, SKOS
from arkg.publish.pages.figures.numbers import make_legend, step_of
from arkg.publish.pages.lists import make_hierarchy
from arkg.publish.pages.page import Page
from arkg.publish.pages.view import Inline

if TYPE_CHECKING:
    from collections.abc import Iterator

    from arkg.publish.pages.lists import Branch
    from arkg.publish.pages.page import Renderer
    from arkg.publish.pages.view import View
    from arkg.publish.site import Record

SUBJECTS = (f"{ARKG}addresses", f"{DCTERMS}subject")
WIDTH = 210
"""The width of a box."""
ACROSS = 4
"""How many concepts that have no narrower ones stand in a row."""


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

    @property
    def label(self) -> str:
        """Return its name as it fits into the box."""
        longest = WIDTH // 7
        return self.record.label if len(self.record.label) <= longest else f"{self.record.label[: longest - 1]}…"


def make_map(view: View, renderer: Renderer) -> tuple[str, bytes]:
    """Return the page of the map."""
    hierarchy = make_hierarchy(view)
    about = {each.iri.value for kind in ("initiative", "resource") for each in view.site.current(kind)}
    counts = {each.slug: _count(view, each, about) for each in view.site.current("concept")}
    most, row, boxes = max(counts.values(), default=0), 0, list[Box]()
    for branch in (each for each in hierarchy if each.branches):
        boxes += _place(view, branch, counts, most, (0, row, ""))
        row += _height(branch)
    single = [each for each in hierarchy if not each.branches]
    for number, branch in enumerate(single):
        boxes += _place(view, branch, counts, most, (number % ACROSS, row + number // ACROSS, ""))
    row += -(-len(single) // ACROSS)
    page = Page(
        "concept/map/",
        "Map of concepts",
        "All concepts from the broader to the narrower, darker where more initiatives and resources are about them.",
        crumbs=(Inline("Concepts", "concept/"),),
    )
    columns = max((box.column for box in boxes), default=0) + 1
    legend = make_legend([*counts.values()])
    return renderer.make(
        page, "map.html", boxes=boxes, width=columns * WIDTH, box=WIDTH, height=row * 26, legend=legend
    )


def _height(branch: Branch) -> int:
    """Return how many rows a concept is high: one for each narrowest concept below it."""
    return sum(map(_height, branch.branches)) or 1


def _place(view: View, branch: Branch, counts: dict[str, int], most: int, at: tuple[int, int, str]) -> Iterator[Box]:
    """Yield the box of a concept, and those of its narrower ones to the right of it."""
    column, row, above = at
    record = branch.record
    related = " ".join(each.slug for each in _find_related(view, record))
    count = counts[record.slug]
    yield Box(record, column, row, _height(branch), count, step_of(count, most), above, related)
    for each in branch.branches:
        yield from _place(view, each, counts, most, (column + 1, row, record.slug))
        row += _height(each)


def _find_related(view: View, record: Record) -> list[Record]:
    """Return the related concepts of a concept, whichever of the two says so."""
    links = [link for link in view.site.backlinks.get(record.iri, ()) if link.predicate.value == f"{SKOS}related"]
    return [*view.site.linked(record.iri, f"{SKOS}related"), *(view.site.by_iri[link.record.value] for link in links)]


def _count(view: View, concept: Record, records: set[str]) -> int:
    """Return how many of these records are about a concept itself."""
    links = (link for link in view.site.backlinks.get(concept.iri, ()) if link.predicate.value in SUBJECTS)
    return len(records.intersection(link.record.value for link in links))
