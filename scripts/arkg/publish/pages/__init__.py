"""The site → every page: complete without JavaScript, under any path, without requests to other sites."""

from __future__ import annotations

from importlib import resources
from typing import TYPE_CHECKING

from arkg.namespaces import ARKG
from arkg.publish.pages.contribute import make_contribute
from arkg.publish.pages.figures import count_categories, make_figures, make_map
from arkg.publish.pages.javascript import read_bundles
from arkg.publish.pages.lists import index_names, make_files, make_hierarchy, make_list
from arkg.publish.pages.questions import make_ask, make_form, make_questions
from arkg.publish.pages.record import all_entries, describe_concepts, describe_dataset, make_record, to_script
from arkg.publish.pages.reference import make_data, make_release, make_rules, make_vocabulary
from arkg.publish.pages.view import View, make_view
from arkg.query import bare
from arkg.search import read_documents
from arkg.search.compact import to_identifiers_text, to_json

if TYPE_CHECKING:
    from collections.abc import Iterator

    from arkg.publish.site import Site

__all__ = ["pages"]

COUNTED = ("concept", "initiative", "institution", "event", "resource")
MOST_CHANGES = 100


def pages(site: Site) -> Iterator[tuple[str, bytes]]:
    """Yield the path and the bytes of every page, and of what pages need; the same bytes for the same site."""
    view = make_view(site)
    found = []
    for path, content in _make_pages(view):
        found += [path.removesuffix("index.html")] if path.endswith("index.html") else []
        yield path, content
    static = resources.files("arkg.publish.pages") / "static"
    for file in sorted(static.iterdir(), key=lambda each: each.name):
        yield f"static/{file.name}", file.read_bytes()
    yield from read_bundles().items()
    yield from _make_feeds(view, found)


def _make_pages(view: View) -> Iterator[tuple[str, bytes]]:
    """Yield every page."""
    entries = all_entries(view)
    yield _make_home(view)
    yield _make_concepts(view)
    yield from _make_search(view)
    for kind in view.site.records:
        if kind != "concept":
            yield make_list(view, kind, entries)
        yield from make_files(view, kind)
    for record in view.site.by_iri.values():
        yield make_record(view, record, entries)
    forms = [make_form(view, each) for each in view.site.questions]
    yield from make_questions(view, forms)
    yield from make_ask(view, forms)
    yield from make_contribute(view)
    yield from make_figures(view)
    yield make_map(view)
    yield make_data(view)
    yield make_release(view)
    yield make_vocabulary(view)
    yield make_rules(view)
    yield view.render("about/", "about.html", records=len(view.site.by_iri))
    yield view.render("404.html", "missing.html")


def _make_home(view: View) -> tuple[str, bytes]:
    """Return the first page."""
    described, counts = to_script(describe_dataset(view)), {kind: len(view.site.current(kind)) for kind in COUNTED}
    categories, questions = count_categories(view), len(view.site.questions)
    return view.render("", "home.html", described=described, counts=counts, questions=questions, categories=categories)


def _make_concepts(view: View) -> tuple[str, bytes]:
    """Return the page of concepts: the hierarchy, and every name from A to Z."""
    described, letters = to_script(describe_concepts(view)), index_names(view, ["concept"])
    hierarchy = make_hierarchy(view)
    return view.render("concept/", "names.html", described=described, hierarchy=hierarchy, letters=letters)


def _make_search(view: View) -> Iterator[tuple[str, bytes]]:
    """Yield the page of the search, with the names of all records, and the index that it searches, in two files."""
    yield view.render("search/", "search.html", letters=index_names(view, view.site.records))
    documents = read_documents(view.site.asserted)
    yield "search/index.json", to_json(documents).encode()
    yield "search/identifiers.txt", to_identifiers_text(documents).encode()


def _make_feeds(view: View, paths: list[str]) -> Iterator[tuple[str, bytes]]:
    """Yield what machines read: sitemap (https://www.sitemaps.org/protocol.html), Atom feed (RFC 4287), robots.txt."""
    dated = []
    for record in sorted(view.site.by_iri.values(), key=lambda each: each.iri.value):
        read = [bare(each.object) for each in record.triples if each.predicate.value == f"{ARKG}dateRead"]
        dated.append((max(read, default=view.site.project.released), record))
    newest = sorted(dated, key=lambda each: each[0], reverse=True)[:MOST_CHANGES]
    for file in ("feed.xml", "sitemap.xml", "robots.txt"):
        if file != "sitemap.xml" or view.site.base:
            yield view.render(file, file, paths=sorted(paths), newest=newest)
