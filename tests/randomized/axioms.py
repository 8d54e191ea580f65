"""Small random graphs with axioms: of the kinds that rules are compiled from, and of whatever else OWL can say."""

from __future__ import annotations

from itertools import chain

import pyoxigraph as ox
from hypothesis import strategies as st
from tests.randomized.graphs import TYPE, ex, typed

ID = "https://w3id.org/arkg/id/"
OWL = "http://www.w3.org/2002/07/owl#"
RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
RDFS = "http://www.w3.org/2000/01/rdf-schema#"
Triples = st.SearchStrategy[frozenset[ox.Triple]]


def named(space: str, names: str) -> tuple[ox.NamedNode, ...]:
    """Give the terms of a vocabulary."""
    return tuple(ox.NamedNode(space + name) for name in names.split())


RECORDS = named(f"{ID}concept/", "a a#part-1 b c")
NODES = (*RECORDS, ex("x"), ox.BlankNode("n"))
VALUES = (*NODES, ox.Literal("a"), typed("1", "integer"))
PROPERTIES, CLASSES = tuple(map(ex, "pqrs")), tuple(map(ex, "ABCD"))
BETWEEN_CLASSES = (*named(RDFS, "subClassOf"), *named(OWL, "equivalentClass"))
BETWEEN_PROPERTIES = (*named(RDFS, "subPropertyOf"), *named(OWL, "equivalentProperty inverseOf"))
TO_CLASSES = named(RDFS, "domain range")
TRAITS = named(OWL, "SymmetricProperty TransitiveProperty")
THING = named(OWL, "Thing")

ODD_CLASSES = (
    *CLASSES,
    *named(OWL, "AsymmetricProperty Class FunctionalProperty InverseFunctionalProperty Nothing ObjectProperty Thing"),
    *named(OWL, "Restriction"),
    *named(RDF, "Property"),
    *named(RDFS, "Class Resource"),
    typed("1", "integer").datatype,
    *RECORDS[:2],
    ox.BlankNode("n"),
)
ODD_PROPERTIES = (
    *PROPERTIES,
    TYPE,
    *chain(BETWEEN_CLASSES, BETWEEN_PROPERTIES, TO_CLASSES),
    *named(OWL, "allValuesFrom complementOf deprecated differentFrom disjointWith hasValue intersectionOf oneOf"),
    *named(OWL, "onProperty propertyDisjointWith sameAs someValuesFrom versionInfo"),
    *named(RDFS, "label member"),
    RECORDS[0],
)


def triples(subjects: tuple, predicates: tuple, objects: tuple) -> st.SearchStrategy[ox.Triple]:  # type: ignore[type-arg]
    """Give triples of these terms."""
    return st.builds(ox.Triple, st.sampled_from(subjects), st.sampled_from(predicates), st.sampled_from(objects))


def axioms(properties: tuple, classes: tuple) -> st.SearchStrategy[ox.Triple]:  # type: ignore[type-arg]
    """Give axioms about these properties and classes."""
    return st.one_of(
        triples(classes, BETWEEN_CLASSES, classes),
        triples(classes, BETWEEN_CLASSES[:1], THING),
        triples(properties, BETWEEN_PROPERTIES, properties),
        triples(properties, TO_CLASSES, (*classes, *THING)),
        triples(properties, (TYPE,), TRAITS),
    )


def data(most: int) -> Triples:
    """Give statements about records and other things."""
    return st.frozensets(triples(NODES, PROPERTIES, VALUES) | triples(NODES, (TYPE,), CLASSES), max_size=most)


def plain_graphs() -> Triples:
    """Give graphs with axioms that rules are compiled from."""
    return st.builds(frozenset.union, data(14), st.frozensets(axioms(PROPERTIES, CLASSES), max_size=8))


def odd_graphs() -> Triples:
    """Give graphs that also say one or two things that few graphs say."""
    odd = st.one_of(
        axioms(ODD_PROPERTIES, ODD_CLASSES),
        triples((*NODES, *CLASSES, *PROPERTIES), ODD_PROPERTIES, (*VALUES, *CLASSES, *PROPERTIES)),
        triples(NODES, (TYPE,), ODD_CLASSES),
    )
    few = st.frozensets(axioms(PROPERTIES, CLASSES), max_size=4)
    return st.builds(frozenset[ox.Triple]().union, data(10), few, st.frozensets(odd, min_size=1, max_size=2))
