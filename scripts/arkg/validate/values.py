"""Verdicts of the constraints that look at nothing but a value: its kind, datatype, text, language and size."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyoxigraph as ox

from arkg.validate.patterns import narrowed
from arkg.validate.terms import LANG_STRING, RDF, RDFS, XSD, listed, words, xsd
from arkg.validate.verdicts import SILENT, Verdict, some, sure

if TYPE_CHECKING:
    from collections.abc import Iterable

    from arkg.validate.model import Constraint, Shape
    from arkg.validate.terms import Term

DAY = "(0[1-9]|1[0-9]|2[0-8])"
DATE = f"[1-9][0-9]{{3}}-((0[1-9]|1[0-2])-{DAY}|(0[13-9]|1[0-2])-(29|30)|(0[13578]|1[02])-31)"
LEXICAL: dict[Term, str] = {
    xsd("integer"): "[+-]?[0-9]+",
    xsd("decimal"): "[+-]?[0-9]+([.][0-9]+)?",
    xsd("boolean"): "true|false",
    xsd("date"): DATE,
    xsd("dateTime"): f"{DATE}T([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9]([.][0-9]{{1,6}})?Z?",
    xsd("double"): "[+-]?[0-9]+([.][0-9]+)?([eE][+-]?[0-9]{1,2})?",
    xsd("float"): "[+-]?[0-9]+([.][0-9]+)?([eE][+-]?[0-9])?",
}
UNCHECKED = frozenset(
    [LANG_STRING, *map(xsd, words("string anyURI gYear gYearMonth gMonth gMonthDay gDay language token"))]
)
KINDS = {
    "IRI": "isIRI({})",
    "Literal": "isLiteral({})",
    "BlankNode": "isBlank({})",
    "BlankNodeOrIRI": "!isLiteral({})",
    "IRIOrLiteral": "!isBlank({})",
    "BlankNodeOrLiteral": "!isIRI({})",
}
BOUNDS = {"minInclusive": ">=", "minExclusive": ">", "maxInclusive": "<=", "maxExclusive": "<"}
LENGTHS = {"minLength": ">=", "maxLength": "<="}


def of_value(shape: Shape, constraint: Constraint, value: str) -> Verdict:
    """Return the verdict of a constraint that looks at nothing but the value itself."""
    term, verdict = constraint.value, SILENT
    match constraint.name:
        case "datatype":
            verdict = has_datatype(value, term)
        case "nodeKind":
            test = KINDS[term.value.rpartition("#")[2]].format(value)
            verdict = Verdict(test, f"!({test})")
        case "in":
            verdict = is_one_of(value, constraint.items)
        case "pattern":
            verdict = matches(value, term.value, shape.flags.lower())
        case "minLength" | "maxLength":
            verdict = Verdict(f"STRLEN(STR({value})) {LENGTHS[constraint.name]} {term.value}")
        case name if name in BOUNDS:
            verdict = Verdict(in_order(value, BOUNDS[name], str(term)))
        case "languageIn":
            verdict = in_language(value, [item.value for item in constraint.items])
    return verdict


def matches(value: str, pattern: str, flags: str) -> Verdict:
    """Return the verdict of sh:pattern, on values that a pattern both sides read alike accepts.

    The text of a blank node is an error (SPARQL 1.1, 17.4.2.5), and so never accepted.
    """
    shared = narrowed(pattern, flags)
    test = "false" if shared is None else f'REGEX(STR({value}), {ox.Literal(shared)}, "{flags}")'
    return Verdict(test, f"isBlank({value})")


def has_datatype(value: str, datatype: Term) -> Verdict:
    """Return the verdict of sh:datatype: the datatype's name, and a lexical form that both sides read."""
    if datatype.value.startswith(RDFS):
        return Verdict(f"isLiteral({value}) && {str(datatype.value == f'{RDFS}Literal').lower()}")
    same = f"datatype({value}) = {datatype}"
    wrong = f"!{sure(same)}"
    if datatype in LEXICAL:
        return Verdict(f'{same} && REGEX(STR({value}), "^({LEXICAL[datatype]})$")', wrong)
    known = datatype in UNCHECKED or not datatype.value.startswith((XSD, RDF))
    return Verdict(same if known else "false", wrong)


def is_one_of(value: str, terms: Iterable[Term]) -> Verdict:
    """Return the verdict of sh:in and, on a node, sh:hasValue: typed literals are compared as terms."""
    untyped = (xsd("string"), LANG_STRING)
    typed = [term for term in terms if isinstance(term, ox.Literal) and term.datatype not in untyped]
    plain = [str(term) for term in terms if term not in typed]
    tests = [f"{value} IN {listed(plain)}"] if plain else []
    test = some(sure(each) for each in [*tests, *(f"sameTerm({value}, {term})" for term in typed)])
    return Verdict(test, f"!{test}")


def in_language(value: str, ranges: list[str]) -> Verdict:
    """Return the verdict of sh:languageIn as pySHACL has it: the tag itself, or its first part."""
    if "*" in ranges:
        return Verdict(f'LANG({value}) != ""')
    tags = "|".join(tag if "-" in tag else f"{tag}(-.*)?" for tag in ranges)
    return Verdict(f'REGEX(LANG({value}), "^({tags})$", "i")')


def in_order(one: str, sign: str, other: str) -> str:
    """Ask whether two values stand in this order, where SPARQL and pySHACL have the same order."""
    return f"{comparable(one)} && {comparable(other)} && {one} {sign} {other}"


def comparable(value: str) -> str:
    """Ask whether SPARQL and pySHACL order a literal alike: numbers, strings, and dates without a time zone."""
    dates = f"datatype({value}) = {xsd('date')} && STRLEN(STR({value})) = 10"
    times = f'datatype({value}) = {xsd("dateTime")} && REGEX(STR({value}), "^.{{19}}Z$")'
    return f"(isNumeric({value}) || datatype({value}) = {xsd('string')} || {dates} || {times})"
