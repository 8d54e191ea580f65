"""A report as a SHACL validation report (SHACL, 3.6) in Turtle: what pySHACL found, in the standard's own terms."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyoxigraph as ox

from arkg.namespaces import SH, TYPE, XSD
from arkg.validate.compiler.paths import write_triples

if TYPE_CHECKING:
    from collections.abc import Iterator

    from arkg.validate.compiler.model import Result
    from arkg.validate.findings import Report
    from arkg.validate.terms import Term

PREFIXES = {"sh": "http://www.w3.org/ns/shacl#", "xsd": "http://www.w3.org/2001/XMLSchema#"}
REPORT = ox.BlankNode("report")


def turtle(report: Report) -> str:
    """Write the results of a report; what arkg itself checks besides SHACL is not among them."""
    triples = [*heading(report)]
    for number, result in enumerate(sorted(report.results, key=lambda result: result.order), start=1):
        node = ox.BlankNode(f"result{number}")
        triples.append(ox.Triple(REPORT, SH("result"), node))
        triples += about(node, result, number)
    return (ox.serialize(triples, format=ox.RdfFormat.TURTLE, prefixes=PREFIXES) or b"").decode()


def heading(report: Report) -> Iterator[ox.Triple]:
    """Return whether the graph conforms: not where there are results, or where a rule could not be checked."""
    conforms = "false" if report.results or report.unchecked else "true"
    yield ox.Triple(REPORT, TYPE, SH("ValidationReport"))
    yield ox.Triple(REPORT, SH("conforms"), ox.Literal(conforms, datatype=XSD("boolean")))


def about(node: ox.BlankNode, result: Result, number: int) -> Iterator[ox.Triple]:
    """Return what a result is."""
    said: list[tuple[str, Term | None]] = [
        ("focusNode", result.focus),
        ("value", result.value),
        ("sourceConstraintComponent", result.component),
        ("sourceShape", result.shape),
        ("resultSeverity", result.severity),
        *(("resultMessage", message) for message in result.messages),
    ]
    yield ox.Triple(node, TYPE, SH("ValidationResult"))
    for name, value in said:
        if value is not None:
            yield ox.Triple(node, SH(name), value)
    if result.result_path is not None:
        path, triples = write_triples(result.result_path, f"path{number}")
        yield ox.Triple(node, SH("resultPath"), path)
        yield from triples
