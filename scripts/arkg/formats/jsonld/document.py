"""A JSON document (RFC 8259): its values, each with its location, and what its keys and prefixes mean."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import pyoxigraph as ox

from arkg.errors import Location
from arkg.turtle import Source

if TYPE_CHECKING:
    from collections.abc import Iterator

    from arkg.errors import SyntaxFault

DEEPEST = 50
CLOSING = ("}", "]")
TOKEN = re.compile(
    r'[ \t\r\n]*+(?:(?P<string>"(?:[^"\\\x00-\x1f]++|\\.)*+")|(?P<mark>[][{}:,])|'
    r"(?P<scalar>-?[0-9]++(?:\.[0-9]++)?+(?:[eE][+-]?[0-9]++)?+|true|false|null))"
)


@dataclass(slots=True)
class Node:
    """A value: its text if it is a string, its members if it is an object or a list, and where it begins and ends.

    One that ``is_data`` is a JSON literal: nothing in it is JSON-LD.
    """

    start: int
    end: int = 0
    text: str | None = None
    members: list[tuple[Key | None, Node]] = field(default_factory=list)
    named: dict[str, Node] = field(default_factory=dict)
    is_object: bool = False
    is_data: bool = False

    def get(self, name: str) -> Node | None:
        """Return the member of this name."""
        return self.named.get(name)

    def add(self, key: Key | None, node: Node) -> None:
        """Take a member."""
        self.members.append((key, node))
        if key:
            self.named[key.name] = node


@dataclass(frozen=True, slots=True)
class Key:
    """The name of a member, and where it begins."""

    name: str
    start: int


class Json(Source):
    """A JSON text, its values, and the places in it."""

    __slots__ = ("root",)

    def __init__(self, text: str, file: str) -> None:
        """Read a text.

        Raises SyntaxFault where it is no JSON, names a member twice, or nests deeper than ``DEEPEST``.
        """
        super().__init__(text, file)
        self.root = self._read()

    def _tokens(self) -> Iterator[tuple[str, str, int, int]]:
        offset = 0
        while match := TOKEN.match(self.text, offset):
            kind = match.lastgroup or ""
            offset = match.end()
            yield kind, match[kind], match.start(kind), offset
        rest = self.text[offset:].lstrip(" \t\r\n")
        at = len(self.text) - len(rest)
        if rest:
            what = "A quotation mark is not closed." if rest[0] == '"' else f"{rest[:10]!r} has no meaning here."
            raise self.fault(at, what, 'Names and texts stand in straight quotation marks: "name": "Racism"')
        yield "end", "the end of the text", at, at

    def _read(self) -> Node:
        """Read the tokens once, keeping the objects and lists that are open on a stack."""
        top = Node(0)
        stack, key, expected = [top], None, "value"
        for kind, text, start, end in self._tokens():
            inner = stack[-1]
            if expected in ("value", "value or ]") and kind in ("string", "scalar"):
                inner.add(key, Node(start, end, self._string(text, start) if kind == "string" else None))
                expected = "next"
            elif expected in ("value", "value or ]") and text in ("{", "["):
                expected, key = self._open(stack, key, text, start), None
            elif text in ("}", "]") and expected in (("key or }", "next") if text == "}" else ("value or ]", "next")):
                self._close(stack, text, start, end)
                expected = "next"
            elif expected in ("key", "key or }") and kind == "string":
                key, expected = self._key(inner, text, start), "colon"
            elif expected == "colon" and text == ":":
                expected = "value"
            elif expected == "next" and text == "," and len(stack) > 1:
                key, expected = None, "key" if inner.is_object else "value"
            elif kind != "end" or len(stack) > 1 or not top.members:
                raise self._unexpected(text, start, expected, inner)
        return top.members[0][1]

    def _open(self, stack: list[Node], key: Key | None, text: str, start: int) -> str:
        if len(stack) > DEEPEST:
            raise self.fault(start, f"More than {DEEPEST} brackets stand inside each other here.")
        node = Node(start, is_object=text == "{")
        stack[-1].add(key, node)
        stack.append(node)
        return "key or }" if text == "{" else "value or ]"

    def _close(self, stack: list[Node], text: str, start: int, end: int) -> None:
        if len(stack) == 1 or stack[-1].is_object != (text == "}"):
            raise self._unexpected(text, start, "next", stack[-1])
        stack.pop().end = end

    def _key(self, inner: Node, text: str, start: int) -> Key:
        name = self._string(text, start)
        if inner.get(name):
            raise self.fault(
                start, f"The key {name!r} stands here twice.", 'Write several values as a list: ["A", "B"]'
            )
        return Key(name, start)

    def _string(self, text: str, start: int) -> str:
        try:
            value = str(json.loads(text))
            value.encode()
        except (ValueError, UnicodeEncodeError) as reason:
            raise self.fault(start, "This text has an escape that stands for no character.") from reason
        return value

    def _unexpected(self, text: str, start: int, expected: str, inner: Node) -> SyntaxFault:
        wanted = {"colon": "':'", "key": "a name in quotation marks", "value": "a value"}.get(expected)
        closing = "',' or '}'" if inner.is_object else "',' or ']'"
        found = text if text.startswith("the end") else repr(text[:40])
        is_early = expected in ("key", "value") and text in CLOSING
        expected = wanted or (closing if expected == "next" else expected)
        remedy = "Perhaps the ',' before it is one too many." if is_early else ""
        return self.fault(start, f"Expected {expected}, but found {found}.", remedy)


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
    """Return the identifier of an object."""
    return (node.get("@id") or node.get("id")) if node.is_object else None


def walk(node: Node, key: Key | None = None, subject: str = "") -> Iterator[tuple[Key | None, Node, str]]:
    """Yield every value, with its key and the ``@id`` of the object around it; of a JSON literal, only the whole."""
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
