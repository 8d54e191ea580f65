"""What a reader of a format fills in: records as keys with values, statements, and what could not be read."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import pyoxigraph as ox

from arkg.errors import InputFault, UnknownName
from arkg.workspace import Contribution, Located

if TYPE_CHECKING:
    from arkg.errors import ArkgError, Location
    from arkg.formats.references import Names
    from arkg.schema import Schema
    from arkg.workspace import Workspace


@dataclass(frozen=True, slots=True)
class Scalar:
    """A text as written."""

    text: str
    place: Location


@dataclass(frozen=True, slots=True)
class Entry:
    """A key, its place, and its values in order."""

    key: str
    place: Location
    values: tuple[Scalar | Mapping, ...]


@dataclass(frozen=True, slots=True)
class Mapping:
    """Keys with values: a record, or a part of one. ``partial``: what it does not say stays as it is in the graph."""

    entries: tuple[Entry, ...]
    place: Location
    partial: bool = False

    def text(self, key: str) -> Scalar | None:
        """Return the one text under a key, in letters of any case."""
        for entry in self.entries:
            if entry.key.lower() == key and len(entry.values) == 1 and isinstance(entry.values[0], Scalar):
                return entry.values[0]
        return None


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong, where, what to do about it, and, where they are known, the value, the record and a line to paste.

    ``what`` and ``remedy`` are sentences; ``suggestion`` is text to put in the place of ``value``, which ``is_unknown``
    where it is a name that nothing has.
    """

    place: Location
    what: str
    remedy: str = ""
    value: str = ""
    suggestion: str = ""
    record: ox.NamedNode | None = None
    is_unknown: bool = False

    def __str__(self) -> str:
        """Read as one message: the place first, then the fault, then the remedy on a line of its own."""
        field = f" ({self.place.field})" if self.place.field else ""
        return f"{self.place}{field}: {self.what}" + (f"\n  {self.remedy}" if self.remedy else "")


def from_error(fault: ArkgError, place: Location, *, value: str = "", record: ox.NamedNode | None = None) -> Problem:
    """Make a problem of an error that was raised for the value at ``place``."""
    near = fault.near if isinstance(fault, UnknownName) else []
    suggestion = near[0] if len(near) == 1 else fault.suggestion if isinstance(fault, InputFault) else ""
    return Problem(place, fault.what, fault.remedy, value, suggestion, record, isinstance(fault, UnknownName))


@dataclass(slots=True)
class Draft:
    """What every reader works with, and what has been read so far; a statement made twice keeps its first place.

    ``kind`` is the type of the records that name none.
    """

    workspace: Workspace
    names: Names
    kind: str | None = None
    statements: dict[ox.Triple, Location] = field(default_factory=dict)
    records: dict[ox.NamedNode, Location] = field(default_factory=dict)
    comments: dict[ox.NamedNode, str] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    forms: dict[str, str] = field(default_factory=dict)
    count: int = 0
    blanks: dict[ox.BlankNode, Located] = field(default_factory=dict)
    schema: Schema = field(init=False)

    def __post_init__(self) -> None:
        """Read the schema of the workspace."""
        self.schema = self.workspace.schema

    @property
    def size(self) -> int:
        """Count what has been said and what was wrong."""
        return self.count + len(self.problems) + len(self.blanks)

    def add(
        self, subject: ox.NamedNode, predicate: ox.NamedNode, value: ox.NamedNode | ox.Literal, place: Location
    ) -> None:
        """Add a statement."""
        self.count += 1
        self.statements.setdefault(ox.Triple(subject, predicate, value), place)

    def finish(self) -> Contribution:
        """Return what was read as a contribution."""
        located = tuple(Located(triple, place) for triple, place in self.statements.items())
        return Contribution(located, dict(self.records), dict(self.comments), dict(self.forms))
