"""The words of a finding: how terms are spelt, what a rule's message says beside its example, and in which language."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pyoxigraph as ox

from arkg.names import local_name, shorten, to_key
from arkg.namespaces import RDF, TYPE, XSD
from arkg.turtle import TermWriter

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from arkg.schema import Rule
    from arkg.validate.terms import Term

LONGEST = 80
TURTLE, JSON, YAML = "turtle", "json-ld", "yaml"
KEYED = (JSON, YAML, "csv", "form")
"""The forms whose writers speak of columns and keys."""
NOUNS = {
    f"{XSD}gYear": "a year",
    f"{XSD}gYearMonth": "a month",
    f"{XSD}date": "a day",
    f"{XSD}dateTime": "a date with a time",
    f"{XSD}string": "text without a language tag",
    f"{RDF}langString": "text with a language tag",
    f"{XSD}integer": "a whole number",
    f"{XSD}decimal": "a number",
    f"{XSD}boolean": "true or false",
    f"{XSD}anyURI": "a URL",
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


def listed(words: Iterable[str], joint: str) -> str:
    """Write words as a list: a, b, or c."""
    every = list(words)
    if len(every) < 3:  # noqa: PLR2004 - from three on, a comma stands before the last one
        return f" {joint} ".join(every)
    return f"{', '.join(every[:-1])}, {joint} {every[-1]}"


def shown(text: str) -> str:
    """Shorten a text to what fits a line."""
    line = " ".join(text.split())
    return line if len(line) <= LONGEST else f"{line[: LONGEST - 1]}…"


NATIVE = (f"{XSD}integer", f"{XSD}boolean")
"""Datatypes whose values JSON spells as they are."""
PLAIN = (f"{XSD}string", f"{RDF}langString")


@dataclass(frozen=True, slots=True)
class Members:
    """Writes members of objects."""

    spell: Speller

    def member(self, rule: Rule, term: Term) -> str:
        """Write the property of a rule with this value."""
        return f'"{key(rule)}": {self.value(rule, term)}'

    def example(self, rule: Rule, term: Term | None, needed: Iterable[Rule] = ()) -> str:
        """Return an example as a member; that of a part with its class, and examples of the properties it ``needs``."""
        said = [self.example(each, each.example) for each in needed]
        if term is None or not said:
            return self.member(rule, term) if term else ""
        members = [f'"id": {self.value(rule, term)}', f'"type": "{local_name(rule.classes[0])}"', *said]
        return f'"{key(rule)}": [{{{", ".join(members)}}}]'

    def kind(self, term: Term) -> str:
        """Write of what class a thing is."""
        return f'"type": {json.dumps(local_name(term))}' if isinstance(term, ox.NamedNode) else ""

    def types(self, classes: Iterable[Term | None]) -> str:
        """Write what a thing is."""
        return f'"type": {json.dumps([local_name(each) for each in classes if isinstance(each, ox.NamedNode)])}'

    def value(self, rule: Rule, term: Term) -> str:
        """Write a value; the context says of which datatype a text is only where a rule admits no other."""
        if not isinstance(term, ox.Literal):
            return json.dumps(self._name(rule, term))
        kind = term.datatype.value
        if kind in NATIVE:
            return term.value
        plain = kind in PLAIN if term.language in (None, "en") else False
        if plain or (rule.datatypes == (term.datatype,) and not term.language):
            return json.dumps(term.value, ensure_ascii=False)
        more = {"@language": term.language} if term.language else {"@type": self.spell.short(term.datatype)}
        return json.dumps({"@value": term.value, **more}, ensure_ascii=False)

    def _name(self, rule: Rule, term: ox.NamedNode | ox.BlankNode) -> str:
        """Return the name of a thing: a class by its local name, a slug under the key that is its kind."""
        name = self.spell.short(term)
        if rule.path == TYPE and isinstance(term, ox.NamedNode):
            return local_name(term)
        return name.removeprefix(f"{key(rule)}:")


def key(rule: Rule) -> str:
    """Return the key of the property of a rule."""
    return "type" if rule.path == TYPE else to_key(rule.name)
