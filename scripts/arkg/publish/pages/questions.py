"""The questions → a page for each: the answer as a table, its parameters as a form, the query, the answer as files."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pyoxigraph as ox

from arkg.names import shorten
from arkg.namespaces import XSD
from arkg.publish.forms import FORMS
from arkg.publish.pages.page import Page
from arkg.publish.pages.view import Inline, capitalize, name_key, outside
from arkg.query import Table, Truth, render, run, widen

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from arkg.publish.pages.page import Renderer
    from arkg.publish.pages.view import View
    from arkg.publish.site import AnsweredQuestion
    from arkg.query import Parameter

    Term = ox.NamedNode | ox.Literal

MOST_ROWS = 200
DATES = {XSD(name) for name in ("date", "gYear", "gYearMonth")}


@dataclass(frozen=True, slots=True)
class Printed:
    """An answer as it is printed: every row of the columns that do not repeat others."""

    names: list[str]
    rows: list[list[Inline]]

    @property
    def columns(self) -> list[str]:
        """Return the headings of the columns."""
        return [name.replace("_", " ") for name in self.names]


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
    def label(self) -> str:
        """Return the name of the parameter for readers."""
        return capitalize(self.parameter.name.replace("_", " "))


def make_questions(view: View, renderer: Renderer) -> Iterator[tuple[str, bytes]]:
    """Yield the list of questions, and the page of each with its answer as files."""
    answered = view.site.questions
    description = f"{len(answered)} questions that the graph answers, each with its answer, its query, and a CSV file."
    page = Page("query/", "Questions", description)
    yield renderer.make(page, "questions.html", answered=[(each.question, _measure(each)) for each in answered])
    for each in answered:
        printed = _print(view, each.table) if each.table else None
        fields = [_make_field(view, each.table, each, printed, one) for one in each.question.parameters if each.table]
        yield _make_question(view, renderer, each, printed, fields)
        if each.table:
            text = render(each.table, "csv", view.site.workspace.prefixes)
            yield f"query/{each.question.name}.csv", f"\ufeff{text}".encode()
        if printed and any(each.choices or each.column is not None for each in fields):
            yield f"query/{each.question.name}.json", _write_answer(printed, fields)


def _make_question(
    view: View, renderer: Renderer, answered: AnsweredQuestion, printed: Printed | None, fields: list[Field]
) -> tuple[str, bytes]:
    """Return the page of one question."""
    question = answered.question
    page = Page(
        path=f"query/{question.name}/",
        title=question.summary or question.name,
        description=" ".join((question.description or question.summary or question.name).split()),
        crumbs=(Inline("Questions", "query/"),),
        forms=tuple(
            (f"query/{question.name}.{form}", FORMS[form]) for form in ("rq", *(["csv"] if answered.table else []))
        ),
    )
    return renderer.make(
        page,
        "question.html",
        question=question,
        measure=_measure(answered),
        answer=printed,
        most=MOST_ROWS,
        fields=[each for each in fields if each.choices or each.column is not None or view.site.served],
        is_search=any(each.type == "search" for each in question.parameters),
        in_page=any(each.choices or each.column is not None for each in fields),
        meanings=dict(question.columns),
    )


def _measure(answered: AnsweredQuestion) -> str:
    """Return the length of an answer in words, or the answer itself where it is yes or no."""
    match answered.answer:
        case Table():
            number, noun = len(answered.answer.rows), "row"
        case Truth():
            return "yes" if answered.answer.holds else "no"
        case _:
            number, noun = len(answered.answer.triples), "statement"
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def _print(view: View, table: Table) -> Printed:
    """Return a table with the names of records in place of their identifiers, and no column that repeats another."""
    rows = [[Inline("") if term is None else view.inline(term) for term in row] for row in table.rows]
    kept = [place for place in range(len(table.columns)) if not _repeats(rows, place)]
    return Printed([table.columns[place] for place in kept], [[row[place] for place in kept] for row in rows])


def _repeats(rows: list[list[Inline]], place: int) -> bool:
    """Return whether a column only repeats the names in the column before it."""
    return bool(place and rows) and all(row[place].text == row[place - 1].text for row in rows)


def _make_field(
    view: View, table: Table | None, answered: AnsweredQuestion, printed: Printed | None, parameter: Parameter
) -> Field:
    """Return a parameter with the values for which there is an answer, in the order of their labels."""
    column = parameter.column or parameter.name
    if not table or not printed or (parameter.type in {"language", "search", "text"} and column not in table.columns):
        return Field(parameter, [], None)
    if parameter.is_part:
        return Field(parameter, [], printed.names.index(column))
    if column in table.columns:
        rows = _group_rows(table, table.columns.index(column))
    else:
        rows = _ask_for_rows(view, table, answered, parameter)
    prefixes = view.site.workspace.prefixes
    choices = [Choice(_to_value(term, prefixes), _label(view, term), found) for term, found in rows.items()]
    return Field(parameter, sorted(choices, key=lambda each: (name_key(each.label), each.value)), None)


def _group_rows(table: Table, place: int) -> dict[Term, list[int]]:
    """Return the values of a column, each with its rows."""
    found: dict[Term, list[int]] = {}
    for number, row in enumerate(table.rows):
        value = row[place]
        if isinstance(value, ox.NamedNode | ox.Literal):
            found.setdefault(value, []).append(number)
    return found


def _ask_for_rows(view: View, table: Table, answered: AnsweredQuestion, parameter: Parameter) -> dict[Term, list[int]]:
    """Return the values of a parameter that no column holds, each with the rows of its answer, by one query for all."""
    places = {row: number for number, row in enumerate(table.rows)}
    text = widen(answered.question, parameter.name, _find_candidates(view, table, parameter))
    found: dict[Term, list[int]] = {}
    answer = run(view.site.asserted, text, prefixes=view.site.workspace.prefixes, place=answered.question.place)
    for value, *row in answer.rows if isinstance(answer, Table) else ():
        if isinstance(value, ox.NamedNode | ox.Literal):
            found.setdefault(value, []).append(places[tuple(row)])
    return {value: sorted(rows) for value, rows in found.items()}


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


def _to_value(term: Term, prefixes: Mapping[str, str]) -> str:
    """Return a value as it is typed: a compact IRI, or a text."""
    return shorten(term.value, prefixes) if isinstance(term, ox.NamedNode) else term.value


def _label(view: View, term: Term) -> str:
    """Return a value in words, an identifier of another vocabulary with what it stands for."""
    if isinstance(term, ox.NamedNode) and term.value not in view.site.by_iri:
        label, shown = view.site.label(term.value), outside(term.value).text
        return f"{label} ({shown})" if label and shown != term.value else label or view.source(term)[0].text
    return capitalize(view.inline(term).text)


def _write_answer(printed: Printed, fields: Sequence[Field]) -> bytes:
    """Return an answer for the script of its page: each cell once, rows as their numbers, values with their rows."""
    numbers: dict[Inline, int] = {}
    rows = [[numbers.setdefault(cell, len(numbers)) for cell in row] for row in printed.rows]
    answer: dict[str, Any] = {
        "cells": [_write_cell(cell) for cell in numbers],
        "rows": rows,
        "values": {
            each.parameter.name: {choice.value: choice.rows for choice in each.choices}
            for each in fields
            if each.choices
        },
        "columns": {each.parameter.name: each.column for each in fields if each.column is not None},
    }
    return (json.dumps(answer, ensure_ascii=False, separators=(",", ":")) + "\n").encode()


def _write_cell(cell: Inline) -> list[str]:
    """Return a cell: its text, its path in the site, its address outside, its day."""
    parts = [cell.text, cell.path, cell.address, cell.day]
    while len(parts) > 1 and not parts[-1]:
        parts.pop()
    return parts
