"""A server under test: `arkg serve` as a process of its own, over the small world, asked over real HTTP."""

from __future__ import annotations

import http.client
import os
import re
import signal
import socket
import subprocess
import sys
import threading
import time
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar
from urllib.parse import quote, urlencode

from tests.support.publication import make_world

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

COMMAND = [sys.executable, "-c", "from arkg.cli import main; main()", "serve"]
Value = TypeVar("Value")
PATIENCE = 60.0
ENDLESS = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"
PAGE = "<!doctype html><title>Racism</title>"


@dataclass(frozen=True, slots=True)
class Answer:
    """A response: names of headers in small letters."""

    status: int
    headers: Mapping[str, str]
    content: bytes

    @property
    def text(self) -> str:
        """Return the content as text."""
        return self.content.decode()

    @property
    def type(self) -> str:
        """Return the media type without its parameters."""
        return self.headers.get("content-type", "").partition(";")[0]


@dataclass(slots=True)
class Server:
    """A server that runs, and what it has said so far."""

    process: subprocess.Popen[str]
    port: int = 0
    said: list[str] = field(default_factory=list)

    @property
    def base(self) -> str:
        """Return the address."""
        return f"http://127.0.0.1:{self.port}"

    def ask(
        self, path: str, accept: str = "", method: str = "GET", body: bytes | str | None = None, **headers: str
    ) -> Answer:
        """Send a request; ``if_none_match`` stands for If-None-Match."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)
        try:
            named = {name.replace("_", "-"): value for name, value in headers.items()}
            connection.request(method, path, body, named | ({"Accept": accept} if accept else {}))
            response = connection.getresponse()
            found = {name.lower(): value for name, value in response.getheaders()}
            return Answer(response.status, found, response.read())
        finally:
            connection.close()

    def query(self, text: str, accept: str = "", **more: str) -> Answer:
        """Ask a query by GET."""
        return self.ask(f"/sparql?{urlencode({'query': text, **more}, quote_via=quote)}", accept)

    def wait_for(self, words: str) -> str:
        """Wait until the server has said this; return the line."""
        return until(lambda: next((line for line in self.said if words in line), ""))

    def processes(self) -> list[int]:
        """Return the processes that the server began, and those that these began."""
        found, open_ = [], [self.process.pid]
        while open_:
            children = children_of(open_.pop())
            found += children
            open_ += children
        return found


def children_of(pid: int) -> list[int]:
    """Return the processes that a process began and that have not ended."""
    found = []
    for path in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):
            state, parent = path.read_text().rpartition(")")[2].split()[:2]
            if int(parent) == pid and state != "Z":
                found.append(int(path.parent.name))
    return found


def is_alive(pid: int) -> bool:
    """Return whether a process runs."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def until(find: Callable[[], Value]) -> Value:
    """Wait until this gives something that counts as true, and return that."""
    deadline = time.monotonic() + PATIENCE
    while not (found := find()):
        assert time.monotonic() < deadline
        time.sleep(0.02)
    return found


def busy(server: Server) -> int:
    """Return how many queries run just now."""
    lines = server.ask("/metrics").text.splitlines()
    return sum(int(float(line.split()[-1])) for line in lines if 'pool="graph",state="busy"' in line)


@contextmanager
def asking(server: Server, query: str) -> Iterator[socket.socket]:
    """Ask a query, and leave when the block ends, whether it is answered or not."""
    body = query.encode()
    head = f"Host: x\r\nContent-Type: application/sparql-query\r\nContent-Length: {len(body)}\r\n\r\n"
    with socket.create_connection(("127.0.0.1", server.port), timeout=PATIENCE) as link:
        link.sendall(f"POST /sparql HTTP/1.1\r\n{head}".encode() + body)
        yield link


def waits_beside(server: Server, endless: Sequence[str]) -> list[float]:
    """Ask short queries while endless ones run, all of them to the end; return how long each waits."""
    waits: list[float] = []
    with ExitStack() as stack:
        for query in endless:
            stack.enter_context(asking(server, query))
        until(lambda: busy(server) == len(endless))
        for number in range(11):
            began = time.monotonic()
            assert server.query(f'ASK {{ ?s ?p "{number}" }}').status == 200
            waits.append(time.monotonic() - began)
        assert busy(server) == len(endless)
    until(lambda: not busy(server))
    return waits


@contextmanager
def serving(root: Path, *args: str, pages: bool = False, graph: Path | None = None) -> Iterator[Server]:
    """Serve the world from a folder, or ``graph``, with a site of two pages unless one is made or named."""
    if not graph and not (root / "data").exists():
        make_world(root)
    site = root / "site"
    (site / "id/concept/racism").mkdir(parents=True, exist_ok=True)
    (site / "index.html").write_text(PAGE * 50, encoding="utf-8")
    (site / "id/concept/racism/index.html").write_text(PAGE, encoding="utf-8")
    for path in ("catalog.ttl", "catalog.jsonld", ".well-known/void", "data/index.html"):
        (site / path).parent.mkdir(exist_ok=True)
        (site / path).write_text(PAGE, encoding="utf-8")
    chosen = () if pages or "--site" in args else ("--site", str(site))
    process = subprocess.Popen(
        [*COMMAND, "--graph", str(graph or root), "--port", "0", *chosen, *args],
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONUNBUFFERED": "1"},
    )
    server = Server(process)
    reader = threading.Thread(target=listen, args=(server,))
    reader.start()
    try:
        line = server.wait_for("  listens ")
        server.port = int(re.findall(r":(\d+)", line)[-1])
        until(lambda: server.ask("/health").status == 200)
        yield server
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(PATIENCE)
        reader.join()
        if process.stderr:
            process.stderr.close()


def listen(server: Server) -> None:
    """Keep what a server says."""
    assert server.process.stderr
    for line in server.process.stderr:
        server.said.append(line.rstrip("\n"))
