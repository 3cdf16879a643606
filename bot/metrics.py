"""What is counted for Prometheus: kinds, outcomes and seconds; never a name, a channel or a word of anybody."""

from bisect import bisect_left
from collections import Counter as Tally
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from itertools import accumulate
from typing import Literal

from prometheus_client import CollectorRegistry, Counter, Gauge, generate_latest
from prometheus_client.core import CounterMetricFamily, HistogramMetricFamily, Metric
from prometheus_client.registry import Collector

from bot import __version__

ACK_SECONDS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 3.0)
CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"
OTHER = "other"
JobOutcome = Literal["done", "later", "uncertain", "refused", "given_up", "wrong"]


@dataclass(frozen=True)
class Backlog:
    """What waits: jobs by state, since when the oldest is overdue, and the incidents that are not resolved by severity."""

    jobs: Mapping[str, int] = field(default_factory=dict)
    overdue_since: datetime | None = None
    incidents: Mapping[str, int] = field(default_factory=dict)


class _Arrivals(Collector):
    """Events by type and outcome, and how long it took to commit them. Plain numbers that one event loop changes: the library's
    own counters take turns, for which an event would pay as much as for being read."""

    def __init__(self) -> None:
        self._events: Tally[tuple[str, str]] = Tally()
        self._within = [0] * (len(ACK_SECONDS) + 1)
        self._seconds = 0.0

    def add(self, name: tuple[str, str], seconds: float) -> None:
        self._events[name] += 1
        self._within[bisect_left(ACK_SECONDS, seconds)] += 1
        self._seconds += seconds

    def collect(self) -> Iterator[Metric]:
        events = CounterMetricFamily(
            "debrief_events", "Events from Slack by type and what became of them.", labels=("type", "outcome")
        )
        for name, count in self._events.items():
            events.add_metric(name, count)
        yield events
        bounds = [*map(str, ACK_SECONDS), "+Inf"]
        yield HistogramMetricFamily(
            "debrief_event_commit_seconds",
            "From an event's arrival until it is committed, just before it is acknowledged.",
            buckets=list(zip(bounds, accumulate(self._within), strict=True)),
            sum_value=self._seconds,
        )


class Metrics:
    """The counters of one running bot, in a registry of their own. `kinds` are the event types that get a line of their own."""

    def __init__(self, kinds: frozenset[str] = frozenset()) -> None:
        self._kinds = kinds
        self._registry = CollectorRegistry()
        self._arrivals = _Arrivals()
        self._registry.register(self._arrivals)
        self._calls = self._counter("slack_requests", "Requests to Slack by method and answer.", "method", "outcome")
        self._jobs = self._counter("jobs", "Attempts at durable work by kind and outcome.", "kind", "outcome")
        self._waiting = self._gauge("job_queue", "Jobs by state.", "state")
        self._overdue = self._gauge("job_overdue_seconds", "For how long the oldest due job has waited.")
        self._incidents = self._gauge("open_incidents", "Incidents that are not resolved, by severity.", "severity")
        self._gauge("build_info", "The version that runs.", "version").labels(__version__).set(1)

    def event(self, kind: str, outcome: str, seconds: float) -> None:
        """An event was taken, or could not be (`failed`)."""
        self._arrivals.add((kind if kind in self._kinds else OTHER, outcome), seconds)

    def asked_slack(self, method: str, outcome: str) -> None:
        """A request to Slack was answered: `ok`, `refused`, `busy` or `uncertain`."""
        self._calls.labels(method, outcome).inc()

    def job(self, kind: str, outcome: JobOutcome) -> None:
        """One attempt at a job came to its end."""
        self._jobs.labels(kind, outcome).inc()

    def text(self, backlog: Backlog, now: datetime) -> bytes:
        """Everything, as Prometheus reads it, with the backlog as it is now."""
        for state in ("waiting", "running", "failed"):
            self._waiting.labels(state).set(backlog.jobs.get(state, 0))
        since = backlog.overdue_since
        self._overdue.set(max(0.0, (now - since).total_seconds()) if since else 0.0)
        self._incidents.clear()
        for severity, count in backlog.incidents.items():
            self._incidents.labels(severity).set(count)
        return generate_latest(self._registry)

    def _counter(self, name: str, about: str, *labels: str) -> Counter:
        return Counter(f"debrief_{name}", about, labels, registry=self._registry)

    def _gauge(self, name: str, about: str, *labels: str) -> Gauge:
        return Gauge(f"debrief_{name}", about, labels, registry=self._registry)
