"""What can be wrong: the errors that end a command, and the findings that a report lists.

ArkgError
├── GraphNotFound   no ontology, data, shapes and queries where they were looked for
├── SyntaxFault     a text that cannot be parsed (Turtle, SPARQL, YAML, …), with its line and column
├── UnknownName     a name that nothing has, with the names that may be meant
├── InputFault      a file or value that cannot be used as it is
└── StoreFault      a store or an endpoint that cannot be opened or does not answer as it should
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence


UNREADABLE = "File"
"""The rule that is broken by what cannot be read; as no shape says it, it has no IRI."""


class ArkgError(Exception):
    """A fault that the user can fix: what is wrong, where, what to do about it, and what to write if that is clear."""

    def __init__(
        self, what: str, *, where: str = "", remedy: str = "", suggestion: str = "", near: Iterable[str] = ()
    ) -> None:
        """Store the parts separately, so that each output format can lay them out.

        Where names are ``near``, best first, the remedy is a question whether one is meant.
        """
        names = list(near)
        self.what = what
        self.where = where
        self.remedy = did_you_mean(names) or remedy
        self.suggestion = names[0] if len(names) == 1 else suggestion
        self.place = Location(where)
        """The location of a fault in a file, as far as it is known."""
        super().__init__(what, where, self.remedy)

    def __str__(self) -> str:
        """Return one message: the location first, then the fault, then the remedy on a line of its own."""
        location = f"{self.where}: " if self.where else ""
        remedy = f"\n  {self.remedy}" if self.remedy else ""
        return f"{location}{self.what}{remedy}"

    @property
    def message(self) -> str:
        """Return the fault and the remedy in one line."""
        return f"{self.what} {self.remedy}" if self.remedy else self.what

    def __reduce__(self) -> tuple[Callable[..., BaseException], tuple[Any, ...], dict[str, Any]]:
        """Return what pickle needs to send the error to another process with all its parts."""
        return BaseException.__new__, (type(self), *self.args), self.__dict__


def did_you_mean(near: Sequence[str]) -> str:
    """Return the question whether one of these names is meant; an empty text for none."""
    return f"Did you mean {' or '.join(near)}?" if near else ""


class GraphNotFound(ArkgError):
    """No graph (ontology, data, shapes, queries) in the folders where it was looked for."""


class SyntaxFault(ArkgError):
    """A text that cannot be parsed; ``line`` and ``column`` count from 1 and are 0 where unknown."""

    def __init__(self, what: str, *, file: str = "", line: int = 0, column: int = 0, remedy: str = "") -> None:
        """Store the position, and show it as ``file:line:column``."""
        super().__init__(what, where=":".join(str(part) for part in (file, line, column) if part), remedy=remedy)
        self.place = Location(file, line, column)


class UnknownName(ArkgError):
    """A name that nothing of a kind has; ``near`` are the names that may be meant, best first."""

    def __init__(self, kind: str, name: str, near: Iterable[str] = (), *, where: str = "", remedy: str = "") -> None:
        """Store the names."""
        self.name = name
        self.near = list(near)
        super().__init__(f"There is no {kind} {name!r}.", where=where, remedy=remedy, near=self.near)


class InputFault(ArkgError):
    """A file or a value that cannot be used as it is; ``suggestion`` is what to write instead, if that is clear."""


class StoreFault(ArkgError):
    """A store or a SPARQL endpoint that cannot be opened or does not answer as it should."""


@dataclass(frozen=True, slots=True)
class Location:
    """A source location: a file, a line and a column counted from 1 (0: unknown), and the name of a field.

    ``field`` is the column of a table or the key of a YAML mapping, as its writer spells it; else empty.
    """

    file: str
    line: int = 0
    column: int = 0
    field: str = ""

    def __str__(self) -> str:
        """Return ``file:line``, as editors and compilers write it."""
        return f"{self.file}:{self.line}" if self.line else self.file


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is wrong, under one rule, at one place: by default, that something cannot be read.

    ``message`` says what to do, and ``why`` what the rule is for. ``record``, ``rule`` and ``property`` are short names
    (``initiative:x``, ``shape:Initiative-category``, ``arkg:category``), ``value`` is what was found, as its writer
    would spell it, ``suggestion`` a line to paste, and ``found`` says in a few words what is there.

    ``sample`` says that the suggestion only shows the form, and ``caused_by_contribution`` that the record is another
    one, which conformed before.
    """

    place: Location
    message: str
    rule: str = UNREADABLE
    why: str = "What cannot be read cannot be checked."
    severity: str = "violation"
    record: str = ""
    property: str = ""
    value: str = ""
    suggestion: str = ""
    found: str = ""
    sample: bool = False
    caused_by_contribution: bool = False

    def at(self, file: str) -> Finding:
        """Return the finding with another name for its file."""
        return replace(self, place=replace(self.place, file=file))
