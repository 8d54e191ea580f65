"""What happens to every request and response: paths made plain, headers added, one line in the log, one count."""

from __future__ import annotations

from time import perf_counter
from typing import TYPE_CHECKING, Any

from arkg.serve.proxy import locate

if TYPE_CHECKING:
    from collections.abc import Callable

    from starlette.types import ASGIApp, Message, Receive, Scope, Send

    from arkg.serve.metrics import Metrics
    from arkg.serve.settings import Settings

POLICY = (
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
SECURITY = b"content-security-policy"
UNAVAILABLE = 503
PREFLIGHT = (
    (b"access-control-allow-headers", b"Accept, Content-Type, If-None-Match"),
    (b"access-control-max-age", b"86400"),
    (b"content-length", b"0"),
)
POSTED = ("/sparql", "/validate", "/reconcile")
ROUTES = (
    "sparql",
    "graphs",
    "id",
    "ns",
    "shapes",
    "query",
    "validate",
    "reconcile",
    "health",
    "metrics",
    "openapi.json",
)
QUIET = ("/health", "/metrics")


class Front:
    """Stands before the application."""

    def __init__(self, app: ASGIApp, metrics: Metrics, say: Callable[[str], None], settings: Settings) -> None:
        """Keep what requests are counted and told with."""
        self.app = app
        self.metrics = metrics
        self.say = say
        self.settings = settings

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle a request."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        began = perf_counter()
        locate(scope, self.settings)
        answered = {"status": 500, "bytes": 0}

        async def send_on(message: Message) -> None:
            if message["type"] == "http.response.start":
                answered["status"] = message["status"]
                message["headers"] = with_headers(message.get("headers", []), message["status"])
            else:
                answered["bytes"] += len(message.get("body", b""))
            await send(message)

        try:
            if scope["method"] == "OPTIONS":
                await preflight(scope["path"], send_on)
            else:
                await self.app(scope, receive, send_on)
        finally:
            self._tell(scope, answered, perf_counter() - began)

    def _tell(self, scope: Scope, answered: dict[str, int], seconds: float) -> None:
        route = scope["path"].lstrip("/").partition("/")[0]
        name = route if route in ROUTES else "site"
        method = scope["method"] if scope["method"] in {"GET", "HEAD", "POST", "OPTIONS"} else "other"
        self.metrics.request(name, method, answered["status"], seconds)
        client = scope["client"][0] if scope.get("client") else "-"
        path = scope.get("raw_path", b"").decode("latin-1")
        query = scope["query_string"].decode("latin-1")
        shown = f"{path}?{query}" if query and self.settings.log_queries else path
        size, status = answered["bytes"], answered["status"]
        self.say(f"{client} {scope['method']} {printable(shown)} {status} {size} B {seconds * 1000:.1f} ms")


def printable(text: str) -> str:
    """Give a text without what could begin another line or colour a terminal."""
    return "".join(each if each.isprintable() else f"%{ord(each):02X}" for each in text)


def with_headers(headers: Any, status: int) -> list[tuple[bytes, bytes]]:
    """Add to the headers of a response what every response has."""
    found = [*headers, *EVERYWHERE]
    names = {name for name, _ in found}
    if SECURITY not in names:
        found.append((SECURITY, POLICY.encode()))
    if status == UNAVAILABLE and b"retry-after" not in names:
        found.append((b"retry-after", b"5"))
    return found


async def preflight(path: str, send: Send) -> None:
    """Answer what a browser asks before it asks, and say which methods there are."""
    methods = b"GET, HEAD, POST, OPTIONS" if path in POSTED else b"GET, HEAD, OPTIONS"
    headers = [(b"allow", methods), (b"access-control-allow-methods", methods), *PREFLIGHT]
    await send({"type": "http.response.start", "status": 204, "headers": headers})
    await send({"type": "http.response.body", "body": b""})
