"""A JSON document (RFC 8259): its values, each with its location and the object around it."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from arkg.turtle import Source

if TYPE_CHECKING:
    from collections.abc import Iterator


DEEPEST = 50
TOKEN = re.compile(r'"(?:[^"\\]++|\\.)*+"|[][{}]|[^][{}",:\s]++')
WRAPPERS = ("@value", "@list", "@set")
"""Keys of an object that stands for the values below them."""
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
    """A value: its text if it is a string, its members if it is a list or, by name, an object, and where it stands.

    ``key`` is the name that it, or the list or object that stands for it, has as a member. One that ``is_data`` is a
    JSON literal: nothing in it is JSON-LD.
    """

    start: int
    end: int = 0
    key: str = ""
    text: str | None = None
    is_object: bool = False
    is_data: bool = False
    members: list[Node] = field(default_factory=list)
    named: dict[str, Node] = field(default_factory=dict)

    def get(self, *names: str) -> Node | None:
        """Return the member that has the first of these names that any has."""
        return next((self.named[name] for name in names if name in self.named), None)


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

    def _read(self) -> Node:
        """Return the value that a well-formed text is."""
        top = Node(0)
        stack: list[Node] = [top]
        name: str | None = None
        for match in TOKEN.finditer(self.text):
            piece, start, inner = match[0], match.start(), stack[-1]
            if piece in ("}", "]"):
                stack.pop().end = match.end()
            elif inner.is_object and name is None:
                name = self._string(piece, start)
                if name in inner.named:
                    what = f"The key {name!r} appears twice here."
                    raise self.fault(start, what, 'Write several values as a list: ["A", "B"]')
            else:
                node = self._value(piece, start, inner.key if name is None or name in WRAPPERS else name)
                if name is None:
                    inner.members.append(node)
                else:
                    inner.named[name] = node
                stack += [node] if piece in ("{", "[") else []
                name = None
            if len(stack) > DEEPEST + 1:
                raise self.fault(start, f"More than {DEEPEST} brackets are nested here.")
        return top.members[0]

    def _value(self, piece: str, start: int, key: str) -> Node:
        if piece in NO_VALUES:
            raise self.fault(start, f"This is not JSON: {piece} is not a value.")
        text = self._string(piece, start) if piece.startswith('"') else None
        return Node(start, start + len(piece), key, text, is_object=piece == "{")

    def _string(self, text: str, start: int) -> str:
        try:
            value = str(json.loads(text))
            value.encode()
        except (ValueError, UnicodeEncodeError) as reason:
            raise self.fault(start, "This text has an escape that does not represent a character.") from reason
        return value


def walk(node: Node, subject: str = "") -> Iterator[tuple[Node, str]]:
    """Yield every value with the ``@id`` of the object around it; of a JSON literal, only the whole."""
    yield node, subject
    if node.is_data:
        return
    own = node.get("@id", "id")
    inner = own.text if own and own.text else subject if not node.is_object or node.get(*WRAPPERS) else ""
    for each in (*node.members, *node.named.values()):
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
