"""Writing the steps of enrolments: the rows, their history, and the sums of planned credits."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import ARRAY, Numeric, SmallInteger, Text, Uuid, cast, column, func, insert, update
from sqlalchemy.ext.asyncio import AsyncConnection

from domain.training.places import Move, Planned
from persistence.changes import write
from persistence.ids import new_id
from persistence.training.standings import shift_all
from persistence.training.tables import enrolment, enrolment_event


async def write_moves(
    connection: AsyncConnection, school_id: UUID, moves: Sequence[Move], *, at: datetime
) -> None:
    """Enrolments, their history and the sums, in one statement each."""
    changed = [one for one in moves if (one.state, one.planned) != (one.before.state, one.before.planned)]
    if changed:
        await write(connection, _moved(school_id, changed))
    told = [one for one in moves if one.reason is not None or one.state is not one.before.state]
    if told:
        await connection.execute(insert(enrolment_event), [event_of(school_id, one, at) for one in told])
    await shift_planned(
        connection,
        school_id,
        [(one.before.teacher_id, _negative(one.before.planned)) for one in changed]
        + [(one.before.teacher_id, one.planned) for one in changed],
    )


async def shift_planned(
    connection: AsyncConnection, school_id: UUID, shifts: Iterable[tuple[UUID, Planned]]
) -> None:
    """Adds to teachers' planned credits."""
    sums: dict[tuple[UUID, int], dict[str, Decimal | int]] = defaultdict(lambda: {"planned": Decimal(0)})
    for teacher_id, planned in shifts:
        sums[teacher_id, planned.year]["planned"] += planned.credits
    await shift_all(connection, school_id, sums)


def _moved(school_id: UUID, moves: Sequence[Move]) -> Any:
    after = func.unnest(
        cast([one.before.enrolment_id for one in moves], ARRAY(Uuid)),
        cast([one.state for one in moves], ARRAY(Text)),
        cast([one.planned.credits for one in moves], ARRAY(Numeric)),
        cast([one.planned.year for one in moves], ARRAY(SmallInteger)),
    ).table_valued(
        column("id", Uuid), column("state", Text), column("credits", Numeric), column("year", SmallInteger)
    )
    after = after.render_derived(name="after")
    return (
        update(enrolment)
        .where(enrolment.c.school_id == school_id, enrolment.c.id == after.c.id)
        .values(
            state=after.c.state,
            planned_credits=after.c.credits,
            planned_year=after.c.year,
            version=enrolment.c.version + 1,
        )
    )


def event_of(school_id: UUID, move: Move, at: datetime) -> dict[str, Any]:
    return {
        "school_id": school_id,
        "id": new_id(),
        "enrolment_id": move.before.enrolment_id,
        "from_state": move.before.state,
        "to_state": move.state,
        "reason": move.reason,
        "account_id": move.account_id,
        "at": at,
    }


def _negative(planned: Planned) -> Planned:
    return Planned(planned.year, -planned.credits)
