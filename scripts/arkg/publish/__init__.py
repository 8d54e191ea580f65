"""The graph → everything that is published of it, in one folder: dumps, records, tables, descriptions and pages."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, TypeAlias

from arkg.publish.catalog import write_catalog
from arkg.publish.context import read_context
from arkg.publish.dumps import DUMP, ENTAILED, Dump, write_dumps, write_records
from arkg.publish.folder import Written, replacing
from arkg.publish.hosting import write_hosting
from arkg.publish.records import Record, read_records
from arkg.publish.release import write_release
from arkg.publish.site import AnsweredQuestion, Link, Site, build_site
from arkg.publish.tables import write_tables
from arkg.publish.vocabulary import canonical, write_vocabulary
from arkg.publish.void import count

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping
    from pathlib import Path

    from arkg.graph import Repository, Store
    from arkg.publish.folder import Folder

    Progress: TypeAlias = Callable[[str, int, int], None]
    """Is told what has just been done, how many steps are done, and how many there are, as near as can be known."""

__all__ = ["AnsweredQuestion", "Link", "Record", "Site", "Written", "build_site", "publish"]

STEPS = 18
"""How many steps there are beside those of each kind and each record."""


def publish(  # noqa: PLR0913 - each is a choice of its own
    repository: Repository,
    target: Path,
    *,
    store: Store | None = None,
    base: str = "",
    served: bool = False,
    released: str = "",
    pages: bool = True,
    progress: Progress | None = None,
) -> tuple[Written, ...]:
    """Write the publication of a graph to the folder ``target``, all at once, and return what was written.

    The graph is that of the files, or of a ``store``. ``base`` is the address at which the folder will stand (empty:
    not known yet), ``served`` whether a SPARQL endpoint stands at ``{base}sparql``, ``released`` a day in place of that
    of the project. Without ``pages`` the pages for readers are left out. ``progress`` is told of each step.

    Raises InputFault for a base that is no address, for a store of too many statements, or for a folder that holds
    what no publication wrote.
    """
    with replacing(target) as folder:
        site = build_site(repository, store, base=base, served=served, released=released)
        expected = expected_steps(site, pages=pages)
        for done, step in enumerate(write_all(site, folder, pages=pages), start=1):
            if progress:
                progress(step, done, max(done, expected))
    return folder.files()


def write_all(site: Site, folder: Folder, *, pages: bool) -> Iterator[str]:
    """Write every file, and yield the name of each step when it is done; what describes files comes after them."""
    vocabulary = canonical(site.repository.quads("ontology"))
    asserted = replace(to_dump(site, site.records), vocabulary=vocabulary, others=site.others)
    yield from write_dumps(folder, DUMP, asserted)
    yield from write_records(folder, asserted)
    yield from write_vocabulary(site, folder)
    yield from write_tables(site, folder)
    yield from write_dumps(folder, ENTAILED, to_dump(site, read_records(site.entailed)))
    yield from write_catalog(site, folder, count(asserted.triples))
    yield from write_release(site, folder)
    write_hosting(folder)
    if pages:
        yield from write_pages(replace(site, files=folder.files()), folder)


def to_dump(site: Site, records: Mapping[str, Iterable[Record]]) -> Dump:
    """Return records as they are dumped."""
    context = read_context(site.repository.root / "ontology" / "context.jsonld")
    return Dump([each for kind in records.values() for each in kind], site.repository.prefixes, context)


def write_pages(site: Site, folder: Folder) -> Iterator[str]:
    """Write the pages and what they need; yield each path when it is written."""
    from arkg.publish.pages import pages  # noqa: PLC0415 - templates are slow to import

    for path, content in pages(site):
        folder.put(path, content)
        yield path


def expected_steps(site: Site, *, pages: bool) -> int:
    """Return about how many steps there are: those of the data, and a page for each record, question and list."""
    records = sum(len(each) for each in site.records.values())
    shown = records + len(site.questions) + 20 if pages else 0
    return STEPS + len(site.records) + records + shown
