"""A report for programs and platforms: JSON, workflow commands of GitHub, and SARIF."""

from __future__ import annotations

import json
from importlib.metadata import PackageNotFoundError, version
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from arkg.namespaces import BASE

if TYPE_CHECKING:
    from arkg.errors import Finding, Location
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
IN_MESSAGE = {"%": "%25", "\r": "%0D", "\n": "%0A"}
IN_PROPERTY = {**IN_MESSAGE, ":": "%3A", ",": "%2C"}


def github(report: Report) -> str:
    """Write one workflow command a line, which GitHub shows as annotations at the lines of a pull request.

    The form is that of "Workflow commands for GitHub Actions": ``::error file=…,line=…,title=…::message``.
    """
    return "".join(f"{command(finding)}\n" for finding in report.findings)


def command(finding: Finding) -> str:
    """Write the command of a finding."""
    place = finding.place
    places = {"file": place.file, "line": place.line, "col": place.column, "title": title(finding)}
    properties = ",".join(f"{key}={escape(str(value), IN_PROPERTY)}" for key, value in places.items() if value)
    said = [f"{finding.record}: {finding.found}" if finding.found else finding.record, finding.message]
    if finding.suggestion and not finding.sample:
        said.append(f"Write: {finding.suggestion}")
    message = "\n".join(part for part in (*said, finding.why) if part)
    return f"::{COMMANDS[finding.severity]} {properties}::{escape(message, IN_MESSAGE)}"


def title(finding: Finding) -> str:
    """Return the heading of an annotation."""
    return f"{finding.rule} (because of the contribution)" if finding.caused_by_contribution else finding.rule


def escape(text: str, codes: dict[str, str]) -> str:
    """Write a text so that it ends neither the line nor the property."""
    return "".join(codes.get(character, character) for character in text)


SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
LEVELS = {"violation": "error", "warning": "warning", "info": "note"}


def sarif(report: Report) -> str:
    """Write SARIF 2.1.0 (OASIS standard, 2020), which code scanning tools read.

    It is one run with the rules that are broken and a result for each finding.
    """
    rules = list(dict.fromkeys(sorted(finding.rule for finding in report.findings)))
    whys = {finding.rule: finding for finding in reversed(report.findings)}
    run = {
        "tool": {
            "driver": {
                "name": "arkg",
                "version": tool_version(),
                "informationUri": BASE,
                "rules": [to_rule(rule, whys[rule]) for rule in rules],
            }
        },
        "columnKind": "unicodeCodePoints",
        "results": [to_result(finding, rules.index(finding.rule)) for finding in report.findings],
    }
    return json.dumps({"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}, ensure_ascii=False, indent=2) + "\n"


def tool_version() -> str:
    """Return the version of arkg, where it is installed."""
    try:
        return version("arkg")
    except PackageNotFoundError:
        return "0"


def to_rule(rule: str, example: Finding) -> dict[str, Any]:
    """Describe a rule (SARIF, 3.49)."""
    return {
        "id": rule,
        "shortDescription": {"text": example.why or rule},
        "defaultConfiguration": {"level": LEVELS[example.severity]},
    }


def to_result(finding: Finding, index: int) -> dict[str, Any]:
    """Describe a finding (SARIF, 3.27)."""
    found = f"{finding.record}: {finding.found}" if finding.found else finding.record
    kept = ("record", "property", "value", "suggestion")
    properties: dict[str, Any] = {key: getattr(finding, key) for key in kept if getattr(finding, key)}
    if finding.caused_by_contribution:
        properties["causedByContribution"] = True
    return {
        "ruleId": finding.rule,
        "ruleIndex": index,
        "level": LEVELS[finding.severity],
        "message": {"text": "\n".join(part for part in (found, finding.message) if part)},
        "locations": [{"physicalLocation": to_location(finding.place)}],
        "properties": properties,
    }


def to_location(place: Location) -> dict[str, Any]:
    """Describe a place (SARIF, 3.29); a file without a line is named as a whole."""
    location: dict[str, Any] = {"artifactLocation": {"uri": quote(place.file or "stdin", safe="/")}}
    if place.line:
        location["region"] = {"startLine": place.line, **({"startColumn": place.column} if place.column else {})}
    return location
