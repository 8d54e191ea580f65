"""Write an answer as text: a table to read, CSV, TSV or JSON for rows; Turtle, N-Triples or JSON-LD for statements.

Standards: SPARQL 1.1 Query Results CSV and TSV, and JSON (https://www.w3.org/TR/sparql11-overview/), JSON-LD 1.1
(https://www.w3.org/TR/json-ld11/). Lines end with a line feed alone, so that stored answers compare line by line.
"""

from __future__ import annotations

import csv
import io
import json
from functools import cache
from typing import TYPE_CHECKING, Any, cast

import pyoxigraph as ox

from arkg.errors import InputFault
from arkg.names import shorten
from arkg.namespaces import STRING, TYPE
from arkg.query.answer import Statements, Table, Truth
from arkg.turtle import Tangle
from arkg.turtle import render as render_turtle

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from arkg.query.answer import Answer

FORMATS = ("table", "csv", "tsv", "json", "ttl", "nt", "jsonld")
FITTING = {Table: ("table", "csv", "tsv", "json"), Statements: ("ttl", "nt", "jsonld"), Truth: ("table", "json")}
FORMS = {Table: "rows (SELECT)", Statements: "statements (CONSTRUCT or DESCRIBE)", Truth: "yes or no (ASK)"}

Value = ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple


def render(answer: Answer, form: str, prefixes: Mapping[str, str]) -> str:
    """Write an answer in this format ("" for the first that fits), with a line feed at its end.

    Raises InputFault for a format that cannot hold this kind of answer.
    """
    fitting = FITTING[type(answer)]
    chosen = form or fitting[0]
    if chosen not in fitting:
        raise InputFault(
            f"The query gives {FORMS[type(answer)]}, and {chosen} cannot hold them.",
            remedy=f"Use --format {' or '.join(fitting)}.",
        )
    match answer:
        case Table():
            return render_table(answer, chosen, prefixes)
        case Statements():
            return render_statements(answer.triples, chosen, prefixes)
        case Truth():
            return (
                f"{'yes' if answer.holds else 'no'}\n"
                if chosen == "table"
                else dump({"head": {}, "boolean": answer.holds})
            )


def render_table(table: Table, form: str, prefixes: Mapping[str, str]) -> str:
    """Write rows as an aligned table, CSV, TSV or JSON."""
    match form:
        case "csv":
            return to_csv(table)
        case "tsv":
            rows = [[f"?{column}" for column in table.columns]]
            rows += [["" if term is None else str(term) for term in row] for row in table.rows]
            return "".join("\t".join(row) + "\n" for row in rows)
        case "json":
            bindings = [
                {column: to_json(term) for column, term in zip(table.columns, row, strict=True) if term is not None}
                for row in table.rows
            ]
            return dump({"head": {"vars": list(table.columns)}, "results": {"bindings": bindings}})
    return align([table.columns, *cells(table, prefixes)])


def render_statements(triples: Sequence[ox.Triple], form: str, prefixes: Mapping[str, str]) -> str:
    """Write statements as Turtle, sorted N-Triples, or JSON-LD with the prefixes as context.

    The Turtle is in the house layout, unless that would need a label for a blank node.
    """
    match form:
        case "nt":
            return "".join(sorted(f"{triple} .\n" for triple in triples))
        case "jsonld":
            return dump(to_jsonld(triples, prefixes))
    try:
        return render_turtle(triples, prefixes)
    except Tangle:
        iris = {iri for triple in triples for iri in _iris(triple)}
        spaces = {name: space for name, space in prefixes.items() if any(iri.startswith(space) for iri in iris)}
        return cast("bytes", ox.serialize(triples, format=ox.RdfFormat.TURTLE, prefixes=spaces)).decode()


def cells(table: Table, prefixes: Mapping[str, str]) -> list[tuple[str, ...]]:
    """Return the rows as a reader wants them: IRIs as CURIEs, literals without quotation marks, on one line each."""
    return [tuple(" ".join(to_text(term, prefixes).split()) for term in row) for row in table.rows]


def to_text(term: Value | None, prefixes: Mapping[str, str]) -> str:
    """Return a term as a reader wants it."""
    if isinstance(term, ox.NamedNode):
        return shorten(term.value, prefixes)
    return "" if term is None else bare(term)


def align(rows: Iterable[tuple[str, ...]]) -> str:
    """Write rows of cells, the first of them the heading, in columns two blanks apart."""
    lines = list(rows)
    widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
    lines.insert(1, tuple("─" * width for width in widths))
    return "".join(
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() + "\n" for row in lines
    )


def to_csv(table: Table) -> str:
    """Write rows as CSV: bare values, the names of the columns first."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(table.columns)
    writer.writerows(["" if term is None else bare(term) for term in row] for row in table.rows)
    return text.getvalue()


def bare(term: Value) -> str:
    """Return a term without the marks that say what kind of term it is."""
    return term.value if isinstance(term, ox.NamedNode | ox.Literal) else str(term)


def to_json(term: Value) -> dict[str, Any]:
    """Return a term as the SPARQL JSON results format writes it."""
    match term:
        case ox.NamedNode():
            return {"type": "uri", "value": term.value}
        case ox.BlankNode():
            return {"type": "bnode", "value": term.value}
        case ox.Literal() if term.language:
            return {"type": "literal", "value": term.value, "xml:lang": term.language}
        case ox.Literal() if term.datatype == STRING:
            return {"type": "literal", "value": term.value}
        case ox.Literal():
            return {"type": "literal", "value": term.value, "datatype": term.datatype.value}
    parts = {"subject": term.subject, "predicate": term.predicate, "object": term.object}
    return {"type": "triple", "value": {name: to_json(part) for name, part in parts.items()}}


def dump(value: Any) -> str:
    """Write JSON for people and machines alike: two blanks of indent, no escapes for what UTF-8 can say."""
    return json.dumps(value, ensure_ascii=False, indent=2) + "\n"


# JSON-LD


def to_jsonld(triples: Iterable[ox.Triple], prefixes: Mapping[str, str]) -> dict[str, Any]:
    """Return a document with one object for each subject, all in the order of their IRIs, and the prefixes it uses."""
    spaces = {prefix: space for prefix, space in prefixes.items() if space.endswith(tuple(":/?#[]@"))}
    short = cache(lambda iri: shorten(iri, spaces))
    nodes: dict[str, dict[str, Any]] = {}
    used: set[str] = set()
    for triple in sorted(
        triples, key=lambda triple: (bare(triple.subject), triple.predicate.value, str(triple.object))
    ):
        used.update(map(short, _iris(triple)))
        node = nodes.setdefault(name := _to_name(triple.subject, short), {"@id": name})
        key = "@type" if triple.predicate == TYPE else short(triple.predicate.value)
        value = _to_name(triple.object, short) if key == "@type" else _to_value(triple.object, short)
        node.setdefault(key, []).append(value)
    declared = sorted({name.partition(":")[0] for name in used} & set(spaces))
    context = {prefix: spaces[prefix] for prefix in declared}
    return {"@context": context, "@graph": list(nodes.values())}


def _iris(triple: ox.Triple) -> Iterator[str]:
    """Yield the IRIs of a triple that JSON-LD may shorten, that of a datatype included."""
    for term in (triple.subject, triple.predicate, triple.object):
        if isinstance(term, ox.NamedNode):
            yield term.value
        elif isinstance(term, ox.Literal):
            yield term.datatype.value if not term.language and term.datatype != STRING else ""


def _to_name(term: Value, short: Callable[[str], str]) -> str:
    """Return an IRI as a compact IRI, a blank node as its label."""
    return short(term.value) if isinstance(term, ox.NamedNode) else str(term)


def _to_value(term: Value, short: Callable[[str], str]) -> Any:
    """Return a value as JSON-LD writes it: a reference, a text, a text with its language, or one with its datatype."""
    if not isinstance(term, ox.Literal):
        return {"@id": _to_name(term, short)}
    if term.language:
        return {"@value": term.value, "@language": term.language}
    if term.datatype == STRING:
        return term.value
    return {"@value": term.value, "@type": short(term.datatype.value)}
