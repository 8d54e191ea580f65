"""Load files of RDF into a store on disk, for graphs too large to read each time."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from arkg.cli._common import examples, graph_option, progress, talk
from arkg.store.load import load

if TYPE_CHECKING:
    from arkg.workspace import Workspace


@click.command(epilog=examples("arkg load build/store", "arkg load --replace build/store ontology big.nt.gz"))
@click.argument("target", metavar="DIR", type=click.Path(path_type=Path))
@click.argument("paths", metavar="[PATH]...", nargs=-1, type=click.Path(path_type=Path))
@click.option("--replace", is_flag=True, help="Replace the store in DIR.")
@graph_option
def command(target: Path, paths: tuple[Path, ...], workspace: Workspace, *, replace: bool) -> None:
    """Load files into a new store in the folder DIR, for the --store option of other commands.

    PATH is a file (Turtle, N-Triples, N-Quads, TriG, RDF/XML, JSON-LD; also with .gz) or a folder of them; without it,
    the ontology and the data of the graph are loaded. Graph names (in N-Quads, TriG, and JSON-LD) are not kept: all
    statements go into the default graph, and GRAPH ?g finds nothing. DIR appears when everything is loaded: a load that
    is killed leaves no store and starts over the next time.
    """
    files = paths or workspace.files("ontology", "data")
    with progress("Loading") as report:
        number = load(target, files, replace=replace, progress=report)
    talk(f"{number:,} statements in {target}")
