"""The addresses of the server, and what answers at each."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from starlette.responses import Response
from starlette.routing import Route, Router

from arkg.serve.endpoints import ask, check, linked_data, reconcile, search, sparql
from arkg.serve.web.middleware import root_of
from arkg.serve.web.responses import RequestFault, tell

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable
    from contextlib import AbstractAsyncContextManager

    from starlette.requests import Request

    from arkg.serve.service import Service

    Endpoint = Callable[[Service, Request], Awaitable[Response]]
    Lifespan = Callable[[object], AbstractAsyncContextManager[None]]

GET = ["GET"]
BOTH = ["GET", "POST"]
SUFFIXES = ("", "/", ".ttl", ".jsonld", ".nt", ".rdf", ".html")
FRESH = {"Cache-Control": "no-store"}


def make_app(service: Service, lifespan: Lifespan) -> Router:
    """Return the application; ``lifespan`` begins and ends what it needs."""
    routes = [
        route(service, "/sparql", sparql.sparql, BOTH),
        route(service, "/health", health),
        route(service, "/metrics", metrics),
        route(service, "/openapi.json", openapi),
        route(service, "/graphs", sparql.graphs),
        route(service, "/validate", check.validate, ["POST"]),
        route(service, "/validate", check.only_posted),
        route(service, "/reconcile", reconcile.reconcile, BOTH),
        route(service, "/reconcile/suggest/{what}", reconcile.suggest),
        route(service, "/reconcile/extend/properties", reconcile.properties),
        route(service, "/reconcile/preview", reconcile.preview),
        route(service, "/id/{name:path}", linked_data.record),
        route(service, "/query/{name:path}", linked_data.question),
        route(service, "/search/", search.search),
        route(service, "/search.json", search.search),
        *(route(service, f"/{name}{end}", linked_data.vocabulary) for name in ("ns", "shapes") for end in SUFFIXES),
        *(route(service, f"/catalog{end}", linked_data.catalog) for end in ("", "/")),
        route(service, "/ask/", ask.ask),
        route(service, "/ask/{file}", ask.file),
        route(service, "/contribute/{file:path}", ask.file),
        route(service, "/{path:path}", linked_data.other),
    ]
    return Router(routes, lifespan=lifespan)


def route(service: Service, path: str, endpoint: Endpoint, methods: list[str] = GET) -> Route:
    """Return a route to an endpoint that is given the service."""

    async def answer(request: Request) -> Response:
        try:
            return await endpoint(service, request)
        except RequestFault as fault:
            return tell(request, fault.status, fault.message, fault.headers)

    return Route(path, answer, methods=methods)


async def health(service: Service, _request: Request) -> Response:
    """Answer that the server is up, what it serves, and whether its pages are made."""
    catalog = service.catalog
    found = {
        "status": "ok",
        "version": catalog.version,
        "graph": catalog.digest,
        "records": len(catalog.records),
        "pages": service.site.ready,
    }
    return Response(json.dumps(found) + "\n", headers=FRESH, media_type="application/json")


async def metrics(service: Service, _request: Request) -> Response:
    """Answer with the counts for Prometheus."""
    content = service.metrics.write((service.graph, service.checks))
    return Response(content, headers=FRESH, media_type="text/plain; version=0.0.4")


async def openapi(service: Service, request: Request) -> Response:
    """Answer with the description of the questions as an API."""
    found = {**service.catalog.openapi, "servers": [{"url": f"{root_of(request)}/"}]}
    content = json.dumps(found, ensure_ascii=False, indent=2).encode() + b"\n"
    return Response(content, headers={"Cache-Control": "no-cache"}, media_type="application/json")
