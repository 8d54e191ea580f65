"""The addresses under /reconcile: requests in, work for the workers of the graph out."""

from __future__ import annotations

import json
from html import escape
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl

from starlette.responses import Response

from arkg.errors import InputFault
from arkg.names import fold, likeness
from arkg.namespaces import ARKG, RECORDS
from arkg.publish import fill_json
from arkg.serve.endpoints.reconcile.entities import CERTAIN, NEAR, Entity
from arkg.serve.endpoints.reconcile.properties import (
    named,
    propose,
    shorten_name,
    shortened,
    spellings_of,
    to_cell,
    values_of,
)
from arkg.serve.endpoints.sparql import FORM_TYPE, parameters, values
from arkg.serve.web.html import PREVIEW_POLICY, document
from arkg.serve.web.middleware import root_of
from arkg.serve.web.negotiate import HTML
from arkg.serve.web.responses import Reply, RequestFault, read_body

if TYPE_CHECKING:
    from collections.abc import Mapping

    from starlette.requests import Request

    from arkg.serve.graph import ServedGraph
    from arkg.serve.service import Service

LONGEST_PREFIX, PAGE = 200, 10
LIMIT, MOST_CANDIDATES, MOST_QUERIES = 10, 100, 200
SHARE = 0.3
"""How much of a score the properties that are given make."""


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


def find_candidates(graph: ServedGraph, query: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return the candidates for a query, the likeliest first; raise InputFault for what is no query."""
    name, types = query.get("query", ""), query.get("type") or []
    types = [types] if isinstance(types, str) else types
    if not isinstance(name, str) or not isinstance(types, list):
        raise InputFault(
            "A query must be a string, and its types must be strings.", remedy='Write {"query": "a name"}.'
        )
    wanted = [shorten_name(graph, str(each)) for each in types] if query.get("type_strict") != "should" else []
    given = [each for each in query.get("properties") or [] if isinstance(each, dict)]
    found = graph.entities.find(name, wanted)
    scores = {entity: weigh(graph, entity, score, given) for entity, score in found.items()}
    ranked = sorted(scores, key=lambda each: (-scores[each], each.name != name, each.name, each.id))
    limit = query.get("limit", LIMIT)
    most = min(limit, MOST_CANDIDATES) if isinstance(limit, int) and limit > 0 else LIMIT
    best, second = (*(scores[each] for each in ranked[:2]), 0.0, 0.0)[:2]
    certain = best >= CERTAIN and best - second >= NEAR
    return [
        {
            "id": each.id,
            "name": each.name,
            "description": shortened(each.description),
            "type": [named(graph, kind) for kind in each.types],
            "score": scores[each],
            "match": certain and each is ranked[0],
            "features": [{"id": "name", "value": found[each]}],
        }
        for each in ranked[:most]
    ]


def weigh(graph: ServedGraph, entity: Entity, score: float, given: list[dict[str, Any]]) -> float:
    """Return a score that counts the values that are given, too, as far as a record has such properties at all."""
    agreements = []
    for each in given:
        values = each.get("v")
        many = values if isinstance(values, list) else [values]
        wanted = [value.get("id", "") if isinstance(value, dict) else str(value) for value in many]
        terms = values_of(graph, entity, str(each.get("pid", "")))
        own = [spelling for term in terms for spelling in spellings_of(graph, term)]
        if own and any(wanted):
            pairs = [(ours, theirs) for ours in wanted if ours for theirs in own]
            same = any(ours.strip().casefold() == theirs.casefold() for ours, theirs in pairs)
            agreements.append(1.0 if same else max(likeness(ours, theirs) for ours, theirs in pairs))
    if not agreements:
        return score
    return round((1 - SHARE) * score + SHARE * 100 * sum(agreements) / len(agreements), 1)


def answer_extend(graph: ServedGraph, content: str) -> Reply:
    """Return values for records that were matched; raise InputFault for what does not ask for any."""
    asked = read_json(content)
    if not isinstance(asked, dict) or not all(isinstance(asked.get(key), list) for key in ("ids", "properties")):
        raise InputFault("extend lacks ids or properties.", remedy='Send {"ids": […], "properties": [{"id": …}]}.')
    given = (str(each.get("id", "")) for each in asked["properties"] if isinstance(each, dict))
    names = [shorten_name(graph, each) for each in given]
    rows: dict[str, Any] = {}
    for id_ in map(str, asked["ids"][:MOST_QUERIES]):
        entity = graph.entities.by_id(id_)
        rows[id_] = {
            name: [to_cell(graph, value) for value in values_of(graph, entity, name)] if entity else []
            for name in names
        }
    return to_reply({"meta": [named(graph, name) for name in names], "rows": rows})


def answer_suggest(graph: ServedGraph, what: str, prefix: str, cursor: int) -> Reply:
    """Return what someone may begin to type: entities, types or properties."""
    if what == "entity":
        found = [
            {
                "id": each.id,
                "name": each.name,
                "description": shortened(each.description),
                "notable": [named(graph, kind) for kind in each.types],
            }
            for each in graph.entities.starting(prefix)[cursor : cursor + PAGE]
        ]
        return to_reply({"result": found})
    types = sorted({each for entity in graph.entities for each in entity.types})
    terms = [named(graph, each) for each in types] if what == "type" else propose(graph, "")
    wanted, start = fold(prefix), prefix.casefold()
    found = [each for each in terms if wanted in fold(each["name"]) or each["id"].casefold().startswith(start)]
    return to_reply({"result": found[cursor : cursor + PAGE]})


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
