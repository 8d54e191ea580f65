"""What someone hands in: statements, each with the place where it was written.

Every door (Turtle, JSON-LD, YAML, CSV, …) opens into this one form; the validator reads nothing else.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pyoxigraph as ox


@dataclass(frozen=True, slots=True)
class Place:
    """Where something stands: a file, a line and a column counted from 1 (0: unknown), and the name of a field.

    ``field`` is the column of a table or the key of a YAML mapping, in the writer's own spelling; else empty.
    """

    file: str
    line: int = 0
    column: int = 0
    field: str = ""

    def __str__(self) -> str:
        """Write ``file:line``, as editors and compilers do."""
        return f"{self.file}:{self.line}" if self.line else self.file


@dataclass(frozen=True, slots=True)
class Located:
    """A statement, and the place of its value."""

    triple: ox.Triple
    place: Place


@dataclass(frozen=True, slots=True)
class Contribution:
    """The statements of one or more files, and where each record in them begins."""

    statements: tuple[Located, ...]
    records: dict[ox.NamedNode, Place]
    """Every subject (records and their parts) → the first line of its description."""
    comments: dict[ox.NamedNode, str]
    """Records → the opening comment of their file, where they have one."""
    forms: dict[str, str] = field(default_factory=dict)
    """Files → the form they are written in (``yaml``, ``csv``, ``json-ld``, …); for one that is not named, Turtle."""
