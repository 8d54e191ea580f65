"""Compile the axioms of a vocabulary into rules: for each property and each class, all that one statement entails.

Compiled are subclasses, subproperties, domains, ranges, equivalent classes and properties, inverse, symmetric and
transitive properties, between terms that have an IRI. They are closed once, so that no rule waits for what another
finds: only the chains of a transitive property are left to be followed from statement to statement. In what else there
is, OWL 2 RL finds contradictions, which entail nothing and are passed over, or it entails something, and then the graph
is beyond compiled rules. Standard: https://www.w3.org/TR/owl2-profiles/#OWL_2_RL.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias, TypeGuard, TypeVar, cast

import pyoxigraph as ox

from arkg.namespaces import OWL, RDFS, RECORDS, TYPE, XSD

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

SUBCLASS, SUBPROPERTY, DOMAIN, RANGE = RDFS.terms("subClassOf", "subPropertyOf", "domain", "range")
SAME_CLASS, SAME_PROPERTY, INVERSE = OWL.terms("equivalentClass", "equivalentProperty", "inverseOf")
SYMMETRIC, TRANSITIVE = OWL.terms("SymmetricProperty", "TransitiveProperty")
CLASS, THING = OWL.terms("Class", "Thing")
PATTERNS = (
    *((kind, None) for kind in (SUBCLASS, SUBPROPERTY, DOMAIN, RANGE, SAME_CLASS, SAME_PROPERTY, INVERSE)),
    (TYPE, SYMMETRIC),
    (TYPE, TRANSITIVE),
)
"""The predicates of axioms, with their objects where not any object will do."""
OF_RULES = frozenset({TYPE, SUBCLASS, SUBPROPERTY, DOMAIN, RANGE})
"""What the rules themselves speak of, besides the terms of OWL: no axiom may be about it."""
BEYOND = frozenset(
    OWL.terms(
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
BEYOND_AS_CLASS = frozenset(OWL.terms("FunctionalProperty", "InverseFunctionalProperty", "Nothing"))
EVERYTHING = frozenset({THING, OWL("NamedIndividual"), RDFS("Resource")})
_REFLEXIVE = frozenset({OWL("sameAs"), SAME_CLASS, SAME_PROPERTY, SUBCLASS, SUBPROPERTY})

Thing = TypeVar("Thing")
Term: TypeAlias = "ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple"
End: TypeAlias = "tuple[ox.NamedNode, bool]"
"""An end of a property: its subject (False) or its object."""
Node: TypeAlias = "ox.NamedNode | End"
"""A class, or an end of a property."""
ENDS = (False, True)

Statement: TypeAlias = "ox.Quad | ox.Triple"
Groups: TypeAlias = "Mapping[ox.NamedNode, Sequence[Statement]]"
"""Statements by their predicates."""


class Beyond(Exception):
    """A statement from which more follows than compiled rules find out."""

    def __init__(self, statement: Statement) -> None:
        """Store the statement."""
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
        if not isinstance(term, ox.NamedNode) or is_ours(term) or term in OF_RULES or term.value.startswith(OWL):
            raise Beyond(axiom)


def check_statements(groups: Groups) -> None:
    """Raise Beyond for the first statement from which more follows than compiled rules find out."""
    for predicate in sorted(groups.keys() & BEYOND, key=str):
        raise Beyond(groups[predicate][0])
    types = groups.get(TYPE, ())
    suspects = {each for each in {triple.object for triple in types} if is_suspect(each)}
    for triple in types if suspects else ():
        if triple.object in suspects and (triple.object != CLASS or is_ours(triple.subject)):
            raise Beyond(triple)


def is_suspect(cls: object) -> bool:
    """Return whether more may follow from being of this class than from its superclasses, as from being a number."""
    return cls in BEYOND_AS_CLASS or cls == CLASS or (isinstance(cls, ox.NamedNode) and cls.value.startswith(XSD))


def informative(said: frozenset[ox.Triple], found: Iterable[ox.Triple]) -> tuple[ox.Triple, ...]:
    """Return the triples found that tell a reader something and were not stated, in the order of their text."""
    return tuple(sorted({triple for triple in found if is_informative(triple)} - said, key=str))


def is_informative(triple: ox.Triple) -> bool:
    """Return whether an entailed triple tells a reader something about one of our records."""
    subject, predicate, thing = triple.subject, triple.predicate, triple.object
    if not is_ours(subject) or isinstance(thing, ox.BlankNode):
        return False
    return not (predicate in _REFLEXIVE and thing == subject) and not (predicate == TYPE and thing in EVERYTHING)


def is_ours(term: Term) -> TypeGuard[ox.NamedNode]:
    """Return whether a term is a record of ours, or a part of one."""
    return isinstance(term, ox.NamedNode) and term.value.startswith(RECORDS)


@dataclass(frozen=True, slots=True)
class Rule:
    """What a statement with some property entails: the classes of its ends, and what else relates them."""

    of_subject: frozenset[ox.NamedNode]
    of_object: frozenset[ox.NamedNode]
    forwards: frozenset[ox.NamedNode]
    backwards: frozenset[ox.NamedNode]


@dataclass(frozen=True, slots=True)
class Rules:
    """What statements entail."""

    properties: Mapping[ox.NamedNode, Rule]
    classes: Mapping[ox.NamedNode, frozenset[ox.NamedNode]]
    """Class → what else its members are."""
    chains: Mapping[ox.NamedNode, frozenset[End]]
    """Transitive property → the properties, its own among them, whose statements are links of its chains, from the
    subject or from the object."""

    @property
    def predicates(self) -> frozenset[ox.NamedNode]:
        """Return the predicates, besides rdf:type, of what can be entailed."""
        return frozenset(self.chains).union(*(each.forwards | each.backwards for each in self.properties.values()))


def compile_rules(axioms: Iterable[Statement]) -> Rules:
    """Compile axioms; raise Beyond for one that no rule covers."""
    given = tuple(axioms)
    for axiom in given:
        check_axiom(axiom)
    links = linked(link for axiom in given for link in links_of(axiom))
    properties = {node[0] for node in links if isinstance(node, tuple)}
    reached = {(each, end): reach({(each, end)}, links) for each in properties for end in (False, True)}
    transitive = {axiom.subject for axiom in given if axiom.object == TRANSITIVE}
    return Rules(
        {each: to_rule(each, reached[each, False], reached[each, True]) for each in properties},
        {each: classes_among(reach({each}, links)) - {each} for each in links if isinstance(each, ox.NamedNode)},
        {
            whole: frozenset((link, end) for link in properties for end in ENDS if (whole, end) in reached[link, False])
            for whole in properties & transitive
        },
    )


def links_of(axiom: Statement) -> Iterator[tuple[Node, Node]]:
    """Yield what an axiom says of members of a class, and of what stands at an end of a property."""
    one, kind, other = cast("tuple[ox.NamedNode, ox.NamedNode, ox.NamedNode]", tuple(axiom)[:3])
    found: list[tuple[Node, Node]] = []
    if kind in (SUBCLASS, SAME_CLASS):
        found.append((one, other))
    elif kind in (DOMAIN, RANGE):
        found.append(((one, kind == RANGE), other))
    else:
        turns = kind == INVERSE or other == SYMMETRIC
        found += (((one, end), (one if kind == TYPE else other, end != turns)) for end in ENDS)
    yield from found
    if kind in (SAME_CLASS, SAME_PROPERTY, INVERSE):
        yield from ((after, before) for before, after in found)


def to_rule(predicate: ox.NamedNode, of_subject: set[Node], of_object: set[Node]) -> Rule:
    """Return what a statement entails, given all that its subject and its object are."""
    forwards, backwards = (
        frozenset(each[0] for each in of_subject if isinstance(each, tuple) and each[1] == end) for end in ENDS
    )
    return Rule(classes_among(of_subject), classes_among(of_object), forwards - {predicate}, backwards)


def classes_among(nodes: set[Node]) -> frozenset[ox.NamedNode]:
    """Return the classes of which it is worth saying that something is of them."""
    return frozenset(each for each in nodes if isinstance(each, ox.NamedNode)) - EVERYTHING


def linked(links: Iterable[tuple[Thing, Thing]]) -> dict[Thing, set[Thing]]:
    """Return for each node those that its links lead to."""
    found: dict[Thing, set[Thing]] = {}
    for one, other in links:
        found.setdefault(one, set()).add(other)
        found.setdefault(other, set())
    return found


def reach(starts: Iterable[Thing], links: Mapping[Thing, set[Thing]]) -> set[Thing]:
    """Return everything that links lead to from the starts, and these."""
    found = set(starts)
    left = list(found)
    while left:
        fresh = links.get(left.pop(), set()) - found
        found |= fresh
        left += fresh
    return found
