"""Records as nested keys → YAML, as the doors read it back."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

PLAIN = re.compile(r"[A-Za-z][\w.,;()/'’–—“”‘ -]*(?<! )", re.ASCII)
DATE = re.compile(r"[0-9]{4}(-[0-9]{2}){0,2}")
WORDS = {"true", "false", "yes", "no", "on", "off", "null", "y", "n"}
ESCAPES = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\t": "\\t"}
LINE = 120


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
    if len(line) <= LINE:
        yield line
        return
    yield f"{indent}{key}:\n"
    yield from (f"{indent}- {quoted(text)}\n" for text in texts)


def quoted(text: str, *, inside: bool = False) -> str:
    """Write a text plainly where YAML reads it back as the same text, else in quotation marks."""
    plain = PLAIN.fullmatch(text) or DATE.fullmatch(text) or re.fullmatch(r"https?://[\w./%~+=&?-]+", text)
    if plain and text.lower() not in WORDS and not (inside and re.search(r"[,\[\]{}]", text)):
        return text
    escaped = "".join(ESCAPES.get(letter) or (letter if letter.isprintable() else code(letter)) for letter in text)
    return f'"{escaped}"'


def code(letter: str) -> str:
    """Write a character that cannot be seen as its code."""
    return f"\\U{ord(letter):08X}"
