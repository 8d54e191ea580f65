"""HTTP connections within bounds: how many there are, the size of a head, the time for it, for a body, for taking."""

from __future__ import annotations

import math
import resource
import socket
import struct
from collections import Counter
from time import monotonic
from typing import TYPE_CHECKING, Any

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

if TYPE_CHECKING:
    import asyncio
    from collections.abc import Callable

CONNECTIONS = 1000
"""Open connections; beyond that, the one that has waited longest is refused."""
MAX_HEAD = 32_768
"""Bytes of a request line and its headers."""
SLOW_HEAD = 5.0
"""Seconds in which the head of a request must have come, where a client has not less."""
TICKS = 8
"""How often a peer is looked at in the time it has for a head."""
GRACE = 1.0
"""Seconds beyond the time for a body in which whoever reads it may say that it came too late."""


SPARE_FILES = 200
"""Files that the server may open beside its connections."""
REFUSAL = (
    b"HTTP/1.1 503 Service Unavailable\r\nRetry-After: 5\r\nConnection: close\r\n"
    b"Content-Type: text/plain; charset=utf-8\r\nContent-Length: 59\r\n\r\n"
    b"The server has too many connections: ask again in seconds.\n"
)


def connection(limit: float, refused: Callable[[str], None]) -> type[Connection]:
    """Return the class of connections whose peers have this many seconds to send a body, or to take of an answer.

    ``refused`` is called with the address of a client whose connection is closed to make room for another.
    """

    class Limited(Connection):
        """A connection with limits."""

        client_limit = limit
        most = connections_allowed()
        on_refused = staticmethod(refused)

    return Limited


def connections_allowed() -> int:
    """Return how many connections may be open, after asking the system for as many files as they need."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = CONNECTIONS + SPARE_FILES
    if soft != resource.RLIM_INFINITY and soft < wanted:
        soft = wanted if hard == resource.RLIM_INFINITY else min(wanted, hard)
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
    return CONNECTIONS if soft == resource.RLIM_INFINITY else max(min(CONNECTIONS, soft - SPARE_FILES), 1)


class Connection(HttpToolsProtocol):
    """uvicorn's HTTP/1.1, for peers that may mean ill."""

    client_limit: float
    most: int
    on_refused: Callable[[str], None]

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
        if len(self.connections) > self.most:
            self._make_room()

    def connection_lost(self, exc: Exception | None) -> None:
        """Stop the clock."""
        if self._clock:
            self._clock.cancel()
        super().connection_lost(exc)

    def _make_room(self) -> None:
        """Refuse the connection that waits for its peer the longest, of the client that has most of them."""
        waiting = [each for each in self.connections if isinstance(each, Connection) and each.waits_since < math.inf]
        others = [each for each in waiting if each is not self]
        held = Counter(each.host for each in others)
        max(others, key=lambda each: (held[each.host], -each.waits_since), default=self).refuse()

    @property
    def host(self) -> str:
        """The address of the peer."""
        return self.client[0] if self.client else "-"

    @property
    def waits_since(self) -> float:
        """Since when the server waits for the peer: to send a head or a body, or to take an answer; else infinite."""
        if self.transport.is_closing():
            return math.inf
        if self._since is not None:
            return self._since
        return self._stuck_since if self.transport.get_write_buffer_size() else math.inf

    def refuse(self) -> None:
        """Close the connection; where no answer has begun, answer 503 with a time to retry."""
        if self.cycle and self.cycle.response_started and not self.cycle.response_complete:
            self._cut_off()
        else:
            self.transport.write(REFUSAL)
            self.transport.close()
        self.on_refused(self.host)

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
        """Receive bytes; refuse a head of too many."""
        was_in_head = self._in_head
        self._head_bytes = self._head_bytes + len(data) if was_in_head else 0
        super().data_received(data)
        too_long = was_in_head and self._in_head and self._head_bytes > MAX_HEAD
        if too_long and not self.transport.is_closing():
            self.send_400_response("The request head is too long.")

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

    def on_response_complete(self) -> None:
        """Wait for the next request, as long as uvicorn does."""
        if self._since is None and not self.pipeline:
            self._since, self._limit = monotonic(), math.inf
        super().on_response_complete()
