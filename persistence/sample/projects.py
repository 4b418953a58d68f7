"""The term's three school-based projects of a sample school, as they stood on 10 June 2021.

Their credits were entered before there were projects, so each stands before the session that has them. Of the
two that are over the six materials lie on paper: accepted, with no file.
"""

from datetime import timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from domain.activities.activity import ActivityState, OwnerKind
from domain.activities.attendance import AttendanceState, AttendedHow
from domain.activities.policy import ACTIVITY_POLICY, window_of
from domain.people.calendar import day_of
from domain.projects.materials import MaterialKind, MaterialState
from domain.projects.outcome import weighted
from domain.projects.policy import PROJECT_POLICY
from domain.projects.project import ProjectState
from domain.training.enrolment import SEATED, EnrolmentState
from persistence.activities.tables import activity, activity_person, activity_rule, attendance
from persistence.people.tables import qualification
from persistence.policy import default_rows
from persistence.projects.tables import (
    project,
    project_material,
    project_member,
    project_outcome,
    project_rule,
)
from persistence.sample.people import Person
from persistence.sample.policy import ENTERED
from persistence.sample.rows import Rows, moment
from persistence.training.tables import course, enrolment, session_block, training_session

MADE = moment("2021-03-01")
CERTIFICATE = "心理健康教育证"
PROJECTS: dict[str, dict[str, Any]] = {
    "XB-SJFX-2021": {"title": "试卷分析课", "kind": "exam_analysis", "month": 4, "closed": "2021-05-06"},
    "XB-XLJK-2021": {
        "title": "心理健康教育课",
        "kind": "lesson_study",
        "month": 5,
        "closed": "2021-06-04",
        "presenters_need": CERTIFICATE,
    },
    "XB-TZKC-2021": {"title": "拓展课程方案和案例专题研讨", "kind": "seminar", "month": 6},
}
"""By the code of the session that has their credits."""


def add_projects(rows: Rows, school_id: UUID, people: list[Person], term_id: UUID) -> None:
    for row in default_rows(ACTIVITY_POLICY, school_id, ENTERED):
        rows.add(activity_rule, ENTERED, **row | {"id": None})
    for row in default_rows(PROJECT_POLICY, school_id, ENTERED):
        rows.add(project_rule, ENTERED, **row | {"id": None})
    sessions = {row["code"]: row for row in rows.of(training_session)}
    for number, (code, about) in enumerate(PROJECTS.items()):
        if code in sessions:
            _add_project(rows, school_id, term_id, people[number], sessions[code], about)


def _add_project(
    rows: Rows, school_id: UUID, term_id: UUID, leader: Person, session: dict[str, Any], about: dict[str, Any]
) -> None:
    taught = next(row for row in rows.of(course) if row["id"] == session["course_id"])
    closed = about.get("closed")
    project_id = rows.add(
        project,
        MADE,
        school_id=school_id,
        term_id=term_id,
        title=about["title"],
        kind=about["kind"],
        month=about["month"],
        leader_id=leader.id,
        presenters_need=about.get("presenters_need"),
        hours=taught["hours"],
        credits=taught["credits"],
        homework_required=True,
        state=ProjectState.CLOSED if closed else ProjectState.OPEN,
        created_at=MADE,
        closed_at=moment(closed) if closed else None,
        closing_no=1 if closed else 0,
        course_id=taught["id"],
        session_id=session["id"],
    )
    state = MaterialState.ACCEPTED if closed else MaterialState.MISSING
    for kind in MaterialKind:
        rows.add(project_material, MADE, school_id=school_id, project_id=project_id, kind=kind, state=state)
    seated = [
        row for row in rows.of(enrolment) if row["session_id"] == session["id"] and row["state"] in SEATED
    ]
    members = [row["teacher_id"] for row in seated]
    for one in members:
        rows.add(project_member, MADE, school_id=school_id, project_id=project_id, teacher_id=one)
    blocks = [row for row in rows.of(session_block) if row["session_id"] == session["id"]]
    for place, block in enumerate(blocks, start=1):
        _add_activity(
            rows, school_id, project_id, leader, f"{about['title']}（{place}）", session, block, members,
            about.get("presenters_need"), over=closed is not None,
        )  # fmt: skip
    if closed:
        for place, row in enumerate(seated):
            _add_outcome(rows, school_id, project_id, row, len(blocks), late=is_late(place))


def is_late(place: int) -> bool:
    return place % 17 == 16


def _add_activity(
    rows: Rows,
    school_id: UUID,
    project_id: UUID,
    leader: Person,
    title: str,
    session: dict[str, Any],
    block: dict[str, Any],
    members: list[UUID],
    need: str | None,
    *,
    over: bool,
) -> None:
    starts_at = block["starts_at"]
    window = window_of(starts_at, ACTIVITY_POLICY.in_force([], day_of(starts_at)))
    activity_id = rows.add(
        activity,
        MADE,
        school_id=school_id,
        owner_kind=OwnerKind.PROJECT,
        owner_id=project_id,
        title=title,
        starts_at=starts_at,
        ends_at=block["ends_at"],
        place=session.get("place"),
        hours=3,
        leader_id=leader.id,
        state=ActivityState.PLANNED,
        sign_in_opens_at=window.opens_at,
        late_at=window.late_at,
        sign_in_closes_at=window.closes_at,
    )
    day = day_of(starts_at)
    able = {
        row["teacher_id"]
        for row in rows.of(qualification)
        if row["kind"] == need and row["expires_on"] >= day
    }
    presenter = next((one for one in members if one in able), None)
    for place, one in enumerate(members):
        whose = {"school_id": school_id, "activity_id": activity_id, "teacher_id": one}
        rows.add(activity_person, MADE, **whose, presents=one == presenter)
        if over:
            late = is_late(place)
            at = starts_at + timedelta(minutes=8 if late else -(place % 12))
            state = AttendanceState.LATE if late else AttendanceState.PRESENT
            rows.add(attendance, at, **whose, state=state, how=AttendedHow.SCANNED, at=at)


def _add_outcome(
    rows: Rows, school_id: UUID, project_id: UUID, seat: dict[str, Any], activities: int, *, late: bool
) -> None:
    """As the shipped policy has it, with a mark of 85 and no evaluation on record."""
    failed = seat["state"] == EnrolmentState.FAILED
    process, effect = Decimal(64 if late else 80), Decimal(0 if failed else 85)
    rows.add(
        project_outcome,
        MADE,
        school_id=school_id,
        project_id=project_id,
        closing_no=1,
        teacher_id=seat["teacher_id"],
        granted=not failed,
        reasons=["homework_missing"] if failed else [],
        expected=activities,
        present=0 if late else activities,
        late=activities if late else 0,
        excused=0,
        absent=0,
        process=process,
        effect=effect,
        total=weighted((40, process), (60, effect)),
    )
