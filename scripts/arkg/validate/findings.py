"""What validation tells a person, and what can go wrong before a single result is found.

ArkgError
├── RuleFault         a rule that cannot be checked as it is written
├── HierarchyChanged  a contribution that changes classes: the whole graph has to be validated
└── BlankNodeRead     a blank node asked of a source that can only be queried
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from arkg.errors import UNREADABLE, ArkgError

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    import pyoxigraph as ox

    from arkg.errors import Finding
    from arkg.validate.compiler.model import Result
    from arkg.validate.terms import Term

UNCHECKED = "Rule"
"""The rule that a rule breaks which cannot be checked."""

CANNOT_BE_READ = "cannot be read"


def order(finding: Finding) -> tuple[str | int, ...]:
    """Return what findings are sorted by: what cannot be read comes first; then file, line, column and the rest."""
    return (
        finding.found != CANNOT_BE_READ,
        *(finding.place.file, finding.place.line, finding.place.column),
        finding.record,
        finding.rule,
        finding.property,
        finding.value,
    )


@dataclass(frozen=True, slots=True)
class Report:
    """All findings in the order of their places, and how much was checked.

    ``results`` are pySHACL's about the same records, for a report in the standard's own terms.
    """

    findings: tuple[Finding, ...]
    results: tuple[Result, ...] = ()
    records: int = 0
    statements: int = 0
    rules: int = 0

    @property
    def unchecked(self) -> tuple[Finding, ...]:
        """Return the findings about files that could not be read and rules that could not be checked."""
        return tuple(finding for finding in self.findings if finding.rule in {UNREADABLE, UNCHECKED})

    def count(self, *severities: str) -> int:
        """Count the findings of these severities."""
        return sum(finding.severity in severities for finding in self.findings)

    def only(self, files: Collection[str]) -> Report:
        """Return the report with the findings in these files alone."""
        return replace(self, findings=tuple(finding for finding in self.findings if finding.place.file in files))

    def with_more(self, findings: Iterable[Finding]) -> Report:
        """Return the report with these findings added."""
        return replace(self, findings=tuple(sorted({*self.findings, *findings}, key=order)))


class RuleFault(ArkgError):
    """A rule that cannot be checked as it is written.

    ``node`` is the shape, query or constraint component; ``path`` and ``value`` are the statement that is wrong, where
    it is one, and ``near`` is what may have been meant by the value.
    """

    def __init__(  # noqa: PLR0913 - the parts of a finding
        self,
        what: str,
        *,
        node: Term | None = None,
        remedy: str = "",
        path: ox.NamedNode | None = None,
        value: Term | None = None,
        near: tuple[ox.NamedNode, ...] = (),
    ) -> None:
        """Store the parts separately."""
        super().__init__(what, where="" if node is None else str(node), remedy=remedy)
        self.node = node
        self.path = path
        self.value = value
        self.near = near


class HierarchyChanged(ArkgError):
    """A change of rdfs:subClassOf, which may move any record into or out of any rule: validate the whole graph."""


class BlankNodeRead(ArkgError):
    """A blank node that no query can name: only a local store can read on from it."""
