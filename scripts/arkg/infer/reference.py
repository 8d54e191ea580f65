"""The reference engine, owlrl: all rules of OWL 2 RL, in memory, at some three thousand statements a second.

Standard: https://www.w3.org/TR/owl2-profiles/#OWL_2_RL. It is not asked about literals as values: "01" and "1" stay
two numbers.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pyoxigraph as ox

from arkg.description import from_rdflib, to_rdflib
from arkg.infer.rules import informative
from arkg.namespaces import RECORDS

if TYPE_CHECKING:
    from collections.abc import Iterable

    from rdflib import Graph


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the reference engine makes of triples: what they entail, and what it finds inconsistent in them."""

    entailed: tuple[ox.Triple, ...]
    contradictions: tuple[str, ...]


def by_reference(triples: Iterable[ox.Quad | ox.Triple]) -> Verdict:
    """Return both of the reference engine's answers from one run, which on the whole graph takes many seconds."""
    import owlrl  # noqa: PLC0415 - slow to import

    said = frozenset(ox.Triple(each.subject, each.predicate, each.object) for each in triples)
    graph = to_graph(said)
    closure = owlrl.OWLRL_Semantics(graph, axioms=False, daxioms=False, rdfs=False)
    closure.closure()
    found = (
        ox.Triple(ox.NamedNode(str(subject)), ox.NamedNode(str(predicate)), from_rdflib(thing))
        for subject, predicate, thing in graph
        if str(subject).startswith(RECORDS)
    )
    return Verdict(informative(said, found), tuple(sorted({str(message) for message in closure.error_messages})))


def to_graph(triples: Iterable[ox.Quad | ox.Triple]) -> Graph:
    """Return the triples as an rdflib graph, with every literal as it is written."""
    from rdflib import Graph  # noqa: PLC0415 - slow to import

    graph = Graph(store="SimpleMemory")  # knows no contexts: the reference engine takes half the time
    for triple in triples:
        graph.add((to_rdflib(triple.subject), to_rdflib(triple.predicate), to_rdflib(triple.object)))
    return graph
