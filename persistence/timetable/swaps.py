"""Swaps, and the weeks they are judged on: one set of facts in a fixed number of statements."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import fields
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Row, Select, and_, insert, or_, select, tuple_, update
from sqlalchemy.ext.asyncio import AsyncConnection

from domain.identity.access import Caller
from domain.identity.actions import Action
from domain.paging import Page, Window
from domain.people.calendar import ZONE
from domain.timetable.absence import AbsenceState, Route
from domain.timetable.effective import HeldLesson, LessonKey, effective
from domain.timetable.lessons import Period, version_on
from domain.timetable.swap import Swap, SwapFilter, SwapProposedAlready, SwapState, allowed_actions
from domain.timetable.swap_obstacles import Away, Stretch, SwapFacts
from persistence.changes import write
from persistence.ids import new_id
from persistence.paging import page
from persistence.people.tables import school_class, teacher
from persistence.refusals import refusing
from persistence.timetable.absence_tables import absence, absence_block, swap
from persistence.timetable.held import ground_between, periods_of, versions_known, week_of, within
from persistence.training.visibility import visible_teachers

_SWAP, _ABSENCE, _BLOCK = swap.c, absence.c, absence_block.c
_PARTNER = teacher.alias("partner")
_NAMED = (
    select(
        swap,
        teacher.c.name.label("teacher_name"),
        _PARTNER.c.name.label("partner_name"),
        school_class.c.name.label("class_name"),
    )
    .select_from(swap)
    .join(teacher, and_(teacher.c.school_id == _SWAP.school_id, teacher.c.id == _SWAP.teacher_id))
    .join(_PARTNER, and_(_PARTNER.c.school_id == _SWAP.school_id, _PARTNER.c.id == _SWAP.partner_id))
    .join(
        school_class, and_(school_class.c.school_id == _SWAP.school_id, school_class.c.id == _SWAP.class_id)
    )
)
_SHOWN = {one.name for one in fields(Swap)} - {"state", "allowed_actions"}


class SqlSwapBook:
    """The school's swaps, for the rules; nobody in particular asks."""

    def __init__(self, connection: AsyncConnection, school_id: UUID) -> None:
        self._connection, self._school_id = connection, school_id

    async def facts(self, first: date, last: date) -> SwapFacts:
        (since, _), (_, until) = week_of(first), week_of(last)
        ground = await ground_between(self._connection, self._school_id, since, until)
        return SwapFacts(
            within(effective(ground.plan, ground.changes), since, until),
            frozenset(one.key for one in ground.plan if len(one.teacher_ids) > 1),
            await self._periods(since, until),
            await self._away(since, until),
        )

    async def absence_for_update(self, absence_id: UUID) -> Away | None:
        return await self._absence(_ABSENCE.id == absence_id, lock=True)

    async def taking(self, lessons: Collection[LessonKey]) -> list[Swap]:
        keys = [(one.lesson_id, one.day) for one in lessons]
        return await self._locked(
            _SWAP.state == SwapState.PROPOSED,
            or_(
                tuple_(_SWAP.lesson_id, _SWAP.lesson_day).in_(keys),
                tuple_(_SWAP.partner_lesson_id, _SWAP.partner_lesson_day).in_(keys),
            ),
        )

    async def of_absence(
        self, absence_id: UUID, state: SwapState, lessons: Collection[LessonKey] | None
    ) -> list[Swap]:
        wanted = [_SWAP.absence_id == absence_id, _SWAP.state == state]
        if lessons is not None:
            keys = [(one.lesson_id, one.day) for one in lessons]
            wanted.append(tuple_(_SWAP.lesson_id, _SWAP.lesson_day).in_(keys))
        return await self._locked(*wanted)

    async def of_absences(self, absence_ids: Collection[UUID], states: Collection[SwapState]) -> list[Swap]:
        """Those in these states, by id; as they are, without a lock: who asks holds the absences."""
        statement = _NAMED.where(
            _SWAP.school_id == self._school_id,
            _SWAP.absence_id.in_(absence_ids),
            _SWAP.state.in_(states),
        )
        return [self._viewed(row) for row in await self._connection.execute(statement.order_by(_SWAP.id))]

    async def settle(
        self, swap_ids: Collection[UUID], state: SwapState, *, answer: str | None = None, at: datetime
    ) -> None:
        await write(
            self._connection,
            update(swap)
            .where(_SWAP.school_id == self._school_id, _SWAP.id.in_(swap_ids))
            .values(state=state, answer=answer, settled_at=at, version=_SWAP.version + 1),
        )

    async def _locked(self, *wanted: ColumnElement[bool]) -> list[Swap]:
        statement = _NAMED.where(_SWAP.school_id == self._school_id, *wanted)
        rows = await self._connection.execute(
            statement.order_by(_SWAP.id).with_for_update(key_share=True, of=swap)
        )
        return [self._viewed(row) for row in rows]

    async def _absence(self, *wanted: ColumnElement[bool], lock: bool) -> Away | None:
        columns = (
            _ABSENCE.id,
            _ABSENCE.teacher_id,
            _ABSENCE.state,
            _ABSENCE.route,
            _ABSENCE.swap_until,
        )
        one = select(*columns).where(_ABSENCE.school_id == self._school_id, *wanted)
        if lock:
            one = one.with_for_update(key_share=True)
        row = (await self._connection.execute(one)).one_or_none()
        if row is None:
            return None
        blocks = await self._connection.execute(
            select(_BLOCK.starts_at, _BLOCK.ends_at)
            .where(_BLOCK.school_id == self._school_id, _BLOCK.absence_id == row.id)
            .order_by(_BLOCK.starts_at)
        )
        stretches = tuple(Stretch(block.starts_at, block.ends_at) for block in blocks)
        return Away(
            row.id, row.teacher_id, AbsenceState(row.state), Route(row.route), row.swap_until, stretches
        )

    async def _periods(self, first: date, last: date) -> dict[date, dict[int, Period]]:
        versions = await versions_known(self._connection, self._school_id, last)
        days = [first + timedelta(days=number) for number in range((last - first).days + 1)]
        in_force = {day: version_on(versions, day) for day in days}
        wanted = {one.timetable_id for one in in_force.values() if one is not None}
        found = await periods_of(self._connection, self._school_id, wanted)
        return {
            day: {period.period_no: period for period in found[version.timetable_id]}
            for day, version in in_force.items()
            if version is not None
        }

    async def _away(self, first: date, last: date) -> dict[UUID, list[Stretch]]:
        since = datetime.combine(first, time(0), tzinfo=ZONE)
        until = datetime.combine(last + timedelta(days=1), time(0), tzinfo=ZONE)
        rows = await self._connection.execute(
            select(_ABSENCE.teacher_id, _BLOCK.starts_at, _BLOCK.ends_at)
            .select_from(absence)
            .join(
                absence_block, and_(_BLOCK.school_id == _ABSENCE.school_id, _BLOCK.absence_id == _ABSENCE.id)
            )
            .where(
                _ABSENCE.school_id == self._school_id,
                _ABSENCE.state == AbsenceState.STANDING,
                _BLOCK.starts_at < until,
                _BLOCK.ends_at > since,
            )
        )
        found: dict[UUID, list[Stretch]] = defaultdict(list)
        for row in rows:
            found[row.teacher_id].append(Stretch(row.starts_at, row.ends_at))
        return found

    def _viewed(self, row: Row[Any]) -> Swap:
        return Swap(state=SwapState(row.state), **{name: getattr(row, name) for name in _SHOWN})


class SqlSwaps(SqlSwapBook):
    """As a caller sees them: their own, their groups' people's on either side, or the school's.

    `today` decides which are over.
    """

    def __init__(self, connection: AsyncConnection, caller: Caller, today: date) -> None:
        super().__init__(connection, caller.school_id)
        self._caller, self._today = caller, today

    async def page(self, filters: SwapFilter, window: Window) -> Page[Swap]:
        statement = self._visible()
        if filters.absence_id is not None:
            statement = statement.where(_SWAP.absence_id == filters.absence_id)
        if filters.teacher_id is not None:
            either = (_SWAP.teacher_id == filters.teacher_id, _SWAP.partner_id == filters.teacher_id)
            statement = statement.where(or_(*either))
        if filters.partner_id is not None:
            statement = statement.where(_SWAP.partner_id == filters.partner_id)
        if filters.states:
            statement = statement.where(_SWAP.state.in_(filters.states))
        if filters.lesson_from is not None:
            statement = statement.where(_SWAP.lesson_day >= filters.lesson_from)
        if filters.lesson_to is not None:
            statement = statement.where(_SWAP.lesson_day < filters.lesson_to)
        by = [_SWAP.proposed_at, _SWAP.id]
        return await page(self._connection, statement, window, by=by, filters=filters, view=self._viewed)

    async def get(self, swap_id: UUID) -> Swap | None:
        row = (await self._connection.execute(self._visible().where(_SWAP.id == swap_id))).one_or_none()
        return None if row is None else self._viewed(row)

    async def for_update(self, swap_id: UUID) -> Swap:
        (found,) = await self._locked(_SWAP.id == swap_id)
        return found

    async def absence(self, absence_id: UUID) -> Away | None:
        return await self._absence(_ABSENCE.id == absence_id, self._sees(_ABSENCE.teacher_id), lock=False)

    async def names(self, teacher_ids: Collection[UUID], class_ids: Collection[UUID]) -> dict[UUID, str]:
        found: dict[UUID, str] = {}
        for table, ids in ((teacher, teacher_ids), (school_class, class_ids)):
            named = select(table.c.id, table.c.name).where(
                table.c.school_id == self._school_id, table.c.id.in_(ids)
            )
            found |= {row.id: row.name for row in await self._connection.execute(named)}
        return found

    async def add(
        self,
        absence_id: UUID,
        missed: HeldLesson,
        other: HeldLesson,
        *,
        note: str | None,
        account_id: UUID,
        at: datetime,
    ) -> Swap:
        swap_id = new_id()
        with refusing(uq_swap_proposed=SwapProposedAlready()):
            await write(
                self._connection,
                insert(swap).values(
                    school_id=self._school_id,
                    id=swap_id,
                    absence_id=absence_id,
                    class_id=missed.classes[0].class_id,
                    note=note,
                    state=SwapState.PROPOSED,
                    account_id=account_id,
                    proposed_at=at,
                    **_side(missed),
                    **_side(other, partner=True),
                ),
            )
        return await self.for_update(swap_id)

    def _visible(self) -> Select[Any]:
        either = or_(self._sees(_SWAP.teacher_id), self._sees(_SWAP.partner_id))
        return _NAMED.where(_SWAP.school_id == self._school_id, either)

    def _sees(self, teacher_id: ColumnElement[Any]) -> ColumnElement[bool]:
        return visible_teachers(self._caller, teacher_id, action=Action.SWAP_READ)

    def _viewed(self, row: Row[Any]) -> Swap:
        state, over = SwapState(row.state), min(row.day, row.partner_day) < self._today
        return Swap(
            state=state,
            allowed_actions=allowed_actions(state, row.teacher_id, row.partner_id, self._caller, over=over),
            **{name: getattr(row, name) for name in _SHOWN},
        )


def _side(lesson: HeldLesson, *, partner: bool = False) -> dict[str, Any]:
    """The columns of one of the two lessons."""
    side = {
        "lesson_id": lesson.key.lesson_id,
        "lesson_day": lesson.key.day,
        "day": lesson.slot.day,
        "period_no": lesson.slot.period_no,
        "subject": lesson.subject,
    }
    (teacher_id,) = lesson.teacher_ids
    if partner:
        return {f"partner_{name}": value for name, value in side.items()} | {"partner_id": teacher_id}
    return side | {"teacher_id": teacher_id}
