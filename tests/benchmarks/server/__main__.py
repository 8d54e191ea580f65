"""The figures of `arkg serve` and of its peers, on the same graph in the same run, over loopback.

``python -m tests.benchmarks.server`` prints them all; ``--minutes 10`` mixes load for that long. It asks with wrk where
that is installed, else with a client of its own. Peers are measured where they are installed: the binary of PyPI's
oxigraph, and rdflib-endpoint.
"""

from __future__ import annotations

import asyncio
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote

import click
from tests.benchmarks.server.asking import Load, measure, one, time_api, time_beside_endless, time_questions
from tests.benchmarks.server.mixing import memory, mix
from tests.benchmarks.server.servers import free_port, installed, oxigraph, start
from tests.support.serving import until

from arkg.serve.graph import quads
from arkg.workspace import find

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).parents[3]
QUOTED = '"NUMBER"'
CLIENTS = (1, 4, 16)
"""How many clients ask an endpoint at a time."""


def ours(site: Path, port: int) -> list[str]:
    """Return the command of our server."""
    code = "from arkg.cli import main; main()"
    return [sys.executable, "-c", code, "serve", "--graph", str(ROOT), "--port", str(port), "--site", str(site)]


def peers(folder: Path, port: int) -> Iterator[tuple[str, list[str], str]]:
    """Return the name, the command and the path of the endpoint of each peer that is installed."""
    workspace = find(ROOT, ROOT)
    dump = folder / "graph.nq"
    dump.write_text("".join(f"{quad} .\n" for quad in quads(workspace)), encoding="utf-8")
    if command := installed("oxigraph"):
        store = folder / "store"
        load = [command, "load", "--location", str(store), "--file", str(dump)]
        subprocess.run(load, check=True, capture_output=True)
        yield "oxigraph serve-read-only", oxigraph(store, port), "/query"
    if endpoint := installed("rdflib-endpoint"):
        triples = folder / "graph.nt"
        text = "".join(f"{quad.triple} .\n" for quad in quads(workspace) if str(quad.graph_name) == "DEFAULT")
        triples.write_text(text, encoding="utf-8")
        yield "rdflib-endpoint", [endpoint, "serve", "--port", str(port), "--host", "127.0.0.1", str(triples)], "/"


@click.command()
@click.option("--minutes", default=0.5, show_default=True, help="How long the mixed load lasts.")
def main(minutes: float) -> None:
    """Print the figures of the server and of its peers."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        code = "from arkg.cli import main; main()"
        publish = [sys.executable, "-c", code, "publish", str(folder / "site"), "--graph", str(ROOT)]
        subprocess.run(publish, check=True, capture_output=True)
        port = free_port()
        began = time.perf_counter()
        server = start(ours(folder / "site", port), port)
        until(lambda: asyncio.run(one(port, "/health")) == 200)
        click.echo(f"arkg serve\n  ready in               {time.perf_counter() - began:.2f} s")
        try:
            print_ours(port)
            print_mixed(port, minutes, server)
        finally:
            server.terminate()
            server.wait()
        for label, command, endpoint in peers(folder, peer_port := free_port()):
            peer = start(command, peer_port)
            try:
                click.echo(label)
                print_endpoint(peer_port, endpoint)
            finally:
                peer.kill()
                peer.wait()


def print_ours(port: int) -> None:
    """Print what only our server does, and what its endpoint does."""
    click.echo(f"  record page            {measure(port, '/id/concept/racism/')}")
    click.echo(f"  record as Turtle       {measure(port, '/id/concept/racism.ttl')}")
    same = f"/sparql?query={quote('ASK { ?s ?p ?o }')}"
    click.echo(f"  ASK, always the same   {measure(port, same)}")
    click.echo(f"  questions, as an API   {time_api(port)}")
    print_endpoint(port, "/sparql")


def print_endpoint(port: int, endpoint: str) -> None:
    """Print what an endpoint does."""
    path = f"{endpoint}?query={quote('ASK { ?s ?p NUMBER }'.replace('NUMBER', QUOTED))}"
    for clients in CLIENTS:
        click.echo(f"  ASK, {clients:2} clients        {measure(port, path, clients)}")
    click.echo(f"  questions, each anew   {time_questions(port, endpoint)}")
    click.echo(f"  ASK beside 8 endless   {time_beside_endless(port, endpoint)}")


def print_mixed(port: int, minutes: float, server: subprocess.Popen[bytes]) -> None:
    """Print what comes of a mixed load."""
    load, before = Load(), memory(server.pid)
    asyncio.run(mix(port, minutes * 60, load, server))
    time.sleep(1)
    said = ", ".join(f"{count:,} × {status}" for status, count in sorted(load.statuses.items()))
    click.echo(f"  mixed, {minutes:g} minutes     {said}; {load.lost} lost; memory {before} → {memory(server.pid)} MB")


if __name__ == "__main__":
    main()
