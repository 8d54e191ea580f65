"""Print the numbers of the graph."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from arkg.cli._common import examples, graph_option, write, write_table
from arkg.reports.stats import count

if TYPE_CHECKING:
    from arkg.reports.stats import Stats
    from arkg.workspace import Workspace


@click.command(epilog=examples("arkg stats", "arkg stats --format json"))
@click.option("--format", "form", type=click.Choice(["table", "json"]), default="table", show_default=True)
@graph_option
def command(form: str, workspace: Workspace) -> None:
    """Print how many records, statements, identifiers, sources, and pieces of evidence the graph has."""
    stats = count(workspace)
    if form == "json":
        write(to_json(stats))
    elif not write_table(("what", "how many"), stats.rows()):
        write(to_text(stats))


def to_text(stats: Stats) -> str:
    """Return the numbers as plain text in two columns."""
    width = max(len(what) for what, _ in stats.rows())
    return "".join(f"{what:<{width}}  {many}\n" for what, many in stats.rows())


def to_json(stats: Stats) -> str:
    """Write the numbers as one JSON object."""
    import json  # noqa: PLC0415 - only this format needs it
    from dataclasses import asdict  # noqa: PLC0415 - as above

    return json.dumps(asdict(stats), indent=2) + "\n"
