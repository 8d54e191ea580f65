"""Write records as YAML or CSV, to be edited and added back."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from arkg.cli._common import examples, graph_option, write

if TYPE_CHECKING:
    from arkg.workspace import Workspace


@click.command(epilog=examples("arkg export concept racism", "arkg export institution --format csv > institutions.csv"))
@click.argument("kind")
@click.argument("records", nargs=-1, metavar="[RECORD]...")
@click.option("--format", "form", type=click.Choice(["yaml", "csv"]), default="yaml", show_default=True)
@graph_option
def command(kind: str, records: tuple[str, ...], form: str, workspace: Workspace) -> None:
    r"""Write the records of a kind (or those you name) as YAML or CSV, to be edited and added back with arkg add.

    YAML says all that a record's file says. A row of CSV says what fits a table: a part, such as a piece of evidence,
    only where the record has no other of its sort; arkg add --update leaves everything else as it is, and so does an
    empty cell. Several values in a cell are separated by | and a | itself is written \\|.
    """
    from arkg.contribute.export import export  # noqa: PLC0415 - the help needs no graph

    write(export(workspace, kind, records, form=form))
