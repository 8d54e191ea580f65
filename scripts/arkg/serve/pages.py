"""The few pages that the server makes itself; every text in them is escaped."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from starlette.responses import Response

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

FORM = """<form action="/sparql" method="get">
<p><label for="query">Query</label></p>
<p><textarea id="query" name="query" rows="12" cols="80" spellcheck="false">SELECT ?concept ?name
WHERE { ?concept a skos:Concept ; skos:prefLabel ?name }
ORDER BY ?name
LIMIT 100</textarea></p>
<p><button>Ask</button></p>
</form>
<p>Programs ask here in the <a href="https://www.w3.org/TR/sparql11-protocol/">SPARQL 1.1 Protocol</a>.</p>"""
PREVIEW_POLICY = "default-src 'none'; style-src 'self'; frame-ancestors *"


def page(title: str, body: str, status: int = 200, headers: Mapping[str, str] | None = None) -> Response:
    """Make a page; ``body`` is HTML, ``title`` a text."""
    html = (
        '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f'<title>{escape(title)}</title>\n<link rel="icon" type="image/svg+xml" href="/static/icon.svg">\n'
        '<link rel="stylesheet" href="/static/site.css">\n</head>\n'
        f"<body>\n<main>\n<h1>{escape(title)}</h1>\n{body}\n</main>\n</body>\n</html>\n"
    )
    return Response(html, status, {"Cache-Control": "no-store", **(headers or {})}, "text/html")


def links(sentence: str, targets: Iterable[tuple[str, str]]) -> str:
    """Make a sentence and a list of links (path and text)."""
    items = "".join(f'<li><a href="{escape(path)}">{escape(label)}</a></li>\n' for path, label in targets)
    return f"<p>{escape(sentence)}</p>\n" + (f"<ul>\n{items}</ul>" if items else "")
