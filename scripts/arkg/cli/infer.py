"""Print what the graph entails about its records."""

from __future__ import annotations

from itertools import chain, islice
from typing import TYPE_CHECKING

import click

from arkg.cli._common import busy, examples, graph_option, store_option, talk, write
from arkg.errors import InputFault
from arkg.graph.sorting import pieces
from arkg.infer import ENGINES, closure, entailed
from arkg.query import Statements, render

if TYPE_CHECKING:
    from collections.abc import Iterable

    import pyoxigraph as ox

    from arkg.graph import Repository, Store

MOST = 500_000
"""How many statements are laid out as Turtle, for which they must all be in memory."""
AT_ONCE = 10_000
"""How many lines of N-Triples are written at once."""


@click.command(
    epilog=examples("arkg infer", "arkg infer --format nt", "arkg infer --engine owlrl", "arkg infer --store DIR")
)
@click.option("--format", "form", type=click.Choice(["ttl", "nt"]), default="ttl", show_default=True)
@click.option(
    "--engine",
    type=click.Choice(ENGINES),
    default=ENGINES[0],
    show_default=True,
    help="Rules compiled from the vocabulary, or the reference engine that they are held to.",
)
@store_option
@graph_option
def command(form: str, engine: str, repository: Repository, store: Store | None) -> None:
    """Print what the graph entails about its records and does not say itself, by the rules of OWL 2 RL."""
    with busy(f"Inferring with {engine}"):
        found = iter(infer(engine, repository, store))
        first = tuple(islice(found, 1))  # a store is read to its end before the first statement comes
    found = chain(first, found)
    number = put_lines(found) if form == "nt" else put_turtle(found, repository)
    talk(f"{number} entailed statements")


def infer(engine: str, repository: Repository, store: Store | None) -> Iterable[ox.Triple]:
    """Give what the files or the store entail, in the order of its text."""
    if store is not None and engine == ENGINES[0]:
        return closure(store, by_record=False, warn=talk)
    return entailed(repository.quads("ontology", "data") if store is None else store, engine=engine, warn=talk)


def put_lines(found: Iterable[ox.Triple]) -> int:
    """Print statements as N-Triples, as they come; give their number."""
    number = 0
    for piece in pieces(found, AT_ONCE):
        write("".join(f"{triple} .\n" for triple in piece))
        number += len(piece)
    return number


def put_turtle(found: Iterable[ox.Triple], repository: Repository) -> int:
    """Print statements in the house layout; give their number. Raises InputFault where there are too many."""
    triples = tuple(islice(found, MOST + 1))
    if len(triples) > MOST:
        raise InputFault(
            f"More than {MOST:,} statements are entailed, and are not laid out as Turtle.",
            where="--format",
            remedy="Have them line by line: --format nt",
        )
    write(render(Statements(triples), "ttl", repository.prefixes))
    return len(triples)
