"""Find what statements entail about our records and do not say, by compiled rules or by the reference engine."""

from __future__ import annotations

from dataclasses import replace
from itertools import chain
from typing import TYPE_CHECKING

import pyoxigraph as ox

from arkg.errors import InputFault
from arkg.infer.rules import Beyond, axioms_among, check_statements, compile_rules, grouped, is_ours, linked, reach
from arkg.namespaces import TYPE
from arkg.store import check_size

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from arkg.infer.rules import Groups, Rule, Rules, Statement, Term
    from arkg.store import Store

ENGINES = ("compiled", "owlrl")
BEARABLE = 200_000
"""How many statements are given to the reference engine without being told to."""


def entailed(
    statements: Iterable[Statement], *, engine: str = "compiled", warn: Callable[[str], None] | None = None
) -> tuple[ox.Triple, ...]:
    """Return what statements entail about our records and do not say, in the order of its text.

    Left out: what is said of vocabulary terms, of other people's things and of literals; that a thing is a thing, is
    itself, or is of a class without a name. Where compiled rules do not cover a statement, the reference engine
    answers, and ``warn`` is told. Raises InputFault for an engine that does not exist, or for too much to give the
    reference engine unasked.
    """
    if engine not in ENGINES:
        raise InputFault(f"There is no engine {engine!r}.", remedy=f"Engines are {' and '.join(ENGINES)}.")
    groups = grouped(statements)
    if engine == "compiled":
        try:
            return tuple(sorted(by_rules(groups), key=str))
        except Beyond as why:
            if (number := sum(map(len, groups.values()))) > BEARABLE:
                raise InputFault(
                    f"{why}, and the reference engine is slow for {number:,} statements.",
                    remedy="Take the statement out, or give that engine 3 GB and ten minutes a million: --engine owlrl",
                ) from why
            if warn:
                warn(f"{why}: the reference engine answers.")
    from arkg.infer.reference import by_reference  # noqa: PLC0415 - seldom asked

    return by_reference(chain.from_iterable(groups.values())).entailed


def entailed_by_store(
    store: Store, *, engine: str = "compiled", warn: Callable[[str], None] | None = None
) -> tuple[ox.Triple, ...]:
    """Return what a store entails about our records and does not state; raise InputFault for one that is too large."""
    check_size(store, "Inference", "Use the reasoning of the engine that holds it.")
    return entailed(store, engine=engine, warn=warn)


def by_rules(groups: Groups) -> set[ox.Triple]:
    """Return what statements entail by compiled rules and do not say; raise Beyond."""
    check_statements(groups)
    rules = compile_rules(axioms_among(groups))
    found = {*derive(groups, rules), *follow(groups, rules)}
    for predicate in groups.keys() & {TYPE, *rules.predicates}:
        found.difference_update(ox.Triple(each.subject, predicate, each.object) for each in groups[predicate])
    return found


def derive(groups: Groups, rules: Rules) -> Iterator[ox.Triple]:
    """Yield what statements entail one by one."""
    for triple in groups.get(TYPE, ()):
        others = rules.classes.get(triple.object)  # type: ignore[arg-type]
        if others and is_ours(subject := triple.subject):
            for each in others:
                yield ox.Triple(subject, TYPE, each)
    for predicate in groups.keys() & rules.properties.keys():
        for triple in groups[predicate]:
            yield from of_link(triple.subject, rules.properties[predicate], triple.object)


def of_link(subject: Term, rule: Rule, thing: Term) -> Iterator[ox.Triple]:
    """Yield what a statement entails by the rule of its property."""
    if is_ours(subject):
        for each in rule.of_subject:
            yield ox.Triple(subject, TYPE, each)
        if rule.forwards and not isinstance(thing, ox.BlankNode):
            for each in rule.forwards:
                yield ox.Triple(subject, each, thing)
    if (rule.of_object or rule.backwards) and is_ours(thing):
        for each in rule.of_object:
            yield ox.Triple(thing, TYPE, each)
        if not isinstance(subject, ox.BlankNode):
            for each in rule.backwards:
                yield ox.Triple(thing, each, subject)


def follow(groups: Groups, rules: Rules) -> Iterator[ox.Triple]:
    """Yield what the chains of transitive properties entail; the links of one property at a time are in memory."""
    for predicate, ways in rules.chains.items():
        whole = rules.properties[predicate]
        rule = replace(whole, of_subject=frozenset(), of_object=frozenset(), forwards=whole.forwards | {predicate})
        links = linked(
            (triple.object, triple.subject) if turned else (triple.subject, triple.object)
            for way, turned in ways
            for triple in groups.get(way, ())
        )
        for start, nexts in links.items():
            for end in reach(nexts, links):
                yield from of_link(start, rule, end)
