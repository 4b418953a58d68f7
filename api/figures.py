"""What the service counts of itself, for Prometheus. Every label comes from a short, known list.

A label is never a path, an id, a name or a code of anybody's: route templates, rooms, tasks, words that stand
here. Kept in shared files when several processes answer on one port (`shared`), in memory otherwise.
"""

import os
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from prometheus_client import (
    CollectorRegistry,
    Counter,
    Histogram,
    ProcessCollector,
    generate_latest,
    values,
)
from prometheus_client.metrics_core import Metric
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.registry import Collector

METHODS = frozenset({"GET", "HEAD", "POST", "PATCH", "PUT", "DELETE", "OPTIONS"})
OTHER = "other"
NOWHERE = "none"
"""The room of what belongs to none, and the route of what was not found."""

SHARED = "PROMETHEUS_MULTIPROC_DIR"
SUMMED = {f"process_{name}" for name in ("resident_memory_bytes", "cpu_seconds", "open_fds")}

REQUEST_SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10)
STATEMENT_SECONDS = (0.001, 0.005, 0.025, 0.1, 0.25, 1, 5)
JOB_SECONDS = (0.05, 0.25, 1, 5, 15, 60, 300, 1800)


def shared(directory: Path) -> None:
    """From now on figures are kept in files of `directory`, which the processes started after this share.

    To be called before any figure is made; the files are those of one start, so the directory is a new one.
    """
    os.environ[SHARED] = str(directory)
    values.ValueClass = values.get_value_class()  # type: ignore[no-untyped-call]  # has no types


class Figures:
    """One set for each application; the worker inside `serve` counts into that of the service."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self._requests = self._histogram("request_seconds", "From request to answer", REQUEST_SECONDS, "room")
        self._answers = self._counter(
            "answers", "Answers by the first digit of their status", "method", "route", "room", "status"
        )
        self._unavailable = self._counter("unavailable", "Answers 503: the database was away", "room")
        self._replays = self._counter("replays", "Answers given again for an Idempotency-Key", "room")
        self._limited = self._counter("rate_limited", "Requests refused for their number", "limit")
        self._sign_ins = self._counter("sign_ins", "Sign-ins, by their grant", "grant", "outcome")
        self._statements = self._histogram(
            "statement_seconds", "From statement to its last row", STATEMENT_SECONDS, "room"
        )
        self._slow = self._counter("slow_statements", "Statements in the slow-query log", "room")
        self._rolled_back = self._counter(
            "transactions_rolled_back", "Transactions that came to nothing", "room", "because"
        )
        self._waits = self._counter("pool_waits", "Who had to wait for a connection", "pool")
        self._wait_seconds = self._counter("pool_wait_seconds", "Waited in all", "pool")
        self._contended = self._counter(
            "contentions", "Statements PostgreSQL refused for another transaction's sake", "kind"
        )
        self._jobs = self._counter("jobs", "Jobs that ended, or are to be tried again", "task", "outcome")
        self._job_seconds = self._histogram("job_seconds", "How long a job ran", JOB_SECONDS, "task")
        self._operations = self._counter("operations", "Long work that ended", "outcome")
        self._outgoing = self._counter("outgoing", "What was sent to other machines", "kind", "outcome")
        self._known: dict[tuple[str, str, int], tuple[Any, Any]] = {}
        self._known_statements: dict[str, Any] = {}
        self._known_waits: dict[str, tuple[Any, Any]] = {}

    def _counter(self, name: str, about: str, *labels: str) -> Counter:
        return Counter(f"yanxiu_{name}_total", about, labels, registry=self.registry)

    def _histogram(self, name: str, about: str, buckets: tuple[float, ...], *labels: str) -> Histogram:
        return Histogram(f"yanxiu_{name}", about, labels, buckets=buckets, registry=self.registry)

    def count(self, method: str, route: str, room: str, status: int, seconds: float) -> None:
        key = (method, route, status)
        known = self._known.get(key)
        if known is None:
            labels = (method if method in METHODS else OTHER, route, room, f"{status // 100}xx")
            known = self._requests.labels(room), self._answers.labels(*labels)
            if method in METHODS:
                self._known[key] = known
        known[0].observe(seconds)
        known[1].inc()
        if status == 503:
            self._unavailable.labels(room).inc()

    def replayed(self, room: str) -> None:
        self._replays.labels(room).inc()

    def limited(self, limit: str) -> None:
        self._limited.labels(limit).inc()

    def signed_in(self, grant: str, outcome: str) -> None:
        """`outcome` is `succeeded` or the code of the refusal."""
        self._sign_ins.labels(grant, outcome).inc()

    def ran(self, room: str, seconds: float) -> None:
        known = self._known_statements.get(room)
        if known is None:
            known = self._known_statements[room] = self._statements.labels(room)
        known.observe(seconds)

    def waited(self, pool: str, seconds: float) -> None:
        """For a connection of the pool `requests` or `jobs`."""
        known = self._known_waits.get(pool)
        if known is None:
            known = self._known_waits[pool] = self._waits.labels(pool), self._wait_seconds.labels(pool)
        known[0].inc()
        known[1].inc(seconds)

    def slow(self, room: str) -> None:
        self._slow.labels(room).inc()

    def rolled_back(self, room: str, because: str) -> None:
        """`because` of a `refusal`, an `outage`, or an `error`."""
        self._rolled_back.labels(room, because).inc()

    def contended(self, kind: str) -> None:
        self._contended.labels(kind).inc()

    def worked(self, task: str, outcome: str, seconds: float) -> None:
        """`outcome`: `succeeded`, `retried`, `failed`, `cut_off`."""
        self._jobs.labels(task, outcome).inc()
        self._job_seconds.labels(task).observe(seconds)

    def operation_ended(self, outcome: str) -> None:
        self._operations.labels(outcome).inc()

    def sent(self, kind: str, outcome: str, number: int = 1) -> None:
        """`kind`: `message`, `webhook`, `platform`; `outcome`: `sent`, `failed`, `refused`."""
        self._outgoing.labels(kind, outcome).inc(number)

    def page(self, *looked_at: Collector) -> bytes:
        """All of it as Prometheus reads it, with what is looked at only now."""
        now = CollectorRegistry()
        for one in looked_at:
            now.register(one)
        now.register(Processes())
        if SHARED in os.environ:
            MultiProcessCollector(now)  # type: ignore[no-untyped-call]  # has no types
            return generate_latest(now)
        return generate_latest(self.registry) + generate_latest(now)


class Processes(Collector):
    """Memory, CPU and files of all the processes that share the figures, together."""

    def collect(self) -> Iterable[Metric]:
        together: dict[str, Metric] = {}
        for number in _processes():
            for found in ProcessCollector(pid=lambda: number, registry=None).collect():  # noqa: B023  now
                if found.name in SUMMED:
                    kept = together.setdefault(found.name, found)
                    if kept is not found:
                        (one,), (other,) = kept.samples, found.samples
                        kept.samples = [one._replace(value=one.value + other.value)]
        return together.values()


def _processes() -> set[int]:
    """Those with files of figures, by whose names they go: counter_1234.db."""
    if SHARED not in os.environ:
        return {os.getpid()}
    return {int(one.stem.rpartition("_")[2]) for one in Path(os.environ[SHARED]).glob("*.db")}
