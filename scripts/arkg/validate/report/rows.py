"""A report as JSON (RFC 8259): a list of findings, each with the same eleven keys."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from arkg.validate.findings import Report

KEYS = ("file", "line", "column", "record", "rule", "severity", "property", "value", "message", "why", "suggestion")


def write(report: Report) -> str:
    """Write the findings in the order of their places."""
    rows = [{key: getattr(finding, key) for key in KEYS} for finding in report.findings]
    return json.dumps(rows, ensure_ascii=False, indent=2) + "\n"
