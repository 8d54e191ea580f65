"""Lines in any number → the same lines in order: part by part sorted in memory, and merged from disk."""

from __future__ import annotations

import heapq
import tempfile
from contextlib import ExitStack
from itertools import groupby, islice
from typing import TYPE_CHECKING, BinaryIO, TypeVar

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

Each = TypeVar("Each")

OPEN = 128
"""How many files are open at most: operating systems allow some hundred."""


def in_order(parts: Iterable[Iterable[bytes]]) -> Iterator[bytes]:
    """Give the lines of all parts in the order of their bytes, each once; only one part at a time is in memory.

    Each line ends in a line feed and has no other. What waits on disk is gone when the lines are read, or let go.
    """
    with ExitStack() as files:
        runs: list[BinaryIO] = []
        for part in parts:
            if len(runs) == OPEN:
                merged = spill(each_once(runs), files)
                for run in runs:
                    run.close()
                runs = [merged]
            runs.append(spill(sorted(set(part)), files))
        yield from each_once(runs)


def each_once(runs: Iterable[Iterable[bytes]]) -> Iterator[bytes]:
    """Merge sorted lines, and give each once."""
    return (line for line, _ in groupby(heapq.merge(*runs)))


def spill(lines: Iterable[bytes], files: ExitStack) -> BinaryIO:
    """Put sorted lines away in a file that lives as long as ``files``."""
    run = files.enter_context(tempfile.TemporaryFile())  # noqa: SIM115 - closed with ``files``
    run.writelines(lines)
    run.seek(0)
    return run


def pieces(things: Iterable[Each], size: int) -> Iterator[list[Each]]:
    """Give things in lists of so many, the last of them shorter."""
    rest = iter(things)
    return iter(lambda: list(islice(rest, size)), [])
