"""Contributions are checked as `arkg validate` does it, in workers of their own; nothing of them is kept."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

from starlette.responses import Response

from arkg.errors import ArkgError
from arkg.serve.service import Service, refuse
from arkg.serve.web.negotiate import negotiate
from arkg.serve.web.responses import Reply, RequestFault, problem, read_body, typed
from arkg.serve.workers import Refused
from arkg.validate.check import check as read_and_check
from arkg.validate.graph import load
from arkg.validate.report import write

if TYPE_CHECKING:
    from starlette.requests import Request

    from arkg.workspace import Workspace

REPORTS = {"application/json": "json", "text/plain": "text", "text/turtle": "ttl"}
"""Media types of a report, by which clients ask for it → its format."""
MEDIA_TYPES = {form: media_type for media_type, form in REPORTS.items()}
CONTRIBUTIONS = {
    "text/turtle": "turtle",
    "application/x-turtle": "turtle",
    "application/n-triples": "n-triples",
    "application/n-quads": "n-quads",
    "application/trig": "trig",
    "application/ld+json": "json-ld",
    "application/json": "json-ld",
    "application/rdf+xml": "rdf/xml",
    "application/yaml": "yaml",
    "application/x-yaml": "yaml",
    "text/yaml": "yaml",
    "text/x-yaml": "yaml",
    "text/csv": "csv",
    "text/tab-separated-values": "csv",
}


async def validate(service: Service, request: Request) -> Response:
    """Check a contribution: its format by ``as`` or by Content-Type, the findings as JSON, text or Turtle."""
    media_type = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    form = request.query_params.get("as") or CONTRIBUTIONS.get(media_type, "")
    if not form:
        raise RequestFault(415, f"Say what this is: Content-Type is one of {', '.join(CONTRIBUTIONS)}.")
    report = REPORTS.get(negotiate(request.headers.get("accept", ""), tuple(REPORTS)), "")
    report = request.query_params.get("format", report)
    if report not in MEDIA_TYPES:
        raise RequestFault(406, f"Findings are available as {', '.join(REPORTS)}.")
    body = await read_body(request, service.settings.client_limit)
    try:
        reply = await service.checks.run(check, form, request.query_params.get("kind"), report, body)
    except Refused as refused:
        return refuse(request, refused)
    headers = {"Cache-Control": "no-store", "Vary": "Accept"}
    return Response(reply.content, reply.status, headers, typed(reply.media_type))


async def only_posted(_service: Service, _request: Request) -> Response:
    """Answer that a contribution is sent by POST."""
    raise RequestFault(405, "POST the contribution to check.", {"Allow": "POST, OPTIONS"})


def prepare(workspace: Workspace) -> None:
    """Load all that a check needs, by checking nothing."""
    check(workspace, "turtle", None, "text", b"# nothing\n")
    check(workspace, "yaml", None, "ttl", b"kind: concept\nslug: x\n")


def check(workspace: Workspace, form: str, kind: str | None, report: str, body: bytes) -> Reply:
    """Return a report of this format on a contribution of this one."""
    try:
        graph = load(workspace, keep=False)
        findings = read_and_check(graph, [io.BytesIO(body)], form=form, kind=kind or None, find_duplicates=True).report
    except ArkgError as fault:
        return problem(400, str(fault))
    return Reply(write(findings, report).encode(), MEDIA_TYPES[report], is_steady=False)
