"""Write everything for readers: dumps, tables, catalog, pages."""

from __future__ import annotations

import os
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from arkg.cli._common import examples, graph_option, progress, store_option, talk
from arkg.errors import InputFault
from arkg.publish import publish

if TYPE_CHECKING:
    from arkg.store import Store
    from arkg.workspace import Workspace


@click.command(epilog=examples("arkg publish build/site", "arkg publish build/site --base https://example.org/arkg/"))
@click.argument("target", metavar="DIR", type=click.Path(path_type=Path))
@click.option("--base", metavar="URL", default="", help="Address at which DIR will be published.")
@click.option("--served", is_flag=True, help="List a SPARQL endpoint at URL/sparql in the catalog.")
@click.option("--pages/--no-pages", default=True, show_default=True, help="Write pages for readers, or only data.")
@store_option
@graph_option
def command(  # noqa: PLR0913 - one for each option
    *,
    target: Path,
    workspace: Workspace,
    store: Store | None,
    base: str,
    served: bool,
    pages: bool,
) -> None:
    """Write everything for readers of the graph to the folder DIR: dumps, records, tables, catalog, and pages.

    DIR is replaced all at once when everything is written, and only if it is new, empty, or written by this command.
    The same graph gives the same bytes everywhere. Dates are those of the release, or of SOURCE_DATE_EPOCH.

    With --store, the graph is that of a store, which is read into memory: at most two million statements.
    """
    released = release_day(os.environ.get("SOURCE_DATE_EPOCH", ""))
    with progress("Publishing") as report:
        written = publish(
            workspace,
            target,
            store=store,
            base=base,
            served=served,
            released=released,
            pages=pages,
            progress=lambda _, done, total: report(done, total),
        )
    if pages and not any(each.path.endswith(".wasm.gz") for each in written):
        talk("The page /ask/ only has the form for a server, since npm was missing when arkg was installed.")
    size = sum(each.size for each in written)
    talk(f"{len(written):,} files, {size / 1e6:,.1f} MB in {target}")


def release_day(seconds: str) -> str:
    """Return the day of SOURCE_DATE_EPOCH (https://reproducible-builds.org/specs/source-date-epoch/), if it is set."""
    if not seconds:
        return ""
    if not seconds.isdecimal():
        raise InputFault(f"{seconds!r} is not a number of seconds.", where="SOURCE_DATE_EPOCH", remedy="Unset it.")
    return datetime.fromtimestamp(int(seconds), UTC).date().isoformat()
