"""Lay out Turtle files in the one way of this project."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from arkg.cli import MISUSE
from arkg.cli._common import FINDINGS, examples, graph_option, talk, write
from arkg.errors import ArkgError, InputFault
from arkg.files import read_bytes, write_all
from arkg.turtle import layout

if TYPE_CHECKING:
    from collections.abc import Iterator

    from arkg.workspace import Workspace


@click.command(
    epilog=examples(
        "arkg format --check", "arkg format data/concept/racism.ttl --check", "arkg format --migrate --check"
    )
)
@click.argument("paths", nargs=-1, metavar="[PATH]...", type=click.Path(path_type=Path))
@click.option("--check", is_flag=True, help="List the files that would change, without writing; exit with 1 if any.")
@click.option("--migrate", "is_migrating", is_flag=True, help="Replace terms of earlier versions of the vocabulary.")
@graph_option
@click.pass_context
def command(
    ctx: click.Context, paths: tuple[Path, ...], workspace: Workspace, *, check: bool, is_migrating: bool
) -> None:
    """Put Turtle files into the layout of this project, and list those that change.

    A folder stands for the Turtle files in it; without PATH, every Turtle file of the graph is formatted. A comment at
    the top stays there; any other moves to the line above what it is about. In a file that --migrate changes,
    only the comment at the top is kept.
    """
    if not (paths or check or workspace.writable):
        raise InputFault("This graph is the copy that came with arkg.", remedy="Run arkg format inside a checkout.")
    files = list(find_files(workspace, paths))
    changed, faults = [], 0
    for path in files:
        try:
            if rewrite(workspace, path, check=check, is_migrating=is_migrating):
                changed.append(workspace.place(path))
        except ArkgError as fault:
            talk(str(fault))
            faults += 1
    write("".join(f"{name}\n" for name in changed))
    talk(f"{len(changed)} of {len(files)} files {'would change' if check else 'changed'}")
    ctx.exit(MISUSE if faults else FINDINGS if check and changed else 0)


def find_files(workspace: Workspace, paths: tuple[Path, ...]) -> Iterator[Path]:
    """Yield the files that these paths mean."""
    if not paths:
        yield from workspace.files("ontology", "data", "shapes")
    for path in paths:
        found = sorted(path.rglob("*.ttl"), key=Path.as_posix) if path.is_dir() else [path]
        if not found:
            raise InputFault("There is no Turtle file in this folder.", where=str(path), remedy="Check its name.")
        yield from found


def rewrite(workspace: Workspace, path: Path, *, check: bool, is_migrating: bool = False) -> bool:
    """Return whether the layout changes a file, and unless it is only checked, write it; mere prefixes stay.

    Lines that all end with CR and LF, as Git for Windows writes them, go on to do so.
    """
    said, place = workspace.read(path), workspace.place(path)
    if is_migrating:
        from arkg.contribute.migrate import migrate  # noqa: PLC0415 - loads an engine that nothing else here needs

        said = migrate(said, workspace, file=place)
    laid = layout(said, workspace.prefixes, file=place)
    text, new = read_bytes(path), laid.encode()
    if text.count(b"\r\n") == text.count(b"\n"):
        new = new.replace(b"\n", b"\r\n")
    says_nothing = all(line.startswith("#") for line in laid.splitlines() if line)
    if says_nothing or new == text:
        return False
    if not check:
        write_all({path.resolve(): new})
    return True
