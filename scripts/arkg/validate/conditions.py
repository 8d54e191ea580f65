"""SHACL constraints as SPARQL conditions on one value, each certain or silent.

A verdict on an expression ``x`` is a pair of conditions: where ``ok`` is true pySHACL accepts x, where ``ko`` is true
it rejects x. An error is not true. Both may be silent (false) about a value: whatever SPARQL and pySHACL may see
differently - lexical forms, regular expressions, dates with time zones - is left to pySHACL. So a value that is not
``ok`` makes its focus node a candidate, and no result is lost:
ok(and) = all ok; ok(or) = any ok; ok(not S) = ko(S); ok(xone) = one ok and all others ko; and the other way round.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import count
from typing import TYPE_CHECKING

import pyoxigraph as ox

from arkg.validate.paths import Sequence, steps, write
from arkg.validate.patterns import narrowed
from arkg.validate.terms import LANG_STRING, RDFS, is_true, listed, xsd

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from arkg.validate.hierarchy import Hierarchy
    from arkg.validate.paths import Path
    from arkg.validate.shapes import Constraint, Shape
    from arkg.validate.terms import Term

DAY = "(0[1-9]|1[0-9]|2[0-8])"
DATE = f"[1-9][0-9]{{3}}-((0[1-9]|1[0-2])-{DAY}|(0[13-9]|1[0-2])-(29|30)|(0[13578]|1[02])-31)"
LEXICAL = {
    xsd("integer"): "[+-]?[0-9]+",
    xsd("decimal"): "[+-]?[0-9]+([.][0-9]+)?",
    xsd("boolean"): "true|false",
    xsd("date"): DATE,
    xsd("dateTime"): f"{DATE}T([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9]([.][0-9]{{1,6}})?Z?",
    xsd("double"): "[+-]?[0-9]+([.][0-9]+)?([eE][+-]?[0-9]{1,2})?",
    xsd("float"): "[+-]?[0-9]+([.][0-9]+)?([eE][+-]?[0-9])?",
}
UNCHECKED = frozenset(
    [LANG_STRING, *map(xsd, "string anyURI gYear gYearMonth gMonth gMonthDay gDay language token".split())]
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


@dataclass(frozen=True, slots=True)
class Verdict:
    """Two SPARQL conditions: where ``ok`` is true pySHACL accepts, where ``ko`` is true it rejects."""

    ok: str = "false"
    ko: str = "false"

    @property
    def joins(self) -> bool:
        """Tell whether finding out takes more than looking at the value itself."""
        return "EXISTS" in self.ok or "EXISTS" in self.ko


SILENT = Verdict()
ACCEPTED = Verdict(ok="true")


def sure(condition: str) -> str:
    """Make a condition that is never an error."""
    return condition if condition in {"true", "false"} else f"COALESCE({condition}, false)"


def every(conditions: Iterable[str]) -> str:
    """Join conditions by and."""
    return f"({' && '.join(written)})" if (written := list(conditions)) else "true"


def some(conditions: Iterable[str]) -> str:
    """Join conditions by or."""
    return f"({' || '.join(written)})" if (written := list(conditions)) else "false"


def both(verdicts: Iterable[Verdict]) -> Verdict:
    """Give the verdict that holds if all of these do."""
    found = list(verdicts)
    return Verdict(every(sure(each.ok) for each in found), some(sure(each.ko) for each in found))


def opposite(verdict: Verdict) -> Verdict:
    """Give the verdict on the contrary."""
    return Verdict(verdict.ko, verdict.ok)


def exactly_one(verdicts: list[Verdict]) -> Verdict:
    """Give the verdict that holds if one of these does and no other."""
    rest = [[other for other in verdicts if other is not each] for each in verdicts]
    alone = (every([sure(each.ok), *(sure(o.ko) for o in others)]) for each, others in zip(verdicts, rest, strict=True))
    return Verdict(some(alone), every(sure(each.ko) for each in verdicts))


class Conditions:
    """Writes the verdicts of shapes, given the classes of the data; each variable it needs is a new one."""

    def __init__(self, hierarchy: Hierarchy) -> None:
        self.hierarchy = hierarchy
        self._numbers = count()

    def variable(self) -> str:
        """Give a variable that has not been used."""
        return f"?x{next(self._numbers)}"

    def shape(self, shape: Shape, focus: str) -> Verdict:
        """Give the verdict of a whole shape on a focus node, as other shapes ask for it."""
        if shape.deactivated:
            return ACCEPTED
        if shape.path is None:
            return both(self.value(shape, constraint, focus) for constraint in shape.constraints)
        return both(self._over_path(shape, shape.path, focus))

    def _over_path(self, shape: Shape, path: Path, focus: str) -> Iterator[Verdict]:
        for constraint in shape.constraints:
            if constraint.name in SETS:
                yield self._of_set(constraint, path, focus)
            else:
                value = self.variable()
                verdict = self.value(shape, constraint, value)
                fails = exists(focus, path, value, f"FILTER(!{sure(verdict.ok)})", self)
                breaks = exists(focus, path, value, f"FILTER({sure(verdict.ko)})", self)
                yield Verdict(f"NOT {fails}", breaks)

    def _of_set(self, constraint: Constraint, path: Path, focus: str) -> Verdict:
        if constraint.name == "hasValue":
            found = exists(focus, path, str(constraint.value), "", self)
            return Verdict(found, f"NOT {found}")
        found = exists(focus, path, self.variable(), "", self)
        match constraint.name, constraint.value.value:
            case "minCount", "0":
                return ACCEPTED
            case "minCount", "1":
                return Verdict(found, f"NOT {found}")
            case "maxCount", "0":
                return Verdict(f"NOT {found}", found)
        return SILENT

    def value(self, shape: Shape, constraint: Constraint, value: str) -> Verdict:
        """Give the verdict of one constraint on one value."""
        term = constraint.value
        match constraint.name:
            case "property" | "node":
                return self.shape(constraint.shapes[0], value)
            case "not":
                return opposite(self.shape(constraint.shapes[0], value))
            case "and":
                return both(self.shape(member, value) for member in constraint.shapes)
            case "or":
                members = [opposite(self.shape(member, value)) for member in constraint.shapes]
                return opposite(both(members))
            case "xone":
                return exactly_one([self.shape(member, value) for member in constraint.shapes])
            case "class":
                kind = self.variable()
                found = f"EXISTS {{ {value} a {kind} FILTER({kind} IN {listed(self.hierarchy.written(term))}) }}"
                return Verdict(found, f"NOT {found}")
            case "closed" if is_true(term):
                verb = self.variable()
                allowed = listed(sorted(map(str, shape.allowed)))
                found = f"EXISTS {{ {value} {verb} {self.variable()} FILTER({verb} NOT IN {allowed}) }}"
                return Verdict(f"NOT {found}", found)
            case "closed":
                return ACCEPTED
            case "hasValue":
                return is_one_of(value, [term])
        return of_literal(shape, constraint, value)


SETS = frozenset("minCount maxCount hasValue uniqueLang equals disjoint lessThan lessThanOrEquals".split()) | {
    "qualifiedValueShape",
    "sparql",
}


def exists(focus: str, path: Path, value: str, test: str, names: Conditions) -> str:
    """Ask whether a path leads to a value that passes a test: one EXISTS a step, since two triples in one are slow."""
    first, *rest = steps(path)
    if not rest:
        return f"EXISTS {{ {focus} {write(first)} {value} {test} }}"
    middle = names.variable()
    inner = exists(middle, Sequence(tuple(rest)), value, test, names)
    return f"EXISTS {{ {focus} {write(first)} {middle} FILTER {inner} }}"


def of_literal(shape: Shape, constraint: Constraint, value: str) -> Verdict:
    """Give the verdict of a constraint that looks at nothing but the value itself."""
    term = constraint.value
    match constraint.name:
        case "datatype" if isinstance(term, ox.NamedNode):
            return has_datatype(value, term)
        case "nodeKind":
            test = KINDS[term.value.rpartition("#")[2]].format(value)
            return Verdict(test, f"!({test})")
        case "in":
            return is_one_of(value, constraint.items)
        case "pattern":
            pattern = narrowed(term.value, shape.flags.lower())
            test = f"REGEX(STR({value}), {ox.Literal(pattern)}, \"{shape.flags.lower()}\")" if pattern else "false"
            return Verdict(f"!isBlank({value}) && {test}", f"isBlank({value})")
        case "minLength" | "maxLength":
            test = f"STRLEN(STR({value})) {LENGTHS[constraint.name]} {term.value}"
            return Verdict(f"!isBlank({value}) && {test}", "false")
        case "minInclusive" | "minExclusive" | "maxInclusive" | "maxExclusive":
            return Verdict(in_order(value, BOUNDS[constraint.name], str(term)))
        case "languageIn":
            return in_language(value, [item.value for item in constraint.items])
    return SILENT


def has_datatype(value: str, datatype: ox.NamedNode) -> Verdict:
    """Give the verdict of sh:datatype: the datatype's name, and a lexical form that both sides read."""
    if datatype.value.startswith(RDFS):
        return Verdict(f"isLiteral({value}) && {str(datatype.value == f'{RDFS}Literal').lower()}")
    same = f"datatype({value}) = {datatype}"
    wrong = f"!{sure(same)}"
    if datatype in LEXICAL:
        return Verdict(f'{same} && REGEX(STR({value}), "^({LEXICAL[datatype]})$")', wrong)
    known = datatype in UNCHECKED or not datatype.value.startswith(xsd("").value)
    return Verdict(same if known else "false", wrong)


def is_one_of(value: str, terms: Iterable[Term]) -> Verdict:
    """Give the verdict of sh:in and, on a node, sh:hasValue: typed literals are compared as terms."""
    typed = [term for term in terms if isinstance(term, ox.Literal) and term.datatype not in (xsd("string"), LANG_STRING)]
    plain = [str(term) for term in terms if term not in typed]
    tests = [f"{value} IN {listed(plain)}"] if plain else []
    test = some(sure(each) for each in [*tests, *(f"sameTerm({value}, {term})" for term in typed)])
    return Verdict(test, f"!{test}")


def in_language(value: str, ranges: list[str]) -> Verdict:
    """Give the verdict of sh:languageIn as pySHACL has it: the tag itself, or its first part."""
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
