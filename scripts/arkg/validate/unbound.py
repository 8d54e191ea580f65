"""Whether the query of a rule may run once for all focus nodes instead of once for each.

A query finds, run unbound, at least the focus nodes it finds when bound to one after another, if it is made of
patterns, joins, unions, OPTIONAL and EXISTS over plain patterns, and filters on whose outcome SPARQL engines agree.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from arkg.validate.patterns import same_everywhere
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
