"""Jobs and sizes → what each job took on a graph of each size: one process at a time, and nothing beside it."""

from __future__ import annotations

import json
import os
import signal
import statistics
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

from tests.benchmarks.graphs.generator import write
from tests.benchmarks.jobs import JOBS
from tests.benchmarks.watch import Run

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

ROOT = Path(__file__).parents[2]
SHORT, TIMES = 2.0, 3
"""A job that takes less than so many seconds is done so many times, of which the median counts."""
Runs: TypeAlias = "dict[str, dict[int, Run | None]]"
"""What each job took at each size; None where it failed."""


def measure_all(
    sizes: Iterable[int], names: Sequence[str], folder: Path, most: float, tell: Callable[[str], None]
) -> Runs:
    """Do every job at every size up to its largest; one that was too late at one size is not asked at a larger one."""
    found: Runs = {name: {} for name in names}
    for size in sorted(sizes):
        path = folder / f"{size}.nt"
        write(path, size)
        for name in (each for each in names if size <= JOBS[each].largest):
            before = [run for run in found[name].values() if run and run.late]
            found[name][size] = run = before[0] if before else measure(name, path, min(most, JOBS[name].most), tell)
            if run:
                tell(f"{size:>12,} {name:24} {'>' if run.late else ' '}{run.seconds:9.3f} s {run.found:>10,} found")
    return found


def measure(name: str, path: Path, most: float, tell: Callable[[str], None]) -> Run | None:
    """Do a job in a process of its own, a short one several times; None where it fails."""
    runs = [once(name, path, most, tell)]
    while (last := runs[-1]) and last.seconds < SHORT and len(runs) < TIMES:
        runs.append(once(name, path, most, tell))
    done = [run for run in runs if run]
    if len(done) < len(runs) or len({run.digest for run in done}) > 1:
        return None
    return replace(done[-1], seconds=statistics.median(run.seconds for run in done))


def once(name: str, path: Path, most: float, tell: Callable[[str], None]) -> Run | None:
    """Do a job once; after ``most`` seconds, end it and all that it began."""
    command = [sys.executable, "-m", "tests.benchmarks.jobs", name, str(path)]
    process = subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, cwd=ROOT, start_new_session=True
    )
    try:
        said, complaint = process.communicate(timeout=most)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        process.communicate()
        return Run(most, late=True)
    if process.returncode:
        tell(f"{name} failed: {complaint.decode()[-500:]}")
        return None
    return Run(**json.loads(said))
