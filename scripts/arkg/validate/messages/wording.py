"""The words of a finding: how terms, properties and lines to paste are spelt in Turtle, tables, YAML and JSON-LD."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pyoxigraph as ox

from arkg.names import join_words, local_name, shorten, to_key
from arkg.namespaces import LANG_STRING, SHAPE, TYPE, XSD

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from arkg.schema import Rule, Schema
    from arkg.turtle import TermWriter
    from arkg.validate.terms import Term

    Value = ox.NamedNode | ox.Literal
    Needs = Collection[Rule] | None

NOUNS: dict[ox.NamedNode, str] = {
    XSD("gYear"): "a year",
    XSD("gYearMonth"): "a month",
    XSD("date"): "a day",
    XSD("dateTime"): "a date with a time",
    XSD("string"): "text without a language tag",
    LANG_STRING: "text with a language tag",
    XSD("integer"): "a whole number",
    XSD("decimal"): "a number",
    XSD("boolean"): "true or false",
    XSD("anyURI"): "a URL",
}
PROPERTY = r"\b[a-z]+:[A-Za-z]+\b(?!-)"


@dataclass(frozen=True, slots=True)
class Turtle:
    """Spells for who writes Turtle, or any other RDF that is no JSON-LD.

    An example is a rule with a term, or with None where there is none, and, where the rule leads to parts of a record,
    the rules about what such a part ``needs``.
    """

    schema: Schema
    names: TermWriter

    def short(self, iri: ox.NamedNode | ox.BlankNode) -> str:
        """Return the short name of a thing, for readers; a part is spelt like its record."""
        return shorten(iri.value, self.schema.prefixes) if isinstance(iri, ox.NamedNode) else "a thing without a name"

    def property(self, path: ox.NamedNode) -> str:
        """Spell a property in Turtle."""
        return "a" if path == TYPE else self.names.name(path.value)

    def cell(self, term: Term) -> str:
        """Spell a term as it stands in a table."""
        return term.value if isinstance(term, ox.Literal) else self.short(term)

    def name(self, rule: Rule) -> str:
        """Return the name of the property of a rule."""
        return self.property(rule.path) if rule.path else rule.name

    def shown(self, term: Term) -> str:
        """Spell a value for people to read."""
        if isinstance(term, ox.NamedNode):
            return self.names.name(term.value)
        return self.names.literal(term) if isinstance(term, ox.Literal) else "[ … ]"

    def value(self, _rule: Rule, term: Term) -> str:
        """Spell a value as its writer would."""
        return self.shown(term)

    def line(self, _rule: Rule | None, path: ox.NamedNode, term: Term) -> str:
        """Write a statement as a line of a record; nothing where a column or key is needed and no rule names it."""
        return f"{self.property(path)} {self.shown(term)} ;"

    def added(self, line: str) -> str:
        """Write a line as it is added before others."""
        return line

    def reworded(self, message: str) -> str:
        """Return a message with its properties named as their writer does."""
        return message

    def hint(self, rule: Rule, term: Value | None, _needs: Needs, *, missing: bool) -> str:
        """Go on with an example, which is given below where something is ``missing``, and end the sentence."""
        said = self._stated(rule, term)
        return f", e.g. {said} ." if said and (rule.inverse or not missing) else "."

    def to_add(self, rule: Rule, term: Value | None, needs: Needs, _classes: Iterable[Term]) -> str:
        """Write the lines of an example that is missing in a record of these classes."""
        said = self._stated(rule, term)
        if not needs:
            return said and f"{said} ;"
        about = [f"a {self.shown(each)}" for each in rule.classes[:1]]
        about += [self._stated(each, each.example) for each in needs]
        return said and f"{said} ;\n{said.partition(' ')[2]} {' ; '.join(about)} ."

    def _stated(self, rule: Rule, term: Value | None) -> str:
        """Return an example after its property if it has one; of a rule about a whole record, only an identifier."""
        if term is None or not (rule.path or rule.pattern):
            return ""
        return f"{self.name(rule)} {self.shown(term)}" if rule.path else self.shown(term)


class Table(Turtle):
    """Spells for who fills in the cells of a table, or the fields of a form."""

    __slots__ = ()

    def name(self, rule: Rule) -> str:
        """Return the column of the property of a rule."""
        return rule.name

    def shown(self, term: Term) -> str:
        """Spell a value as it stands in a cell."""
        return self.cell(term)

    def line(self, rule: Rule | None, _path: ox.NamedNode, term: Term) -> str:
        """Write the cell of a statement."""
        return self.value(rule, term) if rule else ""

    def reworded(self, message: str) -> str:
        """Return a message with its properties named by their columns or keys."""
        rules = [rule for rule in self.schema if rule.path and rule.order and not rule.inverse]
        names = {self.property(rule.path): self.name(rule) for rule in rules if rule.path}
        return re.sub(PROPERTY, lambda found: f"‘{names[found[0]]}’" if found[0] in names else found[0], message)

    def hint(self, rule: Rule, term: Value | None, needs: Needs, *, missing: bool) -> str:
        """Go on with what a part of a record needs, or with an example, and end the sentence."""
        if needs:
            return f": fill in {join_words(f'‘{self.name(each)}’' for each in needs)}."
        return "." if missing or term is None or needs is not None else f", e.g. {self.value(rule, term)}."

    def to_add(self, _rule: Rule, term: Value | None, needs: Needs, _classes: Iterable[Term]) -> str:
        """Write the cell of an example; none for a part of a record, which takes several."""
        return self.shown(term) if term and needs is None else ""


class Yaml(Table):
    """Spells for who writes keys with values."""

    __slots__ = ()

    def to_add(self, rule: Rule, term: Value | None, needs: Needs, classes: Iterable[Term]) -> str:
        """Write the key of an example, with its value or with the keys of a part of a record."""
        value = super().to_add(rule, term, needs, classes)
        if keys := [f"{each.name}: {self.shown(each.example)}" for each in needs or () if each.example]:
            value = f"[{{{', '.join(keys)}}}]"
        return value and f"{rule.name}: {value}"


class Json(Table):
    """Spells for who writes JSON-LD, where the context says of which datatype a text is if a rule admits no other."""

    __slots__ = ()

    def name(self, rule: Rule) -> str:
        """Return the key of the property of a rule."""
        return "type" if _is_about_class(rule) else to_key(rule.name)

    def value(self, rule: Rule, term: Term) -> str:
        """Spell a value: a class by its local name."""
        if isinstance(term, ox.Literal):
            return self._json(rule, term)
        return local_name(term) if _is_about_class(rule) and isinstance(term, ox.NamedNode) else self.shown(term)

    def line(self, rule: Rule | None, _path: ox.NamedNode, term: Term) -> str:
        """Write a statement as a member of an object."""
        return self._member(rule, term) if rule else ""

    def added(self, line: str) -> str:
        """Write a member before the others."""
        return line and f"{line},"

    def to_add(self, rule: Rule, term: Value | None, needs: Needs, classes: Iterable[Term]) -> str:
        """Write an example as a member; that of a part with its class and the members that it needs."""
        if term is None:
            return ""
        if rule.path == TYPE:
            return f'"type": {json.dumps([local_name(each) for each in (*classes, term)])}'
        value = self._json(rule, term)
        if needed := [self._member(each, each.example) for each in needs or () if each.example]:
            members = [f'"id": {value}', f'"type": "{local_name(rule.classes[0])}"', *needed]
            value = f"[{{{', '.join(members)}}}]"
        return self.added(f'"{self.name(rule)}": {value}')

    def _member(self, rule: Rule, term: Term) -> str:
        return f'"{self.name(rule)}": {self._json(rule, term)}'

    def _json(self, rule: Rule, term: Term) -> str:
        if not isinstance(term, ox.Literal):
            return json.dumps(self.value(rule, term).removeprefix(f"{self.name(rule)}:"))
        if term.datatype in NATIVE:
            return term.value
        plain = term.datatype in PLAIN and term.language in (None, "en")
        if plain or (rule.datatypes == (term.datatype,) and not term.language):
            return json.dumps(term.value, ensure_ascii=False)
        more = {"@language": term.language} if term.language else {"@type": self.short(term.datatype)}
        return json.dumps({"@value": term.value, **more}, ensure_ascii=False)


def _is_about_class(rule: Rule) -> bool:
    """Return whether a rule is about the classes of a thing."""
    return rule.path == TYPE or rule.iri == SHAPE("Record-class")


NATIVE = (XSD("integer"), XSD("boolean"))
"""Datatypes whose values JSON spells as they are."""
PLAIN = (XSD("string"), LANG_STRING)
FORMS = {"json-ld": Json, "yaml": Yaml, "csv": Table, "form": Table}
"""The forms whose writers speak of columns and keys, and what spells for them; all others are Turtle."""


def alternatives(rule: Rule) -> str:
    """Return a sentence that names the kinds of value that a rule admits, where it admits several."""
    nouns = [NOUNS.get(each, f"a {each.value}") for each in rule.datatypes]
    return f"It may be {join_words(nouns, 'or')}." if len(nouns) > 1 else ""
