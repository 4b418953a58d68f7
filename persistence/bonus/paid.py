"""The lines that count: each batch's present edition, and of those what is paid."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from sqlalchemy import FromClause, and_, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from domain.bonus.batch import BatchState
from domain.works.award import WorkAwardState
from persistence.bonus.tables import bonus_batch, bonus_line, bonus_settlement
from persistence.works.tables import award

_LINE, _BATCH, _SETTLED = bonus_line.c, bonus_batch.c, bonus_settlement.c

PRESENT: FromClause = bonus_line.join(
    bonus_batch,
    and_(
        _BATCH.school_id == _LINE.school_id,
        _BATCH.id == _LINE.batch_id,
        _BATCH.edition_no == _LINE.edition_no,
    ),
)
IS_PAID = _BATCH.state == BatchState.PAID
SETTLES = and_(_SETTLED.school_id == award.c.school_id, _SETTLED.award_id == award.c.id)


async def highest(
    connection: AsyncConnection, school_id: UUID, work_ids: Sequence[UUID]
) -> Mapping[UUID, int]:
    """By work the most, in fen, that an award settled in a paid batch pays and still stands confirmed."""
    found = await connection.execute(
        select(_SETTLED.work_id, func.max(_SETTLED.amount_fen))
        .select_from(bonus_settlement.join(award, SETTLES))
        .where(
            _SETTLED.school_id == school_id,
            _SETTLED.work_id.in_(work_ids),
            ~_SETTLED.open,
            award.c.state == WorkAwardState.CONFIRMED,
        )
        .group_by(_SETTLED.work_id)
    )
    return {row[0]: int(row[1]) for row in found}
