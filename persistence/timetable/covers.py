"""Published cover: its rows beside the changes they made, and the facts it is arranged and ended by."""

from collections.abc import Callable, Collection, Sequence
from datetime import date, datetime, time
from typing import Any
from uuid import UUID

from sqlalchemy import RowMapping, Select, and_, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from domain.identity.access import Caller
from domain.identity.actions import Action, Role
from domain.paging import Page, Window
from domain.people.calendar import ZONE
from domain.timetable.cover_ground import Absent, CoverGround
from domain.timetable.cover_ledger import CoverEntry, NewEntry
from domain.timetable.cover_policy import CoverBook, TermSpan
from domain.timetable.covering import CoverState
from domain.timetable.covers import (
    LIVE,
    ClassAtLesson,
    Cover,
    CoverFilter,
    Homeroom,
    NewCover,
    cover_actions,
)
from domain.timetable.effective import Cause
from domain.timetable.lessons import LessonKind, version_on
from persistence.changes import write
from persistence.identity.holders import holders
from persistence.ids import new_id
from persistence.paging import page
from persistence.people.tables import homeroom_assignment, school_class, school_day, teacher, term
from persistence.rows import add_all
from persistence.timetable.absence_tables import absence, cover
from persistence.timetable.cover_entries import add_entries, entries_of_covers
from persistence.timetable.cover_ground import (
    cover_ground,
    standing_absences,
    versions_with_periods,
)
from persistence.timetable.held import hold_days, week_of
from persistence.timetable.rules import timetable_rules
from persistence.timetable.tables import lesson_change
from persistence.training.visibility import visible_teachers

_COVER, _CHANGE = cover.c, lesson_change.c
_COVERS, _AWAY = teacher.alias("covers"), teacher.alias("away")


class SqlCovers:
    """`caller` None: for work nobody asked for, which sees the whole school."""

    def __init__(self, connection: AsyncConnection, school_id: UUID, caller: Caller | None = None) -> None:
        self._connection, self._school_id, self._caller = connection, school_id, caller

    def new_id(self) -> UUID:
        return new_id()

    async def ground(self, first: date, last: date) -> CoverGround:
        return await cover_ground(self._connection, self._school_id, first, last)

    async def hold(
        self, absence_ids: Collection[UUID], first: date, last: date, also: Collection[date] = ()
    ) -> None:
        await self._connection.execute(
            select(absence.c.id)
            .where(absence.c.school_id == self._school_id, absence.c.id.in_(absence_ids))
            .order_by(absence.c.id)
            .with_for_update(read=True)
        )
        since, until = week_of(first)[0], week_of(last)[1]
        days = await self._connection.scalars(
            select(school_day.c.day).where(
                school_day.c.school_id == self._school_id, school_day.c.day.between(since, until)
            )
        )
        await hold_days(self._connection, self._school_id, {*days, *also})

    async def book(self) -> CoverBook:
        spans = await self._connection.execute(
            select(term.c.id, term.c.starts_on, term.c.ends_on).where(term.c.school_id == self._school_id)
        )
        rules = await timetable_rules(self._connection, self._school_id).every()
        return CoverBook([TermSpan(*row) for row in spans], rules)

    async def add(self, covers: Sequence[NewCover]) -> None:
        names = ("id", "plan_id", "absence_id", "change_id", "teacher_id")
        rows = [{name: getattr(one, name) for name in names} | {"state": one.state.value} for one in covers]
        await add_all(self._connection, cover, self._school_id, rows)

    async def page(self, filters: CoverFilter, window: Window) -> Page[Cover]:
        statement = self._visible()
        for name in ("teacher_id", "absence_id", "plan_id", "state"):
            if wanted := getattr(filters, name):
                statement = statement.where(_COVER[name].in_(wanted))
        if filters.day_from is not None:
            statement = statement.where(_CHANGE.day >= filters.day_from)
        if filters.day_to is not None:
            statement = statement.where(_CHANGE.day < filters.day_to)
        return await page(
            self._connection,
            statement,
            window,
            by=[_CHANGE.day, _COVER.id],
            filters=filters,
            view=lambda row: self._view(row._mapping),
        )

    async def get(self, cover_id: UUID) -> Cover | None:
        return await self._one(self._visible(Action.COVER_READ).where(_COVER.id == cover_id))

    async def for_update(self, cover_id: UUID) -> Cover | None:
        await self._lock(_COVER.id == cover_id)
        return await self.get(cover_id)

    async def unmissed(
        self, absence_ids: Collection[UUID], *, now: datetime
    ) -> tuple[list[Cover], list[UUID]]:
        live = await self._live(_COVER.absence_id.in_(absence_ids))
        alone = await self._left_alone(absence_ids)
        days = [one.day for one in live] + [row.day for row in alone]
        touched = {one.id: one.periods for one in await self._touched(absence_ids, days)}
        starts = await self._starts(days)

        def ends(absence_id: UUID, day: date, period_no: int) -> bool:
            missed = (day, period_no) in touched.get(absence_id, ())
            return not missed and now < starts(day, period_no)

        return (
            [one for one in live if ends(one.absence_id, one.day, one.period_no)],
            [row.cause_id for row in alone if ends(row.absence_id, row.day, row.period_no)],
        )

    async def given_in(self, absence_ids: Collection[UUID]) -> list[Cover]:
        live = await self._live(_COVER.teacher_id.in_(self._teachers_of(absence_ids)))
        touched = await self._touched(absence_ids, [one.day for one in live])
        away = {(one.teacher_id, *at) for one in touched for at in one.periods}
        return [one for one in live if (one.teacher_id, one.day, one.period_no) in away]

    async def settle(
        self, cover_ids: Collection[UUID], state: CoverState, *, answer: str | None, at: datetime
    ) -> None:
        await write(
            self._connection,
            update(cover)
            .where(_COVER.school_id == self._school_id, _COVER.id.in_(cover_ids))
            .values(state=state, answer=answer, settled_at=at, version=_COVER.version + 1),
        )

    async def enter(self, entries: Sequence[NewEntry], *, at: datetime) -> None:
        await add_entries(self._connection, self._school_id, entries, at=at)

    async def entries(self, cover_ids: Collection[UUID]) -> list[CoverEntry]:
        return await entries_of_covers(self._connection, self._school_id, cover_ids)

    async def homerooms(self, class_ids: Collection[UUID]) -> list[Homeroom]:
        held = homeroom_assignment.c
        rows = await self._connection.execute(
            select(held.class_id, held.teacher_id, held.from_day, held.until_day).where(
                held.school_id == self._school_id, held.class_id.in_(class_ids)
            )
        )
        return [Homeroom(*row) for row in rows]

    async def class_names(self, class_ids: Collection[UUID]) -> dict[UUID, str]:
        rows = await self._connection.execute(
            select(school_class.c.id, school_class.c.code).where(
                school_class.c.school_id == self._school_id, school_class.c.id.in_(class_ids)
            )
        )
        return {row.id: row.code for row in rows}

    async def affairs(self) -> list[UUID]:
        return await holders(self._connection, self._school_id, Role.ACADEMIC_AFFAIRS)

    async def _lock(self, *which: Any) -> list[UUID]:
        """In the order of ids, in a statement of its own."""
        found = await self._connection.scalars(
            select(_COVER.id)
            .where(_COVER.school_id == self._school_id, *which)
            .order_by(_COVER.id)
            .with_for_update(key_share=True)
        )
        return list(found)

    async def _live(self, *which: Any) -> list[Cover]:
        ids = await self._lock(_COVER.state.in_(LIVE), *which)
        rows = await self._connection.execute(
            self._select().where(_COVER.id.in_(ids), _COVER.state.in_(LIVE)).order_by(_CHANGE.day, _COVER.id)
        )
        return [self._view(row) for row in rows.mappings()]

    async def _left_alone(self, absence_ids: Collection[UUID]) -> Sequence[Any]:
        """The changes that left a lesson of these absences without its teacher."""
        rows = await self._connection.execute(
            select(_CHANGE.cause_id, _CHANGE.absence_id, _CHANGE.day, _CHANGE.period_no).where(
                _CHANGE.school_id == self._school_id,
                _CHANGE.absence_id.in_(absence_ids),
                _CHANGE.cause == Cause.NO_COVER,
                _CHANGE.state == "standing",
            )
        )
        return rows.all()

    def _teachers_of(self, absence_ids: Collection[UUID]) -> Select[tuple[UUID]]:
        return select(absence.c.teacher_id).where(
            absence.c.school_id == self._school_id, absence.c.id.in_(absence_ids)
        )

    async def _touched(self, absence_ids: Collection[UUID], days: Sequence[date]) -> list[Absent]:
        """Those of the absences that stand, with the periods they touch of these days."""
        if not days:
            return []
        first, last = min(days), max(days)
        versions, periods = await versions_with_periods(self._connection, self._school_id, last)
        return await standing_absences(
            self._connection,
            self._school_id,
            first,
            last,
            versions,
            periods,
            absence.c.id.in_(absence_ids),
        )

    async def _starts(self, days: Sequence[date]) -> Callable[[date, int], datetime]:
        """When a period of one of these days begins; where the timetable has no such period, the day does."""
        last = max(days, default=date.min)
        versions, periods = await versions_with_periods(self._connection, self._school_id, last)

        def starts(day: date, period_no: int) -> datetime:
            version = version_on(versions, day)
            there = () if version is None else periods[version.timetable_id]
            at = next((one.starts_at for one in there if one.period_no == period_no), time.min)
            return datetime.combine(day, at, ZONE)

        return starts

    def _select(self) -> Select[Any]:
        return (
            select(
                cover,
                _COVERS.c.name,
                _AWAY.c.name.label("absent_name"),
                *(_CHANGE[name] for name in ("lesson_id", "day", "period_no", "kind", "subject", "classes")),
                absence.c.teacher_id.label("absent_id"),
            )
            .join(
                lesson_change,
                and_(_CHANGE.school_id == self._school_id, _CHANGE.id == _COVER.change_id),
            )
            .join(absence, and_(absence.c.school_id == self._school_id, absence.c.id == _COVER.absence_id))
            .join(_COVERS, and_(_COVERS.c.school_id == self._school_id, _COVERS.c.id == _COVER.teacher_id))
            .join(_AWAY, and_(_AWAY.c.school_id == self._school_id, _AWAY.c.id == absence.c.teacher_id))
            .where(_COVER.school_id == self._school_id)
        )

    def _visible(self, action: Action | None = None) -> Select[Any]:
        """Seen by who covers and by who is away, and by those who look after either."""
        if self._caller is None:
            return self._select()
        seen = [
            visible_teachers(self._caller, column, action=action)
            for column in (_COVER.teacher_id, absence.c.teacher_id)
        ]
        return self._select().where(or_(*seen))

    async def _one(self, statement: Select[Any]) -> Cover | None:
        row = (await self._connection.execute(statement)).mappings().one_or_none()
        return None if row is None else self._view(row)

    def _view(self, row: RowMapping) -> Cover:
        state = CoverState(row["state"])
        names = ("id", "plan_id", "absence_id", "change_id", "teacher_id", "name", "absent_id")
        told = ("absent_name", "lesson_id", "day", "period_no", "subject", "answer", "settled_at", "version")
        return Cover(
            **{name: row[name] for name in (*names, *told)},
            kind=LessonKind(row["kind"]),
            classes=tuple(
                ClassAtLesson(UUID(one["class_id"]), one["code"], one["part"]) for one in row["classes"]
            ),
            state=state,
            allowed_actions=()
            if self._caller is None
            else cover_actions(state, row["teacher_id"], self._caller),
        )
