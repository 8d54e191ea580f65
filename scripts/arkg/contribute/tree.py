"""What YAML and CSV have in common: records as keys with values, each with the place where it was written."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from arkg.errors import Location


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
        """Give the one text under a key, in letters of any case."""
        for entry in self.entries:
            if entry.key.lower() == key and len(entry.values) == 1 and isinstance(entry.values[0], Scalar):
                return entry.values[0]
        return None
