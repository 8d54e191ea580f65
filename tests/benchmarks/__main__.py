"""Measures this package and its peers on the same generated graphs, and prints one table.

A peer that takes longer than its time at one size is not asked at a larger one. The whole run takes about twenty
minutes on two cores; ``--size 10000000`` adds the largest graph, ``--write`` rewrites ``results.md``.
"""

from __future__ import annotations

import json
import math
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

import click
from tests.benchmarks.generator import write
from tests.benchmarks.jobs import JOBS, ROOT

SIZES = (10_000, 100_000, 1_000_000)
PEERS = {
    "validate": "validate-pyshacl",
    "query": "query-rdflib",
    "infer": "infer-owlrl",
    "publish": "publish-pyoxigraph",
    "load": "load-pyoxigraph",
}
RESULTS = Path(__file__).parent / "results.md"


@dataclass(frozen=True, slots=True)
class Run:
    """What a job took: seconds, megabytes at the peak, and how much it found."""

    seconds: float
    peak: int
    found: int


def measure(name: str, path: Path, most: float) -> Run | None:
    """Run a job in a process of its own; None where it takes too long or cannot run."""
    command = [sys.executable, "-m", "tests.benchmarks.jobs", name, str(path)]
    try:
        done = subprocess.run(command, capture_output=True, timeout=most, check=True, cwd=ROOT)
    except (subprocess.TimeoutExpired, subprocess.CalledProcessError) as fault:
        why = "takes too long" if isinstance(fault, subprocess.TimeoutExpired) else str(fault.stderr)[-300:]
        click.echo(f"{name}: {why}", err=True)
        return None
    return Run(**json.loads(done.stdout))


def measure_all(sizes: tuple[int, ...], names: tuple[str, ...], folder: Path, most: float) -> dict[str, dict[int, Run]]:
    """Run every job at every size that it can bear."""
    found: dict[str, dict[int, Run]] = {name: {} for name in names}
    gone: set[str] = set()
    for size in sorted(sizes):
        path = folder / f"{size}.nt"
        write(path, size)
        for name in (each for each in names if each not in gone):
            run = measure(name, path, most)
            if run is None:
                gone.add(name)
                continue
            found[name][size] = run
            click.echo(f"{size:>10,} {name:24} {run.seconds:9.3f} s {run.peak:6} MB {run.found:>9,}", err=True)
    return found


def table(found: dict[str, dict[int, Run]], sizes: tuple[int, ...]) -> str:
    """Write the table: for each job its seconds, ratio to the peer, and peak at every size, and how it grows."""
    heads = [f"{size:,} triples" for size in sizes]
    lines = [f"| job | {' | '.join(heads)} | grows with |", "|---" * (len(sizes) + 2) + "|"]
    for name, runs in found.items():
        peer = found.get(PEERS.get(name.partition("-")[0], ""), {})
        cells = [cell(runs.get(size), peer.get(size), same=name in PEERS.values()) for size in sizes]
        lines.append(f"| {name} | {' | '.join(cells)} | {growth(runs)} |")
    return "\n".join(lines) + "\n"


def cell(run: Run | None, peer: Run | None, *, same: bool) -> str:
    """Write what a job took at one size: seconds, how many times the speed of the peer, and megabytes."""
    if run is None:
        return "–"
    ratio = f", {peer.seconds / run.seconds:.3g} ×" if peer and not same else ""
    return f"{run.seconds:.3g} s{ratio}, {run.peak:,} MB"


def growth(runs: dict[int, Run]) -> str:
    """Give the exponent of the growth between the two largest sizes: 1 is linear."""
    last = sorted(runs)[-2:]
    if len(last) < 2:
        return "–"
    small, large = last
    slope = math.log(runs[large].seconds / runs[small].seconds) / math.log(large / small)
    return f"n^{slope:.2f}"


@click.command()
@click.option("--size", "sizes", multiple=True, type=int, help="How many triples; may be given more than once.")
@click.option("--job", "names", multiple=True, type=click.Choice(list(JOBS)), help="Only this job.")
@click.option("--most", default=240.0, show_default=True, help="How many seconds a job may take.")
@click.option("--write", "to_file", is_flag=True, help="Write the table to results.md, too.")
def command(sizes: tuple[int, ...], names: tuple[str, ...], most: float, *, to_file: bool) -> None:
    """Measure, and print one table."""
    sizes, chosen = sizes or SIZES, names or tuple(JOBS)
    with tempfile.TemporaryDirectory() as folder:
        result = table(measure_all(sizes, chosen, Path(folder), most), sizes)
    click.echo(result, nl=False)
    if to_file:
        kept = RESULTS.read_text(encoding="utf-8").partition("| job |")[0] if RESULTS.exists() else ""
        RESULTS.write_text(kept + result, encoding="utf-8")


if __name__ == "__main__":
    command()
