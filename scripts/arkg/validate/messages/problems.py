"""Explain what could not be read in a contribution, under the rule of the field where there is one."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from arkg.errors import Finding
from arkg.names import record_type_of, shorten, to_words
from arkg.namespaces import TYPE
from arkg.validate.engine.sources import Overlay
from arkg.validate.findings import UNREADABLE, Report
from arkg.validate.lookup import Lookup
from arkg.validate.messages import wording

if TYPE_CHECKING:
    from collections.abc import Iterable

    import pyoxigraph as ox

    from arkg.contribute import Problem
    from arkg.schema import Rule
    from arkg.validate.graph import Graph
    from arkg.validate.terms import Term
    from arkg.workspace import Contribution

WHY = "What cannot be read cannot be checked."
NAMES = {"csv": "columns", "form": "fields"}
"""What the names of values are called in a format; in all others, keys."""
GUESS = "Did you mean"


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
        if problem.is_unknown and rule and rule.classes and value:
            remedy, suggestion = self._meant(value, rule, remedy)
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

    def _meant(self, value: str, rule: Rule, remedy: str) -> tuple[str, str]:
        """Return which records may be meant by a value, and which one to write where there is only one."""
        names = [self._short(each) for each in self._lookup.near_member(value, rule.classes)]
        if names:
            return f"{GUESS} {wording.listed(names, 'or')}?", names[0] if len(names) == 1 else ""
        return ("Add a record for it first." if remedy.startswith(GUESS) else remedy), ""

    @cached_property
    def _lookup(self) -> Lookup:
        return Lookup(Overlay(self._graph.source), self._schema, self._graph.source.select)

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
