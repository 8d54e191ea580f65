"""A question gives its answer, in every format that can hold it, and reaches no other machine."""

from __future__ import annotations

import json
import re
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING

import pyoxigraph as ox
import pytest
from hypothesis import given
from hypothesis import strategies as st

from arkg.errors import ArkgError, InputFault, StoreFault, SyntaxFault, UnknownName
from arkg.query import (
    FORMATS,
    Answer,
    Question,
    Statements,
    Table,
    Truth,
    answer,
    bind,
    find_question,
    questions,
    read_question,
    render,
    run,
    to_jsonld,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from arkg.workspace import Workspace

ID = "https://w3id.org/arkg/id/"
CENTER = ox.NamedNode(f"{ID}initiative/center-for-research")
CIRCLE = ox.NamedNode(f"{ID}initiative/reading-circle")


class Trap(ThreadingHTTPServer):
    """A server on this machine that remembers what it was asked."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        super().__init__(("127.0.0.1", 0), Answering)

    @property
    def address(self) -> str:
        """Return its address."""
        return f"http://127.0.0.1:{self.server_port}/"


class Answering(BaseHTTPRequestHandler):
    """Notes the request, and finds nothing."""

    server: Trap

    def do_GET(self) -> None:
        """Answer that there is nothing."""
        self.server.asked.append(self.path)
        self.send_response(404)
        self.end_headers()

    do_POST = do_GET  # noqa: N815 - as above

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the name http.server wants
        """Say nothing on stderr."""


@pytest.fixture
def trap() -> Iterator[Trap]:
    with Trap() as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
        thread.start()
        yield server
        server.shutdown()
        thread.join()


REMOTE = {
    "plain": "SELECT * { SERVICE <ADDRESS> { ?s ?p ?o } }",
    "silent": "SELECT * { SERVICE SILENT <ADDRESS> { ?s ?p ?o } }",
    "lower case": "SELECT * { service <ADDRESS> { ?s ?p ?o } }",
    "a variable": "SELECT * { VALUES ?x { <ADDRESS> } SERVICE ?x { ?s ?p ?o } }",
    "a prefix": "PREFIX x: <ADDRESS> SELECT * { SERVICE x: { ?s ?p ?o } }",
    "after a dot": "SELECT * { ?s ?p ?o.SERVICE <ADDRESS> { ?s ?p ?o } }",
    "after a number": "SELECT * { ?s ?p 7SERVICE <ADDRESS> { ?s ?p ?o } }",
    "after a word": "SELECT * { ?s ?p trueSERVICE <ADDRESS> { ?s ?p ?o } }",
    "between comparisons": "SELECT * { VALUES ?x { <ADDRESS> } FILTER(1<2)SERVICE?x{ ?s ?p ?o } FILTER(3>2) }",
    "after a comment": "SELECT * { # done\rSERVICE <ADDRESS> { ?s ?p ?o } }",
    "a comment that looks like an IRI": 'SELECT * { VALUES (?a ?b) {(1 2)} FILTER(?a<?b#>"""\n)'
    ' SERVICE <ADDRESS> { ?s ?p ?o } #"""\n}',
    "a string that looks like an IRI": "SELECT * { VALUES (?a ?b) {(1 2)} FILTER(?a<'> ')"
    " SERVICE <ADDRESS> { ?s ?p ?o } #')}\n}",
    "an escape": "SELECT * { \\u0053ERVICE <ADDRESS> { ?s ?p ?o } }",
}

HARMLESS = {
    "a string": 'SELECT * { ?s ?p ?o FILTER(CONTAINS(STR(?o), "community service")) }',
    "a string of several lines": 'SELECT * { ?s ?p """community\nservice""" }',
    "an IRI": "SELECT * { ?s <https://example.org/service> ?o }",
    "a name": "PREFIX v: <urn:v:> SELECT * { ?s v:service ?service }",
    "a prefix": "PREFIX service: <urn:v:> SELECT * { ?s service:x 1 }",
    "a comment": "SELECT * { ?s ?p ?o } # the service of others",
}


@pytest.mark.parametrize("text", REMOTE.values(), ids=REMOTE)
def test_a_query_that_calls_a_service_is_refused_and_asks_nobody(trap: Trap, text: str) -> None:
    with pytest.raises(InputFault, match="arkg queries no other machine"):
        run(ox.Store(), text.replace("ADDRESS", trap.address), prefixes={})
    assert trap.asked == []


def test_without_the_refusal_oxigraph_would_ask(trap: Trap) -> None:
    with pytest.raises(OSError, match="404"):
        list(ox.Store().query(REMOTE["plain"].replace("ADDRESS", trap.address)))  # type: ignore[arg-type]
    assert trap.asked == ["/"]


@pytest.mark.parametrize("clause", ["FROM", "FROM NAMED"])
def test_a_query_from_a_remote_graph_asks_nobody(trap: Trap, clause: str) -> None:
    found = run(ox.Store(), f"SELECT ?s {clause} <{trap.address}> {{ ?s ?p ?o }}", prefixes={})
    assert (found, trap.asked) == (Table(("s",), ()), [])


@pytest.mark.parametrize("text", HARMLESS.values(), ids=HARMLESS)
def test_a_query_may_speak_of_a_service(text: str) -> None:
    assert isinstance(run(ox.Store(), text, prefixes={}), Table)


@pytest.mark.parametrize("path", ["initiatives-by-category", "names-with", "what-is-related"])
def test_a_question_reads_back_its_own_header(small: Workspace, path: str) -> None:
    question = find_question(small, path)
    assert (question.name, question.summary[-1], question.place) == (path, "?", f"queries/{path}.rq")


def test_the_questions_are_the_files_of_the_folder(small: Workspace) -> None:
    assert [question.name for question in questions(small)] == [path.stem for path in small.files("queries")]


def test_an_unknown_question_gets_the_nearest_one(small: Workspace) -> None:
    with pytest.raises(UnknownName, match=r"no question 'initiative-by-category'\.\n  Did you mean initiatives-by-cat"):
        find_question(small, "initiative-by-category")


@pytest.mark.parametrize(
    ("header", "words"),
    [
        ("#+ summary: [", "x.rq:1:14: The header is not YAML: "),
        ("#+ summary: a\n#+ tags: b: c", "x.rq:2:11: The header is not YAML: mapping values are not allowed here."),
        ("#+ just words", "x.rq:1: The header is not a YAML mapping."),
        ("#+ parameters: [category]", "x.rq: parameters of the header is not a mapping."),
        ("#+ parameters:\n#+   a: iri", "x.rq: The parameter a has no type."),
        ("#+ parameters:\n#+   a: {type: txt}", "x.rq: There is no type of parameter 'txt'.\n  Did you mean text?"),
        ("#+ parameters:\n#+   graph: {type: iri}", "x.rq: A parameter cannot be called graph."),
    ],
)
def test_a_header_that_cannot_be_read_is_refused_with_its_place(header: str, words: str) -> None:
    with pytest.raises(ArkgError, match=f"^{re.escape(words)}"):
        read_question("x", f"{header}\nSELECT * {{}}", "x.rq")


def test_a_query_without_a_header_is_a_question_without_parameters() -> None:
    assert read_question("x", "ASK {}", "x.rq") == Question("x", "ASK {}", "x.rq")


def test_a_question_without_its_parameters_runs_as_it_stands(small: Workspace, small_store: ox.Store) -> None:
    found = answer(small, small_store, find_question(small, "initiatives-by-category"))
    assert [row[0] for row in rows(found)] == [CENTER, CIRCLE, CIRCLE]


@pytest.mark.parametrize(
    ("values", "initiatives"),
    [
        ({"category": ["research"]}, [CENTER]),
        ({"category": ["category:training"]}, [CIRCLE, CIRCLE]),
        ({"category": ["Research", "training"]}, [CENTER, CIRCLE, CIRCLE]),
        ({"from_year": ["2020"]}, [CENTER]),
        ({"category": ["training"], "from_year": ["2020"]}, []),
        ({"category": []}, [CENTER, CIRCLE, CIRCLE]),
    ],
)
def test_a_parameter_narrows_the_answer_to_its_values(
    small: Workspace, small_store: ox.Store, values: dict[str, list[str]], initiatives: list[ox.NamedNode]
) -> None:
    found = answer(small, small_store, find_question(small, "initiatives-by-category"), values)
    assert [row[0] for row in rows(found)] == initiatives


@pytest.mark.parametrize(
    ("values", "fault", "words"),
    [
        (
            {"categori": ["x"]},
            UnknownName,
            "initiatives-by-category: There is no parameter 'categori'.\n  Did you mean category?",
        ),
        ({"category": ["reserch"]}, UnknownName, "There is no category 'reserch'.\n  Did you mean category:research?"),
        ({"from_year": ["20"]}, InputFault, "--from_year: '20' is not a year of four digits.\n  For example 2020."),
    ],
)
def test_a_value_that_fits_no_parameter_is_refused_with_help(
    small: Workspace, small_store: ox.Store, values: dict[str, list[str]], fault: type[ArkgError], words: str
) -> None:
    with pytest.raises(fault, match=f"^{re.escape(words)}"):
        answer(small, small_store, find_question(small, "initiatives-by-category"), values)


def test_a_parameter_that_the_query_never_opens_is_a_fault_of_the_file() -> None:
    question = read_question("x", "#+ parameters:\n#+   a: {type: text}\n# VALUES ?a { UNDEF }\nASK {}", "x.rq")
    with pytest.raises(SyntaxFault, match=r"x\.rq: The query never opens its parameter a"):
        bind(question, {"a": [ox.Literal("b")]})


def test_a_line_about_a_parameter_is_left_out_with_it() -> None:
    lines = "ASK {\n    VALUES ?a { UNDEF }\n    ?a ?b 1 . # where ?a is given\n    ?b ?c 2 . # where ?ab is given\n}"
    question = read_question("x", f"#+ parameters:\n#+   a: {{type: text}}\n{lines}", "x.rq")
    assert "?a ?b" not in (left_out := bind(question, {}))
    assert "?b ?c" in left_out
    assert "?a ?b" in bind(question, {"a": [ox.Literal("b")]})


@given(text=st.text())
def test_no_text_escapes_from_the_place_of_its_parameter(text: str) -> None:
    question = read_question("x", "#+ parameters:\n#+   a: {type: text}\nSELECT ?a { VALUES ?a { UNDEF } }", "x.rq")
    assert run(ox.Store(), bind(question, {"a": [ox.Literal(text)]}), prefixes={}) == Table(
        ("a",), ((ox.Literal(text),),)
    )


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("SELECT ?x { ?x skoss:note 1 }", "There is no prefix 'skoss'.\n  Did you mean skos?"),
        ("SELECT ?x {\n  ?x a ", "query:2:8: This is not SPARQL up to here.\n  Is a } missing at the end?"),
        ("SELECT ?x { ?x a 1 } ORDR BY ?x", "query:1:28: This is not SPARQL near: BY ?x"),
        ("PREFIX a: <urn:a>\nDELETE WHERE { ?s ?p ?o }", "This is an update, but the graph is read-only."),
        ("LOAD <https://example.org/>", "This is an update, but the graph is read-only."),
    ],
)
def test_a_text_that_is_no_query_is_refused_with_its_place(text: str, words: str) -> None:
    with pytest.raises(ArkgError, match=f"^{re.escape(words)}"):
        run(ox.Store(), text, prefixes={"skos": "http://www.w3.org/2004/02/skos/core#"})


def test_a_query_that_fails_while_it_is_answered_is_told_in_words() -> None:
    with pytest.raises(StoreFault, match="The query cannot be answered"):
        run(ox.Store(), "SELECT (<urn:no-such-function>(1) AS ?x) {}", prefixes={})


TABLE = Table(
    ("a", "b"),
    (
        (ox.NamedNode(f"{ID}concept/racism"), ox.Literal('say "a,b"\tand\nc', language="en")),
        (None, ox.Literal("07", datatype=ox.NamedNode("http://www.w3.org/2001/XMLSchema#integer"))),
        (ox.BlankNode("n"), ox.Literal("plain")),
    ),
)
WRITTEN = {
    "table": 'a               b\n──────────────  ───────────────\nconcept:racism  say "a,b" and c\n'
    "                07\n_:n             plain\n",
    "csv": f'a,b\n{ID}concept/racism,"say ""a,b""\tand\nc"\n,07\n_:n,plain\n',
    "tsv": f'?a\t?b\n<{ID}concept/racism>\t"say \\"a,b\\"\\tand\\nc"@en\n'
    '\t"07"^^<http://www.w3.org/2001/XMLSchema#integer>\n_:n\t"plain"\n',
}


@pytest.mark.parametrize("form", WRITTEN)
def test_rows_are_written_whole_in_every_format(small: Workspace, form: str) -> None:
    assert render(TABLE, form, small.prefixes) == WRITTEN[form]


def test_rows_in_json_are_read_back_the_same(small: Workspace) -> None:
    read = ox.parse_query_results(render(TABLE, "json", small.prefixes), ox.QueryResultsFormat.JSON)
    assert isinstance(read, ox.QuerySolutions)
    assert Table(tuple(each.value for each in read.variables), tuple(tuple(row) for row in read)) == TABLE


@pytest.mark.parametrize("form", ["ttl", "nt", "jsonld"])
def test_statements_are_read_back_the_same(small: Workspace, form: str) -> None:
    said = {ox.Triple(quad.subject, quad.predicate, quad.object) for quad in small.quads("data")}
    text = render(Statements(tuple(said)), form, small.prefixes)
    formats = {"ttl": ox.RdfFormat.TURTLE, "nt": ox.RdfFormat.N_TRIPLES, "jsonld": ox.RdfFormat.JSON_LD}
    assert {ox.Triple(quad.subject, quad.predicate, quad.object) for quad in ox.parse(text, formats[form])} == said


@pytest.mark.parametrize("form", ["ttl", "nt", "jsonld"])
@pytest.mark.parametrize(
    "text",
    [
        "CONSTRUCT { [] skos:prefLabel ?n } WHERE { ?c a arkg:Initiative ; skos:prefLabel ?n }",
        "CONSTRUCT { ?c ?p [ rdfs:label ?n ; rdf:value _:a ] . _:a rdf:rest _:a } WHERE { ?c a owl:Class ; ?p ?n }",
        "CONSTRUCT { ?c rdfs:seeAlso _:a, [ rdf:value _:a ] . _:a rdf:value _:b } WHERE { ?c a owl:Class }",
        "CONSTRUCT { _:a rdf:value _:b . _:b rdf:value _:a } WHERE {}",
    ],
)
def test_an_answer_with_blank_nodes_is_the_same_each_time_and_is_read_back(
    small: Workspace, small_store: ox.Store, text: str, form: str
) -> None:
    found = [run(small_store, text, prefixes=small.prefixes) for _ in range(2)]
    assert isinstance(found[0], Statements)
    written = [render(each, form, small.prefixes) for each in found]
    kind = {"ttl": ox.RdfFormat.TURTLE, "nt": ox.RdfFormat.N_TRIPLES, "jsonld": ox.RdfFormat.JSON_LD}[form]
    graphs = [ox.Dataset(ox.parse(written[0], kind)), ox.Dataset(ox.Quad(*each) for each in found[0].triples)]
    for graph in graphs:
        graph.canonicalize(ox.CanonicalizationAlgorithm.UNSTABLE)
    assert (written[0] == written[1], len(graphs[0]) > 1, graphs[0] == graphs[1]) == (True, True, True)


def test_a_json_ld_document_names_only_the_prefixes_it_uses(small: Workspace) -> None:
    triple = ox.Triple(CENTER, ox.NamedNode("https://schema.org/startDate"), ox.Literal("2020"))
    assert to_jsonld([triple], small.prefixes) == {
        "@context": {"initiative": f"{ID}initiative/", "schema": "https://schema.org/"},
        "@graph": [{"@id": "initiative:center-for-research", "schema:startDate": ["2020"]}],
    }


def test_a_truth_is_yes_or_no(small: Workspace) -> None:
    written = [render(Truth(holds), "", small.prefixes) for holds in (True, False)]
    assert (written, json.loads(render(Truth(holds=True), "json", {}))) == (
        ["yes\n", "no\n"],
        {"head": {}, "boolean": True},
    )


@pytest.mark.parametrize(
    ("found", "fitting"),
    [
        (Table(("a",), ()), {"table", "csv", "tsv", "json"}),
        (Statements(()), {"ttl", "nt", "jsonld"}),
        (Truth(holds=True), {"table", "json"}),
    ],
)
def test_a_format_that_cannot_hold_the_answer_is_refused(small: Workspace, found: Answer, fitting: set[str]) -> None:
    accepted = set()
    for form in FORMATS:
        try:
            render(found, form, small.prefixes)
            accepted.add(form)
        except InputFault as fault:
            assert "cannot hold" in fault.what  # noqa: PT017 - the loop goes on
    assert accepted == fitting


def rows(found: Answer) -> tuple[tuple[object, ...], ...]:
    """Return the rows of an answer that is a table."""
    assert isinstance(found, Table)
    return found.rows
