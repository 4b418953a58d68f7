"""Awards that were voided after they were settled in a paid batch."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import and_, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from domain.bonus.changed import ChangedAward, PaidTeacher
from domain.works.award import Prize, WorkAwardState
from domain.works.work import WorkLevel
from persistence import rows
from persistence.bonus.paid import IS_PAID, PRESENT, SETTLES, highest
from persistence.bonus.tables import bonus_line, bonus_settlement
from persistence.people.tables import teacher
from persistence.works.tables import award, work

_SETTLED, _AWARD, _WORK, _LINE = bonus_settlement.c, award.c, work.c, bonus_line.c


class SqlChangedAwards:
    def __init__(self, connection: AsyncConnection, school_id: UUID) -> None:
        self._connection, self._school_id = connection, school_id

    async def voided(self) -> list[ChangedAward]:
        of_work = and_(_WORK.school_id == _AWARD.school_id, _WORK.id == _AWARD.work_id)
        found = await self._connection.execute(
            select(award, _WORK.title.label("work_title"), _SETTLED.batch_id)
            .select_from(award.join(work, of_work).join(bonus_settlement, SETTLES))
            .where(
                _AWARD.school_id == self._school_id,
                _AWARD.state == WorkAwardState.VOIDED,
                ~_SETTLED.open,
            )
            .order_by(_AWARD.awarded_on.desc(), _AWARD.id.desc())
        )
        voided = found.mappings().all()
        works = [row["work_id"] for row in voided]
        paid = await self._paid(works)
        due = await highest(self._connection, self._school_id, works)
        return [_view(row, paid.get(row["work_id"], []), due.get(row["work_id"], 0)) for row in voided]

    async def _paid(self, work_ids: Sequence[UUID]) -> Mapping[UUID, list[PaidTeacher]]:
        payee = and_(teacher.c.school_id == _LINE.school_id, teacher.c.id == _LINE.teacher_id)
        found = await self._connection.execute(
            select(_LINE.work_id, teacher.c.id, teacher.c.name, func.sum(_LINE.amount_fen))
            .select_from(PRESENT.join(teacher, payee))
            .where(_LINE.school_id == self._school_id, _LINE.work_id.in_(work_ids), IS_PAID)
            .group_by(_LINE.work_id, teacher.c.id, teacher.c.name)
            .order_by(_LINE.work_id, func.sum(_LINE.amount_fen).desc(), teacher.c.id)
        )
        paid: dict[UUID, list[PaidTeacher]] = {}
        for work_id, teacher_id, name, amount in found:
            paid.setdefault(work_id, []).append(PaidTeacher(teacher_id, name, int(amount)))
        return paid


def _view(row: Mapping[Any, Any], teachers: list[PaidTeacher], due_fen: int) -> ChangedAward:
    return rows.view(
        ChangedAward,
        row,
        award_id=row["id"],
        level=WorkLevel(row["level"]),
        prize=Prize(row["prize"]),
        paid_fen=sum(one.paid_fen for one in teachers),
        due_fen=due_fen,
        teachers=teachers,
        version=1,
    )
