"""A breach of a rule before it is put into words: pySHACL's results of one cause, or what arkg found itself."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pyoxigraph as ox

from arkg.validate.terms import SH

if TYPE_CHECKING:
    from collections.abc import Iterable

    from arkg.validate.results import Result
    from arkg.validate.rules import Rule, Rules
    from arkg.validate.terms import Term


@dataclass(frozen=True, slots=True)
class Breach:
    """What breaks a rule: a focus node, and where they are known the property and the value.

    ``kinds`` are the SHACL components without their common ending (``Class``, ``MinCount`` …), or what arkg checks
    itself (``reference``, ``class``, ``file``, ``literal``, ``rule``). ``others`` are further values of a clash,
    ``near`` what may have been meant, ``note`` what else is to be said.
    """

    focus: Term
    rule: Rule
    kinds: frozenset[str]
    path: ox.NamedNode | None = None
    value: Term | None = None
    others: tuple[Term, ...] = ()
    near: tuple[ox.NamedNode, ...] = ()
    note: str = ""

    @property
    def is_blank(self) -> bool:
        """Return whether it is about a thing without a name."""
        return isinstance(self.focus, ox.BlankNode)

    def is_a(self, *kinds: str) -> bool:
        """Return whether it is of one of these kinds."""
        return not self.kinds.isdisjoint(kinds)


def of_results(results: Iterable[Result], rules: Rules) -> list[Breach]:
    """Make one breach of all results about one focus node, rule, property and value."""
    found: dict[tuple[Term, Term, str | None, Term | None], set[str]] = {}
    for result in results:
        kind = result.component.value.removeprefix(SH).removesuffix("ConstraintComponent")
        found.setdefault((result.focus, result.shape, result.path, result.value), set()).add(kind)
    return [
        Breach(focus, rules.find(shape), frozenset(kinds), to_predicate(path, rules.find(shape)), value)
        for (focus, shape, path, value), kinds in found.items()
    ]


def to_predicate(path: str | None, rule: Rule) -> ox.NamedNode | None:
    """Return the property of a result: its path where that is one property, else the predicate of the rule's path."""
    if path is None or rule.inverse:
        return rule.path
    try:
        return ox.NamedNode(path)
    except ValueError:
        return rule.path
