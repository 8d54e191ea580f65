"""What a job takes and what it finds: seconds, megabytes at the peak, and a text that equal answers share."""

from __future__ import annotations

import hashlib
import resource
import time
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

MASK = 2**128 - 1


@dataclass(frozen=True, slots=True)
class Run:
    """What a job took, in seconds and megabytes, and what it found: how much, and the digest of it.

    ``late`` says that it was stopped after these seconds, so that it found nothing.
    """

    seconds: float
    peak: int = 0
    found: int = 0
    digest: str = ""
    late: bool = False


@dataclass(slots=True)
class Watch:
    """Runs while a job does what is measured; what a job does before and after does not count."""

    seconds: float = 0.0
    peak: int = 0

    @contextmanager
    def running(self) -> Iterator[None]:
        """Add the time that the block takes, and look at the memory when it ends."""
        start = time.perf_counter()
        yield
        self.seconds += time.perf_counter() - start
        self.peak = memory()


def memory() -> int:
    """Give the megabytes that this process took at most, with the largest of those that it began and saw end."""
    own, others = (resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return (own + others) // 1024


def summed_up(lines: Iterable[str]) -> tuple[int, str]:
    """Count the lines, and give a short text that the same lines give in any order."""
    count = total = 0
    for line in lines:
        count += 1
        total += int.from_bytes(hashlib.blake2b(line.encode(), digest_size=16).digest())
    return count, f"{total & MASK:032x}"
