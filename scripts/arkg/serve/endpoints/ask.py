"""The published page that asks the graph, with the answer in it: for browsers that run no JavaScript.

The address of the page holds a query (``query=…``), or a question and its parameters (``question=…&place=…``).
"""

from __future__ import annotations

from functools import partial
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING

from starlette.responses import Response

from arkg.errors import ArkgError
from arkg.publish import ASK_POLICY
from arkg.query import bind, strip_header
from arkg.serve.endpoints.linked_data import other, read_values
from arkg.serve.endpoints.sparql import Query, evaluate, parameters, read_query, values
from arkg.serve.web.html import put_answer
from arkg.serve.web.middleware import root_of
from arkg.serve.web.negotiate import HTML
from arkg.serve.web.responses import Reply, RequestFault, explain

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from starlette.requests import Request

    from arkg.serve.graph import ServedGraph
    from arkg.serve.service import Service
    from arkg.serve.workers import Refused

PAGE = "ask/index.html"
HEADERS = {"Content-Security-Policy": f"{ASK_POLICY}; frame-ancestors 'none'"}


async def ask(service: Service, request: Request) -> Response:
    """Answer at ``/ask/``: with the page, and with the answer in it where the address asks something."""
    published, pairs = service.site.find(PAGE), parameters(request)
    if not published or not (values(pairs, "query") or values(pairs, "question")):
        return await file(service, request)
    root = root_of(request)
    refuse = partial(say_refused, published=published)
    if values(pairs, "question"):
        given = {name: [value for each, value in pairs if each == name] for name, _ in pairs}
        name = given.pop("question")[0]
        return await service.answer(
            request, answer_question, name, given, published, root, headers=HEADERS, on_refusal=refuse
        )
    pairs, text = await read_query(request, service.settings.client_limit)
    default, named = values(pairs, "default-graph-uri"), values(pairs, "named-graph-uri")
    base, given = f"{service.address(request)}/sparql", {"query": [text or ""]}
    query = Query(text or "", HTML, default, named, "query", base=base, root=root, page=published, given=given)
    return await service.answer(request, answer_query, query, headers=HEADERS, on_refusal=refuse)


async def file(service: Service, request: Request) -> Response:
    """Answer with a page that runs WebAssembly, or a file beside it; what else it may do, the page itself says."""
    response = await other(service, request)
    response.headers.update(HEADERS)
    return response


def answer_query(graph: ServedGraph, query: Query) -> Reply:
    """Return the page with the answer of a query, or with what is wrong with it."""
    try:
        return evaluate(graph, query)
    except RequestFault as fault:
        return say_fault(query.page, query.given, fault.message, fault.status)
    except ArkgError as fault:
        status, message = explain(graph, fault)
        return say_fault(query.page, query.given, message, status)


def answer_question(
    graph: ServedGraph, name: str, given: Mapping[str, Sequence[str]], published: str, root: str
) -> Reply:
    """Return the page with the answer of a question, or with what is wrong with its parameters."""
    try:
        asked, terms = read_values(graph, name, given)
    except ArkgError as fault:
        return say_fault(published, {}, str(fault), 400)
    text = strip_header(bind(asked, terms))
    return answer_query(graph, Query(text, HTML, place=asked.place, root=root, page=published, given={"query": [text]}))


def say_fault(published: str, given: Mapping[str, Sequence[str]], message: str, status: int) -> Reply:
    """Return the page with what is wrong."""
    return Reply(fill(published, given, message), HTML, status, is_steady=False)


def say_refused(_request: Request, refused: Refused, published: str) -> Response:
    """Return the page with the reason why a query was not answered, such as the time that it took."""
    headers = {**HEADERS, "Cache-Control": "no-store"}
    headers |= {"Retry-After": str(refused.retry_after)} if refused.retry_after else {}
    return Response(fill(published, {}, refused.message), refused.status, headers, HTML)


def fill(published: str, given: Mapping[str, Sequence[str]], message: str) -> bytes:
    """Return the page with a message, and with these values in its form."""
    notice = f'<div class="notice"><pre class="words">{escape(message)}</pre></div>'
    return put_answer(Path(published).read_text(encoding="utf-8"), notice, given)
