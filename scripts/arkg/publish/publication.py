"""What every producer of data is given: the graph with its records and labels, in memory or read as it is needed."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol, cast

import pyoxigraph as ox

from arkg.errors import InputFault
from arkg.graph import RECORDS
from arkg.graph.names import PREFERRED, in_english
from arkg.graph.sorting import pieces
from arkg.publish.dumps import described

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
    from pathlib import Path

    from arkg.graph import Repository
    from arkg.publish.project import Project

BATCH = 500
"""How many records are in memory at once."""

Value = ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple


@dataclass(frozen=True, slots=True)
class Record:
    """A record: its kind and slug, and every triple of it and its parts, as written, in reading order."""

    iri: ox.NamedNode
    kind: str
    slug: str
    label: str
    triples: tuple[ox.Triple, ...]
    said: Mapping[tuple[str, str], tuple[Value, ...]] = field(repr=False, compare=False)
    """The same: subject and property → values."""

    @property
    def folder(self) -> str:
        """Give the folder of the record's page, and, with ``.ttl`` and so on in place of the slash, its siblings."""
        return f"id/{self.kind}/{self.slug}/"

    def values(self, predicate: str, subject: ox.NamedNode | None = None) -> tuple[Value, ...]:
        """Give what the record (or one of its parts) says by this property, in reading order."""
        return self.said.get(((subject or self.iri).value, predicate), ())


@dataclass(frozen=True, slots=True)
class Written:
    """A file of the publication as it was written: path within the folder, size in bytes, SHA-256 in hexadecimal."""

    path: str
    size: int
    sha256: str


class Labels(Protocol):
    """IRI of a record, a class or a property → its preferred label, in English where it has one."""

    def get(self, key: str, default: str, /) -> str:
        """Give a label, or ``default`` where there is none."""
        ...


@dataclass(frozen=True, slots=True)
class Publication:
    """The data of a publication to be made.

    ``base`` is the address at which the folder will stand, with a slash at its end, and empty where it is not known:
    links between files are relative either way. ``served`` says that a SPARQL endpoint stands at ``{base}sparql``.
    """

    repository: Repository
    project: Project
    base: str
    served: bool
    records: Mapping[str, Iterable[Record]]
    """Kind → its records in order of their slugs, as often as they are asked for."""
    labels: Labels


@dataclass(frozen=True, slots=True)
class Kept:
    """The records of a kind, read from a file of N-Triples each time they are asked for.

    ``expect`` is told of some at a time before they are given, so that their links can be looked up together.
    """

    path: Path
    expect: Callable[[Sequence[Record]], None]

    def __iter__(self) -> Iterator[Record]:
        """Give every record, in the order of their slugs."""
        with self.path.open("rb") as file:
            for batch in pieces((to_record(*each) for each in described(file)), BATCH):
                self.expect(batch)
                yield from batch


def to_record(iri: ox.NamedNode, triples: Sequence[ox.Triple]) -> Record:
    """Make a record of what is said of it; without a label it is called by its slug."""
    kind, _, slug = iri.value.removeprefix(RECORDS).partition("/")
    found: dict[tuple[str, str], list[Value]] = {}
    for triple in triples:
        key = (cast("ox.NamedNode", triple.subject).value, triple.predicate.value)
        found.setdefault(key, []).append(triple.object)
    said = {key: tuple(values) for key, values in found.items()}
    labels = (in_english(said.get((iri.value, term), ())) for term in PREFERRED)
    return Record(iri, kind, slug, next(filter(None, labels), slug), tuple(triples), said)


def check_base(base: str, *, served: bool = False) -> str:
    """Give the base with one slash at its end; raise InputFault where it is no http address of a folder.

    Where an endpoint is ``served``, the base has to be known.
    """
    if served and not base:
        raise InputFault("Where the endpoint stands is not known.", remedy="Name the address with --base URL.")
    if not base:
        return ""
    if not base.startswith(("http://", "https://")) or any(mark in base for mark in '?#<>" '):
        raise InputFault(f"{base!r} is not the address of a folder.", where="--base", remedy="Write https://….")
    return base.rstrip("/") + "/"
