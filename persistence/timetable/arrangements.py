"""What looks after absences' lessons, followed in the transaction that changed the absences."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import and_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from domain.identity.access import Role
from domain.timetable.absence import AbsenceState, Ground, Route
from domain.timetable.arranging import SwapEnding, Tied, follow_with_swaps
from domain.timetable.swap import Swap, SwapState
from persistence.identity.holders import holders
from persistence.people.tables import teacher
from persistence.platform.messages import SqlMessages
from persistence.timetable.absence_ground import absence_ground
from persistence.timetable.absence_tables import absence
from persistence.timetable.changes import SqlLessonChanges
from persistence.timetable.followers import absence_blocks
from persistence.timetable.swaps import SqlSwapBook

LIVE = (SwapState.PROPOSED, SwapState.ACCEPTED)


class SqlArrangements:
    def __init__(self, connection: AsyncConnection, school_id: UUID) -> None:
        self._connection, self._school_id = connection, school_id

    async def follow(self, absence_ids: Collection[UUID], *, at: datetime) -> None:
        if not absence_ids:
            return
        ending = SwapEnding(
            SqlSwapBook(self._connection, self._school_id),
            SqlLessonChanges(self._connection, self._school_id),
            SqlMessages(self._connection, self._school_id),
        )
        await follow_with_swaps(self, ending, absence_ids, now=at)

    async def ground(self, first: date, last: date) -> Ground:
        return await absence_ground(self._connection, self._school_id, first, last)

    async def affairs(self) -> Sequence[UUID]:
        return await holders(self._connection, self._school_id, Role.ACADEMIC_AFFAIRS)

    async def with_swaps(self, absence_ids: Collection[UUID]) -> list[Tied]:
        swaps: dict[UUID, list[Swap]] = defaultdict(list)
        book = SqlSwapBook(self._connection, self._school_id)
        for swap in await book.of_absences(absence_ids, LIVE):
            swaps[swap.absence_id].append(swap)
        if not swaps:
            return []
        rows = (
            await self._connection.execute(
                select(absence, teacher.c.name)
                .join(
                    teacher,
                    and_(teacher.c.school_id == absence.c.school_id, teacher.c.id == absence.c.teacher_id),
                )
                .where(absence.c.school_id == self._school_id, absence.c.id.in_(swaps))
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
