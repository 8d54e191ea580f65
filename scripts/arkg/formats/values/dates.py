"""Dates and other literals: the text of one ↔ the literal, and what a date in another form may mean."""

from __future__ import annotations

import datetime as dt
import re
from typing import TYPE_CHECKING

import pyoxigraph as ox

from arkg.errors import InputFault, SyntaxFault
from arkg.namespaces import XSD
from arkg.turtle import TermWriter, read

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

DATES = {
    XSD("gYear"): (r"[0-9]{4}", "a year as 2020"),
    XSD("gYearMonth"): (r"[0-9]{4}-[0-9]{2}", "a month as 2020-06"),
    XSD("date"): (r"[0-9]{4}-[0-9]{2}-[0-9]{2}", "a day as 2020-06-30"),
}
LONGEST = 40
MONTHS = (
    *("january", "february", "march", "april", "may", "june"),
    *("july", "august", "september", "october", "november", "december"),
)
ISO = ("{:04d}", "{:04d}-{:02d}", "{:04d}-{:02d}-{:02d}")
SHORTEST = len("Jan")
CENTURIES = {4: ("",), 2: ("20", "19")}
"""How many digits a year has → what may stand before them."""
TIME = re.compile(r"(?<=[0-9])(?:T| +)[0-9]{1,2}:[0-9]{2}.*$")
PASSED_OVER = re.compile(r"(?i)\b(?:(?:mon|tues|wednes|thurs|fri|satur|sun)day|mon|tue|wed|thu|fri|sat|sun|of|the)\b")
ORDINAL = re.compile(r"(?i)(?<=[0-9])(?:st|nd|rd|th)\b")
YEAR = re.compile(r"(?<![0-9])[0-9]{4}(?![0-9])")

ORDERS = {
    "m2": ("my",),
    "m4": ("my",),
    "m22": ("mdy",),
    "m24": ("mdy",),
    "m42": ("myd",),
    "24": ("my",),
    "42": ("ym",),
    "222": ("mdy", "dmy"),
    "224": ("mdy", "dmy"),
    "422": ("ymd",),
}
"""The digits of the numbers in a date, after m for a month in words → what they may be: year, month, day."""

Parts = tuple[int, ...]


def to_date(text: str, datatypes: Iterable[ox.NamedNode]) -> ox.Literal:
    """Return a year, a month or a day, whichever the form of the text says, if it is among the datatypes and exists.

    Raises InputFault for any other text, with the date that it means, or with a question where it may be several.
    """
    taken = {datatype: DATES[datatype] for datatype in DATES if datatype in set(datatypes)}
    for datatype, (form, _) in taken.items():
        if re.fullmatch(form, text):
            if reason := not_in_calendar(tuple(map(int, text.split("-")))):
                raise InputFault(f"{text} is not in the calendar.", remedy=reason)
            return ox.Literal(text, datatype=datatype)
    possible = meanings(text)
    meant = [each for each in possible if not not_in_calendar(each)]
    written = [ISO[len(parts) - 1].format(*parts) for parts in meant]
    fitting = [each for each in written if any(re.fullmatch(form, each) for form, _ in taken.values())]
    what = f"Invalid date {text[:LONGEST]!r}."
    if len(fitting) == 1:
        raise InputFault(what, remedy=f"Write {fitting[0]}", suggestion=fitting[0])
    if XSD("gYear") in taken and not possible:
        fitting = list(dict.fromkeys(YEAR.findall(text[:LONGEST])))
    if fitting:
        raise InputFault(what, remedy=f"Is it {' or '.join(fitting)}? Write the one that the source means.")
    if possible and not meant:
        raise InputFault(f"{text[:LONGEST]!r} is not in the calendar.", remedy=not_in_calendar(possible[0]))
    words = [each for _, each in taken.values()]
    either = " or ".join(filter(None, (", ".join(words[:-1]), words[-1])))
    raise InputFault(what, remedy=f"Write {either}.")


def meanings(text: str) -> list[Parts]:
    """Return the dates that a text in any common form may stand for, whether or not the calendar has them.

    >>> meanings("July 1, 2020"), meanings("03/14/2021"), meanings("Sept 2021")
    ([(2020, 7, 1)], [(2021, 3, 14), (2021, 14, 3)], [(2021, 9)])
    """
    if len(text) > LONGEST:
        return []
    plain = ORDINAL.sub("", PASSED_OVER.sub(" ", TIME.sub("", text.strip())))
    plain = re.sub(r"\b([0-9]{4})([0-9]{2})([0-9]{2})\b", r"\1 \2 \3", plain)
    tokens = re.findall(r"[0-9]+|[^\W\d_]+", plain)
    if re.sub(r"[0-9]+|[^\W\d_]+|[\s,./-]", "", plain):
        return []
    months = [month for token in tokens if (month := month_of(token))]
    numbers = [token for token in tokens if token.isdecimal()]
    if len(months) + len(numbers) != len(tokens):
        return []
    values = [*map(str, months), *numbers]
    shape = "m" * len(months) + "".join(str(max(2, len(each))) for each in numbers)
    found: list[Parts] = []
    for order in ORDERS.get(shape, ()):
        parts = dict(zip(order, values, strict=True))
        centuries = CENTURIES.get(len(parts["y"]), ())
        rest = [int(parts[each]) for each in "md" if each in parts]
        found += ((int(century + parts["y"]), *rest) for century in centuries)
    return sorted(dict.fromkeys(found), key=lambda each: -each[0])


def month_of(word: str) -> int:
    """Return the number of the month that a word names or abbreviates; 0 for any other."""
    folded = word.lower()
    found = (number for number, name in enumerate(MONTHS, 1) if name.startswith(folded))
    return next(found, 0) if len(folded) >= SHORTEST else 0


def not_in_calendar(parts: Parts) -> str:
    """Return why there is no such year, month or day; an empty text where there is."""
    year, month, day = (*parts, 1, 1)[:3]
    try:
        dt.date(year, month, day)
    except ValueError as reason:
        return f"{str(reason).capitalize()}."
    return ""


LONGEST_LITERAL = 200


def read_literal(text: str, prefixes: Mapping[str, str]) -> ox.Literal:
    """Return the literal that a text stands for: a date by its form, what is quoted as in Turtle, else plain text.

    Raises InputFault for a text that begins with a quotation mark and is no literal of Turtle.
    """
    if text.startswith('"'):
        return _parse(text, prefixes)
    found = next((datatype for datatype, (form, _) in DATES.items() if re.fullmatch(form, text)), None)
    is_date = found and not not_in_calendar(tuple(map(int, text.split("-"))))
    return ox.Literal(text, datatype=found) if is_date else ox.Literal(text)


def write_literal(value: ox.Literal, prefixes: Mapping[str, str]) -> str:
    """Return the shortest text that ``read_literal`` reads as this literal."""
    plain = not value.value.startswith('"') and read_literal(value.value, prefixes) == value
    return value.value if plain else TermWriter(prefixes).literal(value)


def _parse(text: str, prefixes: Mapping[str, str]) -> ox.Literal:
    """Return a literal that is written as in Turtle."""
    head = "".join(f"PREFIX {prefix}: <{space}>\n" for prefix, space in prefixes.items())
    try:
        statements = read(f"{head}<urn:x> <urn:x> {text} .").statements
    except SyntaxFault:
        statements = ()
    value = statements[0].triple.object if len(statements) == 1 else None
    if not isinstance(value, ox.Literal):
        remedy = 'Close the quotation marks, e.g. "Racism"@en, or leave them out.'
        raise InputFault(f"{text[:LONGEST_LITERAL]!r} is not a literal.", remedy=remedy)
    return value
