"""Pages, answers, hostile queries and killed workers at once → what came of it, and what the server holds then."""

from __future__ import annotations

import asyncio
import os
import random
import re
import signal
import time
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote

from tests.benchmarks.server.asking import Load, asked, one
from tests.support.serving import ENDLESS, children_of

if TYPE_CHECKING:
    import subprocess

HOSTILE = (ENDLESS, "SELECT ?x { ?a ?b ?c . ?d ?e ?f BIND(CONCAT(STR(?a), STR(?d)) AS ?x) } ORDER BY ?x")


async def mix(port: int, seconds: float, load: Load, server: subprocess.Popen[bytes]) -> None:
    """Ask for pages, documents, answers; meanwhile ask what is hostile, and kill workers."""
    paths = ["/id/concept/racism/", "/id/concept/racism.ttl", f"/sparql?query={quote('ASK { ?s ?p NUMBER }')}"]
    paths += [f"/query/{name}.csv?" for name in asked()]
    end = time.monotonic() + seconds

    async def ask() -> None:
        while time.monotonic() < end:
            path = random.choice(paths).replace("NUMBER", str(random.random()))  # noqa: S311 - no secret
            try:
                load.statuses[await one(port, path)] += 1
            except (OSError, IndexError, ValueError):
                load.lost += 1

    async def harm() -> None:
        while time.monotonic() < end:
            query = f"{random.choice(HOSTILE)} # {random.random()}"  # noqa: S311 - no secret
            await one(port, f"/sparql?query={quote(query)}")

    async def kill() -> None:
        while time.monotonic() < end:
            await asyncio.sleep(2)
            if workers := children_of(server.pid):
                os.kill(random.choice(workers), signal.SIGKILL)  # noqa: S311 - no secret

    await asyncio.gather(*(ask() for _ in range(8)), *(harm() for _ in range(4)), kill())


def memory(pid: int) -> int:
    """Return the megabytes in memory of a process and of all that it began, what they share counted once."""
    total, open_ = 0, [pid]
    while open_:
        process = open_.pop()
        open_ += children_of(process)
        try:
            text = Path(f"/proc/{process}/smaps_rollup").read_text(encoding="utf-8")
        except OSError:
            continue
        found = re.search(r"Pss:\s+(\d+)", text)
        total += int(found[1]) if found else 0
    return total // 1000
