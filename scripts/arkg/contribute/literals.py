"""The text of a literal of any datatype ↔ the literal, for the fields that take every literal."""

from __future__ import annotations

import datetime as dt
import re
from typing import TYPE_CHECKING

import pyoxigraph as ox

from arkg.errors import InputFault, SyntaxFault
from arkg.namespaces import XSD
from arkg.turtle import TermWriter, read

if TYPE_CHECKING:
    from collections.abc import Mapping

FORMS = {
    f"{XSD}gYear": r"[0-9]{4}",
    f"{XSD}gYearMonth": r"[0-9]{4}-[0-9]{2}",
    f"{XSD}date": r"[0-9]{4}-[0-9]{2}-[0-9]{2}",
}
LONGEST = 200


def read_literal(text: str, prefixes: Mapping[str, str]) -> ox.Literal:
    """Return the literal that a text stands for: a date by its form, what is quoted as in Turtle, else plain text.

    Raises InputFault for a text that begins with a quotation mark and is no literal of Turtle.
    """
    if text.startswith('"'):
        return _parse(text, prefixes)
    found = next((datatype for datatype, form in FORMS.items() if re.fullmatch(form, text)), "")
    return ox.Literal(text, datatype=ox.NamedNode(found)) if found and _exists(text) else ox.Literal(text)


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
        raise InputFault(f"{text[:LONGEST]!r} is not a literal.", remedy=remedy)
    return value


def _exists(text: str) -> bool:
    """Tell whether a year, month or day is in the calendar."""
    year, month, day = (*(int(part) for part in text.split("-")), 1, 1)[:3]
    try:
        dt.date(year, month, day)
    except ValueError:
        return False
    return True
