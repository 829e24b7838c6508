"""What this process has answered, and how quickly; by endpoint, so that no address is kept."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from itertools import accumulate
from threading import Lock
from time import perf_counter
from typing import TYPE_CHECKING

from flask import request

from survey_app.system.exposition import Family, Sample

if TYPE_CHECKING:
    from flask import Flask, Response

#: Upper bounds of durations in seconds; the last one is what nobody waits for.
BOUNDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 10.0)
METHODS = frozenset({"GET", "HEAD", "OPTIONS", "POST"})
STARTED = "survey.started"


class Meter:
    """Counts requests and adds up their durations; used by all threads."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._requests: Counter[tuple[str, str, str]] = Counter()
        self._seconds: Counter[str] = Counter()
        self._buckets: dict[str, list[int]] = {}

    def add(self, endpoint: str, method: str, status: int, seconds: float) -> None:
        """Count one request."""
        with self._lock:
            self._requests[endpoint, method, str(status)] += 1
            self._seconds[endpoint] += seconds  # type: ignore[assignment] # a sum like any other
            buckets = self._buckets.setdefault(endpoint, [0] * (len(BOUNDS) + 1))
            buckets[bisect_left(BOUNDS, seconds)] += 1

    def families(self) -> list[Family]:
        """Return what was counted so far."""
        with self._lock:
            requests = [
                Sample({"endpoint": endpoint, "method": method, "status": status}, count)
                for (endpoint, method, status), count in sorted(self._requests.items())
            ]
            durations = [
                sample for name in sorted(self._buckets) for sample in self._durations(name)
            ]
        return [
            Family("survey_requests_total", "counter", "Requests of this process.", requests),
            Family("survey_request_seconds", "histogram", "Until the answer was made.", durations),
        ]

    def _durations(self, endpoint: str) -> list[Sample]:
        labels, counts = {"endpoint": endpoint}, list(accumulate(self._buckets[endpoint]))
        bounds = [*map(str, BOUNDS), "+Inf"]
        return [
            *(
                Sample({**labels, "le": bound}, count, "_bucket")
                for bound, count in zip(bounds, counts, strict=True)
            ),
            Sample(labels, round(self._seconds[endpoint], 6), "_sum"),
            Sample(labels, counts[-1], "_count"),
        ]


def init_app(app: Flask) -> None:
    """Measure every request."""
    meter = app.extensions["survey_meter"] = Meter()

    def start() -> None:
        request.environ[STARTED] = perf_counter()

    def stop(response: Response) -> Response:
        seconds = perf_counter() - request.environ.get(STARTED, perf_counter())
        method = request.method if request.method in METHODS else "other"
        meter.add(request.endpoint or "none", method, response.status_code, seconds)
        return response

    app.before_request(start)
    app.after_request(stop)
