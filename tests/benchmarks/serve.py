"""The figures of `arkg serve` and of its peers, on the same graph in the same run, over loopback.

``python -m tests.benchmarks.serve`` prints them all; ``--minutes 10`` mixes load for that long. It asks with wrk where
that is installed, else with a client of its own. Peers are measured where they are installed: the binary of PyPI's
oxigraph, and rdflib-endpoint.
"""

from __future__ import annotations

import asyncio
import os
import random
import re
import shutil
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote

import click
from tests.serving import ENDLESS, children_of, until

from arkg.graph import find
from arkg.query import questions
from arkg.serve.world import quads

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).parents[2]
QUOTED = '"NUMBER"'
CLIENTS = 16
SECONDS = 5
PATIENCE = 20
HOSTILE = (ENDLESS, "SELECT ?x { ?a ?b ?c . ?d ?e ?f BIND(CONCAT(STR(?a), STR(?d)) AS ?x) } ORDER BY ?x")
LUA = """local n = 0
function request()
  n = n + 1
  return wrk.format("GET", (string.gsub("PATH", "NUMBER", n .. "-" .. math.random(1e9))))
end
"""


@dataclass(slots=True)
class Load:
    """What came of a load: seconds each request took, by status, and how many were lost on the way."""

    taken: list[float] = field(default_factory=list)
    statuses: Counter[int] = field(default_factory=Counter)
    lost: int = 0


async def one(port: int, path: str, host: str = "127.0.0.1") -> int:
    """Ask once; give the status."""
    reader, writer = await asyncio.open_connection(host, port)
    try:
        writer.write(f"GET {path} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n".encode())
        content = await reader.read()
        return int(content.split(b" ", 2)[1])
    finally:
        writer.close()


async def keep_asking(port: int, path: str, until_: float, load: Load) -> None:
    """Ask again and again over one connection."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    number = 0
    while (began := time.perf_counter()) < until_:
        number += 1
        target = path.replace("NUMBER", f"{number}-{random.random()}")  # noqa: S311 - no secret
        writer.write(f"GET {target} HTTP/1.1\r\nHost: x\r\n\r\n".encode())
        head = await reader.readuntil(b"\r\n\r\n")
        length = re.search(rb"content-length: (\d+)", head, re.IGNORECASE)
        await reader.readexactly(int(length[1]) if length else 0)
        load.taken.append(time.perf_counter() - began)
    writer.close()


def measure(port: int, path: str) -> str:
    """Load an address with sixteen clients; give requests a second, and the median and 99th percentile."""
    if not shutil.which("wrk"):
        load = Load()

        async def run() -> None:
            until_ = time.perf_counter() + SECONDS
            await asyncio.gather(*(keep_asking(port, path, until_, load) for _ in range(CLIENTS)))

        asyncio.run(run())
        cuts = statistics.quantiles(load.taken, n=100)
        rate = len(load.taken) / SECONDS
        return f"{rate:8,.0f} requests/s   p50 {cuts[49] * 1000:.2f} ms   p99 {cuts[98] * 1000:.2f} ms"
    with tempfile.NamedTemporaryFile("w", suffix=".lua") as script:
        script.write(LUA.replace("PATH", path))
        script.flush()
        more = ["-s", script.name] if "NUMBER" in path else []
        url = f"http://127.0.0.1:{port}{path.replace('NUMBER', '0')}"
        command = ["wrk", "-t1", f"-c{CLIENTS}", f"-d{SECONDS}", "--latency", *more, url]
        text = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    found = {name: re.search(rf"{name}:?\s+([\d.]+\w*)", text) for name in ("50%", "99%", "Requests/sec")}
    p50, p99, rate_ = (each[1] if each else "?" for each in found.values())
    bad = re.search(r"Non-2xx or 3xx responses: (\d+)", text)
    return f"{float(rate_):8,.0f} requests/s   p50 {p50}   p99 {p99}" + (f"   {bad[1]} FAILED" if bad else "")


def free_port() -> int:
    """Give a port that nobody uses."""
    with socket.socket() as link:
        link.bind(("127.0.0.1", 0))
        port: int = link.getsockname()[1]
        return port


def start(command: list[str], port: int) -> subprocess.Popen[bytes]:
    """Begin a server, and wait until it listens."""
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    until(lambda: listens(port))
    return process


def listens(port: int) -> bool:
    """Say whether someone listens at a port."""
    with socket.socket() as link:
        return link.connect_ex(("127.0.0.1", port)) == 0


def ours(site: Path, port: int) -> list[str]:
    """Give the command of our server."""
    code = "from arkg.cli import main; main()"
    return [sys.executable, "-c", code, "serve", "--graph", str(ROOT), "--port", str(port), "--site", str(site)]


def peers(folder: Path, port: int) -> Iterator[tuple[str, list[str], str]]:
    """Give the name, the command and the path of the endpoint of each peer that is installed."""
    repository = find(ROOT, ROOT)
    dump = folder / "graph.nq"
    dump.write_text("".join(f"{quad} .\n" for quad in quads(repository)), encoding="utf-8")
    if oxigraph := installed("oxigraph"):
        store = folder / "store"
        load = [oxigraph, "load", "--location", str(store), "--file", str(dump)]
        subprocess.run(load, check=True, capture_output=True)
        serve = [oxigraph, "serve-read-only", "--location", str(store), "--bind", f"127.0.0.1:{port}"]
        yield "oxigraph serve-read-only", serve, "/query"
    if endpoint := installed("rdflib-endpoint"):
        triples = folder / "graph.nt"
        text = "".join(f"{quad.triple} .\n" for quad in quads(repository) if str(quad.graph_name) == "DEFAULT")
        triples.write_text(text, encoding="utf-8")
        yield "rdflib-endpoint", [endpoint, "serve", "--port", str(port), "--host", "127.0.0.1", str(triples)], "/"


def installed(name: str) -> str:
    """Give where a command is installed, beside this Python or anywhere on the path; an empty text for nowhere."""
    beside = Path(sys.executable).parent / name
    return str(beside) if beside.exists() else shutil.which(name) or ""


def asked() -> dict[str, str]:
    """Give the questions of the library by name."""
    return {each.name: each.text for each in questions(find(ROOT, ROOT))}


def time_questions(port: int, endpoint: str) -> str:
    """Ask each question ten times, each time anew; give the medians' greatest, and their sum."""
    medians = {}
    for name, query in asked().items():
        anew = (f"{query}\n# {number} {random.random()}" for number in range(10))  # noqa: S311 - no secret
        medians[name] = time_paths(port, [f"{endpoint}?query={quote(each)}" for each in anew])
    return told(medians)


def time_api(port: int) -> str:
    """Ask each question ten times as an API, which gives an answer again that it gave before."""
    return told({name: time_paths(port, [f"/query/{name}.json"] * 10) for name in asked()})


def time_paths(port: int, paths: list[str]) -> float:
    """Ask for each; give the median in milliseconds, infinite where an answer does not come in twenty seconds."""
    taken = []
    for path in paths:
        began = time.perf_counter()
        try:
            status = asyncio.run(asyncio.wait_for(one(port, path), PATIENCE))
        except TimeoutError:
            return float("inf")
        taken.append((time.perf_counter() - began) * 1000 if status == 200 else float("inf"))
    return statistics.median(taken)


def told(medians: dict[str, float]) -> str:
    """Write the medians of the questions in a line."""
    slowest = max(medians, key=lambda name: medians[name])
    failed = sum(each == float("inf") for each in medians.values())
    total = sum(each for each in medians.values() if each != float("inf"))
    more = f", {failed} without an answer in {PATIENCE} s" if failed else ""
    return f"slowest p50 {medians[slowest]:.1f} ms ({slowest}), all {len(medians)} in sum {total:.0f} ms{more}"


def time_beside_endless(port: int, endpoint: str) -> str:
    """Ask while eight endless queries run; give the median and the longest time."""

    async def run() -> list[float]:
        heavy = [
            asyncio.create_task(one(port, f"{endpoint}?query={quote(f'{ENDLESS} #{number}')}")) for number in range(8)
        ]
        await asyncio.sleep(1)
        taken = []
        for number in range(50):
            began = time.perf_counter()
            try:
                async with asyncio.timeout(SECONDS):
                    await one(port, f"{endpoint}?query={quote(f'ASK {{ ?s ?p {number} }}')}")
            except TimeoutError:
                break
            taken.append((time.perf_counter() - began) * 1000)
        for task in heavy:
            task.cancel()
        return taken

    taken = asyncio.run(run())
    if not taken:
        return f"no answer within {SECONDS} s"
    return f"p50 {statistics.median(taken):.1f} ms, longest {max(taken):.1f} ms ({len(taken)} asked)"


def memory(pid: int) -> int:
    """Give the megabytes in memory of a process and of all that it began, what they share counted once."""
    total, open_ = 0, [pid]
    while open_:
        process = open_.pop()
        open_ += children_of(process)
        try:
            text = Path(f"/proc/{process}/smaps_rollup").read_text(encoding="utf-8")
        except OSError:
            continue
        found = re.search(r"Pss:\s+(\d+)", text)
        total += int(found[1]) if found else 0
    return total // 1000


async def mix(port: int, seconds: float, load: Load, server: subprocess.Popen[bytes]) -> None:
    """Ask for pages, documents, answers; meanwhile ask what is hostile, and kill workers."""
    paths = ["/id/concept/racism/", "/id/concept/racism.ttl", f"/sparql?query={quote('ASK { ?s ?p NUMBER }')}"]
    paths += [f"/query/{name}.csv?" for name in asked()]
    end = time.monotonic() + seconds

    async def ask() -> None:
        while time.monotonic() < end:
            path = random.choice(paths).replace("NUMBER", str(random.random()))  # noqa: S311 - no secret
            try:
                load.statuses[await one(port, path)] += 1
            except (OSError, IndexError, ValueError):
                load.lost += 1

    async def harm() -> None:
        while time.monotonic() < end:
            query = f"{random.choice(HOSTILE)} # {random.random()}"  # noqa: S311 - no secret
            await one(port, f"/sparql?query={quote(query)}")

    async def kill() -> None:
        while time.monotonic() < end:
            await asyncio.sleep(2)
            workers = [pid for nursery in children_of(server.pid) for pid in children_of(nursery)]
            for pid in workers[:1]:
                os.kill(pid, signal.SIGKILL)

    await asyncio.gather(*(ask() for _ in range(8)), *(harm() for _ in range(4)), kill())


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
    click.echo(f"  ASK, each time another {measure(port, path)}")
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
