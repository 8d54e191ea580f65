"""What the pages of the real graph cost a reader, beside what they may: ``python -m tests.benchmarks.pages``.

The weights are those of a first visit, compressed by gzip: the page with its style, script and icon. The limits are in
the design of the pages; what only a browser can tell (accessibility, sideways scroll) is in ``tests/browser``.
"""

from __future__ import annotations

import gzip
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from arkg.publish import build_site, publish
from arkg.publish.pages import pages
from arkg.workspace import find

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).parents[2]
SHARED = ("static/site.css", "static/site.js", "static/icon.svg")
LISTS = ("concept", "initiative", "institution", "resource", "search")


@dataclass(frozen=True, slots=True)
class Figure:
    """What was measured, its value and its limit in one unit, and where the worst stands."""

    what: str
    value: float
    limit: float
    unit: str
    where: str = ""

    def __str__(self) -> str:
        """Write the figure on one line."""
        verdict = "ok" if self.value <= self.limit else "OVER"
        return f"{self.what:34} {self.value:8.1f} of {self.limit:6.1f} {self.unit:4} {verdict:5} {self.where}"


def main() -> None:
    """Measure and print; exit with 1 where a limit is passed."""
    figures = list(measure())
    sys.stdout.write("".join(f"{figure}\n" for figure in figures))
    sys.exit(any(figure.value > figure.limit for figure in figures))


def measure() -> Iterator[Figure]:
    """Build everything once, and give every figure."""
    with tempfile.TemporaryDirectory() as folder:
        begin = time.perf_counter()
        publish(find(ROOT), Path(folder) / "site")
        yield Figure("build, all files", time.perf_counter() - begin, 30, "s")
    site = build_site(find(ROOT))
    begin = time.perf_counter()
    made = dict(pages(site))
    yield Figure("build, pages alone", time.perf_counter() - begin, 30, "s", f"{len(made)} files")
    yield from weigh(made)


def weigh(made: dict[str, bytes]) -> Iterator[Figure]:
    """Give the weight of the heaviest pages of records and questions, of every list, and of what all pages share."""
    shared = sum(len(gzip.compress(made[path])) for path in SHARED)
    weights = {path: len(gzip.compress(content)) + shared for path, content in made.items() if path.endswith(".html")}
    for what, start in (("record page, heaviest", "id/"), ("question page, heaviest", "query/")):
        worst = max((path for path in weights if path.startswith(start)), key=lambda path: weights[path])
        yield Figure(what, weights[worst] / 1000, 30, "kB", worst)
    records = sorted(size for path, size in weights.items() if path.startswith("id/"))
    yield Figure("record page, median", records[len(records) // 2] / 1000, 30, "kB")
    for kind in LISTS:
        path = f"{kind}/index.html"
        rows = made[path].count(b"<li")
        yield Figure(f"list {kind}", weights[path] / 1000, 60 + rows / 10, "kB", f"{rows} lines")
    yield Figure("style, script and icon", shared / 1000, 10, "kB")


if __name__ == "__main__":
    main()
