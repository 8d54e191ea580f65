"""Statements about records, in any order → N-Triples in a file for each kind, record by record, in reading order.

Sorted on disk: what is in memory is one part of them at a time, however many there are.
"""

from __future__ import annotations

from contextlib import ExitStack
from typing import TYPE_CHECKING, BinaryIO, cast

import pyoxigraph as ox

from arkg.graph import RECORDS
from arkg.graph.sorting import in_order, pieces
from arkg.turtle.layout import READING_ORDER, value_key

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path

    from arkg.turtle.layout import Key

PART = 100_000
"""How many statements are sorted in memory at once."""
OTHERS = "others.nt"
OWN = f"<{RECORDS}".encode()
RANKS = {f"<{iri}>".encode(): bytes([33 + rank]) for rank, iri in enumerate(READING_ORDER)}
LAST = b"~"


def spool(parts: Iterable[Sequence[bytes]], folder: Path) -> dict[str, Path]:
    """Sort what lines of N-Triples say of records into files in ``folder``; give kind → file, in order of the IRIs.

    Each stands there once; what is said of anything else goes to the file OTHERS in that folder. The end of a subject
    sorts before ``#`` and every character of a slug, so that a record and its parts stand together.
    """
    folder.mkdir(parents=True)
    files: dict[str, Path] = {}
    with ExitStack() as open_files:
        others = open_files.enter_context((folder / OTHERS).open("wb"))
        start, write = b"\n", None
        for line in in_reading_order(in_order(to_keys(part, others) for part in parts)):
            if write is None or not line.startswith(start):
                start = line[: max(line.find(b"/", len(OWN)), len(OWN)) + 1]
                kind = start[len(OWN) : -1].decode()
                path = files.setdefault(kind, folder / f"{len(files)}.nt")
                write = open_files.enter_context(path.open("ab")).write
            write(line)
    return dict(sorted(files.items(), key=lambda each: f"{each[0]}/"))


def to_parts(triples: Iterable[ox.Triple | ox.Quad]) -> Iterator[list[bytes]]:
    """Give triples as lines of N-Triples, part by part."""
    for part in pieces(triples, PART):
        plain = (each if isinstance(each, ox.Triple) else each.triple for each in part)
        yield cast("bytes", ox.serialize(plain, format=ox.RdfFormat.N_TRIPLES)).splitlines(keepends=True)


def to_keys(lines: Sequence[bytes], others: BinaryIO) -> list[bytes]:
    """Give lines about records as they are sorted, and write down the others."""
    others.writelines(line for line in lines if not line.startswith(OWN))
    return [to_key(line) for line in lines if line.startswith(OWN)]


def to_key(line: bytes) -> bytes:
    """Give a line as it is sorted: what ends an IRI before all that continues it, and properties by their rank."""
    subject, predicate, rest = line.split(b" ", 2)
    return b"%b\0%b%b\0%b" % (subject[:-1], RANKS.get(predicate, LAST), predicate[:-1], rest)


def in_reading_order(keys: Iterable[bytes]) -> Iterator[bytes]:
    """Give sorted keys as lines again, the values of each property in reading order."""
    head, values = b"", [b""]
    for key in keys:
        end = key.index(b"\0", key.index(b"\0") + 1) + 1
        if key[:end] == head:
            values.append(key[end:])
            continue
        if head:
            yield from to_lines(head, values)
        head, values = key[:end], [key[end:]]
    if head:
        yield from to_lines(head, values)


def to_lines(head: bytes, values: list[bytes]) -> Iterator[bytes]:
    """Give the lines of what one subject says by one property."""
    subject, predicate, _ = head.split(b"\0")
    start = b"%b> %b> " % (subject, predicate[1:])
    for value in values if len(values) == 1 else sorted(values, key=by_value):
        yield start + value


def by_value(value: bytes) -> Key:
    """Give what the values of a property are sorted by, from the end of a line of N-Triples."""
    quad = next(ox.parse(b"<x:> <x:> " + value, ox.RdfFormat.N_TRIPLES))
    return value_key(quad.object)
