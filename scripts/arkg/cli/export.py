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

    YAML has everything that a record's file has. A row of CSV has what fits a table: a part, such as a piece of
    evidence, appears only if it is the only one of its kind in the record. With arkg add --update, empty cells and
    everything that is not in the row stay as they are. Several values in a cell are separated by |; a | itself is
    written \\|.
    """
    from arkg.contribute.export import export  # noqa: PLC0415 - the help needs no graph

    write(export(workspace, kind, records, form=form))
