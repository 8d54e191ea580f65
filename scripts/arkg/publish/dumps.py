"""Records, one after the other → a dump in one of the forms of RDF, written as they come and in bounded memory.

Turtle, TriG, N-Quads and RDF/XML keep the order of the records. N-Triples is sorted, and so is, with no blank node in
a record, the canonical form of the graph (https://www.w3.org/TR/rdf-canon/): its SHA-256 is the RDFC-1.0 hash.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from itertools import chain, groupby
from typing import TYPE_CHECKING, TypeAlias

import pyoxigraph as ox

from arkg.errors import InputFault
from arkg.graph import BASE, RECORDS
from arkg.graph.sorting import pieces
from arkg.publish.jsonld import frame

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from pathlib import Path

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
BATCH = 10_000
"""How many lines are read as RDF at once."""
UNSAYABLE = re.compile("[\x00-\x08\x0b-\x1f\ufffe\uffff]")
"""What XML cannot hold: control characters, and a carriage return, which it reads as a line feed."""
DOUBTFUL = re.compile(rb"\\|\xef\xbf[\xbe\xbf]")
"""How a line of N-Triples writes these, and more."""

TYPE = "<http://www.w3.org/1999/02/22-rdf-syntax-ns#type>"
DOCUMENT = (
    f"{TYPE} <http://www.w3.org/ns/prov#Entity>",
    f"<http://purl.org/dc/terms/isPartOf> <{BASE}>",
    "<http://xmlns.com/foaf/0.1/primaryTopic> <%s>",
)
"""What is said of the graph of each record."""
DERIVED = b"<http://www.w3.org/ns/prov#wasDerivedFrom> "
SOURCE = b"> <http://www.w3.org/ns/oa#hasSource> "

Described: TypeAlias = "tuple[ox.NamedNode, Sequence[ox.Triple]]"


@dataclass(frozen=True, slots=True)
class Source:
    """What is dumped: kind → N-Triples, a record after the other, and the names to write them with."""

    files: Mapping[str, Path]
    prefixes: Mapping[str, str]
    context: Context

    @property
    def size(self) -> int:
        """Give the number of bytes."""
        return sum(path.stat().st_size for path in self.files.values())

    def lines(self) -> Iterator[bytes]:
        """Give every statement as a line."""
        for path in self.files.values():
            with path.open("rb") as file:
                yield from file

    def triples(self) -> Iterator[ox.Quad]:
        """Give every statement, in the default graph."""
        return chain.from_iterable(ox.parse(path=each, format=ox.RdfFormat.N_TRIPLES) for each in self.files.values())


def write(source: Source, form: str, path: Path) -> None:
    """Write one form of a dump; raise InputFault for what this form cannot say."""
    match form:
        case "ttl":
            ox.serialize(source.triples(), path, ox.RdfFormat.TURTLE, prefixes=dict(source.prefixes))
        case "nt":
            with path.open("wb") as out:
                out.writelines(in_text_order(source.lines()))
        case "jsonld":
            write_jsonld(source, path)
        case "rdf":
            check_sayable(source.lines())
            ox.serialize(source.triples(), path, ox.RdfFormat.RDF_XML, prefixes=of_terms(source.prefixes))
        case "nq":
            with path.open("wb") as out:
                out.writelines(quad_lines(source.lines()))
        case "trig":
            ox.serialize(quads(source), path, ox.RdfFormat.TRIG, prefixes=dict(source.prefixes))


def of_terms(prefixes: Mapping[str, str]) -> dict[str, str]:
    """Give the prefixes that a property may have: RDF/XML shortens nothing else."""
    return {prefix: space for prefix, space in prefixes.items() if not space.startswith((RECORDS, f"{BASE}query/"))}


def by_record(lines: Iterable[bytes]) -> Iterator[tuple[str, list[bytes]]]:
    """Give the IRI of each record, and its lines."""
    record, about = b"\n", list[bytes]()
    for line in lines:
        if not line.startswith(record) or line[len(record)] not in b"#>":
            if about:
                yield record[1:].decode(), about
            record, about = line[: line.index(b">")].partition(b"#")[0], []
        about.append(line)
    if about:
        yield record[1:].decode(), about


def described(lines: Iterable[bytes]) -> Iterator[Described]:
    """Give each record, and its triples."""
    for record, about in by_record(lines):
        quads = ox.parse(b"".join(about), ox.RdfFormat.N_TRIPLES)
        yield ox.NamedNode(record), tuple(quad.triple for quad in quads)


def in_text_order(lines: Iterable[bytes]) -> Iterator[bytes]:
    """Give lines that stand record by record in the order of their bytes.

    There, what continues an IRI by a character before ``>`` (``#``, ``-``, a digit) comes before it: what is said of a
    subject is held back until something comes that it precedes. Only IRIs that continue each other wait together.
    """
    held: list[list[bytes]] = []
    for _, group in groupby(lines, lambda line: line[: line.index(b" ")]):
        about = sorted(group)
        while held and held[-1] < about:
            yield from held.pop()
        held.append(about)
    while held:
        yield from held.pop()


def quad_lines(lines: Iterable[bytes]) -> Iterator[bytes]:
    """Give each record in the graph named after its Turtle file, and in the default graph where each came from."""
    for record, about in by_record(lines):
        document = f"<{record}.ttl>"
        for said in DOCUMENT:
            yield f"{document} {said.replace('%s', record)} .\n".encode()
        for origin in sorted({line.partition(SOURCE)[2] for line in about if SOURCE in line}):
            yield b"%b %b%b" % (document.encode(), DERIVED, origin)
        end = f" {document} .\n".encode()
        for line in about:
            yield line[:-3] + end


def quads(source: Source) -> Iterator[ox.Quad]:
    """Give the same as quads."""
    batches = pieces(quad_lines(source.lines()), BATCH)
    return chain.from_iterable(ox.parse(b"".join(batch), ox.RdfFormat.N_QUADS) for batch in batches)


def check_sayable(lines: Iterable[bytes]) -> None:
    """Raise InputFault at the first statement that RDF/XML cannot say."""
    for line in lines:
        if DOUBTFUL.search(line):
            triple = next(ox.parse(line, ox.RdfFormat.N_TRIPLES)).triple
            if isinstance(triple.object, ox.Literal) and UNSAYABLE.search(triple.object.value):
                raise InputFault(
                    "A text holds a control character, which RDF/XML cannot say.",
                    where=f"{triple.subject}",
                    remedy="Take it out of the text.",
                )


def write_jsonld(source: Source, path: Path) -> None:
    """Write the context, then one line for each record with its parts inside it."""
    encode = json.JSONEncoder(ensure_ascii=False, separators=(", ", ": ")).encode
    graph = source.context.keywords.get("@graph", "@graph")
    with path.open("w", encoding="utf-8", newline="") as out:
        out.write(f'{{"@context": {encode(source.context.document)},\n"{graph}": [')
        comma = "\n"
        for record, triples in described(source.lines()):
            for node in frame(source.context, record.value, triples):
                out.write(f"{comma}{encode(node)}")
                comma = ",\n"
        out.write("\n]}\n")
