"""A report as workflow commands, which GitHub shows as annotations at the lines of a pull request.

The form is that of "Workflow commands for GitHub Actions": ``::error file=…,line=…,title=…::message``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from arkg.errors import Finding
    from arkg.validate.findings import Report

COMMANDS = {"violation": "error", "warning": "warning", "info": "notice"}
IN_MESSAGE = {"%": "%25", "\r": "%0D", "\n": "%0A"}
IN_PROPERTY = {**IN_MESSAGE, ":": "%3A", ",": "%2C"}


def write(report: Report) -> str:
    """Write one command a line; nothing where there is no finding."""
    return "".join(f"{command(finding)}\n" for finding in report.findings)


def command(finding: Finding) -> str:
    """Write the command of a finding."""
    places = {"file": finding.file, "line": finding.line, "col": finding.column, "title": title(finding)}
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
