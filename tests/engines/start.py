"""Other people's SPARQL engines, each started on this machine with a folder of its own and bounded memory.

``python -m tests.engines.start jena big.nt`` serves a file of N-Triples until it is interrupted.
"""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from contextlib import contextmanager, suppress
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from contextlib import AbstractContextManager

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
VIRTUOSO, VIRTUOSO_SQL = "/usr/bin/virtuoso-t", "/usr/bin/isql-vt"
COMUNICA, SERVER = HERE / "comunica", "node_modules/.bin/comunica-sparql-file-http"
GRAPH = "urn:example:graph"
PATIENCE = 120.0
LONGEST = 10_000_000
"""How many bytes of N-Triples Virtuoso is given at a time: it reads a whole text into memory."""


def free_port() -> int:
    """Return a port of this machine that nobody uses."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


@contextmanager
def running(command: list[str], folder: Path, url: str) -> Iterator[subprocess.Popen[bytes]]:
    """Run a server in a folder until this block ends; wait until its address answers."""
    log = folder / "log.txt"
    with log.open("wb") as said:
        process = subprocess.Popen(
            command, cwd=folder, stdout=said, stderr=said, env={**os.environ, "PYTHONPATH": str(ROOT)}
        )
        try:
            deadline = time.monotonic() + PATIENCE
            while not answers(url):
                if process.poll() is not None or time.monotonic() > deadline:
                    raise RuntimeError(f"{command[0]} does not answer:\n{log.read_text(errors='replace')[-2000:]}")
                time.sleep(0.1)
            yield process
        finally:
            process.terminate()
            process.wait(PATIENCE)


def answers(url: str) -> bool:
    """Return whether a server answers, whatever it says."""
    try:
        urllib.request.urlopen(url, timeout=10).close()  # noqa: S310 - a server of ours
    except urllib.error.HTTPError:
        return True
    except OSError:
        return False
    return True


@contextmanager
def oxigraph(file: Path, folder: Path) -> Iterator[str]:
    """Serve a file by Oxigraph, from a store on disk."""
    program = str(Path(sys.executable).parent / "oxigraph")
    store, address = str(folder / "store"), f"127.0.0.1:{free_port()}"
    subprocess.run([program, "load", "--location", store, "--file", str(file)], check=True, capture_output=True)
    command = [program, "serve-read-only", "--location", store, "--bind", address]
    with running(command, folder, f"http://{address}/"):
        yield f"http://{address}/query"


@contextmanager
def jena(file: Path, folder: Path) -> Iterator[str]:
    """Serve a file by Apache Jena ARQ, in the memory of a Java of at most 2 GB."""
    port = free_port()
    command = [sys.executable, "-m", "tests.engines.jena", str(port), str(file)]
    with running(command, folder, f"http://127.0.0.1:{port}/"):
        yield f"http://127.0.0.1:{port}/query"


@contextmanager
def virtuoso(file: Path, folder: Path) -> Iterator[str]:
    """Serve a file by Virtuoso, with buffers of 240 MB; the data is in a named graph, which the address names."""
    sql, http = free_port(), free_port()
    settings = (HERE / "virtuoso.ini").read_text(encoding="utf-8")
    settings = settings.replace("SQL_PORT", str(sql)).replace("HTTP_PORT", str(http))
    (folder / "virtuoso.ini").write_text(settings, encoding="utf-8")
    command = [VIRTUOSO, "+foreground", "+configfile", "virtuoso.ini"]
    with running(command, folder, f"http://127.0.0.1:{http}/sparql"):
        loading = [f"DB.DBA.TTLP(file_to_string('{part}'), '', '{GRAPH}', 0);" for part in parts(file, folder)]
        subprocess.run(
            [VIRTUOSO_SQL, f"127.0.0.1:{sql}", "dba", "dba", "ERRORS=stdout", *(f"exec={each}" for each in loading)],
            cwd=folder,
            check=True,
            capture_output=True,
        )
        yield f"http://127.0.0.1:{http}/sparql?default-graph-uri={GRAPH}"


@contextmanager
def comunica(file: Path, folder: Path) -> Iterator[str]:
    """Serve a file by Comunica, in the memory of a Node.js of at most 4 GB."""
    port = free_port()
    command = ["node", "--max-old-space-size=4096", "--require", str(COMUNICA / "loopback.cjs"), str(COMUNICA / SERVER)]
    command += ["--port", str(port), "--timeout", "300", f"file@{file}"]
    with running(command, folder, f"http://127.0.0.1:{port}/sparql"):
        yield f"http://127.0.0.1:{port}/sparql"


def parts(file: Path, folder: Path) -> list[str]:
    """Cut a file of N-Triples into files of at most so many bytes; return their names in the folder."""
    names: list[str] = []
    with file.open("rb") as lines:
        while part := lines.readlines(LONGEST):
            names.append(f"part{len(names)}.nt")
            (folder / names[-1]).write_bytes(b"".join(part))
    return names


ENGINES: Mapping[str, Callable[[Path, Path], AbstractContextManager[str]]] = {
    "oxigraph": oxigraph,
    "jena": jena,
    "virtuoso": virtuoso,
    "comunica": comunica,
}


def main(name: str, file: str) -> None:
    """Serve a file by an engine until it is interrupted."""
    with TemporaryDirectory() as folder, ENGINES[name](Path(file).absolute(), Path(folder)) as url:
        print(url, flush=True)  # noqa: T201 - what the command is for
        with suppress(KeyboardInterrupt):
            signal.pause()


if __name__ == "__main__":
    main(*sys.argv[1:])
