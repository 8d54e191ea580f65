"""Add records to the graph, or update those it has."""

from __future__ import annotations

import difflib
from pathlib import Path
from typing import TYPE_CHECKING

import click

from arkg.cli._common import (
    FINDINGS,
    STDIN,
    Reading,
    check_files,
    examples,
    files_options,
    graph_option,
    progress,
    talk,
    to_source,
    write,
)
from arkg.cli.validate import put
from arkg.errors import InputFault
from arkg.files import check_file, write_all
from arkg.names import counted

if TYPE_CHECKING:
    from typing import Unpack

    from arkg.contribute.write import File
    from arkg.workspace import Workspace


@click.command(epilog=examples("arkg add initiatives.csv --dry-run", "arkg add racism.yaml --update"))
@click.argument("paths", nargs=-1, required=True, metavar="FILE...")
@click.option("--update", is_flag=True, help="Change existing records.")
@click.option("--not-a-duplicate", is_flag=True, help="Add records even if they look like existing ones.")
@click.option("--dry-run", is_flag=True, help="Show what would be written, without writing it.")
@files_options
@graph_option
@click.pass_context
def command(  # noqa: PLR0913 - one for each option
    ctx: click.Context,
    paths: tuple[str, ...],
    workspace: Workspace,
    *,
    update: bool,
    not_a_duplicate: bool,
    dry_run: bool,
    **reading: Unpack[Reading],
) -> None:
    """Check the records in these files and, if no rule is violated, write them to the graph: all of them or none.

    An existing record is shown as a difference and changed only with --update: a row of a table changes only the values
    it has, while any other format replaces the whole record. A record that looks like another one is added only with
    --not-a-duplicate. FILE may be - for standard input. The exit code is 1 if nothing could be written.
    """
    from arkg.contribute.duplicates import LOOK_ALIKE  # noqa: PLC0415 - the help needs none
    from arkg.contribute.write import files  # noqa: PLC0415 - as above

    if not workspace.writable:
        raise InputFault("This graph is the copy that came with arkg.", remedy="Run arkg add inside a checkout.")
    with progress("Checking"):
        for path in paths:
            if path != STDIN:
                check_file(Path(path))
        checked = check_files(workspace, map(to_source, paths), find_duplicates=not not_a_duplicate, **reading)
    if checked.report.findings:
        put(checked.report)
    if checked.report.count("violation"):
        talk("Nothing was written.")
        ctx.exit(FINDINGS)
    if any(each.rule == LOOK_ALIKE for each in checked.report.findings):
        talk("Nothing was written, since the graph may already have this. If it does not, add --not-a-duplicate.")
        ctx.exit(FINDINGS)
    changes = [file for file in files(workspace, checked.contribution) if file.before != file.after]
    ctx.exit(apply(workspace, changes, update=update, dry_run=dry_run))


def apply(workspace: Workspace, changes: list[File], *, update: bool, dry_run: bool) -> int:
    """Write files, or show what would change where that is not wanted; return the exit code."""
    known = [file for file in changes if file.before is not None]
    write("".join(difference(workspace, file) for file in (changes if dry_run else known)))
    if known and not update:
        which = "1 record exists" if len(known) == 1 else f"{len(known)} records exist"
        talk(f"Nothing was written: {which} already. Add --update to change what the lines above show.")
        return FINDINGS
    if dry_run:
        talk(f"{counted(len(changes), 'record')} would be written.")
        return 0
    write_all({file.path: file.after.encode() for file in changes})
    write("".join(f"{workspace.place(file.path)}\n" for file in changes))
    talk(f"{counted(len(changes), 'record')} written.")
    return 0


def difference(workspace: Workspace, file: File) -> str:
    """Return what changes in a file, as a unified diff."""
    name = workspace.place(file.path)
    old, new = (file.before or "").splitlines(keepends=True), file.after.splitlines(keepends=True)
    before = "/dev/null" if file.before is None else f"a/{name}"
    return "".join(difflib.unified_diff(old, new, before, f"b/{name}"))
