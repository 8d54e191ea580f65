"""The reference engine, owlrl: all rules of OWL 2 RL, in memory, at some three thousand statements a second.

Standard: https://www.w3.org/TR/owl2-profiles/#OWL_2_RL. It is not asked about literals as values: "01" and "1" stay
two numbers.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pyoxigraph as ox

from arkg.errors import InputFault
from arkg.infer.rules import informative
from arkg.namespaces import RECORDS, STRING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from rdflib import Graph
    from rdflib.term import Identifier, Node

    from arkg.infer.rules import Term


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the reference engine makes of triples: what they entail, and what it finds inconsistent in them."""

    entailed: tuple[ox.Triple, ...]
    contradictions: tuple[str, ...]


def contradictions(triples: Iterable[ox.Quad | ox.Triple]) -> tuple[str, ...]:
    """Return what the reference engine finds inconsistent in the triples, in its own words."""
    return by_reference(triples).contradictions


def by_reference(triples: Iterable[ox.Quad | ox.Triple]) -> Verdict:
    """Return both of the reference engine's answers from one run, which on the whole graph takes many seconds."""
    import owlrl  # noqa: PLC0415 - slow to import

    said = plain(triples)
    graph = to_rdflib(said)
    closure = owlrl.OWLRL_Semantics(graph, axioms=False, daxioms=False, rdfs=False)
    closure.closure()
    found = (
        ox.Triple(ox.NamedNode(str(subject)), ox.NamedNode(str(predicate)), from_rdflib_term(thing))
        for subject, predicate, thing in graph
        if str(subject).startswith(RECORDS)
    )
    return Verdict(informative(said, found), tuple(sorted({str(message) for message in closure.error_messages})))


def plain(triples: Iterable[ox.Quad | ox.Triple]) -> frozenset[ox.Triple]:
    """Return the triples without their graphs, each once."""
    return frozenset(ox.Triple(triple.subject, triple.predicate, triple.object) for triple in triples)


def to_rdflib(triples: Iterable[ox.Quad | ox.Triple]) -> Graph:
    """Return the triples as an rdflib graph, with every literal as it is written."""
    from rdflib import Graph  # noqa: PLC0415 - slow to import

    graph = Graph(store="SimpleMemory")  # knows no contexts: the reference engine takes half the time
    for triple in triples:
        graph.add((to_rdflib_term(triple.subject), to_rdflib_term(triple.predicate), to_rdflib_term(triple.object)))
    return graph


def to_rdflib_term(term: ox.Triple | Term) -> Identifier:
    """Return a term as rdflib has it, its lexical form unchanged."""
    from rdflib import BNode, Literal, URIRef  # noqa: PLC0415 - slow to import

    match term:
        case ox.NamedNode():
            return URIRef(term.value)
        case ox.BlankNode():
            return BNode(term.value)
        case ox.Literal() if term.language:
            return Literal(term.value, lang=term.language)
        case ox.Literal():
            plain = term.datatype == STRING
            return Literal(term.value, datatype=None if plain else URIRef(term.datatype.value), normalize=False)
    raise InputFault(f"A triple cannot be a term here: {term}")


def from_rdflib_term(term: Node) -> Term:
    """Return an rdflib term as Oxigraph has it."""
    from rdflib import BNode, Literal  # noqa: PLC0415 - slow to import

    if isinstance(term, BNode):
        return ox.BlankNode(str(term))
    if not isinstance(term, Literal):
        return ox.NamedNode(str(term))
    if term.language:
        return ox.Literal(str(term), language=term.language)
    return ox.Literal(str(term), datatype=ox.NamedNode(str(term.datatype))) if term.datatype else ox.Literal(str(term))
