"""A graph at a SPARQL endpoint is served like one in files, within the same limits, and nobody is told where it is."""

from __future__ import annotations

import json
import statistics
from typing import TYPE_CHECKING
from urllib.parse import quote, urlencode

import pyoxigraph as ox
import pytest
from tests.store.test_store import serve
from tests.support.publication import make_world
from tests.support.serving import ENDLESS, Server, serving, waits_beside

from arkg.infer import for_skos
from arkg.serve.endpoints.sparql import Query, evaluate
from arkg.serve.graph import ServedGraph
from arkg.serve.web.responses import RequestFault
from arkg.workspace import find

if TYPE_CHECKING:
    import subprocess
    from collections.abc import Iterator
    from pathlib import Path

ONLY_THERE = "https://w3id.org/arkg/id/concept/only-there"
NAMED = ox.NamedNode("https://example.org/graph")
ROWS = "SELECT ?s { ?s a arkg:Concept } ORDER BY ?s"


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a store of the small world with one more concept, and one statement in a graph of its own."""
    root = tmp_path_factory.mktemp("endpoint")
    world = make_world(root / "world")
    found = ox.Store(str(root / "store"))
    found.bulk_extend(ox.Quad(*quad.triple) for quad in world.quads("ontology", "data"))
    found.extend(ox.Quad(*triple) for triple in for_skos(world, found))
    label = ox.NamedNode("http://www.w3.org/2004/02/skos/core#prefLabel")
    found.add(ox.Quad(ox.NamedNode(ONLY_THERE), label, ox.Literal("Only there", language="en")))
    found.add(ox.Quad(ox.NamedNode(ONLY_THERE), label, ox.Literal("In a graph"), NAMED))
    found.flush()
    return root / "store"


@pytest.fixture
def engine(store: Path) -> Iterator[tuple[subprocess.Popen[bytes], str]]:
    """Run an endpoint that a test may end."""
    process, url = serve(store)
    yield process, url
    process.kill()
    process.wait()


@pytest.fixture(scope="module")
def server(store: Path) -> Iterator[Server]:
    """Serve the small world through an endpoint."""
    process, url = serve(store)
    with serving(store.parent / "world", "--store", url) as found:
        yield found
    process.kill()
    process.wait()


@pytest.fixture(scope="module")
def in_files(store: Path) -> Iterator[Server]:
    """Serve the small world from its files."""
    with serving(store.parent / "world") as found:
        yield found


@pytest.mark.parametrize(
    ("path", "accept"),
    [
        ("/sparql?query=" + quote("SELECT * { concept:racism ?p ?o } ORDER BY ?p ?o"), "text/csv"),
        ("/sparql?query=" + quote("SELECT ?x (<relative> AS ?y) { VALUES ?x { 1 } }"), "application/xml"),
        ("/sparql?query=" + quote("ASK { concept:racism a arkg:Concept }"), "application/sparql-results+json"),
        (
            "/sparql?query=" + quote("CONSTRUCT { concept:racism ?p ?o } { concept:racism ?p ?o }"),
            "application/n-triples",
        ),
        ("/sparql?query=" + quote("ASK { concept:racism a arkg:Concept }"), "text/html"),
        ("/query/initiatives-by-category.csv?category=research", "text/csv"),
        ("/query/initiatives-by-category/?category=research", "text/html"),
        ("/query/search.csv?text=segregation", "text/csv"),
        ("/query/initiatives-by-category.csv?category=nonsense", "text/csv"),
        ("/search.json?q=segregation", "application/json"),
        ("/reconcile?queries=" + quote('{"q0": {"query": "Racism"}}'), "application/json"),
        ("/reconcile/extend/properties?type=skos:Concept", "application/json"),
        ("/id/concept/racism.ttl", "text/turtle"),
    ],
)
def test_an_endpoint_is_served_like_files(server: Server, in_files: Server, path: str, accept: str) -> None:
    there, here = server.ask(path, accept), in_files.ask(path, accept)
    base = f"http://127.0.0.1:{in_files.port}".encode()
    content = there.content.replace(server.base.encode(), base)
    assert (there.status, sorted(content.splitlines())) == (here.status, sorted(here.content.splitlines()))


def test_what_only_the_endpoint_has_is_served_and_no_answer_is_kept(server: Server) -> None:
    answer = server.ask("/id/concept/only-there", "application/n-triples")
    graphs = server.ask("/graphs?default", "application/n-triples")
    found = ONLY_THERE in graphs.text, "In a graph" in graphs.text
    kept = answer.headers["cache-control"], answer.headers.get("etag")
    assert (answer.status, "Only there" in answer.text, found, kept) == (200, True, (True, False), ("no-store", None))


@pytest.mark.parametrize(
    ("query", "more", "rows"),
    [
        ("SELECT ?o FROM <https://example.org/graph> { ?s ?p ?o }", {}, "o\r\nIn a graph\r\n"),
        ("SELECT ?o { ?s ?p ?o }", {"default-graph-uri": NAMED.value}, "o\r\nIn a graph\r\n"),
        ("SELECT ?o { GRAPH ?g { ?s ?p ?o } }", {"named-graph-uri": NAMED.value}, "o\r\nIn a graph\r\n"),
    ],
)
def test_a_graph_that_the_endpoint_has_can_be_asked(
    server: Server, query: str, more: dict[str, str], rows: str
) -> None:
    assert server.query(query, "text/csv", **more).text == rows


@pytest.mark.parametrize(
    ("query", "more", "status", "words"),
    [
        ("SELECT ?o FROM <https://example.org/none> { ?s ?p ?o }", {}, 400, "There is no graph"),
        ("SELECT ?o { ?s ?p ?o }", {"default-graph-uri": "https://example.org/none"}, 400, "There is no graph"),
        ("SELECT ?o { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }", {}, 400, "calls a SERVICE"),
        ("DELETE WHERE { ?s ?p ?o }", {}, 400, "This is an update"),
        ("DEFINE get:soft 'soft' SELECT ?o { ?s ?p ?o }", {}, 400, "There is no prefix 'get'"),
        ("ASK { ?s ?p ?o", {}, 400, "This is not SPARQL"),
    ],
)
def test_what_is_refused_of_files_is_refused_of_an_endpoint(
    server: Server, query: str, more: dict[str, str], status: int, words: str
) -> None:
    answer = server.query(query, "", **more)
    assert (answer.status, words in answer.text) == (status, True)


def test_an_answer_has_no_more_bytes_than_it_may(store: Path, engine: tuple[subprocess.Popen[bytes], str]) -> None:
    graph = ServedGraph(find(store.parent / "world"), [engine[1]], {}, 2000)
    with pytest.raises(RequestFault, match="The answer has more than"):
        evaluate(graph, Query("SELECT * { ?s ?p ?o }", "text/csv"))


def test_while_an_endpoint_answers_endless_queries_others_are_answered(
    store: Path, engine: tuple[subprocess.Popen[bytes], str]
) -> None:
    with serving(store.parent / "world", "--store", engine[1]) as server:
        waits = waits_beside(server, [f"{ENDLESS} # {number}" for number in range(4)])
    assert statistics.median(waits) < 1.0


def test_an_endpoint_that_stops_is_said_to_be_out_of_reach_without_its_address(
    store: Path, engine: tuple[subprocess.Popen[bytes], str]
) -> None:
    process, url = engine
    with serving(store.parent / "world", "--store", url) as server:
        before = server.query(ROWS, "text/csv")
        process.kill()
        process.wait()
        after = server.query(ROWS, "text/csv")
        page = server.ask(f"/ask/?{urlencode({'query': ROWS})}", "text/html")
        health = json.loads(server.ask("/health").content)["status"]
    said = "Cannot reach the endpoint" in after.text, url.partition("/query")[0] in after.text + page.text
    assert (before.status, after.status, said, health) == (200, 502, (True, False), "ok")


def test_another_replica_is_asked_where_one_has_stopped(
    store: Path, engine: tuple[subprocess.Popen[bytes], str]
) -> None:
    process, url = serve(store)
    with serving(store.parent / "world", "--store", engine[1], "--store", url) as server:
        process.kill()
        process.wait()
        answers = {server.query(f"{ROWS} LIMIT {number}", "text/csv").status for number in range(6)}
    assert answers == {200}
