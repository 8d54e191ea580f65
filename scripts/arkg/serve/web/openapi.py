"""OpenAPI 3.1 description of the questions, made of their headers (https://spec.openapis.org/oas/v3.1.0)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from arkg.serve.web.negotiate import GRAPHS, RESULTS

if TYPE_CHECKING:
    from collections.abc import Iterable

    from arkg.publish import Project
    from arkg.query import Parameter, Question

TEXT: dict[str, Any] = {"schema": {"type": "string"}}
SCHEMAS: dict[str, dict[str, Any]] = {
    "iri": {"type": "string"},
    "search": {"type": "string"},
    "text": {"type": "string"},
    "integer": {"type": "integer"},
    "year": {"type": "string", "pattern": "^[0-9]{4}$"},
    "date": {"type": "string", "format": "date"},
    "language": {"type": "string", "pattern": "^[A-Za-z]{1,8}(-[A-Za-z0-9]{1,8})*$"},
}
FAULTS = {
    "400": "A parameter that the question does not have, or a value that it cannot take.",
    "406": "No format of the answer is one that Accept names.",
    "503": "The server is busy: ask again after Retry-After seconds.",
    "504": "The question took too long and was stopped.",
}


def openapi(questions: Iterable[Question], project: Project) -> dict[str, Any]:
    """Return a description of every question as a path with its parameters, and of the SPARQL endpoint."""
    license_ = {"name": "CC0 1.0", "identifier": "CC0-1.0"}
    paths = {f"/query/{question.name}": {"get": operation(question)} for question in questions}
    return {
        "openapi": "3.1.0",
        "info": {
            "title": project.title,
            "description": project.description,
            "version": project.version,
            "license": license_,
        },
        "servers": [{"url": "/"}],
        "paths": {**paths, "/sparql": {"get": sparql()}},
    }


def operation(question: Question) -> dict[str, Any]:
    """Return the description of one question."""
    columns = "".join(f"\n- `{name}`: {meaning}" for name, meaning in question.columns)
    return {
        "operationId": question.name,
        "summary": question.summary,
        "description": f"{question.description}\n\nColumns:{columns}" if columns else question.description,
        "tags": list(question.tags),
        "parameters": [parameter(each) for each in question.parameters],
        "responses": responses(RESULTS.values()),
    }


def parameter(declared: Parameter) -> dict[str, Any]:
    """Return the description of a parameter of a question."""
    found = {
        "name": declared.name,
        "in": "query",
        "description": declared.description,
        "required": False,
        "schema": SCHEMAS[declared.type],
    }
    example = int(declared.example) if declared.example and declared.type == "integer" else declared.example
    return {**found, "example": example} if example else found


def sparql() -> dict[str, Any]:
    """Return the description of the endpoint of the SPARQL 1.1 Protocol, asked by GET."""
    query = "SELECT, ASK, CONSTRUCT or DESCRIBE."
    return {
        "operationId": "sparql",
        "summary": "Ask a SPARQL 1.1 query.",
        "tags": ["sparql"],
        "parameters": [{"name": "query", "in": "query", "required": True, "description": query, **TEXT}],
        "responses": responses((*RESULTS.values(), *GRAPHS.values())),
    }


def responses(media_types: Iterable[str]) -> dict[str, Any]:
    """Return the descriptions of the answers, good and bad."""
    faults = {status: {"description": text, "content": {"text/plain": TEXT}} for status, text in FAULTS.items()}
    return {"200": {"description": "The answer.", "content": dict.fromkeys(media_types, TEXT)}, **faults}
