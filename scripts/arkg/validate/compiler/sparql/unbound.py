"""Whether the query of a rule may run once for all focus nodes instead of once for each.

A query finds, run unbound, at least the focus nodes it finds when bound to one after another, if it is made of
patterns, joins, unions, OPTIONAL and EXISTS over plain patterns, and filters on whose outcome SPARQL engines agree.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from arkg.validate.compiler.values import same_everywhere
from arkg.validate.terms import words

if TYPE_CHECKING:
    from collections.abc import Iterable

    from rdflib.plugins.sparql.parserutils import CompValue

JOINED = words("SelectQuery Project Distinct Extend Filter BGP Join Union LeftJoin")
AGREED = words(
    "RelationalExpression ConditionalAndExpression ConditionalOrExpression UnaryNot TrueFilter Builtin_STR "
    "Builtin_LANG Builtin_LANGMATCHES Builtin_DATATYPE Builtin_BOUND Builtin_isIRI Builtin_isURI Builtin_isLITERAL "
    "Builtin_isBLANK Builtin_sameTerm Builtin_STRLEN Builtin_SUBSTR Builtin_STRSTARTS Builtin_STRENDS "
    "Builtin_CONTAINS Builtin_STRBEFORE Builtin_STRAFTER Builtin_CONCAT"
)


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
    """Return whether a path of SPARQL leads from each node to itself, too."""
    from rdflib.paths import AlternativePath, InvPath, MulPath, SequencePath  # noqa: PLC0415 - already loaded

    match verb:
        case MulPath():
            return verb.mod != "+" or may_be_empty(verb.path)
        case InvPath():
            return may_be_empty(verb.arg)
        case AlternativePath():
            return any(may_be_empty(arg) for arg in verb.args)
        case SequencePath():
            return all(may_be_empty(arg) for arg in verb.args)
    return False


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
