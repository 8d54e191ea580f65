"""A contribution while it is being read: statements, where each thing begins, comments, and what was wrong."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import pyoxigraph as ox

from arkg.workspace import Contribution, Located

if TYPE_CHECKING:
    from arkg.contribute.names import Names
    from arkg.contribute.problem import Problem
    from arkg.errors import Location
    from arkg.schema import Schema
    from arkg.workspace import Repository


@dataclass(slots=True)
class Draft:
    """What has been read so far; a statement made twice keeps its first place."""

    statements: dict[ox.Triple, Location] = field(default_factory=dict)
    records: dict[ox.NamedNode, Location] = field(default_factory=dict)
    comments: dict[ox.NamedNode, str] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    forms: dict[str, str] = field(default_factory=dict)
    said: int = 0
    blanks: dict[ox.BlankNode, Located] = field(default_factory=dict)

    @property
    def size(self) -> int:
        """Count what has been said and what was wrong."""
        return self.said + len(self.problems) + len(self.blanks)

    def say(
        self, subject: ox.NamedNode, predicate: ox.NamedNode, value: ox.NamedNode | ox.Literal, place: Location
    ) -> None:
        """Take a statement."""
        self.said += 1
        self.statements.setdefault(ox.Triple(subject, predicate, value), place)

    def finish(self) -> Contribution:
        """Give what was read as a contribution."""
        located = tuple(Located(triple, place) for triple, place in self.statements.items())
        return Contribution(located, dict(self.records), dict(self.comments), dict(self.forms))


@dataclass(frozen=True, slots=True)
class Desk:
    """What every door works with: the graph, its fields and names, the kind of records that name none, the draft."""

    repository: Repository
    schema: Schema
    names: Names
    kind: str | None
    draft: Draft
