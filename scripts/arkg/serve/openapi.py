"""The headers of the questions in, a description of them as an API out: OpenAPI 3.1 (https://spec.openapis.org/oas/v3.1.0)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from arkg.serve.negotiate import GRAPHS, RESULTS

if TYPE_CHECKING:
    from collections.abc import Iterable

    from arkg.publish.project import Project
    from arkg.query import Parameter, Question

SCHEMAS: dict[str, dict[str, Any]] = {
    "iri": {"type": "string"},
    "text": {"type": "string"},
    "integer": {"type": "integer"},
    "year": {"type": "string", "pattern": "^[0-9]{4}$"},
    "date": {"type": "string", "format": "date"},
}
EXAMPLES: dict[str, Any] = {"integer": int}
TEXT = {"text/plain": {"schema": {"type": "string"}}}
FAULTS = {
    "400": ("A parameter that the question does not have, or a value that it cannot take.", TEXT),
    "406": ("No form of the answer is one that Accept names.", TEXT),
    "503": ("The server is busy: ask again after Retry-After seconds.", TEXT),
    "504": ("The question took too long and was stopped.", TEXT),
}


def openapi(questions: Iterable[Question], project: Project) -> dict[str, Any]:
    """Describe every question as a path with its parameters, and the SPARQL endpoint."""
    paths = {f"/query/{question.name}": {"get": operation(question)} for question in questions}
    return {
        "openapi": "3.1.0",
        "info": {
            "title": project.title,
            "description": project.description,
            "version": project.version,
            "license": {"name": "CC0 1.0", "identifier": "CC0-1.0"},
        },
        "servers": [{"url": "/"}],
        "paths": {**paths, "/sparql": {"get": sparql()}},
        "components": {"schemas": {"Results": results_schema()}},
    }


def operation(question: Question) -> dict[str, Any]:
    """Describe one question."""
    columns = "".join(f"\n- `{name}`: {meaning}" for name, meaning in question.columns)
    description = f"{question.description}\n\nColumns:{columns}" if columns else question.description
    return {
        "operationId": question.name,
        "summary": question.summary,
        "description": description,
        "tags": list(question.tags),
        "parameters": [parameter(each) for each in question.parameters],
        "responses": responses("The answer."),
    }


def parameter(said: Parameter) -> dict[str, Any]:
    """Describe a parameter of a question; given more than once, it takes several values."""
    found: dict[str, Any] = {
        "name": said.name,
        "in": "query",
        "description": said.description,
        "required": False,
        "style": "form",
        "explode": True,
        "schema": {"type": "array", "items": SCHEMAS[said.type]},
    }
    if said.example:
        found["example"] = [EXAMPLES.get(said.type, str)(said.example)]
    return found


def sparql() -> dict[str, Any]:
    """Describe the endpoint of the SPARQL 1.1 Protocol, asked by GET."""
    query = {"name": "query", "in": "query", "required": True, "schema": {"type": "string"}}
    graphs = [
        {"name": name, "in": "query", "schema": {"type": "array", "items": {"type": "string", "format": "iri"}}}
        for name in ("default-graph-uri", "named-graph-uri")
    ]
    return {
        "operationId": "sparql",
        "summary": "Ask a SPARQL 1.1 query.",
        "tags": ["sparql"],
        "parameters": [{**query, "description": "SELECT, ASK, CONSTRUCT or DESCRIBE."}, *graphs],
        "responses": responses("Rows or a truth; CONSTRUCT and DESCRIBE give statements.", *GRAPHS.values()),
    }


def responses(meaning: str, *more: str) -> dict[str, Any]:
    """Describe the answers, good and bad."""
    forms: dict[str, Any] = {name: {"schema": {"type": "string"}} for name in (*RESULTS.values(), *more)}
    forms[RESULTS["json"]] = {"schema": {"$ref": "#/components/schemas/Results"}}
    faults = {status: {"description": text, "content": content} for status, (text, content) in FAULTS.items()}
    return {"200": {"description": meaning, "content": forms}, **faults}


def results_schema() -> dict[str, Any]:
    """Describe SPARQL 1.1 Query Results JSON."""
    term = {
        "type": "object",
        "required": ["type", "value"],
        "properties": {
            "type": {"enum": ["uri", "literal", "bnode", "triple"]},
            "value": {},
            "xml:lang": {"type": "string"},
            "datatype": {"type": "string"},
        },
    }
    return {
        "type": "object",
        "required": ["head"],
        "properties": {
            "head": {"type": "object", "properties": {"vars": {"type": "array", "items": {"type": "string"}}}},
            "boolean": {"type": "boolean"},
            "results": {
                "type": "object",
                "required": ["bindings"],
                "properties": {
                    "bindings": {"type": "array", "items": {"type": "object", "additionalProperties": term}}
                },
            },
        },
    }
