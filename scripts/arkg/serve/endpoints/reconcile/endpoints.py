"""The addresses under /reconcile: requests in, work for the workers of the graph out."""

from __future__ import annotations

import json
from html import escape
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl

from starlette.responses import Response

from arkg.errors import InputFault
from arkg.namespaces import ARKG, RECORDS
from arkg.publish import fill_json
from arkg.serve.endpoints.reconcile.candidates import MOST_QUERIES, find_candidates
from arkg.serve.endpoints.reconcile.properties import extend, propose, suggestions
from arkg.serve.endpoints.sparql import FORM_TYPE, parameters, values
from arkg.serve.web.html import PREVIEW_POLICY, document
from arkg.serve.web.middleware import root_of
from arkg.serve.web.negotiate import HTML
from arkg.serve.web.responses import Reply, RequestFault, read_body

if TYPE_CHECKING:
    from starlette.requests import Request

    from arkg.serve.graph import ServedGraph
    from arkg.serve.service import Service

LONGEST_PREFIX = 200


async def reconcile(service: Service, request: Request) -> Response:
    """Answer queries or a request to extend; without either, what the service can do."""
    pairs = parameters(request)
    if request.method == "POST":
        media_type = request.headers.get("content-type", "").partition(";")[0].strip().lower()
        if media_type != FORM_TYPE:
            raise RequestFault(415, f"POST queries=… or extend=… as {FORM_TYPE}.")
        body = await read_body(request, service.settings.client_limit)
        pairs += parse_qsl(body.decode(errors="replace"), keep_blank_values=True)
    for parameter, function in (("queries", answer_queries), ("extend", answer_extend)):
        if found := values(pairs, parameter):
            return await service.answer(request, function, found[0])
    address, title = service.address(request), service.catalog.title
    manifest = fill_json("reconcile.json", address=address, title=title, records=RECORDS, terms=ARKG)
    content = json.dumps(manifest, ensure_ascii=False, indent=2) + "\n"
    return Response(content, headers={"Cache-Control": "no-cache"}, media_type="application/json")


async def suggest(service: Service, request: Request) -> Response:
    """Complete what someone begins to type."""
    what, prefix = request.path_params["what"], request.query_params.get("prefix", "")[:LONGEST_PREFIX]
    if what not in {"entity", "type", "property"}:
        raise RequestFault(404, "Suggestions are for an entity, a type, or a property.")
    return await service.answer(request, answer_suggest, what, prefix, number_of(request, "cursor", 0))


async def properties(service: Service, request: Request) -> Response:
    """Return the properties that can be asked for."""
    kind = request.query_params.get("type", "")[:LONGEST_PREFIX]
    return await service.answer(request, answer_propose, kind, number_of(request, "limit", 100))


async def preview(service: Service, request: Request) -> Response:
    """Show a record in a few words, in a frame of another page."""
    headers = {"Content-Security-Policy": PREVIEW_POLICY}
    args = request.query_params.get("id", ""), root_of(request)
    return await service.answer(request, answer_preview, *args, headers=headers)


def number_of(request: Request, name: str, default: int) -> int:
    """Return a parameter that is a number of a few digits, else the default."""
    given = request.query_params.get(name, "")
    return int(given) if given.isascii() and given.isdecimal() and len(given) < 9 else default  # noqa: PLR2004 - digits


def answer_queries(graph: ServedGraph, content: str) -> Reply:
    """Return the candidates for a batch of queries; raise InputFault for what is none."""
    queries = read_json(content)
    if not isinstance(queries, dict) or not all(isinstance(each, dict) for each in queries.values()):
        raise InputFault("queries is not an object of queries.", remedy='Send {"q0": {"query": "a name"}}.')
    if len(queries) > MOST_QUERIES:
        raise InputFault(f"There are {len(queries)} queries; the limit is {MOST_QUERIES}.", remedy="Send fewer.")
    return to_reply({key: {"result": find_candidates(graph, query)} for key, query in queries.items()})


def answer_extend(graph: ServedGraph, content: str) -> Reply:
    """Return values for records that were matched; raise InputFault for what does not ask for any."""
    asked = read_json(content)
    if not isinstance(asked, dict) or not all(isinstance(asked.get(key), list) for key in ("ids", "properties")):
        raise InputFault("extend lacks ids or properties.", remedy='Send {"ids": […], "properties": [{"id": …}]}.')
    names = [str(each.get("id", "")) for each in asked["properties"] if isinstance(each, dict)]
    return to_reply(extend(graph, [str(each) for each in asked["ids"][:MOST_QUERIES]], names))


def answer_suggest(graph: ServedGraph, what: str, prefix: str, cursor: int) -> Reply:
    """Return completions."""
    return to_reply({"result": suggestions(graph, what, prefix, cursor)})


def answer_propose(graph: ServedGraph, kind: str, limit: int) -> Reply:
    """Return the properties that records of this type have."""
    return to_reply({"type": kind, "limit": limit, "properties": propose(graph, kind)[:limit]})


def answer_preview(graph: ServedGraph, id_: str, root: str) -> Reply:
    """Return a page that shows a record in a few words; raise RequestFault where there is no such record."""
    entity = graph.entities.by_id(id_)
    if entity is None:
        raise RequestFault(404, "There is no such record.")
    iri = escape(entity.iri)
    body = f'<p>{escape(entity.description)}</p>\n<p><a href="{iri}">{iri}</a></p>'
    return Reply(document(entity.name, body, root), HTML)


def read_json(content: str) -> Any:
    """Return what JSON says; raise InputFault where it is none, or nested too deep."""
    try:
        return json.loads(content)
    except (ValueError, RecursionError) as fault:
        raise InputFault("This is not JSON.", remedy='Send {"q0": {"query": "a name"}}.') from fault


def to_reply(found: Any) -> Reply:
    """Return an answer in JSON."""
    return Reply(json.dumps(found, ensure_ascii=False).encode(), "application/json")
