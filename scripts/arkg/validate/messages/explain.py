"""A breach → a finding: its place, what was found there, what to do, and a line to paste."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, cast

import pyoxigraph as ox

from arkg.errors import Finding
from arkg.names import on_one_line
from arkg.schema import OWN
from arkg.validate.lookup import record_of
from arkg.validate.messages.wording import FORMS, Turtle

if TYPE_CHECKING:
    from collections.abc import Collection

    from arkg.validate.messages.advise import Adviser
    from arkg.validate.messages.breach import Breach
    from arkg.validate.messages.locations import Locations
    from arkg.validate.terms import Resource, Term
    from arkg.workspace import Located


@dataclass(frozen=True, slots=True)
class Explainer:
    """What breaches are explained with; ``mine`` are the subjects of the contribution, None for the whole graph."""

    adviser: Adviser
    locations: Locations
    mine: Collection[Term] | None = None

    def explain(self, breach: Breach) -> Finding:
        """Return the finding that explains a breach."""
        located, owner, written = self.locate(breach), self.owner(breach.focus), breach.value
        if located:
            place = located.location
            if written not in (None, located.triple.subject) and breach.path is not None:
                written = cast("Term", located.triple.object)
        else:
            place = self.locations.start(breach.focus, owner)
        form = self.adviser.form
        spelling = FORMS.get(self.locations.forms.get(place.file, ""), Turtle)(form.schema, form.names)
        adviser = replace(self.adviser, form=spelling)
        suggestion = adviser.suggest(breach, written)
        return Finding(
            place,
            adviser.form.reworded(adviser.message(breach, written)),
            record=adviser.form.short(owner),
            rule=adviser.form.short(breach.rule.iri).removeprefix(OWN),
            severity=breach.rule.severity,
            property=adviser.form.short(breach.path) if breach.path else "",
            value="" if written is None else adviser.form.shown(written),
            why=breach.rule.description,
            suggestion=suggestion,
            found=self.found(breach, located, adviser),
            sample=adviser.is_sample(breach) and bool(suggestion),
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
            above = sorted(self.adviser.lookup.graph.match(None, None, node), key=str)
            node = cast("Resource", above[0].subject) if above else node
        return node

    def found(self, breach: Breach, located: Located | None, adviser: Adviser) -> str:
        """Return in a few words what was found, or what is missing."""
        if counted := self.counted(breach, located, adviser):
            return counted
        if breach.is_a("class") and breach.value is None:
            return "it has no class"
        if breach.is_a("file"):
            return (
                "it is in the file of another record" if record_of(breach.focus) else "it is not a record of this graph"
            )
        if located is None:
            return self.about_itself(breach)
        value = on_one_line(adviser.form.shown(cast("Term", located.triple.object)))
        if located.location.field:
            return f'{located.location.field} = "{value}"'
        return f"{self.adviser.form.property(located.triple.predicate)} {value}"

    def counted(self, breach: Breach, located: Located | None, adviser: Adviser) -> str:
        """Return that something is missing, or is there too often; an empty text for any other breach."""
        inverse = breach.rule.inverse
        times = len(self.locations.values(breach.focus, breach.path)) if breach.path and not inverse else 0
        often = {1: "once", 2: "twice"}.get(times, f"{times} times")
        name = located.location.field if located else ""
        if not name and breach.path:
            spelt = adviser.form.name(breach.rule)
            name = "what it is (a)" if spelt == "a" else spelt
        if breach.is_a("MinCount"):
            missing = f"no record refers to it with {name}" if inverse else f"{name} is missing"
            return f"{name} is given only {often}" if times else missing
        if breach.is_a("MaxCount"):
            return f"more than one record refers to it with {name}" if inverse else f"{name} is given {often}"
        return f"{name} is given twice in one language" if breach.is_a("UniqueLang") else ""

    def about_itself(self, breach: Breach) -> str:
        """Return what is wrong with the thing as such: its identifier, or what stands in a thing without a name."""
        if isinstance(breach.focus, ox.BlankNode):
            said = sorted(self.adviser.lookup.graph.match(breach.focus, None, None), key=str)
            form = self.adviser.form
            pairs = (f"{form.property(each.predicate)} {form.shown(cast('Term', each.object))}" for each in said)
            return f"[ {' ; '.join(pairs)} ]"
        return "the identifier itself" if breach.value == breach.focus else ""
