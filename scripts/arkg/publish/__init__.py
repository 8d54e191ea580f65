"""The graph in, everything the world sees out: dumps, records, tables, descriptions and pages, in one folder."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, TypeAlias

from arkg.errors import InputFault
from arkg.publish.catalog import write_catalog
from arkg.publish.folder import Folder, replacing
from arkg.publish.records import write_dumps, write_records
from arkg.publish.release import write_release
from arkg.publish.site import Asked, Link, Record, Site, Written, build_site
from arkg.publish.tables import write_tables
from arkg.publish.vocabulary import write_vocabulary

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from arkg.graph import Repository

    Progress: TypeAlias = Callable[[str, int, int], None]

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
    pages for readers is written. ``progress`` is told what has just
    been done, how many steps are done and how many there are, as near as can be known.

    Raises InputFault for a base that is no address, or for a folder that holds what no publication wrote.
    """
    if served and not base:
        raise InputFault("Where the endpoint stands is not known.", remedy="Name the address with --base URL.")
    with replacing(target) as folder:
        site = build_site(repository, base=base, served=served)
        if released:
            site = replace(site, project=replace(site.project, released=released))
        steps = expected_steps(site, pages=pages)
        for done, label in enumerate(write_all(site, folder, pages=pages), start=1):
            if progress:
                progress(label, done, max(done, steps))
    return tuple(folder.written[path] for path in sorted(folder.written))


def write_all(site: Site, folder: Folder, *, pages: bool) -> Iterator[str]:
    """Write every file, and say after each step which one it was; the catalogue knows the files before it."""
    yield from write_dumps(site, folder)
    yield from write_records(site, folder)
    yield from write_vocabulary(site, folder)
    yield from write_tables(site, folder)
    yield from write_catalog(site, folder)
    yield from write_release(site, folder)
    if pages:
        known = replace(site, files=tuple(folder.written[path] for path in sorted(folder.written)))
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
    return 10 + records + 4 + len(site.records) + 4 + shown
