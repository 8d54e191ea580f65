"""A graph in a store → its publication, written in bounded memory; pages are made for the records asked for.

The statements are sorted on disk once, record by record, and everything is written from there. A store keeps values,
not spellings: ``01`` is ``1`` in it, so what is published of a store is spelt as the store spells it.
"""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor
from itertools import chain
from typing import TYPE_CHECKING, BinaryIO, cast

import pyoxigraph as ox

from arkg.infer import closure
from arkg.publish.asked import check_known, chosen, with_neighbours, write_asked
from arkg.publish.folder import replacing
from arkg.publish.labels import StoredLabels
from arkg.publish.project import read_project
from arkg.publish.publication import Kept, Publication, check_base
from arkg.publish.read_once import ReadOnce
from arkg.publish.site import build_site, find_labels
from arkg.publish.spool import OTHERS, spool, to_parts
from arkg.publish.write import STEPS, take, write_data

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from concurrent.futures import Future
    from pathlib import Path

    from arkg.graph import Repository, Store
    from arkg.publish.publication import Written
    from arkg.publish.site import Site
    from arkg.publish.write import Progress

PART = 1 << 24
"""How many bytes of statements are sorted in memory at once."""
PAUSE = 0.02
"""How many seconds to wait for more of them."""


def publish_store(  # noqa: PLR0913 - each is a choice of its own
    repository: Repository,
    store: Store,
    target: Path,
    *,
    only: Sequence[ox.NamedNode] = (),
    base: str = "",
    served: bool = False,
    released: str = "",
    pages: bool = True,
    progress: Progress | None = None,
) -> tuple[Written, ...]:
    """Write the publication of a store as ``arkg.publish.publish`` does that of files; siblings and pages: of ``only``.

    Raises InputFault for a record that the store says nothing of, and what that function raises.
    """
    check_known(store, only)
    base = check_base(base, served=served)
    with replacing(target) as folder:
        lines = folder.scratch / "records"
        files = spool(statements(store, folder.scratch), lines)
        read = ReadOnce(store, (*files.values(), lines / OTHERS))
        labels = StoredLabels(store, find_labels(repository.store("ontology")))
        records = {kind: Kept(path, labels.expect) for kind, path in files.items()}
        site = Publication(repository, read_project(released), base, served, records, labels)
        near = around(site, store, only, folder.scratch / "graph") if only else None
        siblings = chosen(near, only) if near else ()
        steps = write_data(site, files, closure(cast("Store", read)), siblings, folder)
        shown = write_asked(near, only, folder) if near and pages else ()
        take(chain(steps, shown), STEPS + len(files) + 2 * len(only), progress)
    return folder.files()


def around(site: Publication, store: Store, only: Sequence[ox.NamedNode], root: Path) -> Site:
    """Give the small graph around some records, to make their pages from."""
    small = with_neighbours(site.repository, store, root, only)
    return build_site(small, base=site.base, served=site.served, released=site.project.released)


def statements(store: Store, scratch: Path) -> Iterator[list[bytes]]:
    """Give every statement of a store as a line of N-Triples, part by part."""
    if not isinstance(store, ox.Store):
        yield from to_parts(store)
        return
    path = scratch / "statements.nt"
    path.touch()
    with ThreadPoolExecutor(1) as executor, path.open("rb") as file:
        writer = executor.submit(store.dump, path, ox.RdfFormat.N_TRIPLES, from_graph=ox.DefaultGraph())
        yield from growing(file, writer)
        writer.result()
    path.unlink()


def growing(file: BinaryIO, writer: Future[bytes | None]) -> Iterator[list[bytes]]:
    """Give the lines of a file, part by part, while another thread, without the GIL, still writes it."""
    rest, more = b"", True
    while more:
        more = not writer.done()
        while chunk := file.read(PART):
            lines = (rest + chunk).splitlines(keepends=True)
            rest = b"" if lines[-1].endswith(b"\n") else lines.pop()
            yield lines
        time.sleep(PAUSE if more else 0)
