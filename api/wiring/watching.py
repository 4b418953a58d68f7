"""Statements told to the figures, the slow-query log and the trace; and the pools and the queue looked at."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from math import inf
from typing import Any

import structlog
from sqlalchemy.ext.asyncio import AsyncEngine
from starlette.types import Scope

from api.figures import NOWHERE, Figures
from api.tracing import Tracing
from api.wiring.request import Replay
from domain.errors import DomainError
from persistence.migrations import head
from persistence.outages import is_outage
from persistence.platform.queue_figures import QueueFigures, queue_figures
from persistence.watching import DOING, CountedPool

__all__ = ["DOING", "Asked", "PoolFigures", "QueueFigures", "Watcher", "head", "looked_at", "room_of"]

log = structlog.get_logger("yanxiu.statement")

REQUESTS = "requests"
PATIENCE = 2.0  # seconds a scraper waits for the database; the rest of the figures are worth more
LONGEST = 4_000  # characters of a statement that are logged


def room_of(scope: Scope) -> str:
    """The room a request is in: the tag of its route, once one is found."""
    tags = getattr(scope.get("route"), "tags", None)
    return str(tags[0]) if tags else NOWHERE


class Asked:
    """A request, as its statements know it."""

    __slots__ = ("_room", "_scope", "span", "traceparent")

    def __init__(self, scope: Scope) -> None:
        self._scope, self._room = scope, NOWHERE
        self.span: Any = None
        self.traceparent: str | None = None

    @property
    def room(self) -> str:
        if self._room is NOWHERE:  # no route was found yet
            self._room = room_of(self._scope)
        return self._room

    def named(self) -> dict[str, str]:
        route = getattr(self._scope.get("route"), "path", NOWHERE)
        return {"request_id": self._scope["yanxiu.request_id"], "route": route}


class Watcher:
    """Behind `persistence.watching.Watch`."""

    def __init__(
        self,
        figures: Figures,
        *,
        slow_ms: int = 0,
        tracing: Tracing | None = None,
        pool: str = REQUESTS,
    ) -> None:
        """`slow_ms` 0 logs no statement; `pool` is what the engine's connections are for."""
        self._figures, self._tracing, self._pool = figures, tracing, pool
        self.slow_after = slow_ms / 1000 if slow_ms else inf
        self.traces = tracing is not None

    def ran(self, seconds: float) -> None:
        self._figures.ran(_room(), seconds)

    def slow(self, statement: str, seconds: float, rows: int | None, backend: int | None) -> None:
        doing = DOING.get()
        self._figures.slow(_room())
        log.warning(
            "slow_statement",
            **({} if doing is None else doing.named()),
            room=_room(),
            ms=round(seconds * 1000, 1),
            rows=rows,
            backend_pid=backend,
            statement=" ".join(statement.split())[:LONGEST],
        )

    def traced(self, statement: str, seconds: float, failed: str | None) -> None:
        doing = DOING.get()
        if self._tracing is not None and doing is not None and doing.span is not None:
            text = " ".join(statement.split())[:LONGEST]
            self._tracing.statement(doing.span, text, seconds, failed)

    def rolled_back(self, error: BaseException) -> None:
        self._figures.rolled_back(_room(), _because(error))

    def waited(self, seconds: float) -> None:
        self._figures.waited(self._pool, seconds)

    def contended(self, kind: str) -> None:
        self._figures.contended(kind)


def _because(error: BaseException) -> str:
    """Refusals, and answers given again, end a transaction too."""
    if isinstance(error, (DomainError, Replay)):
        return "refusal"
    return "outage" if is_outage(error) else "error"


def _room() -> str:
    doing = DOING.get()
    return NOWHERE if doing is None else doing.room


@dataclass(frozen=True, slots=True)
class PoolFigures:
    size: int
    in_use: int
    waiting: int


def of_pool(engine: AsyncEngine) -> PoolFigures:
    pool = engine.sync_engine.pool
    assert isinstance(pool, CountedPool)
    return PoolFigures(pool.size(), pool.checkedout(), pool.waiting)


async def looked_at(engine: AsyncEngine) -> tuple[Mapping[str, PoolFigures], QueueFigures | None]:
    """The pools as they are, and the queue; None for it when the database does not answer in time."""
    pools = {REQUESTS: of_pool(engine)}
    try:
        async with asyncio.timeout(PATIENCE):
            return pools, await queue_figures(engine)
    except Exception as error:
        if is_outage(error):
            return pools, None
        raise
