"""The worker's side of the exchange with the district's platform: fetching, handing in, trying out."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from cli.arrivals import FetchedArrivals
from cli.hand_ins import SqlHandIns
from cli.operations import Report, run
from cli.printing import office
from domain.identity.actions import Role
from domain.imports import Sheet
from domain.integration.connection import PlatformNotConnected, PlatformSecretLost
from domain.integration.handing_in import hand_in
from domain.integration.platform import DistrictPlatform, Inbound, PlatformUnavailable
from domain.integration.pulling import Taken, Wanted, bring_in, fetched, tell_of_failure, tell_of_waiting
from domain.operations import OperationState
from domain.outgoing import Outgoing
from gateways.district_platform.http import HttpPlatform
from gateways.sealing import NotOurs, Sealing
from persistence.identity.holders import holders
from persistence.integration.connections import sealed_connection
from persistence.platform.messages import SqlMessages
from persistence.platform.operations import SqlOperations
from persistence.transaction import in_school

IMPORTS = {kind: "platform-imports" for kind in Inbound} | {Inbound.CATALOGUE: "catalogue-imports"}
"""Where what was fetched is looked at."""


class PlatformNotYet(Exception):
    """It does not answer just now; the queue tries again, after `seconds` at the earliest."""

    def __init__(self, refusal: PlatformUnavailable) -> None:
        super().__init__(refusal.facts["why"])
        self.seconds = int(str(refusal.facts.get("seconds", 0)))


@dataclass(frozen=True, slots=True)
class Exchange:
    """What the exchange needs besides the database."""

    sealing: Sealing
    client: Outgoing
    clock: Callable[[], datetime]

    async def reach(self, engine: AsyncEngine, school_id: UUID, *, though_off: bool = False) -> HttpPlatform:
        """As the connection stands now. Raises PlatformNotConnected, PlatformSecretLost."""
        async with in_school(engine, school_id) as connection:
            found = await sealed_connection(connection, school_id)
        if found is None or not (found.enabled or though_off):
            raise PlatformNotConnected()
        try:
            secret = self.sealing.opened(found.secret)
        except NotOurs as error:
            raise PlatformSecretLost() from error
        return HttpPlatform(self.client, found.base_url, found.org, secret, self.clock)


@dataclass(frozen=True, slots=True)
class Pull:
    """A pull as it was queued."""

    school_id: UUID
    operation_id: UUID
    wanted: Wanted
    account_id: UUID
    asked_for: bool


async def pull(engine: AsyncEngine, exchange: Exchange, asked: Pull, *, last_try: bool) -> None:
    """Fetches, and brings in. Raises PlatformNotYet; when it is given up, the office is told."""
    came: list[tuple[Sheet, bytes]] = []

    async def fetch(report: Report) -> None:
        await report(0, 2)
        try:
            platform = await exchange.reach(engine, asked.school_id)
            came.append(await fetched(platform, asked.wanted))
        except PlatformUnavailable as refusal:
            if last_try:
                raise
            raise PlatformNotYet(refusal) from refusal
        await report(1, 2)

    async def work(connection: AsyncConnection, _: Report) -> dict[str, Any]:
        taken, is_new = await _bring_in(connection, asked, *came[0], now=exchange.clock())
        said = {"import_id": str(taken.import_id), "committed": taken.committed, "row_errors": taken.errors}
        return said | {"new": is_new}

    path = f"/api/v1/schools/{asked.school_id}/{IMPORTS[asked.wanted.kind]}"
    await run(
        engine,
        asked.school_id,
        asked.operation_id,
        work,
        before=fetch,
        last_try=last_try,
        result_url=lambda result: f"{path}/{result['import_id']}",
    )
    await _tell_if_failed(engine, asked, exchange.clock())


async def _bring_in(
    connection: AsyncConnection, asked: Pull, sheet: Sheet, data: bytes, *, now: datetime
) -> tuple[Taken, bool]:
    found = await sealed_connection(connection, asked.school_id)
    taken, is_new = await bring_in(
        FetchedArrivals(connection, office(asked.school_id, asked.account_id), now),
        asked.wanted,
        sheet,
        data,
        commit=found is not None and found.commit_automatically,
        asked_for=asked.asked_for,
    )
    if is_new and not asked.asked_for and not taken.committed:
        messages = SqlMessages(connection, asked.school_id)
        to = await holders(connection, asked.school_id, Role.RESEARCH_OFFICE)
        link = f"{IMPORTS[asked.wanted.kind]}/{taken.import_id}"
        await tell_of_waiting(messages, asked.wanted, taken, to=to, link=link, now=now)
    return taken, is_new


async def _tell_if_failed(engine: AsyncEngine, asked: Pull, now: datetime) -> None:
    """After the pull's own transaction: a worker that died between the two finds it failed, and tells."""
    async with in_school(engine, asked.school_id) as connection:
        ended = await SqlOperations(connection, asked.school_id).get(asked.operation_id)
        if ended is None or ended.status is not OperationState.FAILED:
            return
        await tell_of_failure(
            SqlMessages(connection, asked.school_id),
            asked.wanted,
            about=asked.operation_id,
            to=await holders(connection, asked.school_id, Role.RESEARCH_OFFICE),
            reason=str((ended.error or {}).get("detail", "")),
            link=f"operations/{asked.operation_id}",
            now=now,
        )


async def try_out(
    engine: AsyncEngine, exchange: Exchange, school_id: UUID, operation_id: UUID, *, last_try: bool
) -> None:
    """Asks for the catalogue's first page; what is wrong with the connection is the operation's error."""
    rows: list[int] = []

    async def probe(_: Report) -> None:
        platform = await exchange.reach(engine, school_id, though_off=True)
        rows.append(await platform.probe())

    async def work(_: AsyncConnection, __: Report) -> dict[str, Any]:
        return {"reached": True, "rows": rows[0]}

    await run(engine, school_id, operation_id, work, before=probe, last_try=last_try)


async def send(
    engine: AsyncEngine, exchange: Exchange, school_id: UUID, submission_id: UUID, *, last_try: bool
) -> None:
    """Raises PlatformNotYet."""

    async def reach() -> DistrictPlatform:
        return await exchange.reach(engine, school_id)

    try:
        await hand_in(reach, SqlHandIns(engine, school_id), submission_id, last_try=last_try)
    except PlatformUnavailable as refusal:
        raise PlatformNotYet(refusal) from refusal
