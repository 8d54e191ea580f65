"""Reads a shapes graph, refusing what would not be checked as it is meant, and cuts it into units."""

from __future__ import annotations

from collections import defaultdict
from functools import cached_property
from typing import TYPE_CHECKING, cast

from arkg.description import Description
from arkg.namespaces import FIRST, REST, SH, TYPE
from arkg.validate.compiler.candidates import Queries, joined
from arkg.validate.compiler.model import Constraint, Root, Shape, Target, Unit
from arkg.validate.compiler.paths import read_path
from arkg.validate.compiler.query import Analyses, read_query
from arkg.validate.compiler.syntax import (
    CONSTRAINTS,
    SHAPE_LISTS,
    SHAPE_TERMS,
    TARGETS,
    TERM_LISTS,
    check_syntax,
    components,
    parameters,
    shape_nodes,
    validators,
)
from arkg.validate.findings import RuleFault
from arkg.validate.terms import CLASS, OWL_CLASS, SUBCLASS, is_true

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator

    import pyoxigraph as ox

    from arkg.validate.compiler.candidates import Hierarchy
    from arkg.validate.compiler.model import Result
    from arkg.validate.compiler.paths import Read
    from arkg.validate.compiler.query import Query
    from arkg.validate.engine.judge import Judge
    from arkg.validate.terms import Resource, Term

DISJOINT = SH("qualifiedValueShapesDisjoint")


class Shapes:
    """A shapes graph, compiled once and used for any number of validations.

    ``faults`` are of rules that were left out, because they cannot be checked. Raises RuleFault for another one: an
    ill-formed shape, a shape inside itself, a query that pySHACL would refuse.
    """

    def __init__(
        self, triples: Iterable[ox.Triple], faults: tuple[RuleFault, ...] = (), analyses: Analyses | None = None
    ) -> None:
        self.description = Description(triples)
        self.faults = faults
        self.analyses = analyses or Analyses()
        check_syntax(self.description)
        for component in components(self.description):
            self._check_validators(component)
        self._parameters = parameters(self.description)
        self._shapes: dict[Term, Shape] = {}
        self._queries: Queries | None = None
        self.units = tuple(self._units())

    @cached_property
    def judge(self) -> Judge:
        """Return pySHACL for these shapes; importing it is costly, and not needed where nothing can fail."""
        from arkg.validate.engine.judge import Judge  # noqa: PLC0415 - loads pySHACL

        return Judge(self)

    @cached_property
    def readers(self) -> dict[Read, list[Unit]]:
        """Return the units whose results depend on each read."""
        found: dict[Read, list[Unit]] = defaultdict(list)
        for unit in self.units:
            for read in unit.decided_by:
                found[read].append(unit)
        return found

    @cached_property
    def joined(self) -> dict[Unit, Unit]:
        """Return, for units that are asked for together in a whole graph, the unit that stands for them there."""
        return joined(self.units)

    def queries(self, hierarchy: Hierarchy) -> Queries:
        """Return the queries for candidates in data with this hierarchy of classes, which seldom changes."""
        if self._queries is None or self._queries.hierarchy.axioms != hierarchy.axioms:
            self._queries = Queries(hierarchy)
        return self._queries

    def _roots(self) -> Iterator[Root]:
        """Yield the shapes that have targets, with these."""
        graph, nodes = self.description, shape_nodes(self.description)
        classes = {CLASS, OWL_CLASS, *(node for node in graph.having(SUBCLASS) if CLASS in graph.all(node, SUBCLASS))}
        implicit = [node for node in graph.having(TYPE) if node in nodes and classes & {*graph.all(node, TYPE)}]
        for node in dict.fromkeys([*(node for kind in TARGETS for node in graph.having(SH(kind))), *implicit]):
            targets = [Target(kind, value) for kind in TARGETS for value in graph.all(node, SH(kind))]
            targets += [Target("targetClass", node)] if node in implicit else []
            if not self.shape(node).deactivated:
                yield Root(node, tuple(dict.fromkeys(targets)))

    def _units(self) -> Iterator[Unit]:
        """Yield what is validated by itself: a node shape without its properties, and each property shape."""
        having: dict[tuple[Resource, bool], list[Root]] = {}
        for root in self._roots():
            shape = self.shape(root.node)
            own = shape.path is None
            if not own or any(constraint.name != "property" for constraint in shape.constraints):
                having.setdefault((root.node, own), []).append(root)
            for member in (member for found in shape.having("property") for member in found.shapes if own):
                having.setdefault((member.node, False), []).append(root)
        for (node, own), roots in having.items():
            if not self.shape(node).deactivated:
                yield Unit(self.shape(node), tuple(roots), own)

    def shape(self, node: Term, above: tuple[Term, ...] = ()) -> Shape:
        """Return the shape at ``node``; ``above`` are the shapes it stands in."""
        if node in above:
            raise RuleFault("This shape contains itself.", node=node, remedy="Write it without recursion.")
        if node not in self._shapes:
            self._shapes[node] = self._read(cast("Resource", node), (*above, node))
        return self._shapes[node]

    def _read(self, node: Resource, above: tuple[Term, ...]) -> Shape:
        graph = self.description
        path = graph.one(node, SH("path"))
        flags = graph.one(node, SH("flags"))
        return Shape(
            node,
            None if path is None else read_path(graph, path),
            any(is_true(value) for value in graph.all(node, SH("deactivated"))),
            tuple(self._constraints(node, above)),
            flags="" if flags is None else flags.value,
            ignored=frozenset(i for head in graph.all(node, SH("ignoredProperties")) for i in graph.items(head)),
        )

    def _constraints(self, node: Resource, above: tuple[Term, ...]) -> Iterator[Constraint]:
        graph = self.description
        for triple in graph.about(node):
            name, value = triple.predicate.value.removeprefix(SH), cast("Term", triple.object)
            if triple.predicate in self._parameters:
                yield Constraint("component", triple.predicate)
            elif name in SHAPE_TERMS:
                apart = name == "qualifiedValueShape" and any(map(is_true, graph.all(node, DISJOINT)))
                called = "qualifiedValueShapesDisjoint" if apart else name
                yield Constraint(called, value, shapes=(self.shape(value, above),))
            elif name == "sparql":
                yield Constraint(name, value, query=self._query(node, value))
            elif name in SHAPE_LISTS:
                items = graph.items(value)
                yield Constraint(name, value, items, shapes=tuple(self.shape(item, above) for item in items))
            elif name in CONSTRAINTS:
                yield Constraint(name, value, graph.items(value) if name in TERM_LISTS else ())

    def _check_validators(self, component: Resource) -> None:
        for validator, kind in validators(self.description, component):
            try:
                read_query(self.description, validator, self.analyses, kind)
            except RuleFault as fault:
                raise RuleFault(fault.what, node=component, remedy=fault.remedy) from fault

    def _query(self, node: Resource, value: Term) -> Query:
        path = self.description.one(node, SH("path"))
        found = None if path is None else read_path(self.description, path)
        query = read_query(self.description, value, self.analyses, path=found)
        if query.uses_path:
            raise RuleFault("$PATH needs a property shape.", node=value, remedy="Write the path out.")
        return query


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
    """Return a shapes graph without what a rule asks for, else without all about it, and what depends on it.

    Raises the fault itself where the graph has no such rule.
    """
    node = fault.node
    component = SH("ConstraintComponent")
    left = [each for each in triples if each.subject != node or (each.predicate in KEPT and each.object != component)]
    if len(left) == len(triples):
        owners = {each.subject for each in triples if each.object == node and each.predicate == SH("property")}
        left = [each for each in triples if node not in (each.subject, each.object)]
        left = [each for each in left if each.subject not in owners or each.predicate not in CLOSED]
    if len(left) == len(triples):
        raise fault
    return without_users(left, node)


def without_users(triples: list[ox.Triple], node: Term | None) -> list[ox.Triple]:
    """Return a shapes graph without what asks whether a value has a shape that asks for less than it did.

    The results of sh:property are the property shape's own, so that it may stay, but the shape around it asks for less.
    """
    using: dict[object, list[ox.Triple]] = defaultdict(list)
    for triple in triples:
        if triple.predicate in USES:
            using[triple.object].append(triple)
    weaker, left = {node}, [node]
    gone: set[tuple[Term, ox.NamedNode]] = set()
    while left:
        for triple in using[left.pop()]:
            subject = cast("Term", triple.subject)
            if triple.predicate != SH("property"):
                gone.add((subject, triple.predicate))
            if subject not in weaker:
                weaker.add(subject)
                left.append(subject)
    counted = {subject for subject, verb in gone if verb in QUALIFIED}
    gone |= {(subject, SH(f"qualified{end}Count")) for subject in counted for end in ("Min", "Max")}
    return [each for each in triples if (each.subject, each.predicate) not in gone]
