"""Results of enrolments: steps, ledger lines and sums, written together."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Numeric, Text, Uuid, any_, column, func, literal, select, update
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.ext.asyncio import AsyncConnection

from domain.people.calendar import SchoolYearSpan, day_of
from domain.training.book import Move, Sitting
from domain.training.catalogue import CourseKind, SessionState
from domain.training.credit import AwardState, CreditAward, Entry, moves_of
from domain.training.enrolment import EnrolmentState
from domain.training.policy import CreditRule
from domain.training.record_sheet import QuotedSheet
from persistence.changes import write
from persistence.ids import new_id
from persistence.notices.papers import quoted_sheets
from persistence.people.calendar import school_year_spans
from persistence.rows import add_all
from persistence.training.awards import add_awards, lock_award, lock_standing_awards, set_award_state
from persistence.training.rules import every_rule
from persistence.training.standings import shift_all
from persistence.training.tables import (
    course,
    credit_award,
    credit_entry,
    enrolment,
    enrolment_event,
    session_block,
    training_session,
)


class SqlCreditBook:
    """The number of statements depends on neither the number of results nor of teachers."""

    def __init__(self, connection: AsyncConnection, school_id: UUID, account_id: UUID, now: datetime) -> None:
        self._connection, self._school_id = connection, school_id
        self._account_id, self._now = account_id, now

    def new_id(self) -> UUID:
        return new_id()

    async def sittings_for_update(self, enrolment_ids: Sequence[UUID]) -> dict[UUID, Sitting]:
        # Locked first and on their own, in the order of their ids: what is joined is read after the wait.
        chosen = (enrolment.c.school_id == self._school_id, enrolment.c.id.in_(enrolment_ids))
        locking = select(enrolment.c.id).where(*chosen).order_by(enrolment.c.id).with_for_update()
        await self._connection.execute(locking)
        rows = (await self._connection.execute(_sittings(self._school_id, enrolment_ids))).all()
        days = await self._days({row.session_id for row in rows})
        return {row.id: _sitting(row, days[row.session_id]) for row in rows}

    async def _days(self, session_ids: set[UUID]) -> dict[UUID, set[date]]:
        table = session_block.c
        rows = await self._connection.execute(
            select(table.session_id, table.starts_at, table.ends_at).where(
                table.school_id == self._school_id, table.session_id.in_(session_ids)
            )
        )
        days: dict[UUID, set[date]] = defaultdict(set)
        for row in rows:
            days[row.session_id] |= _between(row.starts_at, row.ends_at)
        return days

    async def record_sheets(self, codes: Collection[str]) -> Mapping[str, QuotedSheet]:
        return await quoted_sheets(self._connection, self._school_id, codes)

    async def rules(self) -> list[CreditRule]:
        return await every_rule(self._connection, self._school_id)

    async def years(self) -> list[SchoolYearSpan]:
        return await school_year_spans(self._connection, self._school_id)

    async def enrolment_of(self, award_id: UUID) -> UUID | None:
        found: UUID | None = await self._connection.scalar(
            select(credit_award.c.enrolment_id).where(
                credit_award.c.school_id == self._school_id, credit_award.c.id == award_id
            )
        )
        return found

    async def award_for_update(self, award_id: UUID) -> CreditAward | None:
        return await lock_award(self._connection, self._school_id, credit_award.c.id == award_id)

    async def standing_award_for_update(self, enrolment_id: UUID) -> CreditAward | None:
        its = (credit_award.c.enrolment_id == enrolment_id) & (credit_award.c.state != AwardState.VOID)
        return await lock_award(self._connection, self._school_id, its)

    async def standing_awards_for_update(self, enrolment_ids: Sequence[UUID]) -> dict[UUID, CreditAward]:
        return await lock_standing_awards(self._connection, self._school_id, enrolment_ids)

    async def add_awards(self, awards: Sequence[CreditAward]) -> dict[UUID, UUID]:
        return await add_awards(self._connection, self._school_id, awards)

    async def award_became(self, award: CreditAward, state: AwardState) -> None:
        await self.awards_became([award], state)

    async def awards_became(self, awards: Sequence[CreditAward], state: AwardState) -> None:
        ids = [award.id for award in awards]
        await set_award_state(self._connection, self._school_id, ids, state)

    async def write(self, *, moves: Sequence[Move] = (), entries: Sequence[Entry] = ()) -> None:
        if moves:
            await write(self._connection, _steps(self._school_id, moves))
            events = [self._event(move) for move in moves]
            await add_all(self._connection, enrolment_event, self._school_id, events)
        if entries:
            # Made in one go, they may share a millisecond: sorted, the ids keep the order of the lines.
            ids = sorted(new_id() for _ in entries)
            lines = [self._line(one_id, entry) for one_id, entry in zip(ids, entries, strict=True)]
            await add_all(self._connection, credit_entry, self._school_id, lines)
        sums = moves_of(entries)
        for move in moves:
            sums[move.sitting.teacher_id, move.sitting.planned_year]["planned"] += move.planned
        await shift_all(self._connection, self._school_id, sums)

    def _event(self, move: Move) -> dict[str, Any]:
        return {
            "id": new_id(),
            "enrolment_id": move.sitting.enrolment_id,
            "from_state": move.sitting.state,
            "to_state": move.state,
            "reason": move.reason,
            "account_id": self._account_id,
            "at": self._now,
        }

    def _line(self, entry_id: UUID, entry: Entry) -> dict[str, Any]:
        return {
            "id": entry_id,
            "teacher_id": entry.teacher_id,
            "award_id": entry.award_id,
            "school_year": entry.school_year,
            "category": entry.category,
            "title": entry.title,
            "account": entry.account,
            "kind": entry.kind,
            "credits": entry.credits,
            "hours": entry.hours,
            "reason": entry.reason,
            "account_id": self._account_id,
            "earned_at": entry.earned_at,
            "entered_at": self._now,
        }


def _sittings(school_id: UUID, enrolment_ids: Sequence[UUID]) -> Any:
    session_id = training_session.c.id
    joined = enrolment.join(
        training_session,
        (training_session.c.school_id == enrolment.c.school_id) & (session_id == enrolment.c.session_id),
    ).join(
        course,
        (course.c.school_id == training_session.c.school_id) & (course.c.id == training_session.c.course_id),
    )
    return (
        select(
            *(enrolment.c[name] for name in ("id", "teacher_id", "state", "version", "planned_credits")),
            *(enrolment.c[name] for name in ("planned_year", "absent_days", "remark", "record_sheet_code")),
            enrolment.c.session_id,
            training_session.c.state.label("session_state"),
            training_session.c.starts_at,
            training_session.c.ends_at,
            course.c.id.label("course_id"),
            *(course.c[name] for name in ("title", "kind", "hours", "credits")),
        )
        .select_from(joined)
        .where(
            enrolment.c.school_id == school_id, enrolment.c.id == any_(literal(enrolment_ids, ARRAY(Uuid)))
        )
    )


def _sitting(row: Any, days: set[date]) -> Sitting:
    return Sitting(
        enrolment_id=row.id,
        teacher_id=row.teacher_id,
        state=EnrolmentState(row.state),
        version=row.version,
        planned_credits=row.planned_credits,
        planned_year=row.planned_year,
        absent_days=row.absent_days,
        remark=row.remark,
        record_sheet_code=row.record_sheet_code,
        session_id=row.session_id,
        session_state=SessionState(row.session_state),
        ends_at=row.ends_at,
        days=tuple(sorted(days or _between(row.starts_at, row.ends_at))),
        course_id=row.course_id,
        title=row.title,
        kind=CourseKind(row.kind),
        hours=row.hours,
        credits=row.credits,
    )


def _between(starts_at: datetime, ends_at: datetime) -> set[date]:
    first, last = day_of(starts_at), day_of(ends_at)
    return {first + timedelta(days=n) for n in range((last - first).days + 1)}


def _steps(school_id: UUID, moves: Sequence[Move]) -> Any:
    """Every enrolment's step in one statement."""
    given: list[tuple[str, Any, list[Any]]] = [
        ("id", Uuid, [move.sitting.enrolment_id for move in moves]),
        ("state", Text, [move.state.value for move in moves]),
        ("absent_days", Numeric(8, 2), [move.absent_days for move in moves]),
        ("remark", Text, [move.remark for move in moves]),
        ("record_sheet_code", Text, [move.record_sheet_code for move in moves]),
    ]
    new = (
        func.unnest(*(literal(values, ARRAY(kind)) for _, kind, values in given))
        .table_valued(*(column(name, kind) for name, kind, _ in given), name="new")
        .render_derived()
    )
    return (
        update(enrolment)
        .where(enrolment.c.school_id == school_id, enrolment.c.id == new.c.id)
        .values(
            state=new.c.state,
            absent_days=new.c.absent_days,
            remark=new.c.remark,
            record_sheet_code=new.c.record_sheet_code,
            version=enrolment.c.version + 1,
        )
    )
