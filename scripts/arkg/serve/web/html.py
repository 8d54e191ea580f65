"""HTML pages made by the server itself: answers, forms, errors; every text is escaped."""

from __future__ import annotations

import re
from html import escape
from itertools import islice
from typing import TYPE_CHECKING
from urllib.parse import urlencode

import pyoxigraph as ox
from starlette.responses import Response

from arkg.names import counted, shorten
from arkg.namespaces import BASE, RECORDS
from arkg.serve.web.negotiate import HTML, RESULTS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from arkg.query import Question

    Term = ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple | None

MOST_ROWS = 1000
"""Rows of a table that a page shows; the other formats have all of them."""
EXAMPLE = """SELECT ?concept ?name
WHERE { ?concept a skos:Concept ; skos:prefLabel ?name }
ORDER BY ?name
LIMIT 100"""
PREVIEW_POLICY = "default-src 'none'; style-src 'self'; frame-ancestors *"
LINKED = ("http://", "https://")


def page(
    title: str, body: str, status: int = 200, headers: Mapping[str, str] | None = None, root: str = ""
) -> Response:
    """Return a page as a response that nobody caches; see `document`."""
    content = document(title, body, root)
    return Response(content, status, {"Cache-Control": "no-store", **(headers or {})}, HTML)


def document(title: str, body: str, root: str) -> bytes:
    """Return a whole page; ``body`` is HTML, ``title`` a text, ``root`` the address of the server, if not its own."""
    return (
        '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{escape(title)}</title>\n"
        f'<link rel="icon" type="image/svg+xml" href="{escape(root)}/static/icon.svg">\n'
        f'<link rel="stylesheet" href="{escape(root)}/static/site.css">\n</head>\n'
        f"<body>\n<main>\n<h1>{escape(title)}</h1>\n{body}\n</main>\n</body>\n</html>\n"
    ).encode()


def links(sentence: str, targets: Iterable[tuple[str, str]]) -> str:
    """Return a sentence and a list of links (address and text)."""
    items = "".join(f'<li><a href="{escape(address)}">{escape(label)}</a></li>\n' for address, label in targets)
    return f"<p>{escape(sentence)}</p>\n" + (f"<ul>\n{items}</ul>" if items else "")


def query_form(root: str, query: str = EXAMPLE) -> str:
    """Return the form in which to ask a SPARQL query."""
    return (
        f'<form action="{escape(root)}/sparql" method="get">\n<p><label for="query">Query</label></p>\n'
        '<p><textarea id="query" name="query" rows="12" cols="80" spellcheck="false">\n'
        f"{escape(query)}</textarea></p>\n"
        "<p><button>Ask</button></p>\n</form>\n"
        '<p>Programs ask here in the <a href="https://www.w3.org/TR/sparql11-protocol/">SPARQL 1.1 Protocol</a>.</p>'
    )


def question_form(root: str, question: Question, values: Mapping[str, Sequence[str]]) -> str:
    """Return the parameters of a question, as they were given, in a form to ask again, and where the data are."""
    fields = "".join(
        f'<p><label for="{escape(each.name)}">{escape(each.name)}</label> '
        f'<input id="{escape(each.name)}" name="{escape(each.name)}" value="{escape(value)}">'
        f" {escape(each.description)}</p>\n"
        for each in question.parameters
        for value in [next(iter(values.get(each.name, ())), "")]
    )
    address = f"{root}/query/{question.name}"
    return (
        f'<h2>Parameters</h2>\n<form action="{escape(address)}/" method="get">\n{fields}'
        f"<p><button>Answer</button></p>\n</form>\n{answer_links(root, question, values)}"
    )


def answer_links(root: str, question: Question, values: Mapping[str, Sequence[str]]) -> str:
    """Return where an answer is as data, and where the question is without parameters."""
    address = f"{root}/query/{question.name}"
    given = urlencode(values, doseq=True)
    forms = [(f"{address}.{form}?{given}", form.upper()) for form in RESULTS]
    return (
        f"{links('This answer as data:', forms)}\n"
        f'<p><a href="{escape(address)}/">The question without parameters</a></p>'
    )


def put_answer(published: str, section: str, values: Mapping[str, Sequence[str]]) -> bytes:
    """Return the published page of a question, or for queries, with an answer, and these values in its form."""
    before, begin, rest = published.partition('<div id="answered"')
    for name, (value, *_) in values.items():
        start, field, after = before.partition(f' name="{escape(name)}">')
        options, end, others = after.partition("</select>")
        chosen = f'value="{escape(value)}"'
        if start.rpartition("<")[2].startswith("textarea"):
            before = f"{start}{field}\n{escape(value)}</textarea>{after.partition('</textarea>')[2]}"
        elif start.rpartition("<")[2].startswith("select"):
            before = f"{start}{field}{options.replace(chosen, f'{chosen} selected')}{end}{others}"
        elif field:
            before = f"{start}{field[:-1]} {chosen}>{after}"
    return f"{before}{begin} data-given>\n{section}\n{''.join(rest.partition('</div><!-- answered -->')[1:])}".encode()


def answer_section(
    found: ox.QuerySolutions | ox.QueryBoolean | Iterable[ox.Triple],
    prefixes: Mapping[str, str],
    root: str,
    name_all: Callable[[Iterable[str]], Mapping[str, str]] | None = None,
) -> str:
    """Return an answer as a reader sees it: a table, a yes or no, or statements; ``name_all`` names records."""
    if isinstance(found, ox.QueryBoolean):
        return f"<p>The answer is {'yes' if found else 'no'}.</p>"
    if not isinstance(found, ox.QuerySolutions):
        triples = list(islice(found, MOST_ROWS + 1))
        text = ox.serialize(triples[:MOST_ROWS], format=ox.RdfFormat.TURTLE, prefixes=dict(prefixes)) or b""
        return f"<p>{length(len(triples), 'statement')}</p>\n<pre>{escape(text.decode())}</pre>"
    columns = [each.value for each in found.variables]
    terms = [list(row) for row in islice(found, MOST_ROWS + 1)]
    iris = dict.fromkeys(term.value for row in terms for term in row if isinstance(term, ox.NamedNode))
    names = name_all(iris) if name_all else {}
    rows = [[cell(term, prefixes, root, names) for term in row] for row in terms]
    if name_all:  # a column that only repeats the names in the one before it is left out
        words = [[re.sub("<[^>]*>", "", each) for each in row] for row in rows]
        kept = [at for at in range(len(columns)) if not at or any(row[at] != row[at - 1] for row in words)]
        columns, rows = [columns[at] for at in kept], [[row[at] for at in kept] for row in rows]
    head = "".join(f'<th scope="col">{escape(each.replace("_", " ") if name_all else each)}</th>' for each in columns)
    lines = (f"<tr>{''.join(f'<td>{each}</td>' for each in row)}</tr>\n" for row in rows[:MOST_ROWS])
    return (
        f"<p>{length(len(rows), 'row')}</p>\n"
        '<section class="scroll" tabindex="0" aria-label="Answer">\n'
        f"<table>\n<thead><tr>{head}</tr></thead>\n<tbody>\n{''.join(lines)}</tbody>\n</table>\n</section>"
    )


def length(number: int, noun: str) -> str:
    """Return how many there are, in a sentence."""
    if number > MOST_ROWS:
        return f"The first {counted(MOST_ROWS, noun)}; the other formats have all of them."
    return f"{counted(number, noun)}."


def cell(term: Term, prefixes: Mapping[str, str], root: str, names: Mapping[str, str]) -> str:
    """Return a term as HTML: a record leads to its page here, any other web address to itself."""
    if term is None:
        return ""
    if not isinstance(term, ox.NamedNode):
        return escape(term.value if isinstance(term, ox.Literal) else str(term))
    target = f"{root}/{term.value.removeprefix(BASE)}" if term.value.startswith(RECORDS) else term.value
    text = escape(names.get(term.value) or shorten(term.value, prefixes))
    return f'<a href="{escape(target)}">{text}</a>' if target.startswith((*LINKED, "/")) else text
