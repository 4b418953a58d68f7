"""Pulls from the district's platform: long work like any other, some of it asked for by nobody."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Select, select
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from domain.integration.platform import Inbound
from domain.integration.pulling import Wanted
from domain.operations import Operation, OperationState
from domain.people.calendar import ZONE, day_of
from domain.training.selection import RoundState
from persistence.integration.connections import sealed_connection
from persistence.locks import hold
from persistence.people.tables import school_year
from persistence.platform.operations import SqlOperations
from persistence.platform.tables import operation, school
from persistence.training.tables import selection_round
from persistence.transaction import in_school

KIND = "pull_from_platform"
LOST = timedelta(hours=6)
"""What has waited so long has lost its job, and keeps no other from being asked for."""

_OPERATION = operation.c


async def start_pull(
    connection: AsyncConnection,
    school_id: UUID,
    wanted: Wanted,
    *,
    account_id: UUID,
    asked_for: bool,
    at: datetime,
) -> Operation:
    """Pulls of one thing run one after another."""
    return await SqlOperations(connection, school_id).start(
        KIND,
        arguments={
            "kind": wanted.kind.value,
            "about": wanted.about,
            "asked_for": asked_for,
            "account_id": str(account_id),
        },
        account_id=account_id,
        at=at,
        lock=f"pull:{school_id}:{wanted.name}",
    )


class SqlPulls:
    """What the clock and callbacks ask for: of one thing one pull waits at most.

    Not by the queue's own lock for that: a job that failed and shall wait again would clash there with the
    one that took its place, and hang.
    """

    def __init__(self, connection: AsyncConnection, school_id: UUID, *, account_id: UUID) -> None:
        self._connection, self._school_id, self._account_id = connection, school_id, account_id

    async def start(self, wanted: Wanted, *, at: datetime) -> bool:
        await hold(self._connection, "platform pulls", self._school_id)
        waiting = self._pulls(wanted).where(
            _OPERATION.state == OperationState.QUEUED,
            _OPERATION.created_at > at - LOST,
        )
        if await self._connection.scalar(waiting.limit(1)) is not None:
            return False
        await start_pull(
            self._connection,
            self._school_id,
            wanted,
            account_id=self._account_id,
            asked_for=False,
            at=at,
        )
        return True

    async def start_daily(self, wanted: Wanted, *, at: datetime) -> bool:
        """As `start`; False too when nobody's pull of it was begun on this day already."""
        midnight = datetime.combine(day_of(at), datetime.min.time(), ZONE)
        begun = self._pulls(wanted).where(
            _OPERATION.created_at >= midnight, _OPERATION.arguments["asked_for"].as_boolean().is_(False)
        )
        if await self._connection.scalar(begun.limit(1)) is not None:
            return False
        return await self.start(wanted, at=at)

    def _pulls(self, wanted: Wanted) -> Select[Any]:
        about = _OPERATION.arguments["about"].as_string()
        return select(_OPERATION.id).where(
            _OPERATION.school_id == self._school_id,
            _OPERATION.kind == KIND,
            _OPERATION.arguments["kind"].as_string() == wanted.kind.value,
            about.is_(None) if wanted.about is None else about == wanted.about,
        )


async def fetch_from_platform(engine: AsyncEngine, *, now: datetime) -> int:
    """School by school, what those fetch that do so nightly, once a day; how many pulls were begun."""
    async with engine.connect() as connection:
        schools = (await connection.scalars(select(school.c.id).order_by(school.c.id))).all()
    begun = 0
    for school_id in schools:
        async with in_school(engine, school_id) as connection:
            begun += await _fetch(connection, school_id, now)
    return begun


async def _fetch(connection: AsyncConnection, school_id: UUID, now: datetime) -> int:
    found = await sealed_connection(connection, school_id)
    if found is None or not (found.enabled and found.fetch_nightly):
        return 0
    pulls = SqlPulls(connection, school_id, account_id=found.account_id)
    wanted = await _nightly(connection, school_id, now)
    return sum([await pulls.start_daily(one, at=now) for one in wanted])


async def _nightly(connection: AsyncConnection, school_id: UUID, now: datetime) -> Sequence[Wanted]:
    """The catalogue, the results of rounds that await them, and the school year's credits and evaluations."""
    rounds = await connection.scalars(
        select(selection_round.c.code)
        .where(selection_round.c.school_id == school_id, selection_round.c.state == RoundState.SUBMITTED)
        .order_by(selection_round.c.code)
    )
    year, day = school_year.c, day_of(now)
    present = await connection.scalar(
        select(year.start_year).where(year.school_id == school_id, year.starts_on <= day, year.ends_on >= day)
    )
    of_year = (Inbound.PLATFORM_CREDITS, Inbound.EVALUATIONS) if present is not None else ()
    return [
        Wanted(Inbound.CATALOGUE),
        *(Wanted(Inbound.SELECTION_RESULTS, code) for code in rounds),
        *(Wanted(kind, str(present)) for kind in of_year),
    ]
