"""Middleware: public address and client of each request; headers, log line and count of each response."""

from __future__ import annotations

import re
from collections import OrderedDict
from time import perf_counter
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from collections.abc import Callable

    from starlette.requests import Request
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

    from arkg.serve.service import Service, Settings

    Asked = tuple[str, str, bytes, str, tuple[tuple[bytes, bytes], ...]]
    """Method, path and query of a request, whether pages are made, its public address, and the headers that matter."""

CONTENT_POLICY = (
    "default-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'none'; form-action 'self'; "
    "frame-ancestors 'none'"
)
EVERYWHERE = (
    (b"access-control-allow-origin", b"*"),
    (b"access-control-expose-headers", b"ETag, Link, Location, Retry-After"),
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"strict-origin-when-cross-origin"),
    (b"permissions-policy", b"camera=(), geolocation=(), microphone=()"),
)
DEFAULTS = {b"content-security-policy": CONTENT_POLICY.encode()}
PREFLIGHT = (
    (b"access-control-allow-headers", b"Accept, Content-Type, If-None-Match"),
    (b"access-control-max-age", b"86400"),
    (b"content-length", b"0"),
)
POSTED = ("/sparql", "/validate", "/reconcile")
METHODS = frozenset({"GET", "HEAD", "POST", "OPTIONS"})
ROUTES = frozenset(
    "ask graphs health id metrics ns openapi.json query reconcile shapes sparql validate".split()  # noqa: SIM905 - words
)
OK, UNAVAILABLE = 200, 503
MOST_KEPT, LONGEST_KEPT, OVERHEAD = 64_000_000, 1_050_000, 5000
"""Bytes of all answers that are kept, of the longest of them, and of each beside its body."""
DECISIVE = frozenset(
    (b"accept", b"accept-encoding", b"host", b"if-modified-since", b"if-none-match", b"if-range", b"range")
)
"""The headers that an answer to GET depends on."""
ONE_PIECE = 2
"""Messages of an answer whose body comes at once: its head and its body."""
PERSISTENT = "/arkg"
"""The path under which the persistent IRIs stand."""
ROOT = "arkg.root"
"""The key of a scope under which stands what comes before the paths in a response."""
HOST = re.compile(r"[A-Za-z0-9.-]+(:\d+)?|\[[0-9A-Fa-f:.]+\](:\d+)?")
PREFIX = re.compile(r"(/[\w.~-]+)+")


class Middleware:
    """An application around another one; it repeats an answer that has an ETag to whoever asks the same."""

    def __init__(self, app: ASGIApp, service: Service, log: Callable[[str], None]) -> None:
        """Store what requests are counted and logged with."""
        self.app = app
        self.metrics = service.metrics
        self.log = log
        self.settings = service.settings
        self._site = service.site
        self._kept: OrderedDict[Asked, list[Message]] = OrderedDict()
        self._size = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle a request."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        began = perf_counter()
        locate(scope, self.settings)
        given = tuple(each for each in scope["headers"] if each[0] in DECISIVE)
        asked = (scope["method"], scope["path"], scope["query_string"], f"{self._site.ready} {scope[ROOT]}", given)
        answered = {"status": 500, "bytes": 0}
        sent: list[Message] = []

        async def send_on(message: Message) -> None:
            if message["type"] == "http.response.start":
                answered["status"] = message["status"]
                message["headers"] = with_headers(message.get("headers", []), message["status"])
            else:
                answered["bytes"] += len(message.get("body", b""))
            if len(sent) <= ONE_PIECE:
                sent.append(message)
            await send(message)

        try:
            if scope["method"] == "OPTIONS":
                await preflight(scope["path"], send_on)
            elif kept := self._kept.get(asked):
                self._kept.move_to_end(asked)
                answered |= {"status": OK, "bytes": len(kept[1]["body"])}
                for message in kept:
                    await send(message)
            else:
                await self.app(scope, receive, send_on)
                self._keep(asked, sent)
        finally:
            self._log(scope, answered, perf_counter() - began)

    def _keep(self, asked: Asked, sent: list[Message]) -> None:
        """Store an answer that is the same as long as the graph is, and drop those that were not asked for longest."""
        if asked[0] != "GET" or len(sent) != ONE_PIECE or sent[0]["status"] != OK or asked in self._kept:
            return
        if size_of(asked, sent) < LONGEST_KEPT and any(name == b"etag" for name, _ in sent[0]["headers"]):
            self._kept[asked] = sent
            self._size += size_of(asked, sent)
        while self._size > MOST_KEPT:
            self._size -= size_of(*self._kept.popitem(last=False))

    def _log(self, scope: Scope, answered: dict[str, int], seconds: float) -> None:
        """Write a line in the log, and count the request."""
        route, method = scope["path"].lstrip("/").partition("/")[0], scope["method"]
        size, status = answered["bytes"], answered["status"]
        self.metrics.request(
            route if route in ROUTES else "site", method if method in METHODS else "other", status, seconds
        )
        client = scope["client"][0] if scope.get("client") else "-"
        path = scope.get("raw_path", b"").decode("latin-1")
        query = scope["query_string"].decode("latin-1")
        shown = f"{path}?{query}" if query and self.settings.log_queries else path
        self.log(f"{client} {method} {printable(shown)} {status} {size} B {seconds * 1000:.1f} ms")


def size_of(asked: Asked, sent: list[Message]) -> int:
    """Return about how many bytes a request and its answer take."""
    return OVERHEAD + len(asked[2]) + len(sent[1]["body"]) + sum(len(value) for _, value in asked[4])


def printable(text: str) -> str:
    """Return a text without what could begin another line or color a terminal."""
    if text.isprintable():
        return text
    return "".join(each if each.isprintable() else f"%{ord(each):02X}" for each in text)


def with_headers(headers: Any, status: int) -> list[tuple[bytes, bytes]]:
    """Return the headers of a response with those that every response has."""
    found = dict(headers)
    defaults = DEFAULTS if status != UNAVAILABLE else {**DEFAULTS, b"retry-after": b"5"}
    return [*headers, *EVERYWHERE, *((name, value) for name, value in defaults.items() if name not in found)]


async def preflight(path: str, send: Send) -> None:
    """Answer what a browser asks before it asks, and say which methods there are."""
    methods = b"GET, HEAD, POST, OPTIONS" if path in POSTED else b"GET, HEAD, OPTIONS"
    headers = [(b"allow", methods), (b"access-control-allow-methods", methods), *PREFLIGHT]
    await send({"type": "http.response.start", "status": 204, "headers": headers})
    await send({"type": "http.response.body", "body": b""})


def locate(scope: Scope, settings: Settings) -> None:
    """Set the path of a request to that of a route, its client to the real one, and keep its public address.

    The path may be a whole address, as some proxies send it, and begin with that of ``--base``, of the proxy or of the
    persistent IRIs.
    """
    path = scope["path"]
    if path.startswith(("http://", "https://")):
        path = "/" + path.partition("://")[2].partition("/")[2]
    scope[ROOT] = settings.base.rstrip("/")
    if scope.get("client") and scope["client"][0] in settings.trusted:
        forward(scope, settings)
    for prefix in (urlsplit(scope[ROOT]).path, PERSISTENT):
        if prefix and f"{path}/".startswith(f"{prefix}/"):
            path = path[len(prefix) :] or "/"
    scope["path"] = path


def forward(scope: Scope, settings: Settings) -> None:
    """Set the client and the public address to what a trusted proxy says of them."""
    headers = {name.decode("latin-1"): value.decode("latin-1") for name, value in scope["headers"]}
    client, scheme, host = (
        headers.get(f"x-forwarded-{name}", "").rpartition(",")[2].strip() for name in ("for", "proto", "host")
    )
    if client:
        scope["client"] = (client, 0)
    prefix = headers.get("x-forwarded-prefix", "").rstrip("/")
    host = host or headers.get("host", "")
    if not settings.base and HOST.fullmatch(host) and (not prefix or PREFIX.fullmatch(prefix)):
        scope[ROOT] = f"{scheme if scheme in {'http', 'https'} else scope['scheme']}://{host}{prefix}"


def root_of(request: Request) -> str:
    """Return what stands before the paths in a response: nothing, unless a proxy stands before the server."""
    root: str = request.scope[ROOT]
    return root


def public_address(request: Request, default: str) -> str:
    """Return the address by which this server was asked, without a slash at its end."""
    host = request.headers.get("host", "")
    return root_of(request) or (f"{request.scope['scheme']}://{host}" if HOST.fullmatch(host) else default)
