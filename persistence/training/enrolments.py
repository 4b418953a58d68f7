"""Enrolments as a caller sees them, and the adding of one."""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Row, Select, exists, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from domain.identity.access import Caller
from domain.identity.actions import Action
from domain.paging import Page, Window
from domain.training.enrolling import AlreadyEnrolled, Asked, EnrolmentFilter
from domain.training.enrolling_many import Place
from domain.training.enrolment import SEATED, Enrolment, EnrolmentEvent, EnrolmentState, allowed_actions
from domain.training.places import Planned
from persistence.changes import write
from persistence.ids import new_id
from persistence.paging import page
from persistence.platform.audit import Record
from persistence.refusals import refusing
from persistence.rows import add_all
from persistence.training.adding import added
from persistence.training.asking import asked
from persistence.training.moves import shift_planned
from persistence.training.places import SqlPlaces
from persistence.training.tables import course, enrolment, enrolment_event, training_session
from persistence.training.visibility import visible_teachers

list_of = list
"""Inside the class below `list` is its method."""


class SqlEnrolments(SqlPlaces):
    """Readings are limited to the teachers the caller sees; another's row is as absent as a missing one."""

    def __init__(
        self,
        connection: AsyncConnection,
        caller: Caller,
        recorded: Callable[[UUID], Record | None] = lambda _: None,
    ) -> None:
        """`recorded` tells what the audit is to say of an enrolment that is added, if it is said with it."""
        super().__init__(connection, caller.school_id)
        self._caller, self._recorded = caller, recorded

    async def list(self, filters: EnrolmentFilter, window: Window) -> Page[Enrolment]:
        statement = self._visible()
        if filters.teacher_id is not None:
            statement = statement.where(enrolment.c.teacher_id == filters.teacher_id)
        if filters.session_id is not None:
            statement = statement.where(enrolment.c.session_id == filters.session_id)
        if filters.states:
            statement = statement.where(enrolment.c.state.in_(filters.states))
        if filters.course_kinds or filters.starts_from is not None or filters.starts_to is not None:
            statement = statement.where(_in_session(filters))
        return await page(
            self._connection, statement, window, by=[enrolment.c.id], filters=filters, view=self._viewed
        )

    async def get(self, enrolment_id: UUID) -> Enrolment | None:
        row = (await self._connection.execute(self._visible(enrolment_id))).one_or_none()
        return None if row is None else self._viewed(row)

    async def for_update(self, enrolment_id: UUID) -> Enrolment:
        statement = self._visible(enrolment_id).with_for_update(key_share=True, of=enrolment)
        return self._viewed((await self._connection.execute(statement)).one())

    async def history(self, enrolment_id: UUID, window: Window) -> Page[EnrolmentEvent]:
        statement = select(enrolment_event).where(
            enrolment_event.c.school_id == self._school_id, enrolment_event.c.enrolment_id == enrolment_id
        )
        return await page(
            self._connection,
            statement,
            window,
            by=[enrolment_event.c.id],
            filters=enrolment_id,
            view=_event,
        )

    async def add(
        self,
        session_id: UUID,
        teacher_id: UUID,
        state: EnrolmentState,
        planned: Planned,
        *,
        account_id: UUID,
        at: datetime,
    ) -> Enrolment:
        with refusing(uq_enrolment_seat=AlreadyEnrolled(code="")):
            row = await added(
                self._connection,
                self._school_id,
                session_id,
                teacher_id,
                state,
                planned,
                account_id=account_id,
                at=at,
                recorded=self._recorded,
            )
        return self._viewed(row)

    async def asked(
        self, session_id: UUID, teacher_id: UUID, *, clashing: frozenset[EnrolmentState] = SEATED
    ) -> Asked | None:
        return await asked(self._connection, self._school_id, session_id, teacher_id, clashing)

    async def add_all(
        self, session_id: UUID, places: Sequence[Place], *, account_id: UUID, at: datetime
    ) -> list_of[Enrolment]:
        ids = sorted(new_id() for _ in places)  # the waitlist is served in the order of ids
        made = [
            {
                "id": enrolment_id,
                "session_id": session_id,
                "teacher_id": one.teacher_id,
                "state": one.state.value,
                "enrolled_at": at,
                "planned_credits": one.planned.credits,
                "planned_year": one.planned.year,
            }
            for enrolment_id, one in zip(ids, places, strict=True)
        ]
        with refusing(uq_enrolment_seat=AlreadyEnrolled(code="")):
            await add_all(self._connection, enrolment, self._school_id, made)
        events = [
            {
                "id": new_id(),
                "enrolment_id": enrolment_id,
                "to_state": one.state.value,
                "account_id": account_id,
                "at": at,
            }
            for enrolment_id, one in zip(ids, places, strict=True)
        ]
        await add_all(self._connection, enrolment_event, self._school_id, events)
        seated = [(one.teacher_id, one.planned) for one in places if one.state in SEATED]
        if seated:
            await self._take_seats(session_id, len(seated))
            await shift_planned(self._connection, self._school_id, seated)
        return await self.shown(ids)

    async def shown(self, ids: Sequence[UUID]) -> list_of[Enrolment]:
        """In the order of the ids."""
        found = await self._connection.execute(self._visible().where(enrolment.c.id.in_(ids)))
        by_id = {row.id: self._viewed(row) for row in found}
        return [by_id[one] for one in ids]

    async def _take_seats(self, session_id: UUID, seats: int) -> None:
        await write(
            self._connection,
            update(training_session)
            .where(training_session.c.school_id == self._school_id, training_session.c.id == session_id)
            .values(taken=training_session.c.taken + seats, version=training_session.c.version + 1),
        )

    def _visible(self, enrolment_id: UUID | None = None) -> Select[Any]:
        statement = select(enrolment).where(
            enrolment.c.school_id == self._school_id,
            visible_teachers(self._caller, enrolment.c.teacher_id, action=Action.ENROLMENT_READ),
        )
        return statement if enrolment_id is None else statement.where(enrolment.c.id == enrolment_id)

    def _viewed(self, row: Sequence[Any]) -> Enrolment:
        """From the columns of the table, in their order."""
        _, enrolment_id, session_id, teacher_id, state, *rest = row
        state = EnrolmentState(state)
        actions = allowed_actions(state, teacher_id, self._caller)
        return Enrolment(enrolment_id, session_id, teacher_id, state, *(*rest, actions))


def _in_session(filters: EnrolmentFilter) -> ColumnElement[bool]:
    its, of = training_session.c, course.c
    conditions: list[ColumnElement[bool]] = []
    if filters.course_kinds:
        conditions += [
            of.school_id == its.school_id,
            of.id == its.course_id,
            of.kind.in_(filters.course_kinds),
        ]
    if filters.starts_from is not None:
        conditions.append(its.starts_at >= filters.starts_from)
    if filters.starts_to is not None:
        conditions.append(its.starts_at < filters.starts_to)
    return exists().where(
        its.school_id == enrolment.c.school_id, its.id == enrolment.c.session_id, *conditions
    )


def _event(row: Row[Any]) -> EnrolmentEvent:
    return EnrolmentEvent(
        id=row.id,
        from_state=None if row.from_state is None else EnrolmentState(row.from_state),
        to_state=EnrolmentState(row.to_state),
        reason=row.reason,
        account_id=row.account_id,
        at=row.at,
    )
