"""Turtle text → a document: its opening comment, its prefixes, and its triples with their places in the text."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from arkg.turtle.iris import Iris
from arkg.turtle.reader import Reader, Statement
from arkg.turtle.tokens import Source

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True, slots=True)
class Document:
    """What a Turtle text says: its opening comment, its prefixes, its statements in the order of the text."""

    comment: str
    prefixes: dict[str, str]
    statements: tuple[Statement, ...]


def read(text: str, *, file: str = "", known_prefixes: Mapping[str, str] | None = None) -> Document:
    """Read a Turtle 1.1 text; ``known_prefixes`` serve to tell how a prefix that is not declared is declared.

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
    iris = Iris(source, known_prefixes or {})
    statements = Reader(source, iris).statements()
    return Document(opening_comment(text), iris.prefixes, statements)


def opening_comment(text: str) -> str:
    """Give the lines of the comment at the very top of a text, without their ``# ``."""
    block = re.match(r"\s*+((?:#[^\r\n]*+(?:\r\n?|\n)?)*)", text)
    return plain_comment(re.sub(r"(?m)^# ?", "", re.sub(r"\r\n?", "\n", block[1]))) if block else ""


def plain_comment(comment: str) -> str:
    """Give a comment without blanks at the ends of its lines and without empty lines around it."""
    return "\n".join(line.rstrip() for line in re.split(r"\r\n?|\n", comment)).strip("\n")
