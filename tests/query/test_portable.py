"""What is sent to an endpoint is SPARQL that every engine gets right."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pyoxigraph as ox
import pytest
from tests.query.portable import unportable

from arkg.query import bind, questions
from arkg.store.endpoint import read_results, standardized
from arkg.validate.compiler.candidates import Hierarchy, Usage
from arkg.validate.compiler.shapes import compile_rules
from arkg.validate.engine.sources import StoreSource
from arkg.validate.graph import compiled
from arkg.workspace import find

if TYPE_CHECKING:
    from arkg.validate.compiler.shapes import Shapes
    from arkg.workspace import Workspace

ROOT = Path(__file__).parents[2]
QUESTIONS = {each.name: each for each in questions(find(ROOT))}
CONSTRAINTS = ROOT / "tests" / "conformance" / "every_constraint.ttl"
BOOLEAN = "http://www.w3.org/2001/XMLSchema#boolean"


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("SELECT ?s { VALUES ?s { UNDEF } ?s ?p ?o }", "UNDEF"),
        ("SELECT ?s { ?s ?p ?o MINUS { VALUES ?p { <urn:p> } } }", "MINUS"),
        (
            "SELECT ?s { ?s ?p ?o FILTER NOT EXISTS { ?s <urn:p> 1 } BIND(1 AS ?n) OPTIONAL { ?s <urn:q> ?q } }",
            "OPTIONAL",
        ),
        ("SELECT ?s { ?s <urn:p> ?o OPTIONAL { ?x <urn:q> ?y FILTER(STR(?o) = ?y) } }", "OPTIONAL that shares"),
        ("SELECT ?s { ?s <urn:p> ?o OPTIONAL { SELECT ?x { ?x <urn:q> ?s } } }", "OPTIONAL that shares"),
        ("SELECT ?s { ?s <urn:p> ?o OPTIONAL { SELECT (STR(?y) AS ?o) { ?x <urn:q> ?y } } }", ""),
        ("SELECT ?s { ?s ?p ?o FILTER(DATATYPE(?o) = rdf:langString) }", "the datatype"),
        ("SELECT ?s { ?s ?p ?o FILTER(?p NOT IN (<urn:p>)) OPTIONAL { ?s <urn:q> ?q } BIND(1 AS ?n) }", ""),
    ],
)
def test_what_an_engine_gets_wrong_is_found(query: str, found: str) -> None:
    declared = "PREFIX rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> "
    assert [each[: len(found)] for each in unportable(declared + query)] == ([found] if found else [])


@pytest.mark.parametrize("name", QUESTIONS)
def test_a_question_is_portable_when_its_parameters_are_left_out(name: str) -> None:
    assert unportable(bind(QUESTIONS[name], {})) == []


def sent(shapes: Shapes, graph: ox.Store) -> list[str]:
    """Return the queries that find candidates in a graph."""
    source = StoreSource(graph)
    queries, usage = shapes.queries(Hierarchy(source)), Usage(source)
    return [query.written(usage) for unit in shapes.units for query in queries[unit]]


def test_rules_are_compiled_to_portable_queries(checkout: Workspace) -> None:
    queries = sent(compiled(checkout), checkout.store())
    assert [(each, why) for each in queries if (why := unportable(each))] == []


def test_every_constraint_is_compiled_to_portable_queries() -> None:
    rules = ox.Store()
    rules.load(path=str(CONSTRAINTS), format=ox.RdfFormat.TURTLE)
    queries = sent(compile_rules([each.triple for each in rules]), rules)
    assert [(each, why) for each in queries if (why := unportable(each))] == []


def test_results_are_read_with_members_that_the_standard_does_not_have() -> None:
    body = b'{"head": {"vars": ["n"]}, "results": {"bindings": []}, "metadata": {"httpRequests": 0}}'
    found = read_results(standardized(body))
    assert isinstance(found, ox.QuerySolutions)
    assert [each.value for each in found.variables] == ["n"]


def test_true_is_read_as_true_where_an_engine_writes_1() -> None:
    term = f'{{"type": "typed-literal", "value": "1", "datatype": "{BOOLEAN}"}}'
    body = f'{{"head": {{"vars": ["b"]}}, "results": {{"bindings": [{{"b": {term}}}]}}}}'.encode()
    found = read_results(standardized(body))
    assert isinstance(found, ox.QuerySolutions)
    assert [str(each["b"]) for each in found] == [f'"true"^^<{BOOLEAN}>']
