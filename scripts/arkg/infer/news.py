"""What of all that is entailed tells a reader something: about our records, and no truism."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias, TypeGuard

import pyoxigraph as ox

from arkg.namespaces import RECORDS

if TYPE_CHECKING:
    from collections.abc import Iterable

Term: TypeAlias = "ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple"

RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
RDFS = "http://www.w3.org/2000/01/rdf-schema#"
OWL = "http://www.w3.org/2002/07/owl#"
TYPE = ox.NamedNode(f"{RDF}type")
THING = ox.NamedNode(f"{OWL}Thing")
EVERYTHING = frozenset({THING, ox.NamedNode(f"{OWL}NamedIndividual"), ox.NamedNode(f"{RDFS}Resource")})
REFLEXIVE = frozenset(
    ox.NamedNode(name)
    for name in (
        f"{OWL}sameAs",
        f"{OWL}equivalentClass",
        f"{OWL}equivalentProperty",
        f"{RDFS}subClassOf",
        f"{RDFS}subPropertyOf",
    )
)


def news(said: frozenset[ox.Triple], found: Iterable[ox.Triple]) -> tuple[ox.Triple, ...]:
    """Return what was found, is worth telling and was not said, in the order of its text."""
    return tuple(sorted({triple for triple in found if is_news(triple)} - said, key=str))


def is_news(triple: ox.Triple) -> bool:
    """Return whether an entailed triple tells a reader something about one of our records."""
    subject, predicate, thing = triple.subject, triple.predicate, triple.object
    if not is_record(subject) or isinstance(thing, ox.BlankNode):
        return False
    return not (predicate in REFLEXIVE and thing == subject) and not (predicate == TYPE and thing in EVERYTHING)


def is_record(term: Term) -> TypeGuard[ox.NamedNode]:
    """Return whether a term is a record of ours, or a part of one."""
    return isinstance(term, ox.NamedNode) and term.value.startswith(RECORDS)
