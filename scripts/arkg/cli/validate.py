"""Check the graph, or what you would add to it, against the rules."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

import click

from arkg.cli._common import (
    FINDINGS,
    STDIN,
    Reading,
    cache_folder,
    check_files,
    examples,
    files_options,
    graph_option,
    progress,
    store_option,
    talk,
    to_source,
    write,
)
from arkg.errors import InputFault
from arkg.files import check_file
from arkg.names import counted

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from typing import Unpack

    from arkg.store import Store
    from arkg.validate.findings import Report
    from arkg.workspace import Workspace

FORMS = ("text", "json", "github", "sarif", "ttl")
ASIDE = ("ontology", "shapes")
"""The folders of the graph whose files are checked with the whole graph, since all else depends on them."""


@click.command(
    epilog=examples(
        "arkg validate",
        "arkg validate data/concept/racism.ttl",
        "arkg validate shapes/concept.ttl",
        "arkg validate --strict --format github",
    )
)
@click.argument("paths", nargs=-1, metavar="[PATH]...")
@click.option("--format", "written", type=click.Choice(FORMS), default="text", show_default=True)
@click.option("--strict", is_flag=True, help="Exit with 1 for warnings, too.")
@click.option("--summary", is_flag=True, help="Print only how often each rule is broken.")
@files_options
@click.option("--verbose", is_flag=True, help="Show values in full, and what was checked and how.")
@store_option
@graph_option
@click.pass_context
def command(  # noqa: PLR0913 - one for each option
    ctx: click.Context,
    *,
    paths: tuple[str, ...],
    written: str,
    workspace: Workspace,
    store: Store | None,
    strict: bool,
    summary: bool,
    verbose: bool,
    **reading: Unpack[Reading],
) -> None:
    """Check the graph, or what you would add to it, against the rules.

    Without PATH, the whole graph is checked. PATH is a file of records (Turtle, YAML, CSV …) to check together with
    the graph, a file or folder of the graph itself, or - for standard input. The exit code is 1 if a rule is violated;
    hints never count.
    """
    if summary and written != "text":
        raise click.UsageError("--summary is text: leave out --format.")
    files = [each for path in paths for each in expand(workspace, path)]
    with progress("Checking") as moved:
        report = inspect(workspace, files, store, moved, **reading)
    put(report, written, summary=summary, verbose=verbose)
    if not workspace.writable and store is None:
        talk(f"Not inside a checkout of the graph: reading the copy that came with arkg, in {workspace.root}")
    if verbose and not files:
        from arkg.validate.graph import uncompiled  # noqa: PLC0415 - the help needs no validation

        for note in uncompiled(workspace):
            talk(note)
    grave = report.count("violation", "warning") if strict else report.count("violation")
    ctx.exit(FINDINGS if grave else 0)


def put(report: Report, form: str = "text", *, summary: bool = False, verbose: bool = False) -> None:
    """Print a report."""
    from arkg.validate import report as reports  # noqa: PLC0415 - the help needs no validation

    write(reports.by_rule(report) if summary else reports.write(report, form, verbose=verbose))
    for each in report.unchecked if form == "ttl" else ():
        talk(f"{each.place}: {each.message}")
    if verbose:
        talk(f"{counted(report.statements, 'triple')} checked with {counted(report.rules, 'shape')}")


def expand(workspace: Workspace, path: str) -> list[Path | None]:
    """Return the files that a path stands for: those of a folder of the graph, else the one; None for stdin."""
    if path == STDIN:
        return [None]
    file = Path(path)
    if not (file.is_dir() and part_of(workspace, file)):
        check_file(file)
        return [file]
    if found := sorted(file.rglob("*.ttl"), key=Path.as_posix):
        return [*found]
    raise InputFault("There is no Turtle file in this folder: nothing was checked.", where=path)


def part_of(workspace: Workspace, path: Path) -> str:
    """Return the part of the graph that a path stands in; an empty text for a path outside."""
    full, parts = Path(os.path.realpath(path)), ("ontology", "data", "shapes")
    return next((part for part in parts if full.is_relative_to(os.path.realpath(workspace.root / part))), "")


def inspect(
    workspace: Workspace,
    files: Sequence[Path | None],
    store: Store | None = None,
    progress: Callable[[int, int], None] | None = None,
    **reading: Unpack[Reading],
) -> Report:
    """Check these files with the graph, or the whole graph where there are none."""
    from arkg.validate.check import check_graph  # noqa: PLC0415 - the help needs no validation
    from arkg.validate.graph import load, open_graph  # noqa: PLC0415 - as above

    if store is not None and not files:
        return check_graph(open_graph(workspace, store, cache=cache_folder()), progress=progress)
    aside = [file for file in files if file and part_of(workspace, file) in ASIDE and store is None]
    others = [file for file in files if file not in aside]
    whole = None if files and not aside else check_graph(load(workspace, cache=cache_folder()))
    if whole and aside:
        whole = whole.only({workspace.place(file) for file in aside})
    if whole and not others:
        return whole
    is_own = all(file is not None and part_of(workspace, file) == "data" for file in others)
    sources = (to_source(STDIN) if file is None else file for file in others)
    report = check_files(workspace, sources, store, find_duplicates=not is_own, **reading).report
    return report.with_more(whole.findings) if whole else report
