"""What classes lost, read off the published changes: they keep the lesson as it was."""

from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from domain.paging import Page, Window
from domain.timetable.class_impact import Affected, ClassImpact, impacts
from domain.timetable.cover_policy import TermSpan
from domain.timetable.effective import Cause, LessonKey
from domain.timetable.lessons import LessonKind
from persistence.paging import digest, paged, read_cursor
from persistence.people.tables import school_class
from persistence.timetable.cover_ground import cover_ground
from persistence.timetable.held import held_between
from persistence.timetable.tables import lesson_change
from persistence.timetable.terms import term_span

_CHANGE = lesson_change.c


class SqlClassImpacts:
    def __init__(self, connection: AsyncConnection, school_id: UUID, today: date) -> None:
        self._connection, self._school_id, self._today = connection, school_id, today

    async def term(self, term_id: UUID | None) -> TermSpan | None:
        return await term_span(self._connection, self._school_id, term_id, self._today)

    async def page(self, days: tuple[date, date] | None, window: Window) -> Page[ClassImpact]:
        mark = digest("class-impacts", days)
        after = window.cursor and tuple(read_cursor(window.cursor, mark, [str, str]))
        found = [] if days is None else await self._between(*days)
        found = [one for one in found if not after or (one.code, one.subject) > after]
        return paged(
            found[: window.limit + 1],
            window,
            view=lambda one: one,
            mark=lambda: mark,
            keys=lambda one: [one.code, one.subject],
        )

    async def _between(self, first: date, last: date) -> list[ClassImpact]:
        ground = await cover_ground(self._connection, self._school_id, first, last)
        classes = await self._connection.execute(
            select(school_class.c.id, school_class.c.code).where(school_class.c.school_id == self._school_id)
        )
        codes = {row.id: row.code for row in classes}
        return impacts(await self._affected(first, last), ground, codes, self._today)

    async def _affected(self, first: date, last: date) -> list[Affected]:
        rows = await self._connection.execute(
            select(
                *(_CHANGE[name] for name in ("lesson_id", "lesson_day", "subject", "classes", "cause")),
                _CHANGE.to_teacher_id,
            ).where(
                _CHANGE.school_id == self._school_id,
                _CHANGE.cause.in_((Cause.COVER, Cause.NO_COVER)),
                _CHANGE.state == "standing",
                _CHANGE.kind == LessonKind.TEACHING,
                _CHANGE.day.between(first, last),
            )
        )
        held = await held_between(self._connection, self._school_id, first, last)
        given_by = {one.key: set(one.teacher_ids) for one in held}
        return [_affected(row, given_by) for row in rows]


def _affected(row: Any, given_by: dict[LessonKey, set[UUID]]) -> Affected:
    there = given_by.get(LessonKey(row.lesson_id, row.lesson_day), set())
    return Affected(
        row.subject,
        frozenset(UUID(one["class_id"]) for one in row.classes),
        row.to_teacher_id,
        bool(there - {row.to_teacher_id}),
    )
