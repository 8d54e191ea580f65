"""The site → every page: complete without JavaScript, under any path, without requests to other sites.

The pages of the data, of the vocabulary and of the rules are made here, all others by the other modules.
"""

from __future__ import annotations

from importlib import resources
from typing import TYPE_CHECKING

import pyoxigraph as ox

from arkg.description import Description
from arkg.names import local_name, plural
from arkg.namespaces import ARKG, SHAPE, TYPE
from arkg.publish.folder import RELEASES
from arkg.publish.pages.contribute import make_contribute
from arkg.publish.pages.figures import count_categories, make_figures, make_map
from arkg.publish.pages.javascript import read_bundles
from arkg.publish.pages.lists import index_names, make_files, make_hierarchy, make_list
from arkg.publish.pages.questions import make_ask, make_form, make_questions
from arkg.publish.pages.record import all_entries, describe_concepts, describe_dataset, make_record, to_script
from arkg.publish.pages.view import SORTS, View, make_view
from arkg.query import bare
from arkg.search import read_documents
from arkg.search.compact import to_identifiers_text, to_json

if TYPE_CHECKING:
    from collections.abc import Iterator

    from arkg.publish.site import Site
    from arkg.schema import Rule

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
    dated = []
    for record in sorted(site.by_iri.values(), key=lambda each: each.iri.value):
        read = [bare(each.object) for each in record.triples if each.predicate.value == f"{ARKG}dateRead"]
        dated.append((max(read, default=site.project.released), record))
    newest = sorted(dated, key=lambda each: each[0], reverse=True)[:MOST_CHANGES]
    # sitemap (https://www.sitemaps.org/protocol.html), Atom feed (RFC 4287), robots.txt
    for name in ("feed.xml", "sitemap.xml", "robots.txt"):
        if name != "sitemap.xml" or site.base:
            yield view.render(name, name, paths=sorted(found), newest=newest)


def _make_pages(view: View) -> Iterator[tuple[str, bytes]]:
    """Yield every page."""
    site, entries = view.site, all_entries(view)
    described, counts = to_script(describe_dataset(view)), {kind: len(site.current(kind)) for kind in COUNTED}
    home = {"counts": counts, "questions": len(site.questions), "categories": count_categories(view)}
    yield view.render("", "home.html", described=described, **home)
    described, letters = to_script(describe_concepts(view)), index_names(view, ["concept"])
    hierarchy = make_hierarchy(view)
    yield view.render("concept/", "names.html", described=described, hierarchy=hierarchy, letters=letters)
    yield view.render("search/", "search.html", letters=index_names(view, site.records))
    documents = read_documents(site.asserted)
    yield "search/index.json", to_json(documents).encode()
    yield "search/identifiers.txt", to_identifiers_text(documents).encode()
    for kind in site.records:
        if kind != "concept":
            yield make_list(view, kind, entries)
        yield from make_files(view, kind)
    for record in site.by_iri.values():
        yield make_record(view, record, entries)
    forms = [make_form(view, each) for each in site.questions]
    yield from make_questions(view, forms)
    yield from make_ask(view, forms)
    yield from make_contribute(view)
    yield from make_figures(view)
    yield make_map(view)
    yield from _make_data(view)
    yield from _make_reference(view)
    yield view.render("about/", "about.html", records=len(site.by_iri))
    yield view.render("404.html", "missing.html")


def _make_data(view: View) -> Iterator[tuple[str, bytes]]:
    """Yield the page of dumps, tables and checksums, with the commands that load them, and that of this release."""
    site, sections = view.site, []
    left = {each.path: each for each in site.files if not each.path.endswith(".gz")}
    for title, section in view.wording["files"].items():
        # each file is in the first section whose beginnings it has
        if chosen := [left.pop(path) for path in sorted(left) if path.startswith(tuple(section["begin"]))]:
            sections.append((title, section["words"], chosen))
    release = f"{RELEASES}{site.project.version}/"
    yield view.render(
        "data/",
        "data.html",
        described=to_script(describe_dataset(view, "../")),
        sections=sections,
        packed={each.path.removesuffix(".gz"): each for each in site.files if each.path.endswith(".gz")},
        counts={plural(kind): len(site.current(kind)) for kind in site.records},
        statements=len(site.asserted),
        release=release,
    )

    files = [each for each in site.files if each.path.startswith(release)]
    yield view.render(release, "release.html", files=files, start=release)


def _make_reference(view: View) -> Iterator[tuple[str, bytes]]:
    """Yield the documentation of the vocabulary, by classes, properties and individuals, and that of the rules."""
    graph = Description(quad.triple for quad in view.site.workspace.quads("ontology"))
    own = {each.subject for each in graph.triples if isinstance(each.subject, ox.NamedNode)}
    sorts: dict[str, list[ox.NamedNode]] = {"Classes": [], "Properties": [], "Values": []}
    for iri in sorted((each for each in own if each.value.startswith(ARKG)), key=str):
        found = (sort for cls, sort in SORTS.items() if cls in graph.all(iri, TYPE))
        sorts[next(found, "Values")].append(iri)

    def said(term: ox.NamedNode, way: str) -> list[ox.NamedNode | ox.Literal]:
        return [each for each in graph.all(term, view.expand(way)) if not isinstance(each, ox.BlankNode | ox.Triple)]

    yield view.render("ns/", "vocabulary.html", sorts=sorts, said=said)
    # rules are under the class that they are named after
    groups: dict[str, list[Rule]] = {}
    for rule in view.site.schema:
        if rule.name and rule.iri.value.startswith(SHAPE):
            groups.setdefault(local_name(rule.iri).partition("-")[0], []).append(rule)
    yield view.render("shapes/", "rules.html", groups=dict(sorted(groups.items())))
