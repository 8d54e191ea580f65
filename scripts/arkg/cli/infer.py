"""Print what the graph entails about its records."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from arkg.cli._common import examples, graph_option, progress, store_option, talk, write
from arkg.infer import ENGINES, entailed, entailed_by_store
from arkg.query import Statements, render

if TYPE_CHECKING:
    from arkg.store import Store
    from arkg.workspace import Workspace


@click.command(
    epilog=examples("arkg infer", "arkg infer --format nt", "arkg infer --engine owlrl", "arkg infer --store DIR")
)
@click.option("--format", "form", type=click.Choice(["ttl", "nt"]), default="ttl", show_default=True)
@click.option(
    "--engine",
    type=click.Choice(ENGINES),
    default=ENGINES[0],
    show_default=True,
    help="Rules compiled from the vocabulary, or the reference engine that they are tested against.",
)
@store_option
@graph_option
def command(form: str, engine: str, workspace: Workspace, store: Store | None) -> None:
    """Print the statements about records that the graph entails by the rules of OWL 2 RL, without those it asserts."""
    with progress(f"Inferring with {engine}"):
        if store is None:
            found = entailed(workspace.quads("ontology", "data"), engine=engine, warn=talk)
        else:
            found = entailed_by_store(store, engine=engine, warn=talk)
    write(render(Statements(found), form, workspace.prefixes))
    talk(f"{len(found)} entailed statements")
