"""A breach → what to do: the rule's message in words that fit the case, and a line to paste."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import pyoxigraph as ox

from arkg.names import local_name, with_article
from arkg.namespaces import DCTERMS, ORG, RDF, RECORDS, SHAPE, SKOS, TYPE
from arkg.validate.lookup import is_standard, record_of
from arkg.validate.messages import wording
from arkg.validate.messages.suggest import accepted, by_name, identifier, near_terms
from arkg.validate.messages.wording import JSON, KEYED, TURTLE, YAML, Members, key

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
    """What advice is given with, and the form that it is given for."""

    spell: wording.Speller
    lookup: Lookup
    form: str = TURTLE

    @property
    def is_keyed(self) -> bool:
        """Return whether the form is one whose writers speak of columns and keys."""
        return self.form in KEYED

    def with_near(self, breach: Breach) -> Breach:
        """Look for what may have been meant, where nobody has yet."""
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
            return self.lookup.near_member(text, rule.classes)
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
        head, example = self.filled(breach).rstrip(" ."), self.example(breach)
        fitting = accepted(written, breach.rule) if written is not None and breach.path and not breach.near else None
        near: tuple[Term, ...] = breach.near or ((fitting,) if fitting else ())
        if near:
            meant = wording.listed([self.spelt(each, breach.rule) for each in near], "or")
            said = f"{head}. Did you mean {meant}?"
        elif self.is_keyed:
            said = f"{head}{self.in_form(breach)}."
        else:
            said = f"{head}, e.g. {example} ." if example and not is_shown_below(breach) else f"{head}."
        return " ".join([*self.faults(breach), said, *self.choices(breach)])

    def in_form(self, breach: Breach) -> str:
        """Go on with how a table or a form says what is missing; nothing where an example is given below."""
        if breach.path and self.lookup.schema.leads_to_parts(breach.path):
            keys = [f"‘{self.name(rule)}’" for rule in self.lookup.schema.required(breach.rule)]
            return f": fill in {wording.listed(keys, 'and')}" if keys else ""
        example = breach.rule.example
        return "" if example is None or breach.is_a("MinCount") else f", e.g. {self.spelt(example, breach.rule)}"

    def other_side(self, breach: Breach) -> str:
        """Return how the inverse of a property is used here; nothing where there is none."""
        inverse = INVERSES.get(breach.path) if breach.is_a("Closed") and breach.path else None
        if not inverse or not isinstance(breach.value, ox.NamedNode) or isinstance(breach.focus, ox.Literal):
            return ""
        here, there = self.spell.short(breach.focus), self.spell.short(breach.value)
        return f"Use the inverse property instead: on {there}, write {self.spell.property(inverse)} {here} ."

    def filled(self, breach: Breach) -> str:
        """Return the message of a rule with the values it speaks of."""
        values = [each for each in (breach.value, *breach.others) if each is not None]
        return wording.fill(breach.rule.message, [self.spell.cell(each) for each in values])

    def example(self, breach: Breach) -> str:
        """Return the example of a rule in Turtle, a part in it as a part of the very record."""
        return self.spell.example(replace(breach.rule, example=self.own_part(breach)))

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
                yield f"{self.spell.short(breach.path)} belongs to {wording.listed(kinds, 'or')}."

    def about_value(self, value: Term, *, own: bool) -> Iterator[str]:
        """Return what a value is, or that there is no such thing."""
        if isinstance(value, ox.Literal) and not own:
            yield f"No record is called “{wording.shown(value.value)}” yet."
        elif isinstance(value, ox.NamedNode):
            kind, name = self.lookup.call(value), self.spell.short(value)
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
            names = sorted(self.name(each) for each in rules)
            if 0 < len(names) < FEW:
                yield f"They are {wording.listed(names, 'and')}."

    def suggest(self, breach: Breach, written: Term | None) -> tuple[str, bool]:
        """Return a line to paste, and whether it only shows the form."""
        path, rule = breach.path, breach.rule
        if breach.is_a("file"):
            return home(breach.focus), False
        if path is None:
            return (self.spelt(breach.near[0], rule) if breach.near else ""), False
        if breach.is_a("MinCount"):
            return self.to_add(breach, path)
        if breach.is_a("Closed"):
            new, value = (breach.near[0], written) if breach.near and not self.is_keyed else (None, None)
        else:
            fitting = accepted(written, rule) if written is not None else None
            new, value = path, breach.near[0] if breach.near else fitting
        if new is None or value is None:
            return "", False
        if self.form == JSON and path == TYPE and breach.value is None:
            return f"{self.line(new, value, rule)},", False
        return self.line(new, value, rule), False

    def to_add(self, breach: Breach, path: ox.NamedNode) -> tuple[str, bool]:
        """Return a line to add where something is missing; in JSON, before the members that there are."""
        comma = "," if self.form == JSON else ""
        if breach.rule.inverse:
            forward = self.lookup.schema.by_path(path) if self.is_keyed else breach.rule
            return self.line(path, breach.focus, forward) + comma if forward else "", False
        if breach.near:
            return self.line(path, breach.near[0], breach.rule) + comma, False
        if self.form == JSON and path == TYPE:
            return Members(self.spell).types([*self.lookup.types(breach.focus), breach.rule.example]), True
        if self.form == JSON:
            member = Members(self.spell).example(breach.rule, self.own_part(breach), self.needed(breach))
            return member + comma if member else "", True
        if self.is_keyed:
            return self.cell(breach), True
        example = self.example(breach)
        return "\n".join(filter(None, [example and f"{example} ;", self.part(breach, example)])), True

    def needed(self, breach: Breach) -> list[Rule]:
        """Return the rules for what a missing part must have; none where no part is missing."""
        return self.lookup.schema.required(breach.rule) if self.lookup.schema.leads_to_parts(breach.path) else []

    def part(self, breach: Breach, example: str) -> str:
        """Write the part that an example leads to, with an example of each property that it needs."""
        needed = self.needed(breach)
        said = [f"a {self.spell.turtle(each)}" for each in breach.rule.classes[:1]]
        said += [self.spell.example(rule) for rule in needed]
        return f"{example.partition(' ')[2]} {' ; '.join(said)} ." if example and needed else ""

    def own_part(self, breach: Breach) -> ox.NamedNode | ox.Literal | None:
        """Return the example of a rule, a part as one of the very record."""
        example, record = breach.rule.example, record_of(breach.focus)
        if not (isinstance(example, ox.NamedNode) and record and self.lookup.schema.leads_to_parts(breach.path)):
            return example
        own = record.value.startswith(RECORDS)
        return ox.NamedNode(f"{record.value}#{example.value.partition('#')[2]}") if own else example

    def cell(self, breach: Breach) -> str:
        """Write an example as a cell of a table, or as a key of YAML, which alone holds parts that have keys."""
        value = self.spell.cell(breach.rule.example) if breach.rule.example else ""
        if self.lookup.schema.leads_to_parts(breach.path):
            needed = [(rule.name, self.spell.cell(rule.example)) for rule in self.needed(breach) if rule.example]
            keys = [f"{name}: {value}" for name, value in needed]
            value = f"[{{{', '.join(keys)}}}]" if keys and self.form == YAML else ""
        return f"{breach.rule.name}: {value}" if value and self.form == YAML else value

    def line(self, path: ox.NamedNode, value: Term, rule: Rule) -> str:
        """Write a statement as a line of a record in Turtle, a member of it in JSON, a cell of it in a table."""
        if self.form == JSON:
            return Members(self.spell).kind(value) if path == TYPE else Members(self.spell).member(rule, value)
        return self.spell.cell(value) if self.is_keyed else f"{self.spell.property(path)} {self.spell.turtle(value)} ;"

    def name(self, rule: Rule) -> str:
        """Name the property of a rule as its writer must spell it."""
        if self.form == JSON:
            return key(rule)
        return rule.name if self.is_keyed or rule.path is None else self.spell.property(rule.path)

    def spelt(self, term: Term, rule: Rule) -> str:
        """Spell a value as its writer would."""
        if self.form == JSON and rule.iri == SHAPE("Record-class") and isinstance(term, ox.NamedNode):
            return local_name(term)
        if self.form == JSON and isinstance(term, ox.Literal):
            return Members(self.spell).value(rule, term)
        return self.spell.cell(term) if self.is_keyed else self.spell.turtle(term)


def is_shown_below(breach: Breach) -> bool:
    """Return whether an example follows as lines to paste."""
    return breach.is_a("MinCount") and not breach.rule.inverse


def home(focus: Term) -> str:
    """Return the file in which a record belongs; an empty text for what is no record."""
    record = record_of(focus)
    own = record is not None and record.value.startswith(RECORDS)
    return f"data/{record.value.removeprefix(RECORDS)}.ttl" if own and record else ""
