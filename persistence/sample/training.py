"""A sample school's training: policy, catalogue, enrolments, and the ledger with its sums."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from domain.training.catalogue import CourseKind, SessionState
from domain.training.enrolment import SEATED, EnrolmentState
from persistence.sample.duties import Duties
from persistence.sample.ledger import Ledger, Training
from persistence.sample.people import Person
from persistence.sample.policy import add_policy
from persistence.sample.rounds import APPLICATIONS, add_application, add_round
from persistence.sample.rows import Rows, moment, read_csv, read_toml
from persistence.training.tables import (
    course,
    credit_exemption,
    enrolment,
    enrolment_event,
    session_block,
    training_session,
)

ENTERED = moment("2020-08-24")
"""When the year's catalogue and exemptions were entered."""

TOOK_A_SEAT = {"confirmed", "provisional", "placed", "failed"}
STATES = {
    "confirmed": EnrolmentState.PASSED,
    "provisional": EnrolmentState.PASSED,
    "failed": EnrolmentState.FAILED,
}


@dataclass(frozen=True, slots=True)
class Session:
    """A session of the file, with what its enrolments need to know."""

    id: UUID
    code: str
    training: Training
    opens_at: datetime


def add_training(
    rows: Rows, school_id: UUID, data: dict[str, Any], people: list[Person], office_id: UUID
) -> None:
    file = read_toml("training.toml")
    ledger = Ledger(rows, school_id, office_id, add_policy(rows, school_id))
    duties = Duties(rows, school_id, office_id)
    taken_part = {p.id: file["stories"][p.story] | data["also"].get(p.employee_no, {}) for p in people}
    taken = _seats_taken(taken_part.values())
    courses = {line["code"]: _add_course(rows, school_id, line) for line in read_csv("courses.csv")}
    rounds = {
        code: add_round(rows, school_id, code, about, at=ENTERED) for code, about in file["rounds"].items()
    }
    sessions = [
        _add_session(
            rows,
            school_id,
            courses,
            code,
            about | {"taken": taken[code], "round_id": rounds.get(about.get("round"))},
            data["capacities"].get(code),
        )
        for code, about in file["sessions"].items()
    ]
    for number, person in enumerate(people):
        ledger.carry_over(number, person)
    for session in sessions:
        for person in people:
            outcome = taken_part[person.id].get(session.code)
            if outcome in APPLICATIONS:
                add_application(
                    rows,
                    school_id,
                    person,
                    outcome,
                    session_id=session.id,
                    planned_year=ledger.year_of(session.training),
                    opens_at=session.opens_at,
                    office_id=office_id,
                )
            elif outcome is not None:
                _enrol(rows, school_id, ledger, duties, session, person, outcome)
    _exempt(rows, school_id, file["exemptions"], people)
    ledger.add_sums()


def _seats_taken(taken_part: Iterable[dict[str, str]]) -> Counter[str]:
    return Counter(code for one in taken_part for code, outcome in one.items() if outcome in TOOK_A_SEAT)


def _add_course(rows: Rows, school_id: UUID, line: dict[str, str]) -> dict[str, Any]:
    values = line | {
        "hours": Decimal(line["hours"]),
        "credits": Decimal(line["credits"]),
        "kind": CourseKind(line["kind"]),
        "platform_id": line["platform_id"] or None,
    }
    return values | {"id": rows.add(course, ENTERED, school_id=school_id, **values)}


def _add_session(
    rows: Rows,
    school_id: UUID,
    courses: dict[str, dict[str, Any]],
    code: str,
    about: dict[str, Any],
    capacity: int | None,
) -> Session:
    of = courses[about["course"]]
    blocks = list(_blocks(about["blocks"]))
    opens, closes = (date.fromisoformat(day) for day in about["enrol"])
    session_id = rows.add(
        training_session,
        ENTERED,
        school_id=school_id,
        course_id=of["id"],
        round_id=about["round_id"],
        code=code,
        place=about.get("place"),
        capacity=capacity or about["capacity"],
        taken=about["taken"],
        waitlist=about.get("waitlist", False),
        state=SessionState(about["state"]),
        enrolment_opens_at=moment(opens, "08:00"),
        enrolment_closes_at=moment(closes, "17:00"),
        starts_at=blocks[0][0],
        ends_at=blocks[-1][1],
        platform_id=f"{of['platform_id']}-{code[-4:]}" if of["platform_id"] else None,
    )
    for starts_at, ends_at in blocks:
        rows.add(
            session_block,
            ENTERED,
            school_id=school_id,
            session_id=session_id,
            starts_at=starts_at,
            ends_at=ends_at,
        )
    earned = Training(of["id"], of["title"], of["kind"], of["credits"], of["hours"], blocks[-1][1])
    return Session(session_id, code, earned, moment(opens, "08:00"))


def _blocks(written: list[str]) -> Iterator[tuple[datetime, datetime]]:
    for block in written:
        day, clocks = block.split()
        begins, ends = clocks.split("-")
        yield moment(day, begins), moment(day, ends)


def _enrol(
    rows: Rows,
    school_id: UUID,
    ledger: Ledger,
    duties: Duties,
    session: Session,
    person: Person,
    outcome: str,
) -> None:
    """One enrolment with its history, brought to the outcome, and the credits that follow from it."""
    ends_at = session.training.earned_at
    first = EnrolmentState.WAITLISTED if outcome == "waitlisted" else EnrolmentState.PLACED
    last = STATES.get(outcome) or EnrolmentState(outcome)
    at = session.opens_at + timedelta(minutes=7 * int(person.employee_no[2:]))
    has_result = outcome in STATES
    done_at = (ends_at if has_result else at) + timedelta(days=3)
    confirmed_at = done_at + timedelta(days=10) if outcome == "confirmed" else None
    enrolment_id = rows.add(
        enrolment,
        at,
        school_id=school_id,
        session_id=session.id,
        teacher_id=person.id,
        state=last,
        enrolled_at=at,
        planned_credits=session.training.credits if last in SEATED else Decimal(0),
        planned_year=ledger.year_of(session.training),
        absent_days=Decimal(0) if has_result else None,
        version=1 + (last is not first) + (confirmed_at is not None),
    )
    steps: list[tuple[EnrolmentState | None, EnrolmentState, str | None, datetime]]
    steps = [(None, first, None, at)]
    steps += [(first, last, None, done_at)] if last is not first else []
    steps += [(last, last, "confirmed", confirmed_at)] if confirmed_at else []
    for before, after, reason, when in steps:
        rows.add(
            enrolment_event,
            when,
            school_id=school_id,
            enrolment_id=enrolment_id,
            from_state=before,
            to_state=after,
            reason=reason,
            account_id=ledger.office_id,
            at=when,
        )
    if last is EnrolmentState.PLACED:
        ledger.plan(person, session.training)
    if last is EnrolmentState.PASSED:
        ledger.award(person, session.training, enrolment_id, at=done_at, confirmed_at=confirmed_at)
        kind = session.training.category
        duties.ask(enrolment_id, person.id, kind, ends_at, at=done_at, settled_at=confirmed_at)


def _exempt(rows: Rows, school_id: UUID, exemptions: dict[str, list[str]], people: list[Person]) -> None:
    for person in people:
        if person.story in exemptions:
            kind, first, last, reason = exemptions[person.story]
            rows.add(
                credit_exemption,
                ENTERED,
                school_id=school_id,
                teacher_id=person.id,
                kind=kind,
                from_day=date.fromisoformat(first),
                until_day=date.fromisoformat(last),
                reason=reason,
            )
