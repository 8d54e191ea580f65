"""The redirects of the persistent identifiers, asked of a real Apache that leads to a real publication."""

from __future__ import annotations

import http.client
import os
import shutil
import socket
import subprocess
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import pyoxigraph as ox
import pytest
from tests.support.publication import ROOT, make_world

from arkg.publish import publish

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

RULES = ROOT / "w3id" / ".htaccess"
RACISM = "/arkg/id/concept/racism"
BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,*/*;q=0.8"
RDFLIB = "application/rdf+xml,text/rdf+n3;q=0.9,application/xhtml+xml;q=0.5, */*;q=0.1"
JENA = "text/turtle,application/n-triples;q=0.9,application/ld+json;q=0.8,application/rdf+xml;q=0.7,*/*;q=0.3"
PROTEGE = "application/rdf+xml, application/xml; q=0.7, text/xml; q=0.6, text/plain; q=0.1, */*; q=0.09"


@dataclass(frozen=True, slots=True)
class Server:
    """An Apache on this machine; ``/arkg/`` redirects to ``/site/``, where the publication stands."""

    port: int

    def ask(self, path: str, accept: str | None = None, method: str = "GET") -> tuple[int, Mapping[str, str], bytes]:
        """Send one request, without following where it leads."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)
        connection.request(method, path, headers={} if accept is None else {"Accept": accept})
        answer = connection.getresponse()
        found = answer.status, dict(answer.getheaders()), answer.read()
        connection.close()
        return found

    def leads(self, path: str, accept: str | None = None, method: str = "GET") -> tuple[int, str]:
        """Give the status, and the path within the publication that a request is led to."""
        status, headers, _ = self.ask(path, accept, method)
        return status, headers.get("Location", "").removeprefix(f"http://127.0.0.1:{self.port}/site")


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        folder.chmod(0o755)  # the server reads as another user
        publish(make_world(tmp_path_factory.mktemp("world")), folder / "www" / "site", pages=False)
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        (folder / "www" / "arkg").mkdir()
        rules = RULES.read_text(encoding="utf-8")
        here = f"http://127.0.0.1:{port}/site"
        (folder / "www" / "arkg" / ".htaccess").write_text(rules.replace("https://arkg.example.org", here))
        (folder / "apache.conf").write_text(configuration(folder, port))
        command = [find_apache(), "-f", str(folder / "apache.conf"), "-D", "FOREGROUND"]
        process = subprocess.Popen(command, stderr=subprocess.DEVNULL)
        try:
            wait_for(port)
            yield Server(port)
        finally:
            process.terminate()
            process.wait(timeout=20)


def find_apache() -> str:
    """Give the program; it is looked for where Debian puts it too."""
    found = shutil.which("apache2", path=f"{os.environ['PATH']}:/usr/sbin") or shutil.which("httpd")
    assert found, "Install apache2-bin (scripts/test does where it may)."
    return found


def configuration(folder: Path, port: int) -> str:
    """Give the smallest configuration that serves a folder with the modules w3id.org has."""
    modules = Path("/usr/lib/apache2/modules")
    names = ("mpm_event", "authz_core", "dir", "mime", "headers", "rewrite")
    loads = "".join(f"LoadModule {name}_module {modules}/mod_{name}.so\n" for name in names)
    user = "User www-data\nGroup www-data\n" if os.geteuid() == 0 else ""
    return (
        f"{loads}{user}ServerName localhost\nListen 127.0.0.1:{port}\nPidFile {folder}/pid\nErrorLog {folder}/log\n"
        f"DefaultRuntimeDir {folder}\nTypesConfig /dev/null\nAddType text/turtle .ttl\nDocumentRoot {folder}/www\n"
        f"<Directory {folder}/www>\nAllowOverride All\nRequire all granted\n</Directory>\n"
    )


def wait_for(port: int) -> None:
    """Wait until the server listens."""
    for _ in range(200):
        with socket.socket() as attempt:
            if attempt.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    pytest.fail("Apache does not listen.")


@pytest.mark.parametrize(
    ("accept", "form"),
    [
        (BROWSER, "/"),
        (None, "/"),
        ("*/*", "/"),
        ("text/html", "/"),
        ("image/png", "/"),
        ("", "/"),
        ("text/turtle", ".ttl"),
        ("TEXT/Turtle", ".ttl"),
        ("text/n3", ".ttl"),
        ("application/ld+json", ".jsonld"),
        ('application/ld+json;profile="http://www.w3.org/ns/json-ld#compacted"', ".jsonld"),
        ("application/json", ".jsonld"),
        ("application/n-triples", ".nt"),
        ("application/rdf+xml", ".rdf"),
        (RDFLIB, ".rdf"),
        (JENA, ".ttl"),
        (PROTEGE, ".rdf"),
        ("text/turtle, application/rdf+xml, text/html", ".ttl"),
        ("application/ld+json,text/turtle;q=0.9,text/html", ".jsonld"),
        ("text/html, text/turtle", "/"),
        ("text/turtle;q=0.5, text/html", "/"),
        ("text/html;q=0.5, text/turtle", ".ttl"),
        ("text/html;q=0.8, application/n-triples;q=0.9, */*;q=0.1", ".nt"),
        ("text/turtle;q=0, text/html;q=0.1", "/"),
        ("text/turtle;q=0.000", "/"),
        ("text/turtle;q=0.001", ".ttl"),
        ("text/turtle;q=0.1, */*;q=0.9", "/"),
        ("*/*, text/turtle", ".ttl"),
        ("application/pdf, application/rdf+xml;q=0.2", ".rdf"),
        ("text/turtle; charset=utf-8; q=1.0", ".ttl"),
        ("text/turtle ; q = 0.4 , application/rdf+xml ; q = 0.3", ".ttl"),
        ("x-text/turtle", "/"),
        ("text/turtleneck", "/"),
    ],
)
def test_a_record_comes_in_the_form_the_client_prefers(server: Server, accept: str | None, form: str) -> None:
    assert server.leads(RACISM, accept) == (303, f"/id/concept/racism{form}")


@pytest.mark.parametrize(
    ("path", "page", "turtle"),
    [
        ("/arkg/", "/", "/catalog.ttl"),
        ("/arkg/ns", "/ns/", "/ns.ttl"),
        ("/arkg/shapes", "/shapes/", "/shapes.ttl"),
        ("/arkg/query/", "/query/", "/query.ttl"),
        ("/arkg/query/search", "/query/search/", "/query.ttl"),
        ("/arkg/query/search.rq", "/query/search.rq", "/query/search.rq"),
        ("/arkg/catalog", "/data/", "/catalog.ttl"),
        ("/arkg/id/concept/racism/", "/id/concept/racism/", "/id/concept/racism.ttl"),
        ("/arkg/id/concept/racism.jsonld", "/id/concept/racism.jsonld", "/id/concept/racism.jsonld"),
        ("/arkg/id/concept/racism.html", "/id/concept/racism/", "/id/concept/racism/"),
        ("/arkg/ns.rdf", "/ns.rdf", "/ns.rdf"),
        ("/arkg/data/arkg.nt.gz", "/data/arkg.nt.gz", "/data/arkg.nt.gz"),
        ("/arkg/context.jsonld", "/context.jsonld", "/context.jsonld"),
        ("/arkg/initiative/", "/initiative/", "/initiative/"),
        ("/arkg/release/0.1.0", "/release/0.1.0/", "/release/0.1.0/"),
        ("/arkg/release/0.1.0/", "/release/0.1.0/", "/release/0.1.0/"),
        ("/arkg/release/0.1.0/ns", "/release/0.1.0/", "/release/0.1.0/ns.ttl"),
        ("/arkg/release/0.1.0/query/search", "/release/0.1.0/", "/release/0.1.0/query.ttl"),
        ("/arkg/release/1.0.0-rc.1/id/concept/racism", *("/release/1.0.0-rc.1/",) * 2),
        ("/arkg/release/0.1.0/ns.jsonld", *("/release/0.1.0/ns.jsonld",) * 2),
        ("/arkg/release/0.1.0/data/arkg.ttl.gz", *("/release/0.1.0/data/arkg.ttl.gz",) * 2),
    ],
)
def test_every_identifier_leads_readers_and_machines_to_a_place(
    server: Server, path: str, page: str, turtle: str
) -> None:
    found = server.leads(path, BROWSER), server.leads(path, "text/turtle"), server.leads(path, BROWSER, "HEAD")
    assert found == ((303, page), (303, turtle), (303, page))


@pytest.mark.parametrize("form", ["text/turtle", "application/ld+json", "application/n-triples", "application/rdf+xml"])
def test_where_an_identifier_leads_it_is_spoken_of(server: Server, form: str) -> None:
    _, _, body = server.ask(f"/site{server.leads(RACISM, form)[1]}")
    subjects = {quad.subject.value for quad in ox.parse(body, ox.RdfFormat.from_media_type(form))}
    assert f"https://w3id.org{RACISM}" in subjects


def test_the_version_of_the_vocabulary_is_kept_where_it_says_it_is(server: Server) -> None:
    version = ox.NamedNode("http://www.w3.org/2002/07/owl#versionIRI")
    _, _, now = server.ask("/site/ns.ttl")
    named = [quad.object.value for quad in ox.parse(now, ox.RdfFormat.TURTLE) if quad.predicate == version]
    status, path = server.leads(named[0].removeprefix("https://w3id.org"), "text/turtle")
    assert (len(named), status, server.ask(f"/site{path}")[2] == now) == (1, 303, True)


def test_a_redirect_says_what_it_depends_on_and_is_open_to_other_sites(server: Server) -> None:
    _, headers, _ = server.ask(RACISM, BROWSER)
    assert {name: headers.get(name) for name in ("Vary", "Access-Control-Allow-Origin")} == {
        "Vary": "Accept",
        "Access-Control-Allow-Origin": "*",
    }


def test_the_identifier_of_the_whole_graph_may_lack_its_slash(server: Server) -> None:
    status, headers, _ = server.ask("/arkg")
    assert (status, headers["Location"].endswith("/arkg/")) == (301, True)
