"""Add records to the graph, or update those it has."""

from __future__ import annotations

import contextlib
import difflib
import os
import signal
from pathlib import Path
from typing import TYPE_CHECKING

import click

from arkg.cli._common import FINDINGS, busy, examples, graph_option, talk, write
from arkg.errors import InputFault

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from arkg.contribute.canonical import File
    from arkg.contribute.intake import Source
    from arkg.graph import Contribution, Repository

STDIN = "-"


@click.command(epilog=examples("arkg add initiatives.csv --dry-run", "arkg add racism.yaml --update"))
@click.argument("paths", nargs=-1, required=True, metavar="FILE...")
@click.option("--update", is_flag=True, help="Change records that the graph has already.")
@click.option("--dry-run", is_flag=True, help="Write nothing; show what would be written.")
@click.option(
    "--as", "given_as", metavar="FORM", help="What the files are (turtle, yaml, csv …), whatever their names."
)
@click.option("--kind", metavar="KIND", help="The kind of the records that name none, such as the rows of a table.")
@click.option("--max-size", type=int, metavar="BYTES", help="The largest file to read.")
@graph_option
@click.pass_context
def command(  # noqa: PLR0913, PLR0917 - one for each option
    ctx: click.Context,
    paths: tuple[str, ...],
    given_as: str | None,
    kind: str | None,
    max_size: int | None,
    repository: Repository,
    *,
    update: bool,
    dry_run: bool,
) -> None:
    """Check the records in these files and, where no rule is violated, write them to the graph: all of them or none.

    A record that the graph has already is shown as a difference, and is changed only with --update: a row of a table
    changes what it says and leaves all else, any other form replaces the whole record. FILE may be - for standard
    input. The exit code is 1 where nothing could be written.
    """
    if not repository.writable:
        raise InputFault("This graph is the copy that came with arkg.", remedy="Run arkg add inside a checkout.")
    with busy("Checking"):
        contribution, is_clean = inspect(repository, paths, given_as, kind, max_size)
    if not is_clean:
        talk("Nothing was written.")
        ctx.exit(FINDINGS)
    changes = changed_files(repository, contribution)
    known = [file for file in changes if file.before is not None]
    write("".join(difference(repository, file) for file in (changes if dry_run else known)))
    if known and not update:
        which = "1 record exists" if len(known) == 1 else f"{len(known)} records exist"
        talk(f"Nothing was written: {which} already. Add --update to change what the lines above show.")
        ctx.exit(FINDINGS)
    if dry_run:
        talk(f"{count(changes)} would be written.")
        return
    write_all(changes)
    write("".join(f"{repository.place(file.path)}\n" for file in changes))
    talk(f"{count(changes)} written.")


def inspect(
    repository: Repository, paths: Sequence[str], given_as: str | None, kind: str | None, max_size: int | None
) -> tuple[Contribution, bool]:
    """Read and check the files; name likely duplicates, print the findings, and say whether no rule is violated."""
    from arkg.cli.validate import explain_problems, put  # noqa: PLC0415 - the help needs none of these
    from arkg.contribute import MAX_SIZE, read_all  # noqa: PLC0415 - as above
    from arkg.contribute.duplicates import duplicates  # noqa: PLC0415 - as above
    from arkg.contribute.intake import stdin  # noqa: PLC0415 - as above
    from arkg.validate.check import examine  # noqa: PLC0415 - as above

    sources: list[Source] = [stdin() if path == STDIN else Path(path) for path in paths]
    store = repository.store("data")
    contribution, problems = read_all(
        sources, repository, form=given_as, kind=kind, max_size=max_size or MAX_SIZE, store=store
    )
    for each in duplicates(repository, contribution, store):
        talk(str(each))
    report = explain_problems(repository, contribution, problems, examine(repository, contribution))
    if report.findings:
        put(report, "text", summary=False, verbose=False)
    return contribution, not (problems or report.count("violation"))


def changed_files(repository: Repository, contribution: Contribution) -> list[File]:
    """Give the files that would be new or different."""
    from arkg.contribute.canonical import files  # noqa: PLC0415 - as above

    return [file for file in files(repository, contribution) if file.before != file.after]


def count(changes: Sequence[File]) -> str:
    """Say how many records there are."""
    return "1 record" if len(changes) == 1 else f"{len(changes)} records"


def difference(repository: Repository, file: File) -> str:
    """Show what changes in a file, as a unified diff."""
    name = repository.place(file.path)
    old, new = (file.before or "").splitlines(keepends=True), file.after.splitlines(keepends=True)
    before = "/dev/null" if file.before is None else f"a/{name}"
    return "".join(difflib.unified_diff(old, new, before, f"b/{name}"))


def write_all(changes: Sequence[File]) -> None:
    """Write every file or, where one cannot be written, none: the new ones stand beside the old before any is replaced.

    Raises InputFault with the reason.
    """
    with undisturbed():
        replace_all(changes)


@contextlib.contextmanager
def undisturbed() -> Iterator[None]:
    """Hold back what would end the program halfway (Ctrl-C, a kill) until this block is done, where a system can."""
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT, signal.SIGTERM, signal.SIGHUP})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def replace_all(changes: Sequence[File]) -> None:
    """Replace every file or, where one cannot be, none."""
    undo: list[tuple[Path, bytes | None]] = []
    made: list[Path] = []
    try:
        made += [folder for file in changes for folder in make_folders(file.path.parent)]
        for file in changes:
            beside(file.path).write_bytes(file.after.encode())
        for file in changes:
            undo.append((file.path, file.path.read_bytes() if file.path.exists() else None))
            beside(file.path).replace(file.path)
        undo.clear()
        made.clear()
    except OSError as fault:
        where = str(fault.filename or "")
        raise InputFault(f"Nothing was written: {fault.strerror}.", where=where) from fault
    finally:
        restore(undo)
        for file in changes:
            with contextlib.suppress(OSError):
                beside(file.path).unlink()
        for folder in reversed(made):
            folder.rmdir()


def beside(path: Path) -> Path:
    """Name the new file that stands beside an old one until it takes its place."""
    return path.with_name(f".{path.name}.{os.getpid()}")


def make_folders(folder: Path) -> Iterator[Path]:
    """Make a folder and those it stands in, and give each that is new."""
    missing = [each for each in (folder, *folder.parents) if not each.exists()]
    for each in reversed(missing):
        each.mkdir()
        yield each


def restore(undo: Sequence[tuple[Path, bytes | None]]) -> None:
    """Give every file that was replaced the bytes it had."""
    for path, content in undo:
        if content is None:
            path.unlink(missing_ok=True)
        else:
            path.write_bytes(content)
