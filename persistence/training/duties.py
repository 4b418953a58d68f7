"""Duties after training: who sees them, what was handed in, what was said to it."""

from collections.abc import Collection, Sequence
from dataclasses import asdict
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ARRAY, Row, Select, Uuid, and_, any_, insert, literal, select, update
from sqlalchemy.dialects.postgresql import distinct_on
from sqlalchemy.ext.asyncio import AsyncConnection

from domain.identity.access import Caller
from domain.identity.actions import Action
from domain.paging import Page, Window
from domain.people.calendar import day_of
from domain.training.catalogue import CourseKind
from domain.training.duty import (
    OUTSTANDING,
    Duty,
    DutyFilter,
    DutyKind,
    DutyState,
    HandIn,
    Review,
    Submission,
    Verdict,
    allowed_actions,
)
from persistence.changes import write
from persistence.ids import new_id
from persistence.paging import page
from persistence.people.tables import teacher
from persistence.rows import add_all
from persistence.training.tables import (
    course,
    duty,
    duty_review,
    duty_submission,
    enrolment,
    training_session,
)
from persistence.training.visibility import members_of, visible_teachers

_TABLE, _DUTY, _HANDED = duty, duty.c, duty_submission.c
_TODO = OUTSTANDING - {DutyState.HANDED_IN}
_FIRST = duty_submission.alias("first")


class SqlDuties:
    """The duties a caller may see; `today` decides which are overdue."""

    def __init__(self, connection: AsyncConnection, caller: Caller, today: date) -> None:
        self._connection, self._caller, self._today = connection, caller, today

    async def page(self, filters: DutyFilter, window: Window) -> Page[Duty]:
        statement = self._visible()
        for column, values in (
            (_DUTY.state, filters.state),
            (_DUTY.kind, filters.kind),
            (_DUTY.teacher_id, filters.teacher_id),
        ):
            if values:
                statement = statement.where(column.in_(values))
        if filters.enrolment_id is not None:
            statement = statement.where(_DUTY.enrolment_id == filters.enrolment_id)
        if filters.due_from is not None:
            statement = statement.where(_DUTY.due_on >= filters.due_from)
        if filters.due_to is not None:
            statement = statement.where(_DUTY.due_on < filters.due_to)
        if filters.overdue is not None:
            overdue = and_(_DUTY.state.in_(_TODO), _DUTY.due_on < self._today)
            statement = statement.where(overdue if filters.overdue else ~overdue)
        groups = filters.subject_group_id, filters.grade_group_id
        statement = statement.where(*members_of(self._caller.school_id, _DUTY.teacher_id, *groups))
        by = [_DUTY.due_on, _DUTY.id]
        return await page(self._connection, statement, window, by=by, filters=filters, view=self._view)

    async def get(self, duty_id: UUID) -> Duty | None:
        return await self._one(self._visible().where(_DUTY.id == duty_id))

    async def for_update(self, duty_id: UUID) -> Duty | None:
        return await self._one(self._visible().where(_DUTY.id == duty_id).with_for_update(of=_TABLE))

    async def became(
        self, duty: Duty, state: DutyState, *, settled_at: datetime | None = None, because: str | None = None
    ) -> None:
        await write(
            self._connection,
            update(_TABLE)
            .where(_DUTY.school_id == self._caller.school_id, _DUTY.id == duty.id)
            .values(state=state, settled_at=settled_at, waived_because=because, version=_DUTY.version + 1),
        )

    async def submissions(self, duty: Duty, window: Window) -> Page[Submission]:
        return await page(
            self._connection,
            self._handed_in(duty),
            window,
            by=[_HANDED.number, _HANDED.id],
            filters=duty.id,
            view=lambda row: _submission(row, duty.due_on),
        )

    async def submission(self, duty: Duty, submission_id: UUID) -> Submission | None:
        found = await self._connection.execute(self._handed_in(duty).where(_HANDED.id == submission_id))
        row = found.one_or_none()
        return None if row is None else _submission(row, duty.due_on)

    async def latest(self, duty: Duty) -> Submission | None:
        last = self._handed_in(duty).order_by(_HANDED.number.desc()).limit(1)
        row = (await self._connection.execute(last)).one_or_none()
        return None if row is None else _submission(row, duty.due_on)

    async def submit(
        self, duty: Duty, number: int, given: HandIn, *, account_id: UUID, at: datetime
    ) -> Submission:
        row: dict[str, Any] = {"id": new_id(), "duty_id": duty.id, "number": number, **asdict(given)}
        row |= {"account_id": account_id, "submitted_at": at}
        new = insert(duty_submission).values(school_id=self._caller.school_id, **row)
        await self._connection.execute(new)
        return Submission(**row, late=day_of(at) > duty.due_on)

    async def review(self, submission: Submission, given: Review) -> None:
        row = {"id": new_id(), "submission_id": submission.id, **asdict(given)}
        await self._connection.execute(insert(duty_review).values(school_id=self._caller.school_id, **row))

    async def all_for_update(self, duty_ids: Collection[UUID]) -> dict[UUID, Duty]:
        locking = self._visible().where(_DUTY.id == _any_of(duty_ids)).order_by(_DUTY.id)
        rows = await self._connection.execute(locking.with_for_update(of=_TABLE))
        return {row.id: self._view(row) for row in rows}

    async def latest_of(self, duty_ids: Collection[UUID]) -> dict[UUID, Submission]:
        of_these = (_HANDED.school_id == self._caller.school_id, _HANDED.duty_id == _any_of(duty_ids))
        rows = await self._connection.execute(
            _WITH_REVIEW.add_columns(_DUTY.due_on)
            .join(duty, and_(_DUTY.school_id == _HANDED.school_id, _DUTY.id == _HANDED.duty_id))
            .where(*of_these)
            .ext(distinct_on(_HANDED.duty_id))
            .order_by(_HANDED.duty_id, _HANDED.number.desc())
        )
        return {row.duty_id: _submission(row, row.due_on) for row in rows}

    async def submit_empty(
        self, numbered: Sequence[tuple[Duty, int]], *, account_id: UUID, at: datetime
    ) -> dict[UUID, Submission]:
        made = {
            one.id: Submission(
                new_id(), one.id, number, None, None, None, account_id, at, late=day_of(at) > one.due_on
            )
            for one, number in numbered
        }
        names = ("id", "duty_id", "number", "account_id", "submitted_at")
        new = [{name: getattr(one, name) for name in names} for one in made.values()]
        await add_all(self._connection, duty_submission, self._caller.school_id, new)
        return made

    async def review_all(self, given: Sequence[tuple[UUID, Review]]) -> None:
        new = [{"id": new_id(), "submission_id": of, **asdict(review)} for of, review in given]
        await add_all(self._connection, duty_review, self._caller.school_id, new)

    async def all_became(self, duty_ids: Collection[UUID], state: DutyState, *, settled_at: datetime) -> None:
        await write(
            self._connection,
            update(_TABLE)
            .where(_DUTY.school_id == self._caller.school_id, _DUTY.id == _any_of(duty_ids))
            .values(state=state, settled_at=settled_at, waived_because=None, version=_DUTY.version + 1),
        )

    async def _one(self, statement: Select[Any]) -> Duty | None:
        row = (await self._connection.execute(statement)).one_or_none()
        return None if row is None else self._view(row)

    def _visible(self) -> Select[Any]:
        seen = visible_teachers(self._caller, _DUTY.teacher_id, action=Action.DUTY_READ)
        return _WITH_COURSE.where(_DUTY.school_id == self._caller.school_id, seen)

    def _handed_in(self, duty: Duty) -> Select[Any]:
        return _WITH_REVIEW.where(_HANDED.school_id == self._caller.school_id, _HANDED.duty_id == duty.id)

    def _view(self, row: Row[Any]) -> Duty:
        state, kind = DutyState(row.state), DutyKind(row.kind)
        return Duty(
            **{name: getattr(row, name) for name in _SHOWN},
            course_kind=CourseKind(row.course_kind),
            kind=kind,
            state=state,
            overdue=state in _TODO and row.due_on < self._today,
            late=row.handed_in_at is not None and day_of(row.handed_in_at) > row.due_on,
            allowed_actions=allowed_actions(state, kind, row.teacher_id, self._caller),
        )


_OWN = (
    "id",
    "enrolment_id",
    "teacher_id",
    "due_on",
    "due_estimated",
    "rule_id",
    "waived_because",
    "created_at",
    "settled_at",
    "version",
)
_SHOWN = (*_OWN, "teacher_name", "course_id", "course_title", "handed_in_at")
_WITH_COURSE = (
    select(
        *(_DUTY[name] for name in (*_OWN, "kind", "state")),
        teacher.c.name.label("teacher_name"),
        course.c.id.label("course_id"),
        course.c.title.label("course_title"),
        course.c.kind.label("course_kind"),
        _FIRST.c.submitted_at.label("handed_in_at"),
    )
    .select_from(duty)
    .join(teacher, and_(teacher.c.school_id == _DUTY.school_id, teacher.c.id == _DUTY.teacher_id))
    .join(enrolment, and_(enrolment.c.school_id == _DUTY.school_id, enrolment.c.id == _DUTY.enrolment_id))
    .join(
        training_session,
        and_(
            training_session.c.school_id == enrolment.c.school_id,
            training_session.c.id == enrolment.c.session_id,
        ),
    )
    .join(
        course,
        and_(course.c.school_id == training_session.c.school_id, course.c.id == training_session.c.course_id),
    )
    .outerjoin(
        _FIRST,
        and_(_FIRST.c.school_id == _DUTY.school_id, _FIRST.c.duty_id == _DUTY.id, _FIRST.c.number == 1),
    )
)
_WITH_REVIEW = (
    select(
        *(_HANDED[name] for name in ("id", "duty_id", "number", "title", "text", "file_id")),
        _HANDED.account_id,
        _HANDED.submitted_at,
        duty_review.c.verdict,
        duty_review.c.remark,
        duty_review.c.account_id.label("judge_id"),
        duty_review.c.at,
    )
    .select_from(duty_submission)
    .outerjoin(
        duty_review,
        and_(duty_review.c.school_id == _HANDED.school_id, duty_review.c.submission_id == _HANDED.id),
    )
)


def _any_of(ids: Collection[UUID]) -> Any:
    return any_(literal(list(ids), ARRAY(Uuid)))


def _submission(row: Row[Any], due_on: date) -> Submission:
    judged = row.verdict is not None
    return Submission(
        row.id,
        row.duty_id,
        row.number,
        row.title,
        row.text,
        row.file_id,
        row.account_id,
        row.submitted_at,
        late=day_of(row.submitted_at) > due_on,
        review=Review(Verdict(row.verdict), row.remark, row.judge_id, row.at) if judged else None,
    )
