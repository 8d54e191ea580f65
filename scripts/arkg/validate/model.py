"""Shapes as values: a shape with its constraints, where its focus nodes come from, and what is validated at a time."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from arkg.validate.paths import Step
from arkg.validate.reads import reads_below, target_reads

if TYPE_CHECKING:
    from collections.abc import Iterator

    from arkg.validate.paths import Path, Read
    from arkg.validate.queries import Query
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
    qualified: tuple[int | None, int | None] = (None, None)
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
