"""A question and a store in, an answer out: questions are files, their parameters ordinary variables."""

from arkg.query.answer import Answer, Statements, Table, Truth, answer, run
from arkg.query.jsonld import to_jsonld
from arkg.query.question import Parameter, Question, bind, find_question, questions, read_question
from arkg.query.render import FORMATS, cells, render

__all__ = [
    "FORMATS",
    "Answer",
    "Parameter",
    "Question",
    "Statements",
    "Table",
    "Truth",
    "answer",
    "bind",
    "cells",
    "find_question",
    "questions",
    "read_question",
    "render",
    "run",
    "to_jsonld",
]
