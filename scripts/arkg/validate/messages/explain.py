"""A breach → a finding: its place, what was found there, what to do, and a line to paste."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

import pyoxigraph as ox

from arkg.errors import Finding
from arkg.names import record_type_of, shorten, to_words
from arkg.namespaces import TYPE
from arkg.schema import OWN
from arkg.validate.findings import UNREADABLE, Report
from arkg.validate.lookup import record_of
from arkg.validate.messages import wording

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from arkg.contribute import Problem
    from arkg.errors import Location
    from arkg.schema import Rule
    from arkg.validate.graph import Graph
    from arkg.validate.messages.advise import Adviser
    from arkg.validate.messages.breach import Breach
    from arkg.validate.messages.locations import Locations
    from arkg.validate.terms import Resource, Term
    from arkg.workspace import Contribution, Located

SEVERAL = 2


@dataclass(frozen=True, slots=True)
class Explainer:
    """What breaches are explained with; ``mine`` are the subjects of the contribution, None for the whole graph."""

    adviser: Adviser
    locations: Locations
    mine: Collection[Term] | None = None

    def explain(self, breach: Breach) -> Finding:
        """Return the finding that explains a breach."""
        located = self.locate(breach)
        place = located.location if located else self.start(breach.focus)
        adviser, spell = self.adviser.for_form(self.locations.form(place.file)), self.adviser.spell
        written = as_written(breach, located)
        suggestion, sample = adviser.suggest(breach, written)
        return Finding(
            file=place.file,
            line=place.line,
            column=place.column,
            record=spell.short(self.owner(breach.focus)),
            rule=spell.short(breach.rule.iri).removeprefix(OWN),
            severity=breach.rule.severity,
            property=spell.short(breach.path) if breach.path else "",
            value="" if written is None else adviser.form.shown(written),
            message=adviser.form.reworded(adviser.message(breach, written)),
            why=breach.rule.description,
            suggestion=suggestion,
            found=self.found(breach, located, adviser),
            field=place.field,
            sample=sample and bool(suggestion),
            caused_by_contribution=self.mine is not None and breach.focus not in self.mine,
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

    def start(self, focus: Term) -> Location:
        """Return the first line of a record, or of what a thing without a name belongs to."""
        place = self.locations.start(focus)
        return place if place.file else self.locations.start(self.owner(focus))

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
        if counted := self.counted(breach, name(breach, located, adviser)):
            return counted
        if breach.is_a("class") and breach.value is None:
            return "it has no class"
        if breach.is_a("file"):
            return (
                "it is in the file of another record" if record_of(breach.focus) else "it is not a record of this graph"
            )
        if located is None:
            return self.about_itself(breach)
        value = wording.shown(adviser.form.shown(cast("Term", located.triple.object)))
        if located.location.field:
            return f'{located.location.field} = "{value}"'
        return f"{self.adviser.spell.property(located.triple.predicate)} {value}"

    def counted(self, breach: Breach, name: str) -> str:
        """Return that something is missing, or is there too often; an empty text for any other breach."""
        inverse = breach.rule.inverse
        times = len(self.locations.values(breach.focus, breach.path)) if breach.path and not inverse else 0
        if breach.is_a("MinCount"):
            missing = f"no record refers to it with {name}" if inverse else f"{name} is missing"
            return f"{name} is given only {often(times)}" if times else missing
        if breach.is_a("MaxCount"):
            return f"more than one record refers to it with {name}" if inverse else f"{name} is given {often(times)}"
        return f"{name} is given {often(SEVERAL)} in one language" if breach.is_a("UniqueLang") else ""

    def about_itself(self, breach: Breach) -> str:
        """Return what is wrong with the thing as such: its identifier, or what stands in a thing without a name."""
        if isinstance(breach.focus, ox.BlankNode):
            said = sorted(self.adviser.lookup.graph.match(breach.focus, None, None), key=str)
            spell = self.adviser.spell
            pairs = (f"{spell.property(each.predicate)} {spell.turtle(cast('Term', each.object))}" for each in said)
            return f"[ {' ; '.join(pairs)} ]"
        return "the identifier itself" if breach.value == breach.focus else ""


def name(breach: Breach, located: Located | None, adviser: Adviser) -> str:
    """Return the name of the property as its writer must spell it."""
    if located and located.location.field:
        return located.location.field
    found = adviser.form.name(breach.rule) if breach.path else ""
    return "what it is (a)" if found == "a" else found


def as_written(breach: Breach, located: Located | None) -> Term | None:
    """Return the value of a breach as its writer spelt it."""
    if breach.value is None or located is None or located.triple.subject == breach.value:
        return breach.value
    return breach.value if breach.path is None else cast("Term", located.triple.object)


def often(times: int) -> str:
    """Return how often."""
    return {1: "once", SEVERAL: "twice"}.get(times, f"{times} times")


WHY = "What cannot be read cannot be checked."
NAMES = {"csv": "columns", "form": "fields"}
"""What the names of values are called in a format; in all others, keys."""


def add_problems(report: Report, graph: Graph, contribution: Contribution, problems: Iterable[Problem]) -> Report:
    """Explain what could not be read, and leave out findings that something is missing which was not understood."""
    explainer = _Explainer(graph, contribution)
    added = [explainer.explain(each) for each in problems]
    met = {(each.record, each.rule) for each in added}.union(explainer.excused)
    kept = [
        each
        for each in report.findings
        if each.value or met.isdisjoint((at, each.rule) for at in (each.record, each.file, f"{each.file}:{each.line}"))
    ]
    return report.only(()).with_more([*kept, *added])


class _Explainer:
    """Explains problems with the rules of a graph.

    ``excused`` are the records, or the files or their lines, and the rules that need no finding of their own there,
    since a field or a column was only misspelled, or its value could not be read.
    """

    def __init__(self, graph: Graph, contribution: Contribution) -> None:
        self._graph = graph
        self._schema = graph.schema
        self._forms = contribution.forms
        self._types: dict[Term, list[Term]] = {}
        self.excused: set[tuple[str, str]] = set()
        for located in contribution.statements:
            if located.triple.predicate == TYPE:
                self._types.setdefault(located.triple.subject, []).append(located.triple.object)  # type: ignore[arg-type]

    def explain(self, problem: Problem) -> Finding:
        """Return the finding for a problem."""
        place, value, record = problem.place, problem.value, problem.record
        remedy, suggestion = problem.remedy, problem.suggestion
        misspelt = bool(value and value == place.field)
        rule = self._rule("" if misspelt else place.field, record) if place.field else None
        if misspelt:
            self._excuse(place.file, suggestion, record)
        elif not rule:
            self._excuse(str(place), place.field.partition("@")[0].strip(), record)
        said = " ".join(part for part in (problem.what, remedy) if part)
        head = rule.message.rstrip(" .") if rule and (problem.is_unknown or not suggestion) else ""
        return Finding(
            file=place.file,
            line=place.line,
            column=place.column,
            record=self._short(record),
            rule=self._short(rule.iri) if rule else UNREADABLE,
            severity="violation",
            property=self._short(rule.path) if rule else "",
            value=value,
            message=f"{head}. {said}" if head and value and not misspelt else said,
            why=rule.description if rule else self._why_named(place.file) if misspelt else WHY,
            suggestion=suggestion,
            found=found(place.field, value),
            field=place.field,
        )

    def _excuse(self, where: str, meant: str, record: ox.NamedNode | None) -> None:
        """Note which rules are not broken by what is only misspelled, or cannot be read: in a record, or in a place."""
        words = to_words(meant)
        rules = [self._rule(meant, record)] if record else [r for r in self._schema if to_words(r.name) == words]
        self.excused.update((self._short(record) or where, self._short(rule.iri)) for rule in rules if meant and rule)

    def _why_named(self, file: str) -> str:
        return f"Unknown {NAMES.get(self._forms.get(file, ''), 'keys')} are ignored."

    def _short(self, iri: ox.NamedNode | None) -> str:
        return shorten(iri.value, self._graph.workspace.prefixes) if iri else ""

    def _rule(self, field: str, record: ox.NamedNode | None) -> Rule | None:
        """Return the rule of a field of a record; without a field, the rule that says which fields it can have."""
        if not record:
            return None
        kinds = self._types.get(record) or self._classes(record)
        name = to_words(field.partition("@")[0].strip())
        if not name:
            closed = (rule for rule in self._schema if rule.ignored and {*kinds} & {*self._schema.targets(rule.iri)})
            return next(closed, None)
        about = self._schema.rules_of(kinds)
        return next((rule for rule in about if to_words(rule.name) == name and not rule.inverse), None)

    def _classes(self, record: ox.NamedNode) -> list[Term]:
        found = self._schema.record_types.get(record_type_of(record))
        return [found.target] if found else []


def found(field: str, value: str) -> str:
    """Return what is in a field, or the name of a field that does not exist."""
    if field == value:
        return f"“{field}”" if field else ""
    return f'{field} = "{wording.shown(value)}"' if field and value else field
