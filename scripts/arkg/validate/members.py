"""Statements → members of JSON-LD objects, by the keys of this project's own context."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pyoxigraph as ox

from arkg.names import to_key
from arkg.validate.known import local
from arkg.validate.terms import RDF, TYPE, XSD

if TYPE_CHECKING:
    from collections.abc import Iterable

    from arkg.validate import wording
    from arkg.validate.rules import Rule
    from arkg.validate.terms import Term

NATIVE = (f"{XSD}integer", f"{XSD}boolean")
"""Datatypes whose values JSON spells as they are."""
PLAIN = (f"{XSD}string", f"{RDF}langString")


@dataclass(frozen=True, slots=True)
class Members:
    """Writes members of objects."""

    spell: wording.Speller

    def member(self, rule: Rule, term: Term) -> str:
        """Write the property of a rule with this value."""
        return f'"{key(rule)}": {self.value(rule, term)}'

    def example(self, rule: Rule, term: Term | None, needed: Iterable[Rule] = ()) -> str:
        """Return an example as a member; that of a part with its class, and examples of the properties it ``needs``."""
        said = [self.example(each, each.example) for each in needed]
        if term is None or not said:
            return self.member(rule, term) if term else ""
        members = [f'"id": {self.value(rule, term)}', f'"type": "{local(rule.classes[0])}"', *said]
        return f'"{key(rule)}": [{{{", ".join(members)}}}]'

    def kind(self, term: Term) -> str:
        """Write of what class a thing is."""
        return f'"type": {json.dumps(local(term))}' if isinstance(term, ox.NamedNode) else ""

    def types(self, classes: Iterable[Term | None]) -> str:
        """Write what a thing is."""
        return f'"type": {json.dumps([local(each) for each in classes if isinstance(each, ox.NamedNode)])}'

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
            return local(term)
        return name.removeprefix(f"{key(rule)}:")


def key(rule: Rule) -> str:
    """Return the key of the property of a rule."""
    return "type" if rule.path == TYPE else to_key(rule.name)
