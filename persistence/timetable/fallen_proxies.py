"""Homeroom proxies that end because an absence did, or begin to fall away because one began."""

from collections.abc import Collection, Sequence
from uuid import UUID

from sqlalchemy import and_, exists
from sqlalchemy.ext.asyncio import AsyncConnection

from domain.identity.actions import Role
from domain.timetable.absence import AbsenceState
from domain.timetable.proxies import Fallen, HomeroomProxy
from persistence.identity.holders import holders
from persistence.people.tables import grade_group, school_class
from persistence.timetable.absence_tables import absence, homeroom_proxy
from persistence.timetable.proxies import named_proxies, of_absence, proxy_of, remove_proxies, touches

_PROXY, _ABSENCE = homeroom_proxy.c, absence.c


class SqlFallenProxies:
    """Two statements where nothing ends."""

    def __init__(self, connection: AsyncConnection, school_id: UUID) -> None:
        self._connection, self._school_id = connection, school_id

    async def ended(self, absence_ids: Collection[UUID]) -> list[HomeroomProxy]:
        away = exists().where(
            _ABSENCE.school_id == self._school_id,
            _ABSENCE.id == _PROXY.absence_id,
            _ABSENCE.state == AbsenceState.STANDING,
            of_absence(),
            touches(),
        )
        rows = await self._connection.execute(
            named_proxies(self._school_id)
            .where(_PROXY.absence_id.in_(absence_ids), ~away)
            .order_by(_PROXY.id)
            .with_for_update(of=homeroom_proxy)
        )
        return [proxy_of(row) for row in rows]

    async def fallen(self, absence_ids: Collection[UUID]) -> list[Fallen]:
        away = exists().where(
            _ABSENCE.school_id == self._school_id,
            _ABSENCE.id.in_(absence_ids),
            _ABSENCE.teacher_id == _PROXY.teacher_id,
            _ABSENCE.state == AbsenceState.STANDING,
            of_absence(),
            touches(),
        )
        rows = await self._connection.execute(
            named_proxies(self._school_id)
            .add_columns(grade_group.c.head_id)
            .join(
                grade_group,
                and_(
                    grade_group.c.school_id == school_class.c.school_id,
                    grade_group.c.id == school_class.c.grade_group_id,
                ),
            )
            .where(away)
            .order_by(_PROXY.id)
            .with_for_update(of=homeroom_proxy)
        )
        return [Fallen(proxy_of(row), row.head_id) for row in rows]

    async def remove(self, proxy_ids: Collection[UUID]) -> None:
        await remove_proxies(self._connection, self._school_id, proxy_ids)

    async def arrangers(self) -> Sequence[UUID]:
        roles = (Role.ACADEMIC_AFFAIRS, Role.RESEARCH_OFFICE)
        return [one for role in roles for one in await holders(self._connection, self._school_id, role)]
