"""An IRI leads to what its asker likes best, says what stands beside it, and what became of what is no longer there."""

from __future__ import annotations

import csv
import io
import json
import re
import socket
from typing import TYPE_CHECKING

import pytest
from tests.support.serving import PAGE, Server, serving, until

from arkg.serve.web.negotiate import negotiate

if TYPE_CHECKING:
    from collections.abc import Iterator

BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"
PROTEGE = "application/rdf+xml, application/xml; q=0.7, text/xml; q=0.6, text/plain; q=0.1, */*; q=0.09"
WITHDRAWN = "/id/resource/streets-and-lungs-preprint"


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """Serve the small world."""
    with serving(tmp_path_factory.mktemp("linked"), "--log-queries") as found:
        yield found


@pytest.mark.parametrize(
    ("accept", "offers", "liked"),
    [
        ("", ("a/a", "b/b"), "a/a"),
        ("b/b", ("a/a", "b/b"), "b/b"),
        ("b/*;q=0.9, a/a;q=0.8", ("a/a", "b/b"), "b/b"),
        ("a/a;q=0, */*", ("a/a", "b/b"), "b/b"),
        ("A/A", ("a/a",), "a/a"),
        ("a/a;q=2", ("a/a",), ""),
        ("a/a;q=x", ("a/a",), ""),
        (",;,", ("a/a",), "a/a"),
        ("c/c", ("a/a", "b/b"), ""),
        ("a/a;charset=utf-8;q=0.1, b/b;q=0.2", ("a/a", "b/b"), "b/b"),
    ],
)
def test_the_most_liked_offer_is_chosen(accept: str, offers: tuple[str, ...], liked: str) -> None:
    assert negotiate(accept, offers) == liked


@pytest.mark.parametrize("path", ["/id/concept/racism", "/ns", "/shapes", "/arkg/id/concept/racism"])
@pytest.mark.parametrize(
    ("accept", "status", "suffix"),
    [
        ("", 303, "/"),
        ("*/*", 303, "/"),
        (BROWSER, 303, "/"),
        ("text/turtle", 303, ".ttl"),
        ("application/ld+json", 303, ".jsonld"),
        ("application/json", 303, ".jsonld"),
        ("application/n-triples", 303, ".nt"),
        (PROTEGE, 303, ".rdf"),
        ("text/turtle;q=0.5, application/ld+json;q=0.6", 303, ".jsonld"),
        ("image/png", 406, ""),
    ],
)
def test_an_iri_leads_to_what_is_liked(server: Server, path: str, accept: str, status: int, suffix: str) -> None:
    answer = server.ask(path, accept)
    target = path.removeprefix("/arkg") + suffix if suffix else ""
    assert (answer.status, answer.headers.get("location", ""), answer.headers["vary"]) == (status, target, "Accept")


@pytest.mark.parametrize(
    ("path", "media_type", "words"),
    [
        ("/id/concept/racism.ttl", "text/turtle", "concept:racism\n    a skos:Concept ;"),
        ("/id/concept/racism.jsonld", "application/ld+json", '"@id": "concept:racism"'),
        ("/id/concept/racism.nt", "application/n-triples", "<https://w3id.org/arkg/id/concept/racism> <http"),
        ("/id/concept/racism.rdf", "application/rdf+xml", "<rdf:RDF"),
        ("/id/concept/racism/", "text/html", PAGE),
        ("/ns.ttl", "text/turtle", "arkg:Institution\n    a owl:Class ;"),
        ("/shapes.ttl", "text/turtle", "a sh:NodeShape ;"),
        ("/query/search.ttl", "text/turtle", "query:search\n"),
        ("/query/search.rdf", "application/rdf+xml", "SPARQLSelectExecutable"),
        ("/", "text/html", PAGE),
    ],
)
def test_an_explicit_suffix_wins(server: Server, path: str, media_type: str, words: str) -> None:
    answer = server.ask(path, "image/png")
    assert (answer.status, answer.type, words in answer.text) == (200, media_type, True)


def test_a_document_links_to_its_thing_and_its_siblings(server: Server) -> None:
    link = server.ask("/id/concept/racism.ttl").headers["link"]
    assert link.split(", ")[:2] == [
        '</id/concept/racism/>; rel="alternate"; type="text/html"',
        '</id/concept/racism.ttl>; rel="alternate"; type="text/turtle"',
    ]
    assert link.endswith('rel="describedby"; type="text/turtle"')


@pytest.mark.parametrize(
    ("accept", "target"), [("text/turtle", "/catalog.ttl"), ("application/ld+json", "/catalog.jsonld"), ("", "/data/")]
)
def test_the_catalog_leads_to_what_is_accepted(server: Server, accept: str, target: str) -> None:
    answer = server.ask("/catalog", accept)
    assert (answer.status, answer.headers["location"]) == (303, target)
    assert server.ask(target).status == 200


def test_void_is_given_as_turtle(server: Server) -> None:
    answer = server.ask("/.well-known/void")
    assert (answer.status, answer.type) == (200, "text/turtle")


@pytest.mark.parametrize("host", ["w3id.org", "localhost"])
def test_a_thing_is_addressed_by_its_persistent_iri_through_any_host(server: Server, host: str) -> None:
    with socket.create_connection(("127.0.0.1", server.port)) as link:
        target = f"https://{host}/arkg/id/concept/racism"
        link.sendall(f"GET {target} HTTP/1.1\r\nHost: {host}\r\nAccept: text/turtle\r\n\r\n".encode())
        assert "location: /id/concept/racism.ttl" in link.recv(65536).decode().lower()


@pytest.mark.parametrize(
    ("path", "near"),
    [
        ("/id/concept/racsm", ["/id/concept/racism"]),
        ("/id/concept/racsm.ttl", ["/id/concept/racism"]),
        ("/query/serch", ["/query/search"]),
        ("/nothing", []),
    ],
)
def test_an_address_of_nothing_suggests_what_is_near(server: Server, path: str, near: list[str]) -> None:
    answer = server.ask(path)
    assert (answer.status, answer.type, answer.text.splitlines()[1:]) == (404, "text/plain", near)


def test_a_page_of_nothing_holds_no_word_of_the_address(server: Server) -> None:
    answer = server.ask("/id/concept/%3Cscript%3Ealert(1)%3C/script%3E", BROWSER)
    assert (answer.status, answer.type, "script" in answer.text) == (404, "text/html", False)


@pytest.mark.parametrize(("accept", "media_type"), [(BROWSER, "text/html"), ("text/turtle", "text/plain")])
def test_a_withdrawn_record_is_gone_and_names_what_replaces_it(server: Server, accept: str, media_type: str) -> None:
    answer = server.ask(WITHDRAWN, accept)
    named = "resource/streets-and-lungs" in answer.text, 'rel="successor-version"' in answer.headers["link"]
    assert (answer.status, answer.type, named) == (410, media_type, (True, True))


def test_what_a_withdrawn_record_said_is_still_told(server: Server) -> None:
    assert server.ask(f"{WITHDRAWN}.ttl").status == 200


@pytest.mark.parametrize(
    ("path", "accept", "media_type", "words"),
    [
        ("/query/narrower-concepts?concept=racism", "text/csv", "text/csv", "structural-racism"),
        ("/query/narrower-concepts.csv?concept=racism", "", "text/csv", "structural-racism"),
        (
            "/query/narrower-concepts?concept=racism",
            "application/json",
            "application/sparql-results+json",
            "structural",
        ),
        ("/query/narrower-concepts", "text/turtle", "text/turtle", "query:narrower-concepts"),
    ],
)
def test_a_question_is_an_api(server: Server, path: str, accept: str, media_type: str, words: str) -> None:
    answer = server.ask(path, accept)
    assert (answer.status, answer.type, words in answer.text) == (200, media_type, True)


def test_a_question_leads_a_browser_to_its_page(server: Server) -> None:
    answer = server.ask("/query/search?text=x", BROWSER)
    assert (answer.status, answer.headers["location"]) == (303, "/query/search/?text=x")


@pytest.mark.parametrize(
    "asked", ["narrower-concepts?concept=racism", "narrower-concepts?concept=concept:racism", "search?text=racism"]
)
def test_a_question_has_the_same_rows_in_every_form(server: Server, asked: str) -> None:
    page = server.ask(server.ask(f"/query/{asked}", BROWSER).headers["location"], BROWSER)
    table = server.ask(f"/query/{asked}", "text/csv")
    bindings = json.loads(server.ask(f"/query/{asked}", "application/json").content)["results"]["bindings"]
    rows = page.text.count("<tr><td>"), len(list(csv.reader(io.StringIO(table.text)))) - 1, len(bindings)
    assert (page.status, page.type, rows, rows[0] > 0) == (200, "text/html", (len(bindings),) * 3, True)


def test_the_page_of_an_answer_shows_its_parameters_and_runs_none_of_them(server: Server) -> None:
    page = server.ask("/query/search/?text=%22%3E%3Cscript%3E&year=", BROWSER)
    shown = 'name="text" value="&#34;&gt;&lt;script&gt;"' in page.text
    assert (page.status, shown, "<script" in page.text) == (200, True, False)


@pytest.mark.parametrize("accept", ["text/csv", "application/json", BROWSER])
def test_a_parameter_that_is_given_twice_is_refused(server: Server, accept: str) -> None:
    asked = "concept=racism&concept=anti-racism"
    answers = [server.ask(f"/query/{path}?{asked}", accept) for path in ("narrower-concepts/", "narrower-concepts.csv")]
    words = "The parameter concept is given 2 times."
    assert [(each.status, words in each.text) for each in answers] == [(400, True)] * 2


def test_a_faulty_parameter_is_told_as_the_command_tells_it(server: Server) -> None:
    answers = [server.ask(f"/query/narrower-concepts.csv?{query}") for query in ("concept=racsm", "concpt=racism")]
    assert [(each.status, each.text) for each in answers] == [
        (400, "There is no concept 'racsm'.\n  Did you mean concept:racism?\n"),
        (400, "narrower-concepts: There is no parameter 'concpt'.\n  Did you mean concept?\n"),
    ]


def test_the_api_is_described_by_the_headers_of_the_questions(server: Server) -> None:
    said = json.loads(server.ask("/openapi.json").content)
    operation = said["paths"]["/query/narrower-concepts"]["get"]
    assert (said["openapi"], operation["summary"], [each["name"] for each in operation["parameters"]]) == (
        "3.1.0",
        "Which concepts are narrower than this one, at every level?",
        ["concept", "language"],
    )


@pytest.mark.parametrize(
    "path",
    ["/../data/concept/racism.ttl", "/..%2f..%2fetc/passwd", "/%2e%2e/%2e%2e/etc/passwd", "/id/../../etc/passwd",
     "/id/concept/..%2f..%2f..%2fLICENSE", "/id/concept/%00", "//etc/passwd", "/id/concept/racism%0d%0aX-Evil:%20yes"],
)  # fmt: skip
def test_no_path_leads_out_of_the_site(server: Server, path: str) -> None:
    answer = server.ask(path)
    assert (answer.status, "x-evil" in answer.headers) == (404, False)


def test_every_response_is_safe_to_show(server: Server) -> None:
    wanted = ("content-security-policy", "x-content-type-options", "referrer-policy", "access-control-allow-origin")
    missing = {
        path: [name for name in wanted if name not in server.ask(path).headers] for path in ("/", "/x", "/ns.ttl")
    }
    assert missing == {"/": [], "/x": [], "/ns.ttl": []}


def test_the_log_has_a_line_for_each_request_and_no_line_from_outside(server: Server) -> None:
    server.ask("/nothing%0A127.0.0.1%20GET%20/forged?x=%1b[31m")
    line = server.wait_for("forged")
    assert line.startswith("127.0.0.1 GET /nothing%0A127.0.0.1%20GET%20/forged?x=%1b[31m 404 ")


def test_health_and_metrics_tell_how_it_goes(server: Server) -> None:
    health = json.loads(server.ask("/health").content)
    until(lambda: 'arkg_requests_total{method="GET",route="health",status="200"}' in server.ask("/metrics").text)
    metrics = server.ask("/metrics").text
    names = {line.split()[2] for line in metrics.splitlines() if line.startswith("# TYPE")}
    wanted = {"requests_total", "request_seconds", "workers", "queue", "kills_total"}
    assert (health["status"], names) == ("ok", {f"arkg_{name}" for name in wanted})


BASE = "https://kg.example.org/kg"


@pytest.fixture(scope="module")
def behind(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """Serve the small world at a public address that is not the one listened at."""
    with serving(tmp_path_factory.mktemp("behind"), "--base", f"{BASE}/") as found:
        yield found


@pytest.fixture(scope="module")
def trusting(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """Serve the small world to a proxy that is believed."""
    with serving(tmp_path_factory.mktemp("trusting"), "--trust-proxy", "127.0.0.1") as found:
        yield found


def addresses(server: Server, prefix: str = "", **headers: str) -> set[str]:
    """Return the addresses of itself that a server names: manifest, API, service description, redirects and links."""
    manifest = json.loads(server.ask(f"{prefix}/reconcile", **headers).content)
    api = json.loads(server.ask(f"{prefix}/openapi.json", **headers).content)
    leads = [
        server.ask(f"{prefix}{path}", accept, **headers)
        for path, accept in (
            ("/id/concept/racism", BROWSER),
            ("/id/concept/racism", "text/turtle"),
            ("/query/search?text=x", BROWSER),
            ("/id/concept/racism.html", ""),
            ("/id/concept/racism", BROWSER),
        )
    ]
    described = server.ask(f"{prefix}/sparql", "application/n-triples", **headers).text
    found = [manifest["view"]["url"], manifest["preview"]["url"], manifest["suggest"]["entity"]["service_url"] + "/"]
    found += [api["servers"][0]["url"], described.partition("> ")[0].removeprefix("<")]
    found += [each.headers["location"] for each in leads]
    found += [each.headers["link"].split("<")[2] for each in leads if "link" in each.headers]
    found.append(server.ask(f"{prefix}/query/serch", **headers).text.splitlines()[1])
    return {re.split(r"/(?=id/|query/|reconcile|sparql|$)", each, maxsplit=1)[0] for each in found}


@pytest.mark.parametrize("prefix", ["", "/kg"])
def test_every_address_is_under_the_public_one(behind: Server, prefix: str) -> None:
    forged = {"X_Forwarded_Host": "evil.example", "Host": "evil.example"}
    assert addresses(behind, prefix, **forged) == {BASE}


def test_a_page_of_the_server_leads_under_the_public_address(behind: Server) -> None:
    page = behind.ask("/kg/query/narrower-concepts/?concept=racism", BROWSER).text
    targets = {each for each in re.findall(r'(?:href|action)="([^"]*)"', page) if not each.startswith(BASE)}
    assert (targets, f"{BASE}/id/concept/racism" in page) == (set(), True)


def test_a_proxy_is_believed_where_it_is_trusted(trusting: Server) -> None:
    said = {"X_Forwarded_Proto": "https", "X_Forwarded_Host": "kg.example.org", "X_Forwarded_Prefix": "/kg"}
    assert addresses(trusting, **said) == {BASE}


@pytest.mark.parametrize(
    "said", [{"X_Forwarded_Host": 'x"><script>'}, {"X_Forwarded_Prefix": "//evil.example"}, {"X_Forwarded_Host": "a b"}]
)
def test_what_is_no_address_is_believed_of_nobody(trusting: Server, said: dict[str, str]) -> None:
    assert trusting.ask("/id/concept/racism", "text/turtle", **said).headers["location"] == "/id/concept/racism.ttl"


def test_a_client_is_known_by_its_own_address_through_a_trusted_proxy_only(server: Server, trusting: Server) -> None:
    for each in (server, trusting):
        each.ask("/forwarded", X_Forwarded_For="198.51.100.7, 203.0.113.9")
    lines = [each.wait_for("/forwarded").partition(" ")[0] for each in (server, trusting)]
    assert lines == ["127.0.0.1", "203.0.113.9"]


def test_forwarded_headers_count_for_nothing_from_anyone_else(server: Server) -> None:
    said = {"X_Forwarded_Proto": "https", "X_Forwarded_Host": "kg.example.org", "X_Forwarded_Prefix": "/kg"}
    manifest = json.loads(server.ask("/reconcile", **said).content)
    location = server.ask("/id/concept/racism", "text/turtle", **said).headers["location"]
    assert (manifest["view"]["url"], location) == (f"{server.base}/id/{{{{id}}}}", "/id/concept/racism.ttl")
