"""The reference pages: the files of the data with their checksums, this release, the vocabulary, and the rules."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyoxigraph as ox

from arkg.description import Description
from arkg.names import local_name, plural
from arkg.namespaces import ARKG, SHAPE, TYPE
from arkg.publish.folder import release_folder
from arkg.publish.pages.record import describe_dataset, to_script
from arkg.publish.pages.view import SORTS, View

if TYPE_CHECKING:
    from collections.abc import Iterator

    from arkg.publish.folder import Written
    from arkg.schema import Rule


def make_data(view: View) -> tuple[str, bytes]:
    """Return the page of dumps, tables and checksums, with the commands that load them."""
    site = view.site
    return view.render(
        "data/",
        "data.html",
        described=to_script(describe_dataset(view, "../")),
        sections=list(_list_sections(view)),
        packed={each.path.removesuffix(".gz"): each for each in site.files if each.path.endswith(".gz")},
        counts={plural(kind): len(site.current(kind)) for kind in site.records},
        statements=len(site.asserted),
        release=release_folder(site.project.version),
    )


def make_release(view: View) -> tuple[str, bytes]:
    """Return the page of the permanent files of this release."""
    start = release_folder(view.site.project.version)
    files = [each for each in view.site.files if each.path.startswith(start)]
    return view.render(start, "release.html", files=files, start=start)


def _list_sections(view: View) -> Iterator[tuple[str, str, list[Written]]]:
    """Yield the headings of the data page, what their files are, and the files, each once."""
    left = {each.path: each for each in view.site.files if not each.path.endswith(".gz")}
    for title, section in view.wording["files"].items():
        if chosen := [left.pop(path) for path in sorted(left) if path.startswith(tuple(section["begin"]))]:
            yield title, section["words"], chosen


def make_vocabulary(view: View) -> tuple[str, bytes]:
    """Return the documentation of the vocabulary: classes, properties, then the individuals that it names."""
    graph = Description(quad.triple for quad in view.site.workspace.quads("ontology"))
    own = {each.subject for each in graph.triples if isinstance(each.subject, ox.NamedNode)}
    sorts: dict[str, list[ox.NamedNode]] = {"Classes": [], "Properties": [], "Values": []}
    for iri in sorted((each for each in own if each.value.startswith(ARKG)), key=str):
        found = (sort for cls, sort in SORTS.items() if cls in graph.all(iri, TYPE))
        sorts[next(found, "Values")].append(iri)

    def said(term: ox.NamedNode, way: str) -> list[ox.NamedNode | ox.Literal]:
        return [each for each in graph.all(term, view.expand(way)) if not isinstance(each, ox.BlankNode | ox.Triple)]

    return view.render("ns/", "vocabulary.html", sorts=sorts, said=said)


def make_rules(view: View) -> tuple[str, bytes]:
    """Return the documentation of the rules, under the class that they are named after."""
    groups: dict[str, list[Rule]] = {}
    for rule in view.site.schema:
        if rule.name and rule.iri.value.startswith(SHAPE):
            groups.setdefault(local_name(rule.iri).partition("-")[0], []).append(rule)
    return view.render("shapes/", "rules.html", groups=dict(sorted(groups.items())))
