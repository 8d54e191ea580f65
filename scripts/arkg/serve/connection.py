"""A connection that keeps its peer within bounds: the size of a head, the time for it, for a body, and for taking."""

from __future__ import annotations

import socket
import struct
from time import monotonic
from typing import TYPE_CHECKING, Any

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from arkg.serve.settings import MAX_HEAD, SLOW_HEAD

if TYPE_CHECKING:
    import asyncio

TICKS = 8
"""How often a peer is looked at in the time it has for a head."""
GRACE = 1.0
"""Seconds beyond the time for a body in which whoever reads it may say that it came too late."""


def connection(limit: float) -> type[Connection]:
    """Make the class of connections whose peers have this many seconds to send a body, or to take of an answer."""

    class Limited(Connection):
        """A connection with a limit."""

        client_limit = limit

    return Limited


class Connection(HttpToolsProtocol):
    """uvicorn's HTTP/1.1, for peers that may mean ill."""

    client_limit: float

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Begin before the first head."""
        super().__init__(*args, **kwargs)
        self._head_bytes = 0
        self._since: float | None = None
        self._head_limit = min(SLOW_HEAD, self.client_limit)
        self._limit = self._head_limit
        self._in_head = False
        self._stuck = 0
        self._stuck_since = 0.0
        self._clock: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Start the clock."""
        super().connection_made(transport)  # type: ignore[arg-type]
        self._expect_head()
        self._tick()

    def connection_lost(self, exc: Exception | None) -> None:
        """Stop the clock."""
        if self._clock:
            self._clock.cancel()
        super().connection_lost(exc)

    def _expect_head(self) -> None:
        """Begin to wait for the rest of a head."""
        self._since, self._limit, self._in_head = monotonic(), self._head_limit, True

    def _expect_body(self) -> None:
        """Begin to wait for a body."""
        self._since, self._limit, self._in_head = monotonic(), self.client_limit + GRACE, False

    def _tick(self) -> None:
        """Cut off a peer that sends or takes nothing."""
        late = self._since is not None and monotonic() - self._since > self._limit
        waiting = self.transport.get_write_buffer_size()
        if not waiting or waiting != self._stuck:
            self._stuck, self._stuck_since = waiting, monotonic()
        if late or (waiting and monotonic() - self._stuck_since > self.client_limit):
            self._cut_off()
            return
        self._clock = self.loop.call_later(self._head_limit / TICKS, self._tick)

    def _cut_off(self) -> None:
        """End the connection at once; the system, too, lets go of what the peer has not taken."""
        link = self.transport.get_extra_info("socket")
        link.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.transport.abort()

    def data_received(self, data: bytes) -> None:
        """Take bytes; refuse a head of too many."""
        was_in_head = self._in_head
        self._head_bytes = self._head_bytes + len(data) if was_in_head else 0
        super().data_received(data)
        too_long = was_in_head and self._in_head and self._head_bytes > MAX_HEAD
        if too_long and not self.transport.is_closing():
            self.send_400_response("The head of the request is too long.")

    def on_message_begin(self) -> None:
        """Begin to wait for a head."""
        self._expect_head()
        super().on_message_begin()

    def on_headers_complete(self) -> None:
        """Refuse a head that is too long though it came at once; else begin to wait for the body."""
        size = len(self.url) + sum(len(name) + len(value) for name, value in self.headers)
        if size > MAX_HEAD:
            raise ValueError
        self._head_bytes = 0
        self._expect_body()
        super().on_headers_complete()

    def on_message_complete(self) -> None:
        """Wait for nothing."""
        self._since, self._in_head = None, False
        super().on_message_complete()
