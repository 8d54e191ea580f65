"""The questions → a page for each, with the answer as a table and as files; and the page that asks the graph in SPARQL.

The page that asks is complete with a server alone, without one where there are bundles of JavaScript.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pyoxigraph as ox

from arkg.names import in_english, local_name, shorten
from arkg.namespaces import ARKG, BASE, OWL, SKOS, TYPE, XSD
from arkg.publish.folder import compress
from arkg.publish.forms import ASK_POLICY
from arkg.publish.pages.javascript import LEVEL, find_bundles, read_bundles
from arkg.publish.pages.view import SORTS, Inline, View, capitalize, name_key
from arkg.query import Parameter, Table, render, run, strip_header, widen

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from arkg.publish.site import AnsweredQuestion, Site, Value

    Term = ox.NamedNode | ox.Literal

DATES = {XSD(name) for name in ("date", "gYear", "gYearMonth")}
GRAPH = "data/arkg.nt.gz"
MOST_TEXTS = 30
"""How many different texts a parameter may have to be chosen from a list."""


@dataclass(frozen=True, slots=True)
class Choice:
    """A value of a parameter: as it is in the address, in words, and the rows of the answer that are about it."""

    value: str
    label: str
    rows: list[int]


@dataclass(frozen=True, slots=True)
class Field:
    """A parameter in a form, with its choices; without any it is a text, found in a column of the answer or nowhere."""

    parameter: Parameter
    choices: list[Choice]
    column: int | None

    @property
    def in_page(self) -> bool:
        """Return whether the rows of the answer are known for each value, so that none needs a server."""
        return bool(self.choices) or self.column is not None


@dataclass(frozen=True, slots=True)
class Form:
    """A question with its answer as it is printed, without columns that repeat others, and its parameters as fields."""

    answered: AnsweredQuestion
    columns: list[str]
    rows: list[list[Inline]]
    fields: list[Field]


def make_form(view: View, answered: AnsweredQuestion) -> Form:
    """Return a question as a form, with the values for which there is an answer, and names in place of identifiers."""
    table = answered.table
    if not table:
        return Form(answered, [], [], [Field(each, [], None) for each in answered.question.parameters])
    rows = [[Inline("") if term is None else view.inline(term) for term in row] for row in table.rows]
    kept = [
        place
        for place in range(len(table.columns))
        if not (place and rows) or any(row[place].text != row[place - 1].text for row in rows)
    ]
    columns = [table.columns[place] for place in kept]
    fields = [_make_field(view, table, answered, columns, each) for each in answered.question.parameters]
    return Form(answered, columns, [[row[place] for place in kept] for row in rows], fields)


def make_questions(view: View, forms: list[Form]) -> Iterator[tuple[str, bytes]]:
    """Yield the list of questions, and the page of each with its answer as files."""
    yield view.render("query/", "questions.html", questions=view.site.questions)
    for form in forms:
        name, table = form.answered.question.name, form.answered.table
        yield view.render(f"query/{name}/", "question.html", form=form)
        if table:
            text = render(table, "csv", view.site.workspace.prefixes)
            yield f"query/{name}.csv", f"\ufeff{text}".encode()
        if any(each.in_page for each in form.fields):
            yield f"query/{name}.json", _write_answer(form)


def _make_field(
    view: View, table: Table, answered: AnsweredQuestion, columns: list[str], parameter: Parameter
) -> Field:
    """Return a parameter with the values for which there is an answer, in the order of their labels."""
    column = parameter.column or parameter.name
    if parameter.type in {"language", "search", "text"} and column not in table.columns:
        return Field(parameter, [], None)
    if parameter.is_part:
        return Field(parameter, [], columns.index(column))
    if column in table.columns:
        place = table.columns.index(column)
        rows = _group_rows((row[place], number) for number, row in enumerate(table.rows))
    else:
        rows = _group_rows(_ask_for_rows(view, table, answered, parameter))
    prefixes, choices = view.site.workspace.prefixes, []
    for term, found in rows.items():
        name = shorten(term.value, prefixes) if isinstance(term, ox.NamedNode) else term.value
        choices.append(Choice(name, _label(view, term), found))
    return Field(parameter, sorted(choices, key=lambda each: (name_key(each.label), each.value)), None)


def _group_rows(found: Iterable[tuple[object, int]]) -> dict[Term, list[int]]:
    """Return values, each with the numbers of its rows."""
    grouped: dict[Term, list[int]] = {}
    for value, number in found:
        if isinstance(value, ox.NamedNode | ox.Literal):
            grouped.setdefault(value, []).append(number)
    return {value: sorted(numbers) for value, numbers in grouped.items()}


def _ask_for_rows(
    view: View, table: Table, answered: AnsweredQuestion, parameter: Parameter
) -> Iterator[tuple[object, int]]:
    """Yield the values of a parameter that no column holds, with the rows of its answer, by one query for all."""
    places = {row: number for number, row in enumerate(table.rows)}
    text = widen(answered.question, parameter.name, _find_candidates(view, table, parameter))
    answer = run(view.site.asserted, text, prefixes=view.site.workspace.prefixes, place=answered.question.place)
    for value, *row in answer.rows if isinstance(answer, Table) else ():
        yield value, places[tuple(row)]


def _find_candidates(view: View, table: Table, parameter: Parameter) -> list[Term]:
    """Return the values that a parameter may have: records, numbers of the answer, or years of its dates."""
    if parameter.type == "iri":
        return [record.iri for kind in parameter.kinds for record in view.site.current(kind)]
    literals = {term for row in table.rows for term in row if isinstance(term, ox.Literal)}
    if parameter.type == "integer":
        return sorted({each for each in literals if each.datatype == XSD("integer")}, key=lambda each: int(each.value))
    years = sorted({each.value[:4] for each in literals if each.datatype in DATES}, reverse=True)
    if parameter.type == "year":
        return [ox.Literal(year, datatype=XSD("gYear")) for year in years]
    return [ox.Literal(f"{year}-01-01", datatype=XSD("date")) for year in years]


def _label(view: View, term: Term) -> str:
    """Return a value in words, an identifier of another vocabulary with what it stands for."""
    if isinstance(term, ox.NamedNode) and term.value not in view.site.by_iri and not term.value.startswith(ARKG):
        label, shown = view.site.label(term.value), view.outside(term.value).text
        return f"{label} ({shown})" if label and shown != term.value else label or view.source(term)[0].text
    return capitalize(view.inline(term).text)


def _write_answer(form: Form) -> bytes:
    """Return an answer for the script of its page: each cell once, rows as their numbers, values with their rows.

    A cell is its text, its path in the site, its address outside, and its day, as far as it has them.
    """
    numbers: dict[Inline, int] = {}
    rows = [[numbers.setdefault(cell, len(numbers)) for cell in row] for row in form.rows]
    cells = [[cell.text, cell.path, cell.address, cell.day] for cell in numbers]
    for cell in cells:
        while len(cell) > 1 and not cell[-1]:
            cell.pop()
    answer: dict[str, Any] = {
        "cells": cells,
        "rows": rows,
        "values": {
            each.parameter.name: {choice.value: choice.rows for choice in each.choices}
            for each in form.fields
            if each.choices
        },
        "columns": {each.parameter.name: each.column for each in form.fields if each.column is not None},
    }
    return (json.dumps(answer, ensure_ascii=False, separators=(",", ":")) + "\n").encode()


def make_ask(view: View, forms: list[Form]) -> Iterator[tuple[str, bytes]]:
    """Yield the page, and where there are bundles, these and the data that forms and results need."""
    site = view.site
    graph = next((each for each in site.files if each.path == GRAPH), None)
    bundles, data, size = find_bundles() if graph else {}, {}, 0
    if graph and bundles:
        info = compress(json.dumps(_collect(view, forms), ensure_ascii=False, separators=(",", ":")).encode(), LEVEL)
        data = {name: bundles[f"ask-{name}.js"] for name in ("editor", "worker", "offline")}
        data["info"] = f"static/ask-{hashlib.sha256(info).hexdigest()[:8]}.json.gz"
        data["graph"] = f"{GRAPH}?{graph.sha256[:8]}"
        engine = sum(len(content) for path, content in read_bundles().items() if path.endswith(".wasm.gz"))
        size = engine + graph.size + len(info)
        yield data["info"], info
    yield view.render(
        "ask/",
        "ask.html",
        policy=ASK_POLICY,
        questions=[each.question for each in site.questions],
        script=bundles.get("ask.js", ""),
        data=data,
        size=size,
        served=site.served,
    )


def _collect(view: View, forms: list[Form]) -> dict[str, Any]:
    """Return what the page knows of the graph before it is loaded: prefixes, questions, names, and terms."""
    site = view.site
    return {
        "base": BASE,
        "prefixes": dict(site.workspace.prefixes),
        "questions": {each.answered.question.name: _describe_question(each) for each in forms},
        "names": {kind: {each.slug: each.label for each in records} for kind, records in site.records.items()},
        "terms": list(_list_terms(site)),
        "tiles": view.wording["tiles"],
    }


def _describe_question(form: Form) -> dict[str, Any]:
    """Return the query of a question, and its parameters with what may be chosen: what is in a column of the answer.

    Of texts there may be too many; where no column holds the values, any record of a type may be chosen.
    """
    parameters, columns = [], form.answered.table.columns if form.answered.table else ()
    for field in form.fields:
        each, choices = field.parameter, [(choice.value, choice.label) for choice in field.choices]
        are_shown = (each.column or each.name) in columns and (each.type == "iri" or len(choices) <= MOST_TEXTS)
        found = {name: getattr(each, name) for name in ("name", "type", "kinds", "description", "example")}
        parameters.append(found | {"choices": choices if are_shown else []})
    question = form.answered.question
    text = strip_header(question.text)
    return {"text": text, "description": " ".join(question.description.split()), "parameters": parameters}


def _list_terms(site: Site) -> Iterator[tuple[str, str, str, str]]:
    """Yield the classes and properties that queries may name: CURIE, sort, label and definition.

    They are those of the vocabulary, and those of others that the records use.
    """
    graph = site.asserted
    triples = [triple for record in site.by_iri.values() for triple in record.triples]
    properties: set[Value] = {triple.predicate for triple in triples}
    classes: set[Value] = {triple.object for triple in triples if triple.predicate == TYPE}
    for kind in SORTS:
        found = {quad.subject for quad in graph.quads_for_pattern(None, TYPE, kind, None)}
        (classes if kind == OWL("Class") else properties).update(found)
    for name, terms in (("class", classes), ("property", properties - {TYPE})):
        for term in sorted((each for each in terms if isinstance(each, ox.NamedNode)), key=str):
            definitions = (quad.object for quad in graph.quads_for_pattern(term, SKOS("definition"), None, None))
            curie = shorten(term.value, site.workspace.prefixes)
            yield curie, name, site.label(term.value) or local_name(term), in_english(definitions)
