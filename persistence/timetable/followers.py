"""Absences that follow places in trainings: read under their locks, written many at once."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Date, Row, Select, and_, cast, delete, exists, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from domain.identity.actions import Role
from domain.timetable.absence import AbsenceKind, AbsenceState, Ground, Route, days_between
from domain.timetable.following import Followed, NewFollower, Placement, Revised
from domain.timetable.missed import is_open
from domain.training.catalogue import CourseKind, SessionState
from domain.training.enrolment import SEATED
from domain.training.sessions import Block
from persistence.identity.holders import holders
from persistence.ids import new_id
from persistence.people.tables import school_day, teacher
from persistence.rows import add_all, change_all
from persistence.timetable.absence_ground import absence_ground
from persistence.timetable.absence_tables import absence, absence_block
from persistence.timetable.missed_lessons import Away, missed_lessons
from persistence.training.sessions import blocks_of
from persistence.training.tables import course, enrolment, session_block, training_session

HELD = (SessionState.OPEN, SessionState.CLOSED, SessionState.COMPLETED)
_REVISED = ("state", "school_days", "route", "route_rule_id", "swap_until", "escalated_at")


class SqlFollowers:
    """The number of statements depends on neither the number of sessions nor of people."""

    def __init__(self, connection: AsyncConnection, school_id: UUID) -> None:
        self._connection, self._school_id = connection, school_id

    async def ground(self, first: date, last: date) -> Ground:
        return await absence_ground(self._connection, self._school_id, first, last)

    async def affairs(self) -> Sequence[UUID]:
        return await holders(self._connection, self._school_id, Role.ACADEMIC_AFFAIRS)

    async def sessions_for_update(
        self, session_ids: Collection[UUID], course_ids: Collection[UUID]
    ) -> Sequence[UUID]:
        """These sessions and those of the courses, locked in the order of their ids."""
        session = training_session.c
        found = await self._connection.scalars(
            select(session.id)
            .where(
                session.school_id == self._school_id,
                session.id.in_(session_ids) | session.course_id.in_(course_ids),
            )
            .order_by(session.id)
            .with_for_update(key_share=True)
        )
        return found.all()

    async def placements(self, session_ids: Collection[UUID]) -> list[Placement]:
        rows = (
            await self._connection.execute(
                _placed(self._school_id)
                .add_columns(teacher.c.name)
                .join(
                    teacher,
                    and_(
                        teacher.c.school_id == enrolment.c.school_id, teacher.c.id == enrolment.c.teacher_id
                    ),
                )
                .where(enrolment.c.session_id.in_(session_ids))
                .order_by(enrolment.c.id)
            )
        ).all()
        blocks = await blocks_of(self._connection, self._school_id, {row.session_id for row in rows})
        return [Placement(row.id, row.teacher_id, row.name, tuple(blocks[row.session_id])) for row in rows]

    async def standing_for_update(self, session_ids: Collection[UUID]) -> list[Followed]:
        its = select(enrolment.c.id).where(
            enrolment.c.school_id == self._school_id, enrolment.c.session_id.in_(session_ids)
        )
        return await self._followed(absence.c.enrolment_id.in_(its))

    async def coming_for_update(self, after: UUID | None, limit: int, *, now: datetime) -> list[Followed]:
        coming = absence.c.ends_at > now
        return await self._followed(coming if after is None else coming & (absence.c.id > after), limit)

    async def unfollowed(self, *, now: datetime) -> Sequence[UUID]:
        """Sessions not over with somebody seated who is not down as away, though school is held."""
        held = on_school_day(self._school_id, enrolment.c.session_id)
        away = exists().where(
            absence.c.school_id == self._school_id,
            absence.c.enrolment_id == enrolment.c.id,
            absence.c.state == AbsenceState.STANDING,
        )
        found = await self._connection.scalars(
            _placed(self._school_id)
            .where(training_session.c.ends_at > now, held, ~away)
            .with_only_columns(enrolment.c.session_id)
            .distinct()
        )
        return found.all()

    async def with_open_lessons(self, absences: Sequence[Followed]) -> set[UUID]:
        away = [Away(one.id, one.teacher_id, one.blocks) for one in absences]
        ground = await self.ground(*_span(absences))
        missed = await missed_lessons(self._connection, self._school_id, away, ground)
        return {absence_id for absence_id, lessons in missed.items() if is_open(lessons)}

    async def add(self, new: Sequence[NewFollower], *, at: datetime) -> list[UUID]:
        ids = sorted(new_id() for _ in new)
        rows = [_new(absence_id, one, at) for absence_id, one in zip(ids, new, strict=True)]
        await add_all(self._connection, absence, self._school_id, rows)
        await self._add_blocks({absence_id: one.blocks for absence_id, one in zip(ids, new, strict=True)})
        return ids

    async def revise(self, revised: Sequence[Revised]) -> None:
        await change_all(self._connection, absence, self._school_id, [_changed(one) for one in revised])
        moved = {one.before.id: one.blocks for one in revised if one.blocks is not None}
        if moved:
            columns = absence_block.c
            await self._connection.execute(
                delete(absence_block).where(
                    columns.school_id == self._school_id, columns.absence_id.in_(moved)
                )
            )
            await self._add_blocks(moved)

    async def _add_blocks(self, blocks: Mapping[UUID, Iterable[Block]]) -> None:
        rows = [row for absence_id, some in blocks.items() for row in block_rows(absence_id, some)]
        await add_all(self._connection, absence_block, self._school_id, rows)

    async def _followed(self, which: ColumnElement[bool], limit: int | None = None) -> list[Followed]:
        rows = (
            await self._connection.execute(
                select(absence, teacher.c.name)
                .join(
                    teacher,
                    and_(teacher.c.school_id == absence.c.school_id, teacher.c.id == absence.c.teacher_id),
                )
                .where(
                    absence.c.school_id == self._school_id,
                    absence.c.state == AbsenceState.STANDING,
                    which,
                )
                .order_by(absence.c.id)
                .limit(limit)
                .with_for_update(key_share=True, of=absence)
            )
        ).all()
        blocks = await absence_blocks(self._connection, self._school_id, [row.id for row in rows])
        return [_follower(row, blocks[row.id]) for row in rows]


async def absence_blocks(
    connection: AsyncConnection, school_id: UUID, absence_ids: Collection[UUID]
) -> dict[UUID, tuple[Block, ...]]:
    columns = absence_block.c
    rows = await connection.execute(
        select(columns.absence_id, columns.starts_at, columns.ends_at)
        .where(columns.school_id == school_id, columns.absence_id.in_(absence_ids))
        .order_by(columns.starts_at)
    )
    found: dict[UUID, list[Block]] = defaultdict(list)
    for absence_id, starts_at, ends_at in rows:
        found[absence_id].append(Block(starts_at, ends_at))
    return {one: tuple(found[one]) for one in absence_ids}


def block_rows(absence_id: UUID, blocks: Iterable[Block]) -> list[dict[str, Any]]:
    return [
        {"id": new_id(), "absence_id": absence_id, "starts_at": one.starts_at, "ends_at": one.ends_at}
        for one in blocks
    ]


def _placed(school_id: UUID) -> Select[Any]:
    """Who has a seat in a session that is held, and not online."""
    session = training_session.c
    return (
        select(enrolment.c.id, enrolment.c.teacher_id, enrolment.c.session_id)
        .join(
            training_session,
            and_(session.school_id == enrolment.c.school_id, session.id == enrolment.c.session_id),
        )
        .join(course, and_(course.c.school_id == session.school_id, course.c.id == session.course_id))
        .where(
            enrolment.c.school_id == school_id,
            enrolment.c.state.in_(SEATED),
            session.state.in_(HELD),
            course.c.kind != CourseKind.ONLINE,
        )
    )


def on_school_day(school_id: Any, session_id: Any) -> ColumnElement[bool]:
    """Whether a block of the session may lie on one: a day of the school's clock either way, and following
    says what really does."""
    block = session_block.c
    return exists().where(
        block.school_id == school_id,
        block.session_id == session_id,
        school_day.c.school_id == school_id,
        school_day.c.is_school_day,
        school_day.c.day.between(_day(block.starts_at), _day(block.ends_at)),
    )


def _day(moment: Any) -> Any:
    return cast(func.timezone("Asia/Shanghai", moment), Date)


def _span(absences: Iterable[Followed]) -> tuple[date, date]:
    return days_between(block for one in absences for block in one.blocks)


def _new(absence_id: UUID, one: NewFollower, at: datetime) -> dict[str, Any]:
    return {
        "id": absence_id,
        "teacher_id": one.placement.teacher_id,
        "kind": AbsenceKind.TRAINING,
        "enrolment_id": one.placement.enrolment_id,
        "state": AbsenceState.STANDING,
        "created_at": at,
        **one.values,
    }


def _changed(one: Revised) -> dict[str, Any]:
    """Every column that may change: a bulk statement sets the same ones of each row."""
    before = one.before
    kept = {name: getattr(before, name) for name in _REVISED if name != "state"}
    spanned = {
        "starts_at": min(block.starts_at for block in before.blocks),
        "ends_at": max(block.ends_at for block in before.blocks),
    }
    return {"id": before.id, "state": AbsenceState.STANDING, **kept, **spanned, **one.values}


def _follower(row: Row[Any], blocks: tuple[Block, ...]) -> Followed:
    return Followed(
        id=row.id,
        teacher_id=row.teacher_id,
        teacher_name=row.name,
        enrolment_id=row.enrolment_id,
        blocks=blocks,
        school_days=row.school_days,
        route=Route(row.route),
        route_rule_id=row.route_rule_id,
        route_because=row.route_because,
        swap_until=row.swap_until,
        escalated_at=row.escalated_at,
        version=row.version,
    )
