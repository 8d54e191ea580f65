"""SPARQL 1.1 Protocol, Graph Store HTTP Protocol (reading) and service description.

Standards: https://www.w3.org/TR/sparql11-protocol/, https://www.w3.org/TR/sparql11-http-rdf-update/ and
https://www.w3.org/TR/sparql11-service-description/.
"""

from __future__ import annotations

import io
import re
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple, cast
from urllib.parse import parse_qsl, urljoin

import pyoxigraph as ox
from starlette.responses import Response

from arkg.errors import InputFault, StoreFault
from arkg.names import in_english
from arkg.namespaces import BASE, PREF_LABEL, RECORDS
from arkg.query import explain, graphs_asked, is_volatile, refuse_huge, refuse_remote
from arkg.serve.web.html import answer_section, document, fill, page, put_answer
from arkg.serve.web.middleware import root_of
from arkg.serve.web.negotiate import GRAPHS, HTML, RESULTS, negotiate
from arkg.serve.web.responses import Reply, RequestFault, read_body, text
from arkg.store import LOCAL

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from starlette.requests import Request

    from arkg.serve.graph import ServedGraph
    from arkg.serve.service import Service
    from arkg.store.endpoint import Found

    Term = ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple

FORM_TYPE = "application/x-www-form-urlencoded"
QUERY_TYPE = "application/sparql-query"
UPDATE_TYPE = "application/sparql-update"
MAX_QUERY = 400_000
"""Bytes of a query as it is sent, four for each character it may have."""
READ_ONLY = "This endpoint only reads: ask with SELECT, ASK, CONSTRUCT or DESCRIBE."
EXAMPLE = """SELECT ?concept ?name
WHERE { ?concept a skos:Concept ; skos:prefLabel ?name }
ORDER BY ?name
LIMIT 100"""
UNKNOWN_FUNCTION = re.compile(r"The custom function <(.*)> is not supported")


class Query(NamedTuple):
    """A query, its dataset where the request names one, and the Accept header.

    ``base`` is the IRI against which relative ones are resolved. ``title`` and ``form`` stand on the page of the
    answer, where one is asked for, and ``root`` before the addresses on it. ``page`` is the file of the published
    page, of a question or for queries, into which the answer for the values ``given`` is put.
    """

    text: str
    accept: str
    default: Sequence[str] = ()
    named: Sequence[str] = ()
    place: str = ""
    base: str = BASE
    title: str = "Answer"
    form: str = ""
    root: str = ""
    page: str = ""
    given: Mapping[str, Sequence[str]] = {}


async def sparql(service: Service, request: Request) -> Response:
    """Answer a query; without one, describe the endpoint, or show a form to a browser."""
    accept, root = request.headers.get("accept", ""), root_of(request)
    try:
        pairs, asked = await read_query(request, service.settings.client_limit)
    except UnicodeDecodeError as fault:
        raise RequestFault(400, "The query is not in UTF-8.") from fault
    is_page = negotiate(accept, (*(RESULTS.values() if asked else ()), *GRAPHS.values(), HTML)) == HTML
    if is_page and request.method == "GET" and "ask/index.html" in service.site:
        target = f"{root}/ask/{'?' if asked else ''}{request.url.query}"
        return Response(status_code=303, headers={"Location": target, "Vary": "Accept"})
    if is_page and asked is None:
        form = fill("query", root=root, query=EXAMPLE)
        return page("Ask in SPARQL", form, headers={"Vary": "Accept, Accept-Encoding"}, root=root)
    if asked is None:
        return await service.answer(request, describe, service.address(request), accept)
    default, named = values(pairs, "default-graph-uri"), values(pairs, "named-graph-uri")
    base = f"{service.address(request)}/sparql"
    form = fill("query", root=root, query=asked) if is_page else ""
    query = Query(asked, accept, default, named, "query", base=base, form=form, root=root)
    return await service.answer(request, evaluate, query)


async def read_query(request: Request, seconds: float) -> tuple[list[tuple[str, str]], str | None]:
    """Return the parameters of a request and its query, None where there is none; raise RequestFault."""
    pairs = parameters(request)
    is_posted = request.method == "POST"
    found = await read_posted(request, pairs, seconds) if is_posted else values(pairs, "query")
    if values(pairs, "update"):
        raise RequestFault(403, READ_ONLY)
    if len(found) > 1:
        raise RequestFault(400, "There are several queries: send one.")
    if is_posted and not found:
        raise RequestFault(400, "There is no query: send query=…")
    if found and not found[0].strip():
        raise RequestFault(400, "The query is empty.")
    return pairs, found[0] if found else None


async def read_posted(request: Request, pairs: list[tuple[str, str]], seconds: float) -> list[str]:
    """Return the queries that a request posts, and add its parameters to ``pairs``; raise RequestFault."""
    media_type = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if media_type == UPDATE_TYPE:
        raise RequestFault(403, READ_ONLY)
    if media_type not in {FORM_TYPE, QUERY_TYPE}:
        message = f"POST a query as {QUERY_TYPE}, or as query=… in {FORM_TYPE}."
        raise RequestFault(415, message, {"Accept-Post": f"{QUERY_TYPE}, {FORM_TYPE}"})
    body = (await read_body(request, seconds, MAX_QUERY)).decode()
    if media_type == QUERY_TYPE:
        return [body]
    pairs += parse_qsl(body, keep_blank_values=True, errors="strict")
    return values(pairs, "query")


def parameters(request: Request) -> list[tuple[str, str]]:
    """Return the parameters of a request, empty ones included; raise UnicodeDecodeError."""
    return parse_qsl(request.scope["query_string"].decode("latin-1"), keep_blank_values=True, errors="strict")


def values(pairs: Iterable[tuple[str, str]], name: str) -> list[str]:
    """Return the values of a parameter."""
    return [value for each, value in pairs if each == name]


async def graphs(service: Service, request: Request) -> Response:
    """Answer with a graph: ?default, or ?graph=IRI."""
    pairs = parameters(request)
    named, default = values(pairs, "graph"), values(pairs, "default")
    if len(named) + len(default) != 1 or named == [""]:
        return text(400, "Name one graph: ?default, or ?graph= and its IRI.")
    iri = named[0] if named else ""
    return await service.answer(request, give_graph, iri, request.headers.get("accept", ""))


def evaluate(graph: ServedGraph, query: Query) -> Reply:
    """Return the answer of a query.

    Raises ArkgError for a query that is refused, is none, or fails while it is answered, RequestFault where its
    answer is too long or of no format that is accepted.
    """
    refuse_huge(query.text, query.place)
    refuse_remote(query.text, query.place)
    refuse_missing_graphs(graph, query)
    try:
        media_type, content = write(graph, query, ask(graph, query))
    except SyntaxError as fault:
        raise explain(fault, query.text, graph.workspace.prefixes, query.place) from fault
    except (OSError, RuntimeError, ValueError) as fault:
        raise StoreFault(f"The query cannot be answered: {fault}", where=query.place) from fault
    return Reply(content, media_type, is_steady=not is_volatile(query.text))


def refuse_missing_graphs(graph: ServedGraph, query: Query) -> None:
    """Raise InputFault where a query is asked of a graph that is not here."""
    for iri in (*graphs_asked(query.text, graph.workspace.prefixes), *query.default, *query.named):
        if not graph.has_graph(urljoin(query.base, iri)):
            raise InputFault(
                f"There is no graph <{iri}> here, and nothing is fetched from elsewhere.",
                where=query.place,
                remedy="SELECT ?graph { GRAPH ?graph {} } lists the graphs there are.",
            )


def ask(graph: ServedGraph, query: Query) -> Found:
    """Return the answer of a query; calling a function that nobody knows is an error of its expression.

    SPARQL 1.1, 17.3 and 17.6: such an error makes a filter false and leaves a variable unbound.
    """
    unknown: dict[ox.NamedNode, Callable[..., Term | None]] = {}
    dataset: dict[str, Any] = {}
    if query.default or query.named:
        dataset["default_graph"] = [ox.NamedNode(iri) for iri in query.default]
        dataset["named_graphs"] = [ox.NamedNode(iri) for iri in query.named]
    dataset |= {"base_iri": query.base, "prefixes": used_prefixes(query.text, graph.workspace.prefixes)}
    if not isinstance(graph.store, LOCAL):
        return graph.store.query(query.text, **dataset)
    while True:
        try:
            return graph.store.query(query.text, custom_functions=unknown, **dataset)
        except RuntimeError as fault:
            function = UNKNOWN_FUNCTION.fullmatch(str(fault))
            if not function or ox.NamedNode(function[1]) in unknown:
                raise
            unknown[ox.NamedNode(function[1])] = lambda *_terms: None


def used_prefixes(text: str, prefixes: Mapping[str, str]) -> dict[str, str]:
    """Return the prefixes that a query may use: the engine would read the IRIs of all of them for each query."""
    if "\\" in text:  # an escape may stand for any letter
        return dict(prefixes)
    return {prefix: iri for prefix, iri in prefixes.items() if f"{prefix}:" in text}


def write(graph: ServedGraph, query: Query, found: Found) -> tuple[str, bytes]:
    """Return an answer in the format that the client prefers, its media type first."""
    if not isinstance(found, ox.QuerySolutions | ox.QueryBoolean):
        triples = dict.fromkeys(found)
        media_type = choose(query.accept, (*GRAPHS.values(), HTML))
        if media_type != HTML:
            return write_triples(graph, triples, query.accept)
        return HTML, write_page(graph, query, list(triples))
    media_type = choose(query.accept, (*RESULTS.values(), HTML))
    if media_type == HTML:
        return HTML, write_page(graph, query, found)
    if isinstance(found, ox.QueryBoolean):
        if media_type := negotiate(query.accept, (RESULTS["json"], RESULTS["xml"])):
            return media_type, found.serialize(format=ox.QueryResultsFormat.from_media_type(media_type)) or b""
        return choose(query.accept, tuple(RESULTS.values())), b"true\n" if found else b"false\n"
    out = Bounded(graph.answer_limit)
    found.serialize(out, ox.QueryResultsFormat.from_media_type(media_type))
    return media_type, out.getvalue()


def write_page(graph: ServedGraph, query: Query, found: Any) -> bytes:
    """Return an answer as a page: the published one of a question, where there is one."""
    if not query.page:
        section = answer_section(found, graph.workspace.prefixes, query.root)
        return document(query.title, f"{section}\n{query.form}", query.root)
    section = answer_section(found, graph.workspace.prefixes, query.root, lambda iris: name_all(graph, iris))
    return put_answer(Path(query.page).read_text(encoding="utf-8"), f"{section}\n{query.form}", query.given)


def name_all(graph: ServedGraph, iris: Iterable[str]) -> dict[str, str]:
    """Return the English names of those of these things that are records, all by one query."""
    records = " ".join(f"<{iri}>" for iri in iris if iri.startswith(RECORDS))
    query = f"SELECT ?record ?name WHERE {{ VALUES ?record {{ {records} }} ?record {PREF_LABEL} ?name }}"
    names: dict[str, list[Term]] = {}
    for record, name in cast("Iterable[tuple[ox.NamedNode, Term]]", graph.store.query(query)):
        names.setdefault(record.value, []).append(name)
    return {iri: in_english(found) for iri, found in names.items()}


def write_triples(graph: ServedGraph, triples: Iterable[ox.Triple], accept: str) -> tuple[str, bytes]:
    """Return statements in the format that the client prefers, its media type first."""
    media_type = choose(accept, tuple(GRAPHS.values()))
    out = Bounded(graph.answer_limit)
    ox.serialize(triples, out, ox.RdfFormat.from_media_type(media_type), prefixes=dict(graph.workspace.prefixes))
    return media_type, out.getvalue()


def choose(accept: str, offers: tuple[str, ...]) -> str:
    """Return the media type that the client prefers; raise RequestFault where it accepts none."""
    if media_type := negotiate(accept, offers):
        return media_type
    raise RequestFault(406, f"This is available as {', '.join(offers)}: ask for one of these with Accept.")


class Bounded(io.BytesIO):
    """Keeps what is written to it; raises RequestFault where that is more than it may be."""

    def __init__(self, most: int) -> None:
        """Begin empty."""
        super().__init__()
        self._most = most

    def write(self, data: Any, /) -> int:
        """Add some more bytes."""
        if self.tell() + len(data) > self._most:
            size = f"{self._most // 1_000_000} MB"
            message = f"The answer has more than {size}. Ask for less: add a LIMIT, or take the dumps under /data/."
            raise RequestFault(507, message)
        return super().write(data)


def give_graph(graph: ServedGraph, iri: str, accept: str) -> Reply:
    """Return a graph of the store, the default one for an empty IRI; raise RequestFault for one it has not."""
    if iri and not graph.has_graph(iri):
        raise RequestFault(404, f"There is no graph <{iri}> here.")
    triples: Iterable[ox.Triple]
    if iri:
        query = f"CONSTRUCT {{ ?s ?p ?o }} WHERE {{ GRAPH <{iri}> {{ ?s ?p ?o }} }}"
        triples = cast("Iterable[ox.Triple]", graph.store.query(query))
    else:
        triples = (quad.triple for quad in graph.store.quads_for_pattern(None, None, None, ox.DefaultGraph()))
    media_type, content = write_triples(graph, triples, accept)
    return Reply(content, media_type)


def describe(graph: ServedGraph, address: str, accept: str) -> Reply:
    """Return the service description of the endpoint; graphs that are in memory are counted."""
    store = graph.store if isinstance(graph.store, ox.Store) and not graph.places else ox.Store()
    query = resources.files("arkg.serve.endpoints").joinpath("service.rq").read_text(encoding="utf-8")
    triples = cast("ox.QueryTriples", store.query(query.replace("UNDEF", f"<{address}/sparql>")))
    media_type, content = write_triples(graph, sorted(set(triples), key=str), accept)
    return Reply(content, media_type)
