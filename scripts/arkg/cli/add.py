"""Add records to the graph, or update those it has."""

from __future__ import annotations

import difflib
from pathlib import Path
from typing import TYPE_CHECKING

import click

from arkg.cli._common import FINDINGS, STDIN, cache_folder, examples, files_options, graph_option, progress, talk, write
from arkg.errors import InputFault
from arkg.files import check_file, write_all
from arkg.names import counted

if TYPE_CHECKING:
    from collections.abc import Sequence

    from arkg.contribute.write import File
    from arkg.formats.source import Source
    from arkg.validate.findings import Report
    from arkg.workspace import Contribution, Workspace


@click.command(epilog=examples("arkg add initiatives.csv --dry-run", "arkg add racism.yaml --update"))
@click.argument("paths", nargs=-1, required=True, metavar="FILE...")
@click.option("--update", is_flag=True, help="Change existing records.")
@click.option("--not-a-duplicate", is_flag=True, help="Add records even if they look like existing ones.")
@click.option("--dry-run", is_flag=True, help="Show what would be written, without writing it.")
@files_options
@graph_option
@click.pass_context
def command(  # noqa: PLR0913, PLR0917 - one for each option
    ctx: click.Context,
    paths: tuple[str, ...],
    given_as: str | None,
    kind: str | None,
    max_size: int | None,
    workspace: Workspace,
    *,
    update: bool,
    not_a_duplicate: bool,
    dry_run: bool,
) -> None:
    """Check the records in these files and, if no rule is violated, write them to the graph: all of them or none.

    An existing record is shown as a difference and changed only with --update: a row of a table changes only the values
    it has, while any other format replaces the whole record. A record that looks like another one is added only with
    --not-a-duplicate. FILE may be - for standard input. The exit code is 1 if nothing could be written.
    """
    if not workspace.writable:
        raise InputFault("This graph is the copy that came with arkg.", remedy="Run arkg add inside a checkout.")
    with progress("Checking"):
        contribution, report, has_twins = inspect(workspace, paths, given_as, kind, max_size, look=not not_a_duplicate)
    if report.count("violation"):
        talk("Nothing was written.")
        ctx.exit(FINDINGS)
    if has_twins:
        talk("Nothing was written, since the graph may already have this. If it does not, add --not-a-duplicate.")
        ctx.exit(FINDINGS)
    changes = changed_files(workspace, contribution)
    known = [file for file in changes if file.before is not None]
    write("".join(difference(workspace, file) for file in (changes if dry_run else known)))
    if known and not update:
        which = "1 record exists" if len(known) == 1 else f"{len(known)} records exist"
        talk(f"Nothing was written: {which} already. Add --update to change what the lines above show.")
        ctx.exit(FINDINGS)
    if dry_run:
        talk(f"{counted(len(changes), 'record')} would be written.")
        return
    write_all({file.path: file.after.encode() for file in changes})
    write("".join(f"{workspace.place(file.path)}\n" for file in changes))
    talk(f"{counted(len(changes), 'record')} written.")


def inspect(  # noqa: PLR0913 - what the options say
    workspace: Workspace,
    paths: Sequence[str],
    given_as: str | None,
    kind: str | None,
    max_size: int | None,
    *,
    look: bool,
) -> tuple[Contribution, Report, bool]:
    """Read and check the files, ``look`` for records that are in the graph already, and print the findings.

    Returns what was read, what is to be said of it, and whether there is a record that looks like another.
    """
    from arkg.cli.validate import put  # noqa: PLC0415 - the help needs none of these
    from arkg.contribute.duplicates import LOOK_ALIKE  # noqa: PLC0415 - as above
    from arkg.formats.source import stdin  # noqa: PLC0415 - as above
    from arkg.validate.check import check  # noqa: PLC0415 - as above
    from arkg.validate.graph import load  # noqa: PLC0415 - as above

    for path in paths:
        if path != STDIN:
            check_file(Path(path))
    sources: list[Source] = [stdin() if path == STDIN else Path(path) for path in paths]
    graph = load(workspace, keep=False, cache=cache_folder())
    checked = check(graph, sources, form=given_as, kind=kind, max_size=max_size, find_duplicates=look)
    if checked.report.findings:
        put(checked.report, "text", summary=False, verbose=False)
    return checked.contribution, checked.report, any(each.rule == LOOK_ALIKE for each in checked.report.findings)


def changed_files(workspace: Workspace, contribution: Contribution) -> list[File]:
    """Return the files that would be new or different."""
    from arkg.contribute.write import files  # noqa: PLC0415 - as above

    return [file for file in files(workspace, contribution) if file.before != file.after]


def difference(workspace: Workspace, file: File) -> str:
    """Show what changes in a file, as a unified diff."""
    name = workspace.place(file.path)
    old, new = (file.before or "").splitlines(keepends=True), file.after.splitlines(keepends=True)
    before = "/dev/null" if file.before is None else f"a/{name}"
    return "".join(difflib.unified_diff(old, new, before, f"b/{name}"))
