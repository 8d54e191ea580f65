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
import string
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

ALIKE = 0.75
"""How much of two words, or names, is the same where one may be a misspelling of the other."""
MARGIN = 0.1
SMALL_WORDS = frozenset({"a", "an", "and", "at", "by", "for", "in", "of", "on", "the", "to"})
MANY, MOST_WORDS = 50, 12
LETTERS = f"{string.ascii_lowercase}{string.digits}-"
"""What a slug is written with."""


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

    def __reduce__(self) -> tuple[Callable[..., BaseException], tuple[Any, ...], dict[str, Any]]:
        """Cross from one process to another with all parts."""
        return BaseException.__new__, (type(self), *self.args), self.__dict__


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
    """A file or a value that cannot be taken as it is; ``suggestion`` is what to write instead, where it is known."""

    def __init__(self, what: str, *, where: str = "", remedy: str = "", suggestion: str = "") -> None:
        """Keep what to write instead, too."""
        super().__init__(what, where=where, remedy=remedy)
        self.suggestion = suggestion


class StoreFault(ArkgError):
    """A store or a SPARQL endpoint that cannot be opened or does not answer as it should."""


def nearest(name: str, known: Iterable[str], *, most: int = 3) -> list[str]:
    """Give the known names most like ``name``, best first; letter case and separators do not count.

    A name is like another if both are spelt nearly alike, or if every word of it has its like in the other:
    ``webinars`` is like ``webinar-and-training``, but ``Valley University`` is not like ``riverbend-university``.
    """
    written, folded = fold(name), {fold(each): each for each in sorted(known, reverse=True)}
    if written in folded:
        return [folded[written]]
    words = in_words(written, folded)
    alike = difflib.get_close_matches(written, folded, most, ALIKE)
    spelt = {each: ratio(written, each) for each in alike if "-" not in written or each in words}
    best = max(spelt.values(), default=0.0)
    near = [each for each in spelt if spelt[each] > best - MARGIN] or sorted(words, key=lambda each: (len(each), each))
    return [folded[each] for each in near][:most]


def in_words(written: str, folded: Iterable[str]) -> set[str]:
    """Give the names in which every word of a folded name, small ones aside, has its like."""
    words = [word for word in written.split("-") if word not in SMALL_WORDS][:MOST_WORDS]
    parts = {name: set(name.split("-")) for name in folded}
    every = sorted(set[str]().union(*parts.values()))
    like = [set(difflib.get_close_matches(word, every, MANY, ALIKE)) for word in words]
    return {name for name, own in parts.items() if words and all(own & each for each in like)}


def ratio(one: str, other: str) -> float:
    """Say how much of two names is the same, from 0 to 1."""
    return difflib.SequenceMatcher(None, other, one).ratio()


def fold(name: str) -> str:
    """Fold a name for comparison: lower case, with runs of blanks, hyphens and underscores as one hyphen."""
    return "-".join(name.replace("_", " ").replace("-", " ").lower().split())


def misspellings(slug: str) -> set[str]:
    """Give every slug that is one letter away: with one letter less, more or different, or two changed places."""
    found = set[str]()
    for place in range(len(slug) + 1):
        before, after = slug[:place], slug[place:]
        found.update(before + letter + rest for letter in LETTERS for rest in (after, after[1:]))
        found.update((before + after[1:], before + after[1:2] + after[:1] + after[2:]))
    return {each for each in found if each and not each.startswith("-") and not each.endswith("-")} - {slug}
