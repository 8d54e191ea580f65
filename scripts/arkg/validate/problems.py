"""What a door could not read or understand → findings, under the rule of the field where there is one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from arkg.graph import RECORDS, shorten
from arkg.validate import wording
from arkg.validate.description import Description
from arkg.validate.findings import UNREADABLE, Finding, Report
from arkg.validate.rules import Rules
from arkg.validate.terms import TYPE

if TYPE_CHECKING:
    from collections.abc import Iterable

    import pyoxigraph as ox

    from arkg.graph import Contribution, Place, Repository
    from arkg.validate.rules import Rule
    from arkg.validate.terms import Term

WHY = "What cannot be read cannot be checked."


class Reader:
    """Puts what the doors of contributions met into words, with the rules of a repository at hand."""

    def __init__(self, repository: Repository, contribution: Contribution) -> None:
        """Keep the rules, and the classes of what is handed in."""
        self._prefixes = repository.prefixes
        self._rules = Rules(Description(quad.triple for quad in repository.quads("shapes")))
        self._types: dict[Term, list[Term]] = {}
        for located in contribution.statements:
            if located.triple.predicate == TYPE:
                self._types.setdefault(located.triple.subject, []).append(located.triple.object)  # type: ignore[arg-type]

    def explain(  # noqa: PLR0913 - the parts of a problem
        self, place: Place, what: str, remedy: str, *, value: str, suggestion: str, record: ox.NamedNode | None
    ) -> Finding:
        """Give the finding for a problem: what is wrong, what to do, the value, what to write, and whose it is."""
        rule = self._rule(place.field, record)
        said = " ".join(part for part in (what, remedy) if part)
        head = wording.split(rule.message)[0] if rule else ""
        return Finding(
            file=place.file,
            line=place.line,
            column=place.column,
            record=shorten(record.value, self._prefixes) if record else "",
            rule=shorten(rule.iri.value, self._prefixes) if rule else UNREADABLE,
            severity="violation",
            property=shorten(rule.path.value, self._prefixes) if rule and rule.path else "",
            value=value,
            message=f"{head}. {said}" if rule and value else said,
            why=rule.why if rule else WHY,
            suggestion=suggestion,
            found=f'{place.field} = "{wording.shown(value)}"' if place.field and value else place.field,
            field=place.field,
        )

    def _rule(self, field: str, record: ox.NamedNode | None) -> Rule | None:
        """Find the rule of a field: of the class of its record, or of the record that its IRI is like."""
        if not record:
            return None
        kinds = self._types.get(record) or self._kinds(record)
        name = field.partition("@")[0].strip().lower()
        return next((rule for rule in self._rules.about(kinds) if rule.name.lower() == name and not rule.inverse), None)

    def _kinds(self, record: ox.NamedNode) -> list[Term]:
        kind = record.value.removeprefix(RECORDS).partition("/")[0]
        for rule in self._rules:
            if rule.pattern.replace("[.]", ".").startswith(f"^{RECORDS}{kind}/"):
                return self._rules.aimed(rule.iri)
        return []


def with_problems(report: Report, problems: Iterable[Finding]) -> Report:
    """Add problems to a report, and leave out that something is missing which is there but was not understood."""
    found = list(problems)
    met = {(each.record, each.rule) for each in found}
    kept = [each for each in report.findings if (each.record, each.rule) not in met or each.value]
    return Report((), report.results, report.records, report.statements, report.rules).with_more([*kept, *found])
