"""Each record → its siblings in every form of RDF, beside its page; and the dumps that all records make."""

from __future__ import annotations

import io
import json
from typing import TYPE_CHECKING

import pyoxigraph as ox

from arkg.publish.context import narrow, read_context
from arkg.publish.dumps import DATASET_FORMS, GRAPH_FORMS, Source, write
from arkg.publish.jsonld import frame
from arkg.turtle import render

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from arkg.publish.context import Context
    from arkg.publish.dumps import Described
    from arkg.publish.folder import Folder
    from arkg.publish.site import Record, Site

DUMP = "data/arkg"
ENTAILED = "data/arkg-inferred"


def write_dumps(site: Site, folder: Folder) -> Iterator[str]:
    """Write the dumps of what is asserted and of what that entails, each also compressed; give each path when done."""
    context = read_context(site.repository.root / "ontology" / "context.jsonld")
    asserted = Source(lambda: described(site), site.repository.prefixes, context)
    entailed = Source(lambda: by_record(site.entailed), site.repository.prefixes, context)
    for stem, source, forms in (
        (DUMP, asserted, (*GRAPH_FORMS, *DATASET_FORMS)),
        (ENTAILED, entailed, GRAPH_FORMS),
    ):
        for form in forms:
            folder.put(f"{stem}.{form}", lambda out, source=source, form=form: write(source, form, out))  # type: ignore[misc]
            folder.compress(f"{stem}.{form}")
            yield f"{stem}.{form}"


def write_records(site: Site, folder: Folder) -> Iterator[str]:
    """Write the siblings of each record, and give its folder when done."""
    context = read_context(site.repository.root / "ontology" / "context.jsonld")
    for record in site.all_records():
        for form in GRAPH_FORMS:
            folder.put(f"{record.folder.rstrip('/')}.{form}", sibling(site, record, form, context))
        yield record.folder


def described(site: Site) -> Iterator[Described]:
    """Give the triples of each record, each once."""
    return ((record.iri, tuple(dict.fromkeys(record.triples))) for record in site.all_records())


def by_record(triples: Iterable[ox.Triple]) -> Iterator[Described]:
    """Give triples record by record, in the order of the IRIs."""
    found: dict[str, list[ox.Triple]] = {}
    for triple in triples:
        if isinstance(triple.subject, ox.NamedNode):
            found.setdefault(triple.subject.value.partition("#")[0], []).append(triple)
    return ((ox.NamedNode(head), sorted(said, key=in_order)) for head, said in sorted(found.items()))


def in_order(triple: ox.Triple) -> tuple[str, str, str]:
    """Give what the triples of a record are sorted by, so that it comes before its parts."""
    return str(triple.subject).rstrip(">"), triple.predicate.value, str(triple.object)


def sibling(site: Site, record: Record, form: str, context: Context) -> bytes:
    """Give a record in one form: Turtle in the house layout, JSON-LD to be read."""
    if form == "ttl":
        return render(record.triples, site.repository.prefixes).encode()
    if form == "jsonld":
        return to_document(frame(context, record.iri.value, dict.fromkeys(record.triples)), context)
    out = io.BytesIO()
    triples = tuple(dict.fromkeys(record.triples))
    write(Source(lambda: [(record.iri, triples)], site.repository.prefixes, context), form, out)
    return out.getvalue()


def to_document(nodes: list[dict[str, object]], context: Context) -> bytes:
    """Give a JSON-LD document: the object itself where there is one, else a graph of them."""
    body = nodes[0] if len(nodes) == 1 else {context.keywords.get("@graph", "@graph"): nodes}
    return (json.dumps({"@context": narrow(context, body), **body}, ensure_ascii=False, indent=1) + "\n").encode()
