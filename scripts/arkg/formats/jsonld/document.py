"""A JSON document (RFC 8259): its values, each with its location, and what its keys and prefixes mean."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

import pyoxigraph as ox

from arkg.errors import Location
from arkg.turtle import Source

if TYPE_CHECKING:
    from collections.abc import Iterator


DEEPEST = 50
TOKEN = re.compile(r'"(?:[^"\\]++|\\.)*+"|[][{}]|[^][{}",:\s]++')
NO_VALUES = ("NaN", "Infinity", "-Infinity")
"""Numbers that Python's reader takes, and JSON does not have."""
TRUNCATED = "The text ends too soon"
REMEDIES = {
    TRUNCATED: "Close each bracket.",
    "Expecting property name": "Put names in straight quotation marks, and no comma after the last member.",
    "Expecting value": 'Put text in straight quotation marks: "name": "Racism"',
    "Expecting ',' delimiter": "Put a comma between two members, and close each bracket.",
    "Unterminated string": "Close the quotation mark.",
    "Invalid control character": r"Write \n for a line break inside a text.",
}
"""How the errors of Python's reader begin, or that of a text that is not complete → what to do."""


@dataclass(slots=True)
class Node:
    """A value: its text if it is a string, its members if it is an object or a list, and where it begins and ends.

    ``key`` is the name that it, or the list it stands in, has as a member, and ``key_start`` where that begins. One
    that ``is_data`` is a JSON literal: nothing in it is JSON-LD.
    """

    start: int
    end: int = 0
    key: str = ""
    key_start: int = 0
    text: str | None = None
    is_object: bool = False
    is_data: bool = False
    members: list[Node] = field(default_factory=list)
    named: dict[str, Node] = field(default_factory=dict)

    def get(self, *names: str) -> Node | None:
        """Return the member that has the first of these names that any has."""
        for name in names if self.named else ():
            if name in self.named:
                return self.named[name]
        return None


class Json(Source):
    """A JSON text, its places, and its values, the whole first, with the ``@id`` of the object around each."""

    __slots__ = ("values",)

    def __init__(self, text: str, file: str) -> None:
        """Read a text.

        Raises SyntaxFault where it is no JSON, names a member twice, or nests deeper than ``DEEPEST``.
        """
        super().__init__(text, file)
        try:
            json.loads(text, parse_int=str, parse_float=str, parse_constant=str)
        except json.JSONDecodeError as fault:
            what = fault.msg if text[fault.pos :].strip() else TRUNCATED
            remedy = next((told for begin, told in REMEDIES.items() if what.startswith(begin)), "")
            raise self.fault(fault.pos, f"This is not JSON: {what}.", remedy) from fault
        except RecursionError:
            pass  # the nodes are read up to where they nest too deeply
        root = self._read()
        mark_literals(root)
        self.values = list(walk(root))

    def at(self, node: Node) -> Location:
        """Return the place of a value, with its key."""
        return Location(self.file, *self.place(node.start), node.key)

    def _read(self) -> Node:
        """Return the value that a well-formed text is."""
        top = Node(0)
        stack, name = [top], None
        for match in TOKEN.finditer(self.text):
            piece, start, inner = match[0], match.start(), stack[-1]
            if piece in ("}", "]"):
                stack.pop().end = match.end()
            elif inner.is_object and name is None:
                name = (self._string(piece, start), start)
            else:
                key, key_start = name or (inner.key, inner.key_start)
                if piece in NO_VALUES:
                    raise self.fault(start, f"This is not JSON: {piece} is not a value.")
                text = self._string(piece, start) if piece.startswith('"') else None
                node = Node(start, match.end(), key, key_start, text, is_object=piece == "{")
                self._add(node, inner)
                stack += [node] if piece in ("{", "[") else []
                name = None
            if len(stack) > DEEPEST + 1:
                raise self.fault(start, f"More than {DEEPEST} brackets are nested here.")
        return top.members[0]

    def _add(self, node: Node, inner: Node) -> None:
        if inner.is_object and node.key in inner.named:
            what = f"The key {node.key!r} appears twice here."
            raise self.fault(node.key_start, what, 'Write several values as a list: ["A", "B"]')
        inner.members.append(node)
        if inner.is_object:
            inner.named[node.key] = node

    def _string(self, text: str, start: int) -> str:
        try:
            value = str(json.loads(text))
            value.encode()
        except (ValueError, UnicodeEncodeError) as reason:
            raise self.fault(start, "This text has an escape that does not represent a character.") from reason
        return value


@dataclass(slots=True)
class Map:
    """What stands where: texts, objects by their ``@id``, and what prefixes and keys stand for."""

    names: dict[str, str]
    within: dict[tuple[str, str], dict[str, Location]] = field(default_factory=dict)
    under: dict[tuple[str, str], Location] = field(default_factory=dict)
    objects: dict[str, Location] = field(default_factory=dict)

    def expand(self, text: str) -> str:
        """Return the IRI of a text that is a CURIE or a key, else the text itself."""
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
        """Return the place of the value of a statement: under the right key of the right object, else the nearest."""
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
    for node, subject in document.values:
        place, around, own = document.at(node), where.expand(subject), named(node)
        if own and own.text:
            full = where.expand(own.text)
            where.objects.setdefault(full, replace(place, field=""))
            if subject:
                where.note(full, around, node.key, place)
        elif not node.members and not node.is_object:
            text = document.text[node.start : node.end] if node.text is None else node.text
            for form in {text, where.expand(text)}:
                where.note(form, around, node.key, place)
    return where


def named(node: Node) -> Node | None:
    """Return the identifier of an object."""
    return node.get("@id", "id")


def walk(node: Node, subject: str = "") -> Iterator[tuple[Node, str]]:
    """Yield every value with the ``@id`` of the object around it; of a JSON literal, only the whole."""
    yield node, subject
    if node.is_data:
        return
    own = named(node)
    inner = own.text if own and own.text else subject if not node.is_object or node.get("@value") else ""
    for each in node.members:
        yield from walk(each, inner)


def mark_literals(root: Node) -> None:
    """Note which values are JSON literals: those said to be ``@json``, and those of a key that a context says it of."""
    for node, _ in walk(root):
        if (value := node.get("@value")) and is_json(node):
            value.is_data = True
    contexts = [node for node, _ in walk(root) if node.key == "@context" and node.is_object]
    keys = {node.key for context in contexts for node, _ in walk(context) if is_json(node)}
    for node, _ in walk(root) if keys else ():
        if node.key in keys and not is_json(node):
            node.is_data = True


def is_json(node: Node) -> bool:
    """Return whether an object says that a value, or the values of a key, are JSON literals."""
    said = node.get("@type", "type")
    return said is not None and said.text == "@json"
