"""Names to match and contributions to check: requests in, jobs for the workers out."""

from __future__ import annotations

import asyncio
import json
from html import escape
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl

from starlette.responses import Response

from arkg.errors import StoreFault
from arkg.serve.html import PREVIEW_POLICY, page
from arkg.serve.negotiate import negotiate
from arkg.serve.protocol import FORM_TYPE, values
from arkg.serve.proxy import public_address, root_of
from arkg.serve.reconcile import manifest
from arkg.serve.service import Service, Unfit, read_body, refusal, text, typed
from arkg.serve.workers import Refused

if TYPE_CHECKING:
    from starlette.requests import Request

REPORTS = {"application/json": "json", "text/plain": "text", "text/turtle": "ttl"}
GIVEN = {
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
LONGEST_PREFIX = 200


async def reconcile(service: Service, request: Request) -> Response:
    """Answer queries or a wish to extend; without either, say what the service can do."""
    pairs = parse_qsl(request.scope["query_string"].decode("latin-1"), keep_blank_values=True)
    if request.method == "POST":
        kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
        if kind != FORM_TYPE:
            return text(415, f"POST queries=… or extend=… as {FORM_TYPE}.")
        try:
            pairs += parse_qsl((await read_body(service, request)).decode(errors="replace"), keep_blank_values=True)
        except Unfit as unfit:
            return unfit.response
    for parameter, do in (("queries", "match"), ("extend", "extend")):
        if found := values(pairs, parameter):
            return await service.answer(request, {"do": do}, found[0].encode(errors="replace"))
    return to_json(manifest(public_address(service, request), service.catalogue["title"]))


async def suggest(service: Service, request: Request) -> Response:
    """Complete what someone begins to type."""
    cursor = request.query_params.get("cursor", "0")
    job = {
        "do": "suggest",
        "what": request.path_params["what"],
        "prefix": request.query_params.get("prefix", "")[:LONGEST_PREFIX],
        "cursor": int(cursor) if cursor.isdecimal() and len(cursor) < 9 else 0,  # noqa: PLR2004 - a sane number
    }
    if job["what"] not in {"entity", "type", "property"}:
        return text(404, "Suggestions are of an entity, a type or a property.")
    return await service.answer(request, job)


async def properties(service: Service, request: Request) -> Response:
    """Name the properties that can be asked for."""
    limit = request.query_params.get("limit", "")
    most = int(limit) if limit.isdecimal() and 0 < len(limit) < 4 else 100  # noqa: PLR2004 - a sane number
    job = {"do": "propose", "type": request.query_params.get("type", "")[:LONGEST_PREFIX], "limit": most}
    return await service.answer(request, job)


async def preview(service: Service, request: Request) -> Response:
    """Show a record in a few words, to stand in a frame of another page."""
    try:
        said, content = await service.graph.run({"do": "preview", "id": request.query_params.get("id", "")})
    except Refused as refused:
        return refusal(refused, request)
    policy = {"Content-Security-Policy": PREVIEW_POLICY}
    if said["status"] != 200:  # noqa: PLR2004 - OK
        return page("Not found", "<p>There is no such record.</p>", said["status"], policy, root_of(request))
    entity = json.loads(content)
    body = (
        f'<p>{escape(entity["description"])}</p>\n<p><a href="{escape(entity["iri"])}">{escape(entity["iri"])}</a></p>'
    )
    return page(entity["name"], body, headers=policy, root=root_of(request))


async def validate(service: Service, request: Request) -> Response:
    """Check a contribution: its form by ``as`` or by Content-Type, the findings as JSON, text or Turtle."""
    try:
        job = to_job(request)
        body = await read_body(service, request)
        if service.checks is None:
            return text(503, "Contributions are not checked here.")
        said, content = await (await asyncio.shield(service.checks)).run(job, body)
    except Unfit as unfit:
        return unfit.response
    except StoreFault as fault:
        return text(503, fault.what, {"Retry-After": "60"})
    except Refused as refused:
        return refusal(refused, request)
    headers = {"Cache-Control": "no-store", "Vary": "Accept"}
    return Response(content, said["status"], headers, typed(said["type"]))


def to_job(request: Request) -> dict[str, str]:
    """Give what is to be checked, and how its findings are liked; raise Unfit where that is not said or not known."""
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    form = request.query_params.get("as") or GIVEN.get(kind, "")
    if not form:
        raise Unfit(text(415, f"Say what this is: Content-Type is one of {', '.join(GIVEN)}."))
    report = REPORTS.get(negotiate(request.headers.get("accept", ""), list(REPORTS)), "")
    report = request.query_params.get("format", report)
    if report not in REPORTS.values():
        raise Unfit(text(406, f"Findings are given as {', '.join(REPORTS)}."))
    return {"form": form, "kind": request.query_params.get("kind", ""), "report": report}


def to_json(said: Any) -> Response:
    """Give a response in JSON."""
    content = json.dumps(said, ensure_ascii=False, indent=2).encode() + b"\n"
    return Response(content, headers={"Cache-Control": "no-cache"}, media_type="application/json")
