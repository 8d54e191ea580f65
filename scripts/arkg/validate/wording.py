"""The words of a finding: how terms are spelt, what a rule's message says beside its example, and in which language."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, cast

import pyoxigraph as ox

from arkg.errors import SyntaxFault
from arkg.graph import shorten
from arkg.turtle import read
from arkg.turtle.terms import Names
from arkg.validate.terms import RDF, TYPE, XSD

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from arkg.validate.rules import Rule
    from arkg.validate.terms import Term

LONGEST = 80
TURTLE, JSON, YAML = "turtle", "json-ld", "yaml"
KEYED = (JSON, YAML, "csv", "form")
"""The forms whose writers speak of columns and keys."""
EXAMPLE = re.compile(
    r"^(?P<head>.*?)[ ,:]*(?:, e\.g\.| e\.g\.|:) (?P<example>(?:a|[a-z]+:[A-Za-z]+) .+?) [.;](?P<tail>.*)$"
)
NAME_ALONE = re.compile(r"^(?P<head>.*?)[ ,:]*, e\.g\. (?P<example>[a-z]+:\S+|<\S+>) \.$")
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
        self._names = Names(prefixes)

    def short(self, iri: ox.NamedNode | ox.BlankNode) -> str:
        """Give the short name of a thing, for readers; a part is spelt like its record."""
        return shorten(iri.value, self._prefixes) if isinstance(iri, ox.NamedNode) else "a thing without a name"

    def turtle(self, term: Term) -> str:
        """Spell a term in Turtle."""
        if isinstance(term, ox.NamedNode):
            return self._names.name(term.value)
        return self._names.literal(term) if isinstance(term, ox.Literal) else "[ … ]"

    def property(self, path: ox.NamedNode) -> str:
        """Spell a property in Turtle."""
        return "a" if path == TYPE else self._names.name(path.value)

    def value_of(self, example: str) -> Term | None:
        """Give the value of a statement in Turtle that has no subject; None where it is no statement."""
        header = "".join(f"PREFIX {prefix}: <{space}>\n" for prefix, space in self._prefixes.items())
        try:
            return cast("Term", read(f"{header}<urn:x> {example} .").statements[0].triple.object)
        except SyntaxFault:
            return None

    def cell(self, term: Term) -> str:
        """Spell a term as it stands in a table."""
        return term.value if isinstance(term, ox.Literal) else self.short(term)


def split(message: str) -> tuple[str, str]:
    """Part a rule's message into what to do and the example in Turtle, which is empty where there is none."""
    found = EXAMPLE.match(message) or NAME_ALONE.match(message)
    return (found["head"], found["example"]) if found else (message.rstrip(" ."), "")


def cell_of(example: str) -> str:
    """Give the value of an example in Turtle as it would stand in a table."""
    value = example.partition(" ")[2]
    text = re.fullmatch(r'"(.*)"(?:@[\w-]+|\^\^.+)?', value)
    return text[1] if text else value.strip("<>")


def fill(message: str, values: Iterable[str]) -> str:
    """Put values into a rule's message."""
    return re.sub(r"\{[?$]value\}", lambda _: listed(values, "and"), message)


def alternatives(rule: Rule) -> str:
    """Name the kinds of value that a rule admits, where it admits several and its message does not name them all."""
    nouns = [NOUNS.get(each.value, f"a {each.value}") for each in rule.datatypes]
    said = re.findall(r"\w+", rule.message.lower())
    named = all(noun.split()[1] in said for noun in nouns)
    return "" if len(nouns) < 2 or named else f"It may be {listed(nouns, 'or')}."  # noqa: PLR2004 - several


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
