"""A breach → a finding: its place, what was found there, what to do in words that fit the case, and a line to paste."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, cast

import pyoxigraph as ox

from arkg.errors import Finding
from arkg.names import join_words, local_name, on_one_line, with_article
from arkg.namespaces import DCTERMS, ORG, RDF, RECORDS, SKOS, TYPE
from arkg.schema import OWN
from arkg.validate.lookup import accepted, identifier, is_standard, near_terms, record_of
from arkg.validate.messages.wording import FORMS, Turtle, alternatives

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Sequence

    from arkg.schema import Rule
    from arkg.validate.lookup import Lookup
    from arkg.validate.messages.breach import Breach
    from arkg.validate.messages.locations import Locations
    from arkg.validate.terms import Resource, Term
    from arkg.workspace import Located

PROPERTY = RDF("Property")
FEW = 7
VALUE = re.compile(r"\{[?$]value\}")
INVERSES = {
    SKOS("narrower"): SKOS("broader"),
    DCTERMS("hasPart"): DCTERMS("isPartOf"),
    DCTERMS("replaces"): DCTERMS("isReplacedBy"),
    ORG("hasSubOrganization"): ORG("subOrganizationOf"),
}
"""Properties of other vocabularies whose inverse alone is used here."""


@dataclass(frozen=True, slots=True)
class Explainer:
    """What breaches are explained with, and what spells it for who wrote the file.

    ``mine`` are the subjects of the contribution, None for the whole graph.
    """

    form: Turtle
    lookup: Lookup
    locations: Locations
    mine: Collection[Term] | None = None

    def explain(self, breach: Breach) -> Finding:
        """Return the finding that explains a breach."""
        located, owner = self.locate(breach), self.owner(breach.focus)
        place = located.location if located else self.locations.start(breach.focus, owner)
        written = as_written(breach, located)
        spelling = FORMS.get(self.locations.forms.get(place.file, ""), Turtle)
        form = spelling(self.form.schema, self.form.names)
        here = replace(self, form=form)
        suggestion = here.suggest(breach, written)
        return Finding(
            place,
            form.reworded(here.message(breach, written)),
            record=form.short(owner),
            rule=form.short(breach.rule.iri).removeprefix(OWN),
            severity=breach.rule.severity,
            property=form.short(breach.path) if breach.path else "",
            value="" if written is None else form.shown(written),
            why=breach.rule.description,
            suggestion=suggestion,
            found=here.found(breach, located),
            sample=self.is_sample(breach) and bool(suggestion),
            caused_by_contribution=self.mine is not None and breach.focus not in self.mine and not breach.is_a("fault"),
        )

    def locate(self, breach: Breach) -> Located | None:
        """Find the statement that is wrong; None where something is missing."""
        focus, path, value = breach.focus, breach.path, breach.value
        if breach.is_a("MinCount") and breach.rule.inverse:
            return None
        if path is not None and value is not None:
            found = self.locations.find(*((value, path, focus) if breach.rule.inverse else (focus, path, value)))
            return found or (self.clashing(breach) if breach.is_a("SPARQL") else None)
        if path is not None:
            return next(iter(self.locations.values(focus, path)[-1:]), None)
        return self.clashing(breach) if breach.rule.concerns or value not in (None, focus) else None

    def clashing(self, breach: Breach) -> Located | None:
        """Find the statement by which a record clashes: that with the value, else one of its property."""
        paths = breach.rule.concerns or filter(None, [breach.path])
        every = [each for path in paths for each in self.locations.values(breach.focus, path)]
        exact = [each for each in every if each.triple.object == breach.value]
        return next(iter(exact or every), None)

    def owner(self, focus: Term) -> Resource:
        """Return the named thing that a thing without a name belongs to; a named thing is its own."""
        node, seen = cast("Resource", focus), set[object]()
        while isinstance(node, ox.BlankNode) and node not in seen:
            seen.add(node)
            above = sorted(self.lookup.graph.match(None, None, node), key=str)
            node = cast("Resource", above[0].subject) if above else node
        return node

    def found(self, breach: Breach, located: Located | None) -> str:
        """Return in a few words what was found, or what is missing."""
        if counted := self.counted(breach, located):
            return counted
        if breach.is_a("class") and breach.value is None:
            return "it has no class"
        if breach.is_a("file"):
            return (
                "it is in the file of another record" if record_of(breach.focus) else "it is not a record of this graph"
            )
        if located is None:
            return self.about_itself(breach)
        value, field = on_one_line(self.form.shown(cast("Term", located.triple.object))), located.location.field
        return f'{field} = "{value}"' if field else f"{self.form.property(located.triple.predicate)} {value}"

    def counted(self, breach: Breach, located: Located | None) -> str:
        """Return that something is missing, or is there too often; an empty text for any other breach."""
        inverse = breach.rule.inverse
        times = len(self.locations.values(breach.focus, breach.path)) if breach.path and not inverse else 0
        often = {1: "once", 2: "twice"}.get(times, f"{times} times")
        name = self.name(breach, located)
        if breach.is_a("MinCount"):
            missing = f"no record refers to it with {name}" if inverse else f"{name} is missing"
            return f"{name} is given only {often}" if times else missing
        if breach.is_a("MaxCount"):
            return f"more than one record refers to it with {name}" if inverse else f"{name} is given {often}"
        return f"{name} is given twice in one language" if breach.is_a("UniqueLang") else ""

    def name(self, breach: Breach, located: Located | None) -> str:
        """Return the name of the property as its writer must spell it."""
        if located and located.location.field:
            return located.location.field
        found = self.form.name(breach.rule) if breach.path else ""
        return "what it is (a)" if found == "a" else found

    def about_itself(self, breach: Breach) -> str:
        """Return what is wrong with the thing as such: its identifier, or what is stated of a thing without a name."""
        if isinstance(breach.focus, ox.BlankNode):
            form, said = self.form, sorted(self.lookup.graph.match(breach.focus, None, None), key=str)
            pairs = [f"{form.property(each.predicate)} {form.shown(cast('Term', each.object))}" for each in said]
            return f"[ {' ; '.join(pairs)} ]"
        return "the identifier itself" if breach.value == breach.focus and "Or" not in breach.kinds else ""

    # What may have been meant

    def with_near(self, breach: Breach) -> Breach:
        """Return a breach with what may have been meant by its value, or by the property, unless it has that."""
        value, path, lookup = breach.value, breach.path, self.lookup
        if breach.near or value is None or breach.note:
            return breach
        found: Iterable[ox.NamedNode | None]
        if new := lookup.schema.successors(value):
            found = new
        elif breach.is_a("Closed") and path:
            real = lookup.exists(path) or path in lookup.schema.paths or is_standard(path)
            found = () if real else lookup.near_property(path, breach.rule, lookup.types(breach.focus))
        elif isinstance(value, ox.NamedNode) and value == breach.focus:
            found = [identifier(value, breach.rule, lookup.schema)]
        else:
            found = self.meant(breach, value)
        kept = [each for each in found if each is not None and each not in (path, value, breach.focus)]
        return replace(breach, near=tuple(dict.fromkeys(kept)))

    def meant(self, breach: Breach, value: Term) -> Sequence[ox.NamedNode]:
        """Return the records, choices or properties that may have been meant by a value."""
        if isinstance(value, ox.BlankNode):
            return ()
        text = value.value if isinstance(value, ox.Literal) else local_name(value)
        rule, schema = breach.rule, self.lookup.schema
        is_reference = breach.is_a("Class", "NodeKind") and rule.classes and not rule.inverse
        if is_reference and breach.path not in schema.to_parts:
            return self.lookup.names.near(text, rule.classes)
        if breach.is_a("reference") and isinstance(value, ox.NamedNode):
            return self.lookup.near_node(value)
        if breach.is_a("In"):
            return near_terms(text, rule.choices)
        if rule.value_type == PROPERTY:
            return near_terms(text, (), {each.name: each.path for each in schema if each.path and not each.inverse})
        return ()

    # What to do

    def message(self, breach: Breach, written: Term | None) -> str:
        """Return what to do: the rule's message, without its example where something better can be said."""
        if isinstance(breach.focus, ox.BlankNode) and breach.is_a("file"):
            return f"Name it after its record, with # and a number, e.g. <{RECORDS}concept/racism#evidence-1> ."
        if other_side := self.other_side(breach):
            return other_side
        values = [self.form.cell(each) for each in (breach.value, *breach.others) if each is not None]
        head = VALUE.sub(lambda _: join_words(values), breach.rule.message).rstrip(" .")
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

    def example(self, breach: Breach) -> tuple[ox.NamedNode | ox.Literal | None, list[Rule] | None]:
        """Return the example of a rule, a part in it as one of the very record, with what such a part needs."""
        example, record = breach.rule.example, record_of(breach.focus)
        if breach.path not in self.lookup.schema.to_parts:
            return example, None
        if isinstance(example, ox.NamedNode) and record and record.value.startswith(RECORDS):
            example = ox.NamedNode(f"{record.value}#{example.value.partition('#')[2]}")
        return example, self.lookup.schema.required(breach.rule)

    def faults(self, breach: Breach) -> Iterator[str]:
        """Return what a value is that it should not be, or that there is no such thing."""
        if breach.note:
            yield breach.note
        elif breach.near:
            return
        elif breach.is_a("Class", "reference") and breach.value is not None and not breach.rule.inverse:
            yield from self.about_value(breach.value, own=breach.path in self.lookup.schema.to_parts)
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
        if breach.is_a("Or") and (kinds := alternatives(breach.rule)):
            yield kinds
        if breach.is_a("Closed") and not breach.near and breach.rule.ignored == (TYPE,):
            rules = [each for each in self.lookup.schema.rules_of(self.lookup.types(breach.focus)) if not each.inverse]
            names = sorted(self.form.name(each) for each in rules)
            if 0 < len(names) < FEW:
                yield f"They are {join_words(names)}."

    def is_sample(self, breach: Breach) -> bool:
        """Return whether what is suggested for a breach only shows the form: its value is unknown."""
        return breach.is_a("MinCount") and not breach.rule.inverse and not breach.near

    def suggest(self, breach: Breach, written: Term | None) -> str:
        """Return a line to paste."""
        path, rule, form = breach.path, breach.rule, self.form
        value: Term | None = breach.near[0] if breach.near else None
        if breach.is_a("file"):
            return home(breach.focus)
        if path is None:
            return form.value(rule, value) if value else ""
        if self.is_sample(breach):
            return form.to_add(rule, *self.example(breach), self.lookup.types(breach.focus))
        if breach.is_a("MinCount") and rule.inverse:
            return form.added(form.line(self.lookup.schema.by_path(path), path, breach.focus))
        if breach.is_a("Closed"):
            return form.line(None, breach.near[0], written) if breach.near and written else ""
        if value is None and written is not None:
            value = accepted(written, rule)
        line = form.line(rule, path, value) if value is not None else ""
        return form.added(line) if breach.value is None else line


def as_written(breach: Breach, located: Located | None) -> Term | None:
    """Return the value of a breach as its writer spelt it."""
    if breach.value is None or located is None or located.triple.subject == breach.value:
        return breach.value
    return breach.value if breach.path is None else cast("Term", located.triple.object)


def home(focus: Term) -> str:
    """Return the file in which a record belongs; an empty text for what is no record."""
    record = record_of(focus)
    own = record is not None and record.value.startswith(RECORDS)
    return f"data/{record.value.removeprefix(RECORDS)}.ttl" if own and record else ""
