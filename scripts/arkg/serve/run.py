"""Settings in, a running server: binds, prepares, serves until it is told to stop, and leaves nothing behind."""

from __future__ import annotations

import asyncio
import signal
import socket
from contextlib import asynccontextmanager, suppress
from typing import TYPE_CHECKING

from arkg.errors import InputFault, StoreFault

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable

    from starlette.applications import Starlette

    from arkg.graph import Repository
    from arkg.serve.metrics import Metrics
    from arkg.serve.pool import Pool
    from arkg.serve.service import Service
    from arkg.serve.settings import Settings

BACKLOG = 512
LAST_WORDS = 5
"""Seconds beyond the time limit after which a stopping server waits for nobody."""


def serve(repository: Repository, settings: Settings, say: Callable[[str], None]) -> None:
    """Serve a graph until SIGTERM or Ctrl-C; ``say`` is given the addresses, then a line for each request.

    Raises InputFault where the port is taken or the site is no published folder, StoreFault where the store cannot
    be read.
    """
    link = bind(settings)
    with link:
        pool, metrics = start_pool(repository, settings)
        try:
            service = make_service(settings, pool, metrics, address(link))
            listen(service, repository, link, say)
        finally:
            pool.workers.stop()


def bind(settings: Settings) -> socket.socket:
    """Take the port; raise InputFault where that is not possible."""
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    link = socket.socket(family)
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
    """Give the address at which a server listens."""
    host, port = link.getsockname()[:2]
    named = "localhost" if host in {"0.0.0.0", "::"} else f"[{host}]" if ":" in host else host  # noqa: S104 - told, not bound
    return f"http://{named}:{port}"


def start_pool(repository: Repository, settings: Settings) -> tuple[Pool, Metrics]:
    """Begin the workers that read the graph; they prepare while the server does."""
    from arkg.serve.metrics import Metrics  # noqa: PLC0415 - the help needs no server
    from arkg.serve.pool import Pool  # noqa: PLC0415 - as above
    from arkg.serve.settings import Limits  # noqa: PLC0415 - as above

    store = settings.store
    if store is not None and not store.is_dir():
        raise StoreFault("There is no store here.", where=str(store), remedy="Name the folder of an Oxigraph store.")
    plan = {
        "module": "arkg.serve.jobs",
        "graph": str(repository.root),
        "released": not repository.writable,
        "store": str(store.absolute()) if store else "",
        "answer_limit": settings.answer_limit,
        "memory": settings.memory_limit,
    }
    metrics = Metrics()
    limits = Limits(time=settings.time_limit, memory=settings.memory_limit)
    return Pool(plan, limits, metrics, "graph"), metrics


def make_service(settings: Settings, pool: Pool, metrics: Metrics, base: str) -> Service:
    """Gather what the endpoints work with, once the graph is read."""
    from arkg.serve.files import Files  # noqa: PLC0415 - the help needs no server
    from arkg.serve.service import Service  # noqa: PLC0415 - as above

    files = Files()
    if settings.site:
        files.open(settings.site)
    return Service(settings, pool.workers.prepared(), pool, metrics, files, base)


def listen(service: Service, repository: Repository, link: socket.socket, say: Callable[[str], None]) -> None:
    """Serve until a signal comes, then finish what runs."""
    import uvicorn  # noqa: PLC0415 - the help needs no server

    from arkg.serve.app import make_app  # noqa: PLC0415 - as above
    from arkg.serve.connection import connection  # noqa: PLC0415 - as above
    from arkg.serve.front import UNAVAILABLE, Front  # noqa: PLC0415 - as above

    @asynccontextmanager
    async def lifespan(_app: Starlette) -> AsyncIterator[None]:
        async with running(service, repository, say):
            yield

    def refused(client: str) -> None:
        service.metrics.request("connection", "other", UNAVAILABLE, 0.0)
        say(f"{client} 503: too many connections are open; closed the one that has waited longest")

    app = Front(make_app(service, lifespan), service.metrics, say, service.settings)
    config = uvicorn.Config(
        app,
        http=connection(service.settings.client_limit, refused),
        ws="none",
        lifespan="on",
        log_config=None,
        log_level="error",
        access_log=False,
        server_header=False,
        proxy_headers=False,
        timeout_graceful_shutdown=int(service.settings.time_limit) + LAST_WORDS,
    )
    signal.signal(signal.SIGTERM, lambda *_: None)  # uvicorn raises it again when all is done
    uvicorn.Server(config).run(sockets=[link])


@asynccontextmanager
async def running(service: Service, repository: Repository, say: Callable[[str], None]) -> AsyncIterator[None]:
    """Begin what goes on beside the server, and end it with it."""
    from arkg.serve.site import make_pages  # noqa: PLC0415 - the help needs no server

    base = service.settings.base.rstrip("/") or service.base
    say(f"Serving {service.catalogue['title']}")
    places = {"pages": "/", "SPARQL": "/sparql", "API": "/openapi.json", "match": "/reconcile"}
    say(f"  listens {service.base}\n" + "\n".join(f"  {name:7} {base}{path}" for name, path in places.items()))
    checks = start_checks(service, repository)
    service.checks = asyncio.ensure_future(ready(checks, say))
    pages = None if service.settings.site else asyncio.create_task(make_pages(service, repository, say))
    try:
        yield
    finally:
        if pages:
            pages.cancel()
            with suppress(asyncio.CancelledError):
                await pages
        service.checks.cancel()
        await checks.close()
        await service.graph.close()


def start_checks(service: Service, repository: Repository) -> Pool:
    """Begin the workers that check contributions."""
    from arkg.serve.pool import Pool  # noqa: PLC0415 - the help needs no server
    from arkg.serve.settings import Limits  # noqa: PLC0415 - as above

    settings = service.settings
    limits = Limits(quick=2, heavy=2, queue=16, patience=0.5, time=settings.time_limit, memory=settings.memory_limit)
    plan = {"module": "arkg.serve.checking", "graph": str(repository.root), "memory": settings.memory_limit}
    return Pool(plan, limits, service.metrics, "checks")


async def ready(pool: Pool, say: Callable[[str], None]) -> Pool:
    """Wait until workers are ready; where what forks them was killed meanwhile, the first job begins it anew."""
    try:
        with suppress(OSError):
            await pool.workers.prepare()
    except StoreFault as fault:
        say(str(fault))
        raise
    return pool
