"""The vocabulary, the rules and the questions → RDF in every form, with names for blank nodes that depend on nothing.

Questions are told in the terms of SHACL (https://www.w3.org/TR/shacl-af/#SPARQLExecutable) as the SPARQL examples of
the Swiss Institute of Bioinformatics use them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyoxigraph as ox

from arkg.namespaces import BASE
from arkg.publish.dumps import GRAPH_FORMS
from arkg.query import Statements, Table, Truth, questions, run
from arkg.query import render as render_answer
from arkg.turtle import render

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from arkg.publish.folder import Folder
    from arkg.publish.site import Site
    from arkg.query import Question

QUERY = f"{BASE}query/"
SH = "http://www.w3.org/ns/shacl#"
TYPE = ox.NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#type")
DEFINED_BY = ox.NamedNode("http://www.w3.org/2000/01/rdf-schema#isDefinedBy")
LABEL = ox.NamedNode("http://www.w3.org/2000/01/rdf-schema#label")
COMMENT = ox.NamedNode("http://www.w3.org/2000/01/rdf-schema#comment")
DESCRIPTION = ox.NamedNode("http://purl.org/dc/terms/description")
KEYWORDS = ox.NamedNode("https://schema.org/keywords")
TARGET = ox.NamedNode("https://schema.org/target")
ANY_URI = ox.NamedNode("http://www.w3.org/2001/XMLSchema#anyURI")
EXECUTABLES = {
    Table: ("SPARQLSelectExecutable", "select"),
    Statements: ("SPARQLConstructExecutable", "construct"),
    Truth: ("SPARQLAskExecutable", "ask"),
}
"""What a question is answered with → what SHACL calls such a query, and its property for the text."""


def write_vocabulary(site: Site, folder: Folder) -> Iterator[str]:
    """Write ``ns``, ``shapes`` and ``query`` in every form of a graph, the context, and each question as SPARQL."""
    parts = {
        "ns": canonical(site.repository.quads("ontology")),
        "shapes": canonical(site.repository.quads("shapes")),
        "query": sorted(set(tell_questions(site)), key=str),
    }
    for stem, triples in parts.items():
        for form in GRAPH_FORMS:
            folder.put(f"{stem}.{form}", to_bytes(triples, form, site))
        yield stem
    folder.put("context.jsonld", (site.repository.root / "ontology" / "context.jsonld").read_bytes())
    for question in questions(site.repository):
        folder.put(f"query/{question.name}.rq", question.text.encode())
    yield "query/"


def canonical(quads: Iterable[ox.Quad]) -> list[ox.Triple]:
    """Return triples with the blank nodes named as RDFC-1.0 names them, in the order of their text."""
    dataset = ox.Dataset(quads)
    dataset.canonicalize(ox.CanonicalizationAlgorithm.RDFC_1_0)
    return sorted((quad.triple for quad in dataset), key=str)


def to_bytes(triples: list[ox.Triple], form: str, site: Site) -> bytes:
    """Write triples in one form; the N-Triples are the canonical form of the graph."""
    prefixes = dict(site.repository.prefixes)
    match form:
        case "ttl":
            return render(triples, prefixes).encode()
        case "rdf":
            written = ox.serialize(triples, format=ox.RdfFormat.RDF_XML, prefixes=prefixes)
            return written or b""
    return render_answer(Statements(tuple(triples)), form, prefixes).encode()


def tell_questions(site: Site) -> Iterator[ox.Triple]:
    """Say in RDF what each question asks, and by which query."""
    for prefix, space in site.repository.prefixes.items():
        node = ox.NamedNode(f"{QUERY}#prefix-{prefix}")
        yield ox.Triple(ox.NamedNode(QUERY), ox.NamedNode(f"{SH}declare"), node)
        yield ox.Triple(node, ox.NamedNode(f"{SH}prefix"), ox.Literal(prefix))
        yield ox.Triple(node, ox.NamedNode(f"{SH}namespace"), ox.Literal(space, datatype=ANY_URI))
    for question in questions(site.repository):
        yield from tell_question(question, site)


def tell_question(question: Question, site: Site) -> Iterator[ox.Triple]:
    """Say in RDF what one question asks."""
    node = ox.NamedNode(f"{QUERY}{question.name}")
    empty = run(ox.Store(), question.text, prefixes=site.repository.prefixes, place=question.place)
    executable, text = EXECUTABLES[type(empty)]
    yield ox.Triple(node, TYPE, ox.NamedNode(f"{SH}SPARQLExecutable"))
    yield ox.Triple(node, TYPE, ox.NamedNode(f"{SH}{executable}"))
    yield ox.Triple(node, LABEL, ox.Literal(question.name))
    yield ox.Triple(node, COMMENT, ox.Literal(question.summary, language="en"))
    yield ox.Triple(node, DEFINED_BY, ox.NamedNode(QUERY))
    yield ox.Triple(node, ox.NamedNode(f"{SH}prefixes"), ox.NamedNode(QUERY))
    yield ox.Triple(node, ox.NamedNode(f"{SH}{text}"), ox.Literal(question.text))
    if question.description:
        yield ox.Triple(node, DESCRIPTION, ox.Literal(question.description, language="en"))
    for tag in question.tags:
        yield ox.Triple(node, KEYWORDS, ox.Literal(tag))
    if site.served:
        yield ox.Triple(node, TARGET, ox.NamedNode(f"{site.base}sparql"))
