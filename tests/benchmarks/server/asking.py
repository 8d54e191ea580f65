"""Requests sent to a server, one by one or so many at a time → how many it answers, and how soon.

It asks with wrk where that is installed, else with a client of its own.
"""

from __future__ import annotations

import asyncio
import random
import re
import shutil
import statistics
import subprocess
import tempfile
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import quote

from tests.support.serving import ENDLESS

from arkg.query import questions
from arkg.workspace import find

ROOT = Path(__file__).parents[3]
CLIENTS = 16
"""How many clients ask at a time, unless it is said otherwise."""
SECONDS = 5
PATIENCE = 20
LUA = """local n = 0
function request()
  n = n + 1
  return wrk.format("GET", (string.gsub("PATH", "NUMBER", n .. "-" .. math.random(1e9))))
end
"""


@dataclass(slots=True)
class Load:
    """What came of a load: seconds each request took, by status, and how many were lost on the way."""

    taken: list[float] = field(default_factory=list)
    statuses: Counter[int] = field(default_factory=Counter)
    lost: int = 0


async def one(port: int, path: str, host: str = "127.0.0.1") -> int:
    """Ask once; return the status."""
    reader, writer = await asyncio.open_connection(host, port)
    try:
        writer.write(f"GET {path} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n".encode())
        content = await reader.read()
        return int(content.split(b" ", 2)[1])
    finally:
        writer.close()


async def keep_asking(port: int, path: str, until_: float, load: Load) -> None:
    """Ask again and again over one connection."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    number = 0
    while (began := time.perf_counter()) < until_:
        number += 1
        target = path.replace("NUMBER", f"{number}-{random.random()}")  # noqa: S311 - no secret
        writer.write(f"GET {target} HTTP/1.1\r\nHost: x\r\n\r\n".encode())
        head = await reader.readuntil(b"\r\n\r\n")
        length = re.search(rb"content-length: (\d+)", head, re.IGNORECASE)
        await reader.readexactly(int(length[1]) if length else 0)
        load.taken.append(time.perf_counter() - began)
    writer.close()


def measure(port: int, path: str, clients: int = CLIENTS) -> str:
    """Load an address with some clients; return requests a second, and the median and 99th percentile.

    NUMBER in a path is another number each time, in each call.
    """
    path = path.replace("NUMBER", f"{random.random()}-NUMBER")  # noqa: S311 - no secret
    if not shutil.which("wrk"):
        load = Load()

        async def run() -> None:
            until_ = time.perf_counter() + SECONDS
            await asyncio.gather(*(keep_asking(port, path, until_, load) for _ in range(clients)))

        asyncio.run(run())
        cuts = statistics.quantiles(load.taken, n=100)
        rate = len(load.taken) / SECONDS
        return f"{rate:8,.0f} requests/s   p50 {cuts[49] * 1000:.2f} ms   p99 {cuts[98] * 1000:.2f} ms"
    with tempfile.NamedTemporaryFile("w", suffix=".lua") as script:
        script.write(LUA.replace("PATH", path))
        script.flush()
        more = ["-s", script.name] if "NUMBER" in path else []
        url = f"http://127.0.0.1:{port}{path.replace('NUMBER', '0')}"
        command = ["wrk", "-t1", f"-c{clients}", f"-d{SECONDS}", "--latency", *more, url]
        text = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    found = {name: re.search(rf"{name}:?\s+([\d.]+\w*)", text) for name in ("50%", "99%", "Requests/sec")}
    p50, p99, rate_ = (each[1] if each else "?" for each in found.values())
    bad = re.search(r"Non-2xx or 3xx responses: (\d+)", text)
    return f"{float(rate_):8,.0f} requests/s   p50 {p50}   p99 {p99}" + (f"   {bad[1]} FAILED" if bad else "")


def asked() -> dict[str, str]:
    """Return the questions of the library by name."""
    return {each.name: each.text for each in questions(find(ROOT, ROOT))}


def time_questions(port: int, endpoint: str) -> str:
    """Ask each question ten times, each time anew; return the medians' greatest, and their sum."""
    medians = {}
    for name, query in asked().items():
        anew = (f"{query}\n# {number} {random.random()}" for number in range(10))  # noqa: S311 - no secret
        medians[name] = time_paths(port, [f"{endpoint}?query={quote(each)}" for each in anew])
    return told(medians)


def time_api(port: int) -> str:
    """Ask each question ten times as an API, which gives an answer again that it gave before."""
    return told({name: time_paths(port, [f"/query/{name}.json"] * 10) for name in asked()})


def time_paths(port: int, paths: list[str]) -> float:
    """Ask for each; return the median in milliseconds, infinite where an answer does not come in twenty seconds."""
    taken = []
    for path in paths:
        began = time.perf_counter()
        try:
            status = asyncio.run(asyncio.wait_for(one(port, path), PATIENCE))
        except TimeoutError:
            return float("inf")
        taken.append((time.perf_counter() - began) * 1000 if status == 200 else float("inf"))
    return statistics.median(taken)


def told(medians: dict[str, float]) -> str:
    """Write the medians of the questions in a line."""
    slowest = max(medians, key=lambda name: medians[name])
    failed = sum(each == float("inf") for each in medians.values())
    total = sum(each for each in medians.values() if each != float("inf"))
    more = f", {failed} without an answer in {PATIENCE} s" if failed else ""
    return f"slowest p50 {medians[slowest]:.1f} ms ({slowest}), all {len(medians)} in sum {total:.0f} ms{more}"


def time_beside_endless(port: int, endpoint: str) -> str:
    """Ask while eight endless queries run; return the median and the longest time."""

    async def run() -> list[float]:
        heavy = [
            asyncio.create_task(one(port, f"{endpoint}?query={quote(f'{ENDLESS} #{number}')}")) for number in range(8)
        ]
        await asyncio.sleep(1)
        taken = []
        for number in range(50):
            began = time.perf_counter()
            try:
                async with asyncio.timeout(SECONDS):
                    await one(port, f"{endpoint}?query={quote(f'ASK {{ ?s ?p {number} }}')}")
            except TimeoutError:
                break
            taken.append((time.perf_counter() - began) * 1000)
        for task in heavy:
            task.cancel()
        return taken

    taken = asyncio.run(run())
    if not taken:
        return f"no answer within {SECONDS} s"
    return f"p50 {statistics.median(taken):.1f} ms, longest {max(taken):.1f} ms ({len(taken)} asked)"
