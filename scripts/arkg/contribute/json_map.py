"""A JSON-LD document → where each of its texts and objects stands, and what its keys and prefixes stand for."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import pyoxigraph as ox

from arkg.contribute.json_text import DEEPEST
from arkg.errors import Location

if TYPE_CHECKING:
    from collections.abc import Iterator

    from arkg.contribute.json_text import Json, Key, Node


@dataclass(slots=True)
class Map:
    """What stands where: texts, objects by their ``@id``, and what prefixes and keys stand for."""

    names: dict[str, str]
    within: dict[tuple[str, str], dict[str, Location]] = field(default_factory=dict)
    under: dict[tuple[str, str], Location] = field(default_factory=dict)
    objects: dict[str, Location] = field(default_factory=dict)

    def expand(self, text: str) -> str:
        """Give the IRI of a text that is a CURIE or a key, else the text itself."""
        for _ in range(DEEPEST):  # a context may define keys in a circle
            prefix, colon, rest = text.partition(":")
            if colon and prefix in self.names and not rest.startswith("//"):
                return self.names[prefix] + rest
            if self.names.get(text, text) == text:
                return text
            text = self.names[text]
        return text

    def note(self, text: str, subject: str, key: str, place: Location) -> None:
        """Keep the place of a text: for its object and key, and for its key in whatever object."""
        self.within.setdefault((text, subject), {}).setdefault(self.expand(key), place)
        self.under.setdefault((text, self.expand(key)), place)

    def find(self, triple: ox.Triple, subject: str) -> Location | None:
        """Give the place of the value of a statement: under the right key of the right object, else the nearest."""
        value = triple.object.value if isinstance(triple.object, (ox.NamedNode, ox.Literal)) else ""
        tail = re.split(r"[#/]", value)[-1] if isinstance(triple.object, ox.NamedNode) else value
        key = triple.predicate.value
        for text in (value, tail):
            if own := self.within.get((text, subject)):
                return own.get(key) or next(iter(own.values()))
        return self.under.get((value, key)) or self.under.get((tail, key)) or self.objects.get(subject)


def locate(document: Json, names: dict[str, str]) -> Map:
    """Find the texts and the objects of a document."""
    where = Map(names)
    for key, node, subject in walk(document.root):
        line, column = document.place(node.start)
        name, around = key.name if key else "", where.expand(subject)
        place = Location(document.file, line, column, name)
        own = named(node)
        if own and own.text:
            where.objects.setdefault(where.expand(own.text), Location(document.file, line, column))
        text = node.text if node.text is not None else document.text[node.start : node.end]
        if not node.members and not node.is_object:
            for form in {text, where.expand(text)}:
                where.note(form, around, name, place)
        if own and own.text and subject:
            where.note(where.expand(own.text), around, name, place)
    return where


def named(node: Node) -> Node | None:
    """Give the identifier of an object."""
    return (node.get("@id") or node.get("id")) if node.is_object else None


def walk(node: Node, key: Key | None = None, subject: str = "") -> Iterator[tuple[Key | None, Node, str]]:
    """Give every value, with its key and the ``@id`` of the object around it; of a JSON literal, only the whole."""
    yield key, node, subject
    if node.is_data:
        return
    own = named(node)
    inner_subject = own.text if own and own.text else subject if not node.is_object or node.get("@value") else ""
    for inner_key, inner in node.members:
        yield from walk(inner, inner_key or key, inner_subject)


def mark_literals(root: Node) -> None:
    """Note which values are JSON literals: those said to be ``@json``, and those of a key that a context says it of."""
    for _, node, _ in walk(root):
        if (value := node.get("@value")) and is_json(node):
            value.is_data = True
    contexts = [node for key, node, _ in walk(root) if key and key.name == "@context" and node.is_object]
    keys = {key.name for context in contexts for key, node, _ in walk(context) if key and is_json(node)}
    for key, node, _ in walk(root) if keys else ():
        if key and key.name in keys and not is_json(node):
            node.is_data = True


def is_json(node: Node) -> bool:
    """Return whether an object says that a value, or the values of a key, are JSON literals."""
    said = (node.get("@type") or node.get("type")) if node.is_object else None
    return said is not None and said.text == "@json"
