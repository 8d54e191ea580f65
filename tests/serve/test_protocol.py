"""The endpoint speaks the SPARQL 1.1 Protocol with any client, and says in plain words what it refuses."""

from __future__ import annotations

import gzip
import json
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, urlencode

import pyoxigraph as ox
import pytest
import SPARQLWrapper
from rdflib import Variable
from rdflib.plugins.stores.sparqlstore import SPARQLStore
from tests.support.serving import PAGE, Server, serving

if TYPE_CHECKING:
    from collections.abc import Iterator

CONCEPTS = "SELECT ?name { ?concept a arkg:Concept ; skos:prefLabel ?name FILTER(LANG(?name) = 'en') } ORDER BY ?name"
NAMES = ["Anti-racism", "Implicit bias", "Racism", "Residential segregation", "Structural racism"]
STATEMENTS = "CONSTRUCT { concept:racism skos:prefLabel ?name } WHERE { concept:racism skos:prefLabel ?name }"
RACISM = "https://w3id.org/arkg/id/concept/racism"
DESCRIBING = {"sd": "http://www.w3.org/ns/sparql-service-description#", "void": "http://rdfs.org/ns/void#"}
BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"
FORM = {"Content_Type": "application/x-www-form-urlencoded"}


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """Serve the small world."""
    with serving(tmp_path_factory.mktemp("protocol")) as found:
        yield found


def names(content: bytes) -> list[str]:
    """Return the names in an answer to the query for concepts."""
    return [row["name"]["value"] for row in json.loads(content)["results"]["bindings"]]


@pytest.mark.parametrize(
    ("query", "accept", "status", "media_type"),
    [
        (CONCEPTS, "", 200, "application/sparql-results+json"),
        (CONCEPTS, "*/*", 200, "application/sparql-results+json"),
        (CONCEPTS, "application/json", 200, "application/sparql-results+json"),
        (CONCEPTS, "application/sparql-results+xml", 200, "application/sparql-results+xml"),
        (CONCEPTS, "application/xml", 200, "application/sparql-results+xml"),
        (CONCEPTS, "text/csv", 200, "text/csv"),
        (CONCEPTS, "text/tab-separated-values", 200, "text/tab-separated-values"),
        (CONCEPTS, "text/csv;q=0.5, application/sparql-results+xml;q=0.9", 200, "application/sparql-results+xml"),
        (CONCEPTS, "text/*, application/sparql-results+json;q=0.9", 200, "text/csv"),
        (CONCEPTS, "text/csv;q=0, */*;q=0.1", 200, "application/sparql-results+json"),
        (CONCEPTS, "text/turtle", 406, "text/plain"),
        (CONCEPTS, "image/png", 406, "text/plain"),
        ("ASK {}", "", 200, "application/sparql-results+json"),
        ("ASK {}", "text/csv", 200, "text/csv"),
        (STATEMENTS, "", 200, "text/turtle"),
        (STATEMENTS, "application/n-triples", 200, "application/n-triples"),
        (STATEMENTS, "application/rdf+xml", 200, "application/rdf+xml"),
        (STATEMENTS, "application/ld+json", 200, "application/ld+json"),
        (STATEMENTS, "application/json", 200, "application/ld+json"),
        (STATEMENTS, "text/csv", 406, "text/plain"),
        ("DESCRIBE concept:racism", "text/turtle;q=0.2, application/n-triples", 200, "application/n-triples"),
    ],
)
def test_an_answer_comes_in_the_form_that_is_liked_best(
    server: Server, query: str, accept: str, status: int, media_type: str
) -> None:
    answer = server.query(query, accept)
    assert (answer.status, answer.type, "Accept" in answer.headers["vary"]) == (status, media_type, True)


@pytest.mark.parametrize("way", ["GET", "form", "direct"])
def test_a_relative_iri_is_resolved_against_the_address_of_the_endpoint(server: Server, way: str) -> None:
    query, accept = "CONSTRUCT { <s> </p> 1 } WHERE {}", "application/n-triples"
    if way == "GET":
        answer = server.query(query, accept)
    elif way == "form":
        answer = server.ask("/sparql", accept, "POST", urlencode({"query": query}), **FORM)
    else:
        answer = server.ask("/sparql", accept, "POST", query, Content_Type="application/sparql-query")
    integer = "http://www.w3.org/2001/XMLSchema#integer"
    assert answer.text == f'<{server.base}/s> <{server.base}/p> "1"^^<{integer}> .\n'


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("ASK { FILTER <http://example.org/f>(1) }", "false\n"),
        ("ASK { FILTER(!<http://example.org/f>(1)) }", "false\n"),
        ("ASK { FILTER(<http://example.org/f>(1) || true) }", "true\n"),
        ("SELECT ?x { VALUES ?x { 1 } FILTER <http://example.org/f>(?x) }", "x\r\n"),
        ("SELECT ?x { BIND(<http://example.org/f>(1) AS ?x) }", "x\r\n\r\n"),
        ("SELECT ?x { BIND(COALESCE(<urn:f>(<urn:g>(1)), xsd:none(1), 2) AS ?x) }", "x\r\n2\r\n"),
        ("SELECT ?x { VALUES ?x { 1 2 } } ORDER BY <http://example.org/f>(?x)", "x\r\n1\r\n2\r\n"),
    ],
)
def test_a_function_that_nobody_knows_is_an_error_of_its_expression(server: Server, query: str, said: str) -> None:
    answer = server.query(query, "text/csv")
    assert (answer.status, answer.text) == (200, said)


@pytest.mark.parametrize(
    ("query", "status", "words"),
    [
        (CONCEPTS, 200, "<tr><td>Anti-racism</td></tr>"),
        ("SELECT ?s { ?s skos:prefLabel 'Racism'@en }", 200, '<a href="/id/concept/racism">concept:racism</a>'),
        ('SELECT ("<script>" AS ?x) {}', 200, "<td>&lt;script&gt;</td>"),
        ("ASK {}", 200, "<p>The answer is yes.</p>"),
        (STATEMENTS, 200, "concept:racism skos:prefLabel"),
        ("SELECT * { ?s ?p ?o }", 200, "The first 1,000 rows; the other formats have all of them."),
        ("SELECT * { '</pre>' ", 400, "This is not SPARQL"),
    ],
)
def test_a_browser_reads_an_answer_or_a_fault_as_a_page(server: Server, query: str, status: int, words: str) -> None:
    answer = server.query(query, BROWSER)
    found = answer.text if words not in answer.text else words
    assert (answer.status, answer.type, found, "<script" in answer.text) == (status, "text/html", words, False)


@pytest.mark.parametrize("way", ["GET", "form", "direct"])
def test_a_query_may_come_in_three_ways(server: Server, way: str) -> None:
    if way == "GET":
        answer = server.query(CONCEPTS)
    elif way == "form":
        answer = server.ask("/sparql", method="POST", body=urlencode({"query": CONCEPTS}), **FORM)
    else:
        answer = server.ask("/sparql", method="POST", body=CONCEPTS, Content_Type="application/sparql-query")
    assert names(answer.content) == NAMES


def test_what_is_served_has_a_plain_definition_of_each_concept_that_has_a_description(server: Server) -> None:
    without = "ASK { ?it a arkg:Concept ; dcterms:description ?text FILTER NOT EXISTS { ?it skos:definition ?text } }"
    assert json.loads(server.query(without, "application/sparql-results+json").content)["boolean"] is False


def test_text_in_utf_8_goes_there_and_back(server: Server) -> None:
    answer = server.query('SELECT ("é 漢 😀" AS ?x) {}', "text/csv")
    assert (answer.headers["content-type"], answer.text) == ("text/csv; charset=utf-8", "x\r\né 漢 😀\r\n")


@pytest.mark.parametrize(
    ("query", "status", "words"),
    [
        ("SELECT * {", 400, "query:1:11: This is not SPARQL up to here.\n  Is a } missing at the end?\n"),
        ("SELECT *\n{ ?s ?p }", 400, "query:2:10: This is not SPARQL up to here.\n"),
        ("SELECT * { ?s nope:x ?o }", 400, "There is no prefix 'nope'"),
        ("INSERT DATA { <a:a> <a:b> <a:c> }", 400, "This is an update, but the graph is read-only."),
        ("LOAD <http://127.0.0.1:9/>", 400, "This is an update, but the graph is read-only."),
        ("SELECT * { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }", 400, "arkg queries no other machine"),
        ("SELECT * { \\u0053ERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }", 400, "arkg queries no other machine"),
        ("SELECT * FROM <http://127.0.0.1:9/x> { ?s ?p ?o }", 400, "There is no graph <http://127.0.0.1:9/x> here"),
        ("SELECT * FROM NAMED concept:nothing.ttl {}", 400, "There is no graph <https://w3id.org/arkg/id/concept/"),
        ("SELECT * {" + "{" * 3000 + "}" * 3000 + "}", 400, "nested 3001 deep"),
        ("ASK { FILTER(" + "(" * 3000 + "1" + ")" * 3000 + ") }", 400, "nested 3002 deep"),
        ("SELECT * {" + "OPTIONAL{}" * 3000 + "}", 400, "3001 × {; the limit is 500"),
        ("ASK { FILTER(1" + "||1" * 8000 + ") }", 400, "8000 × operators"),
        ("ASK { FILTER(" + "!" * 8000 + "1) }", 400, "8000 × operators"),
    ],
)
def test_what_is_refused_is_refused_in_plain_words(server: Server, query: str, status: int, words: str) -> None:
    answer = server.ask("/sparql", method="POST", body=query, Content_Type="application/sparql-query")
    assert (answer.status, answer.type, answer.text if words not in answer.text else words) == (
        status,
        "text/plain",
        words,
    )


def test_a_query_that_is_too_long_is_refused_before_it_is_parsed(server: Server) -> None:
    answer = server.ask("/sparql", method="POST", body="#" * 200_000, Content_Type="application/sparql-query")
    assert (answer.status, "200,000 characters" in answer.text) == (400, True)


@pytest.mark.parametrize(
    ("method", "path", "kind", "body", "status"),
    [
        ("PUT", "/sparql", "text/turtle", "", 405),
        ("DELETE", "/sparql", "", "", 405),
        ("POST", "/sparql", "text/plain", "ASK {}", 415),
        ("POST", "/sparql", "application/sparql-update", "CLEAR ALL", 403),
        ("POST", "/sparql", "application/x-www-form-urlencoded", "update=CLEAR+ALL", 403),
        ("POST", "/sparql", "application/x-www-form-urlencoded", "", 400),
        ("POST", "/sparql", "application/sparql-query", b"\xff", 400),
        ("POST", "/sparql", "application/sparql-query", "#" * 500_000, 413),
        ("GET", "/validate", "", "", 405),
        ("POST", "/", "", "", 405),
        ("GET", "/sparql?query=ASK%7B%7D&query=ASK%7B%7D", "", "", 400),
        ("GET", "/sparql?query=", "", "", 400),
        ("GET", "/sparql?query=%20%0A", "", "", 400),
        ("POST", "/sparql", "application/x-www-form-urlencoded", "query=", 400),
        ("POST", "/sparql", "application/sparql-query", " ", 400),
        ("POST", "/graphs?default", "text/turtle", "", 405),
        ("PUT", "/graphs?default", "text/turtle", "", 405),
        ("GET", "/graphs", "", "", 400),
        ("GET", "/graphs?graph=http://nowhere.example/", "", "", 404),
    ],
)
def test_other_ways_are_refused(  # noqa: PLR0913, PLR0917 - a column of the table each
    server: Server, method: str, path: str, kind: str, body: str, status: int
) -> None:
    assert server.ask(path, "", method, body or None, Content_Type=kind).status == status


def test_a_dataset_is_chosen_by_the_request(server: Server) -> None:
    query = "SELECT (COUNT(DISTINCT ?s) AS ?n) { ?s a arkg:Concept }"
    assert [
        server.query(query, "text/csv", **more).text.split()[1]
        for more in ({}, {"default-graph-uri": f"{RACISM}.ttl"}, {"named-graph-uri": f"{RACISM}.ttl"})
    ] == ["5", "1", "0"]


def test_a_graph_of_its_own_holds_each_record(server: Server) -> None:
    answer = server.ask(f"/graphs?graph={RACISM}.ttl", "application/n-triples")
    document = server.ask("/id/concept/racism.nt")
    assert sorted(answer.text.splitlines()) == sorted(document.text.splitlines())


def test_the_default_graph_is_given_whole(server: Server) -> None:
    count = server.query("SELECT (COUNT(*) AS ?n) { ?s ?p ?o }", "text/csv").text.split()[1]
    assert len(server.ask("/graphs?default", "application/n-triples").text.splitlines()) == int(count)


def test_without_a_query_the_endpoint_describes_itself(server: Server) -> None:
    answer = server.ask("/sparql", "text/turtle")
    said = f"<{server.base}/sparql> a <http://www.w3.org/ns/sparql-service-description#Service>"
    assert (answer.status, said in answer.text) == (200, True)


def test_the_description_counts_the_statements_of_each_graph(server: Server) -> None:
    found = ox.Store()
    found.load(server.ask("/sparql", "text/turtle").content, format=ox.RdfFormat.TURTLE)
    sizes = {}
    for name in ("default", f"graph={RACISM}.ttl"):
        lines = server.ask(f"/graphs?{name}", "application/n-triples").text.splitlines()
        said = f"?node sd:name <{RACISM}.ttl> ; sd:graph ?graph" if "=" in name else "?dataset sd:defaultGraph ?graph"
        rows = found.query(f"SELECT ?n {{ {said} . ?graph void:triples ?n }}", prefixes=DESCRIBING)
        assert isinstance(rows, ox.QuerySolutions)
        sizes[name] = [int(row[0].value) for row in rows], [len(lines)]
    assert [said for said, _ in sizes.values()] == [given for _, given in sizes.values()]


def test_a_browser_gets_a_form(server: Server) -> None:
    answer = server.ask("/sparql", "text/html,application/xhtml+xml,*/*;q=0.8")
    assert (answer.type, '<textarea id="query"' in answer.text) == ("text/html", True)


def test_head_gives_the_headers_of_get(server: Server) -> None:
    head, get = (server.ask("/sparql?query=ASK%7B%7D", method=method) for method in ("HEAD", "GET"))
    assert (head.content, {**head.headers, "date": ""}) == (b"", {**get.headers, "date": ""})


def test_options_tells_the_methods_and_lets_pages_elsewhere_ask(server: Server) -> None:
    answer = server.ask("/sparql", method="OPTIONS", Origin="https://elsewhere.example")
    said = {name: answer.headers[f"access-control-allow-{name}"] for name in ("origin", "methods")}
    assert (answer.status, said) == (204, {"origin": "*", "methods": "GET, HEAD, POST, OPTIONS"})


def test_an_answer_is_not_sent_again_to_whoever_has_it(server: Server) -> None:
    first = server.query(CONCEPTS)
    path = f"/sparql?{urlencode({'query': CONCEPTS}, quote_via=quote)}"
    again = server.ask(path, if_none_match=first.headers["etag"])
    since = server.ask(path, if_modified_since=first.headers["last-modified"])
    assert [(each.status, each.content) for each in (again, since)] == [(304, b""), (304, b"")]


@pytest.mark.parametrize(
    ("query", "status"), [("SELECT (NOW() AS ?now) {}", 200), ("SELECT * {", 400), ("ASK {}", 304)]
)
def test_only_a_good_answer_that_stays_may_be_the_same_since(server: Server, query: str, status: int) -> None:
    path = f"/sparql?{urlencode({'query': query}, quote_via=quote)}"
    assert server.ask(path, if_modified_since="Fri, 01 Jan 2100 00:00:00 GMT").status == status


def test_a_page_is_not_sent_again_to_whoever_has_it(server: Server) -> None:
    tag = server.ask("/").headers["etag"]
    known = (tag, f"W/{tag}", f'"other", {tag}', "*", '"other"')
    assert [server.ask("/", if_none_match=each).status for each in known] == [304, 304, 304, 304, 200]


def test_another_form_has_another_tag(server: Server) -> None:
    tags = {server.query(CONCEPTS, accept).headers["etag"] for accept in ("text/csv", "application/json")}
    assert len(tags) == 2


def test_what_may_change_is_not_kept(server: Server) -> None:
    answer = server.query("SELECT (NOW() AS ?now) {}")
    assert ("etag" in answer.headers, answer.headers["cache-control"]) == (False, "no-store")


def test_a_long_answer_is_compressed_for_whoever_takes_that(server: Server) -> None:
    answer = server.ask("/graphs?default", accept_encoding="gzip")
    plain = server.ask("/graphs?default")
    assert (answer.headers["content-encoding"], gzip.decompress(answer.content)) == ("gzip", plain.content)


def test_a_long_answer_that_is_not_kept_says_that_it_is_compressed(server: Server) -> None:
    path = f"/sparql?{urlencode({'query': 'SELECT (NOW() AS ?now) ?s ?p ?o { ?s ?p ?o } LIMIT 100'})}"
    answer = server.ask(path, "text/csv", accept_encoding="gzip")
    assert (answer.headers["content-encoding"], gzip.decompress(answer.content)[:9]) == ("gzip", b"now,s,p,o")


def test_the_site_is_compressed_too(server: Server) -> None:
    answer = server.ask("/", accept_encoding="br, gzip;q=0.5")
    assert (answer.headers["content-encoding"], gzip.decompress(answer.content)) == ("gzip", (PAGE * 50).encode())


def test_sparqlwrapper_reads_every_form(server: Server) -> None:
    client = SPARQLWrapper.SPARQLWrapper(f"{server.base}/sparql")
    client.setMethod(SPARQLWrapper.POST)
    found = []
    for form in (SPARQLWrapper.JSON, SPARQLWrapper.XML, SPARQLWrapper.CSV, SPARQLWrapper.TSV):
        client.setQuery(f"PREFIX skos: <http://www.w3.org/2004/02/skos/core#> {CONCEPTS}")
        client.setReturnFormat(form)
        response = client.query()
        converted: Any = response.convert()
        text = converted.toxml() if form == SPARQLWrapper.XML else str(converted)
        found.append((response.info()["content-type"].partition(";")[0], [each for each in NAMES if each not in text]))
    forms = (
        "application/sparql-results+json",
        "application/sparql-results+xml",
        "text/csv",
        "text/tab-separated-values",
    )
    assert found == [(form, []) for form in forms]


def test_sparqlwrapper_reads_statements(server: Server) -> None:
    client = SPARQLWrapper.SPARQLWrapper(f"{server.base}/sparql", returnFormat=SPARQLWrapper.TURTLE)
    client.setQuery("PREFIX c: <https://w3id.org/arkg/id/concept/> CONSTRUCT WHERE { c:racism ?p ?o }")
    found: Any = client.query().convert()
    assert b"Racism" in found


def test_rdflib_asks_it_as_a_store(server: Server) -> None:
    store = SPARQLStore(f"{server.base}/sparql", method="POST")
    query = f"PREFIX skos: <http://www.w3.org/2004/02/skos/core#> {CONCEPTS}"
    assert [str(row[Variable("name")]) for row in store.query(query).bindings] == NAMES


def test_the_same_request_has_the_same_answer_and_another_one_its_own(server: Server) -> None:
    path = f"/sparql?{urlencode({'query': CONCEPTS})}"
    first, second, other = (server.ask(path, accept) for accept in ("text/csv", "text/csv", "application/xml"))
    known = server.ask(path, "text/csv", If_None_Match=first.headers["etag"])
    head = server.ask(path, "text/csv", "HEAD")
    dated = [{name: value for name, value in each.headers.items() if name != "date"} for each in (first, second)]
    assert (dated[0], first.content, other.type) == (dated[1], second.content, "application/sparql-results+xml")
    assert (known.status, head.content, head.headers["etag"]) == (304, b"", first.headers["etag"])
    counted = [
        line for line in server.said if line.endswith(" ms") and f"GET /sparql 200 {len(first.content)} B" in line
    ]
    assert len(counted) > 1
