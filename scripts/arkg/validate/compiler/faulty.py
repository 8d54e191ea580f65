"""Rules that cannot be checked are left out, together with what depends on them, and all others are compiled."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, cast

from arkg.namespaces import FIRST, REST, SH, TYPE
from arkg.validate.compiler.shapes import Shapes
from arkg.validate.compiler.sparql.cache import Analyses
from arkg.validate.faults import RuleFault

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable

    import pyoxigraph as ox

    from arkg.validate.compiler.model import Result
    from arkg.validate.terms import Term

KEPT = frozenset(
    {TYPE, *map(SH, ("path", "property", "name", "description", "message", "severity", "targetClass"))}
    | {*map(SH, ("closed", "ignoredProperties", "deactivated"))}
)
"""What stays of a rule that cannot be checked."""
CLOSED = frozenset(map(SH, ("closed", "ignoredProperties")))
QUALIFIED = frozenset({SH("qualifiedValueShape")})
USES = QUALIFIED | {FIRST, REST, *map(SH, ("property", "node", "not", "and", "or", "xone", "sparql"))}
"""The properties by which a shape, or a list of shapes, uses another one or a query."""


def compile_rules(
    triples: Collection[ox.Triple], faults: tuple[RuleFault, ...] = (), analyses: Analyses | None = None
) -> Shapes:
    """Compile the rules; those that cannot be checked are left out, and their faults are kept."""
    analyses = analyses or Analyses()
    while True:
        try:
            return Shapes(triples, faults, analyses)
        except RuleFault as fault:
            triples, faults = without(triples, fault), (*faults, fault)


def sound_results(shapes: Shapes, find: Callable[[Shapes], Iterable[Result]]) -> tuple[Shapes, tuple[Result, ...]]:
    """Return the results that are found with the rules that can be checked, and these rules.

    A rule that pySHACL stops at is left out, as one that cannot be compiled is.
    """
    while True:
        try:
            return shapes, tuple(find(shapes))
        except RuleFault as fault:
            shapes = compile_rules(without(shapes.description.triples, fault), (*shapes.faults, fault), shapes.analyses)


def without(triples: Collection[ox.Triple], fault: RuleFault) -> list[ox.Triple]:
    """Take what a rule asks for from a shapes graph, else all that is said of it, and all that depends on it.

    Raises the fault itself where the graph has no such rule.
    """
    node = fault.where
    left = [each for each in triples if str(each.subject) != node or (each.predicate in KEPT and not_component(each))]
    if len(left) == len(triples):
        owners = {each.subject for each in triples if str(each.object) == node and each.predicate == SH("property")}
        left = [each for each in triples if node not in (str(each.subject), str(each.object))]
        left = [each for each in left if each.subject not in owners or each.predicate not in CLOSED]
    if len(left) == len(triples):
        raise fault
    return without_users(left, node)


def not_component(triple: ox.Triple) -> bool:
    """Return whether a statement does not declare a constraint component."""
    return triple.object != SH("ConstraintComponent")


def without_users(triples: list[ox.Triple], node: str) -> list[ox.Triple]:
    """Take from a shapes graph what asks whether a value has a shape that asks for less than it did.

    The results of sh:property are the property shape's own, so that it may stay, but the shape around it asks for less.
    """
    using: dict[str, list[ox.Triple]] = defaultdict(list)
    for triple in triples:
        if triple.predicate in USES:
            using[str(triple.object)].append(triple)
    weaker, left = {node}, [node]
    gone: set[tuple[Term, ox.NamedNode]] = set()
    while left:
        for triple in using[left.pop()]:
            subject = cast("Term", triple.subject)
            if triple.predicate != SH("property"):
                gone.add((subject, triple.predicate))
            if str(subject) not in weaker:
                weaker.add(str(subject))
                left.append(str(subject))
    counted = {subject for subject, verb in gone if verb in QUALIFIED}
    gone |= {(subject, SH(f"qualified{end}Count")) for subject in counted for end in ("Min", "Max")}
    return [each for each in triples if (each.subject, each.predicate) not in gone]
