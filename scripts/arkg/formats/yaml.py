"""YAML → records as keys and values, each with its line.

A record is a mapping; several are a list of mappings, or several documents. Every value is taken as the text it is
written as: 2020-06 is no number, no is no falsehood. Anchors, aliases and tags are refused: nothing but text, lists
and mappings is ever made.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from arkg.errors import Location, SyntaxFault
from arkg.formats.draft import Entry, Mapping, Scalar
from arkg.names import squash

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from arkg.formats.draft import Draft

DEEPEST = 20
EMPTY = ("", "~", "null", "Null", "NULL")
WORDS = (
    (
        "mapping values are not allowed",
        "A text that holds ': ' stands in quotation marks: key: \"A: B\". The keys of a record begin in one column.",
    ),
    ("could not find expected ':'", "Put a colon and a blank after the key: name: Racism"),
    ("tab character", "Indent with blanks, not with tabs."),
    ("found character '\\t'", "Indent with blanks, not with tabs."),
    ("did not find expected ',' or", "A bracket is not closed, or a comma is missing."),
    ("found character that cannot start", "A text that begins so must stand in quotation marks."),
    ("did not find expected key", "Keys of one record stand one below the other, equally far to the right."),
    ("did not find expected '-'", "The '-' of one list stand one below the other."),
    ("unexpected end of stream", "A quotation mark or a bracket is not closed."),
    ("while scanning a quoted scalar", "A quotation mark is not closed."),
    ("control characters are not allowed", "Remove the character, which cannot be seen."),
)

Value = Scalar | Mapping


def read_yaml(text: str, file: str, _draft: Draft) -> Iterator[Mapping]:
    """Yield the records of a YAML text, in order.

    Raises SyntaxFault, with line and column, where it is no YAML, or YAML that is more than text, lists and mappings.
    """
    for value in documents(text, file):
        if isinstance(value, Mapping):
            yield value
        elif value.text not in EMPTY:
            what, remedy = (
                "A text stands where a record should.",
                "A record has a key and a value on each line: kind: concept",
            )
            raise fault_at(value.place, what, remedy)


def documents(text: str, file: str) -> Iterator[Value]:
    """Yield each value at the top of the documents, and each member of a list at the top."""
    import yaml  # noqa: PLC0415 - other formats need no YAML

    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    events = yaml.parse(text, Loader=loader)
    try:
        for event in events:
            if isinstance(event, yaml.NodeEvent):
                yield from Reader(events, file).values(event)
    except yaml.MarkedYAMLError as fault:
        raise to_syntax_fault(fault, file) from fault
    except yaml.reader.ReaderError as fault:
        before = text[: fault.position] if isinstance(fault.position, int) else ""
        code = fault.character if isinstance(fault.character, int) else 0
        place, what = Location(file, before.count("\n") + 1), f"The character U+{code:04X} cannot stand in YAML."
        raise fault_at(place, what, "Remove the character, which cannot be seen.") from fault


@dataclass(frozen=True, slots=True)
class Reader:
    """Reads values from the events of the YAML parser."""

    events: Iterator[Any]
    file: str

    def values(self, event: Any, key: str = "", depth: int = 1) -> Iterator[Value]:
        """Yield the value that begins with an event, under a key; of a list, each member; nothing for an empty text."""
        place = self._place(event)
        refuse(event, place)
        kind = type(event).__name__
        if kind == "ScalarEvent":
            text = text_of(event)
            if text.strip() or event.style:
                yield Scalar(text, replace(place, field=key))
        elif depth > DEEPEST:
            raise fault_at(place, f"More than {DEEPEST} lists and mappings stand inside each other here.")
        elif kind == "MappingStartEvent":
            yield Mapping(tuple(self._entries(depth)), place)
        else:
            while type(member := next(self.events)).__name__ != "SequenceEndEvent":
                yield from self.values(member, key, depth + 1)

    def _entries(self, depth: int) -> list[Entry]:
        """Return the keys of a mapping that have values; an empty list counts as a value, an empty text does not."""
        found: list[Entry] = []
        while type(event := next(self.events)).__name__ != "MappingEndEvent":
            place = self._place(event)
            refuse(event, place)
            if type(event).__name__ != "ScalarEvent":
                raise fault_at(place, "A list or mapping cannot be a key.", "A key is a text: name: Racism")
            key = text_of(event)
            refuse_double(key, place, found)
            first = next(self.events)
            values = tuple(self.values(first, key, depth + 1))
            if values or type(first).__name__ == "SequenceStartEvent":
                found.append(Entry(key, replace(place, field=key), values))
        return found

    def _place(self, event: Any) -> Location:
        return Location(self.file, event.start_mark.line + 1, event.start_mark.column + 1)


def text_of(event: Any) -> str:
    """Return the text of a scalar; an empty text for what stands for no value, unless it is quoted."""
    return str(event.value) if event.style or event.value not in EMPTY else ""


def refuse(event: Any, place: Location) -> None:
    """Raise SyntaxFault for an anchor, an alias or a tag."""
    if type(event).__name__ == "AliasEvent":
        raise fault_at(place, f"The alias *{event.anchor} refers to another place.", "Write the value out.")
    if getattr(event, "anchor", None):
        raise fault_at(place, f"The anchor &{event.anchor} is not read here.", "Leave it out.")
    if getattr(event, "tag", None):
        raise fault_at(place, f"The tag {event.tag} is not read here.", "Leave it out; every value is a text.")


def refuse_double(key: str, place: Location, entries: Iterable[Entry]) -> None:
    """Raise SyntaxFault for a key that the mapping has already."""
    for entry in entries:
        if squash(entry.key) == squash(key) and entry.key.partition("@")[2] == key.partition("@")[2]:
            raise fault_at(
                place,
                f"The key {key!r} appears twice; first at line {entry.place.line}.",
                "Write several values as a list: other name: [Anti-racism, Antiracism]",
            )


def fault_at(place: Location, what: str, remedy: str = "") -> SyntaxFault:
    """Make the error for what stands at a place."""
    return SyntaxFault(what, file=place.file, line=place.line, column=place.column, remedy=remedy)


def to_syntax_fault(fault: Any, file: str) -> SyntaxFault:
    """Return the error that the YAML parser found, in plain words."""
    mark = fault.problem_mark or fault.context_mark
    said = f"{fault.context or ''} {fault.problem or ''}".strip()
    remedy = next((words for part, words in WORDS if part in said), "")
    place = Location(file, mark.line + 1, mark.column + 1) if mark else Location(file)
    return fault_at(place, f"This is not YAML: {said}.", remedy)


PLAIN = re.compile(r"[A-Za-z][\w.,;()/'’–—“”‘ -]*(?<! )", re.ASCII)
DATE = re.compile(r"[0-9]{4}(-[0-9]{2}){0,2}")
KEYWORDS = {"true", "false", "yes", "no", "on", "off", "null", "y", "n"}
ESCAPES = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\t": "\\t"}
LONGEST_LINE = 120


def to_yaml(keys: dict[str, object], indent: str = "") -> str:
    """Write nested keys as YAML: texts, and lists of texts that fit a line, after their key, all else below it."""
    lines = ""
    for key, value in keys.items():
        head = f"{indent}{key}:"
        if isinstance(value, dict):
            lines += f"{head}\n{to_yaml(value, f'{indent}  ')}"
            continue
        if not isinstance(value, list):
            lines += f"{head} {quoted(str(value))}\n"
            continue
        texts = [quoted(each, inside=True) for each in value if isinstance(each, str)]
        line = f"{head} [{', '.join(texts)}]\n"
        if len(texts) == len(value) and len(line) <= LONGEST_LINE:
            lines += line
            continue
        lines += f"{head}\n"
        for each in value:
            inner = to_yaml(each, f"{indent}  ").lstrip() if isinstance(each, dict) else f"{quoted(each)}\n"
            lines += f"{indent}- {inner}"
    return lines


def quoted(text: str, *, inside: bool = False) -> str:
    """Write a text plainly where YAML reads it back as the same text, else in quotation marks."""
    plain = PLAIN.fullmatch(text) or DATE.fullmatch(text) or re.fullmatch(r"https?://[\w./%~+=&?-]+", text)
    if plain and text.lower() not in KEYWORDS and not (inside and re.search(r"[,\[\]{}]", text)):
        return text
    seen = ((letter, letter if letter.isprintable() else f"\\U{ord(letter):08X}") for letter in text)
    return f'"{"".join(ESCAPES.get(letter, shown) for letter, shown in seen)}"'
