"""A report of findings → text in one of the formats that people, programs and platforms read."""

from __future__ import annotations

from typing import TYPE_CHECKING

from arkg.validate.report import machine, plain, shacl

if TYPE_CHECKING:
    from arkg.validate.findings import Report

FORMATS = {"json": machine.rows, "github": machine.github, "sarif": machine.sarif, "ttl": shacl.turtle}
"""The formats besides text, and what writes each."""


def write(report: Report, form: str, *, verbose: bool = False) -> str:
    """Write a report as text or in one of the FORMATS; only the text says more when it is to be verbose."""
    return FORMATS[form](report) if form in FORMATS else plain.text(report, verbose=verbose)
