"""The graph → everything that is published of it, in one folder: dumps, records, tables, descriptions and pages."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, TypeAlias

from arkg.formats.jsonld.context import build_context
from arkg.publish.catalog import count, write_catalog
from arkg.publish.folder import Folder, Written, replacing
from arkg.publish.forms import ASK_POLICY, FORMS, fill_json, fill_turtle, read_templates, write_hosting
from arkg.publish.jsonld import make_context
from arkg.publish.rdf import DUMP, ENTAILED, Dump, canonical, write_dumps, write_records, write_vocabulary
from arkg.publish.site import Project, Record, Site, build_site, read_project, read_records
from arkg.publish.tables import write_tables

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from arkg.store import Store
    from arkg.workspace import Workspace

    Progress: TypeAlias = Callable[[str, int, int], None]
    """Is called with the step that is done, the number of steps done, and the expected number of all."""

__all__ = [
    "ASK_POLICY",
    "FORMS",
    "Project",
    "Record",
    "Site",
    "Written",
    "build_site",
    "fill_json",
    "fill_turtle",
    "publish",
    "read_project",
    "read_templates",
]

STEPS = 20
"""The number of steps other than those of record types, records and pages: about one a record and question."""


def publish(  # noqa: PLR0913 - each is a choice of its own
    workspace: Workspace,
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

    The graph is that of the files, or of a ``store``. ``base`` is the address of the published folder (empty: not known
    yet), ``served`` whether a SPARQL endpoint answers at ``{base}sparql``, ``released`` a day in place of that of the
    project. Without ``pages`` the pages for readers are left out. ``progress`` is called after each step.

    Raises InputFault for a base that is no address, for a store of too many triples, or for a folder with files that
    no publication wrote.
    """
    with replacing(target) as folder:
        site = build_site(workspace, store, base=base, served=served, released=released)
        shown = len(site.by_iri) + len(site.questions) + 20 if pages else 0
        expected = STEPS + len(site.records) + len(site.by_iri) + shown
        for done, step in enumerate(_write_all(site, folder, pages=pages), start=1):
            if progress:
                progress(step, done, max(done, expected))
    return folder.files()


def _write_all(site: Site, folder: Folder, *, pages: bool) -> Iterator[str]:
    """Write every file, and yield the name of each step when it is done; descriptions of files come after them."""
    context = make_context(build_context(site.schema))
    prefixes = site.workspace.prefixes
    vocabulary = canonical(site.workspace.quads("ontology"))
    asserted = Dump(tuple(site.by_iri.values()), prefixes, context, vocabulary, site.others)
    entailed = tuple(record for records in read_records(site.entailed).values() for record in records)
    yield from write_dumps(folder, DUMP, asserted)
    yield from write_records(folder, asserted)
    yield from write_vocabulary(site, folder)
    yield from write_tables(site, folder)
    yield from write_dumps(folder, ENTAILED, Dump(entailed, prefixes, context))
    yield from write_catalog(site, folder, count(asserted.triples))
    yield folder.keep_release(site.project.version)
    write_hosting(folder)
    if pages:
        from arkg.publish.pages import pages as make_pages  # noqa: PLC0415 - templates are slow to import

        for path, content in make_pages(replace(site, files=folder.files())):
            folder.put(path, content)
            yield path
