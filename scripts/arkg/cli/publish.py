"""Write everything the world sees: dumps, tables, catalogue, pages."""

from __future__ import annotations

import os
import resource
import sys
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from arkg.cli._common import examples, graph_option, store_option, talk
from arkg.errors import InputFault
from arkg.publish import publish
from arkg.publish.work import processors

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from arkg.graph import Repository, Store
    from arkg.publish import Written


@click.command(epilog=examples("arkg publish build/site", "arkg publish build/site --base https://example.org/arkg/"))
@click.argument("target", metavar="DIR", type=click.Path(path_type=Path))
@click.option("--base", metavar="URL", default="", help="The address at which DIR will stand.")
@click.option("--served", is_flag=True, help="A SPARQL endpoint stands at URL/sparql; the catalogue says so.")
@click.option("--pages/--no-pages", default=True, show_default=True, help="Write pages for readers, or data alone.")
@click.option("--only", multiple=True, metavar="RECORD", help="With --store: write this record and its page, too.")
@store_option
@graph_option
def command(  # noqa: PLR0913 - one for each option
    *,
    target: Path,
    repository: Repository,
    store: Store | None,
    only: tuple[str, ...],
    base: str,
    served: bool,
    pages: bool,
) -> None:
    """Write everything the world sees of the graph to the folder DIR: dumps, records, tables, catalogue, pages.

    DIR is replaced all at once when everything is written, and only if it is new, empty, or written by this command.
    The same graph gives the same bytes everywhere. Dates are those of the release, or of SOURCE_DATE_EPOCH.

    With --store, all is written as the store is read, however large it is; files and pages of its own has each record
    that --only names.
    """
    if store is None and only:
        raise click.UsageError("--only needs --store: without it, every record is written.")
    released = release_day(os.environ)
    with progress_bar() as progress:
        make = publish if store is None else partial(of_store, store=store, only=only)
        written = make(repository, target, base=base, served=served, released=released, pages=pages, progress=progress)
    size = sum(each.size for each in written)
    peak = "" if store is None else f", with at most {peak_memory() / 1e6:,.0f} MB of memory"
    talk(f"{len(written):,} files, {size / 1e6:,.1f} MB in {target}{peak}")


def of_store(
    repository: Repository, target: Path, *, store: Store, only: tuple[str, ...], **choices: Any
) -> tuple[Written, ...]:
    """Write the publication of a store, with the records asked for."""
    from arkg.graph import resolve_in  # noqa: PLC0415 - only a store needs it
    from arkg.publish.stream import publish_store  # noqa: PLC0415 - as above

    asked = [resolve_in(store, repository, name) for name in only]
    return publish_store(repository, store, target, only=asked, **choices)


def peak_memory() -> int:
    """Give how many bytes of memory this process and its workers took at most: the sum of the peak of each.

    The system counts for a new process what the old one held when it started it, so that the truth may be lower.
    """
    own, largest = (resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    unit = 1 if sys.platform == "darwin" else 1024
    return unit * (own + largest * processors())


def release_day(environment: os._Environ[str] | dict[str, str]) -> str:
    """Give the day that SOURCE_DATE_EPOCH names (https://reproducible-builds.org/specs/source-date-epoch/), if any."""
    seconds = environment.get("SOURCE_DATE_EPOCH", "")
    if not seconds:
        return ""
    if not seconds.isdecimal():
        raise InputFault(f"{seconds!r} is no number of seconds.", where="SOURCE_DATE_EPOCH", remedy="Unset it.")
    return datetime.fromtimestamp(int(seconds), UTC).date().isoformat()


@contextmanager
def progress_bar() -> Iterator[Callable[[str, int, int], None] | None]:
    """Show a bar on a terminal; give what moves it."""
    if not sys.stderr.isatty():
        yield None
        return
    from rich.console import Console  # noqa: PLC0415 - only a terminal needs it
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn  # noqa: PLC0415

    columns = (BarColumn(), MofNCompleteColumn(), TimeElapsedColumn(), TextColumn("{task.description}", markup=False))
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("Reading the graph", total=None)
        yield lambda label, done, total: bar.update(task, description=label, completed=done, total=total)
