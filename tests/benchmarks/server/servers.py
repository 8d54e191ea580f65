"""Servers of this machine that are measured or asked: where they are installed, on which port, from when on."""

from __future__ import annotations

import shutil
import socket
import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator


def installed(name: str) -> str:
    """Return where a command is installed, beside this Python or anywhere on the path; an empty text for nowhere."""
    beside = Path(sys.executable).parent / name
    return str(beside) if beside.exists() else shutil.which(name) or ""


def free_port() -> int:
    """Return a port that nobody uses."""
    with socket.socket() as link:
        link.bind(("127.0.0.1", 0))
        port: int = link.getsockname()[1]
        return port


def start(command: list[str], port: int) -> subprocess.Popen[bytes]:
    """Begin a server, and wait until it listens."""
    from tests.support.serving import until  # noqa: PLC0415 - loads what jobs without a server are measured at loading

    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    until(lambda: listens(port))
    return process


def listens(port: int) -> bool:
    """Return whether someone listens at a port."""
    with socket.socket() as link:
        return link.connect_ex(("127.0.0.1", port)) == 0


def oxigraph(store: Path, port: int) -> list[str]:
    """Return the command by which Oxigraph's own server serves a store on disk."""
    return [installed("oxigraph"), "serve-read-only", "--location", str(store), "--bind", f"127.0.0.1:{port}"]


@contextmanager
def endpoint(store: Path) -> Iterator[str]:
    """Serve a store on disk as long as the block lasts, and give the address that answers queries."""
    port = free_port()
    server = start(oxigraph(store, port), port)
    try:
        yield f"http://127.0.0.1:{port}/query"
    finally:
        server.kill()
        server.wait()
