"""State of the server, which every endpoint works with, and how it answers by its workers."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from arkg.serve.web.middleware import public_address
from arkg.serve.web.responses import Reply, accepts_gzip, has_tag, make_reply, respond, tell
from arkg.serve.workers import Pool, Refused

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from starlette.requests import Request
    from starlette.responses import Response

    from arkg.serve.graph import Catalog
    from arkg.serve.site import Site
    from arkg.serve.web.metrics import Metrics


NOTHING_NEW = Reply(b"", "")
"""What is answered to a client that has the answer."""


@dataclass(frozen=True, slots=True)
class Settings:
    """Where to serve, what, and how much a query may take.

    ``store`` is the folder of an Oxigraph store on disk, or the address of an endpoint or those of its replicas (empty:
    the files of the graph, in memory), and ``environment`` has the credentials for it. ``site`` is a published folder
    (None: one is made). ``client_limit`` is how long a client may take to send a body, or take nothing of an answer.
    ``base`` is the public address, where it is not the one listened at, with a slash at its end; the X-Forwarded
    headers of ``trusted`` proxies are believed. Times are in seconds, sizes in bytes.
    """

    host: str = "127.0.0.1"
    port: int = 8000
    store: tuple[str, ...] = ()
    environment: Mapping[str, str] = field(default_factory=dict, repr=False)
    site: Path | None = None
    base: str = ""
    trusted: tuple[str, ...] = ()
    time_limit: float = 10.0
    memory_limit: int = 1_000_000_000
    answer_limit: int = 50_000_000
    client_limit: float = 30.0
    log_queries: bool = False


@dataclass(slots=True)
class Service:
    """The server's state: its settings, what it knows of the graph, its workers and pages."""

    settings: Settings
    catalog: Catalog
    graph: Pool
    checks: Pool
    metrics: Metrics
    site: Site
    local: str
    """The address at which the server listens, without a slash at its end."""

    def address(self, request: Request) -> str:
        """Return the address by which this server was asked, without a slash at its end."""
        return public_address(request, self.local)

    async def answer(
        self,
        request: Request,
        function: Callable[..., Reply],
        *args: Any,
        headers: Mapping[str, str] | None = None,
        on_refusal: Callable[[Request, Refused], Response] | None = None,
    ) -> Response:
        """Return what a function answers in a worker of the graph; one that the client has is not made again.

        ``on_refusal`` makes the response for a job that was not done, in place of one in plain words.
        """
        encoding = "gzip" if accepts_gzip(request) else ""
        decisive = repr((self.catalog.digest, function.__qualname__, args, encoding))
        tag = f'"{hashlib.sha256(decisive.encode(errors="replace")).hexdigest()[:32]}"'
        if has_tag(request, tag):
            return respond(request, NOTHING_NEW, tag, self.catalog.modified, headers or {})
        try:
            reply = await self.graph.run(make_reply, function, args, encoding, disconnected=request.is_disconnected)
        except Refused as refused:
            return (on_refusal or refuse)(request, refused)
        return respond(request, reply, tag, self.catalog.modified, headers or {})


def refuse(request: Request, refused: Refused) -> Response:
    """Return the response for a job that was not done."""
    headers = {"Retry-After": str(refused.retry_after)} if refused.retry_after else {}
    return tell(request, refused.status, refused.message, headers)
