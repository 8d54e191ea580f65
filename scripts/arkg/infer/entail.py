"""Find what statements entail about our records and do not say, by compiled rules or by the reference engine.

That engine is owlrl: all rules of OWL 2 RL, in memory, at some three thousand statements a second. It is not asked
about literals as values: "01" and "1" stay two numbers. Standard: https://www.w3.org/TR/owl2-profiles/#OWL_2_RL.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import chain
from typing import TYPE_CHECKING

import pyoxigraph as ox

from arkg.description import from_rdflib, to_rdflib
from arkg.errors import InputFault
from arkg.infer.rules import EVERYTHING, REFLEXIVE, Beyond, compile_rules, is_ours, linked, reach
from arkg.namespaces import RECORDS, TYPE
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
    groups: dict[ox.NamedNode, list[Statement]] = {}
    for each in statements:
        groups.setdefault(each.predicate, []).append(each)
    if engine == "compiled":
        try:
            rules = compile_rules(groups)
            found = {*derive(groups, rules), *follow(groups, rules)}
            related = (each.forwards | each.backwards for each in rules.properties.values())
            for predicate in groups.keys() & {TYPE, *rules.chains}.union(*related):
                found.difference_update(ox.Triple(each.subject, predicate, each.object) for each in groups[predicate])
            return tuple(sorted(found, key=str))
        except Beyond as why:
            if (number := sum(map(len, groups.values()))) > BEARABLE:
                raise InputFault(
                    f"{why}, and the reference engine is slow for {number:,} statements.",
                    remedy="Take the statement out, or give that engine 3 GB and ten minutes a million: --engine owlrl",
                ) from why
            if warn:
                warn(f"{why}: the reference engine answers.")
    return by_reference(chain.from_iterable(groups.values())).entailed


def entailed_by_store(
    store: Store, *, engine: str = "compiled", warn: Callable[[str], None] | None = None
) -> tuple[ox.Triple, ...]:
    """Return what a store entails about our records and does not state; raise InputFault for one that is too large."""
    check_size(store, "Inference", "Use the reasoning of the engine that holds it.")
    return entailed(store, engine=engine, warn=warn)


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


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the reference engine makes of triples: what they entail, and what it finds inconsistent in them."""

    entailed: tuple[ox.Triple, ...]
    contradictions: tuple[str, ...]


def by_reference(triples: Iterable[ox.Quad | ox.Triple]) -> Verdict:
    """Return both of the reference engine's answers from one run, which on the whole graph takes many seconds.

    Entailed are the triples that tell a reader something of our records and were not stated, in order of their text.
    """
    import owlrl  # noqa: PLC0415 - slow to import
    from rdflib import Graph  # noqa: PLC0415 - as above

    said = frozenset(ox.Triple(each.subject, each.predicate, each.object) for each in triples)
    graph = Graph(store="SimpleMemory")  # knows no contexts: the reference engine takes half the time
    for triple in said:
        graph.add((to_rdflib(triple.subject), to_rdflib(triple.predicate), to_rdflib(triple.object)))
    closure = owlrl.OWLRL_Semantics(graph, axioms=False, daxioms=False, rdfs=False)
    closure.closure()
    found = set()
    for one in graph.subjects(unique=True):
        if not str(one).startswith(RECORDS):
            continue
        subject = ox.NamedNode(str(one))
        for verb, other in graph.predicate_objects(one):
            predicate, thing = ox.NamedNode(str(verb)), from_rdflib(other)
            is_trivial = (predicate in REFLEXIVE and thing == subject) or (predicate == TYPE and thing in EVERYTHING)
            if not isinstance(thing, ox.BlankNode) and not is_trivial:
                found.add(ox.Triple(subject, predicate, thing))
    contradictions = {str(message) for message in closure.error_messages}
    return Verdict(tuple(sorted(found - said, key=str)), tuple(sorted(contradictions)))
