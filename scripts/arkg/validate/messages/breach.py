"""Breaches of rules before they are explained: results of one cause are merged into the one that says what to fix."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, cast

import pyoxigraph as ox

from arkg.namespaces import SH
from arkg.schema import OWN, Rule
from arkg.validate.compiler.paths import Alternative, Step
from arkg.validate.findings import UNCHECKED

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator

    from arkg.schema import Schema
    from arkg.validate.compiler.model import Result
    from arkg.validate.compiler.shapes import Shapes
    from arkg.validate.engine.sources import Overlay
    from arkg.validate.terms import Term


@dataclass(frozen=True, slots=True)
class Breach:
    """What breaks a rule, before it is explained: a focus node, and where they are known the property and the value.

    This is a matter of validation alone; what all others see is the finding that explains it.

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

    def is_a(self, *kinds: str) -> bool:
        """Return whether it is of one of these kinds."""
        return not self.kinds.isdisjoint(kinds)


def of_results(results: Iterable[Result], schema: Schema, graph: Overlay) -> list[Breach]:
    """Make one breach of all results about one focus node, rule, property and value."""
    found: dict[tuple[Term, Term, ox.NamedNode | None, Term | None], set[str]] = {}
    for result in results:
        kind = result.component.value.removeprefix(SH).removesuffix("ConstraintComponent")
        for path in properties(result, schema.rule(result.shape), graph):
            found.setdefault((result.focus, result.shape, path, result.value), set()).add(kind)
    return [
        Breach(focus, schema.rule(shape), frozenset(kinds), path, value)
        for (focus, shape, path, value), kinds in found.items()
    ]


def properties(result: Result, rule: Rule, graph: Overlay) -> list[ox.NamedNode | None]:
    """Return the property of a result; of a path with alternatives, each that has the value at the focus node."""
    match result.result_path:
        case Step(predicate, inverse=False):
            return [predicate]
        case Alternative(parts):
            stated = {each.predicate for each in graph.match(result.focus, None, result.value)}
            return [each for each in sorted(stated, key=str) if Step(each) in parts] or [rule.path]
    return [rule.path]


def of_faults(shapes: Shapes) -> Iterator[Breach]:
    """Yield a breach for each rule that was left out, since it cannot be checked."""
    for fault in shapes.faults:
        why = "A rule that cannot be read checks nothing."
        rule = Rule(ox.NamedNode(f"{OWN}{UNCHECKED}"), description=why, message=fault.message)
        yield Breach(cast("Term", fault.node), rule, frozenset({"fault"}), fault.path, fault.value, near=fault.near)


OWN_CHECKS = ("reference", "class", "literal")


def merge(breaches: Iterable[Breach], mine: Collection[Term]) -> list[Breach]:
    """Return one breach for each cause; of a clash, the side of the contribution, whose subjects are ``mine``."""
    kept = without_consequences(under_one_rule(list(dict.fromkeys(breaches))))
    return one_side(without_halves(kept), mine)


def under_one_rule(breaches: list[Breach]) -> list[Breach]:
    """Return breaches without those of arkg itself where a rule of the shapes is about the same value and record."""
    known = {(each.focus, each.value): each for each in breaches if each.is_a(*OWN_CHECKS)}
    kept = []
    spoken = {(each.focus, each.value) for each in breaches if each.value and not each.is_a(*OWN_CHECKS)}
    for each in breaches:
        own = known.get((each.focus, each.value))
        if own is None or each.value is None:
            kept.append(each)
        elif not each.is_a(*OWN_CHECKS):
            kept.append(replace(each, kinds=each.kinds | own.kinds, near=each.near or own.near, note=own.note))
        elif (each.focus, each.value) not in spoken and each is own:
            kept.append(each)
    return kept


def without_consequences(breaches: list[Breach]) -> list[Breach]:
    """Leave out what another breach explains.

    That a thing without a name is out of place, where a rule says more of it; that a rule cannot be checked, where a
    rule for rules says which of its terms is wrong; that a value is of the wrong class, where nobody knows its class;
    and that a property is missing which is there, misspelt.
    """
    closed = [each for each in breaches if each.is_a("Closed")]
    wrong = {(each.focus, each.path) for each in closed}
    misspelt = {(each.focus, near) for each in closed for near in each.near}
    explained = {each.focus for each in breaches if not each.is_a("file")}
    unknown = {each.focus for each in breaches if each.is_a("class") and not each.is_a("In")}

    def follows(each: Breach) -> bool:
        if each.is_a("file"):
            return isinstance(each.focus, ox.BlankNode) and each.focus in explained
        if each.is_a("fault"):
            return (each.focus, each.path) in wrong
        is_missing = each.is_a("MinCount") and (each.focus, each.path) in misspelt
        return is_missing or (each.is_a("Class") and each.value in unknown)

    return [each for each in breaches if not follows(each)]


def without_halves(breaches: list[Breach]) -> list[Breach]:
    """Return breaches with one of the two results by which two properties that must be equal are reported."""
    found: dict[object, Breach] = {}
    for each in breaches:
        found.setdefault((each.focus, each.rule) if each.is_a("Equals") else each, each)
    return list(found.values())


def one_side(breaches: list[Breach], mine: Collection[Term]) -> list[Breach]:
    """Return one breach of each clash between records: that of a record in ``mine``, else of the first by name."""
    kept: list[Breach] = []
    groups: list[tuple[set[Term], list[Breach]]] = []
    for each in breaches:
        if not each.is_a("SPARQL") or not isinstance(each.value, ox.NamedNode):
            kept.append(each)
            continue
        nodes, members = {each.focus, each.value}, [each]
        for group in [group for group in groups if group[1][0].rule == each.rule and nodes & group[0]]:
            nodes |= group[0]
            members = [*group[1], *members]
            groups.remove(group)
        groups.append((nodes, members))
    for _, members in groups:
        chosen = min(members, key=lambda each: (each.focus not in mine, str(each.focus), str(each.value)))
        others = {each.value for each in members if each.focus == chosen.focus and each.value} - {chosen.value}
        kept.append(replace(chosen, others=tuple(sorted(others, key=str))))
    return kept
