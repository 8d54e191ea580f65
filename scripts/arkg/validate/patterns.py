"""Regular expressions that mean the same to pySHACL, which is Python's ``re``, and to SPARQL engines."""

from __future__ import annotations

import re
from typing import Any

ESCAPES = {r"\d": "0-9", r"\w": "A-Za-z0-9_", r"\s": r" \t\n\r"}
UNSURE = re.compile(r"\(\?|\{,|\[\[|&&|--|~~|\\[^dwst nr./+*?(){}|^$\[\]-]|\[[^\]]*\[")
NEGATED = re.compile(r"\[\^[^\]]*\\[dws]")
PIECE = re.compile(r"\[(?:\\.|[^\]])*\]|\\[dws]")


def narrowed(pattern: str, flags: str) -> str | None:
    """Return a pattern that accepts nothing which Python's ``re`` refuses with this one; None where that is unsure.

    The escapes for digits, word characters and blanks are narrowed to ASCII, in which all engines agree.
    """
    folds = "i" in flags and not pattern.isascii()
    if flags.strip("im") or folds or UNSURE.search(pattern) or NEGATED.search(pattern):
        return None
    return PIECE.sub(in_ascii, pattern)


def in_ascii(piece: re.Match[str]) -> str:
    """Write the class escapes of one piece of a pattern out, in ASCII."""
    if piece[0] in ESCAPES:
        return f"[{ESCAPES[piece[0]]}]"
    return re.sub(r"\\[dws]", lambda escape: ESCAPES[escape[0]], piece[0])


def same_everywhere(pattern: Any, flags: Any) -> bool:
    """Return whether a pattern in a query is a constant that all engines read alike (of text without line breaks)."""
    text, options = str(pattern), str(flags or "")
    from rdflib.term import Literal  # noqa: PLC0415 - already loaded by whoever parsed the query

    constant = isinstance(pattern, Literal) and (flags is None or isinstance(flags, Literal))
    return constant and narrowed(text, options) == text
