"""Records, one after the other → a dump in one of the forms of RDF, written as they come and in bounded memory.

Turtle, TriG, N-Quads and RDF/XML keep the order of the records. N-Triples is sorted, and so is, with no blank node in
a record, the canonical form of the graph (https://www.w3.org/TR/rdf-canon/): its SHA-256 is the RDFC-1.0 hash.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from itertools import chain, islice
from typing import TYPE_CHECKING, BinaryIO, TypeAlias

import pyoxigraph as ox

from arkg.errors import InputFault
from arkg.graph import BASE, RECORDS
from arkg.graph.sorting import in_order
from arkg.publish.jsonld import frame

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from arkg.publish.context import Context

MEDIA_TYPES = {
    "ttl": "text/turtle",
    "jsonld": "application/ld+json",
    "nt": "application/n-triples",
    "nq": "application/n-quads",
    "trig": "application/trig",
    "rdf": "application/rdf+xml",
}
GRAPH_FORMS = ("ttl", "jsonld", "nt", "rdf")
DATASET_FORMS = ("nq", "trig")
CHUNK = 50_000
"""How many triples are sorted in memory at once."""
UNSAYABLE = re.compile("[\x00-\x08\x0b-\x1f\ufffe\uffff]")
"""What XML cannot hold: control characters, and a carriage return, which it reads as a line feed."""

PROV = "http://www.w3.org/ns/prov#"
DERIVED = ox.NamedNode(f"{PROV}wasDerivedFrom")
ENTITY = ox.NamedNode(f"{PROV}Entity")
TYPE = ox.NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#type")
TOPIC = ox.NamedNode("http://xmlns.com/foaf/0.1/primaryTopic")
PART_OF = ox.NamedNode("http://purl.org/dc/terms/isPartOf")
SOURCE = "http://www.w3.org/ns/oa#hasSource"

Described: TypeAlias = "tuple[ox.NamedNode, Sequence[ox.Triple]]"


@dataclass(frozen=True, slots=True)
class Source:
    """What is dumped: a way to read the records, as often as there are forms, and the names to write them with."""

    read: Callable[[], Iterable[Described]]
    prefixes: Mapping[str, str]
    context: Context

    def triples(self) -> Iterator[ox.Triple]:
        """Give every triple, record by record."""
        return chain.from_iterable(triples for _, triples in self.read())


def write(source: Source, form: str, out: BinaryIO) -> None:
    """Write one form of a dump; raise InputFault for what this form cannot say."""
    match form:
        case "ttl":
            ox.serialize(source.triples(), out, ox.RdfFormat.TURTLE, prefixes=dict(source.prefixes))
        case "nt":
            write_sorted(source.triples(), out)
        case "jsonld":
            write_jsonld(source, out)
        case "rdf":
            ox.serialize(sayable(source.triples()), out, ox.RdfFormat.RDF_XML, prefixes=of_terms(source.prefixes))
        case "nq":
            ox.serialize(quads(source), out, ox.RdfFormat.N_QUADS)
        case "trig":
            ox.serialize(quads(source), out, ox.RdfFormat.TRIG, prefixes=dict(source.prefixes))


def of_terms(prefixes: Mapping[str, str]) -> dict[str, str]:
    """Give the prefixes that a property may have: RDF/XML shortens nothing else."""
    return {prefix: space for prefix, space in prefixes.items() if not space.startswith((RECORDS, f"{BASE}query/"))}


def quads(source: Source) -> Iterator[ox.Quad]:
    """Give each record in the graph named after its Turtle file, and in the default graph where each came from."""
    for record, triples in source.read():
        document = ox.NamedNode(f"{record.value}.ttl")
        yield ox.Quad(document, TYPE, ENTITY)
        yield ox.Quad(document, PART_OF, ox.NamedNode(BASE))
        yield ox.Quad(document, TOPIC, record)
        sources = {each.object for each in triples if each.predicate.value == SOURCE}
        for origin in sorted(sources, key=str):
            yield ox.Quad(document, DERIVED, origin)
        for triple in triples:
            yield ox.Quad(triple.subject, triple.predicate, triple.object, document)


def sayable(triples: Iterable[ox.Triple]) -> Iterator[ox.Triple]:
    """Give the triples; raise InputFault at the first that RDF/XML cannot say."""
    for triple in triples:
        thing = triple.object
        if isinstance(thing, ox.Literal) and UNSAYABLE.search(thing.value):
            raise InputFault(
                "A text holds a control character, which RDF/XML cannot say.",
                where=f"{triple.subject}",
                remedy="Take it out of the text.",
            )
        yield triple


def write_sorted(triples: Iterable[ox.Triple], out: BinaryIO) -> None:
    """Write triples as canonical N-Triples in code point order, each once, whatever fits in memory."""
    rest = iter(triples)
    parts = iter(lambda: list(islice(rest, CHUNK)), [])
    out.writelines(in_order(lines(part) for part in parts))


def lines(triples: Iterable[ox.Triple]) -> list[bytes]:
    """Give triples as lines of N-Triples."""
    return ox.serialize(triples, format=ox.RdfFormat.N_TRIPLES).splitlines(keepends=True)  # type: ignore[union-attr]


def write_jsonld(source: Source, out: BinaryIO) -> None:
    """Write the context, then one line for each record with its parts inside it."""
    encode = json.JSONEncoder(ensure_ascii=False, separators=(", ", ": ")).encode
    graph = source.context.keywords.get("@graph", "@graph")
    out.write(f'{{"@context": {encode(source.context.document)},\n"{graph}": ['.encode())
    comma = "\n"
    for record, triples in source.read():
        for node in frame(source.context, record.value, triples):
            out.write(f"{comma}{encode(node)}".encode())
            comma = ",\n"
    out.write(b"\n]}\n")
