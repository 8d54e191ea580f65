"""The reference pages: the files of the data with their checksums, this release, the vocabulary, and the rules."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyoxigraph as ox

from arkg.description import Description
from arkg.names import in_english, local_name, plural, shorten
from arkg.namespaces import ARKG, OWL, SHAPE, SKOS, TYPE
from arkg.publish.folder import release_folder
from arkg.publish.pages.record import describe_dataset, to_script
from arkg.publish.pages.view import Inline

if TYPE_CHECKING:
    from collections.abc import Iterator

    from arkg.publish.folder import Written
    from arkg.publish.pages.view import View
    from arkg.publish.site import Value
    from arkg.schema import Rule

SORTS: dict[Value, str] = {
    OWL("Class"): "Classes",
    OWL("ObjectProperty"): "Properties",
    OWL("DatatypeProperty"): "Properties",
}


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
    sorts: dict[str, list[dict[str, object]]] = {"Classes": [], "Properties": [], "Values": []}
    for iri in sorted((each for each in own if each.value.startswith(ARKG)), key=str):
        classes = (SORTS[each] for each in graph.all(iri, TYPE) if each in SORTS)
        sorts[next(classes, "Values")].append(_read_term(view, graph, iri))
    return view.render("ns/", "vocabulary.html", sorts=sorts)


def _read_term(view: View, graph: Description, iri: ox.NamedNode) -> dict[str, object]:
    """Return what is said of a term: name, label, definition, examples, and the terms that it is tied to."""
    ties = {
        label: [_name_term(view, each) for each in graph.all(iri, ox.NamedNode(way)) if isinstance(each, ox.NamedNode)]
        for way, label in view.wording["ties"].items()
    }
    return {
        "name": local_name(iri),
        "label": view.site.label(iri.value) or local_name(iri),
        "definition": in_english(graph.all(iri, SKOS("definition"))),
        "examples": graph.all(iri, SKOS("example")),
        "ties": {label: terms for label, terms in ties.items() if terms},
    }


def make_rules(view: View) -> tuple[str, bytes]:
    """Return the documentation of the rules, under the class that they are named after."""
    groups: dict[str, list[tuple[str, Rule, Inline | None]]] = {}
    for rule in view.site.schema:
        if rule.name and rule.iri.value.startswith(SHAPE):
            name = local_name(rule.iri)
            path = _name_term(view, rule.path) if rule.path else None
            groups.setdefault(name.partition("-")[0], []).append((name, rule, path))
    return view.render("shapes/", "rules.html", groups=dict(sorted(groups.items())))


def _name_term(view: View, term: ox.NamedNode) -> Inline:
    """Return a term by its CURIE, with a link to its documentation where it is one of this vocabulary."""
    name = shorten(term.value, view.site.workspace.prefixes)
    return Inline(name, f"ns/#{local_name(term)}" if term.value.startswith(ARKG) else "")
