"""The IRIs of records, questions, vocabulary and rules: each leads to the page or document that the client prefers."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import parse_qs, quote, urlencode

import pyoxigraph as ox
from starlette.responses import Response

from arkg.errors import InputFault
from arkg.names import nearest
from arkg.namespaces import BASE, QUERY
from arkg.publish import fill_turtle
from arkg.query import (
    SEARCH,
    Question,
    Statements,
    Value,
    bind,
    find_question,
    render,
    strip_header,
    to_values,
    unknown_parameter,
)
from arkg.serve.endpoints.sparql import Query, evaluate
from arkg.serve.web.html import fill, page
from arkg.serve.web.middleware import root_of
from arkg.serve.web.negotiate import GRAPHS, HTML, RESULTS, negotiate
from arkg.serve.web.responses import CACHE_CONTROL, Reply, RequestFault, text
from arkg.turtle import layout

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from starlette.requests import Request

    from arkg.serve.graph import Entry, ServedGraph
    from arkg.serve.service import Service

FORMATS = {"html": HTML, **{form: GRAPHS[form] for form in ("ttl", "jsonld", "nt", "rdf")}}
VOCABULARIES = {"ns": "ontology", "shapes": "shapes"}
PAGES_UNDER_WAY = {"Retry-After": "2"}


async def record(service: Service, request: Request) -> Response:
    """Answer at ``/id/<kind>/<slug>``, with or without a suffix, and at the page of a record."""
    path = request.scope["path"].removeprefix("/")
    records = service.catalog.records
    name = path.removeprefix("id/").rstrip("/")
    if name in records and records[name].is_withdrawn:
        return gone(service, request, path.rstrip("/"), records[name])
    if name in records:
        return await thing(service, request, path)
    stem, _, form = name.rpartition(".")
    if stem in records:
        return await document(service, request, f"id/{stem}", form)
    found = service.site.get(path, request) or service.site.get(f"{path}index.html", request)
    if found or not service.settings.store or name.count("/") != 1:
        return found or not_found(service, request)
    if not stem or form not in GRAPHS:  # a record that only the store on disk may have is always a document
        accept = request.headers.get("accept", "")
        media_type = negotiate(accept, tuple(GRAPHS.values())) or GRAPHS["ttl"]
        stem, form = name, next(each for each, offered in GRAPHS.items() if offered == media_type)
    return await document(service, request, f"id/{stem}", form)


async def vocabulary(service: Service, request: Request) -> Response:
    """Answer at ``/ns`` and ``/shapes``, with or without a suffix."""
    path = request.scope["path"].removeprefix("/")
    stem, _, form = path.rpartition(".")
    if stem in VOCABULARIES:
        return await document(service, request, stem, form)
    return await thing(service, request, path)


async def question(service: Service, request: Request) -> Response:
    """Answer at ``/query/<name>``: a page, a description, or the answer with the parameters of the request."""
    path = request.scope["path"].removeprefix("/")
    name = path.removeprefix("query/").rstrip("/")
    known, query = service.catalog.questions, request.scope["query_string"].decode("latin-1")
    stem, _, form = name.rpartition(".")
    if name in known and path.endswith("/"):
        given = urlencode(parse_qs(query), doseq=True)  # a form sends its empty fields, too
        return await (answer(service, request, name, given, HTML) if given else thing(service, request, path))
    if name in known:
        return await question_by_type(service, request, name, query)
    found = service.site.get(path, request) or service.site.get(f"{path}/index.html".replace("//", "/"), request)
    if stem not in known or (found and not query):
        return found or not_found(service, request)
    if form in RESULTS:
        return await answer(service, request, stem, query, RESULTS[form])
    return await document(service, request, f"query/{stem}", form)


async def question_by_type(service: Service, request: Request, name: str, query: str) -> Response:
    """Answer for a question by what is accepted: results are the answer, HTML leads to the page, RDF describes."""
    offers = (*RESULTS.values(), *FORMATS.values())
    accept = request.headers.get("accept", "")
    media_type = negotiate(accept, offers)
    if media_type in RESULTS.values():
        return await answer(service, request, name, query, accept)
    if media_type == HTML:
        return see_other(request, f"query/{name}", "/" + (f"?{query}" if query else ""))
    if not media_type:
        return text(406, f"This is available as {', '.join(offers)}.", {"Vary": "Accept"})
    form = next(form for form, offered in FORMATS.items() if offered == media_type)
    return await document(service, request, f"query/{name}", form)


async def answer(service: Service, request: Request, name: str, query: str, accept: str) -> Response:
    """Answer a question with the parameters of the request."""
    given = {key.replace("-", "_"): typed for key, typed in parse_qs(query, keep_blank_values=True).items()}
    headers = link_header(request, f"query/{name}")
    published = service.site.find(f"query/{name}/index.html") if accept == HTML else ""
    root = root_of(request)
    return await service.answer(request, answer_question, name, given, accept, root, published, headers=headers)


async def thing(service: Service, request: Request, path: str) -> Response:
    """Return a redirect (303) from the IRI of a thing to a page or a document, or its page."""
    name = path.rstrip("/")
    if not path.endswith("/"):
        form = preferred(request)
        if not form:
            return text(406, f"This is available as {', '.join(FORMATS.values())}.", {"Vary": "Accept"})
        return see_other(request, name, "/" if form == "html" else f".{form}")
    found = service.site.get(f"{path}index.html", request, link_header(request, name))
    if not found and service.site.ready:
        return await document(service, request, name, "ttl")  # no page of it is published
    return found or pages_missing(service)


async def catalog(_service: Service, request: Request) -> Response:
    """Return a redirect (303) from the IRI of the catalog to its document, or to the page of the data."""
    form = preferred(request)
    if not form:
        return text(406, f"This is available as {', '.join(FORMATS.values())}.", {"Vary": "Accept"})
    target = root_of(request) + ("/data/" if form == "html" else f"/catalog.{form}")
    return Response(status_code=303, headers={"Location": target, "Vary": "Accept"})


def preferred(request: Request) -> str:
    """Return the format that the client prefers, a page where nothing is said; empty where there is none."""
    media_type = negotiate(request.headers.get("accept", ""), tuple(FORMATS.values()))
    return next((form for form, name in FORMATS.items() if name == media_type), "")


def see_other(request: Request, name: str, suffix: str) -> Response:
    """Return a redirect (303) from a thing to what describes it."""
    headers = {"Location": f"{root_of(request)}/{quote(name)}{suffix}", "Vary": "Accept"}
    return Response(status_code=303, headers=headers | link_header(request, name))


async def document(service: Service, request: Request, name: str, form: str) -> Response:
    """Answer with a thing as a document: the file of the site, else one made of the graph."""
    if form == "html":
        return Response(status_code=303, headers={"Location": f"{root_of(request)}/{quote(name)}/"})
    headers = link_header(request, name)
    found = service.site.get(f"{name}.{form}", request, headers)
    if found is None and form in GRAPHS:
        return await service.answer(request, make_document, name, form, headers=headers)
    return found or not_found(service, request)


def link_header(request: Request, name: str) -> dict[str, str]:
    """Return the Link header of a thing: its documents, and what describes it."""
    path = f"{root_of(request)}/{quote(name)}"
    alternates = [
        f'<{path}{"/" if form == "html" else f".{form}"}>; rel="alternate"; type="{media_type}"'
        for form, media_type in FORMATS.items()
    ]
    return {"Link": ", ".join((*alternates, f'<{path}.ttl>; rel="describedby"; type="text/turtle"'))}


def gone(service: Service, request: Request, name: str, entry: Entry) -> Response:
    """Answer that a record was withdrawn, and which records replace it (410)."""
    records, root = service.catalog.records, root_of(request)
    labels = {each: records[each].label if each in records else each for each in entry.replaced_by}
    message = "This record was withdrawn." + (" It is replaced by:" if labels else "")
    headers = {**link_header(request, name), "Vary": "Accept", "Cache-Control": CACHE_CONTROL}
    headers["Link"] += "".join(f', <{root}/id/{quote(each)}>; rel="successor-version"' for each in labels)
    if preferred(request) == "html":
        found = service.site.get(f"{name}/index.html", request, headers, status=410)
        targets = [(f"{root}/id/{each}", label or each) for each, label in labels.items()]
        body = fill("links", sentence=message, targets=targets)
        return found or page("Withdrawn", body, 410, headers, root)
    return text(410, "\n".join((message, *(f"{BASE}id/{each}  {label}" for each, label in labels.items()))), headers)


def pages_missing(service: Service) -> Response:
    """Answer that the pages are being made, or why there are none."""
    message = service.site.fault or "The pages are being made: ask again in a few seconds."
    return text(503, message, PAGES_UNDER_WAY)


def not_found(service: Service, request: Request) -> Response:
    """Answer that there is no such thing, and what is called nearly the same."""
    path, root = request.scope["path"].strip("/"), root_of(request)
    known = [f"id/{name}" for name in service.catalog.records] + [f"query/{name}" for name in service.catalog.questions]
    alike = [each for each in known if each.partition("/")[0] == path.partition("/")[0]]
    slugs = {each.rpartition("/")[2]: each for each in sorted(alike, reverse=True)}
    names = nearest(path.rpartition("/")[2].partition(".")[0], slugs) if alike else []
    targets = [f"{root}/{slugs[name]}" for name in names]
    message = "There is nothing at this address." + (" Did you mean:" if targets else "")
    if preferred(request) == "html" and HTML in request.headers.get("accept", ""):
        found = None if targets else service.site.get("404.html", request, status=404)
        body = fill("links", sentence=message, targets=[(each, each) for each in targets])
        return found or page("Not found", body, 404, root=root)
    return text(404, "\n".join((message, *targets)), {"Vary": "Accept"})


async def other(service: Service, request: Request) -> Response:
    """Answer with any other file of the site; with a folder's page where the path ends with a slash."""
    path = request.scope["path"].removeprefix("/")
    is_folder = not path or path.endswith("/")
    if found := service.site.get(f"{path}index.html" if is_folder else path, request):
        return found
    if f"{path}/index.html" in service.site:
        return Response(status_code=308, headers={"Location": f"{root_of(request)}/{quote(path)}/"})
    if not service.site.ready and is_folder:
        return pages_missing(service)
    return not_found(service, request)


def answer_question(  # noqa: PLR0913, PLR0917 - the parts of a request
    graph: ServedGraph, name: str, values: Mapping[str, Sequence[str]], accept: str, root: str, published: str
) -> Reply:
    """Return the answer of a question with its parameters as they are typed; raises as `evaluate`, and UnknownName.

    ``published`` is the file of its page, empty where there is none.
    """
    asked, terms = read_values(graph, name, values)
    given = urlencode(values, doseq=True)
    form = fill(
        "question", root=root, question=asked, values=values, given=given, formats=RESULTS, has_form=not published
    )
    query = Query(
        bind(asked, terms),
        accept,
        place=asked.place,
        title=asked.summary,
        form=form,
        root=root,
        page=published,
        given=values,
    )
    return evaluate(graph, query)


def read_values(
    graph: ServedGraph, name: str, values: Mapping[str, Sequence[str]]
) -> tuple[Question, dict[str, list[Value]]]:
    """Return a question and what is meant by what is typed for its parameters.

    Raises UnknownName, or InputFault for a parameter that is given twice or has a value of another type.
    """
    asked = find_question(graph.workspace, name)
    parameters = {parameter.name: parameter for parameter in asked.parameters}
    found = {}
    for each, typed in sorted(values.items()):
        if each not in parameters:
            raise unknown_parameter(asked, each)
        if len(typed) > 1:
            raise InputFault(f"The parameter {each} is given {len(typed)} times.", remedy="Give it once.")
        find = graph.search.find if parameters[each].type == SEARCH else None
        found[each] = to_values(graph.workspace, parameters[each], typed, graph.store, find)
    return asked, found


def make_document(graph: ServedGraph, name: str, form: str) -> Reply:
    """Return what an address (id/concept/racism, ns, shapes, query/search) stands for, in a format of RDF.

    Raises RequestFault where there is no such thing.
    """
    media_type, workspace = GRAPHS[form], graph.workspace
    record = BASE(name)
    path = workspace.record_path(record) if name.startswith("id/") else None
    if path is not None and path.is_file() and form == "ttl":
        content = layout(workspace.read(path), workspace.prefixes, file=workspace.place(path)).encode()
        return Reply(content, media_type)
    if path is not None and path.is_file():
        triples: Iterable[ox.Triple] = (quad.triple for quad in workspace.parse(path))
    elif name in VOCABULARIES:
        triples = (quad.triple for quad in workspace.quads(VOCABULARIES[name]))
    elif name.startswith("query/"):
        triples = describe_question(find_question(workspace, name.removeprefix("query/")))
    else:
        triples = stored_triples(graph, record)
    if form == "rdf":
        content = ox.serialize(triples, None, ox.RdfFormat.RDF_XML, prefixes=dict(workspace.prefixes)) or b""
        return Reply(content, media_type)
    return Reply(render(Statements(tuple(dict.fromkeys(triples))), form, workspace.prefixes).encode(), media_type)


def stored_triples(graph: ServedGraph, record: ox.NamedNode) -> list[ox.Triple]:
    """Return what the store says of a record and its parts; raise RequestFault where that is nothing."""
    found: dict[ox.Triple, None] = {}
    pending, seen = [record], {record}
    while pending:
        for quad in graph.store.quads_for_pattern(pending.pop(), None, None, ox.DefaultGraph()):
            found[quad.triple] = None
            part = quad.object
            if isinstance(part, ox.NamedNode) and part.value.startswith(f"{record.value}#") and part not in seen:
                seen.add(part)
                pending.append(part)
    if not found:
        raise RequestFault(404, f"There is no record {record.value.removeprefix(BASE)!r}.")
    return list(found)


def describe_question(asked: Question) -> list[ox.Triple]:
    """Return what a question is, in the terms in which all of them are published."""
    words = (each.strip().lower() for each in strip_header(asked.text).split())
    verb = next((each for each in words if each in {"select", "ask", "construct"}), "select")
    return fill_turtle("query.ttl", start=QUERY, prefixes={}, questions=[(asked, verb)], base="", served=False)[0]
