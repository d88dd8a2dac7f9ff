"""Metrics: how much is asked of the doors and how long it takes, in the form that Prometheus reads; no names in it."""

from __future__ import annotations

from typing import Final

from prometheus_client import CollectorRegistry, Counter, Histogram, generate_latest

#: The form in which :meth:`Metrics.text` is.
TYPE: Final = "text/plain; version=0.0.4; charset=utf-8"
_SECONDS: Final = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30)


class Metrics:
    """Counts and times of requests, by the pattern of their route."""

    def __init__(self) -> None:
        self._registry = CollectorRegistry()
        names = ("method", "route")
        self._requests = Counter(
            "thyself_requests", "Requests that were answered", (*names, "status"), registry=self._registry
        )
        self._seconds = Histogram(
            "thyself_seconds", "Seconds to the first byte", names, buckets=_SECONDS, registry=self._registry
        )

    def note(self, method: str, route: str, status: int, seconds: float) -> None:
        """Count one request."""
        self._requests.labels(method, route, str(status)).inc()
        self._seconds.labels(method, route).observe(seconds)

    def text(self) -> bytes:
        """What Prometheus reads."""
        return generate_latest(self._registry)
