"""The vocabulary is true of the graph it serves, and keeps to what OWL 2 RL can say."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, cast

import owlrl
import pyoxigraph as ox
import pytest
import rdflib

from arkg.infer import for_owl
from arkg.namespaces import ARKG
from arkg.validate.engine.sources import StoreSource
from arkg.validate.engine.validation import validate_graph
from arkg.validate.graph import compiled
from arkg.workspace import find

if TYPE_CHECKING:
    from arkg.workspace import Workspace

ROOT = Path(__file__).parents[2]
ERROR = rdflib.URIRef("http://www.daml.org/2002/03/agents/agent-ont#error")
"""By which owlrl says that a graph contradicts itself."""
RANGE = ox.NamedNode("http://www.w3.org/2000/01/rdf-schema#range")
EXAMPLE = ox.NamedNode("http://www.w3.org/2004/02/skos/core#example")
STATEMENT = re.compile(r"(<[^>]+>|[a-z]+:[\w-]+) [a-z]+:[a-zA-Z]+ \S.*")
OWL, RDFS, XSD = (
    "http://www.w3.org/2002/07/owl#",
    "http://www.w3.org/2000/01/rdf-schema#",
    "http://www.w3.org/2001/XMLSchema#",
)
KINDS = "owl:AnnotationProperty, owl:DatatypeProperty, owl:ObjectProperty"
SPOKEN = {
    f"{OWL}{each}"
    for each in (
        "AnnotationProperty",
        "Class",
        "DatatypeProperty",
        "ObjectProperty",
        "Ontology",
        "deprecated",
        "disjointWith",
        "inverseOf",
        "versionIRI",
        "versionInfo",
    )
} | {f"{RDFS}{each}" for each in ("domain", "isDefinedBy", "label", "range", "subClassOf", "subPropertyOf")}
"""The words of OWL and RDFS in use: each is in OWL 2 RL, wherever it stands between names."""
DATATYPES = {f"{XSD}{each}" for each in ("string", "integer", "boolean", "anyURI", "decimal", "dateTime")}
"""Those of the datatypes of OWL 2 RL that a range may be; a date is none of them."""


def examples() -> list[str]:
    """Give the examples of the vocabulary that are statements."""
    said = (
        quad.object.value
        for quad in find(ROOT).quads("ontology")
        if quad.predicate == EXAMPLE and isinstance(quad.object, ox.Literal)
    )
    return sorted(filter(STATEMENT.fullmatch, said))


@pytest.fixture(scope="module")
def everything(checkout: Workspace) -> ox.Store:
    """Return the real graph with its rules."""
    return checkout.store("ontology", "data", "shapes")


@pytest.mark.parametrize("example", examples())
def test_an_example_that_is_a_statement_stands_in_the_graph(
    checkout: Workspace, everything: ox.Store, example: str
) -> None:
    prefixes = "".join(f"PREFIX {prefix}: <{space}>\n" for prefix, space in checkout.prefixes.items())
    assert everything.query(f"{prefixes}ASK {{ {example} }}")


def test_the_vocabulary_speaks_in_the_words_of_owl_2_rl(checkout: Workspace) -> None:
    terms = (term for quad in checkout.quads("ontology") for term in (quad.predicate, quad.object))
    named = {term.value for term in terms if isinstance(term, ox.NamedNode)}
    assert {term for term in named if term.startswith((OWL, RDFS))} - SPOKEN == set()


def test_a_range_that_is_a_datatype_is_one_of_owl_2_rl(checkout: Workspace) -> None:
    ranges = {str(quad.object).strip("<>") for quad in checkout.quads("ontology") if quad.predicate == RANGE}
    assert {each for each in ranges if each.startswith(XSD)} - DATATYPES == set()


UNDECLARED = f"""
PREFIX owl: <{OWL}> PREFIX rdfs: <{RDFS}>
SELECT DISTINCT ?term WHERE {{
    {{ ?own rdfs:subClassOf ?term FILTER NOT EXISTS {{ ?term a owl:Class }} }}
    UNION {{
        ?own rdfs:subPropertyOf ?term ; a ?kind .
        FILTER(?kind IN ({KINDS})) FILTER NOT EXISTS {{ ?term a ?kind }}
    }}
    UNION {{ ?any ?term ?value FILTER NOT EXISTS {{ ?term a ?kind FILTER(?kind IN ({KINDS})) }} }}
    UNION {{ ?term a ?one ; a ?other . FILTER(?one IN ({KINDS}) && ?other IN ({KINDS}) && ?one != ?other) }}
    FILTER(!REGEX(STR(?term), "^http://www[.]w3[.]org/(2002/07/owl|2000/01/rdf-schema|1999/02/22-rdf-syntax-ns)#"))
}}"""


def test_each_term_that_the_published_vocabulary_speaks_of_is_declared_as_one_kind(checkout: Workspace) -> None:
    store = checkout.store("ontology")
    store.extend(ox.Quad(*each) for each in for_owl(checkout))
    assert [str(row) for row in cast("ox.QuerySolutions", store.query(UNDECLARED))] == []


def test_no_rule_is_about_the_terms_of_others_that_are_declared(checkout: Workspace) -> None:
    store = checkout.store("ontology")
    store.extend(ox.Quad(*each) for each in for_owl(checkout))
    results = validate_graph(StoreSource(store), compiled(checkout))
    assert [(each.shape, each.focus) for each in results] == []


def test_the_world_holds_no_contradiction_by_owl_2_rl(world: Workspace) -> None:
    graph = rdflib.Graph()
    for path in world.files("ontology", "data"):
        graph.parse(path)
    owlrl.DeductiveClosure(owlrl.OWLRL_Semantics, improved_datatypes=False).expand(graph)
    assert [str(each) for each in graph.objects(None, ERROR)] == []


def test_a_record_of_two_kinds_is_a_contradiction(world: Workspace) -> None:
    graph = rdflib.Graph()
    for path in world.files("ontology"):
        graph.parse(path)
    record = rdflib.URIRef("https://w3id.org/arkg/id/initiative/fair-clinics")
    graph.add((record, rdflib.RDF.type, rdflib.URIRef(f"{ARKG}Initiative")))
    graph.add((record, rdflib.RDF.type, rdflib.URIRef(f"{ARKG}MedicalSchool")))
    owlrl.DeductiveClosure(owlrl.OWLRL_Semantics, improved_datatypes=False).expand(graph)
    assert len(list(graph.objects(None, ERROR))) > 0
