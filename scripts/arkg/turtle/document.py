"""Read a Turtle text: its opening comment, its prefixes, and its triples with their source locations."""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pyoxigraph as ox

from arkg.errors import SyntaxFault
from arkg.turtle.parser import Parser, Statement
from arkg.turtle.tokens import Source

if TYPE_CHECKING:
    from collections.abc import Mapping

    Topic = ox.Triple | ox.NamedNode | ox.BlankNode | None

MOST_LINES = 12
_OPENING = re.compile(r"\s*+((?:#[^\r\n]*+(?:\r\n?|\n)?)*)")


@dataclass(frozen=True, slots=True)
class Document:
    """What a text says: its opening comment, its prefixes, its statements in the order of the text.

    ``remarks`` are all other comments, each as it is written, by what it is about; see ``remarks``.
    """

    comment: str
    prefixes: dict[str, str]
    statements: tuple[Statement, ...]
    remarks: Mapping[Topic, tuple[str, ...]]


def read(
    text: str, *, file: str = "", known_prefixes: Mapping[str, str] | None = None, base: str = "", trig: bool = False
) -> Document:
    """Read a Turtle 1.1 text, or one in TriG 1.1.

    ``known_prefixes`` serve to tell how a prefix that is not declared is declared; ``base`` completes relative IRIs.
    Blank nodes get new labels, as they mean the same nowhere else; language tags come in lower case, as in every
    Oxigraph term.

    Raises:
        SyntaxFault: the text is not Turtle, has a relative IRI without a base, or nests deeper than ``DEEPEST``.
    """
    source = Source(text, file)
    if lone := re.search("[\ud800-\udfff]", text):
        raise source.fault(lone.start(), f"{lone[0]!r} is not a Unicode character.")
    if text.startswith("\ufeff"):
        raise source.fault(0, "The text begins with a byte order mark.", "Save it as UTF-8 without one.")
    try:
        parser = Parser(source, known_prefixes or {}, base, trig=trig)
        found = parser.found()
    except SyntaxFault as fault:
        raise unmerged(text, file, least=1) or fault from None
    opening = _OPENING.match(text)
    comment, end = (opening[1], opening.end()) if opening else ("", 0)
    plain = plain_comment(re.sub(r"(?m)^# ?", "", re.sub(r"\r\n?", "\n", comment)))
    return Document(plain, parser.prefixes, tuple(found), remarks(source, end, found))


def unmerged(text: str, file: str, *, least: int = 2) -> SyntaxFault | None:
    """Return the error for a text with the markers that git leaves in a file that it could not merge.

    ``least`` is how many of <<<<<<< and >>>>>>> it must have: one may be all that is left, in a text that is in error.
    """
    marks = list(re.finditer(r"(?m)^(?:<{7} .*|={7}\r?|\|{7} .*|>{7} .*)$", text))
    if len({"<", ">"} & {each[0][0] for each in marks}) < least:
        return None
    lines = [text.count("\n", 0, each.start()) + 1 for each in marks]
    listed = ", ".join(map(str, lines[:MOST_LINES])) + (", …" if len(lines) > MOST_LINES else "")
    return SyntaxFault(
        f"Unresolved merge conflict: git left its markers in lines {listed}.",
        file=file,
        line=lines[0],
        column=1,
        remedy="Keep one of the versions between them, and delete the lines <<<<<<<, ======= and >>>>>>>.",
    )


def remarks(source: Source, opening: int, found: list[Statement]) -> dict[Topic, tuple[str, ...]]:
    """Return the comments of a text below its opening comment, which ends at an offset, by what each is about.

    A comment is about the statement that ends before it on its line, else about the statement or the subject that
    follows; None stands for the end of the text. What is said of a blank node is part of the statement it stands in.
    """
    kept: dict[Topic, tuple[str, ...]] = {}
    comments = [each for each in source.comments if each[0] >= opening]
    starts = [(each.line, each.column) for each in found] if comments else []
    owners: list[Statement] = []
    for each in found if comments else ():
        owners.append(owners[-1] if owners and isinstance(each.triple.subject, ox.BlankNode) else each)
    for offset, text in comments:
        line, column = source.place(offset)
        place = bisect_left(starts, (line, column))
        before = owners[place - 1] if place else None
        after = owners[place] if place < len(owners) else None
        follows = bool(source.text[offset + 1 - column : offset].strip())
        topic = _topic(line, before, after, follows=follows)
        kept[topic] = (*kept.get(topic, ()), text.rstrip())
    return kept


def _topic(line: int, before: Statement | None, after: Statement | None, *, follows: bool) -> Topic:
    """Return what a comment between two statements is about; ``follows`` says that something stands on its line."""
    if after and after.subject_line == line:
        return after.triple.subject
    if before and (before is after or follows):
        return before.triple
    if after is None:
        return None
    return after.triple if after.subject_line < line else after.triple.subject


def plain_comment(comment: str) -> str:
    """Return a comment without blanks at the ends of its lines and without empty lines around it."""
    return "\n".join(line.rstrip() for line in re.split(r"\r\n?|\n", comment)).strip("\n")
