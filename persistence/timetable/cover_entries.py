"""The ledger of cover: lines, and their sums by teacher and term."""

from collections.abc import Collection, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import Row, Select, and_, func, literal, select
from sqlalchemy.ext.asyncio import AsyncConnection

from domain.errors import NotFound
from domain.identity.access import Caller
from domain.paging import Page, Window
from domain.timetable.cover_ledger import (
    CoverEntry,
    CoverStanding,
    EntryFilter,
    NewEntry,
    PayrollTerm,
)
from domain.timetable.covering import CoverEntryKind
from domain.timetable.lessons import LessonKind
from persistence.ids import new_id
from persistence.paging import page
from persistence.people.tables import teacher
from persistence.refusals import refusing
from persistence.rows import add_all, view
from persistence.timetable.absence_tables import cover_entry
from persistence.timetable.terms import term_span
from persistence.training.visibility import visible_teachers

_LINE = cover_entry.c
_NEW = (
    "term_id",
    "teacher_id",
    "cover_id",
    "corrects_id",
    "day",
    "subject",
    "lessons",
    "amount_fen",
    "points",
    "rule_id",
    "note",
    "account_id",
)


async def add_entries(
    connection: AsyncConnection, school_id: UUID, entries: Sequence[NewEntry], *, at: datetime
) -> list[UUID]:
    """Their ids, in their order. Raises NotFound for a teacher, a term or a corrected line unknown."""
    lines = [
        {"id": new_id(), "kind": one.kind.value, "lesson_kind": one.lesson_kind.value, "entered_at": at}
        | {name: getattr(one, name) for name in _NEW}
        for one in entries
    ]
    unknown = {
        name: NotFound()
        for name in (
            "fk_cover_entry_teacher_id",
            "fk_cover_entry_term_id",
            "fk_cover_entry_corrects_id",
        )
    }
    with refusing(**unknown):
        await add_all(connection, cover_entry, school_id, lines)
    return [line["id"] for line in lines]


async def entries_of_covers(
    connection: AsyncConnection, school_id: UUID, cover_ids: Collection[UUID]
) -> list[CoverEntry]:
    rows = await connection.execute(
        _entries(school_id).where(_LINE.cover_id.in_(cover_ids)).order_by(_LINE.id)
    )
    return [_entry(row) for row in rows]


def _entries(school_id: UUID) -> Select[Any]:
    return (
        select(cover_entry, teacher.c.name)
        .join(teacher, and_(teacher.c.school_id == school_id, teacher.c.id == _LINE.teacher_id))
        .where(_LINE.school_id == school_id)
    )


def _entry(row: Row[Any]) -> CoverEntry:
    kinds = {"kind": CoverEntryKind(row.kind), "lesson_kind": LessonKind(row.lesson_kind)}
    return view(CoverEntry, row._mapping, **kinds)


class SqlCoverLedger:
    """The lines a caller may see."""

    def __init__(self, connection: AsyncConnection, caller: Caller, today: date) -> None:
        self._connection, self._caller, self._school_id = connection, caller, caller.school_id
        self._today = today

    async def page(self, filters: EntryFilter, window: Window) -> Page[CoverEntry]:
        statement = self._visible()
        for name in ("term_id", "teacher_id", "kind"):
            if wanted := getattr(filters, name):
                statement = statement.where(_LINE[name].in_(wanted))
        return await page(
            self._connection,
            statement,
            window,
            by=[_LINE.id],
            filters=filters,
            view=_entry,
            descending=True,
        )

    async def get(self, entry_id: UUID) -> CoverEntry | None:
        row = (await self._connection.execute(self._visible().where(_LINE.id == entry_id))).one_or_none()
        return None if row is None else _entry(row)

    async def standings(self, term_id: UUID | None, window: Window) -> Page[CoverStanding]:
        span = await term_span(self._connection, self._school_id, term_id, self._today)
        which = None if span is None else span.id
        sums = self._sums(which)
        return await page(
            self._connection,
            sums,
            window,
            by=[sums.selected_columns.name_pinyin, sums.selected_columns.teacher_id],
            filters=which,
            view=_standing,
        )

    async def payroll(self, term_id: UUID | None) -> PayrollTerm | None:
        span = await term_span(self._connection, self._school_id, term_id, self._today)
        if span is None:
            return None if term_id is not None else PayrollTerm("代课统计", [], [])
        sums = self._sums(span.id)
        standings = await self._connection.execute(sums.order_by("name_pinyin", "teacher_id"))
        lines = await self._connection.execute(
            self._visible().where(_LINE.term_id == span.id).order_by(_LINE.day, _LINE.id)
        )
        return PayrollTerm(
            f"代课统计 {span.starts_on} – {span.ends_on}",
            [_standing(row) for row in standings],
            [_entry(row) for row in lines],
        )

    async def enter(self, entries: list[NewEntry], *, at: datetime) -> list[UUID]:
        return await add_entries(self._connection, self._school_id, entries, at=at)

    def _visible(self) -> Select[Any]:
        return _entries(self._school_id).where(visible_teachers(self._caller, _LINE.teacher_id))

    def _sums(self, term_id: UUID | None) -> Select[Any]:
        """One row for each teacher who gave or took any, in any order."""

        def total(kind: CoverEntryKind) -> Any:
            lessons = func.sum(_LINE.lessons).filter(_LINE.kind == kind)
            return func.coalesce(lessons, literal(Decimal("0.00"), _LINE.lessons.type)).label(kind.value)

        lines = (
            select(
                _LINE.teacher_id,
                total(CoverEntryKind.GIVEN),
                total(CoverEntryKind.TAKEN),
                func.sum(_LINE.amount_fen).label("amount_fen"),
                func.sum(_LINE.points).label("points"),
            )
            .where(
                _LINE.school_id == self._school_id,
                _LINE.term_id == term_id,
                visible_teachers(self._caller, _LINE.teacher_id),
            )
            .group_by(_LINE.teacher_id)
            .subquery("lines")
        )
        sums = select(lines, teacher.c.employee_no, teacher.c.name, teacher.c.name_pinyin).join(
            teacher, and_(teacher.c.school_id == self._school_id, teacher.c.id == lines.c.teacher_id)
        )
        return sums


def _standing(row: Row[Any]) -> CoverStanding:
    return view(CoverStanding, row._mapping, amount_fen=int(row.amount_fen))
