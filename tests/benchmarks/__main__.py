"""Measures this package and its peers on the same generated graphs, one after the other, and prints one table.

A job that takes longer than its time at one size is not asked at a larger one. ``--size`` names other sizes; of ten
million statements only disk and endpoint are measured. ``--job`` chooses a task or one job of it; ``--write`` puts the
table into ``results.md``, all numbers into ``results.json`` and their picture into ``results.svg``. The exit code is 1
where a job failed, or found something else than its peer for no reason that is known.
"""

from __future__ import annotations

import json
import re
import sys
import tempfile
import time
from dataclasses import asdict
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import click
from tests.benchmarks.jobs import JOBS, TASKS
from tests.benchmarks.measure import Runs, measure_all
from tests.benchmarks.output.machine import described, rows
from tests.benchmarks.output.picture import DRAWN, PICTURE, STORED, draw
from tests.benchmarks.output.table import faults, table

if TYPE_CHECKING:
    from collections.abc import Callable

SIZES = (10_000, 100_000, 1_000_000)
RESULTS = Path(__file__).parent / "results.md"
HEADING = "## What was measured\n"


def chosen(names: tuple[str, ...], tell: Callable[[str], None]) -> list[str]:
    """Return the jobs that are named, or whose task is named, all where nothing is; say which cannot be measured."""
    jobs = [job for job in JOBS if not names or job in names or job.partition("-")[0] in names]
    for job in (each for each in jobs if JOBS[each].missing()):
        tell(f"{job} is left out without {', '.join(JOBS[job].missing())}: pip install '.[peers]'")
    return [job for job in jobs if not JOBS[job].missing()]


def put(text: str, measured: str) -> str:
    """Give the text with another section of what was measured; all other sections stay."""
    section = re.compile(rf"^{re.escape(HEADING)}.*?(?=^## |\Z)", re.MULTILINE | re.DOTALL)
    return section.sub(lambda _: f"{HEADING}\n{measured}\n", text).rstrip() + "\n"


def keep(found: Runs) -> None:
    """Write what was measured as JSON, and the picture of it."""
    said = rows()
    about = f"python -m tests.benchmarks, {said['date']}; {said['processor']}, {said['memory']}"
    runs = {name: {size: run and asdict(run) for size, run in at.items()} for name, at in found.items()}
    STORED.write_text(json.dumps({"about": about, "runs": runs}, indent=1) + "\n", encoding="utf-8")
    if any(name.startswith(DRAWN) and any(at.values()) for name, at in found.items()):
        PICTURE.write_text(draw(found, about), encoding="utf-8")


@click.command(help=__doc__)
@click.option("--size", "sizes", multiple=True, type=int, help="How many triples; may be given more than once.")
@click.option(
    "--job", "names", multiple=True, type=click.Choice([*TASKS, *JOBS]), metavar="JOB", help="Only this task, or job."
)
@click.option("--most", default=180.0, show_default=True, help="How many seconds a job may take.")
@click.option("--write", "to_file", is_flag=True, help="Put the table into results.md, too, and draw it.")
def command(sizes: tuple[int, ...], names: tuple[str, ...], most: float, *, to_file: bool) -> None:
    """Measure, and print one table."""
    start, asked = time.monotonic(), tuple(sorted({*sizes})) or SIZES
    tell = partial(click.echo, err=True)
    with tempfile.TemporaryDirectory() as folder:
        found = measure_all(asked, chosen(names, tell), Path(folder), most, tell)
    wrong = faults(found)
    minutes = (time.monotonic() - start) / 60
    notes = [f"The run took {minutes:.0f} minutes; no job had more than {most:g} seconds.", *wrong]
    measured = "\n".join([described(), table(found, asked), *notes]) + "\n"
    click.echo(measured, nl=False)
    if to_file:
        RESULTS.write_text(put(RESULTS.read_text(encoding="utf-8"), measured), encoding="utf-8")
        keep(found)
    sys.exit(bool(wrong))


if __name__ == "__main__":
    command()
