"""Options, output and progress that the commands share: data to stdout, messages to stderr."""

from __future__ import annotations

import os
import shlex
import sys
import threading
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypedDict, TypeVar

import click

from arkg.errors import UnknownName
from arkg.store import Store, open_store
from arkg.workspace import Workspace, find

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from typing import Unpack

    from arkg.formats.source import Source
    from arkg.validate.check import Checked

Command = TypeVar("Command", bound="Callable[..., Any]")

FINDINGS = 1

STDIN = "-"
PATIENCE = 1.0
"""Seconds before a command shows its progress."""


graph_option = click.option(
    "--graph",
    "workspace",
    type=click.Path(path_type=Path, file_okay=False),
    callback=lambda _context, _option, chosen: find(Path.cwd(), chosen),
    metavar="DIR",
    help="Folder of the graph. By default, the checkout you are in, or else the copy that came with arkg.",
)
"""The option --graph, which a command receives as ``workspace``."""
store_option = click.option(
    "--store",
    callback=lambda _context, _option, places: open_store(places, os.environ) if places else None,
    multiple=True,
    metavar="DIR|URL",
    help="Read a store made by arkg load, or a SPARQL endpoint, instead of the files. Repeat for replicas.",
)
"""The option --store, which a command receives as ``store``: None for the files of the graph.

The environment holds the credentials of an endpoint.
"""


def cache_folder() -> Path | None:
    """Return the folder of the user for what takes long to compute and is kept for the next time, if there is one."""
    folder = Path(os.environ.get("XDG_CACHE_HOME") or "~/.cache", "arkg")
    try:
        return folder.expanduser()
    except RuntimeError:  # no home
        return None


class Reading(TypedDict, total=False):
    """How contributed files are read: the options --as, --kind and --max-size."""

    form: str | None
    kind: str | None
    max_size: int | None


def files_options(command: Command) -> Command:
    """Return a command with the options that say how contributed files are read; see ``Reading``."""
    about_form = "Format of the files (turtle, yaml, csv …), whatever their names."
    about_kind = "Kind of records that name none, such as rows of a table."
    command = click.option("--max-size", type=int, metavar="BYTES", help="Maximum size of a file.")(command)
    command = click.option("--kind", metavar="KIND", help=about_kind)(command)
    return click.option("--as", "form", metavar="FORM", help=about_form)(command)


def to_source(path: str) -> Source:
    """Return the file that a path names, or standard input."""
    return sys.stdin.buffer if path == STDIN else Path(path)


def check_files(
    workspace: Workspace,
    sources: Iterable[Source],
    store: Store | None = None,
    *,
    find_duplicates: bool = True,
    **reading: Unpack[Reading],
) -> Checked:
    """Check contributed files together with the graph in the workspace, or in a store."""
    from arkg.validate.check import check  # noqa: PLC0415 - the help needs no validation
    from arkg.validate.graph import load, open_graph  # noqa: PLC0415 - as above

    cache = cache_folder()
    graph = load(workspace, keep=False, cache=cache) if store is None else open_graph(workspace, store, cache=cache)
    return check(graph, sources, find_duplicates=find_duplicates, **reading)


def examples(*lines: str) -> str:
    """Return the end of a command's help: examples that run as they are."""
    return "Examples:\n\n\b\n" + "\n".join(f"  $ {line}" for line in lines)


@contextmanager
def looking_for_records() -> Iterator[None]:
    """Run this block; where it raises UnknownName and no name is near, say how to look for the record."""
    try:
        yield
    except UnknownName as fault:
        look = f"arkg query search --text {shlex.quote(fault.name)}" if fault.name.strip() else "arkg query search"
        fault.remedy = fault.remedy or f"Look for it: {look}"
        raise


def write(text: str) -> None:
    """Write data to stdout, as it is."""
    click.echo(text, nl=False)


def talk(message: str) -> None:
    """Write a message to stderr."""
    click.echo(message, err=True)


def write_table(headings: Sequence[str], rows: Sequence[Sequence[str]]) -> bool:
    """Write a table with lines and colors to a terminal; return whether stdout is one."""
    if not sys.stdout.isatty():
        return False
    from rich.console import Console  # noqa: PLC0415 - only a terminal needs it
    from rich.table import Table  # noqa: PLC0415 - as above

    table = Table(*headings, header_style="bold")
    for row in rows:
        table.add_row(*(cell.replace("[", r"\[") for cell in row))
    Console().print(table)
    return True


@contextmanager
def progress(label: str) -> Iterator[Callable[[int, int], None]]:
    """Show a bar on a terminal while this block runs, once it has taken a second; yield what moves the bar."""
    state: dict[str, int | None] = {"completed": 0, "total": None}
    done = threading.Event()
    bar = threading.Thread(target=_show, args=(label, state, done), daemon=True)
    if sys.stderr.isatty():
        bar.start()
    try:
        yield lambda completed, total: state.update(completed=completed, total=total)
    finally:
        done.set()
        if bar.is_alive():
            bar.join()


def _show(label: str, state: dict[str, int | None], done: threading.Event) -> None:
    """Run a bar on stderr until ``done``, unless that comes within a second."""
    if done.wait(PATIENCE):
        return
    from rich.console import Console  # noqa: PLC0415 - only a slow command needs it
    from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeElapsedColumn  # noqa: PLC0415

    columns = (TextColumn("{task.description}"), BarColumn(), TaskProgressColumn(), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(label, total=None)
        while not done.wait(0.1):
            bar.update(task, completed=state["completed"] or 0, total=state["total"])
