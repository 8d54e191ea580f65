"""What validating a whole graph took → a picture as SVG, log-log.

``python -m tests.benchmarks.output.picture`` draws it.
"""

from __future__ import annotations

import json
import math
from dataclasses import dataclass
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING

from tests.benchmarks.jobs import JOBS
from tests.benchmarks.watch import Run

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from tests.benchmarks.measure import Runs

STORED, PICTURE = (Path(__file__).parents[1] / f"results.{form}" for form in ("json", "svg"))
DRAWN = "validate-"
TITLE = "Validating a whole graph: seconds, by number of statements"
LEFT, RIGHT, TOP, BOTTOM, LINE = 70, 560, 50, 400, 17
COLORS = ("#000", "#d55e00", "#cc79a7", "#8a6d00", "#0072b2", "#009e73", "#4a3aa7", "#777")
SVG = """<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 760 450" role="img" style="font: 13px sans-serif">
<title>{title}</title>
<rect width="100%" height="100%" fill="#fff"/>
{body}
</svg>
"""


@dataclass(frozen=True, slots=True)
class Scale:
    """Where a size and a time are in the picture; the sizes and decades at its edges are exponents of ten."""

    sizes: tuple[float, float]
    decades: tuple[int, int]

    def place(self, size: float, seconds: float) -> str:
        """Return the point, as SVG writes it."""
        (first, last), (low, high) = self.sizes, self.decades
        x = LEFT + (RIGHT - LEFT) * (math.log10(size) - first) / (last - first or 1)
        return f"{x:.0f},{BOTTOM - (BOTTOM - TOP) * (math.log10(seconds) - low) / (high - low or 1):.0f}"


def draw(found: Runs, about: str) -> str:
    """Return the picture; ``about`` says how, when and on what it was measured."""
    curves = {
        JOBS[name].who: runs for name, at in found.items() if name.startswith("validate-") and (runs := ended(at))
    }
    sizes = sorted({size for runs in curves.values() for size in runs})
    times = sorted(math.log10(run.seconds) for runs in curves.values() for run in runs.values())
    scale = Scale((math.log10(sizes[0]), math.log10(sizes[-1])), (math.floor(times[0]), math.ceil(times[-1])))
    parts = [
        text(f"{LEFT},28", TITLE, 'style="font-size: 16px"'),
        text(f"{LEFT},440", about, 'style="font-size: 12px"'),
    ]
    for decade in range(scale.decades[0], scale.decades[1] + 1):
        ends = [scale.place(size, 10.0**decade) for size in (sizes[0], sizes[-1])]
        parts += [line(ends, "#ddd"), text(f"{LEFT - 8},{ends[0].partition(',')[2]}", f"{10.0**decade:,g} s", END)]
    parts += [text(f"{scale.place(size, 1).partition(',')[0]},{BOTTOM + 20}", f"{size:,}", MIDDLE) for size in sizes]
    lowest = 0
    for who, runs in sorted(curves.items(), key=lambda curve: -[*curve[1].values()][-1].seconds):
        color, points = COLORS[[*curves].index(who)], [scale.place(size, run.seconds) for size, run in runs.items()]
        lowest = max(int(points[-1].partition(",")[2]), lowest + LINE)
        late = [*runs.values()][-1].late
        parts += [line(points, color, 'stroke-width="2"'), *(dot(point, color) for point in points)]
        parts.append(text(f"{RIGHT + 12},{lowest}", f"{who}{' (stopped)' if late else ''}", f'fill="{color}"'))
    return SVG.format(title=escape(f"{TITLE}. {about}"), body="\n".join(parts))


END, MIDDLE = 'text-anchor="end"', 'text-anchor="middle"'


def ended(at: Mapping[int, Run | None]) -> dict[int, Run]:
    """Return the runs by size, up to the first that was stopped."""
    runs = {size: run for size, run in sorted(at.items()) if run}
    late = min((size for size, run in runs.items() if run.late), default=math.inf)
    return {size: run for size, run in runs.items() if size <= late}


def text(place: str, words: str, more: str) -> str:
    """Return a line of text."""
    x, _, y = place.partition(",")
    return f'<text x="{x}" y="{y}" dy="4" {more}>{escape(words)}</text>'


def line(points: list[str], color: str, more: str = "") -> str:
    """Return a line through some points."""
    return f'<polyline points="{" ".join(points)}" fill="none" stroke="{color}" {more}/>'


def dot(place: str, color: str) -> str:
    """Return a dot at a point."""
    x, _, y = place.partition(",")
    return f'<circle cx="{x}" cy="{y}" r="4" fill="{color}"/>'


def read(stored: Mapping[str, Mapping[str, dict[str, object] | None]]) -> Iterator[tuple[str, dict[int, Run | None]]]:
    """Yield what is stored of each job."""
    for name, at in stored.items():
        yield name, {int(size): Run(**run) if run else None for size, run in at.items()}  # type: ignore[arg-type]


if __name__ == "__main__":
    kept = json.loads(STORED.read_text(encoding="utf-8"))
    PICTURE.write_text(draw(dict(read(kept["runs"])), kept["about"]), encoding="utf-8")
