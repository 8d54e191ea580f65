"""Axioms → rules: for each property and each class, all that one statement with it entails.

The axioms are closed once, so that no rule waits for what another finds: only the chains of a transitive property are
left to be followed from statement to statement.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias, TypeVar, cast

from arkg.infer.axioms import (
    DOMAIN,
    INVERSE,
    RANGE,
    SAME_CLASS,
    SAME_PROPERTY,
    SUBCLASS,
    SUBPROPERTY,
    SYMMETRIC,
    TRANSITIVE,
    check_axiom,
)
from arkg.infer.news import EVERYTHING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    import pyoxigraph as ox

    from arkg.infer.axioms import Statement

Node = TypeVar("Node")
Way: TypeAlias = "tuple[ox.NamedNode, bool]"
"""A property, and whether it is read from object to subject."""


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
    """Compile axioms; raise Beyond for one that no rule stands for."""
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
