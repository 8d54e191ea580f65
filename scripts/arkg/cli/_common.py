"""What the verbs share: the --graph option, output to stdout, talk to stderr, and a sign of life when it takes long."""

from __future__ import annotations

import os
import sys
import threading
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from arkg.store import Store, open_store
from arkg.workspace import Repository, find

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

Command = TypeVar("Command", bound="Callable[..., Any]")

FINDINGS = 1
PATIENCE = 1.0  # seconds without a sign of life


def to_repository(_context: click.Context, _option: click.Parameter, chosen: Path | None) -> Repository:
    """Find the graph that --graph names, or the one to take without it."""
    return find(Path.cwd(), chosen)


def graph_option(command: Command) -> Command:
    """Return a command the option --graph, which it receives as ``repository``."""
    return click.option(
        "--graph",
        "repository",
        type=click.Path(path_type=Path, file_okay=False),
        callback=to_repository,
        metavar="DIR",
        help="The folder of the graph; by default the checkout around you, else the copy that came with arkg.",
    )(command)


def to_store(_context: click.Context, _option: click.Parameter, place: str | None) -> Store | None:
    """Open the store that --store names, where it is given; the environment holds what an endpoint asks for."""
    return open_store(place, os.environ) if place else None


def store_option(command: Command) -> Command:
    """Return a command the option --store, which it receives as ``store``: None for the files of the graph."""
    return click.option(
        "--store",
        callback=to_store,
        metavar="DIR|URL",
        help="Read a store that arkg load made, or a SPARQL endpoint, in place of the files of the graph.",
    )(command)


def examples(*lines: str) -> str:
    """Return the end of a command's help: examples that run as they stand."""
    return "Examples:\n\n\b\n" + "\n".join(f"  $ {line}" for line in lines)


def write(text: str) -> None:
    """Write data to stdout, as it is."""
    click.echo(text, nl=False)


def talk(message: str) -> None:
    """Say something to the person at the terminal, on stderr."""
    click.echo(message, err=True)


def write_table(headings: Sequence[str], rows: Sequence[Sequence[str]]) -> bool:
    """Write a table with lines and colours to a terminal; say whether stdout was one."""
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
def busy(label: str) -> Iterator[None]:
    """Show on a terminal what goes on in this block, once it has taken a second."""
    done = threading.Event()
    sign = threading.Thread(target=show_life, args=(label, done), daemon=True)
    if sys.stderr.isatty():
        sign.start()
    try:
        yield
    finally:
        done.set()
        if sign.is_alive():
            sign.join()


def show_life(label: str, done: threading.Event) -> None:
    """Run a bar on stderr until ``done``, unless that comes within a second."""
    if done.wait(PATIENCE):
        return
    from rich.console import Console  # noqa: PLC0415 - only a slow command needs it
    from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn  # noqa: PLC0415 - as above

    columns = (TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as progress:
        progress.add_task(label, total=None)
        done.wait()


@contextmanager
def moving(label: str) -> Iterator[Callable[[int, int], None] | None]:
    """Show on a terminal how much of so many bytes is done; give what moves it."""
    if not sys.stderr.isatty():
        yield None
        return
    from rich.console import Console  # noqa: PLC0415 - only a terminal needs it
    from rich.progress import (  # noqa: PLC0415 - as above
        BarColumn,
        DownloadColumn,
        Progress,
        TextColumn,
        TimeRemainingColumn,
    )

    columns = (TextColumn("{task.description}"), BarColumn(), DownloadColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as progress:
        task = progress.add_task(label, total=None)
        yield lambda done, total: progress.update(task, completed=done, total=total)
