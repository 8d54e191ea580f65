"""YAML → records as keys and values, each with its line.

A record is a mapping; several are a list of mappings, or several documents. Every value is taken as the text it is
written as: 2020-06 is no number, no is no falsehood. Anchors, aliases and tags are refused: nothing but text, lists
and mappings is ever made.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from arkg.errors import Location, SyntaxFault
from arkg.formats.draft import Entry, Mapping, Scalar
from arkg.names import squash

if TYPE_CHECKING:
    from collections.abc import Iterator

    from arkg.formats.draft import Intake

DEEPEST = 20
EMPTY = ("", "~", "null", "Null", "NULL")
WORDS = (
    (
        "mapping values are not allowed",
        "A text that holds ': ' stands in quotation marks: key: \"A: B\". The keys of a record begin in one column.",
    ),
    ("could not find expected ':'", "Put a colon and a blank after the key: name: Racism"),
    ("tab character", "Indent with blanks, not with tabs."),
    ("did not find expected ',' or", "A bracket is not closed, or a comma is missing."),
    ("found character '\\t'", "Indent with blanks, not with tabs."),
    ("found character that cannot start", "A text that begins so must stand in quotation marks."),
    ("did not find expected key", "Keys of one record stand one below the other, equally far to the right."),
    ("did not find expected '-'", "The '-' of one list stand one below the other."),
    ("unexpected end of stream", "A quotation mark or a bracket is not closed."),
    ("while scanning a quoted scalar", "A quotation mark is not closed."),
    ("control characters are not allowed", "Remove the character, which cannot be seen."),
)

Value = Scalar | Mapping


@dataclass(slots=True)
class Open:
    """A list or a mapping whose end has not been read; ``key`` is the key whose value comes next."""

    place: Location
    is_list: bool
    values: list[Value] = field(default_factory=list)
    entries: list[Entry] = field(default_factory=list)
    key: Scalar | None = None


def read_yaml(text: str, file: str, _intake: Intake) -> Iterator[Mapping]:
    """Yield the records of a YAML text, in order.

    Raises SyntaxFault, with line and column, where it is no YAML, or YAML that is more than text, lists and mappings.
    """
    for value in documents(text, file):
        if isinstance(value, Mapping):
            yield value
        elif value.text not in EMPTY:
            place = value.place
            raise SyntaxFault(
                "A text stands where a record should.",
                file=file,
                line=place.line,
                column=place.column,
                remedy="A record has a key and a value on each line: kind: concept",
            )


def documents(text: str, file: str) -> Iterator[Value]:
    """Yield each value at the top of the documents, and each member of a list at the top."""
    import yaml  # noqa: PLC0415 - other formats need no YAML

    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    stack: list[Open] = [Open(Location(file), is_list=True)]
    try:
        for event in yaml.parse(text, Loader=loader):
            take(event, stack, file)
            yield from stack[0].values
            stack[0].values.clear()
    except yaml.MarkedYAMLError as fault:
        raise to_syntax_fault(fault, file) from fault
    except yaml.reader.ReaderError as fault:
        before = text[: fault.position] if isinstance(fault.position, int) else ""
        raise SyntaxFault(
            f"The character U+{fault.character if isinstance(fault.character, int) else 0:04X} cannot stand in YAML.",
            file=file,
            line=before.count("\n") + 1,
            remedy="Remove the character, which cannot be seen.",
        ) from fault


def take(event: Any, stack: list[Open], file: str) -> None:
    """Take one event of the YAML parser."""
    place = Location(file, event.start_mark.line + 1, event.start_mark.column + 1)
    refuse(event, place)
    kind = type(event).__name__
    if kind == "ScalarEvent":
        put(event.value if event.style or event.value not in EMPTY else "", place, stack, quoted=bool(event.style))
    elif kind in ("SequenceStartEvent", "MappingStartEvent"):
        if len(stack) > DEEPEST:
            raise fault_at(place, f"More than {DEEPEST} lists and mappings stand inside each other here.")
        if stack[-1].key is None and not stack[-1].is_list:
            raise fault_at(place, "A list or mapping cannot be a key.", "A key is a text: name: Racism")
        stack.append(Open(place, is_list=kind == "SequenceStartEvent"))
    elif kind in ("SequenceEndEvent", "MappingEndEvent"):
        close(stack)


def refuse(event: Any, place: Location) -> None:
    """Raise SyntaxFault for an anchor, an alias or a tag."""
    if type(event).__name__ == "AliasEvent":
        raise fault_at(place, f"The alias *{event.anchor} refers to another place.", "Write the value out.")
    if getattr(event, "anchor", None):
        raise fault_at(place, f"The anchor &{event.anchor} is not read here.", "Leave it out.")
    if getattr(event, "tag", None):
        raise fault_at(place, f"The tag {event.tag} is not read here.", "Leave it out; every value is a text.")


def put(text: str, place: Location, stack: list[Open], *, quoted: bool) -> None:
    """Put a text where it belongs: as a key, a value or the member of a list."""
    top = stack[-1]
    if not top.is_list and top.key is None:
        refuse_double(text, place, top)
        top.key = Scalar(text, place)
        return
    if not text.strip() and not quoted:
        add_nothing(top)
        return
    where = next((each.key.text for each in reversed(stack) if each.key), "")
    add(Scalar(text, Location(place.file, place.line, place.column, where)), stack)


def refuse_double(key: str, place: Location, top: Open) -> None:
    """Raise SyntaxFault for a key that the mapping has already."""
    for entry in top.entries:
        if squash(entry.key) == squash(key) and entry.key.partition("@")[2] == key.partition("@")[2]:
            raise fault_at(place, f"The key {key!r} stands here twice; first at line {entry.place.line}.", AS_LIST)


AS_LIST = "Write several values as a list: other name: [Anti-racism, Antiracism]"


def add(value: Value, stack: list[Open]) -> None:
    """Add a value to the list, or under the key, that is open."""
    top = stack[-1]
    if top.is_list:
        top.values.append(value)
    elif top.key:
        place = top.key.place
        top.entries.append(Entry(top.key.text, Location(place.file, place.line, place.column, top.key.text), (value,)))
        top.key = None


def add_nothing(top: Open) -> None:
    """Leave a key without a value out."""
    top.key = None


def close(stack: list[Open]) -> None:
    """End the list or mapping that is open, and put it where it belongs."""
    ended, top = stack.pop(), stack[-1]
    if not ended.is_list:
        add(Mapping(tuple(ended.entries), ended.place), stack)
    elif top.is_list:
        top.values.extend(ended.values)
    elif top.key:
        place = top.key.place
        values = tuple(ended.values)
        top.entries.append(Entry(top.key.text, Location(place.file, place.line, place.column, top.key.text), values))
        top.key = None


def fault_at(place: Location, what: str, remedy: str = "") -> SyntaxFault:
    """Make the error for what stands at a place."""
    return SyntaxFault(what, file=place.file, line=place.line, column=place.column, remedy=remedy)


def to_syntax_fault(fault: Any, file: str) -> SyntaxFault:
    """Return the error that the YAML parser found, in plain words."""
    mark = fault.problem_mark or fault.context_mark
    said = f"{fault.context or ''} {fault.problem or ''}".strip()
    remedy = next((words for part, words in WORDS if part in said), "")
    line, column = (mark.line + 1, mark.column + 1) if mark else (0, 0)
    return SyntaxFault(f"This is not YAML: {said}.", file=file, line=line, column=column, remedy=remedy)


PLAIN = re.compile(r"[A-Za-z][\w.,;()/'’–—“”‘ -]*(?<! )", re.ASCII)
DATE = re.compile(r"[0-9]{4}(-[0-9]{2}){0,2}")
KEYWORDS = {"true", "false", "yes", "no", "on", "off", "null", "y", "n"}
ESCAPES = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\t": "\\t"}
LONGEST_LINE = 120


def to_yaml(keys: dict[str, object], indent: int = 0) -> str:
    """Write nested keys as YAML."""
    return "".join(to_lines(keys, "  " * indent))


def to_lines(keys: dict[str, object], indent: str) -> Iterator[str]:
    """Write each key with its value: short ones on the line, lists of parts below it."""
    for key, value in keys.items():
        if isinstance(value, str):
            yield f"{indent}{key}: {quoted(value)}\n"
        elif isinstance(value, dict):
            yield f"{indent}{key}:\n"
            yield from to_lines(value, f"{indent}  ")
        elif isinstance(value, list) and all(isinstance(each, str) for each in value):
            yield from to_list(key, value, indent)
        elif isinstance(value, list):
            yield f"{indent}{key}:\n"
            for each in value:
                inner = (
                    "".join(to_lines(each, f"{indent}  ")) if isinstance(each, dict) else f"{indent}  {quoted(each)}\n"
                )
                yield f"{indent}- {inner[len(indent) + 2 :]}"


def to_list(key: str, texts: list[str], indent: str) -> Iterator[str]:
    """Write a list of texts on one line if it fits, else one below the other."""
    line = f"{indent}{key}: [{', '.join(quoted(text, inside=True) for text in texts)}]\n"
    if len(line) <= LONGEST_LINE:
        yield line
        return
    yield f"{indent}{key}:\n"
    yield from (f"{indent}- {quoted(text)}\n" for text in texts)


def quoted(text: str, *, inside: bool = False) -> str:
    """Write a text plainly where YAML reads it back as the same text, else in quotation marks."""
    plain = PLAIN.fullmatch(text) or DATE.fullmatch(text) or re.fullmatch(r"https?://[\w./%~+=&?-]+", text)
    if plain and text.lower() not in KEYWORDS and not (inside and re.search(r"[,\[\]{}]", text)):
        return text
    escaped = "".join(ESCAPES.get(letter) or (letter if letter.isprintable() else code(letter)) for letter in text)
    return f'"{escaped}"'


def code(letter: str) -> str:
    """Write a character that cannot be seen as its code."""
    return f"\\U{ord(letter):08X}"
