"""A report for programs and platforms: JSON, workflow commands of GitHub, and SARIF."""

from __future__ import annotations

import json
from importlib.metadata import PackageNotFoundError, version
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from arkg.namespaces import BASE

if TYPE_CHECKING:
    from arkg.errors import Finding
    from arkg.validate.findings import Report

KEYS = ("record", "rule", "severity", "property", "value", "message", "why", "suggestion")


def rows(report: Report) -> str:
    """Write JSON (RFC 8259): a list of findings in the order of their places, each with the same eleven keys."""
    rows = [
        {"file": each.place.file, "line": each.place.line, "column": each.place.column}
        | {key: getattr(each, key) for key in KEYS}
        for each in report.findings
    ]
    return json.dumps(rows, ensure_ascii=False, indent=2) + "\n"


COMMANDS = {"violation": "error", "warning": "warning", "info": "notice"}
IN_MESSAGE = str.maketrans({"%": "%25", "\r": "%0D", "\n": "%0A"})
IN_PROPERTY = IN_MESSAGE | str.maketrans({":": "%3A", ",": "%2C"})
"""How the characters are written that would end the line, or a property."""


def github(report: Report) -> str:
    """Write one workflow command a line, which GitHub shows as annotations at the lines of a pull request.

    The form is that of "Workflow commands for GitHub Actions": ``::error file=…,line=…,title=…::message``.
    """
    lines = []
    for each in report.findings:
        title = f"{each.rule} (because of the contribution)" if each.caused_by_contribution else each.rule
        given = {"file": each.place.file, "line": each.place.line, "col": each.place.column, "title": title}
        properties = ",".join(f"{key}={str(value).translate(IN_PROPERTY)}" for key, value in given.items() if value)
        said = [found(each), each.message]
        if each.suggestion and not each.sample:
            said.append(f"Write: {each.suggestion}")
        message = "\n".join(filter(None, [*said, each.why])).translate(IN_MESSAGE)
        lines.append(f"::{COMMANDS[each.severity]} {properties}::{message}\n")
    return "".join(lines)


def found(finding: Finding) -> str:
    """Return the record of a finding, and what is found there."""
    return f"{finding.record}: {finding.found}" if finding.found else finding.record


SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
LEVELS = {"violation": "error", "warning": "warning", "info": "note"}


def sarif(report: Report) -> str:
    """Write SARIF 2.1.0 (OASIS standard, 2020), which code scanning tools read.

    It is one run with the rules that are broken and a result for each finding.
    """
    try:
        installed = version("arkg")
    except PackageNotFoundError:
        installed = "0"
    examples = {finding.rule: finding for finding in reversed(report.findings)}
    rules = sorted(examples)
    driver = {
        "name": "arkg",
        "version": installed,
        "informationUri": BASE,
        "rules": [
            {
                "id": rule,
                "shortDescription": {"text": examples[rule].why or rule},
                "defaultConfiguration": {"level": LEVELS[examples[rule].severity]},
            }
            for rule in rules
        ],
    }
    results = [to_result(finding, rules.index(finding.rule)) for finding in report.findings]
    run = {"tool": {"driver": driver}, "columnKind": "unicodeCodePoints", "results": results}
    return json.dumps({"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}, ensure_ascii=False, indent=2) + "\n"


def to_result(finding: Finding, index: int) -> dict[str, Any]:
    """Describe a finding and its place (SARIF, 3.27 and 3.29); a file without a line is named as a whole."""
    kept = ("record", "property", "value", "suggestion")
    properties: dict[str, Any] = {key: getattr(finding, key) for key in kept if getattr(finding, key)}
    if finding.caused_by_contribution:
        properties["causedByContribution"] = True
    place = finding.place
    location: dict[str, Any] = {"artifactLocation": {"uri": quote(place.file or "stdin", safe="/")}}
    if place.line:
        location["region"] = {"startLine": place.line, **({"startColumn": place.column} if place.column else {})}
    return {
        "ruleId": finding.rule,
        "ruleIndex": index,
        "level": LEVELS[finding.severity],
        "message": {"text": "\n".join(filter(None, [found(finding), finding.message]))},
        "locations": [{"physicalLocation": location}],
        "properties": properties,
    }
