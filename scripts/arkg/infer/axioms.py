"""The axioms that rules are compiled from, and where a graph says more than rules can.

Compiled are subclasses, subproperties, domains, ranges, equivalent classes and properties, inverse, symmetric and
transitive properties, between terms that have an IRI. In what else there is, OWL 2 RL finds contradictions, which
entail nothing and are passed over, or it entails something, and then the graph is beyond.
Standard: https://www.w3.org/TR/owl2-profiles/#OWL_2_RL.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

import pyoxigraph as ox

from arkg.infer.news import OWL, RDFS, THING, TYPE, is_record

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

XSD = "http://www.w3.org/2001/XMLSchema#"
SUBCLASS = ox.NamedNode(f"{RDFS}subClassOf")
SUBPROPERTY = ox.NamedNode(f"{RDFS}subPropertyOf")
DOMAIN = ox.NamedNode(f"{RDFS}domain")
RANGE = ox.NamedNode(f"{RDFS}range")
SAME_CLASS = ox.NamedNode(f"{OWL}equivalentClass")
SAME_PROPERTY = ox.NamedNode(f"{OWL}equivalentProperty")
INVERSE = ox.NamedNode(f"{OWL}inverseOf")
SYMMETRIC = ox.NamedNode(f"{OWL}SymmetricProperty")
TRANSITIVE = ox.NamedNode(f"{OWL}TransitiveProperty")
CLASS = ox.NamedNode(f"{OWL}Class")
PATTERNS = (
    *((kind, None) for kind in (SUBCLASS, SUBPROPERTY, DOMAIN, RANGE, SAME_CLASS, SAME_PROPERTY, INVERSE)),
    (TYPE, SYMMETRIC),
    (TYPE, TRANSITIVE),
)
"""The predicates of axioms, with their objects where not any object will do."""
OF_RULES = frozenset({TYPE, SUBCLASS, SUBPROPERTY, DOMAIN, RANGE})
"""What the rules themselves speak of, besides the terms of OWL: no axiom may be about it."""
BEYOND = frozenset(
    ox.NamedNode(OWL + name)
    for name in (
        "allValuesFrom",
        "hasKey",
        "hasValue",
        "intersectionOf",
        "maxCardinality",
        "maxQualifiedCardinality",
        "oneOf",
        "propertyChainAxiom",
        "sameAs",
        "someValuesFrom",
        "unionOf",
    )
)
BEYOND_AS_CLASS = frozenset(
    ox.NamedNode(OWL + name) for name in ("FunctionalProperty", "InverseFunctionalProperty", "Nothing")
)

Statement: TypeAlias = "ox.Quad | ox.Triple"
Groups: TypeAlias = "Mapping[ox.NamedNode, Sequence[Statement]]"
"""Statements by their predicates."""


class Beyond(Exception):
    """A statement from which more follows than compiled rules find out."""

    def __init__(self, statement: Statement) -> None:
        """Name the statement."""
        terms = (statement.subject, statement.predicate, statement.object)
        said = " ".join("[]" if isinstance(each, ox.BlankNode) else str(each) for each in terms)
        super().__init__(f"No compiled rule covers {said}")


def grouped(statements: Iterable[Statement]) -> dict[ox.NamedNode, list[Statement]]:
    """Group statements by their predicates."""
    groups: dict[ox.NamedNode, list[Statement]] = {}
    for each in statements:
        groups.setdefault(each.predicate, []).append(each)
    return groups


def axioms_among(groups: Groups) -> Iterator[Statement]:
    """Yield the statements that rules are compiled from."""
    for predicate, thing in PATTERNS:
        yield from (each for each in groups.get(predicate, ()) if thing is None or each.object == thing)


def check_axiom(axiom: Statement) -> None:
    """Raise Beyond for an axiom about a record, a term without an IRI, or what the rules themselves speak of."""
    alone = axiom.predicate == TYPE or (axiom.object == THING and axiom.predicate in OF_RULES)
    for term in (axiom.subject,) if alone else (axiom.subject, axiom.object):
        if not isinstance(term, ox.NamedNode) or is_record(term) or term in OF_RULES or term.value.startswith(OWL):
            raise Beyond(axiom)


def check_statements(groups: Groups) -> None:
    """Raise Beyond for the first statement from which more follows than compiled rules find out."""
    for predicate in sorted(groups.keys() & BEYOND, key=str):
        raise Beyond(groups[predicate][0])
    types = groups.get(TYPE, ())
    suspects = {each for each in {triple.object for triple in types} if is_suspect(each)}
    for triple in types if suspects else ():
        if triple.object in suspects and (triple.object != CLASS or is_record(triple.subject)):
            raise Beyond(triple)


def is_suspect(cls: object) -> bool:
    """Return whether more may follow from being of this class than from its superclasses, as from being a number."""
    return cls in BEYOND_AS_CLASS or cls == CLASS or (isinstance(cls, ox.NamedNode) and cls.value.startswith(XSD))
