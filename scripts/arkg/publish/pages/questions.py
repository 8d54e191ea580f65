"""The questions in, a page for each out: the answer printed, the query, its parameters, and the answer as CSV."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from arkg.publish.pages.page import Form, Page
from arkg.publish.pages.shown import Shown, show
from arkg.query import Table, Truth, render

if TYPE_CHECKING:
    from collections.abc import Iterator

    from arkg.publish.pages.lookup import Lookup
    from arkg.publish.pages.page import Renderer
    from arkg.publish.site import AnsweredQuestion

MOST_ROWS = 200


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer as it is printed: the columns, the rows, how many there are, and what each column of the CSV means."""

    columns: tuple[str, ...]
    rows: tuple[tuple[Shown, ...], ...]
    count: int
    sentence: str
    meanings: tuple[tuple[str, str], ...] = ()


def make_questions(lookup: Lookup, renderer: Renderer) -> Iterator[tuple[str, bytes]]:
    """Make the list of questions, and the page of each."""
    asked = lookup.site.questions
    page = Page(
        "query/",
        "Questions",
        f"{len(asked)} questions that the graph answers, each with its answer, its query and a table to take away.",
    )
    counts = {each.question.name: count(each) for each in asked}
    yield renderer.make(page, "questions.html", asked=asked, counts=counts)
    for each in asked:
        yield from make_question(lookup, renderer, each)


def make_question(lookup: Lookup, renderer: Renderer, asked: AnsweredQuestion) -> Iterator[tuple[str, bytes]]:
    """Make the page of one question, and its answer as CSV."""
    question = asked.question
    stem = f"query/{question.name}"
    forms = [Form(f"{stem}.rq", "application/sparql-query", "SPARQL")]
    if asked.table:
        forms.append(Form(f"{stem}.csv", "text/csv", "CSV"))
    page = Page(
        path=f"{stem}/",
        title=question.summary or question.name,
        description=" ".join((question.description or question.summary or question.name).split()),
        crumbs=(Shown("Questions", path="query/"),),
        forms=tuple(forms),
    )
    yield renderer.make(page, "question.html", question=question, answer=print_answer(lookup, asked), most=MOST_ROWS)
    if asked.table:
        text = render(asked.table, "csv", lookup.site.repository.prefixes)
        yield f"{stem}.csv", ("\ufeff" + text).encode()


def count(asked: AnsweredQuestion) -> str:
    """Say how long the answer is."""
    match asked.answer:
        case Table():
            return one_or_more(len(asked.answer.rows), "row")
        case Truth():
            return "yes" if asked.answer.holds else "no"
    return one_or_more(len(asked.answer.triples), "statement")


def one_or_more(number: int, word: str) -> str:
    """Write a number with its noun."""
    return f"{number:,} {word if number == 1 else word + 's'}"


def print_answer(lookup: Lookup, asked: AnsweredQuestion) -> Answer:
    """Print an answer: every cell as readers know it."""
    if not isinstance(asked.answer, Table):
        return Answer((), (), 0, f"The answer is {count(asked)}.")
    meanings = dict(asked.question.columns)
    columns, rows = asked.answer.columns, asked.answer.rows
    shown = [[Shown("") if term is None else show(lookup, term) for term in row] for row in rows]
    kept = [place for place in range(len(columns)) if not repeats(shown, place)]
    return Answer(
        columns=tuple(columns[place].replace("_", " ") for place in kept),
        rows=tuple(tuple(row[place] for place in kept) for row in shown[:MOST_ROWS]),
        count=len(rows),
        sentence=f"{one_or_more(len(rows), 'row')}." if rows else "No record answers this question.",
        meanings=tuple((column, meanings.get(column, "")) for column in columns),
    )


def repeats(rows: list[list[Shown]], place: int) -> bool:
    """Return whether a column only repeats the names by which the column before it is shown."""
    return bool(place and rows) and all(row[place].text == row[place - 1].text for row in rows)
