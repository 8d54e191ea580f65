"""Print what the graph entails about its records."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from arkg.cli._common import busy, examples, graph_option, talk, write
from arkg.infer import ENGINES, entailed
from arkg.query import Statements, render

if TYPE_CHECKING:
    from arkg.graph import Repository


@click.command(epilog=examples("arkg infer", "arkg infer --format nt", "arkg infer --engine owlrl"))
@click.option("--format", "form", type=click.Choice(["ttl", "nt"]), default="ttl", show_default=True)
@click.option(
    "--engine",
    type=click.Choice(ENGINES),
    default=ENGINES[0],
    show_default=True,
    help="The fast engine, or the reference that it is held to.",
)
@graph_option
def command(form: str, engine: str, repository: Repository) -> None:
    """Print what the graph entails about its records and does not say itself, by the rules of OWL 2 RL."""
    with busy(f"Inferring with {engine}"):
        triples = entailed(repository.quads("ontology", "data"), engine=engine)
    write(render(Statements(triples), form, repository.prefixes))
    talk(f"{len(triples)} entailed statements")
