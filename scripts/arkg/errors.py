"""The errors a user can meet, each saying what is wrong, where, and what to do.

ArkgError
├── GraphNotFound        no ontology, data, shapes and queries where they were looked for
├── SyntaxFault          a text that cannot be read (Turtle, SPARQL, YAML, …), with its line and column
├── UnknownName          a name nobody has defined, with the nearest names that exist
├── InputFault           a file or value that cannot be taken as it is
└── StoreFault           a store or an endpoint that does not answer as it should
"""

from __future__ import annotations

import difflib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable


class ArkgError(Exception):
    """A fault the user can mend: what is wrong, where, and what to do about it."""

    def __init__(self, what: str, *, where: str = "", remedy: str = "") -> None:
        """Keep the three parts apart, so that each output format can lay them out."""
        super().__init__(what, where, remedy)
        self.what = what
        self.where = where
        self.remedy = remedy

    def __str__(self) -> str:
        """Read as one message: the place first, then the fault, then the remedy on a line of its own."""
        place = f"{self.where}: " if self.where else ""
        remedy = f"\n  {self.remedy}" if self.remedy else ""
        return f"{place}{self.what}{remedy}"


class GraphNotFound(ArkgError):
    """No graph (ontology, data, shapes, queries) stands where it was looked for."""


class SyntaxFault(ArkgError):
    """A text that cannot be read; ``line`` and ``column`` count from 1 and are 0 where unknown."""

    def __init__(self, what: str, *, file: str = "", line: int = 0, column: int = 0, remedy: str = "") -> None:
        """Keep the position, and show it as ``file:line:column``."""
        super().__init__(what, where=":".join(str(part) for part in (file, line, column) if part), remedy=remedy)
        self.file = file
        self.line = line
        self.column = column


class UnknownName(ArkgError):
    """A name nobody has defined; says which defined names are nearest."""

    def __init__(self, kind: str, name: str, known: Iterable[str], *, where: str = "", remedy: str = "") -> None:
        """Look for near misses of ``name`` among ``known``."""
        self.name = name
        self.near = nearest(name, known)
        guess = f"Did you mean {' or '.join(self.near)}?" if self.near else remedy
        super().__init__(f"There is no {kind} {name!r}.", where=where, remedy=guess)


class InputFault(ArkgError):
    """A file or a value that cannot be taken as it is."""


class StoreFault(ArkgError):
    """A store or a SPARQL endpoint that cannot be opened or does not answer as it should."""


def nearest(name: str, known: Iterable[str], *, most: int = 3) -> list[str]:
    """Give the known names most like ``name``, best first; letter case and separators do not count."""
    folded: dict[str, str] = {}
    for candidate in sorted(known):
        folded.setdefault(fold(candidate), candidate)
    matches = difflib.get_close_matches(fold(name), folded, n=most, cutoff=0.7)
    return [folded[match] for match in matches]


def fold(name: str) -> str:
    """Fold a name for comparison: lower case, with runs of blanks, hyphens and underscores as one hyphen."""
    return "-".join(name.replace("_", " ").replace("-", " ").lower().split())
