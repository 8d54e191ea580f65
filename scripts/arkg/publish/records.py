"""Records as N-Triples → the dumps that they make, each also compressed; and the siblings of each, beside its page."""

from __future__ import annotations

import json
from concurrent.futures import as_completed
from typing import TYPE_CHECKING, cast

import pyoxigraph as ox

from arkg.publish.context import narrow, read_context
from arkg.publish.dumps import DATASET_FORMS, GRAPH_FORMS, check_sayable, of_terms, write
from arkg.publish.folder import Folder
from arkg.publish.jsonld import frame
from arkg.turtle import render

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from concurrent.futures import Executor, Future
    from pathlib import Path

    from arkg.graph import Repository
    from arkg.publish.context import Context
    from arkg.publish.dumps import Source
    from arkg.publish.publication import Record, Written

    Dump = Future[dict[str, Written]]

DUMP = "data/arkg"
ENTAILED = "data/arkg-inferred"


def start_dumps(executor: Executor, folder: Folder, stem: str, source: Source) -> list[Dump]:
    """Begin to write the dumps of a source in every form: that which takes longest first."""
    forms = sorted((*GRAPH_FORMS, *(DATASET_FORMS if stem == DUMP else ())), key=lambda form: form != "jsonld")
    return [executor.submit(write_dump, folder.root, f"{stem}.{form}", source) for form in forms]


def write_dump(root: Path, path: str, source: Source) -> dict[str, Written]:
    """Write one dump to a folder, and compress it; give what was written."""
    folder = Folder(root)
    folder.put(path, lambda place: write(source, path.rpartition(".")[2], place))
    folder.compress(path)
    return folder.written


def finish_dumps(dumps: Iterable[Dump], folder: Folder) -> Iterator[str]:
    """Wait for dumps, and give the path of each when it is done."""
    for dump in as_completed(dumps):
        written = dump.result()
        folder.written |= written
        yield min(written)


def write_records(repository: Repository, records: Iterable[Record], folder: Folder) -> Iterator[str]:
    """Write the siblings of each record, and give its folder when done."""
    context = read_context(repository.root / "ontology" / "context.jsonld")
    for record in records:
        for form in GRAPH_FORMS:
            folder.put(f"{record.folder.rstrip('/')}.{form}", sibling(repository, record, form, context))
        yield record.folder


def sibling(repository: Repository, record: Record, form: str, context: Context) -> bytes:
    """Give a record in one form: Turtle in the house layout, JSON-LD to be read."""
    if form == "ttl":
        return render(record.triples, repository.prefixes).encode()
    if form == "jsonld":
        return to_document(frame(context, record.iri.value, record.triples), context)
    lines = cast("bytes", ox.serialize(record.triples, format=ox.RdfFormat.N_TRIPLES)).splitlines(keepends=True)
    if form == "nt":
        return b"".join(sorted(lines))
    check_sayable(lines)
    prefixes = of_terms(repository.prefixes)
    return cast("bytes", ox.serialize(record.triples, format=ox.RdfFormat.RDF_XML, prefixes=prefixes))


def to_document(nodes: list[dict[str, object]], context: Context) -> bytes:
    """Give a JSON-LD document: the object itself where there is one, else a graph of them."""
    body = nodes[0] if len(nodes) == 1 else {context.keywords.get("@graph", "@graph"): nodes}
    return (json.dumps({"@context": narrow(context, body), **body}, ensure_ascii=False, indent=1) + "\n").encode()
