"""Show one record, and what points to it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from arkg.cli._common import examples, graph_option, looking_for_records, write
from arkg.query import Statements, render
from arkg.reports.show import show, to_text
from arkg.turtle import layout

if TYPE_CHECKING:
    from arkg.workspace import Workspace


@click.command(epilog=examples("arkg show racism", "arkg show category:research --format ttl"))
@click.argument("record")
@click.option("--format", "form", type=click.Choice(["table", "ttl", "jsonld"]), default="table", show_default=True)
@graph_option
def command(record: str, form: str, workspace: Workspace) -> None:
    """Show one record with its parts: as a table, with the records that refer to it, or as in its file.

    RECORD is a slug, a name, a CURIE, an IRI, or an identifier of the record, such as a ROR.
    """
    with looking_for_records():
        found = show(workspace, workspace.store(), record)
    if form == "ttl":
        write(layout(workspace.read(found.path), workspace.prefixes, file=workspace.place(found.path)))
    elif form == "jsonld":
        write(render(Statements(found.triples), form, workspace.prefixes))
    else:
        write(to_text(found, workspace.prefixes))
