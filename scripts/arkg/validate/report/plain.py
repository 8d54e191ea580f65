"""A report as text for people: place, what was found, what to do, a line to paste, and why."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from arkg.names import counted
from arkg.schema import SEVERITIES

if TYPE_CHECKING:
    from arkg.validate.findings import Report

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
