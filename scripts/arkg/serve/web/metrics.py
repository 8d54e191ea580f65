"""Metrics for Prometheus: requests, latencies, refused jobs, and what the workers do."""

from __future__ import annotations

from typing import TYPE_CHECKING

import prometheus_client as prometheus

if TYPE_CHECKING:
    from collections.abc import Iterable

    from arkg.serve.workers import Pool

BUCKETS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)


class Metrics:
    """What has happened since the server began."""

    def __init__(self) -> None:
        """Begin at nothing."""
        prometheus.disable_created_metrics()  # type: ignore[no-untyped-call]
        self._registry = registry = prometheus.CollectorRegistry()
        self._requests = prometheus.Counter(
            "arkg_requests", "Requests answered.", ("route", "method", "status"), registry=registry
        )
        seconds = "Seconds from the head of a request to the end of its answer."
        self._seconds = prometheus.Histogram(
            "arkg_request_seconds", seconds, ("route",), buckets=BUCKETS, registry=registry
        )
        self._kills = prometheus.Counter(
            "arkg_kills", "Jobs that were stopped or refused, by reason.", ("pool", "reason"), registry=registry
        )
        self._workers = prometheus.Gauge("arkg_workers", "Worker processes.", ("pool", "state"), registry=registry)
        self._queue = prometheus.Gauge("arkg_queue", "Jobs that wait for a worker.", ("pool",), registry=registry)

    def request(self, route: str, method: str, status: int, seconds: float) -> None:
        """Count a request that was answered."""
        self._requests.labels(route, method, status).inc()
        self._seconds.labels(route).observe(seconds)

    def kill(self, pool: str, reason: str) -> None:
        """Count a job that was not done: for time, memory, a crash, a full queue, or as its client had gone."""
        self._kills.labels(pool, reason).inc()

    def write(self, pools: Iterable[Pool]) -> bytes:
        """Return it all as Prometheus reads it."""
        for pool in pools:
            for state, count in {"idle": len(pool.idle), "busy": len(pool.busy)}.items():
                self._workers.labels(pool.name, state).set(count)
            self._queue.labels(pool.name).set(pool.waiting)
        return prometheus.generate_latest(self._registry)
