"""The site in, every page out: (path, bytes), complete without JavaScript, under any path, without outside requests."""

from __future__ import annotations

from importlib import resources
from typing import TYPE_CHECKING

from arkg.publish.pages.charts import make_charts
from arkg.publish.pages.concepts import index_names, make_tree
from arkg.publish.pages.feeds import make_feed, make_robots, make_sitemap
from arkg.publish.pages.listings import all_entries, unnamed
from arkg.publish.pages.lists import current, make_list, to_csv
from arkg.publish.pages.lookup import build_lookup
from arkg.publish.pages.page import Page, Renderer, load_templates
from arkg.publish.pages.questions import make_questions
from arkg.publish.pages.record import make_record
from arkg.publish.pages.reference import make_about, make_data, make_release, make_rules, make_vocabulary
from arkg.publish.pages.shown import Shown
from arkg.publish.pages.structured import describe_dataset, describe_set, to_script
from arkg.publish.pages.vocabulary import plural

if TYPE_CHECKING:
    from collections.abc import Iterator

    from arkg.publish.pages.listings import Entry
    from arkg.publish.pages.lookup import Lookup
    from arkg.publish.site import Site

__all__ = ["pages"]

COUNTED = ("concept", "initiative", "institution", "resource")
ABOUT_LISTS = {
    "initiative": "Organized work against racism or for racial justice, by medical schools, hospitals and others.",
    "institution": "Medical schools, teaching hospitals, universities, associations and agencies.",
    "resource": "Frameworks, guides, articles, books, podcasts, videos and pages that can be read, heard or used.",
    "event": "What changed the conditions of the work: rulings, laws, orders, and decisions of accreditors and others.",
    "category": "The kinds of work that an initiative can be.",
    "pillar": "The parts into which a framework divides its work.",
    "place": "The countries and states in which institutions lie.",
    "collection": "Concepts that are spoken of together without being one concept.",
}


def pages(site: Site) -> Iterator[tuple[str, bytes]]:
    """Return the path and the bytes of every page, and of what pages need; the same bytes for the same site."""
    lookup = build_lookup(site)
    renderer = Renderer(load_templates(), site)
    written = []
    for path, content in (*make_pages(lookup, renderer), *static_files()):
        written.append(path)
        yield path, content
    found = [path.removesuffix("index.html") for path in written if path.endswith("index.html")]
    if site.base:
        yield "sitemap.xml", make_sitemap(lookup, found).encode()
    yield "feed.xml", make_feed(lookup).encode()
    yield "robots.txt", make_robots(lookup).encode()


def make_pages(lookup: Lookup, renderer: Renderer) -> Iterator[tuple[str, bytes]]:
    """Make every page."""
    entries = all_entries(lookup)
    yield make_home(lookup, renderer)
    yield from make_names(lookup, renderer)
    for kind in lookup.site.records:
        if kind != "concept":
            yield from make_kind(lookup, renderer, kind, entries)
    for record in lookup.site.all_records():
        yield make_record(lookup, renderer, record, entries)
    yield from make_questions(lookup, renderer)
    yield make_figures(lookup, renderer)
    yield make_data(lookup, renderer)
    yield make_release(lookup, renderer)
    yield make_vocabulary(lookup, renderer)
    yield make_rules(lookup, renderer)
    yield make_about(lookup, renderer)
    missing = Page("", "This page does not exist", "Nothing stands at this address.", file="404.html")
    yield renderer.make(missing, "missing.html")


def static_files() -> Iterator[tuple[str, bytes]]:
    """Return the style, the script and the icon."""
    folder = resources.files("arkg.publish.pages") / "static"
    for file in sorted(folder.iterdir(), key=lambda each: each.name):
        yield f"static/{file.name}", file.read_bytes()


def make_home(lookup: Lookup, renderer: Renderer) -> tuple[str, bytes]:
    """Make the page that all begins with."""
    project = lookup.site.project
    counts = [
        {"path": f"{kind}/", "count": f"{len(current(lookup, kind)):,}", "label": plural(kind)} for kind in COUNTED
    ]
    page = Page("", project.title, project.description, data=to_script(describe_dataset(lookup)))
    return renderer.make(
        page,
        "home.html",
        counts=counts,
        questions=len(lookup.site.questions),
        categories=make_charts(lookup).categories,
    )


def make_names(lookup: Lookup, renderer: Renderer) -> Iterator[tuple[str, bytes]]:
    """Make the page of concepts (tree and index) and that of the names of all records."""
    concepts = index_names(lookup, current(lookup, "concept"))
    page = Page(
        "concept/",
        "Concepts",
        "From racism itself to its levels, remedies and measures; each with what its sources say it means.",
        data=to_script(describe_set(lookup)),
    )
    yield renderer.make(
        page, "names.html", tree=make_tree(lookup), letters=concepts, count=count_names(concepts), kinds=False
    )
    everything = index_names(lookup, [each for kind in lookup.site.records for each in current(lookup, kind)])
    page = Page("search/", "Search", "Every record by its name and its other names, from A to Z.")
    yield renderer.make(page, "names.html", tree=[], letters=everything, count=count_names(everything), kinds=True)


def count_names(letters: list[tuple[str, list]]) -> int:  # type: ignore[type-arg]
    """Count the names of an index."""
    return sum(len(names) for _, names in letters)


def make_kind(lookup: Lookup, renderer: Renderer, kind: str, entries: list[Entry]) -> Iterator[tuple[str, bytes]]:
    """Make the list of a kind, and the same rows as CSV where readers narrow it."""
    listed = make_list(lookup, kind)
    csv = f"{plural(kind)}.csv" if listed.facets else ""
    yield renderer.make(
        Page(f"{kind}/", plural(kind).capitalize(), ABOUT_LISTS.get(kind, f"Every {kind} of this graph.")),
        "list.html",
        listed=listed,
        plural=plural(kind),
        csv=csv,
        unnamed=unnamed(entries) if kind == "initiative" else [],
    )
    if csv:
        yield f"{kind}/{csv}", ("\ufeff" + to_csv(lookup, kind)).encode()


def make_figures(lookup: Lookup, renderer: Renderer) -> tuple[str, bytes]:
    """Make the page of charts."""
    page = Page(
        "figures/",
        "Initiatives in figures",
        "How many initiatives this graph knows, by year, by kind of work and by state.",
        crumbs=(Shown("Initiatives", path="initiative/"),),
    )
    return renderer.make(page, "figures.html", charts=make_charts(lookup))
