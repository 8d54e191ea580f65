"""Serve the graph over HTTP: pages, SPARQL, record IRIs, questions."""

from __future__ import annotations

import os
import re
import sys
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from arkg.cli._common import examples, graph_option

if TYPE_CHECKING:
    from arkg.workspace import Workspace

MEGABYTE = 1_000_000
SECONDS = click.FloatRange(0.1, 3600)


def to_base(_context: click.Context, _option: click.Parameter, base: str) -> str:
    """Return the public address with a slash at its end; raise BadParameter for what is no address."""
    if base and not re.fullmatch(r"https?://[\w.:\[\]-]+(/[\w.~-]+)*/?", base):
        raise click.BadParameter(f"{base!r} is not the address of a site. Write e.g. https://kg.example.org/kg/")
    return f"{base.rstrip('/')}/" if base else ""


@click.command(epilog=examples("arkg serve", "arkg serve --port 8080 --site build/site"))
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option(
    "--port", type=click.IntRange(0, 65535), default=8000, show_default=True, help="Port; 0 picks a free one."
)
@click.option(
    "--store",
    multiple=True,
    metavar="DIR|URL",
    help="Query a store made by arkg load, or a SPARQL endpoint, instead of the files. Repeat for replicas.",
)
@click.option("--site", type=click.Path(path_type=Path), metavar="DIR", help="Serve this published folder.")
@click.option("--base", default="", metavar="URL", callback=to_base, help="Public address, behind a proxy.")
@click.option(
    "--trust-proxy",
    "trusted",
    multiple=True,
    metavar="ADDRESS",
    help="Trust the X-Forwarded headers of this proxy, e.g. 127.0.0.1.",
)
@click.option("--time-limit", type=SECONDS, default=10.0, show_default=True, help="Seconds per query.")
@click.option("--memory-limit", type=click.IntRange(50), default=1000, show_default=True, help="Megabytes per query.")
@click.option(
    "--client-limit",
    type=SECONDS,
    default=30.0,
    show_default=True,
    help="Seconds a client may take to send a request or to read an answer.",
)
@click.option("--log-queries", is_flag=True, help="Log the query strings of requests, too.")
@graph_option
def command(workspace: Workspace, memory_limit: int, **options: Any) -> None:
    """Serve the graph until Ctrl-C: pages, a SPARQL endpoint, resolvable record IRIs, and the questions as an API.

    Without --site, the pages are published to a temporary folder at startup. The server is read-only. It logs each
    request to stderr.

    With --store, /sparql, /graphs, /reconcile, /search and the questions query the store; everything else comes from
    the files of the graph, except for records that only the store has. An endpoint is asked with the credentials in
    the environment (see scripts/running-on-a-cluster.md). Its address is not shown to clients, the limits are the same,
    and no answer is cached.

    Behind a proxy, pass --base with the public address, e.g. https://kg.example.org/kg/, or --trust-proxy to take it
    from X-Forwarded-Proto, X-Forwarded-Host and X-Forwarded-Prefix.
    """
    from arkg.serve import Settings, serve  # noqa: PLC0415 - the help needs no server

    log = partial(print, file=sys.stderr)  # click.echo, with what it does for terminals, takes five times as long
    serve(workspace, Settings(environment=os.environ, memory_limit=memory_limit * MEGABYTE, **options), log)
