"""A question and a store in, an answer out: questions are files, their parameters ordinary variables."""

from arkg.query.answer import Answer, Statements, Table, Truth, answer, run
from arkg.query.question import Parameter, Question, bind, find_question, questions, read_question

__all__ = [
    "Answer",
    "Parameter",
    "Question",
    "Statements",
    "Table",
    "Truth",
    "answer",
    "bind",
    "find_question",
    "questions",
    "read_question",
    "run",
]
