"""The search at /search/?q=…: results in the published page, for readers without JavaScript, and as JSON."""

from __future__ import annotations

import json
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING

from arkg.names import plural
from arkg.search import SOME_WORDS, Hit, chunks, to_stems
from arkg.serve.endpoints.linked_data import other
from arkg.serve.web.html import document, fill
from arkg.serve.web.middleware import root_of
from arkg.serve.web.negotiate import HTML, negotiate
from arkg.serve.web.responses import Reply

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response

    from arkg.serve.graph import ServedGraph
    from arkg.serve.service import Service

JSON = "application/json"
LONGEST = 500
"""Letters of a query that are read."""
PLACES = ("name", "other name", "identifier", "words of the name", "subject", "person or place", "text", "some words")
"""Where a query is found, in the order of ranks."""
BEGIN, END = '<section class="results" data-results aria-live="polite">', "</section>"
ALL_NAMES = '<div class="all-names">'
BOX = 'id="find" name="q"'


async def search(service: Service, request: Request) -> Response:
    """Answer with the records that a text finds, as a page or as JSON; without a text, with the page of the search."""
    text, root = request.query_params.get("q", "").strip()[:LONGEST], root_of(request)
    is_data = request.scope["path"].endswith(".json")
    wanted = negotiate(request.headers.get("accept", ""), (HTML, JSON))
    if is_data or (text and wanted == JSON):
        return await service.answer(request, answer_data, text, root)
    if not text:
        return await other(service, request)
    published = service.site.find("search/index.html")
    return await service.answer(request, answer_page, text, root, published)


def answer_data(graph: ServedGraph, text: str, root: str) -> Reply:
    """Return what a text finds, as JSON."""
    found, documents = graph.search.search(text), graph.search.documents
    results = [
        {
            "record": graph.search.iri(hit).value,
            "kind": documents[hit.number].kind,
            "name": documents[hit.number].names[0],
            "page": f"{root}/id/{documents[hit.number].path}/",
            "found": PLACES[hit.place],
            "reason": hit.reason,
        }
        for hit in found.hits
    ]
    content = {"query": text, "meant": found.meant, "total": len(results), "results": results}
    return Reply(json.dumps(content, ensure_ascii=False, indent=1).encode() + b"\n", JSON)


def answer_page(graph: ServedGraph, text: str, root: str, published: str) -> Reply:
    """Return what a text finds, in the published page of the search, where there is one (its file)."""
    results = write_results(graph, text, root)
    if not published:
        box = f'<form role="search"><input type="search" name="q" value="{escape(text)}" aria-label="Search"></form>'
        return Reply(document("Search", f"{box}\n{results}", root), HTML)
    before, _, rest = Path(published).read_text(encoding="utf-8").partition(BEGIN)
    after = rest.partition(END)[2]
    after = after.partition(ALL_NAMES)[0] + "".join(after.rpartition("</main>")[1:])
    before = before.replace("<title>", f"<title>{escape(text)} · ", 1).replace(BOX, f'{BOX} value="{escape(text)}"', 1)
    return Reply(f"{before}{BEGIN}{results}{END}{after}".encode(), HTML)


def write_results(graph: ServedGraph, text: str, root: str) -> str:
    """Return what a text finds as HTML: by kind, the kind of the best first, with the words of the text marked."""
    found, documents = graph.search.search(text), graph.search.documents
    kinds: dict[str, list[Hit]] = {}
    for hit in found.hits:
        kinds.setdefault(documents[hit.number].kind, []).append(hit)
    return fill(
        "results",
        root=root,
        text=text,
        total=len(found.hits),
        meant=found.meant,
        are_partial=found.hits[:1] and found.hits[0].place == SOME_WORDS,
        kinds=kinds,
        documents=documents,
        stems=found.stems,
        chunks=chunks,
        to_stems=to_stems,
        plural=plural,
    )
