"""A publication → the files of its data: dumps beside each other, tables, descriptions, and what stays of a release."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

from arkg.publish.catalog import write_catalog
from arkg.publish.context import read_context
from arkg.publish.dumps import Source
from arkg.publish.records import DUMP, ENTAILED, finish_dumps, start_dumps, write_records
from arkg.publish.release import write_release
from arkg.publish.spool import spool, to_parts
from arkg.publish.statistics import count
from arkg.publish.tables import write_tables
from arkg.publish.vocabulary import write_vocabulary
from arkg.publish.work import workers

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping
    from pathlib import Path

    import pyoxigraph as ox

    from arkg.publish.folder import Folder
    from arkg.publish.publication import Publication, Record
    from arkg.publish.statistics import Statistics

    Progress: TypeAlias = Callable[[str, int, int], None]
    """Is told what has just been done, how many steps are done, and how many there are, as near as can be known."""

STEPS = 18
"""How many steps there are beside those of each kind and each record."""


def write_data(
    site: Publication,
    files: Mapping[str, Path],
    news: Iterable[ox.Triple],
    siblings: Iterable[Record],
    folder: Folder,
) -> Iterator[str]:
    """Write everything but the pages, and say after each step which one it was; the catalogue knows all before it.

    ``files`` hold what is asserted as ``arkg.publish.spool`` writes it, ``news`` is what that entails, and ``siblings``
    are the records that get files of their own.
    """
    asserted = to_source(site, files)
    with workers(asserted.size) as executor:
        counting = executor.submit(count_source, asserted)
        dumps = start_dumps(executor, folder, DUMP, asserted)
        yield from write_records(site.repository, siblings, folder)
        yield from write_vocabulary(site, folder)
        yield from write_tables(site, folder)
        entailed = to_source(site, spool(to_parts(news), folder.scratch / "entailed"))
        dumps += start_dumps(executor, folder, ENTAILED, entailed)
        yield from finish_dumps(dumps, folder)
        numbers = counting.result()
    yield from write_catalog(site, folder, numbers)
    yield from write_release(site, folder)


def to_source(site: Publication, files: Mapping[str, Path]) -> Source:
    """Give what dumps are written from."""
    repository = site.repository
    return Source(files, repository.prefixes, read_context(repository.root / "ontology" / "context.jsonld"))


def count_source(source: Source) -> Statistics:
    """Count what is dumped."""
    return count(source.lines())


def take(steps: Iterable[str], expected: int, progress: Progress | None) -> None:
    """Take every step, and tell of each."""
    for done, label in enumerate(steps, start=1):
        if progress:
            progress(label, done, max(done, expected))
