"""IRIs and literals → the way they are spelt in the house layout."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from arkg.errors import InputFault
from arkg.turtle.tokens import is_plain_local

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pyoxigraph as ox

XSD = "http://www.w3.org/2001/XMLSchema#"

_SHORT = {
    f"{XSD}boolean": "true|false",
    f"{XSD}integer": "0|-?[1-9][0-9]*",
    f"{XSD}decimal": r"-?(?:0|[1-9][0-9]*)\.(?:0|[0-9]*[1-9])",
    f"{XSD}double": r"-?[1-9]\.(?:0|[0-9]*[1-9])E(?:0|-?[1-9][0-9]*)",
}
"""The canonical spellings (XML Schema 1.1, part 2) of the values that need no quotation marks."""

_ESCAPES = {"\\": r"\\", "\t": r"\t", "\b": r"\b", "\n": r"\n", "\r": r"\r", "\f": r"\f", '"': r"\""}
_UNSEEN = r"\\\x00-\x1f\x7f-\x9f\u2028\u2029"
_ESCAPED_IN_LINE = f'["{_UNSEEN}]'
_ESCAPED_IN_LINES = rf'(?!\n)[{_UNSEEN}]|"(?=""|\Z)'


class Names:
    """The short names of IRIs, and the prefixes ``used`` so far in them."""

    __slots__ = ("_names", "_namespaces", "used")

    def __init__(self, prefixes: Mapping[str, str]) -> None:
        """Sort the namespaces so that the longest wins."""
        self.used: set[str] = set()
        self._names: dict[str, str] = {}
        self._namespaces = sorted(prefixes.items(), key=lambda item: (-len(item[1]), item[0]))

    def name(self, iri: str) -> str:
        """Spell an IRI as a short name where a prefix covers it and nothing needs an escape, else in full."""
        if iri not in self._names:
            self._names[iri] = self._short_name(iri) or f"<{iri}>"
        return self._names[iri]

    def literal(self, literal: ox.Literal) -> str:
        """Spell a literal: bare where it is canonical, else in quotation marks with its language or datatype.

        Raises:
            InputFault: the literal has a direction, which Turtle 1.1 cannot say.
        """
        if literal.direction:
            raise InputFault(f"Turtle 1.1 cannot say the direction of {literal}.", remedy="Leave the direction out.")
        if literal.language:
            return f"{_quoted(literal.value)}@{literal.language}"
        datatype = literal.datatype.value
        if datatype == f"{XSD}string":
            return _quoted(literal.value)
        if datatype in _SHORT and re.fullmatch(_SHORT[datatype], literal.value):
            return literal.value
        return f"{_quoted(literal.value)}^^{self.name(datatype)}"

    def _short_name(self, iri: str) -> str:
        for prefix, namespace in self._namespaces:
            if iri.startswith(namespace) and is_plain_local(iri[len(namespace) :]):
                self.used.add(prefix)
                return f"{prefix}:{iri[len(namespace) :]}"
        return ""


def _quoted(text: str) -> str:
    """Put a text between quotation marks, three of them where it has several lines."""
    marks, escaped = ('"""', _ESCAPED_IN_LINES) if "\n" in text else ('"', _ESCAPED_IN_LINE)
    return marks + re.sub(escaped, _escape, text) + marks


def _escape(match: re.Match[str]) -> str:
    return _ESCAPES.get(match[0]) or f"\\u{ord(match[0]):04X}"
