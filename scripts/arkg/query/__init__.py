"""Ask a store a question: questions are files whose parameters are ordinary SPARQL variables."""

from arkg.query.answer import Answer, Statements, Table, Truth, answer, answer_all, explain, run
from arkg.query.question import (
    SEARCH,
    Parameter,
    Question,
    Value,
    bind,
    find_question,
    questions,
    read_question,
    strip_header,
    to_values,
    unknown_parameter,
    widen,
)
from arkg.query.render import FORMATS, bare, cells, render, to_jsonld
from arkg.query.tokens import graphs_asked, is_volatile, refuse_huge, refuse_remote

__all__ = [
    "FORMATS",
    "SEARCH",
    "Answer",
    "Parameter",
    "Question",
    "Statements",
    "Table",
    "Truth",
    "Value",
    "answer",
    "answer_all",
    "bare",
    "bind",
    "cells",
    "explain",
    "find_question",
    "graphs_asked",
    "is_volatile",
    "questions",
    "read_question",
    "refuse_huge",
    "refuse_remote",
    "render",
    "run",
    "strip_header",
    "to_jsonld",
    "to_values",
    "unknown_parameter",
    "widen",
]
