"""The text of a value as it was written → its term; no value, a damaged one, or several in one are told."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from arkg.errors import ArkgError, InputFault
from arkg.formats.csv import in_list
from arkg.formats.values.texts import MARK, find_flaw
from arkg.formats.yaml import quoted
from arkg.namespaces import ALT_LABEL, FOAF, OA

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    import pyoxigraph as ox

    from arkg.formats.draft import Scalar
    from arkg.schema import Field

    Read = Callable[[str], ox.NamedNode | ox.Literal]

PERSON = FOAF("name")
STRONG = re.compile(r"\s*[;\n；•]\s*")
"""What stands in no name: it separates values even where none of them is known."""
COMMA = re.compile(r"\s*[,、，]\s*")
WEAK = re.compile(r"\s+(?:and|&)\s+|\s*/\s*")
BEFORE_NAME = re.compile(r"[\s;,]+(?=(?:[a-z][a-z0-9+.-]*:|www\.)\S)")
"""What separates addresses and CURIEs."""
MOST, LONGEST = 50, 200
TITLE = re.compile(r"(?:[JS]r|I{1,3}|IV|Esq|Inc|LLC|Ltd|(?:[A-Z][a-z]{0,2}\.?){2,5}|[A-Z]{2,6}(?:-[A-Z]{1,3})?)\.?")
"""What follows a name after a comma and is part of it: Jr., MD, PhD."""
INITIALS = re.compile(r"(?:[A-Z]\.?[ -]?){1,4}")
PARTICLES = frozenset(
    (
        *("al", "ap", "bin", "bint", "da", "das", "de", "del", "della", "der", "di", "dos", "du", "e", "el"),
        *("ibn", "la", "le", "ten", "ter", "van", "von", "y", "zu"),
    )
)
BODIES = re.compile(
    r"(?i)\b(?:academ|administrat|agenc|alliance|american|associat|board|bureau|cent(?:er|re)s?\b|clinic|coalition|college|commission|"
    r"committee|council|department|division|federat|foundation|group|health|hospital|initiative|institut|library|medic|"
    r"ministry|national|network|office|organi[sz]ation|press|program|project|school|services?\b|societ|states|task|team|"
    r"trust|universit|of\b|for\b|the\b|on\b)"
)
"""How the words of organizations begin, and the small words in their names."""


def read_value(value: Scalar, field: Field, form: str, read: Read) -> ox.NamedNode | ox.Literal:
    """Return the term of a value, as ``read`` makes it of a text; ``form`` is that of the file it is written in.

    Raises ArkgError for a text that is no value, is damaged, or is several values in one.
    """
    text = value.text if is_verbatim(field) else undamaged(value.text, field, form)

    def reads(part: str) -> bool:
        return not why_not(part, read, field.pattern)

    if text == value.text and (parts := joined(text, field)):
        outer = value.place.field.lower().removesuffix("name").strip()
        is_part = field.path == PERSON and form == "csv" and outer != value.place.field.lower()
        note = "" if ";" in text else f"If it is one name, write {MARK}{text}"
        raise several(parts, form, where=f" in the column {outer!r}" if is_part else "", note=note)
    if not field.is_literal and (parts := addresses(text, reads)):
        raise refused(parts, field, form)
    try:
        return read(text)
    except ArkgError as fault:
        parts = separate(text, reads)
        if parts and (not field.is_literal or all(map(reads, parts))):
            note = " ".join(filter(None, (why_not(part, read) for part in parts)))
            raise refused(parts, field, form, note) from fault
        raise


def is_verbatim(field: Field) -> bool:
    """Return whether the values are words of a source, or of another statement, and stand as they stand there."""
    return field.any_literal or (field.is_literal and field.path.value.startswith(OA))


def joined(text: str, field: Field) -> list[str]:
    """Return the names in the text of a field that holds names, if there are several; else an empty list."""
    if field.path == PERSON:
        return people(text)
    parts = [part for part in STRONG.split(text) if part] if field.path == ALT_LABEL else []
    return parts if len(parts) > 1 else []


def as_meant(text: str, field: Field) -> str:
    """Return a text with the mark where it would be refused without."""
    bare = text.lstrip(MARK)
    needs_mark = not is_verbatim(field) and (find_flaw(bare) or joined(bare, field))
    return MARK + text if needs_mark else text


def undamaged(text: str, field: Field, form: str) -> str:
    """Return a text that may be a value, without the mark that it is meant.

    Raises InputFault for a placeholder, an error, or a text that was damaged.
    """
    if text.startswith(MARK) and as_meant(text[1:], field) == text:
        return text[1:]
    if not (flaw := find_flaw(text.lstrip(MARK))):
        return text
    empty = f"Fill in ‘{field.name}’, or leave it empty if it is not known."
    remedy = f"Write {flaw.mended}" if flaw.mended else empty
    if field.is_literal and not flaw.mended:
        ways = {"csv": f"{MARK}{text} (in a spreadsheet, type {MARK}{MARK}{text})", "yaml": f'"{MARK}{text}"'}
        remedy += f" If the text itself is meant, write {ways.get(form, MARK + text)}"
    raise InputFault(f"{text[:LONGEST]!r} is {flaw.what}.", remedy=remedy, suggestion=flaw.mended)


def why_not(text: str, read: Read, pattern: str = "") -> str:
    """Return why a text is no value, or none that the pattern fits; an empty text for one that is."""
    try:
        term = read(text)
    except ArkgError as fault:
        return f"{fault.what} {fault.remedy}"
    return "" if re.search(pattern, term.value) else f"{text!r} does not fit."


def separate(text: str, reads: Callable[[str], bool]) -> list[str]:
    """Return the values in a text that is none itself; an empty list where it seems to be one value.

    ``reads`` tells which texts are values. Names with a comma stay whole.
    """
    parts = [part for part in STRONG.split(text) if part]
    if len(parts) > 1:
        return [each for part in parts for each in ([part] if reads(part) else in_commas(part, reads) or [part])]
    if found := in_commas(text, reads):
        return found
    pieces = [part for part in WEAK.split(text) if part]
    return pieces if 1 < len(pieces) <= MOST and all(map(reads, pieces)) else []


def in_commas(text: str, reads: Callable[[str], bool]) -> list[str]:
    """Return the values between commas, as few as can be read, if any can; an empty list where none can."""
    words = [word.removeprefix("and ") for word in COMMA.split(text) if word]
    found: list[str] = []
    known = 0
    while words and len(words) <= MOST:
        size = next((size for size in range(len(words), 1, -1) if reads(", ".join(words[:size]))), 1)
        found.append(", ".join(words[:size]))
        known += reads(found[-1])
        del words[:size]
    return found if known and len(found) > 1 else []


def addresses(text: str, reads: Callable[[str], bool]) -> list[str]:
    """Return the addresses or CURIEs in a text that holds nothing else, if there are several."""
    parts = [part.rstrip(";,") for part in BEFORE_NAME.split(text.strip())]
    return parts if 1 < len(parts) <= MOST and all(map(reads, parts)) else []


def people(text: str) -> list[str]:
    """Return the names in a text that gives several, of whom one at least is a person; else an empty list.

    >>> people("Ann Example, Bo Sample and Cy Specimen"), people("Example, Ann; Sample, Bo")
    (['Ann Example', 'Bo Sample', 'Cy Specimen'], ['Example, Ann', 'Sample, Bo'])
    >>> people("Example, Ann"), people("Ann Example, MD, PhD")
    ([], [])
    >>> people("National Academies of Sciences, Engineering, and Medicine")
    []
    """
    parts = [part for part in STRONG.split(text) if part]
    if len(parts) > 1:
        return parts
    names: list[str] = []
    for part in (word for word in re.split(r"\s*,\s*(?:and\s+|&\s*)?", text.strip()) if word):
        pieces = re.split(r"\s+(?:and|&)\s+", part)
        if names and (TITLE.fullmatch(part) or (INITIALS.fullmatch(part) and " " not in names[-1])):
            names[-1] += f", {part}"
        else:
            names += pieces if not BODIES.search(part) and all(map(is_person, pieces)) else [part]
    full = all(re.search(r"\w[\s.,]+\w", each) and each[0].isupper() for each in names)
    return names if len(names) > 1 and full and any(map(is_person, names)) else []


def is_person(name: str) -> bool:
    """Return whether a text may be the name of one person: two to five words in capitals, and no word of a body."""
    words = name.replace(",", "").split()
    return (
        1 < len(words) <= 5  # noqa: PLR2004 - no name has more
        and not BODIES.search(name)
        and all(word[:1].isupper() or word.lower() in PARTICLES for word in words)
    )


def refused(parts: Sequence[str], field: Field, form: str, note: str = "") -> InputFault:
    """Return the error for several values in one, of a field that takes several or only one."""
    if field.maximum == 1:
        return InputFault(f"{field.name!r} takes one value.", remedy=f"Choose one: {', '.join(parts)}.")
    return several(parts, form, note=note)


def several(parts: Sequence[str], form: str, *, where: str = "", note: str = "") -> InputFault:
    """Return the error for several values in one, with what to write instead; ``note`` is what else there is to say."""
    listed = f"[{', '.join(quoted(part, inside=True) for part in parts)}]"
    ways = {
        "csv": (f"Separate values with |{where}", "|".join(map(in_list, parts))),
        "form": ("Write one value a line", ""),
        "yaml": ("Write them as a list", listed),
    }
    how, written = ways.get(form, ways["yaml"])
    remedy = f"{how}: {written or ' / '.join(parts)}" + (f" ({note})" if note else "")
    return InputFault(f"There are {len(parts)} values in one.", remedy=remedy, suggestion=written)
