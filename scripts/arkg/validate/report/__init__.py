"""A report of findings → text in one of the formats that people, programs and platforms read."""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from arkg.validate.findings import Report

FORMATS = {"text": "plain", "json": "rows", "github": "github", "sarif": "sarif", "ttl": "shacl"}
"""The formats, and the module of this folder that writes each."""


def write(report: Report, form: str, *, verbose: bool = False) -> str:
    """Write a report in one of the FORMATS; only the text says more when it is to be verbose."""
    module = importlib.import_module(f"arkg.validate.report.{FORMATS[form]}")
    return str(module.write(report, verbose=verbose) if form == "text" else module.write(report))
