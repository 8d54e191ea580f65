"""Statements in memory → what they entail about our records and do not say, by either engine."""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING

import pyoxigraph as ox

from arkg.errors import InputFault
from arkg.infer.axioms import Beyond, axioms_among, check_statements, grouped
from arkg.infer.derive import derive, follow
from arkg.infer.news import TYPE
from arkg.infer.rules import compile_rules

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from arkg.infer.axioms import Groups, Statement
    from arkg.infer.rules import Rules
    from arkg.store import Store

ENGINES = ("compiled", "owlrl")
MOST = 2_000_000
"""How many statements of a store are read at most: all of them are in memory."""
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
                    f"{why}, and {number:,} statements are many for the reference engine.",
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
    if (number := len(store)) > MOST:
        raise InputFault(
            f"The store holds {number:,} statements. Inference works in memory, on at most {MOST:,}.",
            where="--store",
            remedy="Use the reasoning of the engine that holds it.",
        )
    return entailed(store, engine=engine, warn=warn)


def by_rules(groups: Groups) -> set[ox.Triple]:
    """Return what statements entail by compiled rules and do not say; raise Beyond."""
    check_statements(groups)
    rules = compile_rules(axioms_among(groups))
    found = {*derive(groups, rules), *follow(lambda predicate: groups.get(predicate, ()), rules)}
    return found.difference(said(groups, rules))


def said(groups: Groups, rules: Rules) -> Iterator[ox.Triple]:
    """Yield the statements that could have been entailed as well."""
    for predicate in groups.keys() & {TYPE, *rules.predicates}:
        yield from (ox.Triple(each.subject, predicate, each.object) for each in groups[predicate])
