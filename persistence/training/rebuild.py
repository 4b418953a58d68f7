"""Comparing the kept sums with what they are sums of, and putting right what differs."""

from collections.abc import Awaitable, Callable
from typing import Any
from uuid import UUID

from sqlalchemy import Integer, Select, and_, case, cast, func, literal, select, union_all
from sqlalchemy.ext.asyncio import AsyncConnection

from domain.training.catalogue import CourseKind
from domain.training.credit import Account, StandingDifference
from domain.training.enrolment import EnrolmentState
from persistence.training.standings import SUMS, shift_all
from persistence.training.tables import credit_entry, credit_standing, enrolment


async def rebuild(
    connection: AsyncConnection, school_id: UUID, report_progress: Callable[[int, int], Awaitable[None]]
) -> list[StandingDifference]:
    """Recomputes every sum from the ledger and the placed enrolments; what differed, put right.

    The sums are locked first and compared in one statement after: whatever is being written meanwhile is seen
    with its entries and its sums, or with neither.
    """
    standing = credit_standing.c
    locked = (
        select(standing.id)
        .where(standing.school_id == school_id)
        .order_by(standing.teacher_id, standing.school_year)
        .with_for_update()
    )
    total = len((await connection.execute(locked)).all())
    await report_progress(0, total)
    rows = (await connection.execute(_compared(school_id))).mappings().all()
    differences = [
        StandingDifference(row["teacher_id"], row["school_year"], name, row[f"was_{name}"], row[name])
        for row in rows
        for name in SUMS
        if row[f"was_{name}"] != row[name]
    ]
    moves: dict[tuple[UUID, int], dict[str, Any]] = {}
    for one in differences:
        moves.setdefault((one.teacher_id, one.school_year), {})[one.sum] = one.should_be - one.was
    await shift_all(connection, school_id, moves)
    await report_progress(total, total)
    return differences


def _compared(school_id: UUID) -> Select[Any]:
    """A row for each teacher and year that has a sum, or should have: as it should be, and as it was."""
    should_be = _recomputed(school_id)
    kept = select(credit_standing).where(credit_standing.c.school_id == school_id).subquery("kept")
    same = and_(kept.c.teacher_id == should_be.c.teacher_id, kept.c.school_year == should_be.c.school_year)
    return select(
        func.coalesce(should_be.c.teacher_id, kept.c.teacher_id).label("teacher_id"),
        func.coalesce(should_be.c.school_year, kept.c.school_year).label("school_year"),
        *(func.coalesce(should_be.c[name], 0).label(name) for name in SUMS),
        *(func.coalesce(kept.c[name], 0).label(f"was_{name}") for name in SUMS),
    ).select_from(should_be.outerjoin(kept, same, full=True))


def _recomputed(school_id: UUID) -> Any:
    """The sums by `domain.training.credit.moves_of`, and what is planned by the enrolments placed."""
    entry, placed = credit_entry.c, enrolment.c

    def credited(account: Account, *also: Any) -> Any:
        return case((and_(entry.account == account, *also), entry.credits), else_=0)

    own = entry.category == CourseKind.SCHOOL_BASED
    long = and_(entry.category == CourseKind.LONG_90, entry.account == Account.CONFIRMED, entry.credits != 0)
    of_entries = select(
        entry.teacher_id,
        entry.school_year,
        credited(Account.CONFIRMED).label("confirmed"),
        credited(Account.PROVISIONAL).label("provisional"),
        literal(0).label("planned"),
        credited(Account.CONFIRMED, own).label("school_based_confirmed"),
        credited(Account.PROVISIONAL, own).label("school_based_provisional"),
        case((long, cast(func.sign(entry.hours), Integer)), else_=0).label("long_courses"),
    ).where(entry.school_id == school_id)
    of_plans = select(
        placed.teacher_id,
        placed.planned_year,
        *(placed.planned_credits if name == "planned" else literal(0) for name in SUMS),
    ).where(placed.school_id == school_id, placed.state == EnrolmentState.PLACED)
    parts = union_all(of_entries, of_plans).subquery("parts")
    return (
        select(
            parts.c.teacher_id,
            parts.c.school_year,
            *(func.sum(parts.c[name]).label(name) for name in SUMS),
        )
        .group_by(parts.c.teacher_id, parts.c.school_year)
        .subquery("should_be")
    )
