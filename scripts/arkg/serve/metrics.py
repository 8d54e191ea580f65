"""Counts requests, latencies and kills, and writes them as Prometheus text.

Format: https://prometheus.io/docs/instrumenting/exposition_formats/#text-based-format.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from itertools import accumulate
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from arkg.serve.pool import Pool

BOUNDS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)


class Metrics:
    """What has happened since the server began."""

    def __init__(self) -> None:
        """Begin at nothing."""
        self._requests: Counter[tuple[str, str, int]] = Counter()
        self._latencies: dict[str, list[int]] = {}
        self._seconds: Counter[str] = Counter()
        self._kills: Counter[tuple[str, str]] = Counter()

    def request(self, route: str, method: str, status: int, seconds: float) -> None:
        """Count a request that was answered."""
        self._requests[route, method, status] += 1
        counts = self._latencies.setdefault(route, [0] * (len(BOUNDS) + 1))
        counts[bisect_left(BOUNDS, seconds)] += 1
        self._seconds[route] += seconds  # type: ignore[assignment]

    def kill(self, pool: str, reason: str) -> None:
        """Count a job that was not done: for ``time``, ``memory``, ``crash``, ``queue``, or as its asker had gone."""
        self._kills[pool, reason] += 1

    def write(self, pools: Iterable[Pool]) -> str:
        """Write it all."""
        return "".join(f"{line}\n" for line in (*self._of_requests(), *self._of_latencies(), *self._of_pools(pools)))

    def _of_requests(self) -> Iterator[str]:
        yield from heading("arkg_requests_total", "counter", "Requests answered.")
        for (route, method, status), count in sorted(self._requests.items()):
            yield f'arkg_requests_total{{route="{route}",method="{method}",status="{status}"}} {count}'

    def _of_latencies(self) -> Iterator[str]:
        name = "arkg_request_seconds"
        yield from heading(name, "histogram", "Seconds from the head of a request to the end of its answer.")
        for route, counts in sorted(self._latencies.items()):
            *below, total = accumulate(counts)
            for bound, count in zip(BOUNDS, below, strict=True):
                yield f'{name}_bucket{{route="{route}",le="{bound}"}} {count}'
            yield f'{name}_bucket{{route="{route}",le="+Inf"}} {total}'
            yield f'{name}_sum{{route="{route}"}} {self._seconds[route]:.6f}'
            yield f'{name}_count{{route="{route}"}} {total}'

    def _of_pools(self, pools: Iterable[Pool]) -> Iterator[str]:
        yield from heading("arkg_workers", "gauge", "Worker processes, by what they do.")
        for pool in (every := list(pools)):
            states = {"idle": len(pool.idle), "quick": pool.quick, "heavy": pool.heavy}
            for state, count in states.items():
                yield f'arkg_workers{{pool="{pool.name}",state="{state}"}} {count}'
        yield from heading("arkg_queue", "gauge", "Jobs that wait for a worker.")
        for pool in every:
            yield f'arkg_queue{{pool="{pool.name}"}} {len(pool.waiters)}'
        yield from heading("arkg_kills_total", "counter", "Jobs that were stopped or turned away, by reason.")
        for (name, reason), count in sorted(self._kills.items()):
            yield f'arkg_kills_total{{pool="{name}",reason="{reason}"}} {count}'


def heading(name: str, kind: str, text: str) -> Iterator[str]:
    """Write what a metric is."""
    yield f"# HELP {name} {text}"
    yield f"# TYPE {name} {kind}"
