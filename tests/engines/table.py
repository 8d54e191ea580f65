"""Make the table of `scripts/running-on-a-cluster.md`: what each engine answers, in how many requests and seconds.

``python -m tests.engines.table 10000`` starts them one after another, and compares what they answer with memory. Names
of tasks may follow the number of statements.
"""

from __future__ import annotations

import sys
import time
from collections import Counter
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

from tests.engines.start import ENGINES
from tests.engines.tasks import TASKS, in_memory, write_graph

from arkg.store import open_store
from arkg.store.transport import Transport

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from arkg.store import Store


@contextmanager
def counting() -> Iterator[Counter[str]]:
    """Count requests in this block."""
    counted: Counter[str] = Counter()
    post = Transport._post  # noqa: SLF001 - every request goes through it

    def count(*request: Any) -> object:
        counted["requests"] += 1
        return post(*request)

    Transport._post = count  # type: ignore[assignment, method-assign] # noqa: SLF001
    try:
        yield counted
    finally:
        Transport._post = post  # type: ignore[method-assign] # noqa: SLF001


def cells(store: Store, names: Sequence[str], known: dict[str, object]) -> Iterator[str]:
    """Yield what each task takes, and whether it finds what is known."""
    for name in names:
        with counting() as counted:
            start = time.perf_counter()
            found = TASKS[name](store)
            seconds = time.perf_counter() - start
        requests = f", {counted['requests']:,} requests" if counted else ""
        yield f"{seconds:.2f} s{requests}{compared(found, known.setdefault(name, found))}"


def compared(found: object, known: object) -> str:
    """Return nothing where two answers are the same, else which of their parts differ, as far as they have names."""
    if found == known:
        return ""
    if not (isinstance(found, dict) and isinstance(known, dict)):
        return ", **differs**"
    return f", **differs**: {', '.join(name for name in known if found.get(name) != known[name])}"


def table(triples: int, names: Sequence[str]) -> Iterator[str]:
    """Yield the lines of the table."""
    yield f"| {triples:,} statements | load, start | {' | '.join(each.replace('_', ' ') for each in names)} |"
    yield "| --- " * (len(names) + 2) + "|"
    with TemporaryDirectory() as folder:
        path, known = Path(folder) / "graph.nt", dict[str, object]()
        write_graph(path, triples)
        start = time.perf_counter()
        memory = in_memory(path)
        loaded = time.perf_counter() - start
        yield f"| memory | {loaded:.1f} s | {' | '.join(cells(memory, names, known))} |"
        for name, serve in ENGINES.items():
            own = Path(folder) / name
            own.mkdir()
            start = time.perf_counter()
            with serve(path, own) as url:
                loaded = time.perf_counter() - start
                yield f"| {name} | {loaded:.1f} s | {' | '.join(cells(open_store(url, {}), names, known))} |"


if __name__ == "__main__":
    for line in table(int(sys.argv[1]), sys.argv[2:] or [*TASKS]):
        print(line, flush=True)  # noqa: T201 - what the command is for
