"""Turtle text → its tokens, each with its offset; what is no token is explained in plain words.

The patterns are the terminals of Turtle 1.1, section 6.5. They are possessive, so that no text takes more than
linear time, and compiled when first used, so that importing this module costs nothing.
"""

from __future__ import annotations

import re
import sys
from bisect import bisect_right
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from arkg.errors import SyntaxFault

if TYPE_CHECKING:
    from collections.abc import Iterator

_LETTER = (
    r"A-Za-z\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u02ff\u0370-\u037d\u037f-\u1fff\u200c\u200d\u2070-\u218f"
    r"\u2c00-\u2fef\u3001-\ud7ff\uf900-\ufdcf\ufdf0-\ufffd\U00010000-\U000effff"
)
_NAME = _LETTER + r"_\-0-9\u00b7\u0300-\u036f\u203f\u2040"
_HEX = "[0-9A-Fa-f]"
_CODE = rf"\\u{_HEX}{{4}}|\\U{_HEX}{{8}}"
_ESCAPE = rf"\\[tbnrf\"'\\]|{_CODE}"
_PERCENT = f"%{_HEX}{{2}}"
_LOCAL_ESCAPE = rf"{_PERCENT}|\\[_~.\-!$&'()*+,;=/?#@%]"
_PREFIX = rf"[{_LETTER}](?:[{_NAME}]++|\.++(?=[{_NAME}]))*+"
_LABEL = rf"_:[{_LETTER}_0-9](?:[{_NAME}]++|\.++(?=[{_NAME}]))*+"
_OPEN_IRI = rf'<(?:[^\x00-\x20<>"{{}}|^`\\]++|{_CODE})*+'
_EXPONENT = r"[eE][+-]?+[0-9]++"
_DIGITS = r"(?:[0-9]++(?:\.[0-9]++)?+|\.[0-9]++)"
_NUMBER = rf"[+-]?+(?:[0-9]++\.{_EXPONENT}|{_DIGITS}(?:{_EXPONENT}|(?!\.?[eE])))"
_BLANKS = r"(?:[ \t\r\n]++|#[^\r\n]*+)*+"

_CURLY_QUOTES = "\u2018\u2019\u201a\u201c\u201d\u201e\u00ab\u00bb"
_LETTER_ESCAPES = {"t": "\t", "b": "\b", "n": "\n", "r": "\r", "f": "\f"}
_SURROGATES = range(0xD800, 0xE000)
_LONGEST_QUOTE = 40
_PLAIN = "Remove the statement about a triple, and make it about a thing that has an IRI."


def _local(escaped: str) -> str:
    """Return the pattern of a local name (PN_LOCAL) that takes ``escaped`` besides its plain characters."""
    return rf"(?:[{_LETTER}_:0-9]|{escaped})(?:[{_NAME}:]++|{escaped}|\.++(?=[{_NAME}:]|{escaped}))*+"


_PLAIN_LOCAL = _local(_PERCENT)


def _open_text(quote: str) -> str:
    """Return the pattern of a text in one kind of quotation marks, up to its closing marks."""
    if len(quote) == 1:
        return rf"{quote}(?!{quote * 2})(?:[^{quote}\\\r\n]++|{_ESCAPE})*+"
    return rf"{quote}(?:{quote[0]}{{0,2}}(?:[^{quote[0]}\\]|{_ESCAPE}))*+"


_TEXTS = {quote: _open_text(quote) for quote in ('"""', "'''", '"', "'")}
_KINDS = {
    "iri": f"{_OPEN_IRI}>",
    "text": "|".join(f"{opened}{quote}" for quote, opened in _TEXTS.items()),
    "label": _LABEL,
    "name": rf"(?:{_PREFIX})?+:(?:{_local(_LOCAL_ESCAPE)})?+",
    "word": _PREFIX,
    "number": _NUMBER,
    "mark": r"[.;,()\[\]}]|\{(?!\|)|\^\^",
    "at": "@[a-zA-Z]++(?:-[a-zA-Z0-9]++)*+",
    "end": r"\Z",
}


class Token(NamedTuple):
    """A token: its kind (for a punctuation mark the mark itself), its text as written, and its offset."""

    kind: str
    text: str
    start: int

    def __str__(self) -> str:
        """Quote the token, shortened, for a message."""
        line = self.text.split("\n", 1)[0]
        short = line if len(line) <= _LONGEST_QUOTE else f"{line[:_LONGEST_QUOTE]}…"
        return f"'{short}'" if self.kind != "end" else "the end of the text"


class Source:
    """A text, the name of its file, where its lines begin, and the comments met so far, each with its offset."""

    __slots__ = ("_lines", "comments", "file", "text")

    def __init__(self, text: str, file: str) -> None:
        self.text = text
        self.file = file
        self.comments: list[tuple[int, str]] = []
        self._lines = [0, *(newline.end() for newline in re.finditer("\n", text))]

    def place(self, offset: int) -> tuple[int, int]:
        """Return line and column of an offset, both counted from 1, columns in characters."""
        line = bisect_right(self._lines, offset)
        return line, offset - self._lines[line - 1] + 1

    def fault(self, offset: int, what: str, remedy: str = "") -> SyntaxFault:
        """Make the error that says what is wrong at an offset."""
        line, column = self.place(offset)
        return SyntaxFault(what, file=self.file, line=line, column=column, remedy=remedy)

    def newer(self, offset: int, what: str, remedy: str) -> SyntaxFault:
        """Return the error for what only a later version of Turtle has."""
        return self.fault(offset, f"'{what}' is Turtle 1.2, and arkg reads Turtle 1.1.", remedy)

    def note_comments(self, start: int, end: int) -> None:
        """Note the comments between two tokens."""
        if self.text.find("#", start, end) >= 0:
            found = _compiled("#[^\r\n]*+").finditer(self.text, start, end)
            self.comments += ((each.start(), each[0]) for each in found)

    def unescape(self, raw: str, start: int) -> str:
        r"""Replace the escapes ``\n``, ``\"``, ``\u00e9`` … of a text that begins at offset ``start``."""
        if "\\" not in raw:
            return raw
        escapes = _compiled(rf"\\(?:u({_HEX}{{4}})|U({_HEX}{{8}})|(.))")
        return escapes.sub(lambda escape: self._character(escape, start), raw)

    def _character(self, escape: re.Match[str], start: int) -> str:
        """Return the character an escape stands for; a code that is no character is a fault."""
        if escape[3]:
            return _LETTER_ESCAPES.get(escape[3], escape[3])
        code = int(escape[1] or escape[2], 16)
        if code > sys.maxunicode or code in _SURROGATES:
            raise self.fault(start + escape.start(), f"{escape[0]} is not a Unicode character.")
        return chr(code)


def tokens(source: Source) -> Iterator[Token]:
    """Yield the tokens of a text, without blanks and comments; the last is of the kind ``end``.

    Raises:
        SyntaxFault: where the text holds what cannot be a token.
    """
    match = _compiled(_BLANKS + "(?:" + "|".join(f"(?P<{kind}>{each})" for kind, each in _KINDS.items()) + ")").match
    token = Token("", "", 0)
    while token.kind != "end":
        found = match(source.text, token.start + len(token.text))
        if found is None or not found.lastgroup:
            raise _explain(source, token)
        kind, text = found.lastgroup, found[found.lastgroup]
        start, end = found.start(kind), token.start + len(token.text)
        if start - end > 1 or kind == "end":
            source.note_comments(end, start)
        token = Token(text if kind == "mark" else kind, text, start)
        yield token


def is_plain_local(local: str) -> bool:
    """Return whether a name may end in ``local`` as it stands, with nothing to escape (PN_LOCAL)."""
    return _compiled(_PLAIN_LOCAL).fullmatch(local) is not None


@cache
def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern)


def _explain(source: Source, before: Token) -> SyntaxFault:
    """Return what is wrong with the characters after the last good token."""
    end = before.start + len(before.text)
    start = _skip(_BLANKS, source.text, end)
    character = source.text[start]
    if character in "\"'":
        return _explain_text(source, start)
    if character == "<":
        return _explain_iri(source, start)
    shown = _shown(character)
    if start == end and before.kind in ("name", "label", "at"):
        return _explain_tag(source, before) if before.kind == "at" else _explain_name(source, before, shown)
    return _explain_mark(source, start, shown)


def _explain_mark(source: Source, start: int, shown: str) -> SyntaxFault:
    """Return why a sign that begins no token has no place in Turtle."""
    character = source.text[start]
    if later := _skip(r"\{\||\|\}|>>|~", source.text, start) - start:
        return source.newer(start, source.text[start : start + later], _PLAIN)
    if character in "+-.0123456789":
        return source.fault(start, "This number is not complete.", "Write it as 12, 1.5 or 1.5e3.")
    if character in _CURLY_QUOTES:
        return source.fault(start, f"{shown} does not enclose a text.", 'Use straight quotation marks: "…".')
    return source.fault(start, f"{shown} has no meaning here.")


def _explain_name(source: Source, before: Token, shown: str) -> SyntaxFault:
    """Return which character a name or a label cannot hold."""
    remedy = f"Put \\ before {shown}, or write the full IRI between < and >." if before.kind == "name" else ""
    return source.fault(before.start + len(before.text), f"{before} cannot continue with {shown}.", remedy)


def _explain_tag(source: Source, before: Token) -> SyntaxFault:
    """Return why a language tag is none: its parts stand with hyphens between them (RFC 5646, section 2.1)."""
    written = source.text[before.start : _skip(r"@[\w-]*+", source.text, before.start)]
    if re.fullmatch(r".*--(ltr|rtl)", written):
        return source.newer(before.start, written, f"Leave the direction out: write {before.text}.")
    meant = re.sub("[_-]+", "-", written).rstrip("-")
    known = _compiled(_KINDS["at"]).fullmatch(meant)
    return source.fault(before.start, f"'{written}' is not a language tag.", f"Write {meant if known else '@en'}.")


def _explain_text(source: Source, start: int) -> SyntaxFault:
    """Return why a text in quotation marks is not a token: a bad escape, or it is not closed."""
    quote = next(quote for quote in _TEXTS if source.text.startswith(quote, start))
    end = _skip(_TEXTS[quote], source.text, start)
    if source.text[end : end + 1] == "\\":
        what = f"{source.text[end : end + 2]} is not an escape."
        return source.fault(end, what, "Write \\\\ for a backslash.")
    if len(quote) > 1:
        return source.fault(start, f"The text that opens with {quote} here is never closed.", f"Close it with {quote}.")
    remedy = f"Close it with {quote}; put a text of several lines between {quote * 3} and {quote * 3}."
    return source.fault(start, f"The text that opens with {quote} here is not closed on its line.", remedy)


def _explain_iri(source: Source, start: int) -> SyntaxFault:
    """Return why an IRI is not a token: a character it cannot hold, or it is not closed."""
    end = _skip(_OPEN_IRI, source.text, start)
    character = source.text[end : end + 1]
    if character == "<" and end == start + 1:
        return source.newer(start, "<<", _PLAIN)
    if character in ("", "\r", "\n"):
        return source.fault(start, "The IRI that opens with < here is never closed.", "Close it with >.")
    what = "a space" if character == " " else _shown(character)
    return source.fault(
        end, f"An IRI cannot contain {what}.", f"Write %{ord(character):02X} for it, or close the IRI with >."
    )


def _shown(character: str) -> str:
    return f"'{character}'" if character.isprintable() else repr(character)


def _skip(pattern: str, text: str, start: int) -> int:
    """Return the offset after what ``pattern`` matches at ``start``, or ``start`` itself."""
    found = _compiled(pattern).match(text, start)
    return found.end() if found else start
