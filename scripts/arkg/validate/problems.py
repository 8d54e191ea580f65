"""What a door could not read or understand → findings, under the rule of the field where there is one."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from arkg.description import Description
from arkg.errors import Finding
from arkg.names import shorten, to_words
from arkg.namespaces import RECORDS
from arkg.validate import wording
from arkg.validate.findings import UNREADABLE, Report
from arkg.validate.guesses import Elsewhere
from arkg.validate.known import Known
from arkg.validate.rules import Rules
from arkg.validate.terms import TYPE
from arkg.validate.view import View, to_source

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    import pyoxigraph as ox

    from arkg.errors import Location
    from arkg.store import Store
    from arkg.validate.rules import Rule
    from arkg.validate.terms import Term
    from arkg.workspace import Contribution, Repository

WHY = "What cannot be read cannot be checked."
WHY_NAMED = "What stands under an unknown name is read by nobody."
GUESS = "Did you mean"


class Reader:
    """Puts what the doors of contributions met into words, with the rules of a repository at hand.

    ``excused`` are the records, or the files or their lines, and the rules that need no finding of their own there,
    since a field or a column was only misspelt, or its value could not be read.
    """

    def __init__(self, repository: Repository, contribution: Contribution, store: Store | None = None) -> None:
        """Keep the rules, and the classes of what is handed in; the graph is in ``store``, or else in the files."""
        self._repository = repository
        self._store = store
        self._rules = Rules(Description(quad.triple for quad in repository.quads("shapes")))
        self._types: dict[Term, list[Term]] = {}
        self._near: dict[tuple[str, ox.NamedNode], tuple[ox.NamedNode, ...]] = {}
        self.excused: set[tuple[str, str]] = set()
        for located in contribution.statements:
            if located.triple.predicate == TYPE:
                self._types.setdefault(located.triple.subject, []).append(located.triple.object)  # type: ignore[arg-type]

    def explain(  # noqa: PLR0913 - the parts of a problem
        self,
        place: Location,
        what: str,
        remedy: str,
        *,
        value: str,
        suggestion: str,
        record: ox.NamedNode | None,
        is_unknown: bool = False,
    ) -> Finding:
        """Return the finding for a problem: what is wrong, what to do, the value, what to write, and whose it is.

        For a value that ``is_unknown``, what may have been meant is looked for among the records.
        """
        misspelt = bool(value and value == place.field)
        rule = self._rule("" if misspelt else place.field, record) if place.field else None
        if misspelt:
            self._excuse(place.file, suggestion, record)
        elif not rule:
            self._excuse(str(place), place.field.partition("@")[0].strip(), record)
        if is_unknown and rule and rule.classes and value:
            remedy, suggestion = self._meant(value, rule, remedy)
        said = " ".join(part for part in (what, remedy) if part)
        head = rule.message.rstrip(" .") if rule and (is_unknown or not suggestion) else ""
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
            why=rule.why if rule else WHY_NAMED if misspelt else WHY,
            suggestion=suggestion,
            found=found(place.field, value),
            field=place.field,
        )

    def _excuse(self, where: str, meant: str, record: ox.NamedNode | None) -> None:
        """Note which rules are not broken by what is only misspelt, or cannot be read: in one record, or in a place."""
        words = to_words(meant)
        rules = (
            [self._rule(meant, record)] if record else [each for each in self._rules if to_words(each.name) == words]
        )
        self.excused.update((self._short(record) or where, self._short(rule.iri)) for rule in rules if meant and rule)

    def _meant(self, value: str, rule: Rule, remedy: str) -> tuple[str, str]:
        """Return which records are near to a value, and which one to write where there is only one."""
        if (value, rule.iri) not in self._near:
            self._near[value, rule.iri] = self._known.near_member(value, rule.classes)
        names = [self._short(each) for each in self._near[value, rule.iri]]
        if names:
            return f"{GUESS} {wording.listed(names, 'or')}?", names[0] if len(names) == 1 else ""
        return ("Add a record for it first." if remedy.startswith(GUESS) else remedy), ""

    @cached_property
    def _known(self) -> Known:
        if self._store is None:
            return Known(self._repository.store("ontology", "data", "shapes"), self._rules)
        source = to_source(self._store)
        return Elsewhere(View(source), self._rules, source)

    def _short(self, iri: ox.NamedNode | None) -> str:
        return shorten(iri.value, self._repository.prefixes) if iri else ""

    def _rule(self, field: str, record: ox.NamedNode | None) -> Rule | None:
        """Find the rule of a field of a record; without a field, the rule that says which fields it can have."""
        if not record:
            return None
        kinds = self._types.get(record) or self._kinds(record)
        name = to_words(field.partition("@")[0].strip())
        if not name:
            return next(
                (rule for rule in self._rules if rule.ignored and {*kinds} & {*self._rules.aimed(rule.iri)}), None
            )
        return next(
            (rule for rule in self._rules.about(kinds) if to_words(rule.name) == name and not rule.inverse), None
        )

    def _kinds(self, record: ox.NamedNode) -> list[Term]:
        kind = record.value.removeprefix(RECORDS).partition("/")[0]
        return [self._rules.record_types[kind]] if kind in self._rules.record_types else []


def found(field: str, value: str) -> str:
    """Return what stands in a field, or that there is no such field."""
    if field == value:
        return f"“{field}”" if field else ""
    return f'{field} = "{wording.shown(value)}"' if field and value else field


def with_problems(report: Report, problems: Iterable[Finding], excused: Collection[tuple[str, str]] = ()) -> Report:
    """Add problems to a report, and leave out that something is missing which is there but was not understood."""
    added = list(problems)
    met = {(each.record, each.rule) for each in added}.union(excused)
    kept = [
        each
        for each in report.findings
        if each.value or met.isdisjoint((at, each.rule) for at in (each.record, each.file, f"{each.file}:{each.line}"))
    ]
    return Report((), report.results, report.records, report.statements, report.rules).with_more([*kept, *added])
