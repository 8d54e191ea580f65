"""HTML pages made by the server itself: answers, forms, errors; templates escape every text."""

from __future__ import annotations

import re
from functools import cache
from html import escape
from itertools import islice
from typing import TYPE_CHECKING, Any

import pyoxigraph as ox
from starlette.responses import Response

from arkg.names import counted, shorten
from arkg.namespaces import BASE, RECORDS
from arkg.publish import read_templates
from arkg.serve.web.negotiate import HTML

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from jinja2 import Environment

    Term = ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple | None

MOST_ROWS = 1000
"""Rows of a table that a page shows; the other formats have all of them."""
PREVIEW_POLICY = "default-src 'none'; style-src 'self'; frame-ancestors *"
LINKED = ("http://", "https://", "/")


def page(
    title: str, body: str, status: int = 200, headers: Mapping[str, str] | None = None, root: str = ""
) -> Response:
    """Return a page as a response that nobody caches; see `document`."""
    content = document(title, body, root)
    return Response(content, status, {"Cache-Control": "no-store", **(headers or {})}, HTML)


def document(title: str, body: str, root: str) -> bytes:
    """Return a whole page; ``body`` is HTML, ``title`` a text, ``root`` the address of the server, if not its own."""
    return fill("page", title=title, body=body, root=root).encode()


def fill(template: str, **context: Any) -> str:
    """Return a template as HTML, with these texts in it."""
    return _templates().get_template(f"{template}.html").render(context)


@cache
def _templates() -> Environment:
    return read_templates("arkg.serve", markup=True)


def put_answer(published: str, section: str, values: Mapping[str, Sequence[str]]) -> bytes:
    """Return the published page of a question, or for queries, with an answer, and these values in its form.

    In a list of choices, a slug stands for the CURIE that has it (``research`` for ``category:research``).
    """
    before, begin, rest = published.partition('<div id="answered"')
    for name, (value, *_) in values.items():
        start, field, after = before.partition(f' name="{escape(name)}">')
        options, end, others = after.partition("</select>")
        if start.rpartition("<")[2].startswith("textarea"):
            before = f"{start}{field}\n{escape(value)}</textarea>{after.partition('</textarea>')[2]}"
        elif start.rpartition("<")[2].startswith("select"):
            chosen = rf'(value="([^":]*:)?{re.escape(escape(value))}")'
            marked = re.sub(chosen, r"\1 selected", options, count=1)
            before = f"{start}{field}{marked}{end}{others}"
        elif field:
            before = f'{start}{field[:-1]} value="{escape(value)}">{after}'
    return f"{before}{begin} data-given>\n{section}\n{''.join(rest.partition('</div><!-- answered -->')[1:])}".encode()


def answer_section(
    found: ox.QuerySolutions | ox.QueryBoolean | Iterable[ox.Triple],
    prefixes: Mapping[str, str],
    root: str,
    name_all: Callable[[Iterable[str]], Mapping[str, str]] | None = None,
) -> str:
    """Return an answer as a reader sees it: a table, a yes or no, or statements; ``name_all`` names records."""
    if isinstance(found, ox.QueryBoolean):
        return fill("answer", truth=bool(found))
    if not isinstance(found, ox.QuerySolutions):
        triples = list(islice(found, MOST_ROWS + 1))
        text = ox.serialize(triples[:MOST_ROWS], format=ox.RdfFormat.TURTLE, prefixes=dict(prefixes)) or b""
        return fill("answer", length=length(len(triples), "statement"), statements=text.decode())
    columns = [each.value for each in found.variables]
    terms = [list(row) for row in islice(found, MOST_ROWS + 1)]
    iris = dict.fromkeys(term.value for row in terms for term in row if isinstance(term, ox.NamedNode))
    names = name_all(iris) if name_all else {}
    rows = [[cell(term, prefixes, root, names) for term in row] for row in terms]
    if name_all:  # a column that only repeats the names in the one before it is left out
        kept = [at for at in range(len(columns)) if not at or any(row[at][0] != row[at - 1][0] for row in rows)]
        columns, rows = [columns[at].replace("_", " ") for at in kept], [[row[at] for at in kept] for row in rows]
    return fill("answer", length=length(len(rows), "row"), columns=columns, rows=rows[:MOST_ROWS])


def length(number: int, noun: str) -> str:
    """Return how many there are, in a sentence."""
    if number > MOST_ROWS:
        return f"The first {counted(MOST_ROWS, noun)}; the other formats have all of them."
    return f"{counted(number, noun)}."


def cell(term: Term, prefixes: Mapping[str, str], root: str, names: Mapping[str, str]) -> tuple[str, str]:
    """Return a term as text, and where it leads: a record to its page here, any other web address to itself."""
    if not isinstance(term, ox.NamedNode):
        return "" if term is None else term.value if isinstance(term, ox.Literal) else str(term), ""
    target = f"{root}/{term.value.removeprefix(BASE)}" if term.value.startswith(RECORDS) else term.value
    return names.get(term.value) or shorten(term.value, prefixes), target if target.startswith(LINKED) else ""
