"""A store of any size → what it entails about our records and does not say, in order and in bounded memory.

The store is read once, part by part; what its parts entail, and what they say of the same kind, is sorted on disk,
where what is said falls out.
"""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING, cast

import pyoxigraph as ox

from arkg.errors import InputFault
from arkg.graph import RECORDS
from arkg.graph.sorting import in_order, pieces
from arkg.infer.axioms import Beyond, axioms_of, check_statements, grouped
from arkg.infer.derive import derive, follow
from arkg.infer.entail import entailed, said
from arkg.infer.rules import compile_rules

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from arkg.graph import Store

PART = 100_000
"""How many statements are in memory at once."""
BEARABLE = 200_000
"""How many statements are given to the reference engine without being asked."""
OWN = f"<{RECORDS}".encode()
NEW, SAID = b" .\n", b" !\n"
"""How the line of an entailed statement ends, and that of the same one where it is said, which so comes first."""


def closure(
    store: Store, *, by_record: bool = True, part: int = PART, warn: Callable[[str], None] | None = None
) -> Iterator[ox.Triple]:
    """Give what a store entails about our records and does not say, each record before its parts, or in order of text.

    ``part`` is how many statements are in memory at once, besides the links of one transitive property at a time.
    Where compiled rules do not cover a statement, the reference engine answers, and ``warn`` is told; raises
    InputFault where there is too much for it.
    """
    try:
        yield from parsed(unsaid(in_order(parts(store, part, by_record=by_record))), part)
    except Beyond as why:  # comes before the first line, which waits for all parts
        if len(store) > BEARABLE:
            raise InputFault(
                f"{why}, and {len(store):,} statements are many for the reference engine.",
                remedy="Take the statement out, or give that engine 3 GB and ten minutes a million: --engine owlrl",
            ) from why
        if warn:
            warn(f"{why}: the reference engine answers.")
        found = entailed(store, engine="owlrl")
        yield from parsed(unsaid(in_order([lines(found, NEW, by_record=by_record)])), part)


def parts(store: Store, size: int, *, by_record: bool) -> Iterator[Iterator[bytes]]:
    """Give what each part of a store entails, and what it says that could be entailed, as lines; raise Beyond."""
    rules = compile_rules(axioms_of(store))
    for part in pieces(store, size):
        groups = grouped(part)
        check_statements(groups)
        told = set(said(groups, rules))
        new = set(derive(groups, rules)) - told
        yield chain(lines(new, NEW, by_record=by_record), lines(told, SAID, by_record=by_record))
    for found in pieces(follow(lambda predicate: store.quads_for_pattern(None, predicate, None), rules), size):
        yield lines(found, NEW, by_record=by_record)


def lines(triples: Iterable[ox.Triple], ending: bytes, *, by_record: bool) -> Iterator[bytes]:
    """Give statements about records as N-Triples with this ending.

    For the order of records, the end of a subject becomes what sorts before ``#`` and every letter of a slug.
    """
    text = cast("bytes", ox.serialize(triples, format=ox.RdfFormat.N_TRIPLES))
    for line in text.splitlines():
        if line.startswith(OWN):
            statement = line[:-2] + ending
            yield statement.replace(b"> ", b"\0 ", 1) if by_record else statement


def unsaid(ordered: Iterable[bytes]) -> Iterator[bytes]:
    """Give the lines of entailed statements that are not said, as N-Triples again."""
    known = b""
    for line in ordered:
        statement = line[: -len(NEW)]
        if line.endswith(SAID):
            known = statement
        elif statement != known:
            yield statement.replace(b"\0 ", b"> ", 1) + NEW


def parsed(ordered: Iterable[bytes], size: int) -> Iterator[ox.Triple]:
    """Read lines of N-Triples."""
    for piece in pieces(ordered, size):
        yield from (quad.triple for quad in ox.parse(b"".join(piece), ox.RdfFormat.N_TRIPLES))
