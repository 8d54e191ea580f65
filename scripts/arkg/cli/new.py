"""Print a template for a new record."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from arkg.cli._common import examples, graph_option, write

if TYPE_CHECKING:
    from arkg.workspace import Workspace


@click.command(
    epilog=examples(
        "arkg new initiative > differences-matter.yaml",
        "arkg new institution --format csv",
        "arkg new concept --format form > .github/ISSUE_TEMPLATE/concept.yml",
    )
)
@click.argument("kind")
@click.option("--format", "form", type=click.Choice(["yaml", "csv", "ttl", "form"]), default="yaml", show_default=True)
@graph_option
def command(kind: str, form: str, workspace: Workspace) -> None:
    """Print a template for a record of a kind: its fields and their purpose, the values allowed, and an example.

    With --format form, it is an issue form for GitHub, which arkg answer reads once filled in.
    """
    from arkg.contribute.template import template  # noqa: PLC0415 - as above
    from arkg.formats.issue_form import issue_form  # noqa: PLC0415 - the help needs no graph

    write(issue_form(workspace, kind) if form == "form" else template(workspace, kind, form=form))
