"""Absences as a caller sees them, and those that are entered."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Row, Select, and_, delete, insert, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from domain.identity.access import Caller
from domain.identity.actions import Action, Role
from domain.paging import Page, Window
from domain.people.teacher import TeacherStatus
from domain.timetable.absence import AbsenceKind, AbsenceState, Ground, Measured, Route, days_between, measure
from domain.timetable.absences import (
    ENTERED,
    Absence,
    AbsenceFilter,
    Colleague,
    NewAbsence,
    Overlap,
    allowed_actions,
    span,
)
from domain.timetable.missed import is_open
from domain.training.sessions import Block
from persistence.changes import write
from persistence.identity.holders import holders
from persistence.ids import new_id
from persistence.paging import page
from persistence.people.tables import teacher
from persistence.rows import add_all
from persistence.timetable.absence_ground import absence_ground
from persistence.timetable.absence_tables import absence, absence_block
from persistence.timetable.followers import absence_blocks, block_rows
from persistence.timetable.missed_lessons import Away, missed_lessons
from persistence.training.tables import course, enrolment, training_session
from persistence.training.visibility import members_of, visible_teachers

_ABSENCE = absence.c


class SqlAbsences:
    """Readings are limited to the teachers the caller sees; another's row is as absent as a missing one."""

    def __init__(self, connection: AsyncConnection, caller: Caller, now: datetime) -> None:
        self._connection, self._caller, self._now = connection, caller, now
        self._school_id = caller.school_id

    async def ground(self, first: date, last: date) -> Ground:
        return await absence_ground(self._connection, self._school_id, first, last)

    async def affairs(self) -> Sequence[UUID]:
        return await holders(self._connection, self._school_id, Role.ACADEMIC_AFFAIRS)

    async def page(self, filters: AbsenceFilter, window: Window) -> Page[Absence]:
        statement = self._visible()
        for column, values in (
            (_ABSENCE.teacher_id, filters.teacher_ids),
            (_ABSENCE.state, filters.states),
            (_ABSENCE.route, filters.routes),
            (_ABSENCE.kind, filters.kinds),
        ):
            if values:
                statement = statement.where(column.in_(values))
        if filters.ends_from is not None:
            statement = statement.where(_ABSENCE.ends_at > filters.ends_from)
        if filters.starts_to is not None:
            statement = statement.where(_ABSENCE.starts_at < filters.starts_to)
        groups = filters.subject_group_ids, filters.grade_group_ids
        statement = statement.where(*members_of(self._school_id, _ABSENCE.teacher_id, *groups))
        if filters.open is not None:
            found = await self._open(statement)
            statement = statement.where(_ABSENCE.id.in_(found) if filters.open else _ABSENCE.id.not_in(found))
        by = [_ABSENCE.starts_at, _ABSENCE.id]
        bare = await page(self._connection, statement, window, by=by, filters=filters, view=self._view)
        return Page(await self._with_days(bare.items), bare.next_cursor, bare.has_more)

    async def get(self, absence_id: UUID) -> Absence | None:
        found = await self._one(self._visible().where(_ABSENCE.id == absence_id))
        if found is None:
            return None
        (shown,) = await self._with_days([found])
        ground = await self.ground(*days_between(shown.blocks))
        away = [Away(shown.id, shown.teacher_id, shown.blocks)]
        missed = await missed_lessons(self._connection, self._school_id, away, ground)
        return replace(shown, lessons=missed[shown.id])

    async def for_update(self, absence_id: UUID) -> Absence | None:
        chosen = self._visible().where(_ABSENCE.id == absence_id)
        return await self._one(chosen.with_for_update(key_share=True, of=absence))

    async def teacher_for_update(self, teacher_id: UUID) -> Colleague | None:
        row = (
            await self._connection.execute(
                select(teacher.c.name, teacher.c.status)
                .where(teacher.c.school_id == self._school_id, teacher.c.id == teacher_id)
                .with_for_update(key_share=True)
            )
        ).one_or_none()
        return None if row is None else Colleague(row.name, row.status == TeacherStatus.LEFT)

    async def overlapping(
        self, teacher_id: UUID, blocks: Sequence[Block], *, beside: UUID | None = None
    ) -> Overlap | None:
        taken = absence_block.c
        during = or_(*(and_(taken.starts_at < one.ends_at, one.starts_at < taken.ends_at) for one in blocks))
        row = (
            await self._connection.execute(
                select(_ABSENCE.kind, taken.starts_at, taken.ends_at)
                .select_from(absence)
                .join(
                    absence_block,
                    and_(taken.school_id == _ABSENCE.school_id, taken.absence_id == _ABSENCE.id),
                )
                .where(
                    _ABSENCE.school_id == self._school_id,
                    _ABSENCE.teacher_id == teacher_id,
                    _ABSENCE.state == AbsenceState.STANDING,
                    _ABSENCE.kind.in_(ENTERED),
                    _ABSENCE.id.is_distinct_from(beside),
                    during,
                )
                .order_by(taken.starts_at)
                .limit(1)
            )
        ).one_or_none()
        return None if row is None else Overlap(AbsenceKind(row.kind), row.starts_at, row.ends_at)

    async def add(self, new: NewAbsence, measured: Measured, *, account_id: UUID, at: datetime) -> UUID:
        absence_id = new_id()
        await write(
            self._connection,
            insert(absence).values(
                school_id=self._school_id,
                id=absence_id,
                teacher_id=new.teacher_id,
                kind=new.kind,
                reason=new.reason,
                state=AbsenceState.STANDING,
                route=measured.route,
                route_rule_id=measured.rule_id,
                school_days=measured.school_days,
                swap_until=measured.swap_until if measured.route is Route.SWAP else None,
                account_id=account_id,
                created_at=at,
                **span(new.blocks),
            ),
        )
        await add_all(self._connection, absence_block, self._school_id, block_rows(absence_id, new.blocks))
        return absence_id

    async def change(
        self, absence_id: UUID, values: Mapping[str, Any], blocks: Sequence[Block] | None = None
    ) -> None:
        await write(
            self._connection,
            update(absence)
            .where(_ABSENCE.school_id == self._school_id, _ABSENCE.id == absence_id)
            .values(version=_ABSENCE.version + 1, **values),
        )
        if blocks is not None:
            columns = absence_block.c
            await self._connection.execute(
                delete(absence_block).where(
                    columns.school_id == self._school_id, columns.absence_id == absence_id
                )
            )
            await add_all(self._connection, absence_block, self._school_id, block_rows(absence_id, blocks))

    async def _open(self, narrowed: Select[Any]) -> Collection[UUID]:
        """Of those not over; a lesson of the past is looked after by nobody any more."""
        coming: list[ColumnElement[bool]] = [
            _ABSENCE.state == AbsenceState.STANDING,
            _ABSENCE.ends_at > self._now,
        ]
        rows = (await self._connection.execute(narrowed.where(*coming))).all()
        if not rows:
            return ()
        blocks = await absence_blocks(self._connection, self._school_id, [row.id for row in rows])
        away = [Away(row.id, row.teacher_id, blocks[row.id]) for row in rows]
        ground = await self.ground(*days_between(block for one in away for block in one.blocks))
        missed = await missed_lessons(self._connection, self._school_id, away, ground)
        return [absence_id for absence_id, lessons in missed.items() if is_open(lessons)]

    async def _with_days(self, bare: Sequence[Absence]) -> list[Absence]:
        if not bare:
            return []
        blocks = await absence_blocks(self._connection, self._school_id, [one.id for one in bare])
        ground = await self.ground(*days_between(block for some in blocks.values() for block in some))
        return [
            replace(one, blocks=blocks[one.id], days=measure(blocks[one.id], ground).days) for one in bare
        ]

    async def _one(self, statement: Select[Any]) -> Absence | None:
        row = (await self._connection.execute(statement)).one_or_none()
        return None if row is None else self._view(row)

    def _visible(self) -> Select[Any]:
        seen = visible_teachers(self._caller, _ABSENCE.teacher_id, action=Action.ABSENCE_READ)
        return _NAMED.where(_ABSENCE.school_id == self._school_id, seen)

    def _view(self, row: Row[Any]) -> Absence:
        bare = Absence(
            **{name: getattr(row, name) for name in _SHOWN},
            kind=AbsenceKind(row.kind),
            state=AbsenceState(row.state),
            route=Route(row.route),
        )
        return replace(bare, allowed_actions=allowed_actions(bare, self._caller))


_SHOWN = (
    *("id", "teacher_id", "teacher_name", "enrolment_id", "course_title", "reason", "route_rule_id"),
    *("route_because", "school_days", "starts_at", "ends_at", "swap_until", "escalated_at", "created_at"),
    "version",
)
_NAMED = (
    select(absence, teacher.c.name.label("teacher_name"), course.c.title.label("course_title"))
    .select_from(absence)
    .join(teacher, and_(teacher.c.school_id == _ABSENCE.school_id, teacher.c.id == _ABSENCE.teacher_id))
    .outerjoin(
        enrolment,
        and_(enrolment.c.school_id == _ABSENCE.school_id, enrolment.c.id == _ABSENCE.enrolment_id),
    )
    .outerjoin(
        training_session,
        and_(
            training_session.c.school_id == enrolment.c.school_id,
            training_session.c.id == enrolment.c.session_id,
        ),
    )
    .outerjoin(
        course,
        and_(course.c.school_id == training_session.c.school_id, course.c.id == training_session.c.course_id),
    )
)
