"""What the timetable's room has to say of a term: two statements."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import Select, and_, func, literal, select
from sqlalchemy.ext.asyncio import AsyncConnection

from domain.reports.parts.covering import CoverFacts, TeacherCover, cover_part
from domain.reports.summary import SummaryPart, SummarySlot, SummaryTerm
from domain.timetable.absence import AbsenceKind, AbsenceState
from domain.timetable.covering import CoverEntryKind
from domain.timetable.swap import SwapState
from persistence.people.tables import teacher
from persistence.timetable.absence_tables import absence, cover_entry, homeroom_proxy, swap

_LINE = cover_entry.c


class CoverSummary:
    slot = SummarySlot.TRAINING

    def __init__(self, connection: AsyncConnection, school_id: UUID) -> None:
        self._connection, self._school_id = connection, school_id

    async def parts(self, term: SummaryTerm) -> Sequence[SummaryPart]:
        counted = (await self._connection.execute(self._counts(term))).one()
        teachers = await self._connection.execute(self._teachers(term))
        facts = CoverFacts(
            counted.absences,
            counted.swaps,
            counted.proxies,
            [TeacherCover(row.name, row.given, row.taken) for row in teachers],
        )
        return [cover_part(term, facts)]

    def _counts(self, term: SummaryTerm) -> Select[Any]:
        away, swapped, proxied = absence.c, swap.c, homeroom_proxy.c
        absences = select(func.count()).where(
            away.school_id == self._school_id,
            away.state == AbsenceState.STANDING,
            away.kind == AbsenceKind.TRAINING,
            away.ends_at > term.begins,
            away.starts_at < term.over,
        )
        swaps = select(func.count()).where(
            swapped.school_id == self._school_id,
            swapped.state == SwapState.ACCEPTED,
            swapped.lesson_day.between(term.starts_on, term.ends_on),
        )
        proxies = select(func.count()).where(
            proxied.school_id == self._school_id, proxied.day.between(term.starts_on, term.ends_on)
        )
        return select(
            absences.scalar_subquery().label("absences"),
            swaps.scalar_subquery().label("swaps"),
            proxies.scalar_subquery().label("proxies"),
        )

    def _teachers(self, term: SummaryTerm) -> Select[Any]:
        def total(kind: CoverEntryKind) -> Any:
            lessons = func.sum(_LINE.lessons).filter(_LINE.kind == kind)
            return func.coalesce(lessons, literal(Decimal(0), _LINE.lessons.type)).label(kind.value)

        given, taken = total(CoverEntryKind.GIVEN), total(CoverEntryKind.TAKEN)
        return (
            select(teacher.c.name, given, taken)
            .select_from(cover_entry)
            .join(teacher, and_(teacher.c.school_id == _LINE.school_id, teacher.c.id == _LINE.teacher_id))
            .where(_LINE.school_id == self._school_id, _LINE.term_id == term.id)
            .group_by(teacher.c.id, teacher.c.name, teacher.c.name_pinyin)
            .order_by(given.desc(), taken.desc(), teacher.c.name_pinyin, teacher.c.id)
        )
