"""The questions → a page for each: the answer as a table, the query, its parameters, and the answer as CSV."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from arkg.publish.forms import FORMS
from arkg.publish.pages.page import Page
from arkg.publish.pages.view import Inline
from arkg.query import Table, Truth, render

if TYPE_CHECKING:
    from collections.abc import Iterator

    from arkg.publish.pages.page import Renderer
    from arkg.publish.pages.view import View
    from arkg.publish.site import AnsweredQuestion

MOST_ROWS = 200


@dataclass(frozen=True, slots=True)
class Printed:
    """An answer as it is printed: the first rows of the columns that do not repeat others, and the number of rows."""

    columns: list[str]
    rows: list[list[Inline]]
    count: int


def make_questions(view: View, renderer: Renderer) -> Iterator[tuple[str, bytes]]:
    """Yield the list of questions, and the page of each with its answer as CSV."""
    answered = view.site.questions
    description = f"{len(answered)} questions that the graph answers, each with its answer, its query, and a CSV file."
    page = Page("query/", "Questions", description)
    yield renderer.make(page, "questions.html", answered=[(each.question, _measure(each)) for each in answered])
    for each in answered:
        yield _make_question(view, renderer, each)
        if each.table:
            text = render(each.table, "csv", view.site.workspace.prefixes)
            yield f"query/{each.question.name}.csv", f"\ufeff{text}".encode()


def _make_question(view: View, renderer: Renderer, answered: AnsweredQuestion) -> tuple[str, bytes]:
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
        answer=_print(view, answered.table) if answered.table else None,
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
    columns = [table.columns[place].replace("_", " ") for place in kept]
    return Printed(columns, [[row[place] for place in kept] for row in rows[:MOST_ROWS]], len(rows))


def _repeats(rows: list[list[Inline]], place: int) -> bool:
    """Return whether a column only repeats the names in the column before it."""
    return bool(place and rows) and all(row[place].text == row[place - 1].text for row in rows)
