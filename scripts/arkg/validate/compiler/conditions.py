"""SHACL shapes as SPARQL conditions: the verdict of a shape on a focus node, of a constraint on one value."""

from __future__ import annotations

from itertools import count
from typing import TYPE_CHECKING

from arkg.validate.compiler.model import OPAQUE
from arkg.validate.compiler.paths import Sequence, steps, write
from arkg.validate.compiler.values import (
    ACCEPTED,
    SILENT,
    Verdict,
    both,
    exactly_one,
    is_one_of,
    of_value,
    opposite,
    sure,
)
from arkg.validate.terms import is_true, listed, words

if TYPE_CHECKING:
    from collections.abc import Iterator

    from arkg.validate.compiler.model import Constraint, Shape
    from arkg.validate.compiler.paths import Path
    from arkg.validate.compiler.targets import Hierarchy
    from arkg.validate.terms import Term

SETS = words(
    "minCount maxCount hasValue uniqueLang equals disjoint lessThan lessThanOrEquals qualifiedValueShape sparql"
)
"""The constraints that look at all values of a path together."""


class Conditions:
    """Writes the verdicts of shapes, given the classes of the data; each variable it needs is a new one."""

    def __init__(self, hierarchy: Hierarchy) -> None:
        self.hierarchy = hierarchy
        self._numbers = count()

    def variable(self) -> str:
        """Return a variable that has not been used."""
        return f"?x{next(self._numbers)}"

    def shape(self, shape: Shape, focus: str) -> Verdict:
        """Return the verdict of a whole shape on a focus node, as other shapes ask for it."""
        if shape.deactivated:
            return ACCEPTED
        if shape.path is None:
            return both(self.value(shape, constraint, focus) for constraint in shape.constraints)
        return both(self._over_path(shape, shape.path, focus))

    def _over_path(self, shape: Shape, path: Path, focus: str) -> Iterator[Verdict]:
        for constraint in shape.constraints:
            if constraint.name in SETS | OPAQUE:
                yield self._of_set(constraint, path, focus)
            else:
                value = self.variable()
                verdict = self.value(shape, constraint, value)
                fails = exists(focus, path, value, f"FILTER(!{sure(verdict.ok)})", self)
                breaks = exists(focus, path, value, f"FILTER({sure(verdict.ko)})", self)
                yield Verdict(f"NOT {fails}", breaks)

    def _of_set(self, constraint: Constraint, path: Path, focus: str) -> Verdict:
        if constraint.name == "hasValue":
            found = exists(focus, path, str(constraint.value), "", self)
            return Verdict(found, f"NOT {found}")
        found = exists(focus, path, self.variable(), "", self)
        known = {
            ("minCount", "0"): ACCEPTED,
            ("minCount", "1"): Verdict(found, f"NOT {found}"),
            ("maxCount", "0"): Verdict(f"NOT {found}", found),
        }
        return known.get((constraint.name, constraint.value.value), SILENT)

    def value(self, shape: Shape, constraint: Constraint, value: str) -> Verdict:
        """Return the verdict of one constraint on one value."""
        members = [self.shape(member, value) for member in constraint.shapes]
        match constraint.name:
            case "property" | "node" | "and":
                verdict = both(members)
            case "not":
                verdict = opposite(both(members))
            case "or":
                verdict = opposite(both(map(opposite, members)))
            case "xone":
                verdict = exactly_one(members)
            case "class":
                verdict = self._of_class(constraint.value, value)
            case "closed":
                verdict = self._of_closed(shape, value) if is_true(constraint.value) else ACCEPTED
            case "hasValue":
                verdict = is_one_of(value, [constraint.value])
            case name if name in OPAQUE:
                verdict = SILENT
            case _:
                verdict = of_value(shape, constraint, value)
        return verdict

    def _of_class(self, kind: Term, value: str) -> Verdict:
        type_ = self.variable()
        found = f"EXISTS {{ {value} a {type_} FILTER({type_} IN {listed(self.hierarchy.written(kind))}) }}"
        return Verdict(found, f"NOT {found}")

    def _of_closed(self, shape: Shape, value: str) -> Verdict:
        verb, allowed = self.variable(), listed(sorted(map(str, shape.allowed)))
        found = f"EXISTS {{ {value} {verb} {self.variable()} FILTER({verb} NOT IN {allowed}) }}"
        return Verdict(f"NOT {found}", found)


def exists(focus: str, path: Path, value: str, test: str, names: Conditions) -> str:
    """Ask whether a path leads to a value that passes a test: one EXISTS a step, since two triples in one are slow."""
    first, *rest = steps(path)
    if not rest:
        return f"EXISTS {{ {focus} {write(first)} {value} {test} }}"
    middle = names.variable()
    inner = exists(middle, Sequence(tuple(rest)), value, test, names)
    return f"EXISTS {{ {focus} {write(first)} {middle} FILTER {inner} }}"
