"""Messages between the server and its workers: JSON, and bytes that go with it, both behind their lengths."""

from __future__ import annotations

import json
import struct
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import socket

HEAD = struct.Struct("!IQ")


def pack(said: Any, body: bytes = b"") -> bytes:
    """Give the bytes of a message."""
    text = json.dumps(said, ensure_ascii=False, separators=(",", ":")).encode()
    return b"".join((HEAD.pack(len(text), len(body)), text, body))


def unpack(taken: bytearray) -> tuple[Any, bytes] | None:
    """Give the message at the beginning of what has come, None while it is not whole."""
    if len(taken) < HEAD.size:
        return None
    text, body = HEAD.unpack_from(taken)
    start = HEAD.size + text
    if len(taken) < start + body:
        return None
    return json.loads(taken[HEAD.size : start]), bytes(taken[start : start + body])


def receive(link: socket.socket) -> tuple[Any, bytes]:
    """Wait for a message; raise EOFError where the other side has gone."""
    text, body = HEAD.unpack(take(link, HEAD.size))
    return json.loads(take(link, text)), take(link, body)


def take(link: socket.socket, size: int) -> bytes:
    """Wait for this many bytes; raise EOFError where the other side has gone."""
    found = bytearray()
    while len(found) < size:
        part = link.recv(min(size - len(found), 1 << 20))
        if not part:
            raise EOFError
        found += part
    return bytes(found)
