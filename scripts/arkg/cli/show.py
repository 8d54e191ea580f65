"""Show one record, and what points to it."""

from __future__ import annotations

import shlex
from typing import TYPE_CHECKING

import click

from arkg.cli._common import examples, graph_option, write
from arkg.errors import UnknownName
from arkg.query import Statements, render
from arkg.show import show, to_text
from arkg.turtle import layout

if TYPE_CHECKING:
    from arkg.workspace import Repository


@click.command(epilog=examples("arkg show racism", "arkg show category:research --format ttl"))
@click.argument("record")
@click.option("--format", "form", type=click.Choice(["table", "ttl", "jsonld"]), default="table", show_default=True)
@graph_option
def command(record: str, form: str, repository: Repository) -> None:
    """Show one record with its parts: as a table with what points to it, or as its own file has it.

    RECORD is a slug, a name, a CURIE or an IRI, or an identifier that the record has, such as a ROR.
    """
    try:
        found = show(repository, repository.store(), record)
    except UnknownName as fault:
        fault.remedy = fault.remedy or f"Look for it: arkg query search --text {shlex.quote(record)}"
        raise
    if form == "ttl":
        write(layout(repository.read(found.path), repository.prefixes, file=repository.place(found.path)))
    elif form == "jsonld":
        write(render(Statements(found.triples), form, repository.prefixes))
    else:
        write(to_text(found, repository.prefixes))
