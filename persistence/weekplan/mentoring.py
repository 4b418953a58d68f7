"""What the room of mentor pairs has to say of a week, and to one teacher: report lessons."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from sqlalchemy import ColumnElement, and_, exists, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from domain.mentoring.words import ReportLessonState
from domain.weekplan.entries import WeekEntry, WeekEntryKind
from persistence.mentoring.pairs import NAMES, with_people
from persistence.mentoring.tables import mentor_pair, report_lesson, report_lesson_listener

_LESSON, _PAIR = report_lesson.c, mentor_pair.c


class ReportLessonWeek:
    def __init__(self, connection: AsyncConnection, school_id: UUID) -> None:
        self._connection, self._school_id = connection, school_id

    async def entries(self, first: date, last: date) -> Sequence[WeekEntry]:
        return await self._given(first, last)

    async def entries_of(self, teacher_id: UUID, first: date, last: date) -> Sequence[WeekEntry]:
        """Those one gives, one's apprentice gives, and one is invited to."""
        listener = report_lesson_listener.c
        invited = exists().where(
            listener.school_id == _LESSON.school_id,
            listener.lesson_id == _LESSON.id,
            listener.teacher_id == teacher_id,
        )
        return await self._given(
            first, last, or_(_PAIR.apprentice_id == teacher_id, _PAIR.mentor_id == teacher_id, invited)
        )

    async def _given(self, first: date, last: date, *conditions: ColumnElement[bool]) -> list[WeekEntry]:
        found = await self._connection.execute(
            with_people(
                select(
                    *(_LESSON[name] for name in ("id", "title", "day", "starts_at", "ends_at", "place")),
                    *NAMES,
                )
                .select_from(report_lesson)
                .join(mentor_pair, and_(_PAIR.school_id == _LESSON.school_id, _PAIR.id == _LESSON.pair_id))
            ).where(
                _LESSON.school_id == self._school_id,
                _LESSON.state != ReportLessonState.CANCELLED,
                _LESSON.day.between(first, last),
                *conditions,
            )
        )
        return [
            WeekEntry(
                f"report-lesson-{row.id}",
                WeekEntryKind.REPORT_LESSON,
                row.day,
                row.starts_at,
                row.ends_at,
                row.title,
                row.place,
                facts={"name": row.apprentice_name},
            )
            for row in found
        ]
