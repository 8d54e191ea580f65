"""A report as a SHACL validation report (SHACL, 3.6) in Turtle: what pySHACL found, in the standard's own terms."""

from __future__ import annotations

from typing import TYPE_CHECKING

from arkg.namespaces import SH
from arkg.validate.compiler.paths import write_turtle

if TYPE_CHECKING:
    from arkg.validate.findings import Report


def turtle(report: Report) -> str:
    """Write the results of a report; what arkg itself checks besides SHACL is not among them.

    A graph does not conform where there are results, or where a rule could not be checked.
    """
    said = ["a sh:ValidationReport", f"sh:conforms {'false' if report.results or report.unchecked else 'true'}"]
    for result in sorted(report.results, key=lambda result: result.order):
        values = {
            "focusNode": [str(result.focus)],
            "resultPath": [write_turtle(result.result_path)] if result.result_path else [],
            "value": [str(result.value)] if result.value is not None else [],
            "sourceConstraintComponent": [str(result.component)],
            "sourceShape": [str(result.shape)],
            "resultSeverity": [str(result.severity)],
            "resultMessage": [*map(str, result.messages)],
        }
        lines = [f"sh:{name} {value}" for name, given in values.items() for value in given]
        written = " ;".join(f"\n        {line}" for line in ("a sh:ValidationResult", *lines))
        said.append(f"sh:result [{written}\n    ]")
    body = " ;\n    ".join(said)
    return f"PREFIX sh: <{SH}>\n\n[]\n    {body} .\n"
