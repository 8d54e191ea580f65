"""A validation result, as pySHACL reports it, in pyoxigraph's terms."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pyoxigraph as ox

from arkg.validate.compiler.paths import Step, write

if TYPE_CHECKING:
    from arkg.validate.compiler.paths import Path
    from arkg.validate.terms import Resource, Term


@dataclass(frozen=True, slots=True)
class Result:
    """One validation result (SHACL, 3.6.2).

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
