"""Plain pySHACL over a whole graph, and its report read as what results are compared by.

``python -m tests.conformance.plain_pyshacl SHAPES DATA…`` validates files by it; its own command, which parses each
query anew for each focus node, takes many times as long. It ends with 1 where they do not conform.
"""

from __future__ import annotations

import sys
from collections import Counter
from functools import lru_cache
from typing import TYPE_CHECKING, Any, cast

import pyoxigraph as ox
import pyshacl
from rdflib import Graph, Namespace, URIRef
from rdflib.plugins.sparql import prepareQuery
from tests.support.result_keys import text

from arkg.description import Description, from_rdflib, to_rdflib
from arkg.validate.compiler.paths import read_path, write
from arkg.validate.engine.judge import quiet

if TYPE_CHECKING:
    from collections.abc import Iterable

    from rdflib.plugins.sparql.sparql import Query
    from rdflib.query import Result
    from rdflib.term import Node
    from tests.support.result_keys import Key

    from arkg.validate.terms import Term

SH = Namespace("http://www.w3.org/ns/shacl#")
FIELDS = ("focusNode", "resultPath", "sourceConstraintComponent", "value", "sourceShape")


def plain_results(store: Iterable[ox.Quad], shapes: Iterable[ox.Triple]) -> Counter[Key]:
    """Return the results of pySHACL over all that a store holds."""
    rules = Description(shapes)
    with quiet():
        data = in_rdflib(quad.triple for quad in store)
        shacl = in_rdflib(rules.triples, "SimpleMemory")  # knows no contexts, so that paths are followed sooner
        _, report, _ = pyshacl.validate(data, shacl_graph=shacl, inplace=True)
    return report_keys(report)


def report_keys(report: Graph) -> Counter[Key]:
    """Return what the results of a report are compared by, and how often each is in it."""
    paths = in_oxigraph(report)
    results = report.objects(None, SH.result)
    return Counter(tuple(said(report, paths, result, field) for field in FIELDS) for result in results)


def said(report: Graph, paths: Description, result: Node, field: str) -> str:
    """Return what a result of the report says in one field, a path in SPARQL's notation."""
    value = report.value(result, SH[field])
    if field == "resultPath" and value is not None:
        return str(value) if isinstance(value, URIRef) else write(read_path(paths, from_rdflib(value)))
    return text(None if value is None else from_rdflib(value))


_query = Graph.query


def query_parsed_once(graph: Graph, query_object: str | Query, *args: Any, **named: Any) -> Result:
    """Return the results of a query as ``rdflib.Graph.query`` does, but parse the same text once.

    pySHACL hands in the same text for each focus node, and parsing takes nearly all of the time.
    """
    if isinstance(query_object, str):
        query_object = parsed(query_object, tuple(graph.namespaces()))
    return _query(graph, query_object, *args, **named)


class ParsedOnce(Graph):
    """A graph that parses the text of a query once."""

    query = query_parsed_once


@lru_cache(maxsize=1024)
def parsed(text: str, namespaces: tuple[tuple[str, URIRef], ...]) -> Query:
    """Return the parsed form of a query, to which the prefixes of the graph are known."""
    return prepareQuery(text, dict(namespaces))


def in_rdflib(triples: Iterable[ox.Triple], store: str = "default") -> Graph:
    """Return the triples as a graph of rdflib."""
    graph = ParsedOnce(store)
    for triple in triples:
        subject, predicate, value = (to_rdflib(cast("Term", term)) for term in triple)
        graph.add((subject, predicate, value))
    return graph


def in_oxigraph(graph: Graph) -> Description:
    """Return a graph of rdflib, indexed by subject."""
    triples = ((from_rdflib(subject), from_rdflib(verb), from_rdflib(value)) for subject, verb, value in graph)
    return Description(ox.Triple(*cast("tuple[ox.BlankNode, ox.NamedNode, Term]", terms)) for terms in triples)


def edited_copy(store: ox.Store, added: Iterable[ox.Triple], removed: Iterable[ox.Triple]) -> ox.Store:
    """Return a copy of a store with a change made."""
    copy = ox.Store()
    copy.bulk_extend(store)
    for triple in removed:
        copy.remove(ox.Quad(*triple))
    copy.extend(ox.Quad(*triple) for triple in added)
    return copy


def main(shapes: str, *data: str) -> int:
    """Print pySHACL's report on files of Turtle; return 0 where they conform, else 1."""
    graph = ParsedOnce()
    for file in data:
        graph.parse(file, format="turtle")
    conforms, _, text = pyshacl.validate(graph, shacl_graph=Graph().parse(shapes, format="turtle"), inplace=True)
    sys.stdout.write(text)
    return 0 if conforms else 1


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
