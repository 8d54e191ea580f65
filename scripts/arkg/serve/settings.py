"""What a server is told when it starts, and the limits it keeps."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

MEGABYTE = 1_000_000
MAX_HEAD = 32_768
"""Bytes of a request line and its headers."""
MAX_BODY = 1 * MEGABYTE
"""Bytes of what is handed in to be checked or matched."""
SPARE = 8 * MEGABYTE
"""Bytes beyond that which are taken and dropped, so that whoever sends them hears why they are refused."""
SLOW_HEAD = 5.0
"""Seconds in which the head of a request must have come, where a client has not less."""
CONNECTIONS = 1000
"""Open connections; for a further one, the one that has waited longest is told to come back."""


@dataclass(frozen=True, slots=True)
class Settings:
    """Where to serve, what, and how much a query may take.

    ``store`` is the folder of an Oxigraph store on disk (None: the files of the graph, in memory), ``site`` a
    published folder (None: one is made). ``client_limit`` is how long a client may take to send a body, or take
    nothing of an answer. ``base`` is the public address, where it is not the one listened at, with a slash at its end;
    the X-Forwarded headers of ``trusted`` addresses are believed. Times are in seconds, sizes in bytes.
    """

    host: str = "127.0.0.1"
    port: int = 8000
    store: Path | None = None
    site: Path | None = None
    base: str = ""
    trusted: frozenset[str] = frozenset()
    time_limit: float = 10.0
    memory_limit: int = 1000 * MEGABYTE
    answer_limit: int = 50 * MEGABYTE
    client_limit: float = 30.0
    log_queries: bool = False


@dataclass(frozen=True, slots=True)
class Limits:
    """How a pool shares its workers.

    ``quick`` workers run at a time, besides ``heavy`` ones: a job that takes longer than ``patience`` seconds becomes
    heavy: it no longer takes one of their places, and soon yields the processor to them. ``queue`` jobs may wait.
    """

    quick: int = 4
    heavy: int = 12
    queue: int = 64
    patience: float = 0.04
    time: float = 10.0
    memory: int = 1000 * MEGABYTE
