"""A contribution: its statements, each with its source location, whatever its format."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pyoxigraph as ox

    from arkg.errors import Location


@dataclass(frozen=True, slots=True)
class Located:
    """A statement, and the location of its value."""

    triple: ox.Triple
    location: Location


@dataclass(frozen=True, slots=True)
class Contribution:
    """The statements of one or more files, and where each record in them begins."""

    statements: tuple[Located, ...]
    records: dict[ox.NamedNode, Location]
    """Every subject (records and their parts) → the first line of its description."""
    comments: dict[ox.NamedNode, str]
    """Records → the opening comment of their file, where they have one."""
    forms: dict[str, str] = field(default_factory=dict)
    """Files → the form they are written in (``yaml``, ``csv``, ``json-ld``, …); for one that is not named, Turtle."""
