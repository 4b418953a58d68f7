"""Credit awards."""

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any
from uuid import UUID

from sqlalchemy import ARRAY, ColumnElement, Row, Select, Uuid, any_, literal, select, text, tuple_, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from domain.errors import NotFound
from domain.identity.access import Caller
from domain.paging import Page, Window
from domain.training.catalogue import CourseKind
from domain.training.credit import (
    AwardFilter,
    AwardState,
    CreditAward,
    Reason,
    ReasonCode,
    award_actions,
)
from persistence.changes import write
from persistence.paging import page
from persistence.refusals import refusing
from persistence.training.tables import credit_award
from persistence.training.visibility import visible_teachers

_TABLE = credit_award.c


class SqlAwards:
    """The awards a caller may see."""

    def __init__(self, connection: AsyncConnection, caller: Caller) -> None:
        self._connection = connection
        self._caller = caller

    async def page(self, filters: AwardFilter, window: Window) -> Page[CreditAward]:
        statement = self._visible()
        if filters.teacher_id:
            statement = statement.where(_TABLE.teacher_id.in_(filters.teacher_id))
        if filters.school_year is not None:
            statement = statement.where(_TABLE.school_year == filters.school_year)
        if filters.state:
            statement = statement.where(_TABLE.state.in_(filters.state))
        return await page(
            self._connection,
            statement,
            window,
            by=[_TABLE.earned_at, _TABLE.id],
            filters=filters,
            view=self._view,
            descending=True,
        )

    async def get(self, award_id: UUID) -> CreditAward | None:
        found = await self._connection.execute(self._visible().where(_TABLE.id == award_id))
        row = found.one_or_none()
        return None if row is None else self._view(row)

    def _visible(self) -> Select[Any]:
        seen = visible_teachers(self._caller, _TABLE.teacher_id)
        return select(credit_award).where(_TABLE.school_id == self._caller.school_id, seen)

    def _view(self, row: Row[Any]) -> CreditAward:
        return award_view(row, award_actions(AwardState(row.state), self._caller))


def award_view(row: Row[Any], allowed_actions: tuple[str, ...] = ()) -> CreditAward:
    return CreditAward(
        id=row.id,
        teacher_id=row.teacher_id,
        course_id=row.course_id,
        enrolment_id=row.enrolment_id,
        title=row.title,
        category=CourseKind(row.category),
        school_year=row.school_year,
        cycle_year=row.cycle_year,
        hours=row.hours,
        credits=row.credits,
        state=AwardState(row.state),
        earned_at=row.earned_at,
        reasons=[
            Reason(ReasonCode(one["code"]), one["rule_id"] and UUID(one["rule_id"]), one["value"])
            for one in row.reasons
        ],
        version=row.version,
        allowed_actions=allowed_actions,
    )


async def lock_award(
    connection: AsyncConnection, school_id: UUID, which: ColumnElement[bool]
) -> CreditAward | None:
    locked = select(credit_award).where(_TABLE.school_id == school_id, which).with_for_update()
    row = (await connection.execute(locked)).one_or_none()
    return None if row is None else award_view(row)


async def lock_standing_awards(
    connection: AsyncConnection, school_id: UUID, enrolment_ids: Sequence[UUID]
) -> dict[UUID, CreditAward]:
    rows = await connection.execute(
        select(credit_award)
        .where(
            _TABLE.school_id == school_id,
            _TABLE.enrolment_id == any_(literal(list(enrolment_ids), ARRAY(Uuid))),
            _TABLE.state != AwardState.VOID,
        )
        .order_by(_TABLE.id)
        .with_for_update()
    )
    return {row.enrolment_id: award_view(row) for row in rows}


async def add_awards(
    connection: AsyncConnection, school_id: UUID, awards: Sequence[CreditAward]
) -> dict[UUID, UUID]:
    """Inserts those whose course does not count yet; of the others, by their ids, the awards that do.

    Another transaction may be about to award the same course: the insert waits for it. Should that one
    have been voided by the time it is looked for, the insert is tried again.
    """
    left = {award.id: award for award in sorted(awards, key=_order)}
    counted: dict[UUID, UUID] = {}
    while left:
        for award_id in await _inserted(connection, school_id, list(left.values())):
            del left[award_id]
        if left:
            first = await _standing(connection, school_id, list(left.values()))
            known = {one.id: first[_course(one)] for one in left.values() if _course(one) in first}
            counted |= known
            left = {award_id: award for award_id, award in left.items() if award_id not in known}
    return counted


async def _inserted(connection: AsyncConnection, school_id: UUID, awards: list[CreditAward]) -> list[UUID]:
    new = (
        insert(credit_award)
        .values([_row(school_id, award) for award in awards])
        .on_conflict_do_nothing(
            index_elements=[_TABLE.school_id, _TABLE.teacher_id, _TABLE.course_id, _TABLE.cycle_year],
            # Spelt out: with a parameter here the index is no longer found once the plan becomes generic.
            index_where=text("state <> 'void'"),
        )
        .returning(_TABLE.id)
    )
    with refusing(fk_credit_award_teacher_id=NotFound()):
        return list((await write(connection, new)).scalars())


async def _standing(
    connection: AsyncConnection, school_id: UUID, awards: list[CreditAward]
) -> dict[tuple[UUID, UUID | None, int], UUID]:
    courses = tuple_(_TABLE.teacher_id, _TABLE.course_id, _TABLE.cycle_year)
    rows = await connection.execute(
        select(_TABLE.id, _TABLE.teacher_id, _TABLE.course_id, _TABLE.cycle_year).where(
            _TABLE.school_id == school_id,
            _TABLE.state != AwardState.VOID,
            courses.in_([_course(award) for award in awards]),
        )
    )
    return {(row.teacher_id, row.course_id, row.cycle_year): row.id for row in rows}


def _course(award: CreditAward) -> tuple[UUID, UUID | None, int]:
    return award.teacher_id, award.course_id, award.cycle_year


def _order(award: CreditAward) -> tuple[Any, ...]:
    """One order for all, so that two inserts of many never wait for each other in vain."""
    return award.teacher_id, str(award.course_id), award.earned_at, award.id


def _row(school_id: UUID, award: CreditAward) -> dict[str, Any]:
    row = asdict(award)
    del row["allowed_actions"]
    row["reasons"] = [
        {"code": one.code, "rule_id": one.rule_id and str(one.rule_id), "value": one.value}
        for one in award.reasons
    ]
    return row | {"school_id": school_id}


async def set_award_state(
    connection: AsyncConnection, school_id: UUID, award_ids: Sequence[UUID], state: AwardState
) -> None:
    await write(
        connection,
        update(credit_award)
        .where(_TABLE.school_id == school_id, _TABLE.id == any_(literal(list(award_ids), ARRAY(Uuid))))
        .values(state=state, version=_TABLE.version + 1),
    )
