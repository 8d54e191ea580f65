"""Texts that are no values, or were damaged on their way: placeholders, spreadsheet errors, mojibake, HTML.

A mark, ``'`` before such a text, says that it is meant as it stands.
"""

from __future__ import annotations

import html
import re
from dataclasses import dataclass

MARK = "'"
NOTHING = frozenset(
    (
        *("n/a", "na", "nil", "null", "none", "nan", "nat", "undefined", "unknown", "unspecified", "missing"),
        *("placeholder", "tbd", "tba", "tbc", "todo", "to do", "no data", "no value", "not available"),
        *("not applicable", "not known", "not given", "not specified", "not stated", "to be determined"),
        *("to be announced", "to be confirmed", "to be decided"),
    )
)
"""What people and programs write where they know nothing, in small letters."""
AROUND = ' \t"()[]{}<>*_-–—.'
SIGNS = re.compile(r"[\s?!.,:;/\\|*_~=+#'\"()\[\]{}<>–—−…-]+")
ERROR = re.compile(r"#[^\W\d_]{2,}(?:/[^\W\d_0]?0?)?[!?]|#(?:N/A|N/D|NV|GETTING_DATA)\b|(?:Err:|#ERR)[0-9]{3}|#{3,}")
ENTITY = re.compile(r"&(?:#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")
TAG = re.compile(
    r"<(?:!--.*?--|/?(?:a|abbr|b|big|blockquote|br|center|cite|code|dd|div|dl|dt|em|font|h[1-6]|hr|i|iframe|img|li|ol|p|pre|"
    r"q|s|script|small|span|strike|strong|style|sub|sup|table|tbody|td|th|thead|tr|u|ul)(?:\s[^<>]*)?/?)>",
    re.IGNORECASE | re.DOTALL,
)
BREAKS = re.compile(r"(?i)</?(?:blockquote|br|center|dd|div|dl|dt|h[1-6]|hr|li|ol|p|pre|table|td|th|tr|ul)\b")
BLANKS = re.compile("[\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f]")
UNSEEN = re.compile(
    "[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u00ad\u180e\u200b\u202a-\u202e\u2060-\u2069\ufeff\ufff9-\ufffb\U000e0000-\U000e007f]"
    "|(?<![^\u0000-\u058f\U000e0000-\U0010ffff])[\u200c\u200d]|[\u200c\u200d](?![^\u0000-\u058f\U000e0000-\U0010ffff])"
)
DIRECTION = re.compile("[\u200e\u200f\u061c]")
RIGHT_TO_LEFT = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]")
RECODED = re.compile("[\u00c2-\u00f4][\u0080-\u00bf\u0152-\u0192\u02c6\u02dc\u2013-\u203a\u20ac\u2122]")
"""How a character of UTF-8 looks that was read as Windows-1252, among others."""
LOST = "\ufffd"


@dataclass(frozen=True, slots=True)
class Flaw:
    """What is wrong with a text, and the text that was meant where it can be told."""

    what: str
    mended: str = ""


def find_flaw(text: str) -> Flaw | None:
    """Return what is wrong with a text as such; None for one that may be a value.

    >>> find_flaw("CafÃ© &amp;  Bar").mended
    'Café & Bar'
    >>> find_flaw("N/A").what
    'a placeholder, not a value'
    >>> find_flaw("Anti-racism")
    """
    if ERROR.fullmatch(text.strip()) or re.search(r"#(?:REF|NAME|VALUE|DIV/0|NULL|NUM)[!?]", text):
        return Flaw("a spreadsheet error, not a value")
    if is_placeholder(text):
        return Flaw("a placeholder, not a value")
    if LOST in text:
        return Flaw(f"damaged: {LOST} marks where a character was lost")
    mended, reasons = mend(text)
    return Flaw(f"damaged: it holds {' and '.join(reasons)}", mended) if reasons else None


def is_placeholder(text: str) -> bool:
    """Return whether a text says that there is nothing to say, such as N/A, TBD, ? or -."""
    folded = " ".join(text.lower().split())
    said = folded.strip(AROUND).replace(".", "")
    return bool(folded.strip(f"{MARK} ")) and (said in NOTHING or bool(SIGNS.fullmatch(folded)))


def mend(text: str) -> tuple[str, list[str]]:
    """Return the text that was meant, and what a text holds that it should not."""
    reasons: list[str] = []
    if RECODED.search(text):
        from ftfy import fix_encoding  # noqa: PLC0415 - slow to import, and seldom needed

        if (fixed := fix_encoding(text)) != text:
            text = fixed
            reasons.append("characters in another encoding than they were read in")
    plain = TAG.sub(
        lambda tag: " " if BREAKS.match(tag[0]) else "", ENTITY.sub(lambda each: html.unescape(each[0]), text)
    )
    if plain != text:
        reasons.append("HTML")
    seen = UNSEEN.sub("", BLANKS.sub(" ", plain))
    seen = seen if RIGHT_TO_LEFT.search(seen) else DIRECTION.sub("", seen)
    if UNSEEN.search(text) or BLANKS.search(text) or (DIRECTION.search(text) and not RIGHT_TO_LEFT.search(text)):
        found = sorted({f"U+{ord(each):04X}" for each in text if each not in seen and not each.isprintable()})
        reasons.append(f"invisible characters ({', '.join(found)})")
    return (re.sub(" {2,}", " ", seen).strip() if reasons else text), reasons


def unmarked(text: str) -> str:
    """Return the text that is meant by one with the mark; any other is itself."""
    return text[1:] if text.startswith(MARK) and find_flaw(text.lstrip(MARK)) else text
