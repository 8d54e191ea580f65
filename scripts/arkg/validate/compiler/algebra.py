"""What a SPARQL query can look at from a focus node, and whether it may run once for all of them.

``$this`` is bound; from there every triple pattern is reached over the patterns that share its variables. A
pattern ``?v p ?w`` whose ``?v`` is reached over the path P reads the triples of ``p`` that start where P leads. Take
all those triples for a focus node: a basic graph pattern then has the same solutions as in the whole graph, since
each triple of a solution is reached over other triples of the same solution. Groups that are joined agree in what
they share, so that one may reach another. What is not monotone (the right side of OPTIONAL, EXISTS, a sub-query) is
reached only from what its own group certainly binds; then it decides as it would in the whole graph, and so does the
query. A pattern that nothing reaches is read wherever it stands.

A query finds, run unbound, at least the focus nodes it finds when bound to one after another, if it is made of
patterns, joins, unions, OPTIONAL and EXISTS over plain patterns, and filters on whose outcome SPARQL engines agree.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import pyoxigraph as ox

from arkg.validate.compiler.conditions import same_everywhere
from arkg.validate.compiler.model import EVERYTHING
from arkg.validate.compiler.paths import OUT, Alternative, Prefix, Read, Repeat, Sequence, Step, may_stay, trace
from arkg.validate.compiler.syntax import pattern_fault
from arkg.validate.findings import RuleFault
from arkg.validate.terms import words

if TYPE_CHECKING:
    from collections.abc import Iterable

    from rdflib.plugins.sparql.parserutils import CompValue
    from rdflib.term import Node

    from arkg.validate.compiler.paths import Path
    from arkg.validate.compiler.query import Query
    from arkg.validate.terms import Term

Anchors = dict[Any, tuple[Prefix, ...]]

REFUSED = {"Minus": "MINUS", "values": "VALUES", "ServiceGraphPattern": "SERVICE", "Graph": "GRAPH"}
EVERY_COLUMN = re.compile(r"\bSELECT\s+(?:DISTINCT\s+)?[*]", re.IGNORECASE)
NEWLINE = "\n"
SOLUTIONS = words("SelectQuery AskQuery Distinct Reduced OrderBy ToMultiSet Slice")
JOINED = words("SelectQuery Project Distinct Extend Filter BGP Join Union LeftJoin")
AGREED = words(
    "RelationalExpression ConditionalAndExpression ConditionalOrExpression UnaryNot TrueFilter Builtin_STR "
    "Builtin_LANG Builtin_LANGMATCHES Builtin_DATATYPE Builtin_BOUND Builtin_isIRI Builtin_isURI Builtin_isLITERAL "
    "Builtin_isBLANK Builtin_sameTerm Builtin_STRLEN Builtin_SUBSTR Builtin_STRSTARTS Builtin_STRENDS "
    "Builtin_CONTAINS Builtin_STRBEFORE Builtin_STRAFTER Builtin_CONCAT"
)


@dataclass(frozen=True, slots=True)
class Analysis:
    """What a query reads, and whether running it unbound finds every focus node that breaks its rule."""

    reads: frozenset[Read]
    unbound: bool


@lru_cache(maxsize=256)
def analyse(query: Query) -> Analysis:
    """Analyse a query, once in a process.

    Raises RuleFault for one that Oxigraph or rdflib, and so pySHACL, cannot parse or run.
    """
    from rdflib.term import Variable  # noqa: PLC0415 - heavy

    algebra = parsed(query.declarations, query.body, query.node)
    if every := EVERY_COLUMN.search(query.body, pos=1):
        raise RuleFault(f"{every[0]} is in a subquery of a rule.", node=query.node, remedy="Name its columns.")
    this = Variable("this")
    scan = Scan({this: ((),)}, node=query.node)
    scan.part(algebra, {})
    if query.uses_path or algebra.name == "AskQuery":
        return Analysis(EVERYTHING, unbound=False)
    return Analysis(frozenset(scan.reads), runs_unbound(algebra, this))


def parsed(declarations: str, body: str, node: Term) -> CompValue:
    """Return the algebra of a query; raise RuleFault if Oxigraph or rdflib cannot parse it."""
    from pyparsing import ParseException  # noqa: PLC0415 - comes with rdflib, heavy
    from rdflib.plugins.sparql import prepareQuery  # noqa: PLC0415
    from rdflib.plugins.sparql.sparql import SPARQLError  # noqa: PLC0415

    text = declarations + body
    try:
        ox.Store().query(text)
        return prepareQuery(text).algebra
    except (SyntaxError, ParseException, SPARQLError, ValueError, NotImplementedError, RecursionError) as fault:
        if "Prefix not found" in str(fault):
            what, remedy = "A prefix of the query of a rule is not declared.", "Name its declaration by sh:prefixes."
        else:
            place = re.search(r"at (\d+):(\d+)", str(fault))
            at = f" at line {int(place[1]) - declarations.count(NEWLINE)}, column {place[2]}" if place else ""
            what, remedy = f"The query of a rule cannot be read{at}.", "Check its brackets and keywords."
        raise RuleFault(what, node=node, remedy=remedy) from fault


@dataclass(slots=True)
class Scan:
    """Collects the reads of a query, part by part; ``start`` holds what is bound everywhere, which is ``$this``."""

    start: Anchors
    node: Term
    reads: set[Read] = field(default_factory=set)
    selects: int = 0

    def part(self, part: CompValue, outer: Anchors) -> Anchors:
        """Collect the reads of a part reached from ``outer``; give what it certainly binds, and how that is reached."""
        bound: Anchors = {}
        match part.name:
            case "BGP":
                bound = self.patterns(part.triples, {**outer, **self.start})
            case "Join":
                bound = self.part(part.p1, outer)
                bound |= self.part(part.p2, outer | bound)
            case "LeftJoin":
                bound = self.part(part.p1, outer)
                self.conditions(part.expr, bound | self.part(part.p2, bound))
            case "Union":
                bound = both(self.part(part.p1, outer), self.part(part.p2, outer))
            case "Filter" | "Extend":
                self.assignment(part)
                bound = self.part(part.p, outer)
                self.conditions(part.expr, bound)
                bound.pop(part.var, None)
            case "Project":
                self.projection(part)
                inner = self.part(part.p, {})
                bound = {name: inner[name] for name in part.PV if name in inner}
            case "Group" | "AggregateJoin":
                self.part(part.p, {})
            case name if name in SOLUTIONS:
                bound = self.part(part.p, {})
            case name if name in REFUSED:
                raise RuleFault(f"pySHACL refuses {REFUSED[name]} in the query of a rule.", node=self.node)
            case _:
                self.reads |= EVERYTHING
        return bound

    def conditions(self, expression: Any, bound: Anchors) -> None:
        """Collect the reads of what EXISTS asks for, reached from what its group certainly binds."""
        for inner in parts(expression):
            if inner.name in {"Builtin_EXISTS", "Builtin_NOTEXISTS"}:
                self.part(inner.graph, bound)
            elif inner.name in {"Builtin_REGEX", "Builtin_REPLACE"}:
                self.pattern(inner.pattern)

    def assignment(self, part: CompValue) -> None:
        """Raise RuleFault for an assignment to ``$this``, grouping by it left aside."""
        if part.name == "Extend" and part.var in self.start and not str(part.expr).startswith("__agg"):
            remedy = "Use another variable."
            raise RuleFault("The query of a rule gives $this another value.", node=self.node, remedy=remedy)

    def pattern(self, pattern: Any) -> None:
        """Raise RuleFault for a regular expression that pySHACL cannot use."""
        from rdflib.term import Literal  # noqa: PLC0415 - already loaded by whoever parsed the query

        what, remedy = pattern_fault(str(pattern)) if isinstance(pattern, Literal) else ("", "")
        if what:
            raise RuleFault(what, node=self.node, remedy=remedy)

    def projection(self, part: CompValue) -> None:
        """Raise RuleFault for a sub-query that does not give ``$this``, which pySHACL refuses; the first is no such."""
        self.selects += 1
        if self.selects > 1 and not all(name in part.PV for name in self.start):
            raise RuleFault("A subquery in a rule does not return $this.", node=self.node, remedy="Add $this to it.")

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
            traced = [trace(path, prefix) for prefix in bound[near]]
            self.reads.update(read for reads, _ in traced for read in reads)
            if is_open(far):
                bound.setdefault(far, tuple(end for _, ends in traced for end in ends))
        return {node: bound[node] for each in triples for node in (each[0], each[2]) if node in bound}


def both(one: Anchors, other: Anchors) -> Anchors:
    """Return what both branches of a union bind, reached in either way."""
    return {name: tuple(dict.fromkeys(one[name] + other[name])) for name in one if name in other}


def is_open(node: Node) -> bool:
    """Return whether a node of a pattern stands for any node."""
    from rdflib.term import BNode, Variable  # noqa: PLC0415 - already loaded by whoever parsed the pattern

    return isinstance(node, Variable | BNode)


def read_verb(verb: Any, *, inverse: bool) -> Path | None:
    """Return the predicate or path of a pattern, walked backwards where asked; None for what cannot be walked."""
    from rdflib import paths  # noqa: PLC0415 - as above
    from rdflib.term import URIRef, Variable  # noqa: PLC0415

    path: Path | None = None
    match verb:
        case Variable():
            path = Step(None, inverse)
        case URIRef():
            path = Step(ox.NamedNode(str(verb)), inverse)
        case paths.InvPath():
            path = read_verb(verb.arg, inverse=not inverse)
        case paths.MulPath():
            inner = read_verb(verb.path, inverse=inverse)
            path = None if inner is None else Repeat(inner, str(verb.mod))
        case paths.SequencePath() | paths.AlternativePath():
            read = [read_verb(part, inverse=inverse) for part in verb.args]
            if known := tuple(part for part in read if part is not None and None not in read):
                in_order = Sequence(known[::-1] if inverse else known)
                path = in_order if isinstance(verb, paths.SequencePath) else Alternative(known)
    return path


def predicates(verb: Any) -> list[Step]:
    """Return the predicates of a pattern that nothing reaches, to be read wherever they stand."""
    path = read_verb(verb, inverse=False)
    if path is None:
        return [OUT]
    reads, _ = trace(path, ())
    return [Step(read.step.predicate) for read in reads]


def runs_unbound(query: CompValue, this: Any) -> bool:
    """Return whether one run of a query finds, for all focus nodes, at least what it finds bound to one after another.

    It must give ``$this`` in every row, and each of its filters, assignments and OPTIONALs must stand in a group that
    certainly binds ``$this``: otherwise the outcome depends on ``$this`` being bound beforehand.
    """
    return "PV" in query and this in query.PV and binds(query, this) and joins(query, this)


def joins(part: CompValue, this: Any) -> bool:
    """Return whether a part has the same solutions for a focus node, whether ``$this`` is bound before or joined."""
    if part.name not in JOINED:
        return False
    if part.name == "BGP":
        return True
    if not all(joins(part[key], this) for key in ("p", "p1", "p2") if key in part):
        return False
    if part.name == "LeftJoin":
        return part.expr.name == "TrueFilter" and plain(part.p2) and binds(part.p1, this)
    if part.name in {"Filter", "Extend"}:
        return binds(part.p, this) and all(agreed(each, part.p, this) for each in parts(part.expr))
    return True


def agreed(expression: CompValue, group: CompValue, this: Any) -> bool:
    """Return whether engines agree on this part of a condition, errors aside, whether ``$this`` is bound or found."""
    if expression.name in {"Builtin_EXISTS", "Builtin_NOTEXISTS"}:
        return plain(expression.graph) and binds(group, this)
    if expression.name == "Builtin_REGEX":
        return same_everywhere(expression.pattern, expression.flags)
    return expression.name in AGREED


def plain(part: CompValue) -> bool:
    """Return whether a part is made of patterns alone."""
    return part.name == "BGP" or (part.name == "Join" and plain(part.p1) and plain(part.p2))


def binds(part: CompValue, this: Any) -> bool:
    """Return whether every solution of a part binds ``$this`` to a node that a triple of the graph has.

    A path that may be of no length leads from a node that is in no triple, too, but only if that node is given.
    """
    match part.name:
        case "BGP":
            return any(this in (subject, value) and not may_be_empty(verb) for subject, verb, value in part.triples)
        case "Join":
            return binds(part.p1, this) or binds(part.p2, this)
        case "Union":
            return binds(part.p1, this) and binds(part.p2, this)
        case "LeftJoin":
            return binds(part.p1, this)
        case "SelectQuery" | "Project" | "Distinct" | "Filter" | "Extend":
            return binds(part.p, this)
    return False


def may_be_empty(verb: Any) -> bool:
    """Return whether the predicate or path of a pattern may lead from a node to itself; True where that is unsure."""
    path = read_verb(verb, inverse=False)
    return path is None or may_stay(path)


def parts(node: Any) -> Iterable[CompValue]:
    """Yield the parts of an expression from the outside in, without entering what EXISTS asks for."""
    from rdflib.plugins.sparql.parserutils import CompValue  # noqa: PLC0415 - as above

    if isinstance(node, CompValue):
        yield node
        for key, value in node.items():
            if key not in {"graph", "_vars"}:
                yield from parts(value)
    elif isinstance(node, list | tuple):
        for value in node:
            yield from parts(value)
