"""Statements and rules → what the statements entail about our records, whether it is said already or not."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, TypeAlias

import pyoxigraph as ox

from arkg.infer.news import TYPE, is_record
from arkg.infer.rules import linked, reach

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from arkg.infer.axioms import Groups, Statement
    from arkg.infer.news import Term
    from arkg.infer.rules import Rule, Rules

Statements: TypeAlias = "Callable[[ox.NamedNode], Iterable[Statement]]"
"""Gives the statements with a predicate."""


def derive(groups: Groups, rules: Rules) -> Iterator[ox.Triple]:
    """Yield what statements entail one by one."""
    for predicate, triples in groups.items():
        if predicate == TYPE:
            yield from memberships(triples, rules)
        elif rule := rules.properties.get(predicate):
            for triple in triples:
                yield from of_link(triple.subject, rule, triple.object)


def memberships(triples: Iterable[Statement], rules: Rules) -> Iterator[ox.Triple]:
    """Yield the other classes that members of a class are of."""
    for triple in triples:
        others = rules.classes.get(triple.object)  # type: ignore[arg-type]
        if others and is_record(subject := triple.subject):
            for each in others:
                yield ox.Triple(subject, TYPE, each)


def of_link(subject: Term, rule: Rule, thing: Term) -> Iterator[ox.Triple]:
    """Yield what a statement entails by the rule of its property."""
    if is_record(subject):
        for each in rule.of_subject:
            yield ox.Triple(subject, TYPE, each)
        if rule.forwards and not isinstance(thing, ox.BlankNode):
            for each in rule.forwards:
                yield ox.Triple(subject, each, thing)
    if (rule.of_object or rule.backwards) and is_record(thing):
        for each in rule.of_object:
            yield ox.Triple(thing, TYPE, each)
        if not isinstance(subject, ox.BlankNode):
            for each in rule.backwards:
                yield ox.Triple(thing, each, subject)


def follow(statements: Statements, rules: Rules) -> Iterator[ox.Triple]:
    """Yield what the chains of transitive properties entail; the links of one property at a time are in memory."""
    for predicate, ways in rules.chains.items():
        whole = rules.properties[predicate]
        rule = replace(whole, of_subject=frozenset(), of_object=frozenset(), forwards=whole.forwards | {predicate})
        links = linked(
            (triple.object, triple.subject) if turned else (triple.subject, triple.object)
            for way, turned in ways
            for triple in statements(way)
        )
        for start, nexts in links.items():
            for end in reach(nexts, links):
                yield from of_link(start, rule, end)
