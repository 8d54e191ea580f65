"""The page that asks the graph in SPARQL: complete with a server alone, without one where there are bundles."""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING, Any

import pyoxigraph as ox

from arkg.names import in_english, local_name, shorten
from arkg.namespaces import BASE, OWL, SKOS, TYPE
from arkg.publish.folder import compress
from arkg.publish.forms import ASK_POLICY
from arkg.publish.pages.figures import GRID
from arkg.publish.pages.page import LEVEL, Page, find_bundles, read_bundles
from arkg.query import strip_header

if TYPE_CHECKING:
    from collections.abc import Iterator

    from arkg.publish.pages.page import Renderer
    from arkg.publish.pages.questions import Form
    from arkg.publish.pages.view import View
    from arkg.publish.site import Site, Value

GRAPH = "data/arkg.nt.gz"
EXAMPLE = """\
SELECT ?concept ?name WHERE {
    ?concept a arkg:Concept ;
        skos:prefLabel ?name .
}
ORDER BY ?name
LIMIT 100"""
SORTS = {OWL("Class"): "class", OWL("ObjectProperty"): "property", OWL("DatatypeProperty"): "property"}
MOST_TEXTS = 30
"""How many different texts a parameter may have to be chosen from a list."""


def make_ask(view: View, renderer: Renderer, forms: list[Form]) -> Iterator[tuple[str, bytes]]:
    """Yield the page, and where there are bundles, these and the data that forms and results need."""
    graph = next((each for each in view.site.files if each.path == GRAPH), None)
    bundles, data, size = find_bundles() if graph else {}, {}, 0
    if graph and bundles:
        info = compress(json.dumps(_collect(view, forms), ensure_ascii=False, separators=(",", ":")).encode(), LEVEL)
        data = {name: bundles[f"ask-{name}.js"] for name in ("editor", "worker", "offline")}
        data["info"] = f"static/ask-{hashlib.sha256(info).hexdigest()[:8]}.json.gz"
        data["graph"] = f"{GRAPH}?{graph.sha256[:8]}"
        engine = sum(len(content) for path, content in read_bundles().items() if path.endswith(".wasm.gz"))
        size = engine + graph.size + len(info)
        yield data["info"], info
    page = Page("ask/", "Ask the graph", "Ask a question with your own values, or write a query in SPARQL.")
    yield renderer.make(
        page,
        "ask.html",
        policy=ASK_POLICY,
        questions=[each.question for each in view.site.questions],
        script=bundles.get("ask.js", ""),
        data=data,
        size=size,
        served=view.site.served,
        example=EXAMPLE,
    )


def _collect(view: View, forms: list[Form]) -> dict[str, Any]:
    """Return what the page knows of the graph before it is loaded: prefixes, questions, names, and terms."""
    site = view.site
    return {
        "base": BASE,
        "prefixes": dict(site.workspace.prefixes),
        "questions": {each.answered.question.name: _describe_question(each) for each in forms},
        "names": {kind: {each.slug: each.label for each in records} for kind, records in site.records.items()},
        "terms": list(_list_terms(site)),
        "tiles": GRID,
    }


def _describe_question(form: Form) -> dict[str, Any]:
    """Return the query of a question, and its parameters with what may be chosen, unless these are too many texts."""
    parameters = []
    for field in form.fields:
        each, choices = field.parameter, [(choice.value, choice.label) for choice in field.choices]
        are_shown = each.type == "iri" or (each.type == "text" and len(choices) <= MOST_TEXTS)
        found = {name: getattr(each, name) for name in ("name", "type", "kinds", "description", "example")}
        parameters.append(found | {"choices": choices if are_shown else []})
    question = form.answered.question
    text = strip_header(question.text)
    return {"text": text, "description": " ".join(question.description.split()), "parameters": parameters}


def _list_terms(site: Site) -> Iterator[tuple[str, str, str, str]]:
    """Yield the classes and properties that queries may name: CURIE, sort, label and definition.

    They are those of the vocabulary, and those of others that the records use.
    """
    graph = site.asserted
    triples = [triple for record in site.all_records() for triple in record.triples]
    properties: set[Value] = {triple.predicate for triple in triples}
    classes: set[Value] = {triple.object for triple in triples if triple.predicate == TYPE}
    for sort, known in SORTS.items():
        found = {quad.subject for quad in graph.quads_for_pattern(None, TYPE, sort, None)}
        (classes if known == "class" else properties).update(found)
    for name, terms in (("class", classes), ("property", properties - {TYPE})):
        for term in sorted((each for each in terms if isinstance(each, ox.NamedNode)), key=str):
            definitions = (quad.object for quad in graph.quads_for_pattern(term, SKOS("definition"), None, None))
            curie = shorten(term.value, site.workspace.prefixes)
            yield curie, name, site.label(term.value) or local_name(term), in_english(definitions)
