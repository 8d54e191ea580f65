"""The SPARQL 1.1 Protocol and the Graph Store HTTP Protocol, reading: requests in, jobs for the workers out.

Standards: https://www.w3.org/TR/sparql11-protocol/ and https://www.w3.org/TR/sparql11-http-rdf-update/.
"""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import parse_qsl

from arkg.serve.html import page, query_form
from arkg.serve.negotiate import GRAPHS, negotiate
from arkg.serve.proxy import public_address, root_of
from arkg.serve.service import Service, Unfit, read_body, text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from starlette.requests import Request
    from starlette.responses import Response

FORM_TYPE = "application/x-www-form-urlencoded"
QUERY_TYPE = "application/sparql-query"
UPDATE_TYPE = "application/sparql-update"
READ_ONLY = "This endpoint only reads: ask with SELECT, ASK, CONSTRUCT or DESCRIBE."
MOST = 400_000
"""Bytes of a query as it is sent, four for each character it may have."""

Pairs = list[tuple[str, str]]


async def sparql(service: Service, request: Request) -> Response:
    """Answer a query; without one, describe the endpoint."""
    try:
        pairs, query = await read_query(service, request)
    except Unfit as unfit:
        return unfit.response
    except UnicodeDecodeError:
        return text(400, "The query is not in UTF-8.")
    if query is None:
        return await describe(service, request)
    job = {
        "do": "query",
        "base": f"{public_address(service, request)}/sparql",
        "root": root_of(request),
        "accept": request.headers.get("accept", ""),
        "default": values(pairs, "default-graph-uri"),
        "named": values(pairs, "named-graph-uri"),
    }
    return await service.answer(request, job, query.encode())


async def read_query(service: Service, request: Request) -> tuple[Pairs, str | None]:
    """Give the parameters of a request and its query, None where it has none; raise Unfit."""
    pairs = parse_qsl(request.scope["query_string"].decode("latin-1"), keep_blank_values=True, errors="strict")
    found = await read_posted(service, request, pairs) if request.method == "POST" else values(pairs, "query")
    if values(pairs, "update"):
        raise Unfit(text(403, READ_ONLY))
    if len(found) > 1:
        raise Unfit(text(400, "There are several queries: send one."))
    if request.method == "POST" and not found:
        raise Unfit(text(400, "There is no query: send query=…"))
    if found and not found[0].strip():
        raise Unfit(text(400, "The query is empty."))
    return pairs, found[0] if found else None


async def read_posted(service: Service, request: Request, pairs: Pairs) -> list[str]:
    """Give the queries that a request posts, and add its parameters to ``pairs``; raise Unfit."""
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind == UPDATE_TYPE:
        raise Unfit(text(403, READ_ONLY))
    if kind not in {FORM_TYPE, QUERY_TYPE}:
        message = f"POST a query as {QUERY_TYPE}, or as query=… in {FORM_TYPE}."
        raise Unfit(text(415, message, {"Accept-Post": f"{QUERY_TYPE}, {FORM_TYPE}"}))
    body = (await read_body(service, request, MOST)).decode()
    if kind == QUERY_TYPE:
        return [body]
    pairs += parse_qsl(body, keep_blank_values=True, errors="strict")
    return values(pairs, "query")


def values(pairs: Pairs, name: str) -> list[str]:
    """Give the values of a parameter."""
    return [value for each, value in pairs if each == name]


async def describe(service: Service, request: Request) -> Response:
    """Give the service description, or to a browser a form in which to ask."""
    offers: Sequence[str] = (*GRAPHS.values(), "text/html")
    accept = request.headers.get("accept", "")
    if negotiate(accept, offers) == "text/html":
        found = service.files.get("sparql/index.html", request)
        root = root_of(request)
        headers = {"Vary": "Accept, Accept-Encoding"}
        return found or page("Ask in SPARQL", query_form(root), headers=headers, root=root)
    job = {"do": "describe", "accept": accept, "base": public_address(service, request)}
    return await service.answer(request, job)


async def graphs(service: Service, request: Request) -> Response:
    """Give a graph: ?default, or ?graph=IRI."""
    pairs = parse_qsl(request.scope["query_string"].decode("latin-1"), keep_blank_values=True)
    named, default = values(pairs, "graph"), values(pairs, "default")
    if len(named) + len(default) != 1 or named == [""]:
        return text(400, "Name one graph: ?default, or ?graph= and its IRI.")
    iri = named[0] if named else ""
    return await service.answer(request, {"do": "graph", "iri": iri, "accept": request.headers.get("accept", "")})
