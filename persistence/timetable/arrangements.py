"""What looks after absences' lessons, followed in the transaction that changed the absences."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import ColumnElement, Date, and_, cast, exists, func, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from domain.identity.actions import Role
from domain.people.calendar import ZONE
from domain.timetable.absence import AbsenceState, Ground, Route
from domain.timetable.arranging import Ending, Tied, keep_in_line
from domain.timetable.effective import Cause
from domain.timetable.proxies import follow_with_proxies
from domain.timetable.swap import Swap, SwapState
from persistence.identity.holders import holders
from persistence.people.tables import teacher
from persistence.platform.messages import SqlMessages
from persistence.timetable.absence_ground import absence_ground
from persistence.timetable.absence_tables import absence
from persistence.timetable.changes import SqlLessonChanges
from persistence.timetable.covers import SqlCovers
from persistence.timetable.fallen_proxies import SqlFallenProxies
from persistence.timetable.followers import absence_blocks
from persistence.timetable.held import hold_days
from persistence.timetable.swaps import SqlSwapBook
from persistence.timetable.tables import lesson_change

LIVE = (SwapState.PROPOSED, SwapState.ACCEPTED)
_CHANGE = lesson_change.c


class SqlArrangements:
    def __init__(self, connection: AsyncConnection, school_id: UUID) -> None:
        self._connection, self._school_id = connection, school_id

    async def follow(self, absence_ids: Collection[UUID], *, at: datetime) -> None:
        if not absence_ids:
            return
        ending = Ending(
            SqlSwapBook(self._connection, self._school_id),
            SqlCovers(self._connection, self._school_id),
            SqlLessonChanges(self._connection, self._school_id),
            SqlMessages(self._connection, self._school_id),
        )
        await keep_in_line(self, ending, absence_ids, now=at)
        proxies = SqlFallenProxies(self._connection, self._school_id)
        await follow_with_proxies(proxies, ending.messages, absence_ids, now=at)

    async def ground(self, first: date, last: date) -> Ground:
        return await absence_ground(self._connection, self._school_id, first, last)

    async def affairs(self) -> Sequence[UUID]:
        return await holders(self._connection, self._school_id, Role.ACADEMIC_AFFAIRS)

    async def hold_days(self, absence_ids: Collection[UUID]) -> None:
        days = await self._connection.execute(
            select(_CHANGE.lesson_day, _CHANGE.day)
            .select_from(absence)
            .join(lesson_change, _concerning(self._school_id))
            .where(absence.c.school_id == self._school_id, absence.c.id.in_(absence_ids))
        )
        await hold_days(self._connection, self._school_id, {day for row in days for day in row})

    async def tied(self, absence_ids: Collection[UUID]) -> list[Tied]:
        swaps: dict[UUID, list[Swap]] = defaultdict(list)
        book = SqlSwapBook(self._connection, self._school_id)
        for swap in await book.of_absences(absence_ids, LIVE):
            swaps[swap.absence_id].append(swap)
        changed = exists().where(_concerning(self._school_id))
        rows = (
            await self._connection.execute(
                select(absence, teacher.c.name)
                .join(
                    teacher,
                    and_(teacher.c.school_id == absence.c.school_id, teacher.c.id == absence.c.teacher_id),
                )
                .where(
                    absence.c.school_id == self._school_id,
                    absence.c.id.in_(absence_ids),
                    or_(absence.c.id.in_(swaps), changed),
                )
                .order_by(absence.c.id)
            )
        ).all()
        blocks = await absence_blocks(self._connection, self._school_id, [row.id for row in rows])
        return [
            Tied(
                id=row.id,
                teacher_id=row.teacher_id,
                teacher_name=row.name,
                state=AbsenceState(row.state),
                route=Route(row.route),
                school_days=row.school_days,
                blocks=blocks[row.id],
                version=row.version,
                swaps=tuple(swaps[row.id]),
            )
            for row in rows
        ]


def _concerning(school_id: UUID) -> ColumnElement[bool]:
    """A change that looks after a lesson of the absence, or has its teacher cover another in its time."""
    covering = and_(
        _CHANGE.to_teacher_id == absence.c.teacher_id,
        _CHANGE.cause == Cause.COVER,
        _CHANGE.state == "standing",
        _CHANGE.day.between(_day(absence.c.starts_at), _day(absence.c.ends_at)),
    )
    return and_(
        _CHANGE.school_id == school_id,
        or_(and_(_CHANGE.absence_id == absence.c.id, _CHANGE.state != "undone"), covering),
    )


def _day(moment: ColumnElement[datetime]) -> ColumnElement[date]:
    """On the school's clock."""
    return cast(func.timezone(ZONE.key, moment), Date)
