"""The errors a user can meet, each saying what is wrong, where, and what to do.

ArkgError
├── GraphNotFound        no ontology, data, shapes and queries where they were looked for
├── SyntaxFault          a text that cannot be read (Turtle, SPARQL, YAML, …), with its line and column
├── UnknownName          a name nobody has defined, with the nearest names that exist
├── InputFault           a file or value that cannot be taken as it is
└── StoreFault           a store or an endpoint that does not answer as it should
"""

from __future__ import annotations

import string
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

ALIKE, MARGIN = 0.75, 0.1
"""How alike a word of a short list must be to be suggested, and how much less than the most alike."""
SMALL_WORDS = frozenset({"a", "an", "and", "at", "by", "for", "in", "of", "on", "the", "to"})
MOST_WORDS = 12
SHORT, MIDDLE, LONG = 4, 7, 9
"""Letters of a word from which on it may be misspelt by a letter more or less, by another letter, by two letters."""
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
    """A name nobody has defined; says which defined names are nearest (``known``: a short list)."""

    def __init__(self, kind: str, name: str, known: Iterable[str], *, where: str = "", remedy: str = "") -> None:
        """Look for near misses of ``name`` among ``known``."""
        self.name = name
        self.near = nearest(name, known) if known else []
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
    """Return the words of a short list (commands, columns, kinds) that may be meant, best first.

    Letter case and separators do not count; see ``nearest_names`` for the names of records.
    """
    from rapidfuzz import process  # noqa: PLC0415 - only what is not found needs it
    from rapidfuzz.distance import Indel  # noqa: PLC0415 - as above

    folded = {fold(each): each for each in sorted(known, reverse=True)}
    alike = process.extract(
        fold(name), sorted(folded), scorer=Indel.normalized_similarity, score_cutoff=ALIKE, limit=most
    )
    near = [word for word, score, _ in alike if score > alike[0][1] - MARGIN]
    return [folded[each] for each in near] or nearest_names(name, folded.values(), most=most)


def nearest_names(name: str, known: Iterable[str], *, most: int = 3) -> list[str]:
    """Return the names of records that may be meant, best first: few and close, or none, as a bad guess is worse.

    Letter case and separators do not count. A name may be meant if its words are only joined (``healthequity``), or if
    each word of ``name`` is one of its words or a misspelling of one, and these are at least half of it: ``webinars``
    may mean ``webinar-and-training``, but not ``police`` ``policy``, nor ``body`` ``killing-the-black-body``.
    """
    written, folded = fold(name), {fold(each): each for each in sorted(known, reverse=True)}
    if written in folded:
        return [folded[written]]
    joined = [each for each in folded if each.replace("-", "") == written.replace("-", "")]
    near = joined or in_words(written, folded)
    return [folded[each] for each in near] if len(near) <= most else []


def in_words(written: str, folded: Iterable[str]) -> list[str]:
    """Return the names of which half or more is each word of a folded name; all of it, where there is such a name."""
    words = significant(written)[:MOST_WORDS]
    parts = {name: significant(name) for name in folded}
    every = {word for own in parts.values() for word in own}
    like = [{word} if word in every else {each for each in every if is_misspelling(word, each)} for word in words]
    half = [name for name, own in parts.items() if words and len(own) <= 2 * len(words)]
    near = [name for name in half if not any(each.isdisjoint(parts[name]) for each in like)]
    all_of_it = [name for name in near if len(parts[name]) == len(words)]
    return sorted(all_of_it or near, key=lambda each: (len(each), each))


def significant(name: str) -> list[str]:
    """Return the words of a folded name, without small ones."""
    return [word for word in name.split("-") if word not in SMALL_WORDS]


def is_misspelling(word: str, other: str) -> bool:
    """Return whether one word is most likely the other, misspelt.

    Another word is not: it often differs in its first letter, in one letter (*police*), or has one more at its end
    (*Indiana*).
    """
    from rapidfuzz.distance import OSA  # noqa: PLC0415 - only what is not found needs it

    short, long = sorted((word, other), key=len)
    if len(short) < SHORT or word[0] != other[0]:
        return False
    steps = OSA.distance(word, other, score_cutoff=2)
    if len(short) >= LONG or steps != 1:
        return steps <= 2 and len(short) >= LONG  # noqa: PLR2004 - two letters
    if len(short) == len(long):
        return len(short) >= MIDDLE or sorted(word) == sorted(other)
    return long[:-1] != short or long.endswith("s")


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
