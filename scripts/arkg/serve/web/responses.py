"""Replies of the workers as responses: conditional requests (RFC 9110, 13), compression, faults in plain words."""

from __future__ import annotations

import asyncio
import gzip
from email.utils import formatdate, parsedate_to_datetime
from functools import lru_cache
from html import escape
from typing import TYPE_CHECKING, Any, NamedTuple

from starlette.responses import Response

from arkg.errors import ArkgError, StoreFault
from arkg.serve.web.html import page
from arkg.serve.web.middleware import root_of
from arkg.serve.web.negotiate import HTML, RESULTS, negotiate, takes_gzip

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from starlette.requests import Request

    from arkg.serve.graph import ServedGraph

OK, BAD_REQUEST, SERVER_ERROR, BAD_GATEWAY = 200, 400, 500, 502
CACHE_CONTROL = "public, max-age=300"
"""How long an answer may be used without asking again; afterwards its ETag tells whether it is still true."""
MAX_BODY = 1_000_000
"""Bytes of what is handed in to be checked or matched."""
SPARE = 8_000_000
"""Bytes beyond that which are taken and dropped, so that whoever sends them hears why they are refused."""
WORTH_COMPRESSING = 1000
"""Bytes from which an answer is compressed."""
LEVEL = 5


class Reply(NamedTuple):
    """What a worker answers; ``is_steady`` where it is the same as long as the graph is; a tuple is pickled fast."""

    content: bytes
    media_type: str
    status: int = OK
    is_steady: bool = True
    encoding: str = ""


class RequestFault(Exception):
    """A request that cannot be answered as it is: the status, and what to tell the client."""

    def __init__(self, status: int, message: str, headers: Mapping[str, str] | None = None) -> None:
        """Store the parts."""
        super().__init__(status, message, headers)
        self.status = status
        self.message = message
        self.headers = headers or {}


def make_reply(graph: ServedGraph, function: Callable[..., Reply], args: tuple[Any, ...], encoding: str) -> Reply:
    """Return ``function(graph, *args)``, encoded where it is long; what is wrong with a request becomes a reply."""
    try:
        reply = function(graph, *args)
    except RequestFault as fault:
        return problem(fault.status, fault.message)
    except ArkgError as fault:
        return problem(*explain(graph, fault))
    if graph.is_remote:
        reply = reply._replace(is_steady=False)
    if encoding and len(reply.content) > WORTH_COMPRESSING:
        return reply._replace(content=gzip.compress(reply.content, LEVEL, mtime=0), encoding=encoding)
    return reply


def explain(graph: ServedGraph, fault: ArkgError) -> tuple[int, str]:
    """Return the status for a fault, and what to tell the client, who need not know the address of an endpoint."""
    if not isinstance(fault, StoreFault):
        return BAD_REQUEST, str(fault)
    return (BAD_GATEWAY, fault.what) if graph.is_remote else (SERVER_ERROR, str(fault))


def problem(status: int, message: str) -> Reply:
    """Return the reply that says what is wrong."""
    return Reply(f"{message}\n".encode(), "text/plain", status, is_steady=False)


def respond(request: Request, reply: Reply, tag: str, modified: float, headers: Mapping[str, str]) -> Response:
    """Return a reply as a response, or that the client has it already (304)."""
    headers = {"Vary": "Accept, Accept-Encoding", **headers}
    if reply.status >= BAD_REQUEST and reply.media_type == "text/plain":
        return tell(request, reply.status, reply.content.decode().rstrip("\n"), headers)
    is_kept = reply.is_steady and reply.status == OK
    headers |= steady_headers(tag, modified) if is_kept else {"Cache-Control": "no-store"}
    if is_kept and is_fresh(request, tag, modified):
        return Response(status_code=304, headers=headers)
    if reply.encoding:
        headers["Content-Encoding"] = reply.encoding
    return Response(reply.content, reply.status, headers, typed(reply.media_type))


def steady_headers(tag: str, modified: float) -> dict[str, str]:
    """Return the headers of an answer that is true as long as the graph is the same."""
    return {"ETag": tag, "Last-Modified": http_date(modified), "Cache-Control": CACHE_CONTROL}


@lru_cache(1000)
def http_date(seconds: float) -> str:
    """Return a time as HTTP writes it."""
    return formatdate(seconds, usegmt=True)


def typed(media_type: str) -> str:
    """Return a media type with its character set where a reader may doubt it."""
    return f"{media_type}; charset=utf-8" if media_type.startswith(("text/", "application/json")) else media_type


def accepts_gzip(request: Request) -> bool:
    """Return whether the client takes gzip."""
    return takes_gzip(request.headers.get("accept-encoding", ""))


def has_tag(request: Request, tag: str) -> bool:
    """Return whether the client names this tag, which nothing but a good answer bears."""
    known = request.headers.get("if-none-match", "").split(",")
    return request.method in {"GET", "HEAD"} and tag in [each.strip().removeprefix("W/") for each in known]


def is_fresh(request: Request, tag: str, modified: float) -> bool:
    """Return whether the client has the answer already (RFC 9110, 13.2.2)."""
    if request.method not in {"GET", "HEAD"}:
        return False
    if (known := request.headers.get("if-none-match")) is not None:
        return known.strip() == "*" or has_tag(request, tag)
    since = request.headers.get("if-modified-since", "")
    try:
        return bool(since) and parsedate_to_datetime(since).timestamp() >= int(modified)
    except (ValueError, TypeError, OverflowError):
        return False


def text(status: int, message: str, headers: Mapping[str, str] | None = None) -> Response:
    """Return a response in plain words."""
    return Response(f"{message}\n", status, {"Cache-Control": "no-store", **(headers or {})}, "text/plain")


def tell(request: Request, status: int, message: str, headers: Mapping[str, str] | None = None) -> Response:
    """Return what is wrong: as a page to a client that prefers one, else as text."""
    if negotiate(request.headers.get("accept", ""), ("text/plain", *RESULTS.values(), HTML)) != HTML:
        return text(status, message, headers)
    body = f"<pre>{escape(message)}</pre>"
    return page("This could not be answered", body, status, headers, root_of(request))


async def read_body(request: Request, seconds: float, most: int = MAX_BODY) -> bytes:
    """Return what a request sends; raise RequestFault for more than ``most`` bytes, or for one that is slow to come."""
    too_large = RequestFault(413, f"The body has more than {most:,} bytes.", {"Connection": "close"})
    length = request.headers.get("content-length", "0")
    if length.isdecimal() and int(length) > most + SPARE:
        raise too_large
    found, total = bytearray(), 0
    try:
        async with asyncio.timeout(seconds):
            async for part in request.stream():
                total += len(part)
                if total > most + SPARE:
                    break
                if total <= most:
                    found += part
    except TimeoutError as fault:
        raise RequestFault(408, "The body did not come in time.", {"Connection": "close"}) from fault
    if total > most:
        raise too_large
    return bytes(found)
