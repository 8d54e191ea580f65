"""A breach → what to do: the rule's message in words that fit the case, and a line to paste."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import pyoxigraph as ox

from arkg.names import join_words, local_name, on_one_line, with_article
from arkg.namespaces import DCTERMS, ORG, RDF, RECORDS, SKOS, TYPE
from arkg.validate.lookup import accepted, by_name, identifier, is_standard, near_terms, record_of
from arkg.validate.messages import wording

if TYPE_CHECKING:
    from collections.abc import Iterator

    from arkg.schema import Rule
    from arkg.validate.lookup import Lookup
    from arkg.validate.messages.breach import Breach
    from arkg.validate.terms import Term

PROPERTY = RDF("Property")
FEW = 7
INVERSES = {
    SKOS("narrower"): SKOS("broader"),
    DCTERMS("hasPart"): DCTERMS("isPartOf"),
    DCTERMS("replaces"): DCTERMS("isReplacedBy"),
    ORG("hasSubOrganization"): ORG("subOrganizationOf"),
}
"""Properties of other vocabularies whose inverse alone is used here."""


@dataclass(frozen=True, slots=True)
class Adviser:
    """What advice is given with, and what spells it for who wrote the file."""

    form: wording.Turtle
    lookup: Lookup

    def for_form(self, name: str) -> Adviser:
        """Return the adviser for who writes files of this form."""
        return replace(self, form=wording.FORMS.get(name, wording.Turtle)(self.form.schema, self.form.names))

    def with_near(self, breach: Breach) -> Breach:
        """Return a breach with what may have been meant, unless it has that."""
        if breach.near or breach.value is None or breach.note:
            return breach
        found = (
            each for each in self.meant(breach, breach.value) if each not in (breach.path, breach.value, breach.focus)
        )
        return replace(breach, near=tuple(dict.fromkeys(found)))

    def meant(self, breach: Breach, value: Term) -> tuple[ox.NamedNode, ...]:
        """Return what may have been meant by a value, or by the property it was written under."""
        if new := self.lookup.schema.successors(value):
            return new
        if breach.is_a("Closed") and breach.path:
            path, kinds = breach.path, self.lookup.types(breach.focus)
            real = self.lookup.exists(path) or path in self.lookup.schema.paths() or is_standard(path)
            return () if real else self.lookup.near_property(path, breach.rule, kinds)
        if isinstance(value, ox.NamedNode) and value == breach.focus:
            return tuple(filter(None, [identifier(value, breach.rule, self.lookup.schema)]))
        return self.meant_value(breach, value)

    def meant_value(self, breach: Breach, value: Term) -> tuple[ox.NamedNode, ...]:
        """Return the records, choices or properties that may have been meant by a value."""
        text = (
            value.value
            if isinstance(value, ox.Literal)
            else local_name(value)
            if isinstance(value, ox.NamedNode)
            else ""
        )
        rule, path = breach.rule, breach.path
        if (
            breach.is_a("Class", "NodeKind")
            and rule.classes
            and not rule.inverse
            and not self.lookup.schema.leads_to_parts(path)
        ):
            return tuple(self.lookup.names.near(text, rule.classes))
        if breach.is_a("reference") and isinstance(value, ox.NamedNode):
            return self.lookup.near_node(value)
        if breach.is_a("In"):
            return near_terms(text, by_name(rule.choices))
        if rule.value_type == PROPERTY:
            named = {each.name: each.path for each in self.lookup.schema if each.path and not each.inverse}
            return near_terms(text, named)
        return ()

    def message(self, breach: Breach, written: Term | None) -> str:
        """Return what to do: the rule's message, without its example where something better can be said."""
        if isinstance(breach.focus, ox.BlankNode) and breach.is_a("file"):
            return f"Name it after its record, with # and a number, e.g. <{RECORDS}concept/racism#evidence-1> ."
        if other_side := self.other_side(breach):
            return other_side
        head = self.filled(breach).rstrip(" .")
        fitting = accepted(written, breach.rule) if written is not None and breach.path and not breach.near else None
        near: tuple[Term, ...] = breach.near or ((fitting,) if fitting else ())
        if near:
            said = f"{head}. Did you mean {join_words([self.form.value(breach.rule, each) for each in near], 'or')}?"
        else:
            said = head + self.form.hint(breach.rule, *self.example(breach), missing=breach.is_a("MinCount"))
        return " ".join([*self.faults(breach), said, *self.choices(breach)])

    def other_side(self, breach: Breach) -> str:
        """Return how the inverse of a property is used here; nothing where there is none."""
        inverse = INVERSES.get(breach.path) if breach.is_a("Closed") and breach.path else None
        if not inverse or not isinstance(breach.value, ox.NamedNode) or isinstance(breach.focus, ox.Literal):
            return ""
        here, there = self.form.short(breach.focus), self.form.short(breach.value)
        return f"Use the inverse property instead: on {there}, write {self.form.property(inverse)} {here} ."

    def filled(self, breach: Breach) -> str:
        """Return the message of a rule with the values it speaks of."""
        values = [each for each in (breach.value, *breach.others) if each is not None]
        return wording.fill(breach.rule.message, [self.form.cell(each) for each in values])

    def example(self, breach: Breach) -> tuple[ox.NamedNode | ox.Literal | None, list[Rule] | None]:
        """Return the example of a rule, a part in it as one of the very record, with what such a part needs."""
        example, record = breach.rule.example, record_of(breach.focus)
        if not self.lookup.schema.leads_to_parts(breach.path):
            return example, None
        if isinstance(example, ox.NamedNode) and record and record.value.startswith(RECORDS):
            example = ox.NamedNode(f"{record.value}#{example.value.partition('#')[2]}")
        return example, self.lookup.schema.required(breach.rule)

    def faults(self, breach: Breach) -> Iterator[str]:
        """Return what a value is that it should not be, or that there is no such thing."""
        if breach.note and not breach.is_a("file", "rule"):
            yield breach.note
        elif breach.near:
            return
        elif breach.is_a("Class", "reference") and breach.value is not None and not breach.rule.inverse:
            yield from self.about_value(breach.value, own=self.lookup.schema.leads_to_parts(breach.path))
        elif breach.is_a("Closed") and breach.path:
            kinds = [with_article(kind) for kind in self.lookup.having(breach.path)]
            if 0 < len(kinds) < FEW:
                yield f"{self.form.short(breach.path)} belongs to {join_words(kinds, 'or')}."

    def about_value(self, value: Term, *, own: bool) -> Iterator[str]:
        """Return what a value is, or that there is no such thing."""
        if isinstance(value, ox.Literal) and not own:
            yield f"No record is called “{on_one_line(value.value)}” yet."
        elif isinstance(value, ox.NamedNode):
            kind, name = self.lookup.call(value), self.form.short(value)
            if kind:
                yield f"{name} is {with_article(kind)}."
            elif not self.lookup.exists(value):
                yield f"There is no {name} yet."

    def choices(self, breach: Breach) -> Iterator[str]:
        """Return which kinds of value there are, or which properties a part can have."""
        if breach.is_a("Or") and (kinds := wording.alternatives(breach.rule)):
            yield kinds
        if breach.is_a("Closed") and not breach.near and breach.rule.ignored == (TYPE,):
            rules = [each for each in self.lookup.schema.rules_of(self.lookup.types(breach.focus)) if not each.inverse]
            names = sorted(self.form.name(each) for each in rules)
            if 0 < len(names) < FEW:
                yield f"They are {join_words(names)}."

    def suggest(self, breach: Breach, written: Term | None) -> tuple[str, bool]:
        """Return a line to paste, and whether it only shows the form."""
        path, rule = breach.path, breach.rule
        if breach.is_a("file"):
            return home(breach.focus), False
        if path is None:
            return (self.form.value(rule, breach.near[0]) if breach.near else ""), False
        if breach.is_a("MinCount"):
            return self.to_add(breach, path)
        if breach.is_a("Closed"):
            return (self.form.line(None, breach.near[0], written) if breach.near and written else ""), False
        value = breach.near[0] if breach.near else accepted(written, rule) if written is not None else None
        if value is None:
            return "", False
        line = self.form.line(rule, path, value)
        return (self.form.added(line) if breach.value is None else line), False

    def to_add(self, breach: Breach, path: ox.NamedNode) -> tuple[str, bool]:
        """Return a line to add where something is missing, and whether it only shows the form."""
        if breach.rule.inverse:
            return self.form.added(self.form.line(self.lookup.schema.by_path(path), path, breach.focus)), False
        if breach.near:
            return self.form.added(self.form.line(breach.rule, path, breach.near[0])), False
        return self.form.to_add(breach.rule, *self.example(breach), self.lookup.types(breach.focus)), True


def home(focus: Term) -> str:
    """Return the file in which a record belongs; an empty text for what is no record."""
    record = record_of(focus)
    own = record is not None and record.value.startswith(RECORDS)
    return f"data/{record.value.removeprefix(RECORDS)}.ttl" if own and record else ""
