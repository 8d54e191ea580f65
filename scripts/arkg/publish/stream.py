"""A graph in a store → its dumps, written in bounded memory, and the files and pages of the records asked for.

The statements are sorted on disk once, record by record, and every form is written from there. A store keeps values,
not spellings: ``01`` is ``1`` in it, so what is published of a store is spelt as the store spells it.
"""

from __future__ import annotations

import tempfile
from dataclasses import replace
from itertools import groupby, islice
from pathlib import Path
from typing import TYPE_CHECKING, cast

import pyoxigraph as ox

from arkg.errors import InputFault
from arkg.graph import RECORDS, Repository, says
from arkg.graph.sorting import in_order
from arkg.publish.context import read_context
from arkg.publish.dumps import DATASET_FORMS, GRAPH_FORMS, Source, write
from arkg.publish.folder import replacing
from arkg.publish.records import DUMP, write_records
from arkg.publish.site import build_site
from arkg.turtle import render
from arkg.validate.beside import described
from arkg.validate.paths import Step
from arkg.validate.view import to_source

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from arkg.graph import Store
    from arkg.publish.dumps import Described
    from arkg.publish.folder import Folder
    from arkg.publish.site import Written

CHUNK = 200_000
"""How many statements are sorted in memory at once."""
BRIEF = frozenset(
    {"http://www.w3.org/1999/02/22-rdf-syntax-ns#type"}
    | {f"http://www.w3.org/2004/02/skos/core#{name}" for name in ("prefLabel", "altLabel", "inScheme")}
)
"""What is written of a record around one that is asked for."""
OWN = f"<{RECORDS}".encode()


def publish_store(
    repository: Repository,
    store: Store,
    target: Path,
    *,
    only: Sequence[ox.NamedNode] = (),
    progress: Callable[[str, int, int], None] | None = None,
) -> tuple[Written, ...]:
    """Write the dumps of the records in a store, and the siblings and pages of those records that are asked for.

    Raises InputFault for a record that the store says nothing of, or a folder that holds what no publication wrote.
    """
    for record in only:
        if not says(store, record):
            raise InputFault("The store says nothing of this record.", where=str(record), remedy="Check its name.")
    with replacing(target) as folder, tempfile.TemporaryDirectory(dir=target.absolute().parent) as work:
        steps = 1 + len(GRAPH_FORMS + DATASET_FORMS) + (1 if only else 0)
        for done, label in enumerate(write_all(repository, store, folder, Path(work), only), start=1):
            if progress:
                progress(label, done, steps)
    return tuple(folder.written[path] for path in sorted(folder.written))


def write_all(
    repository: Repository, store: Store, folder: Folder, work: Path, only: Sequence[ox.NamedNode]
) -> Iterator[str]:
    """Sort, dump, and write the records asked for; say after each step which one it was."""
    lines = work / "records.nt"
    with lines.open("wb") as file:
        file.writelines(in_record_order(store))
    yield "sorted"
    context = read_context(repository.root / "ontology" / "context.jsonld")
    source = Source(lambda: by_record(lines), repository.prefixes, context)
    for form in (*GRAPH_FORMS, *DATASET_FORMS):
        folder.put(f"{DUMP}.{form}", lambda out, form=form: write(source, form, out))  # type: ignore[misc]
        folder.compress(f"{DUMP}.{form}")
        yield f"{DUMP}.{form}"
    if only:
        write_asked(repository, store, folder, work / "graph", only)
        yield "records"


def in_record_order(store: Store) -> Iterator[bytes]:
    """Give the statements about records as N-Triples, each once, in order of kind and slug, a record before its parts.

    The end of a subject sorts before ``#`` and every letter of a slug, so that a record and its parts stand together.
    """
    for line in in_order(own_lines(store)):
        yield line.replace(b"\0 ", b"> ", 1)


def own_lines(store: Store) -> Iterator[Iterator[bytes]]:
    """Give the statements about records as N-Triples, in parts, each with a mark that sorts first for its ``>``."""
    statements = (quad.triple for quad in store)
    for part in iter(lambda: list(islice(statements, CHUNK)), []):
        text = cast("bytes", ox.serialize(part, format=ox.RdfFormat.N_TRIPLES))
        yield (line.replace(b"> ", b"\0 ", 1) for line in text.splitlines(keepends=True) if line.startswith(OWN))


def by_record(path: Path) -> Iterator[Described]:
    """Read sorted statements record by record."""
    triples = (quad.triple for quad in ox.parse(path=path, format=ox.RdfFormat.N_TRIPLES))
    for record, about in groupby(triples, lambda each: cast("ox.NamedNode", each.subject).value.partition("#")[0]):
        yield ox.NamedNode(record), tuple(about)


def write_asked(repository: Repository, store: Store, folder: Folder, root: Path, only: Sequence[ox.NamedNode]) -> None:
    """Write the siblings and the pages of some records, and what pages are shown with."""
    small = with_neighbours(repository, store, root, only)
    site = build_site(small)
    wanted = {f"id/{iri.value.removeprefix(RECORDS)}/" for iri in only}
    kept = {
        kind: chosen
        for kind, records in site.records.items()
        if (chosen := tuple(each for each in records if each.folder in wanted))
    }
    from arkg.publish.pages import pages  # noqa: PLC0415 - slow to import

    for _ in write_records(replace(site, records=kept), folder):
        pass
    for path, content in pages(site):
        if path.startswith("static/") or any(path.startswith(each) for each in wanted):
            folder.put(path, content)


def with_neighbours(repository: Repository, store: Store, root: Path, only: Iterable[ox.NamedNode]) -> Repository:
    """Write a small graph of some records, and in brief of those that they lead to or that lead to them."""
    for part in ("ontology", "shapes", "queries"):
        (root / part).parent.mkdir(parents=True, exist_ok=True)
        (root / part).symlink_to((repository.root / part).absolute())
    source = to_source(store)
    asked = set(only)
    own = described(source, asked)
    inwards = [quad.triple for iri in sorted(asked, key=str) for quad in store.quads_for_pattern(None, None, iri)]
    around = {record_of(each.object) for each in own} | {record_of(each.subject) for each in inwards}
    near = [iri for iri in around - asked if iri is not None]
    brief = [each for each in source.around(sorted(near, key=str), Step(None)) if each.predicate.value in BRIEF]
    told: dict[ox.NamedNode, dict[ox.Triple, None]] = {}
    for triple in (*own, *brief, *inwards):
        if record := record_of(triple.subject):
            told.setdefault(record, {})[triple] = None
    small = Repository(root, writable=False, prefixes=repository.prefixes)
    for record, triples in told.items():
        if path := small.record_path(record):
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(render(list(triples), repository.prefixes), encoding="utf-8")
    return small


def record_of(term: object) -> ox.NamedNode | None:
    """Give the record that a term is, or is a part of."""
    if not isinstance(term, ox.NamedNode) or not term.value.startswith(RECORDS):
        return None
    return ox.NamedNode(term.value.partition("#")[0])
