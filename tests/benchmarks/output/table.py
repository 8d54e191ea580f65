"""What was measured → one table: seconds, megabytes, how many times as fast as the peer, the same answers, growth."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from tests.benchmarks.jobs import JOBS, TASKS, by_task

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from tests.benchmarks.measure import Runs
    from tests.benchmarks.watch import Run

    At = Mapping[int, Run | None]

SAME, OTHER, KNOWN = "=", "≠", "≈"


def table(found: Runs, sizes: Sequence[int]) -> str:
    """Write the table: a row for who does a task where, a column for each size."""
    heads = ["task", "by", *(f"{size:,}" for size in sizes), "grows with"]
    lines = [row(heads), row(["---"] * len(heads))]
    for task, names in by_task(found).items():
        for name in names:
            label = TASKS[task] if name == names[0] else ""
            cells = (cell(name, size, {each: found[each] for each in names}) for size in sizes)
            lines.append(row([label, JOBS[name].who, *cells, growth(found[name])]))
    return "".join(lines)


def row(cells: Sequence[str]) -> str:
    """Write a row."""
    return f"| {' | '.join(cells)} |\n"


def cell(name: str, size: int, task: Mapping[str, At]) -> str:
    """Write what a job took at one size, and how that compares with the first job of its task."""
    run = task[name].get(size)
    if run is None:
        return "–"
    if run.late:
        return f"> {seconds(run.seconds)}"
    return ", ".join([seconds(run.seconds), f"{run.peak:,} MB", *compared(name, size, task)])


def compared(name: str, size: int, task: Mapping[str, At]) -> Iterator[str]:
    """Give how many times as fast as the peer a job is, and whether it found the same; for the first, how much."""
    run, first = task[name][size], next(iter(task))
    peer = task[first].get(size)
    if run and peer and name != first and JOBS[first].peer:
        yield f"**{'> ' if peer.late else ''}{peer.seconds / run.seconds:.3g} ×**"
    judge = held_to(size, task)
    if run and judge is run:
        yield f"{run.found:,} found"
    elif run and judge:
        yield SAME if run.digest == judge.digest else KNOWN if JOBS[name].differs else OTHER


def held_to(size: int, task: Mapping[str, At]) -> Run | None:
    """Give the first run of a task that came to an end: what the others are held to."""
    ended = (run for name, at in task.items() if not JOBS[name].differs and (run := at.get(size)) and not run.late)
    return next(ended, None)


def faults(found: Runs) -> list[str]:
    """Say which jobs failed, and which found something else than the first of their task for no known reason."""
    said = []
    for names in by_task(found).values():
        for name in names:
            for size, run in found[name].items():
                judge = held_to(size, {each: found[each] for each in names})
                other = run and judge and not run.late and run.digest != judge.digest and not JOBS[name].differs
                if run is None or other:
                    said.append(f"{name} {'found something else' if run else 'failed'} at {size:,}")
    return said


def seconds(value: float) -> str:
    """Write a time in a unit that fits."""
    return f"{value:,.3g} s" if value >= 1 else f"{value * 1000:.3g} ms"


def growth(runs: At) -> str:
    """Give the exponent of the growth between the smallest and the largest size that came to an end: 1 is linear."""
    ended = {size: run.seconds for size, run in runs.items() if run and not run.late}
    if len(ended) < 2:
        return "–"
    small, large = min(ended), max(ended)
    return f"n^{math.log(ended[large] / ended[small]) / math.log(large / small):.2f}"
