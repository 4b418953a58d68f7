"""Each teacher's sums per school year, kept in the transaction that moves them."""

from decimal import Decimal
from uuid import UUID

from sqlalchemy.dialects.postgresql import Insert, insert
from sqlalchemy.ext.asyncio import AsyncConnection

from domain.training.credit import Moves
from persistence.ids import new_id
from persistence.training.tables import credit_standing

SUMS = (
    "confirmed",
    "provisional",
    "planned",
    "school_based_confirmed",
    "school_based_provisional",
    "long_courses",
)


async def shift(
    connection: AsyncConnection, school_id: UUID, teacher_id: UUID, school_year: int, **by: Decimal | int
) -> None:
    """Moves a teacher's sums of one year by the given amounts, each named as in `SUMS`.

    Concurrent moves of one row wait for each other and all count. Move rows of several teachers with
    `shift_all`, or in the order of their ids, or two transactions may wait for each other in vain.
    """
    await shift_all(connection, school_id, {(teacher_id, school_year): by})


async def shift_all(connection: AsyncConnection, school_id: UUID, moves: Moves) -> None:
    """As `shift`, for many teachers and years in one round trip, however many."""
    rows = [
        {
            "school_id": school_id,
            "id": new_id(),
            "teacher_id": teacher_id,
            "school_year": school_year,
            **{name: by.get(name, 0) for name in SUMS},
        }
        for (teacher_id, school_year), by in sorted(moves.items())
        if any(by.values())
    ]
    if not rows:
        return
    await connection.execute(upon(insert(credit_standing)), rows)


def upon(new: Insert) -> Insert:
    """The new row, or the row there is with the new one's sums added."""
    moved = {name: credit_standing.c[name] + new.excluded[name] for name in SUMS}
    return new.on_conflict_do_update(constraint="uq_credit_standing_year", set_=moved)
