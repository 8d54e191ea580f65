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

Node = TypeVar("Node")
Term: TypeAlias = "ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple"
Way: TypeAlias = "tuple[ox.NamedNode, bool]"
"""A property, and whether it is read from object to subject."""

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
    chains: Mapping[ox.NamedNode, frozenset[Way]]
    """Transitive property → the ways of reading properties, its own among them, that are links of its chains."""

    @property
    def predicates(self) -> frozenset[ox.NamedNode]:
        """Return the predicates, besides rdf:type, of what can be entailed."""
        return frozenset(self.chains).union(*(each.forwards | each.backwards for each in self.properties.values()))


def compile_rules(axioms: Iterable[Statement]) -> Rules:
    """Compile axioms; raise Beyond for one that no rule covers."""
    given = tuple(axioms)
    for axiom in given:
        check_axiom(axiom)
    above, ways, firsts = class_links(given), way_links(given), first_classes(given)
    properties = {each for each, _ in (*ways, *firsts)}
    reached = {each: reach({(each, False)}, ways) for each in properties}
    return Rules(
        {each: to_rule(each, reached[each], firsts, above) for each in properties},
        {each: frozenset(reach({each}, above) - {each} - EVERYTHING) for each in above},
        {
            each: frozenset((link, turned) for link in properties for way, turned in reached[link] if way == each)
            for each in having(given, TRANSITIVE)
        },
    )


def to_rule(
    predicate: ox.NamedNode,
    ways: set[Way],
    firsts: Mapping[Way, set[ox.NamedNode]],
    above: Mapping[ox.NamedNode, set[ox.NamedNode]],
) -> Rule:
    """Gather what a statement entails, given all ways in which it can be read."""
    back = {(each, not turned) for each, turned in ways}
    of_subject, of_object = (
        frozenset(reach({each for way in read for each in firsts.get(way, ())}, above) - EVERYTHING)
        for read in (ways, back)
    )
    forwards, backwards = (frozenset(each for each, turned in read if not turned) for read in (ways, back))
    return Rule(of_subject, of_object, forwards - {predicate}, backwards)


def class_links(axioms: Iterable[Statement]) -> dict[ox.NamedNode, set[ox.NamedNode]]:
    """Return for each class those that its members are of by one axiom."""
    return linked([*pairs(axioms, SUBCLASS), *both_ways(pairs(axioms, SAME_CLASS))])


def way_links(axioms: Iterable[Statement]) -> dict[Way, set[Way]]:
    """Return for each way of reading a property those that follow by one axiom."""
    itself = [(each, each) for each in having(axioms, TRANSITIVE)]  # a link that leads nowhere, but is there
    alike = [*pairs(axioms, SUBPROPERTY), *both_ways(pairs(axioms, SAME_PROPERTY)), *itself]
    symmetric = [(each, each) for each in having(axioms, SYMMETRIC)]
    turning = [*both_ways(pairs(axioms, INVERSE)), *symmetric]
    return linked(
        ((one, turned), (other, turned != turns))
        for links, turns in ((alike, False), (turning, True))
        for one, other in links
        for turned in (False, True)
    )


def first_classes(axioms: Iterable[Statement]) -> dict[Way, set[ox.NamedNode]]:
    """Return for each way of reading a property the classes of what stands first: its domains, or its ranges."""
    found: dict[Way, set[ox.NamedNode]] = {}
    for turned, kind in enumerate((DOMAIN, RANGE)):
        for predicate, cls in pairs(axioms, kind):
            found.setdefault((predicate, bool(turned)), set()).add(cls)
    return found


def pairs(axioms: Iterable[Statement], kind: ox.NamedNode) -> list[tuple[ox.NamedNode, ox.NamedNode]]:
    """Return the two terms of each axiom of a kind."""
    both = [(axiom.subject, axiom.object) for axiom in axioms if axiom.predicate == kind]
    return cast("list[tuple[ox.NamedNode, ox.NamedNode]]", both)


def both_ways(links: Iterable[tuple[Node, Node]]) -> list[tuple[Node, Node]]:
    """Return links, and each turned round."""
    return [each for one, other in links for each in ((one, other), (other, one))]


def having(axioms: Iterable[Statement], trait: ox.NamedNode) -> set[ox.NamedNode]:
    """Return the properties that have a trait."""
    return cast("set[ox.NamedNode]", {axiom.subject for axiom in axioms if axiom.object == trait})


def linked(links: Iterable[tuple[Node, Node]]) -> dict[Node, set[Node]]:
    """Return for each node those that its links lead to."""
    found: dict[Node, set[Node]] = {}
    for one, other in links:
        found.setdefault(one, set()).add(other)
        found.setdefault(other, set())
    return found


def reach(starts: Iterable[Node], links: Mapping[Node, set[Node]]) -> set[Node]:
    """Return everything that links lead to from the starts, and these."""
    found = set(starts)
    left = list(found)
    while left:
        fresh = links.get(left.pop(), set()) - found
        found |= fresh
        left += fresh
    return found
