"""What a SPARQL query can look at from a focus node, and whether it may run for all focus nodes at once.

Reads. ``$this`` is bound; from there every triple pattern is reached over the patterns that share its variables. A
pattern ``?v p ?w`` whose ``?v`` is reached over the path P reads the triples of ``p`` that start where P leads. Take
all those triples for a focus node: a basic graph pattern then has the same solutions as in the whole graph, since
each triple of a solution is reached over other triples of the same solution. Groups that are joined agree in what
they share, so that one may reach another. What is not monotone (the right side of OPTIONAL, EXISTS, a sub-query) is
reached only from what its own group certainly binds; then it decides as it would in the whole graph, and so does the
query. A pattern that nothing reaches is read wherever it stands.

Running unbound. A query finds at least the focus nodes it finds when bound one by one, if it is made of patterns,
joins, unions, OPTIONAL, EXISTS over plain patterns, and filters on whose outcome SPARQL engines agree.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import pyoxigraph as ox

from arkg.validate.faults import RuleFault
from arkg.validate.paths import Alternative, Prefix, Read, Repeat, Sequence, Step, trace_all
from arkg.validate.paths import steps as in_steps
from arkg.validate.patterns import same_everywhere

if TYPE_CHECKING:
    from collections.abc import Iterable

    from rdflib.plugins.sparql.parserutils import CompValue
    from rdflib.term import Node

    from arkg.validate.paths import Path
    from arkg.validate.queries import Query

Anchors = dict[Any, tuple[Prefix, ...]]

JOINED = frozenset({"SelectQuery", "Project", "Distinct", "Extend", "Filter", "BGP", "Join", "Union", "LeftJoin"})
REFUSED = {"Minus": "MINUS", "values": "VALUES", "ServiceGraphPattern": "SERVICE", "Graph": "GRAPH"}
SOLUTIONS = frozenset({"SelectQuery", "Distinct", "Reduced", "OrderBy", "ToMultiSet", "Slice"})
AGREED = frozenset(
    "RelationalExpression ConditionalAndExpression ConditionalOrExpression UnaryNot TrueFilter "
    "Builtin_STR Builtin_LANG Builtin_LANGMATCHES Builtin_DATATYPE Builtin_BOUND Builtin_isIRI Builtin_isURI "
    "Builtin_isLITERAL Builtin_isBLANK Builtin_sameTerm Builtin_STRLEN Builtin_SUBSTR Builtin_STRSTARTS "
    "Builtin_STRENDS Builtin_CONTAINS Builtin_STRBEFORE Builtin_STRAFTER Builtin_CONCAT".split()
)


@dataclass(frozen=True, slots=True)
class Analysis:
    """What a query reads, and whether running it unbound finds every focus node that breaks its rule."""

    reads: frozenset[Read]
    unbound: bool


def analyse(query: Query) -> Analysis:
    """Analyse a query; raise RuleFault for one that rdflib, and so pySHACL, cannot parse."""
    from pyparsing import ParseException  # noqa: PLC0415 - comes with rdflib, heavy
    from rdflib.plugins.sparql import prepareQuery  # noqa: PLC0415
    from rdflib.term import Variable  # noqa: PLC0415

    try:
        algebra = prepareQuery(query.declarations + query.body).algebra
    except (ParseException, KeyError, ValueError) as fault:
        raise RuleFault(f"The query of a rule cannot be read: {fault}", where=str(query.node)) from fault
    this = Variable("this")
    scan = Scan({this: ((),)}, where=str(query.node))
    scan.part(algebra, {})
    return Analysis(frozenset(scan.reads), runs_unbound(algebra, this))


@dataclass(slots=True)
class Scan:
    """Collects the reads of a query, part by part; ``start`` holds what is bound everywhere, which is ``$this``."""

    start: Anchors
    where: str
    reads: set[Read] = field(default_factory=set)

    def part(self, part: CompValue, outer: Anchors) -> Anchors:
        """Collect the reads of a part reached from ``outer``; give what it certainly binds, and how that is reached."""
        match part.name:
            case "BGP":
                return self.patterns(part.triples, {**outer, **self.start})
            case "Join":
                bound = self.part(part.p1, outer)
                return bound | self.part(part.p2, outer | bound)
            case "LeftJoin":
                bound = self.part(part.p1, outer)
                self.conditions(part.expr, bound | self.part(part.p2, bound))
                return bound
            case "Union":
                return both(self.part(part.p1, outer), self.part(part.p2, outer))
            case "Filter" | "Extend":
                bound = self.part(part.p, outer)
                self.conditions(part.expr, bound)
                return {name: ends for name, ends in bound.items() if name != part.var}
            case "Project":
                bound = self.part(part.p, {})
                return {name: ends for name, ends in bound.items() if name in part.PV}
            case "Group" | "AggregateJoin":
                self.part(part.p, {})
                return {}
            case name if name in SOLUTIONS:
                return self.part(part.p, {})
            case name if name in REFUSED:
                raise RuleFault(f"pySHACL refuses {REFUSED[name]} in the query of a rule.", where=self.where)
        self.reads.add(Read(None, Step(None)))
        return {}

    def conditions(self, expression: Any, bound: Anchors) -> None:
        """Collect the reads of what EXISTS asks for, reached from what its group certainly binds."""
        for inner in parts(expression):
            if inner.name in {"Builtin_EXISTS", "Builtin_NOTEXISTS"}:
                self.part(inner.graph, bound)

    def patterns(self, triples: list[tuple[Node, Any, Node]], anchors: Anchors) -> Anchors:
        """Collect the reads of triple patterns that hold together, forwards where they can be."""
        bound, left = dict(anchors), list(triples)
        while left:
            subject, verb, value = pattern = next(
                (each for each in left if each[0] in bound), next((each for each in left if each[2] in bound), left[0])
            )
            left.remove(pattern)
            path = read_verb(verb, inverse=subject not in bound)
            near, far = (subject, value) if subject in bound else (value, subject)
            if near not in bound or path is None:
                self.reads.update(Read(None, step) for step in predicates(verb))
                continue
            traced = [trace_all(in_steps(path), prefix) for prefix in bound[near]]
            self.reads.update(read for reads, _ in traced for read in reads)
            if is_open(far):
                bound.setdefault(far, tuple(end for _, ends in traced for end in ends))
        return {node: bound[node] for each in triples for node in (each[0], each[2]) if node in bound}


def both(one: Anchors, other: Anchors) -> Anchors:
    """Give what both branches of a union bind, reached in either way."""
    return {name: tuple(dict.fromkeys(one[name] + other[name])) for name in one if name in other}


def is_open(node: Node) -> bool:
    """Tell whether a node of a pattern stands for any node."""
    from rdflib.term import BNode, Variable  # noqa: PLC0415 - already loaded by whoever parsed the pattern

    return isinstance(node, Variable | BNode)


def read_verb(verb: Any, *, inverse: bool) -> Path | None:
    """Give the predicate or path of a pattern, walked backwards where asked; None for what cannot be walked."""
    from rdflib import paths  # noqa: PLC0415 - as above
    from rdflib.term import URIRef, Variable  # noqa: PLC0415

    match verb:
        case Variable():
            return Step(None, inverse)
        case URIRef():
            return Step(ox.NamedNode(str(verb)), inverse)
        case paths.InvPath():
            return read_verb(verb.arg, inverse=not inverse)
        case paths.SequencePath() | paths.AlternativePath():
            read = [read_verb(part, inverse=inverse) for part in verb.args]
            known = tuple(part for part in read if part is not None)
            if len(known) < len(read):
                return None
            if isinstance(verb, paths.AlternativePath):
                return Alternative(known)
            return Sequence(known[::-1] if inverse else known)
        case paths.MulPath():
            inner = read_verb(verb.path, inverse=inverse)
            return None if inner is None else Repeat(inner, str(verb.mod))
    return None


def predicates(verb: Any) -> list[Step]:
    """Give the predicates of a pattern that nothing reaches, to be read wherever they stand."""
    path = read_verb(verb, inverse=False)
    if path is None:
        return [Step(None)]
    reads, _ = trace_all(in_steps(path), ())
    return [Step(read.step.predicate) for read in reads]


def parts(node: Any) -> Iterable[CompValue]:
    """Give the parts of an expression from the outside in, without entering what EXISTS asks for."""
    from rdflib.plugins.sparql.parserutils import CompValue  # noqa: PLC0415 - as above

    if isinstance(node, CompValue):
        yield node
        for key, value in node.items():
            if key not in {"graph", "_vars"}:
                yield from parts(value)
    elif isinstance(node, list | tuple):
        for value in node:
            yield from parts(value)


def runs_unbound(part: CompValue, this: Any) -> bool:
    """Tell whether a part finds, unbound, at least what it finds with ``$this`` bound."""
    if part.name not in JOINED:
        return False
    if part.name == "BGP":
        return True
    below = [part[key] for key in ("p", "p1", "p2") if key in part]
    if not all(runs_unbound(each, this) for each in below):
        return False
    if part.name == "LeftJoin":
        return part.expr.name == "TrueFilter" and plain(part.p2) and binds(part.p1, this)
    if part.name == "Filter":
        return all(agreed(each, part.p, this) for each in parts(part.expr))
    return part.name != "Extend" or all(agreed(each, part.p, this) for each in parts(part.expr))


def agreed(expression: CompValue, group: CompValue, this: Any) -> bool:
    """Tell whether engines agree on this part of a condition, errors aside, whether ``$this`` is bound or found."""
    if expression.name in {"Builtin_EXISTS", "Builtin_NOTEXISTS"}:
        return plain(expression.graph) and binds(group, this)
    if expression.name == "Builtin_REGEX":
        return same_everywhere(expression.pattern, expression.flags)
    return expression.name in AGREED


def plain(part: CompValue) -> bool:
    """Tell whether a part is made of patterns alone."""
    return part.name == "BGP" or (part.name == "Join" and plain(part.p1) and plain(part.p2))


def binds(part: CompValue, this: Any) -> bool:
    """Tell whether a part certainly binds ``$this``."""
    match part.name:
        case "BGP":
            return any(this in (subject, value) for subject, _, value in part.triples)
        case "Join":
            return binds(part.p1, this) or binds(part.p2, this)
        case "LeftJoin":
            return binds(part.p1, this)
        case "Filter" | "Extend":
            return binds(part.p, this)
    return False

