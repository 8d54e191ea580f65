"""The addresses of the server, and what answers at each."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from starlette.applications import Starlette
from starlette.responses import Response
from starlette.routing import Route

from arkg.serve import linked, matched, protocol
from arkg.serve.proxy import root_of
from arkg.serve.service import text

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable
    from contextlib import AbstractAsyncContextManager

    from starlette.requests import Request

    from arkg.serve.service import Service

    Endpoint = Callable[[Service, Request], Awaitable[Response]]
    Lifespan = Callable[[Starlette], AbstractAsyncContextManager[None]]

READ = ["GET"]
ASK = ["GET", "POST"]


def make_app(service: Service, lifespan: Lifespan) -> Starlette:
    """Make the application; ``lifespan`` begins and ends what it needs."""
    routes = [
        route(service, "/health", health),
        route(service, "/metrics", metrics),
        route(service, "/openapi.json", openapi),
        route(service, "/sparql", protocol.sparql, ASK),
        route(service, "/graphs", protocol.graphs),
        route(service, "/validate", matched.validate, ["POST"]),
        route(service, "/validate", only_posted),
        route(service, "/reconcile", matched.reconcile, ASK),
        route(service, "/reconcile/suggest/{what}", matched.suggest),
        route(service, "/reconcile/extend/properties", matched.properties),
        route(service, "/reconcile/preview", matched.preview),
        route(service, "/id/{name:path}", linked.record),
        route(service, "/query/{name:path}", linked.question),
        *(route(service, f"/{name}{end}", linked.vocabulary) for name in ("ns", "shapes") for end in ENDS),
        *(route(service, f"/catalog{end}", linked.catalog) for end in ("", "/")),
        route(service, "/{path:path}", linked.other),
    ]
    return Starlette(routes=routes, lifespan=lifespan)


ENDS = ("", "/", ".ttl", ".jsonld", ".nt", ".rdf", ".html")


def route(service: Service, path: str, endpoint: Endpoint, methods: list[str] = READ) -> Route:
    """Make a route to an endpoint that is given the service."""

    async def answer(request: Request) -> Response:
        return await endpoint(service, request)

    return Route(path, answer, methods=methods)


async def health(service: Service, _request: Request) -> Response:
    """Say that the server is up, what it serves, and whether its pages are made."""
    said = {
        "status": "ok",
        "version": service.catalogue["version"],
        "graph": service.catalogue["digest"],
        "records": len(service.catalogue["records"]),
        "pages": service.files.ready,
    }
    return Response(json.dumps(said) + "\n", headers={"Cache-Control": "no-store"}, media_type="application/json")


async def metrics(service: Service, _request: Request) -> Response:
    """Give the counts for Prometheus."""
    pools = [service.graph]
    if service.checks and service.checks.done() and not service.checks.exception():
        pools.append(service.checks.result())
    content = service.metrics.write(pools)
    return Response(content, headers={"Cache-Control": "no-store"}, media_type="text/plain; version=0.0.4")


async def only_posted(_service: Service, _request: Request) -> Response:
    """Say that a contribution is sent by POST."""
    return text(405, "POST what is to be checked.", {"Allow": "POST, OPTIONS"})


async def openapi(service: Service, request: Request) -> Response:
    """Describe the questions as an API."""
    servers = [{"url": f"{root_of(request)}/"}]
    return matched.to_json({**service.catalogue["openapi"], "servers": servers})
