"""What every endpoint of a server works with, and the one way in which a worker's answer becomes a response."""

from __future__ import annotations

import asyncio
import hashlib
import json
from collections import OrderedDict
from dataclasses import dataclass, field
from email.utils import formatdate, parsedate_to_datetime
from html import escape
from typing import TYPE_CHECKING, Any

from starlette.responses import Response

from arkg.serve.html import HTML, page
from arkg.serve.negotiate import RESULTS, negotiate, takes_gzip
from arkg.serve.proxy import root_of
from arkg.serve.settings import MAX_BODY, SPARE
from arkg.serve.workers import Refused

if TYPE_CHECKING:
    from collections.abc import Mapping

    from starlette.requests import Request

    from arkg.serve.files import Files
    from arkg.serve.metrics import Metrics
    from arkg.serve.pool import Pool
    from arkg.serve.settings import Settings

FRESH = "public, max-age=300"
"""For how many seconds an answer may be kept unasked; afterwards its ETag tells whether it is still true."""
CACHED = 32_000_000
"""Bytes of answers that the server keeps."""
LARGEST = 1_000_000
"""Bytes of the longest answer that it keeps."""
TEXTUAL = ("text/", "application/json")


class Kept:
    """The answers that were asked for last, by their ETags; the graph does not change while it is served."""

    def __init__(self, most: int = CACHED) -> None:
        """Begin with none."""
        self._most = most
        self._size = 0
        self._answers: OrderedDict[str, tuple[dict[str, Any], bytes]] = OrderedDict()

    def get(self, tag: str) -> tuple[dict[str, Any], bytes] | None:
        """Give an answer."""
        if tag not in self._answers:
            return None
        self._answers.move_to_end(tag)
        return self._answers[tag]

    def put(self, tag: str, said: dict[str, Any], content: bytes) -> None:
        """Keep an answer, and let go of those that were not asked for longest."""
        if len(content) > LARGEST or tag in self._answers:
            return
        self._answers[tag] = said, content
        self._size += len(content) + len(tag)
        while self._size > self._most:
            old, (_, dropped) = self._answers.popitem(last=False)
            self._size -= len(dropped) + len(old)


@dataclass(slots=True)
class Service:
    """The server's state: what it was told, what it knows of the graph, its workers and files."""

    settings: Settings
    catalogue: Mapping[str, Any]
    graph: Pool
    metrics: Metrics
    files: Files
    base: str
    """The address at which the server listens, without a slash at its end."""
    checks: asyncio.Future[Pool] | None = None
    """The workers that check contributions, once they are ready; None where there are none."""
    files_fault: str = ""
    """Why there are no pages, where they could not be made."""
    kept: Kept = field(default_factory=Kept)

    def tag(self, *parts: Any) -> str:
        """Give the ETag of what these parts decide, in this state of the graph."""
        text = json.dumps([self.catalogue["digest"], *parts], sort_keys=True)
        return f'"{hashlib.sha256(text.encode()).hexdigest()[:32]}"'

    def dated(self, tag: str) -> dict[str, str]:
        """Give the headers of an answer that is true as long as the graph is the same."""
        modified = formatdate(self.catalogue["modified"], usegmt=True)
        return {"ETag": tag, "Last-Modified": modified, "Cache-Control": FRESH}

    async def answer(
        self, request: Request, job: dict[str, Any], body: bytes = b"", headers: Mapping[str, str] | None = None
    ) -> Response:
        """Let a worker do a job, and give its answer as a response; one that was given before is not made again."""
        job = {**job, "gzip": takes_gzip(request.headers)}
        tag = self.tag(job, body.decode(errors="replace"))
        more = {"Vary": "Accept, Accept-Encoding", **(headers or {})}
        if is_known(request, tag):
            return Response(status_code=304, headers={**more, **self.dated(tag)})
        done = self.kept.get(tag)
        if done is None:
            try:
                done = await self.graph.run(job, body, gone(request))
            except Refused as refused:
                return refusal(refused, request)
            if done[0].get("steady") and done[0]["status"] == OK:
                self.kept.put(tag, *done)
        said, content = done
        if said["status"] >= BAD and said["type"] == "text/plain":
            return told(request, said["status"], content.decode().rstrip("\n"), more)
        steady = said.get("steady") and said["status"] == OK
        if steady and is_fresh(request, tag, self.catalogue["modified"]):
            return Response(status_code=304, headers={**more, **self.dated(tag)})
        more |= self.dated(tag) if steady else {"Cache-Control": "no-store"}
        if said.get("gzip"):
            more["Content-Encoding"] = "gzip"
        return Response(content, said["status"], more, typed(said["type"]))


OK = 200
BAD = 400


def typed(media_type: str) -> str:
    """Give a media type with its character set where a reader may doubt it."""
    return f"{media_type}; charset=utf-8" if media_type.startswith(TEXTUAL) else media_type


def is_fresh(request: Request, tag: str, modified: float) -> bool:
    """Say whether whoever asks has the answer already (RFC 9110, 13.2.2)."""
    if request.method not in {"GET", "HEAD"}:
        return False
    if (known := request.headers.get("if-none-match")) is not None:
        return known.strip() == "*" or is_known(request, tag)
    since = request.headers.get("if-modified-since", "")
    try:
        return bool(since) and parsedate_to_datetime(since).timestamp() >= int(modified)
    except (ValueError, TypeError, OverflowError):
        return False


def is_known(request: Request, tag: str) -> bool:
    """Say whether whoever asks names this tag, which nothing but a good answer bears."""
    known = request.headers.get("if-none-match", "").split(",")
    return request.method in {"GET", "HEAD"} and tag in [each.strip().removeprefix("W/") for each in known]


def gone(request: Request) -> Any:
    """Give what comes to an end when whoever asked has gone."""

    async def wait() -> None:
        while (await request.receive())["type"] != "http.disconnect":
            pass

    return wait


def refusal(refused: Refused, request: Request) -> Response:
    """Give the response for a job that was not done."""
    headers = {"Retry-After": str(refused.retry_after)} if refused.retry_after else {}
    return told(request, refused.status, refused.message, headers)


def told(request: Request, status: int, message: str, headers: Mapping[str, str]) -> Response:
    """Return a response that says what is wrong: as a page to whoever likes that best, else as text."""
    if negotiate(request.headers.get("accept", ""), ("text/plain", *RESULTS.values(), HTML)) != HTML:
        return text(status, message, headers)
    body = f"<pre>{escape(message)}</pre>"
    return page("This could not be answered", body, status, headers, root_of(request))


def text(status: int, message: str, headers: Mapping[str, str] | None = None) -> Response:
    """Give a response that says something in plain words."""
    return Response(f"{message}\n", status, {"Cache-Control": "no-store", **(headers or {})}, "text/plain")


class Unfit(Exception):
    """A request that cannot be answered as it is; ``response`` says why."""

    def __init__(self, response: Response) -> None:
        """Keep the response."""
        super().__init__()
        self.response = response


async def read_body(service: Service, request: Request, most: int = MAX_BODY) -> bytes:
    """Read what a request sends; raise Unfit for more than ``most`` bytes, or for one that is slow to come."""
    length = request.headers.get("content-length", "0")
    if length.isdecimal() and int(length) > most + SPARE:
        raise too_large(most)
    found, total = bytearray(), 0
    try:
        async with asyncio.timeout(service.settings.client_limit):
            async for part in request.stream():
                total += len(part)
                if total > most + SPARE:
                    break
                if total <= most:
                    found += part
    except TimeoutError as fault:
        raise Unfit(text(408, "The body did not come in time.", {"Connection": "close"})) from fault
    if total > most:
        raise too_large(most)
    return bytes(found)


def too_large(most: int) -> Unfit:
    """Make the fault for a body of too many bytes."""
    return Unfit(text(413, f"The body has more than {most:,} bytes.", {"Connection": "close"}))
