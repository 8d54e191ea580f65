"""Triples in, the triples they entail about our records out: the OWL 2 RL closure without its axiomatic noise.

Standard: https://www.w3.org/TR/owl2-profiles/#OWL_2_RL. Two engines: ``reasonable`` is fast and leaves out property
chains and keys (prp-spo2, prp-key), ``owlrl`` is the reference it is held to. Neither is asked about literals as
values: "01" and "1" stay two numbers.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pyoxigraph as ox

from arkg.errors import InputFault
from arkg.graph import RECORDS

if TYPE_CHECKING:
    from collections.abc import Iterable

    from rdflib import Graph
    from rdflib.term import Identifier, Node

ENGINES = ("reasonable", "owlrl")
OWL = "http://www.w3.org/2002/07/owl#"
RDFS = "http://www.w3.org/2000/01/rdf-schema#"
TYPE = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"
EVERYTHING = frozenset({f"{OWL}Thing", f"{OWL}NamedIndividual", f"{RDFS}Resource"})
REFLEXIVE = frozenset(
    {f"{OWL}sameAs", f"{OWL}equivalentClass", f"{OWL}equivalentProperty", f"{RDFS}subClassOf", f"{RDFS}subPropertyOf"}
)
STAND_IN = "urn:arkg:literal:"

Term = ox.NamedNode | ox.BlankNode | ox.Literal


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the reference engine makes of triples: what they entail, and what it finds inconsistent in them."""

    entailed: tuple[ox.Triple, ...]
    contradictions: tuple[str, ...]


def entailed(triples: Iterable[ox.Quad | ox.Triple], *, engine: str = "reasonable") -> tuple[ox.Triple, ...]:
    """Give what the triples entail about our records and do not say, in the order of its text.

    Left out: what is said of vocabulary terms, of other people's things and of literals; that a thing is a thing, is
    itself, or is of a class without a name. Raises InputFault for an engine that does not exist.
    """
    if engine not in ENGINES:
        raise InputFault(f"There is no engine {engine!r}.", remedy=f"Engines are {' and '.join(ENGINES)}.")
    if engine == "owlrl":
        return by_reference(triples).entailed
    said = plain(triples)
    return news(said, close_fast(said))


def contradictions(triples: Iterable[ox.Quad | ox.Triple]) -> tuple[str, ...]:
    """Give what the reference engine finds inconsistent in the triples, in its own words."""
    return by_reference(triples).contradictions


def by_reference(triples: Iterable[ox.Quad | ox.Triple]) -> Verdict:
    """Give both of the reference engine's answers from one run, which on the whole graph takes many seconds."""
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
    return Verdict(news(said, found), tuple(sorted({str(message) for message in closure.error_messages})))


def plain(triples: Iterable[ox.Quad | ox.Triple]) -> frozenset[ox.Triple]:
    """Give the triples without the graphs they stand in, each once."""
    return frozenset(ox.Triple(triple.subject, triple.predicate, triple.object) for triple in triples)


def news(said: frozenset[ox.Triple], found: Iterable[ox.Triple]) -> tuple[ox.Triple, ...]:
    """Give what was found, is worth telling and was not said, in the order of its text."""
    return tuple(sorted({triple for triple in found if is_news(triple)} - said, key=str))


def is_news(triple: ox.Triple) -> bool:
    """Say whether an entailed triple tells a reader something about one of our records."""
    subject, predicate, thing = triple.subject, triple.predicate.value, triple.object
    if not isinstance(subject, ox.NamedNode) or not subject.value.startswith(RECORDS):
        return False
    if isinstance(thing, ox.BlankNode) or (predicate in REFLEXIVE and thing == subject):
        return False
    return not (predicate == TYPE and isinstance(thing, ox.NamedNode) and thing.value in EVERYTHING)


def close_fast(triples: Iterable[ox.Triple]) -> Iterable[ox.Triple]:
    """Give the closure by ``reasonable``, which sees an IRI in the place of every literal and so rewrites none."""
    from rdflib import URIRef  # noqa: PLC0415 - slow to import
    from reasonable import PyReasoner  # noqa: PLC0415 - imports rdflib

    given = list(triples)
    literals = sorted({triple.object for triple in given if hides(triple)}, key=str)
    stand_ins = {literal: URIRef(f"{STAND_IN}{number}") for number, literal in enumerate(literals)}
    hidden = {stand_in: literal for literal, stand_in in stand_ins.items()}
    reasoner = PyReasoner()
    reasoner.from_graph(
        [
            (
                to_rdflib_term(triple.subject),
                to_rdflib_term(triple.predicate),
                stand_ins[triple.object] if hides(triple) else to_rdflib_term(triple.object),
            )
            for triple in given
        ]
    )
    for subject, predicate, thing in reasoner.reason():
        if str(subject).startswith(RECORDS):
            term = hidden[thing] if thing in hidden else from_rdflib_term(thing)
            yield ox.Triple(ox.NamedNode(str(subject)), ox.NamedNode(str(predicate)), term)


def hides(triple: ox.Triple) -> bool:
    """Say whether the literal of a triple is hidden from the fast engine: each, but for the numbers OWL reads."""
    predicate = triple.predicate.value
    return isinstance(triple.object, ox.Literal) and (not predicate.startswith(OWL) or predicate == f"{OWL}hasValue")


def to_rdflib(triples: Iterable[ox.Quad | ox.Triple]) -> Graph:
    """Give the triples as an rdflib graph, with every literal as it is written."""
    from rdflib import Graph  # noqa: PLC0415 - slow to import

    graph = Graph(store="SimpleMemory")  # knows no contexts: the reference engine takes half the time
    for triple in triples:
        graph.add((to_rdflib_term(triple.subject), to_rdflib_term(triple.predicate), to_rdflib_term(triple.object)))
    return graph


def to_rdflib_term(term: ox.Triple | Term) -> Identifier:
    """Give a term as rdflib has it, its lexical form unchanged."""
    from rdflib import BNode, Literal, URIRef  # noqa: PLC0415 - slow to import

    match term:
        case ox.NamedNode():
            return URIRef(term.value)
        case ox.BlankNode():
            return BNode(term.value)
        case ox.Literal() if term.language:
            return Literal(term.value, lang=term.language)
        case ox.Literal():
            plain = term.datatype.value == "http://www.w3.org/2001/XMLSchema#string"
            return Literal(term.value, datatype=None if plain else URIRef(term.datatype.value), normalize=False)
    raise InputFault(f"A triple cannot be a term here: {term}")


def from_rdflib_term(term: Node) -> Term:
    """Give an rdflib term as Oxigraph has it."""
    from rdflib import BNode, Literal  # noqa: PLC0415 - slow to import

    if isinstance(term, BNode):
        return ox.BlankNode(str(term))
    if not isinstance(term, Literal):
        return ox.NamedNode(str(term))
    if term.language:
        return ox.Literal(str(term), language=term.language)
    return ox.Literal(str(term), datatype=ox.NamedNode(str(term.datatype))) if term.datatype else ox.Literal(str(term))
