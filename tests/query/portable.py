"""What engines get wrong, or differently, of SPARQL 1.1: a query → what keeps it from being right everywhere.

Each was met: on Apache Jena 6.0 (UNDEF), on Comunica 5.3 (an OPTIONAL without a common variable), on Virtuoso 7.2 (all
others). `scripts/running-on-a-cluster.md` tells of them.
"""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from pyparsing import ParseResults
from rdflib.plugins.sparql.parser import parseQuery
from rdflib.plugins.sparql.parserutils import CompValue
from rdflib.term import Variable

if TYPE_CHECKING:
    from collections.abc import Iterator

NEGATIONS = {"MinusGraphPattern", "Builtin_NOTEXISTS"}


def unportable(query: str) -> list[str]:
    """Return what is not portable in a query, each said once."""
    return sorted({*_textual(query), *_of_structure(re.sub(r"<[^<>\s]*>", "<urn:x>", query))})


@cache
def _of_structure(query: str) -> frozenset[str]:
    """Return what is not portable in a query whatever IRIs it has; to parse it takes nearly all of the time."""
    return frozenset(each for part in parts(parseQuery(query)) for each in _structural(part))


def parts(tree: object) -> Iterator[CompValue]:
    """Yield all parts of a parsed query, from the outside in."""
    if isinstance(tree, CompValue):
        yield tree
    for each in tree.values() if isinstance(tree, CompValue) else tree if isinstance(tree, ParseResults | list) else ():
        yield from parts(each)


def _textual(query: str) -> Iterator[str]:
    code = re.sub(r"^#.*$|\"[^\"\n]*\"", "", query, flags=re.MULTILINE)
    if re.search(r"\bUNDEF\b", code):
        yield "UNDEF: leave the line out where a parameter is not given"
    if "langString" in code:
        yield 'the datatype rdf:langString: ask for LANG(?value) != ""'


def _structural(part: CompValue) -> Iterator[str]:
    if part.name == "MinusGraphPattern" and {each.name for each in part.graph.part or ()} == {"InlineData"}:
        yield "MINUS { VALUES … }: write FILTER(?x NOT IN (…))"
    if part.name == "GroupGraphPatternSub":
        names = [each.name for each in part.part or ()]
        bound = names.index("Bind") if "Bind" in names else len(names)
        negated = any(inner.name in NEGATIONS for each in part.part or () for inner in negations(each))
        if negated and "OptionalGraphPattern" in names[bound:]:
            yield "OPTIONAL after BIND beside NOT EXISTS or MINUS: write BIND last"
        for position, each in enumerate(part.part or ()):
            before = variables(part.part[:position])
            if each.name == "OptionalGraphPattern" and before and not before & variables(each):
                yield "OPTIONAL that shares no variable with what is before it: repeat there what has one"


def variables(tree: object) -> set[Variable]:
    """Return the variables that a part of a query may bind: not those of filters, and of a sub-select what it gives."""
    if isinstance(tree, Variable):
        return {tree}
    if not isinstance(tree, CompValue):
        return {name for each in (tree if isinstance(tree, ParseResults | list) else ()) for name in variables(each)}
    if tree.name == "SubSelect" and tree.projection:
        return {each.var or each.evar for each in tree.projection}
    bound = (each for key, each in tree.items() if tree.name not in {"Filter", "MinusGraphPattern"} and key != "expr")
    return {name for each in bound for name in variables(each)}


def negations(part: CompValue) -> Iterator[CompValue]:
    """Yield the part itself, and what stands in the condition of a filter, without entering another group."""
    yield part
    if part.name == "Filter":
        yield from parts(part.expr)
