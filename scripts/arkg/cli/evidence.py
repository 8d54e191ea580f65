"""Check the quotations in records against a copy of their source."""

from __future__ import annotations

import json
from pathlib import Path

import click

from arkg.cli._common import FINDINGS, examples, graph_option, write
from arkg.files import read_bytes
from arkg.reports.evidence import Report, check
from arkg.workspace import Workspace, decode

PAGE = "https://www.aamc.org/about-us/equity-diversity-inclusion/anti-racism-resources"


@click.command(epilog=examples(f"arkg evidence --source {PAGE} --text page.txt"))
@click.option("--source", required=True, metavar="IRI", help="IRI of the source, as the records cite it.")
@click.option(
    "--text",
    "file",
    required=True,
    type=click.Path(path_type=Path),
    help="Copy of the source, as plain text in UTF-8.",
)
@click.option("--complete", is_flag=True, help="Exit with 1 also if a line is not quoted by any record.")
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True)
@graph_option
@click.pass_context
def command(  # noqa: PLR0913 - one for each option
    ctx: click.Context, source: str, file: Path, form: str, workspace: Workspace, *, complete: bool
) -> None:
    """Check every quotation from a source against a copy of it, and list the lines that no record quotes.

    White space does not count; everything else does, down to the style of quotation marks. The exit code is 1 if a
    quotation is false.
    """
    report = check(workspace, source, decode(read_bytes(file), str(file)).removeprefix("\ufeff"))
    write(to_json(report) if form == "json" else to_text(report, str(file)))
    ctx.exit(FINDINGS if report.false or (complete and report.unquoted) else 0)


def to_text(report: Report, copy: str) -> str:
    """Write a report to be read: every false quotation, every unquoted line, and the count."""
    false = [
        f"{each.file}:{each.line}  {json.dumps(each.exact, ensure_ascii=False)}\n  {each.fault}\n"
        for each in report.false
    ]
    unquoted = [f"{copy}:{line.number}  {line.text}\n  No record quotes this line.\n" for line in report.unquoted]
    counts = (
        f"{report.quotations} quotations, {len(report.false)} false; "
        f"{len(report.unquoted)} of {report.lines} lines unquoted\n"
    )
    return "".join((*false, *unquoted, counts))


def to_json(report: Report) -> str:
    """Write a report to be computed with."""
    false = [{"file": each.file, "line": each.line, "exact": each.exact, "fault": each.fault} for each in report.false]
    said = {
        "source": report.source,
        "quotations": report.quotations,
        "false": false,
        "lines": report.lines,
        "unquoted": [{"line": line.number, "text": line.text} for line in report.unquoted],
    }
    return json.dumps(said, ensure_ascii=False, indent=2) + "\n"
