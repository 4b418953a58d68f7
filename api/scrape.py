"""What is looked at when the figures are asked for, not counted before: pools, queue, build."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict

from prometheus_client.metrics_core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from api.wiring.watching import PoolFigures, QueueFigures

QUEUE = {
    "waiting": "Jobs due and not begun",
    "later": "Jobs put off, or to be tried again",
    "doing": "Jobs under way",
    "operations": "Long work under way",
    "oldest": "Seconds the job waiting longest has been due",
    "workers": "Workers with a sign of life within half a minute",
}
NAMES = {"oldest": "yanxiu_queue_oldest_seconds", "workers": "yanxiu_workers"}
NAMES |= {"operations": "yanxiu_operations_running"}


class Looked(Collector):
    def __init__(
        self,
        *,
        version: str,
        migration: str,
        pools: Mapping[str, PoolFigures],
        queue: QueueFigures | None,
    ) -> None:
        """`migration` is the newest this program knows; `queue` None while the database does not answer."""
        self._version, self._migration, self._pools, self._queue = version, migration, pools, queue

    def collect(self) -> Iterable[Metric]:
        yield self._build()
        yield _gauge("yanxiu_database_up", "Whether the database answered", float(self._queue is not None))
        yield from self._of_pools()
        if self._queue is not None:
            known = asdict(self._queue)
            for name, about in QUEUE.items():
                yield _gauge(NAMES.get(name, f"yanxiu_queue_{name}"), about, known[name])
            behind = float(self._queue.migration != self._migration)
            yield _gauge("yanxiu_migrations_behind", "1 while the schema is not this program's", behind)

    def _build(self) -> Metric:
        build = GaugeMetricFamily(
            "yanxiu_build_info", "1; which program this is", labels=["version", "migration"]
        )
        build.add_metric([self._version, self._migration], 1)
        return build

    def _of_pools(self) -> Iterable[Metric]:
        size = GaugeMetricFamily("yanxiu_pool_size", "Connections there may be", labels=["pool"])
        lent = GaugeMetricFamily("yanxiu_pool_in_use", "Connections lent", labels=["pool"])
        waiting = GaugeMetricFamily("yanxiu_pool_waiting", "Who waits for a connection", labels=["pool"])
        for name, pool in self._pools.items():
            for family, value in (
                (size, pool.size),
                (lent, pool.in_use),
                (waiting, pool.waiting),
            ):
                family.add_metric([name], value)
        return size, lent, waiting


def _gauge(name: str, about: str, value: float) -> Metric:
    return GaugeMetricFamily(name, about, value)
