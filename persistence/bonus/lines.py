"""What batches pay, line by line; the sums of a school year; and what a printed list is made from."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Row, Select, and_, false, func, select, true
from sqlalchemy.ext.asyncio import AsyncConnection

from domain.bonus.batch import BatchState, BonusBatch, BonusLine, LineFilter
from domain.bonus.figures import PaidCell
from domain.bonus.payroll import Payee, PayrollFacts
from domain.bonus.reckoning import LineKind
from domain.identity.access import Caller
from domain.identity.actions import Scope
from domain.paging import Page, Window
from domain.works.award import Prize
from domain.works.work import WorkKind, WorkLevel
from persistence import rows
from persistence.bonus import documents
from persistence.bonus.paid import IS_PAID, PRESENT
from persistence.bonus.tables import bonus_batch, bonus_line
from persistence.paging import page
from persistence.people.tables import subject_group, teacher
from persistence.platform.tables import school
from persistence.works.tables import award, work

_LINE, _BATCH, _PERSON, _GROUP = bonus_line.c, bonus_batch.c, teacher.c, subject_group.c
_PAYEE = and_(_PERSON.school_id == _LINE.school_id, _PERSON.id == _LINE.teacher_id)
_OF_AWARD = and_(award.c.school_id == _LINE.school_id, award.c.id == _LINE.award_id)
_OF_WORK = and_(work.c.school_id == _LINE.school_id, work.c.id == _LINE.work_id)
_IN_GROUP = and_(_GROUP.school_id == _PERSON.school_id, _GROUP.id == _PERSON.subject_group_id)
_LINES = select(
    bonus_line,
    _BATCH.title.label("batch_title"),
    _BATCH.state.label("batch_state"),
    _BATCH.school_year,
    award.c.level,
    award.c.prize,
    award.c.issuer,
    award.c.awarded_on,
    work.c.kind.label("work_kind"),
    work.c.title.label("work_title"),
    _PERSON.name.label("teacher_name"),
).select_from(PRESENT.join(award, _OF_AWARD).join(work, _OF_WORK).join(teacher, _PAYEE))


class SqlBonusLines:
    def __init__(self, connection: AsyncConnection, caller: Caller) -> None:
        self._connection, self._caller, self._school_id = connection, caller, caller.school_id

    async def page(self, filters: LineFilter, window: Window) -> Page[BonusLine]:
        return await page(
            self._connection,
            self._visible().where(*_narrowed(filters)),
            window,
            by=[_LINE.id],
            filters=(filters, self._caller.account_id),
            view=_view,
            descending=True,
        )

    def _visible(self) -> Select[Any]:
        return _LINES.where(_LINE.school_id == self._school_id, _visible(self._caller))


class SqlPaidBonuses:
    def __init__(self, connection: AsyncConnection, school_id: UUID) -> None:
        self._connection, self._school_id = connection, school_id

    async def of_year(self, school_year: int) -> Sequence[PaidCell]:
        keys = (
            _PERSON.id.label("teacher_id"),
            _PERSON.name,
            _GROUP.id.label("subject_group_id"),
            _GROUP.name.label("subject_group_name"),
            award.c.level,
        )
        found = await self._connection.execute(
            select(*keys, func.sum(_LINE.amount_fen).label("amount_fen"))
            .select_from(
                PRESENT.join(award, _OF_AWARD).join(teacher, _PAYEE).outerjoin(subject_group, _IN_GROUP)
            )
            .where(_LINE.school_id == self._school_id, _BATCH.school_year == school_year, IS_PAID)
            .group_by(*keys, _PERSON.employee_no)
            .order_by(_PERSON.employee_no, award.c.level)
        )
        return [
            rows.view(PaidCell, row, level=WorkLevel(row["level"]), amount_fen=int(row["amount_fen"]))
            for row in found.mappings()
        ]


class SqlPayrollBook:
    def __init__(self, connection: AsyncConnection, school_id: UUID) -> None:
        self._connection, self._school_id = connection, school_id

    async def of(self, batch: BonusBatch) -> PayrollFacts:
        own = (_LINE.school_id == self._school_id, _LINE.batch_id == batch.id)
        lines = await self._connection.execute(_LINES.where(*own).order_by(_LINE.number))
        people = await self._connection.execute(
            select(_PERSON.id, _PERSON.employee_no, _PERSON.name, _GROUP.name.label("group"))
            .select_from(PRESENT.join(teacher, _PAYEE).outerjoin(subject_group, _IN_GROUP))
            .where(*own)
            .distinct()
            .order_by(_PERSON.employee_no)
        )
        name = await self._connection.scalar(select(school.c.name).where(school.c.id == self._school_id))
        payees = [Payee(one.id, one.employee_no, one.name, one.group or "") for one in people]
        return PayrollFacts(name or "", payees, [_view(row) for row in lines])


def _visible(caller: Caller) -> ColumnElement[bool]:
    """Everything, or one's own once it is approved."""
    if caller.reach >= Scope.SCHOOL:
        return true()
    if caller.teacher_id is None:
        return false()
    return (_LINE.teacher_id == caller.teacher_id) & _BATCH.state.in_((BatchState.APPROVED, BatchState.PAID))


def _narrowed(filters: LineFilter) -> list[ColumnElement[bool]]:
    asked: list[ColumnElement[bool]] = [
        column.in_(values)
        for column, values in (
            (_LINE.batch_id, filters.batch_id),
            (_LINE.teacher_id, filters.teacher_id),
            (_LINE.work_id, filters.work_id),
            (_LINE.award_id, filters.award_id),
            (_BATCH.state, filters.batch_state),
        )
        if values
    ]
    if filters.school_year is not None:
        asked.append(_BATCH.school_year == filters.school_year)
    return asked


def _view(row: Row[Any]) -> BonusLine:
    return rows.view(
        BonusLine,
        row._mapping,
        batch_state=BatchState(row.batch_state),
        kind=LineKind(row.kind),
        level=WorkLevel(row.level),
        prize=Prize(row.prize),
        work_kind=WorkKind(row.work_kind),
        share=documents.share(row.share),
    )
