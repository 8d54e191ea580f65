"""The model of compiled shapes: shapes, constraints, targets, the units that are validated at a time, and results.

The reads of a unit are every triple that pySHACL can look at when it validates the unit for a focus node. SHACL reads
a graph in four ways only: along the path of a shape, the types of a value (``sh:class``), all triples of a node
(``sh:closed``), and one more property of a focus node (``sh:lessThan`` and its kin); SPARQL rules add the triples of
their patterns. Each is a step from the end of a prefix that starts at the focus node. This list serves both
directions: forwards it says what to pull for a focus node, backwards which focus nodes a changed triple concerns.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, cast

import pyoxigraph as ox

from arkg.namespaces import TYPE
from arkg.validate.compiler.paths import OUT, Read, Step, trace, write
from arkg.validate.terms import is_true, words

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from arkg.validate.compiler.paths import Path, Prefix
    from arkg.validate.compiler.query import Query
    from arkg.validate.terms import Resource, Term


@dataclass(frozen=True, slots=True)
class Constraint:
    """One constraint of a shape: its SHACL term without the prefix, its value, and what the value stands for.

    A parameter of a constraint component is called ``component``, and its value is the parameter.
    """

    name: str
    value: Term
    items: tuple[Term, ...] = ()
    shapes: tuple[Shape, ...] = ()
    query: Query | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Shape:
    """A shape with its path (None for a node shape) and its constraints, the shapes inside it included."""

    node: Resource
    path: Path | None
    deactivated: bool
    constraints: tuple[Constraint, ...]
    flags: str = ""
    ignored: frozenset[Term] = frozenset()

    def having(self, name: str) -> Iterator[Constraint]:
        """Return the constraints of this name."""
        return (constraint for constraint in self.constraints if constraint.name == name)

    @property
    def allowed(self) -> frozenset[Term]:
        """Return the predicates a closed shape allows: the simple paths of its properties, and what it ignores."""
        paths = [member.path for constraint in self.having("property") for member in constraint.shapes]
        steps = [path for path in paths if isinstance(path, Step) and not path.inverse]
        return self.ignored.union(step.predicate for step in steps if step.predicate is not None)


@dataclass(frozen=True, slots=True)
class Target:
    """Where the focus nodes of a shape come from: one of the four target terms, and its value."""

    kind: str
    value: Term


@dataclass(frozen=True, slots=True)
class Root:
    """A shape with targets."""

    node: Resource
    targets: tuple[Target, ...]


@dataclass(frozen=True, eq=False)
class Unit:
    """What is validated at a time: a property shape, or what a node shape says besides its property shapes (``own``).

    ``roots`` are the shapes whose targets are its focus nodes. The results of a node shape are those of its property
    shapes and those of its other constraints, and neither depend on each other. So they are found and judged apart. A
    focus node that several roots target is validated once for each of them, as SHACL has it.
    """

    shape: Shape
    roots: tuple[Root, ...]
    own: bool

    @property
    def constraints(self) -> tuple[Constraint, ...]:
        """Return the constraints of this unit."""
        kept = (constraint for constraint in self.shape.constraints if not self.own or constraint.name != "property")
        return tuple(kept)

    @cached_property
    def reads(self) -> frozenset[Read]:
        """Return every read of this unit, its targets left aside."""
        return frozenset(reads_below(self.shape.path, self.constraints, ()))

    @cached_property
    def decided_by(self) -> frozenset[Read]:
        """Return every read that its results depend on: its own, and those that say what its focus nodes are."""
        return self.reads.union(*(target_reads(root) for root in self.roots))


OPAQUE = words("component qualifiedValueShapesDisjoint")
"""The constraints that pySHACL checks over the whole graph: those of constraint components, and of sibling shapes."""
EVERYTHING = frozenset({Read(None, OUT)})
"""The reads of a constraint that may look at any triple."""
PAIRS = frozenset({"equals", "disjoint", "lessThan", "lessThanOrEquals"})


def reads_below(path: Path | None, constraints: Iterable[Constraint], prefix: Prefix) -> set[Read]:
    """Return what a shape with this path and these constraints reads for the focus nodes at the end of ``prefix``."""
    reads, ends = trace(path, prefix) if path is not None else (set(), [prefix])
    for constraint in constraints:
        if constraint.name in OPAQUE:
            reads |= EVERYTHING
        elif constraint.name in PAIRS:
            reads.add(Read(prefix, Step(cast("ox.NamedNode", constraint.value))))
        elif constraint.query is not None:
            reads.update(behind(prefix, read) for read in query_reads(constraint))
        else:
            reads.update(read for end in ends for read in reads_of_value(constraint, end))
    return reads


def reads_of_value(constraint: Constraint, end: Prefix) -> set[Read]:
    """Return what a constraint reads for the values at ``end``."""
    if constraint.name == "class":
        return {Read(end, Step(TYPE), frozenset({cast("ox.NamedNode", constraint.value)}))}
    if constraint.name == "closed" and is_true(constraint.value):
        return {Read(end, OUT)}
    return {read for shape in constraint.shapes for read in reads_below(shape.path, shape.constraints, end)}


def query_reads(constraint: Constraint) -> frozenset[Read]:
    """Return what the query of a SPARQL constraint reads."""
    query = constraint.query
    return query.analysis.reads if query is not None and not query.deactivated else frozenset()


def behind(prefix: Prefix, read: Read) -> Read:
    """Return the same read from the end of a prefix."""
    return read if read.prefix is None else replace(read, prefix=(*prefix, *read.prefix))


def target_reads(root: Root) -> set[Read]:
    """Return the reads that decide whether a node is a focus node of this root."""
    classes = frozenset(cast("ox.NamedNode", each.value) for each in root.targets if each.kind == "targetClass")
    reads = {Read((), Step(TYPE), classes)} if classes else set()
    return reads.union(Read((), step) for each in root.targets if (step := target_step(each)) is not None)


def target_step(target: Target) -> Step | None:
    """Return the step that leads from a focus node to what makes it one; None where that is a class or the node."""
    inverse = {"targetSubjectsOf": False, "targetObjectsOf": True}.get(target.kind)
    return None if inverse is None else Step(cast("ox.NamedNode", target.value), inverse)


@dataclass(frozen=True, slots=True)
class Result:
    """One validation result (SHACL, 3.6.2), as pySHACL reports it.

    ``result_path`` is the property path, or None. ``component`` is the kind of constraint, ``shape`` the rule that was
    broken; ``messages`` are in the order of their texts.
    """

    focus: Term
    result_path: Path | None
    component: ox.NamedNode
    value: Term | None
    shape: Resource
    severity: ox.NamedNode
    messages: tuple[ox.Literal, ...]

    @property
    def path(self) -> str | None:
        """Return the IRI of the property, or the path in SPARQL's notation if it is more than one property."""
        match self.result_path:
            case None:
                return None
            case Step(ox.NamedNode() as predicate, inverse=False):
                return predicate.value
            case path:
                return write(path)

    @property
    def order(self) -> tuple[str, ...]:
        """Return what results are sorted by: focus node, path, rule, component, value."""
        return (str(self.focus), self.path or "", str(self.shape), str(self.component), str(self.value or ""))
