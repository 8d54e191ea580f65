"""A report of findings → text in one of the formats that people, programs and platforms read."""

from __future__ import annotations

import json
from collections import Counter
from importlib.metadata import PackageNotFoundError, version
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from arkg.names import counted
from arkg.namespaces import BASE, SH
from arkg.schema import SEVERITIES
from arkg.validate.compiler.paths import write_turtle

if TYPE_CHECKING:
    from arkg.errors import Finding
    from arkg.validate.findings import Report


def write(report: Report, form: str, *, verbose: bool = False) -> str:
    """Write a report as text or in one of the FORMATS; only the text says more when it is to be verbose."""
    return FORMATS[form](report) if form in FORMATS else text(report, verbose=verbose)


# Text: place, what was found, what to do, a line to paste, and why

NOTE = {"violation": "", "warning": "warning · ", "info": "hint · "}


def text(report: Report, *, verbose: bool = False) -> str:
    """Write every finding in a paragraph of its own, and a summary at the end."""
    paragraphs = []
    for each in report.findings:
        lines = ["  ".join(filter(None, [str(each.place), each.record, each.found]))]
        if each.caused_by_contribution:
            lines.append("  This record is not in your contribution, but conflicts with it.")
        lines.append(f"  {each.message.rstrip(' .')}, for example:" if each.sample else f"  {each.message}")
        lines += [f"    {line}" for line in each.suggestion.splitlines()]
        lines.append(f"  {NOTE[each.severity]}{each.rule} · {each.why}")
        if verbose and each.value:
            lines.append(f"  value: {each.value}")
        paragraphs.append("".join(f"{line}\n" for line in lines))
    return "\n".join([*paragraphs, summary(report) + "\n"])


def summary(report: Report) -> str:
    """Return in a line how many findings there are, or how much was found to conform."""
    if not report.findings:
        size = f"{counted(report.records, 'record')} ({counted(report.statements, 'triple')})"
        verb = "conforms" if report.records == 1 else "conform"
        return f"OK: {size} {verb} to {counted(report.rules, 'shape')}."
    numbers = {each: report.count(each) for each in SEVERITIES if report.count(each)}
    counts = [f"{number:,} info" if each == "info" else counted(number, each) for each, number in numbers.items()]
    return f"{counted(len(report.findings), 'finding')}: {', '.join(counts)}"


def by_rule(report: Report) -> str:
    """Write how often each rule is broken, the most often broken first."""
    counts = Counter((finding.rule, finding.severity) for finding in report.findings)
    most = sorted(counts.items(), key=lambda found: (-found[1], found[0]))
    rows = [f"{count:>6}  {rule}  {severity}\n" for (rule, severity), count in most]
    return "".join([*rows, summary(report) + "\n"])


# JSON

KEYS = ("record", "rule", "severity", "property", "value", "message", "why", "suggestion")


def rows(report: Report) -> str:
    """Write JSON (RFC 8259): a list of findings in the order of their places, each with the same eleven keys."""
    rows = [
        {"file": each.place.file, "line": each.place.line, "column": each.place.column}
        | {key: getattr(each, key) for key in KEYS}
        for each in report.findings
    ]
    return json.dumps(rows, ensure_ascii=False, indent=2) + "\n"


# Workflow commands of GitHub

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


# SARIF

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


# SHACL


def turtle(report: Report) -> str:
    """Write a SHACL validation report (SHACL, 3.6) in Turtle; what arkg itself checks besides SHACL is not in it.

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


FORMATS = {"json": rows, "github": github, "sarif": sarif, "ttl": turtle}
"""The formats besides text, and what writes each."""
