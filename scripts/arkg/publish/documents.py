"""Documents of RDF in every form: the vocabulary, the rules and the questions, with canonical blank nodes.

Questions are described in the terms of SHACL (https://www.w3.org/TR/shacl-af/#SPARQLExecutable), as the SPARQL
examples of the Swiss Institute of Bioinformatics use them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyoxigraph as ox

from arkg.formats.jsonld.context import to_document
from arkg.namespaces import DCTERMS, QUERY, RDFS, SCHEMA, SH, TYPE, XSD
from arkg.publish.forms import GRAPH_FORMS
from arkg.query import Statements, Table, Truth
from arkg.query import render as render_answer
from arkg.schema import read_schema
from arkg.turtle import render

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from arkg.publish.folder import Folder
    from arkg.publish.site import AnsweredQuestion, Site

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
        "query": sorted(set(_describe_questions(site)), key=str),
    }
    for stem, triples in parts.items():
        write_document(folder, stem, triples, site.repository.prefixes)
        yield stem
    folder.put("context.jsonld", to_document(read_schema(site.repository)).encode())
    for each in site.questions:
        folder.put(f"query/{each.question.name}.rq", each.question.text.encode())
    yield "query/"


def canonical(quads: Iterable[ox.Quad]) -> list[ox.Triple]:
    """Return triples with the blank nodes named as RDFC-1.0 names them, in the order of their text."""
    dataset = ox.Dataset(quads)
    dataset.canonicalize(ox.CanonicalizationAlgorithm.RDFC_1_0)
    return sorted((quad.triple for quad in dataset), key=str)


def write_document(folder: Folder, stem: str, triples: Sequence[ox.Triple], prefixes: Mapping[str, str]) -> None:
    """Write triples in every form of a graph; the N-Triples are the canonical form."""
    statements = Statements(tuple(triples))
    xml = ox.serialize(triples, format=ox.RdfFormat.RDF_XML, prefixes=dict(prefixes))
    written = {"ttl": render(triples, prefixes).encode(), "rdf": xml or b""}
    for form in GRAPH_FORMS:
        folder.put(f"{stem}.{form}", written.get(form) or render_answer(statements, form, prefixes).encode())


def _describe_questions(site: Site) -> Iterator[ox.Triple]:
    """Yield the description of the questions and the prefixes of their queries."""
    for prefix, space in site.repository.prefixes.items():
        node = QUERY(f"#prefix-{prefix}")
        yield ox.Triple(QUERY(""), SH("declare"), node)
        yield ox.Triple(node, SH("prefix"), ox.Literal(prefix))
        yield ox.Triple(node, SH("namespace"), ox.Literal(space, datatype=XSD("anyURI")))
    for each in site.questions:
        yield from _describe_question(site, each)


def _describe_question(site: Site, answered: AnsweredQuestion) -> Iterator[ox.Triple]:
    """Yield the description of one question."""
    question = answered.question
    node = QUERY(question.name)
    executable, text = EXECUTABLES[type(answered.answer)]
    yield ox.Triple(node, TYPE, SH("SPARQLExecutable"))
    yield ox.Triple(node, TYPE, SH(executable))
    yield ox.Triple(node, RDFS("label"), ox.Literal(question.name))
    yield ox.Triple(node, RDFS("comment"), ox.Literal(question.summary, language="en"))
    yield ox.Triple(node, RDFS("isDefinedBy"), QUERY(""))
    yield ox.Triple(node, SH("prefixes"), QUERY(""))
    yield ox.Triple(node, SH(text), ox.Literal(question.text))
    if question.description:
        yield ox.Triple(node, DCTERMS("description"), ox.Literal(question.description, language="en"))
    for tag in question.tags:
        yield ox.Triple(node, SCHEMA("keywords"), ox.Literal(tag))
    if site.served:
        yield ox.Triple(node, SCHEMA("target"), ox.NamedNode(f"{site.base}sparql"))
