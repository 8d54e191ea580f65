"""SHACL shapes as SPARQL conditions: what SPARQL can decide for certain about values that pySHACL will judge.

A verdict is a pair of conditions: where ``ok`` is true pySHACL accepts the value, where ``ko`` is true it rejects it.
An error is not true. Both may be silent (false): whatever SPARQL and pySHACL may see differently - lexical forms,
regular expressions, dates with time zones - is left to pySHACL. A value that is not ``ok`` makes its focus node a
candidate, so that no result is lost. Verdicts combine:
ok(and) = all ok; ok(or) = any ok; ok(not S) = ko(S); ko the other way round. On sh:xone and sh:languageIn they are
silent.

A regular expression is used only where it means the same to pySHACL, which is Python's ``re``, and to SPARQL engines.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import count
from typing import TYPE_CHECKING, Any

import pyoxigraph as ox

from arkg.namespaces import LANG_STRING, RDF, RDFS, XSD
from arkg.validate.compiler.model import OPAQUE, Constraint, Shape
from arkg.validate.compiler.paths import Path, Sequence, steps, write
from arkg.validate.terms import is_true, listed, words

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from arkg.validate.compiler.candidates import Hierarchy
    from arkg.validate.terms import Term


@dataclass(frozen=True, slots=True)
class Verdict:
    """Two SPARQL conditions: where ``ok`` is true pySHACL accepts, where ``ko`` is true it rejects."""

    ok: str = "false"
    ko: str = "false"


SILENT = Verdict()
ACCEPTED = Verdict(ok="true")


def sure(condition: str) -> str:
    """Make a condition that is never an error."""
    return condition if condition in {"true", "false"} else f"COALESCE({condition}, false)"


def some(conditions: Iterable[str]) -> str:
    """Join conditions by or."""
    return f"({' || '.join(written)})" if (written := list(conditions)) else "false"


def both(verdicts: Iterable[Verdict]) -> Verdict:
    """Return the verdict that holds if all of these do."""
    found = list(verdicts)
    accepted = " && ".join(sure(each.ok) for each in found)
    return Verdict(f"({accepted})" if found else "true", some(sure(each.ko) for each in found))


def opposite(verdict: Verdict) -> Verdict:
    """Return the verdict on the contrary."""
    return Verdict(verdict.ko, verdict.ok)


DAY = "(0[1-9]|1[0-9]|2[0-8])"
LEAP = "([1-9][0-9](0[48]|[2468][048]|[13579][26])|([2468][048]|[13579][26])00)-02-29"
DATE = f"([1-9][0-9]{{3}}-((0[1-9]|1[0-2])-{DAY}|(0[13-9]|1[0-2])-(29|30)|(0[13578]|1[02])-31)|{LEAP})"
LEXICAL: dict[Term, str] = {
    XSD("integer"): "[+-]?[0-9]+",
    XSD("decimal"): "[+-]?[0-9]+([.][0-9]+)?",
    XSD("boolean"): "true|false",
    XSD("date"): DATE,
    XSD("dateTime"): f"{DATE}T([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9]([.][0-9]{{1,6}})?Z?",
    XSD("double"): "[+-]?[0-9]+([.][0-9]+)?([eE][+-]?[0-9]{1,2})?",
    XSD("float"): "[+-]?[0-9]+([.][0-9]+)?([eE][+-]?[0-9])?",
}
UNCHECKED = frozenset(
    [LANG_STRING, *map(XSD, words("string anyURI gYear gYearMonth gMonth gMonthDay gDay language token"))]
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
    return verdict


def matches(value: str, pattern: str, flags: str) -> Verdict:
    """Return the verdict of sh:pattern, on values that a pattern both sides read alike accepts, or rejects.

    The text of a blank node is an error (SPARQL 1.1, 17.4.2.5), and so neither. A text is not rejected for sure where
    Python alone may match: before a line break at the end, and some letters where the case is ignored. Nothing else is
    asked about the value, since on disk each question looks it up.
    """
    shared = narrowed(pattern, flags)
    if shared is None:
        return SILENT
    wider = f"{pattern}|\n" if re.search("[$.]", pattern) else pattern
    is_exact = shared == pattern
    if "i" in flags:
        shared, wider, flags = both_cases(shared), both_cases(wider, IN_PYTHON), flags.replace("i", "")
    accepted, maybe = (f'REGEX(STR({value}), {ox.Literal(each)}, "{flags}")' for each in (shared, wider))
    return Verdict(accepted, f"!{maybe}" if is_exact else "false")


def has_datatype(value: str, datatype: Term) -> Verdict:
    """Return the verdict of sh:datatype: the datatype's name, and a lexical form that both sides read.

    Of a text with a language, Virtuoso knows no datatype, and every engine knows the language.
    """
    if datatype.value.startswith(RDFS):
        return Verdict(f"isLiteral({value}) && {str(datatype.value == f'{RDFS}Literal').lower()}")
    same = f'LANG({value}) != ""' if datatype == LANG_STRING else f"datatype({value}) = {datatype}"
    wrong = f"!{sure(same)}"
    if datatype in LEXICAL:
        return Verdict(f'{same} && REGEX(STR({value}), "^({LEXICAL[datatype]})$")', wrong)
    known = datatype in UNCHECKED or not datatype.value.startswith((XSD, RDF))
    return Verdict(same if known else "false", wrong)


def is_one_of(value: str, terms: Iterable[Term]) -> Verdict:
    """Return the verdict of sh:in and, on a node, sh:hasValue: typed literals are compared as terms."""
    untyped = (XSD("string"), LANG_STRING)
    typed = [term for term in terms if isinstance(term, ox.Literal) and term.datatype not in untyped]
    plain = [str(term) for term in terms if term not in typed]
    tests = [f"{value} IN {listed(plain)}"] if plain else []
    test = some(sure(each) for each in [*tests, *(f"sameTerm({value}, {term})" for term in typed)])
    return Verdict(test, f"!{test}")


def in_order(one: str, sign: str, other: str) -> str:
    """Return the test whether two values are in this order, where SPARQL and pySHACL have the same order."""
    return f"{comparable(one)} && {comparable(other)} && {one} {sign} {other}"


def comparable(value: str) -> str:
    """Return the test whether SPARQL and pySHACL order a literal alike.

    They do so for numbers, strings, dates without a zone, and times in UTC.
    """
    dates = f"datatype({value}) = {XSD('date')} && STRLEN(STR({value})) = 10"
    times = f'datatype({value}) = {XSD("dateTime")} && STRLEN(STR({value})) = 20 && STRENDS(STR({value}), "Z")'
    return f"(isNumeric({value}) || datatype({value}) = {XSD('string')} || {dates} || {times})"


ESCAPES = {r"\d": "0-9", r"\w": "A-Za-z0-9_", r"\s": r" \t\n\r"}
UNSURE = re.compile(r"\(\?|\{,|\[\[|&&|--|~~|\\[^dwst nr./+*?(){}|^$\[\]-]|\[[^\]]*\[")
NEGATED = re.compile(r"\[\^[^\]]*\\[dws]")
PIECE = re.compile(r"\\.|\[(?:\\.|[^\]])*\]|[A-Za-z]")
"""An escape, a class of characters, or a letter."""
UNSURE_CASE = re.compile(r"[^ -~]|\[\^|\[\]|[A-Z]-[^A-Z\]]|[a-z]-[^a-z\]]|[^A-Z]-[A-Z]|[^a-z]-[a-z]")
"""Classes of which it is unsure which letters are in them where the case is ignored."""
IN_PYTHON = "\u0130\u0131\u017f\u212a"
"""I with a dot, dotless i, long s, Kelvin sign: where Python's ``re`` ignores the case, they are i, s and k."""


def narrowed(pattern: str, flags: str) -> str | None:
    """Return a pattern that accepts nothing which Python's ``re`` refuses with this one; None where that is unsure.

    The escapes for digits, word characters and blanks are narrowed to ASCII, in which all engines agree.
    """
    folds = "i" in flags and UNSURE_CASE.search(pattern)
    if flags.strip("im") or folds or UNSURE.search(pattern) or NEGATED.search(pattern):
        return None
    return PIECE.sub(in_ascii, pattern)


def in_ascii(piece: re.Match[str]) -> str:
    """Write the class escapes of one piece of a pattern out, in ASCII."""
    if piece[0] in ESCAPES:
        return f"[{ESCAPES[piece[0]]}]"
    return re.sub(r"\\[dws]", lambda escape: ESCAPES[escape[0]], piece[0])


def both_cases(pattern: str, more: str = "") -> str:
    """Return a pattern that accepts letters in both cases, and those of ``more`` that Python takes for one of them."""

    def widen(piece: re.Match[str]) -> str:
        inside = piece[0].removeprefix("[").removesuffix("]")
        letters = "".join(re.findall(r"[A-Za-z](?:-[A-Za-z])?", re.sub(r"\\.", "", inside)))
        if not letters:
            return piece[0]
        others = "".join(each for each in more if re.fullmatch(f"[{letters}]", each, re.IGNORECASE))
        return f"[{letters.swapcase()}{others}{inside}]"

    return PIECE.sub(widen, pattern)


def same_everywhere(pattern: Any, flags: Any) -> bool:
    """Return whether a pattern in a query is a constant that all engines read alike (of text without line breaks)."""
    text, options = str(pattern), str(flags or "")
    from rdflib.term import Literal  # noqa: PLC0415 - already loaded by whoever parsed the query

    constant = isinstance(pattern, Literal) and (flags is None or isinstance(flags, Literal))
    folds = "i" in options and both_cases(text) != both_cases(text, IN_PYTHON)
    return constant and not folds and narrowed(text, options) == text


SETS = words(
    "minCount maxCount hasValue uniqueLang equals disjoint lessThan lessThanOrEquals qualifiedValueShape sparql"
)
"""The constraints that look at all values of a path together."""


class Conditions:
    """Writes the verdicts of shapes, given the classes of the data; each variable it needs is a new one."""

    def __init__(self, hierarchy: Hierarchy) -> None:
        self.hierarchy = hierarchy
        self._variables = (f"?x{number}" for number in count())

    def shape(self, shape: Shape, focus: str) -> Verdict:
        """Return the verdict of a whole shape on a focus node, as other shapes ask for it."""
        if shape.deactivated:
            return ACCEPTED
        verdicts: list[Verdict] = []
        for constraint in shape.constraints:
            if shape.path is None:
                verdicts.append(self.value(shape, constraint, focus))
            elif constraint.name in SETS | OPAQUE:
                verdicts.append(self._of_set(constraint, shape.path, focus))
            else:
                value = next(self._variables)
                verdict = self.value(shape, constraint, value)
                fails = exists(focus, shape.path, value, f"FILTER(!{sure(verdict.ok)})", self._variables)
                breaks = exists(focus, shape.path, value, f"FILTER({sure(verdict.ko)})", self._variables)
                verdicts.append(Verdict(f"NOT {fails}", breaks))
        return both(verdicts)

    def _of_set(self, constraint: Constraint, path: Path, focus: str) -> Verdict:
        if constraint.name == "hasValue":
            found = exists(focus, path, str(constraint.value), "", self._variables)
            return Verdict(found, f"NOT {found}")
        found = exists(focus, path, next(self._variables), "", self._variables)
        known = {
            ("minCount", "0"): ACCEPTED,
            ("minCount", "1"): Verdict(found, f"NOT {found}"),
            ("maxCount", "0"): Verdict(f"NOT {found}", found),
        }
        return known.get((constraint.name, constraint.value.value), SILENT)

    def value(self, shape: Shape, constraint: Constraint, value: str) -> Verdict:
        """Return the verdict of one constraint on one value."""
        members = [self.shape(member, value) for member in constraint.shapes]
        match constraint.name:
            case "property" | "node" | "and":
                verdict = both(members)
            case "not":
                verdict = opposite(both(members))
            case "or":
                verdict = opposite(both(map(opposite, members)))
            case "class":
                kinds, kind = self.hierarchy.written(constraint.value), next(self._variables)
                among = kinds[0] if len(kinds) == 1 else f"{kind} FILTER({kind} IN {listed(kinds)})"
                found = f"EXISTS {{ {value} a {among} }}"
                verdict = Verdict(found, f"NOT {found}")
            case "closed" if is_true(constraint.value):
                verb, end = next(self._variables), next(self._variables)
                allowed = listed(sorted(map(str, shape.allowed)))
                found = f"EXISTS {{ {value} {verb} {end} FILTER({verb} NOT IN {allowed}) }}"
                verdict = Verdict(f"NOT {found}", found)
            case "closed":
                verdict = ACCEPTED
            case "hasValue":
                verdict = is_one_of(value, [constraint.value])
            case name if name in OPAQUE:
                verdict = SILENT
            case _:
                verdict = of_value(shape, constraint, value)
        return verdict


def exists(focus: str, path: Path, value: str, test: str, variables: Iterator[str]) -> str:
    """Return the test whether a path leads to a value that passes one: an EXISTS for each step, which is faster."""
    first, *rest = steps(path)
    if not rest:
        return f"EXISTS {{ {focus} {write(first)} {value} {test} }}"
    middle = next(variables)
    inner = exists(middle, Sequence(tuple(rest)), value, test, variables)
    return f"EXISTS {{ {focus} {write(first)} {middle} FILTER {inner} }}"
