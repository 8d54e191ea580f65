"""The words of a finding: how terms are spelt, what a rule's message says beside its example, and in which language."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pyoxigraph as ox

from arkg.names import shorten
from arkg.turtle import TermWriter
from arkg.validate.terms import RDF, TYPE, XSD

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from arkg.validate.rules import Rule
    from arkg.validate.terms import Term

LONGEST = 80
TURTLE, JSON, YAML = "turtle", "json-ld", "yaml"
KEYED = (JSON, YAML, "csv", "form")
"""The forms whose writers speak of columns and keys."""
NOUNS = {
    f"{XSD}gYear": "a year",
    f"{XSD}gYearMonth": "a month",
    f"{XSD}date": "a day",
    f"{XSD}dateTime": "a moment",
    f"{XSD}string": "a text without a language",
    f"{RDF}langString": "a text with its language",
    f"{XSD}integer": "a whole number",
    f"{XSD}decimal": "a number",
    f"{XSD}boolean": "true or false",
    f"{XSD}anyURI": "an address",
}


class Speller:
    """Spells terms as people type them, in Turtle or in a table."""

    def __init__(self, prefixes: Mapping[str, str]) -> None:
        """Keep the prefixes."""
        self._prefixes = prefixes
        self._names = TermWriter(prefixes)

    def short(self, iri: ox.NamedNode | ox.BlankNode) -> str:
        """Return the short name of a thing, for readers; a part is spelt like its record."""
        return shorten(iri.value, self._prefixes) if isinstance(iri, ox.NamedNode) else "a thing without a name"

    def turtle(self, term: Term) -> str:
        """Spell a term in Turtle."""
        if isinstance(term, ox.NamedNode):
            return self._names.name(term.value)
        return self._names.literal(term) if isinstance(term, ox.Literal) else "[ … ]"

    def property(self, path: ox.NamedNode) -> str:
        """Spell a property in Turtle."""
        return "a" if path == TYPE else self._names.name(path.value)

    def example(self, rule: Rule) -> str:
        """Return the example of a rule in Turtle, after its property if it has one.

        The example of a rule about a whole record is a record, and shows how identifiers look: for any other such rule,
        and where there is no example, return an empty text.
        """
        if rule.example is None or not (rule.path or rule.pattern):
            return ""
        return f"{self.property(rule.path)} {self.turtle(rule.example)}" if rule.path else self.turtle(rule.example)

    def cell(self, term: Term) -> str:
        """Spell a term as it stands in a table."""
        return term.value if isinstance(term, ox.Literal) else self.short(term)


def fill(message: str, values: Iterable[str]) -> str:
    """Put values into a rule's message."""
    return re.sub(r"\{[?$]value\}", lambda _: listed(values, "and"), message)


def alternatives(rule: Rule) -> str:
    """Return a sentence that names the kinds of value that a rule admits, where it admits several."""
    nouns = [NOUNS.get(each.value, f"a {each.value}") for each in rule.datatypes]
    return f"It may be {listed(nouns, 'or')}." if len(nouns) > 1 else ""


def with_article(noun: str) -> str:
    """Put the indefinite article before a noun."""
    return f"{'an' if noun[:1] in set('aeiou') else 'a'} {noun}"


def listed(words: Iterable[str], joint: str) -> str:
    """Write words as a list: a, b or c."""
    every = list(words)
    return f" {joint} ".join(filter(None, (", ".join(every[:-1]), every[-1]))) if every else ""


def shown(text: str) -> str:
    """Shorten a text to what fits a line."""
    line = " ".join(text.split())
    return line if len(line) <= LONGEST else f"{line[: LONGEST - 1]}…"
