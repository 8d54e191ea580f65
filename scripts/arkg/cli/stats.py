"""Print the numbers of the graph."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import TYPE_CHECKING

import click

from arkg.cli._common import examples, graph_option, write, write_table
from arkg.reports.stats import count

if TYPE_CHECKING:
    from arkg.workspace import Workspace


@click.command(epilog=examples("arkg stats", "arkg stats --format json"))
@click.option("--format", "form", type=click.Choice(["table", "json"]), default="table", show_default=True)
@graph_option
def command(form: str, workspace: Workspace) -> None:
    """Print how many records, statements, identifiers, sources, and pieces of evidence the graph has."""
    stats = count(workspace)
    if form == "json":
        write(json.dumps(asdict(stats), indent=2) + "\n")
    elif not write_table(("what", "how many"), stats.rows()):
        width = max(len(what) for what, _ in stats.rows())
        write("".join(f"{what:<{width}}  {many}\n" for what, many in stats.rows()))
