"""Serve the graph over HTTP: pages, SPARQL, record IRIs, questions."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

import click

from arkg.cli._common import examples, graph_option, talk

if TYPE_CHECKING:
    from arkg.graph import Repository

MEGABYTE = 1_000_000


def to_base(_context: click.Context, _option: click.Parameter, base: str) -> str:
    """Return the public address with a slash at its end; raise BadParameter for what is no address."""
    if base and not re.fullmatch(r"https?://[\w.:\[\]-]+(/[\w.~-]+)*/?", base):
        raise click.BadParameter(f"{base!r} is not the address of a site. Write e.g. https://kg.example.org/kg/")
    return f"{base.rstrip('/')}/" if base else ""


@click.command(epilog=examples("arkg serve", "arkg serve --port 8080 --site build/site"))
@click.option("--host", default="127.0.0.1", show_default=True, help="The address to listen at.")
@click.option("--port", type=click.IntRange(0, 65535), default=8000, show_default=True, help="0 is any free port.")
@click.option("--store", type=click.Path(path_type=Path), metavar="DIR", help="Ask this Oxigraph store on disk.")
@click.option("--site", type=click.Path(path_type=Path), metavar="DIR", help="Serve this published folder.")
@click.option(
    "--time-limit", type=click.FloatRange(0.1, 3600), default=10.0, show_default=True, help="Seconds a query."
)
@click.option("--memory-limit", type=click.IntRange(50), default=1000, show_default=True, help="Megabytes a query.")
@click.option(
    "--client-limit",
    type=click.FloatRange(0.1, 3600),
    default=30.0,
    show_default=True,
    help="Seconds to send or take.",
)
@click.option("--base", default="", metavar="URL", callback=to_base, help="The public address, behind a proxy.")
@click.option(
    "--trust-proxy",
    "trusted",
    multiple=True,
    metavar="ADDRESS",
    help="Believe the X-Forwarded headers of this proxy, e.g. 127.0.0.1.",
)
@click.option("--log-queries", is_flag=True, help="Write in the log what is asked, too.")
@graph_option
def command(  # noqa: PLR0913, PLR0917 - one for each option
    host: str,
    port: int,
    store: Path | None,
    site: Path | None,
    time_limit: float,
    memory_limit: int,
    client_limit: float,
    base: str,
    trusted: tuple[str, ...],
    repository: Repository,
    *,
    log_queries: bool,
) -> None:
    """Serve the graph until Ctrl-C: pages, a SPARQL endpoint, record IRIs that answer, and the questions as an API.

    Without --site, what `arkg publish` would write is made on the way. With --store, /sparql, /graphs, /reconcile and
    the questions answer from the store; pages, documents of records, questions, rules and checks come from the files of
    the graph, and a record that only the store has is given from there. Everything is only read. The log, on stderr,
    has a line for each request.

    Behind a proxy, --base is the address that readers know, e.g. https://kg.example.org/kg/, or --trust-proxy takes it
    from the headers X-Forwarded-Proto, -Host and -Prefix.
    """
    from arkg.serve import Settings, serve  # noqa: PLC0415 - the help needs no server

    settings = Settings(
        host=host,
        port=port,
        store=store,
        site=site,
        time_limit=time_limit,
        memory_limit=memory_limit * MEGABYTE,
        client_limit=client_limit,
        base=base,
        trusted=frozenset(trusted),
        log_queries=log_queries,
    )
    serve(repository, settings, talk)
