"""A sample school's selection rounds, and the applications that are under way in them."""

from datetime import date, datetime, timedelta
from decimal import Decimal
from itertools import pairwise
from typing import Any
from uuid import UUID

from domain.training.enrolment import EnrolmentState
from domain.training.selection import RoundState
from persistence.sample.people import Person
from persistence.sample.rows import Rows, moment
from persistence.training.tables import enrolment, enrolment_event, selection_round

APPLIED = EnrolmentState.APPLIED
APPROVED = (APPLIED, EnrolmentState.APPROVED)
SUBMITTED = (*APPROVED, EnrolmentState.SUBMITTED)
APPLICATIONS = {
    "applied": (APPLIED,),
    "approved": APPROVED,
    "rejected": (APPLIED, EnrolmentState.REJECTED),
    "submitted": SUBMITTED,
    "refused": (*SUBMITTED, EnrolmentState.REFUSED),
}
"""The steps that led an application of a round to where it is."""

FROZEN_DAYS = 3


def add_round(rows: Rows, school_id: UUID, code: str, about: dict[str, Any], *, at: datetime) -> UUID:
    first, last = (date.fromisoformat(day) for day in about["apply"])
    return rows.add(
        selection_round,
        at,
        school_id=school_id,
        code=code,
        title=about["title"],
        opens_at=moment(first, "08:00"),
        closes_at=moment(last, "17:00"),
        frozen_days=FROZEN_DAYS,
        state=RoundState(about["state"]),
    )


def add_application(
    rows: Rows,
    school_id: UUID,
    person: Person,
    outcome: str,
    *,
    session_id: UUID,
    planned_year: int,
    opens_at: datetime,
    office_id: UUID,
) -> None:
    """An application with its history, a step a day once the round has closed; nothing is planned by it."""
    steps = APPLICATIONS[outcome]
    at = opens_at + timedelta(minutes=7 * int(person.employee_no[2:]))
    enrolment_id = rows.add(
        enrolment,
        at,
        school_id=school_id,
        session_id=session_id,
        teacher_id=person.id,
        state=steps[-1],
        enrolled_at=at,
        planned_credits=Decimal(0),
        planned_year=planned_year,
        absent_days=None,
        version=len(steps),
    )
    for number, (before, after) in enumerate(pairwise((None, *steps))):
        when = at if before is None else at + timedelta(days=6 + number)
        rows.add(
            enrolment_event,
            when,
            school_id=school_id,
            enrolment_id=enrolment_id,
            from_state=before,
            to_state=after,
            reason="同组当天已有多人外出" if after is EnrolmentState.REJECTED else None,
            account_id=office_id,
            at=when,
        )
