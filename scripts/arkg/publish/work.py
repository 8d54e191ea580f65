"""Jobs → done beside each other: in processes of their own where there is much to do, else one after the other."""

from __future__ import annotations

import os
from concurrent.futures import Executor, ProcessPoolExecutor, ThreadPoolExecutor
from contextlib import contextmanager
from multiprocessing import get_context, parent_process
from threading import Thread
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

LARGE = 8_000_000
"""From how many bytes of N-Triples on a process is worth its start."""
MOST = 4
"""How many processes there are at most, so that memory does not grow with the machine."""


@contextmanager
def workers(size: int) -> Iterator[Executor]:
    """Give what runs jobs on so many bytes; at the end, or on a fault, what has not begun is left undone."""
    executor: Executor = ThreadPoolExecutor(1)
    if size >= LARGE:
        executor = ProcessPoolExecutor(processors(), mp_context=get_context("spawn"), initializer=end_with_parent)
    try:
        yield executor
    finally:
        executor.shutdown(cancel_futures=True)


def end_with_parent() -> None:
    """End this process when the one that started it ends, however that does: nobody waits for it any more."""
    Thread(target=wait_for_parent, daemon=True).start()


def wait_for_parent() -> None:
    """Wait until the process that started this one has ended, and end this one."""
    if parent := parent_process():
        parent.join()
        os._exit(1)


def processors() -> int:
    """Give how many processors this process may use, as far as more of them are of use."""
    usable = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return min(usable, MOST)
