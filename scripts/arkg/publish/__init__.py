"""The graph in, everything the world sees out: dumps, records, tables, descriptions and pages, in one folder."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from arkg.publish.folder import replacing
from arkg.publish.publication import Record, Written
from arkg.publish.site import Asked, Link, Site, build_site, make_site
from arkg.publish.spool import spool, to_parts
from arkg.publish.write import STEPS, take, write_data

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from arkg.graph import Repository
    from arkg.publish.folder import Folder
    from arkg.publish.write import Progress

__all__ = ["Asked", "Link", "Record", "Site", "Written", "build_site", "publish"]


def publish(  # noqa: PLR0913 - each is a choice of its own
    repository: Repository,
    target: Path,
    *,
    base: str = "",
    served: bool = False,
    released: str = "",
    pages: bool = True,
    progress: Progress | None = None,
) -> tuple[Written, ...]:
    """Write the publication of a graph to the folder ``target``, all at once, and say what was written.

    ``base`` is the address at which the folder will stand (empty: not known yet), ``served`` whether a SPARQL endpoint
    stands at ``{base}sparql``, ``released`` a day in place of that of the project. Without ``pages`` everything but the
    pages for readers is written. ``progress`` is told of every step.

    Raises InputFault for a base that is no address, or for a folder that holds what no publication wrote.
    """
    with replacing(target) as folder:
        files = spool(to_parts(repository.quads("data")), folder.scratch / "records")
        site = make_site(repository, files, base=base, served=served, released=released)
        take(write_all(site, files, folder, pages=pages), expected_steps(site, pages=pages), progress)
    return folder.files()


def write_all(site: Site, files: Mapping[str, Path], folder: Folder, *, pages: bool) -> Iterator[str]:
    """Write every file, and say after each step which one it was; the pages know the files before them."""
    yield from write_data(site, files, site.entailed, site.all_records(), folder)
    if pages:
        known = replace(site, files=folder.files())
        yield from write_pages(known, folder)


def write_pages(site: Site, folder: Folder) -> Iterator[str]:
    """Write the pages and what they need, and give each path when done."""
    from arkg.publish.pages import pages  # noqa: PLC0415 - templates are slow to import

    for path, content in pages(site):
        folder.put(path, content)
        yield path


def expected_steps(site: Site, *, pages: bool) -> int:
    """Guess how many steps there are: those of the data, and a page for each record, question and list."""
    records = sum(len(each) for each in site.records.values())
    shown = records + len(site.questions) + 20 if pages else 0
    return STEPS + len(site.records) + records + shown
