"""The IRIs of records, questions, vocabulary and rules: each leads to the page or the document its asker likes best."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import parse_qs, parse_qsl, quote, urlencode

from starlette.responses import Response

from arkg.errors import nearest_names
from arkg.graph import BASE
from arkg.serve.html import links, page
from arkg.serve.negotiate import GRAPHS, RESULTS, negotiate
from arkg.serve.proxy import root_of
from arkg.serve.service import Service, text

if TYPE_CHECKING:
    from starlette.requests import Request

HTML = "text/html"
FORMS = {"html": HTML, **{form: GRAPHS[form] for form in ("ttl", "jsonld", "nt", "rdf")}}
VOCABULARIES = ("ns", "shapes")
SOON = 2


async def record(service: Service, request: Request) -> Response:
    """Answer at ``/id/<kind>/<slug>``, with or without a suffix, and at the page of a record."""
    path = request.scope["path"].removeprefix("/")
    records = service.catalogue["records"]
    name = path.removeprefix("id/").rstrip("/")
    if name in records:
        return await thing(service, request, path, withdrawn=records[name].get("withdrawn"))
    stem, _, form = name.rpartition(".")
    if stem in records:
        return await document(service, request, f"id/{stem}", form)
    found = service.files.get(path, request) or service.files.get(f"{path}index.html", request)
    if found or not service.settings.store or name.count("/") != 1:
        return found or not_found(service, request)
    return await stored(service, request, name)


async def stored(service: Service, request: Request, name: str) -> Response:
    """Answer for a record that only the store on disk may have, always as a document."""
    stem, _, form = name.rpartition(".")
    if stem and form in GRAPHS:
        return await document(service, request, f"id/{stem}", form)
    media_type = negotiate(request.headers.get("accept", ""), list(GRAPHS.values())) or GRAPHS["ttl"]
    form = next(each for each, kind in GRAPHS.items() if kind == media_type)
    return await document(service, request, f"id/{name}", form)


async def thing(service: Service, request: Request, path: str, withdrawn: list[str] | None = None) -> Response:
    """Lead from the IRI of a thing to a page or document (303), or give its page; 410 where it was withdrawn."""
    name = path.rstrip("/")
    if withdrawn is not None:
        return has_gone(service, request, name, withdrawn)
    if path.endswith("/"):
        found = service.files.get(f"{path}index.html", request, link_header(request, name))
        return found or await without_page(service, request, name)
    form = liked(request)
    if not form:
        return text(406, f"This is given as {', '.join(FORMS.values())}.", {"Vary": "Accept"})
    target = root_of(request) + (f"/{quote(name)}/" if form == "html" else f"/{quote(name)}.{form}")
    return Response(status_code=303, headers={"Location": target, "Vary": "Accept", **link_header(request, name)})


async def catalog(_service: Service, request: Request) -> Response:
    """Lead from the IRI of the catalogue to its document, or to the page of the data (303)."""
    form = liked(request)
    if not form:
        return text(406, f"This is given as {', '.join(FORMS.values())}.", {"Vary": "Accept"})
    target = root_of(request) + ("/data/" if form == "html" else f"/catalog.{form}")
    return Response(status_code=303, headers={"Location": target, "Vary": "Accept"})


def liked(request: Request) -> str:
    """Give the form that the asker likes best, a page where nothing is said; empty where there is none."""
    media_type = negotiate(request.headers.get("accept", ""), list(FORMS.values()))
    return next((form for form, name in FORMS.items() if name == media_type), "")


async def document(service: Service, request: Request, name: str, form: str) -> Response:
    """Give a thing as a document: the file of the site, else one made of the graph."""
    if form == "html":
        return Response(status_code=303, headers={"Location": f"{root_of(request)}/{quote(name)}/"})
    found = service.files.get(f"{name}.{form}", request, link_header(request, name))
    if found is None and form in GRAPHS:
        return await service.answer(
            request, {"do": "document", "name": name, "form": form}, headers=link_header(request, name)
        )
    return found or not_found(service, request)


def link_header(request: Request, name: str) -> dict[str, str]:
    """Give the Link header of a thing: its documents, and what describes it."""
    path = f"{root_of(request)}/{quote(name)}"
    alternates = [f'<{path}/>; rel="alternate"; type="{HTML}"'] + [
        f'<{path}.{form}>; rel="alternate"; type="{media_type}"' for form, media_type in FORMS.items() if form != "html"
    ]
    return {"Link": ", ".join((*alternates, f'<{path}.ttl>; rel="describedby"; type="text/turtle"'))}


def has_gone(service: Service, request: Request, name: str, replaced: list[str]) -> Response:
    """Say that a record was withdrawn, and which records replace it."""
    records = service.catalogue["records"]
    targets = [(f"/id/{each}", records.get(each, {}).get("label") or each) for each in replaced]
    says = "This record was withdrawn." + (" It is replaced by:" if targets else "")
    headers = link_header(request, name)
    root = root_of(request)
    more = "".join(f', <{root}{quote(path)}>; rel="successor-version"' for path, _ in targets)
    headers = {"Link": headers["Link"] + more, "Vary": "Accept", "Cache-Control": "public, max-age=300"}
    if liked(request) == "html":
        found = service.files.get(f"{name}/index.html", request, headers, status=410)
        shown = [(f"{root}{path}", label) for path, label in targets]
        return found or page("Withdrawn", links(says, shown), 410, headers, root)
    return text(
        410, "\n".join((says, *(f"{BASE}{path.removeprefix('/')}  {label}" for path, label in targets))), headers
    )


async def without_page(service: Service, request: Request, name: str) -> Response:
    """Say that pages are not made yet; a thing whose page no site has is given as Turtle."""
    if service.files.ready:
        return await document(service, request, name, "ttl")
    return unmade(service)


def unmade(service: Service) -> Response:
    """Say that the pages are being made, or why there are none."""
    message = service.files_fault or "The pages are being made: ask again in a few seconds."
    return text(503, message, {"Retry-After": str(SOON)})


def not_found(service: Service, request: Request) -> Response:
    """Say that there is no such thing, and what is called nearly the same."""
    path = request.scope["path"].strip("/")
    known = [f"id/{name}" for name in service.catalogue["records"]]
    known += [f"query/{name}" for name in service.catalogue["questions"]]
    alike = [each for each in known if each.partition("/")[0] == path.partition("/")[0]]
    slugs = {each.rpartition("/")[2]: each for each in sorted(alike, reverse=True)}
    near = [slugs[slug] for slug in nearest_names(path.rpartition("/")[2].partition(".")[0], slugs)] if alike else []
    says = "There is nothing at this address." + (" Did you mean:" if near else "")
    if liked(request) == "html" and "text/html" in request.headers.get("accept", ""):
        found = None if near else service.files.get("404.html", request, status=404)
        root = root_of(request)
        return found or page("Not found", links(says, [(f"{root}/{each}", each) for each in near]), 404, root=root)
    return text(404, "\n".join((says, *(f"{root_of(request)}/{each}" for each in near))), {"Vary": "Accept"})


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
    known, query = service.catalogue["questions"], request.scope["query_string"].decode("latin-1")
    stem, _, form = name.rpartition(".")
    if name in known and path.endswith("/"):
        given = urlencode(parse_qsl(query))
        return await (asked(service, request, name, given, HTML) if given else thing(service, request, path))
    if name in known:
        return await by_type(service, request, name, query)
    found = service.files.get(path, request) or service.files.get(f"{path}/index.html".replace("//", "/"), request)
    if stem not in known or (found and not query):
        return found or not_found(service, request)
    if form in RESULTS:
        return await asked(service, request, stem, query, RESULTS[form])
    return await document(service, request, f"query/{stem}", form)


async def by_type(service: Service, request: Request, name: str, query: str) -> Response:
    """Answer for a question by what is accepted: results are the answer, HTML leads to the page, RDF describes."""
    offers = (*RESULTS.values(), *FORMS.values())
    media_type = negotiate(request.headers.get("accept", ""), offers)
    if media_type in RESULTS.values():
        return await asked(service, request, name, query, request.headers.get("accept", ""))
    if media_type == HTML:
        target = f"{root_of(request)}/query/{name}/" + (f"?{query}" if query else "")
        return Response(
            status_code=303, headers={"Location": target, "Vary": "Accept", **link_header(request, f"query/{name}")}
        )
    if not media_type:
        return text(406, f"This is given as {', '.join(offers)}.", {"Vary": "Accept"})
    form = next(form for form, kind in FORMS.items() if kind == media_type)
    return await document(service, request, f"query/{name}", form)


async def asked(service: Service, request: Request, name: str, query: str, accept: str) -> Response:
    """Ask a question with the parameters of the request."""
    values = parse_qs(query, keep_blank_values=True)
    named = {key.replace("-", "_"): given for key, given in values.items()}
    job = {"do": "question", "name": name, "values": named, "accept": accept, "root": root_of(request)}
    return await service.answer(request, job, headers=link_header(request, f"query/{name}"))


async def other(service: Service, request: Request) -> Response:
    """Give any other file of the site; a folder's page where the path ends with a slash."""
    path = request.scope["path"].removeprefix("/")
    index = f"{path}index.html" if not path or path.endswith("/") else path
    if found := service.files.get(index, request):
        return found
    if f"{path}/index.html" in service.files:
        return Response(status_code=308, headers={"Location": f"{root_of(request)}/{quote(path)}/"})
    if not service.files.ready and (not path or path.endswith("/")):
        return unmade(service)
    return not_found(service, request)
