"""Entry point: reads the graph, listens, serves until it is stopped, and leaves nothing behind."""

from __future__ import annotations

import asyncio
import gc
import signal
import socket
from contextlib import asynccontextmanager, suppress
from typing import TYPE_CHECKING

import uvicorn

from arkg.errors import InputFault
from arkg.serve.app import make_app
from arkg.serve.endpoints import check
from arkg.serve.graph import ServedGraph, read_catalog
from arkg.serve.service import Service, Settings
from arkg.serve.site import Site, make_pages
from arkg.serve.web.connection import connection
from arkg.serve.web.metrics import Metrics
from arkg.serve.web.middleware import UNAVAILABLE, Middleware
from arkg.serve.workers import Limits, Pool

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable

    from arkg.workspace import Workspace

BACKLOG = 512
GRACE = 5
"""Seconds beyond the time limit after which a stopping server waits for nobody."""


def serve(workspace: Workspace, settings: Settings, log: Callable[[str], None]) -> None:
    """Serve a graph until SIGTERM or Ctrl-C; ``log`` is given the addresses, then a line for each request.

    Raises InputFault where the port is taken or the site is no published folder, StoreFault where the store cannot
    be read.
    """
    with bind(settings) as link:
        service = make_service(workspace, settings, address(link))
        gc.collect()
        gc.freeze()  # what is read is shared with the workers: leave it alone
        gc.set_threshold(700)  # as Python has it, and commands have not: a server runs for long
        listen(service, workspace, link, log)


def bind(settings: Settings) -> socket.socket:
    """Return a socket that is bound to the port; raise InputFault where that is not possible."""
    link = socket.socket(socket.AF_INET6 if ":" in settings.host else socket.AF_INET)
    try:
        link.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        link.bind((settings.host, settings.port))
        link.listen(BACKLOG)
    except (OSError, OverflowError) as fault:
        link.close()
        reason = getattr(fault, "strerror", None) or str(fault)
        raise InputFault(
            f"The server cannot listen here: {reason}.",
            where=f"{settings.host}:{settings.port}",
            remedy="Name another port with --port, or another address with --host.",
        ) from fault
    return link


def address(link: socket.socket) -> str:
    """Return the address at which a server listens."""
    host, port = link.getsockname()[:2]
    shown = "localhost" if host in {"0.0.0.0", "::"} else f"[{host}]" if ":" in host else host  # noqa: S104 - shown, not bound
    return f"http://{shown}:{port}"


def make_service(workspace: Workspace, settings: Settings, local: str) -> Service:
    """Read the graph, and return what the endpoints work with; raise InputFault or StoreFault."""
    graph = ServedGraph(workspace, settings.store, settings.environment, settings.answer_limit)
    site, metrics = Site(), Metrics()
    if settings.site:
        site.open(settings.site)
    time, memory = settings.time_limit, settings.memory_limit
    answers = Pool(graph, Limits(time=time, memory=memory), metrics, "graph")
    limits = Limits(workers=2, queue=16, slow_down_after=time, time=time, memory=memory)
    checks = Pool(workspace, limits, metrics, "checks", check.prepare)
    return Service(settings, read_catalog(graph), answers, checks, metrics, site, local)


def listen(service: Service, workspace: Workspace, link: socket.socket, log: Callable[[str], None]) -> None:
    """Serve until a signal comes, then finish what runs."""

    def on_refused(client: str) -> None:
        service.metrics.request("connection", "other", UNAVAILABLE, 0.0)
        log(f"{client} 503: too many connections are open; closed the one that has waited longest")

    app = Middleware(make_app(service, lambda _app: running(service, workspace, log)), service, log)
    config = uvicorn.Config(
        app,
        http=connection(service.settings.client_limit, on_refused),
        ws="none",
        lifespan="on",
        log_config=None,
        log_level="error",
        access_log=False,
        server_header=False,
        proxy_headers=False,
        timeout_graceful_shutdown=int(service.settings.time_limit) + GRACE,
    )
    signal.signal(signal.SIGTERM, lambda *_: None)  # uvicorn raises it again when all is done
    uvicorn.Server(config).run(sockets=[link])


@asynccontextmanager
async def running(service: Service, workspace: Workspace, log: Callable[[str], None]) -> AsyncIterator[None]:
    """Start the background tasks of the server, and end them with it."""
    base = service.settings.base.rstrip("/") or service.local
    log(f"Serving {service.catalog.title}")
    places = {"pages": "/", "SPARQL": "/sparql", "API": "/openapi.json", "match": "/reconcile"}
    log(f"  listens {service.local}\n" + "\n".join(f"  {name:7} {base}{path}" for name, path in places.items()))
    tasks = [asyncio.create_task(service.checks.start())]
    if not service.settings.site:
        tasks.append(asyncio.create_task(make_pages(service, workspace, log)))
    try:
        yield
    finally:
        for task in tasks:
            task.cancel()
            with suppress(asyncio.CancelledError):
                await task
        service.checks.close()
        service.graph.close()
