"""The reads of a unit: every triple that pySHACL can look at when it validates the unit for a focus node.

SHACL reads a graph in four ways only: along the path of a shape, the types of a value (``sh:class``), all triples of
a node (``sh:closed``), and one more property of a focus node (``sh:lessThan`` and its kin); SPARQL rules add the
triples of their patterns. Each is a step from the end of a prefix that starts at the focus node. This list serves
both directions: forwards it says what to pull for a focus node, backwards which focus nodes a changed triple concerns.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, cast

from arkg.validate.paths import Read, Step, steps, trace_all
from arkg.validate.terms import TYPE, is_true, words

if TYPE_CHECKING:
    from collections.abc import Iterable

    import pyoxigraph as ox

    from arkg.validate.model import Constraint, Root, Target
    from arkg.validate.paths import Path, Prefix

OPAQUE = words("component qualifiedValueShapesDisjoint")
"""The constraints that pySHACL checks over the whole graph: those of constraint components, and of sibling shapes."""
EVERYTHING = frozenset({Read(None, Step(None))})
"""The reads of a constraint that may look at any triple."""
PAIRS = frozenset({"equals", "disjoint", "lessThan", "lessThanOrEquals"})


def reads_below(path: Path | None, constraints: Iterable[Constraint], prefix: Prefix) -> set[Read]:
    """Return what a shape with this path and these constraints reads for the focus nodes at the end of ``prefix``."""
    reads, ends = trace_all(steps(path), prefix) if path is not None else (set(), [prefix])
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
        return {Read(end, Step(None))}
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
