"""Pages as the tests read them: links, anchors, scripts and texts of a file of HTML."""

from __future__ import annotations

import json
import posixpath
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any
from urllib.parse import unquote, urlsplit

LINKS = {"href", "src", "action"}
LOADS = {"link", "script", "img", "iframe", "object", "embed", "video", "audio", "source"}


@dataclass(slots=True)
class Reading:
    """What a page holds."""

    links: list[tuple[str, str]] = field(default_factory=list)
    """Element and address of everything that leads or loads."""
    anchors: set[str] = field(default_factory=set)
    elements: list[tuple[str, dict[str, str]]] = field(default_factory=list)
    data: list[Any] = field(default_factory=list)
    """The descriptions in JSON-LD."""
    text: str = ""
    scripts: list[str] = field(default_factory=list)
    """The contents of scripts that are no data."""


class Reader(HTMLParser):
    """Reads a page."""

    def __init__(self) -> None:
        """Begin with nothing read."""
        super().__init__(convert_charrefs=True)
        self.reading = Reading()
        self._script = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note the links and the anchor of an element."""
        said = {name: value or "" for name, value in attrs}
        self.reading.elements.append((tag, said))
        self.reading.links += [(tag, value) for name, value in said.items() if name in LINKS]
        self.reading.anchors |= {said["id"]} if "id" in said else set()
        self._script = said.get("type", "text/javascript") if tag == "script" else ""

    def handle_endtag(self, tag: str) -> None:
        """Leave a script."""
        self._script = "" if tag == "script" else self._script

    def handle_data(self, data: str) -> None:
        """Note a text, a script, or a description."""
        if self._script == "application/ld+json":
            self.reading.data.append(json.loads(data))
        elif self._script:
            self.reading.scripts.append(data)
        else:
            self.reading.text += data


def read(content: bytes) -> Reading:
    """Read a page."""
    reader = Reader()
    reader.feed(content.decode())
    reader.close()
    return reader.reading


def read_all(files: dict[str, bytes]) -> dict[str, Reading]:
    """Read every page of a publication."""
    return {path: read(content) for path, content in files.items() if path.endswith(".html")}


def target(path: str, address: str) -> tuple[str, str]:
    """Give the file, and the anchor in it, that an address on the page ``path`` leads to within the publication."""
    parts = urlsplit(address)
    whole = posixpath.normpath(posixpath.join(posixpath.dirname(path), unquote(parts.path))) if parts.path else path
    if parts.path.endswith(("/", "..")) or parts.path == "." or whole == ".":
        whole = posixpath.normpath(posixpath.join(whole, "index.html"))
    return whole, parts.fragment


def inside(address: str) -> bool:
    """Say whether an address leads to a file of the publication."""
    return not urlsplit(address).scheme and not address.startswith("//")
