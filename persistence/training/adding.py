"""An enrolment with all that comes of it in one statement: its history, the seat, the planned credits."""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import insert, update
from sqlalchemy.dialects.postgresql import insert as insert_or
from sqlalchemy.ext.asyncio import AsyncConnection

from domain.training.enrolment import SEATED, EnrolmentState
from domain.training.places import Planned
from persistence.changes import Together
from persistence.ids import new_id
from persistence.platform import audit
from persistence.statements import given
from persistence.training.standings import SUMS, upon
from persistence.training.tables import credit_standing, enrolment, enrolment_event, training_session

_ENROLMENT = (
    insert(enrolment)
    .values(given(enrolment, "school_id", "id", "session_id", "teacher_id", "state", "enrolled_at"))
    .values(given(enrolment, "planned_credits", "planned_year"))
    .returning(enrolment)
)
_EVENT = insert(enrolment_event).values(
    given(enrolment_event, "school_id", "id", "enrolment_id", "to_state", "account_id", "at")
)
_SESSION, _THIS = training_session.c, given(enrolment, "school_id", "session_id")
_SEAT = (
    update(training_session)
    .where(_SESSION.school_id == _THIS["school_id"], _SESSION.id == _THIS["session_id"])
    .values(taken=_SESSION.taken + 1, version=_SESSION.version + 1)
)
_SUM = upon(
    insert_or(credit_standing).values(
        dict.fromkeys(SUMS, 0)
        | given(credit_standing, "school_id", "id", "teacher_id", "school_year", "planned")
    )
)
_APART = (_ENROLMENT, _EVENT)
_SEATED = (*_APART, _SEAT)
_COUNTED = (*_SEATED, _SUM)
_ALONE, _AUDITED = (), (audit.ENTER,)
_TOGETHER = {
    (parts, audited): Together(*parts, *audited)
    for parts in (_APART, _SEATED, _COUNTED)
    for audited in (_ALONE, _AUDITED)
}


async def added(
    connection: AsyncConnection,
    school_id: UUID,
    session_id: UUID,
    teacher_id: UUID,
    state: EnrolmentState,
    planned: Planned,
    *,
    account_id: UUID,
    at: datetime,
    recorded: Callable[[UUID], audit.Record | None],
) -> Sequence[Any]:
    """The row of the enrolment. `recorded` is what the audit is told of it here, if it is."""
    enrolment_id = new_id()
    entry = recorded(enrolment_id)
    seated = _COUNTED if planned.credits else _SEATED
    parts, audited = seated if state in SEATED else _APART, _ALONE if entry is None else _AUDITED
    return await _TOGETHER[parts, audited].run(
        connection,
        **({} if entry is None else entry.parameters()),
        the_school_id=school_id,
        the_enrolment_id=enrolment_id,
        the_session_id=session_id,
        the_teacher_id=teacher_id,
        the_state=state,
        the_enrolled_at=at,
        the_planned_credits=planned.credits,
        the_planned_year=planned.year,
        the_enrolment_event_id=new_id(),
        the_to_state=state,
        the_account_id=account_id,
        the_at=at,
        the_credit_standing_id=new_id(),
        the_school_year=planned.year,
        the_planned=planned.credits,
    )
