"""Answer an issue form that someone filled in."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

import click

from arkg.cli._common import FINDINGS, check_files, examples, graph_option, progress, to_source, write

if TYPE_CHECKING:
    from arkg.workspace import Workspace

FORM = "form"
MOST, SOME = 50_000, 6_000  # characters shown of what matters most, and of the rest: a comment may have 65,536
WELCOME = "Thank you. This record conforms to the rules, and a maintainer will look at it.\n"
TO_FIX = """\
Thank you. Before this record can be added, a few things need fixing: each paragraph below gives the line of the form, \
what is there, and what to write instead. Edit the issue (at the top, **…**, then **Edit**), and this answer will be \
updated.
"""
WORTH_A_LOOK = "Please look at this as well:\n"
TO_ADD = "As YAML, to save in a file for `arkg add FILE`:\n"
TO_UPDATE = (
    "The graph already has this record. This is how it would look, to save in a file for `arkg add FILE --update`:\n"
)


@click.command(epilog=examples("arkg answer form.md"))
@click.argument("path", metavar="FILE")
@graph_option
@click.pass_context
def command(ctx: click.Context, path: str, workspace: Workspace) -> None:
    """Check an issue form that someone filled in, and print an answer in Markdown.

    The answer says what to fix or, if no rule is violated, gives the record as YAML. FILE contains the text of the
    issue; it may be - for standard input. The exit code is 1 if a rule is violated.
    """
    from arkg.contribute.export import as_yaml  # noqa: PLC0415 - the help needs none of these
    from arkg.formats.source import name_of  # noqa: PLC0415 - as above
    from arkg.validate import report as reports  # noqa: PLC0415 - as above

    source = to_source(path)
    with progress("Checking"):
        name = name_of(source, workspace)
        checked = check_files(workspace, [source], form="form")
    # the writer has never seen the file that the form stands in: places name the form
    findings = tuple(each.at(FORM) if each.place.file == name else each for each in checked.report.findings)
    report = replace(checked.report, findings=findings)
    report_text = reports.write(report, "text", verbose=False)
    if report.count("violation"):
        write(f"{TO_FIX}\n{fenced(report_text, 'text')}")
        ctx.exit(FINDINGS)
    hints = [WORTH_A_LOOK, fenced(report_text, "text", SOME)] if report.findings else []
    known = any(path and path.is_file() for path in map(workspace.record_path, checked.contribution.records))
    record = fenced(as_yaml(workspace, checked.contribution), "yaml")
    write("\n".join((WELCOME, *hints, TO_UPDATE if known else TO_ADD, record)))


def fenced(text: str, language: str, most: int = MOST) -> str:
    """Return a text as a block of code: no sign in it has a meaning, and none ends the block."""
    longest = max(map(len, re.findall("`+", text)), default=0)
    fence = "`" * max(3, longest + 1)
    cut = text if len(text) <= most else f"{text[:most]}\n… and more\n"
    return f"{fence}{language}\n{cut}{fence}\n"
