"""Closing a project: what is on record of its members, and the course its hours are entered under."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import and_, case, delete, func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from domain.activities.activity import ActivityState, OwnerKind
from domain.activities.attendance import AttendanceState
from domain.people.calendar import day_of, school_year_of
from domain.projects.closing import Held, Seat
from domain.projects.outcome import Facts, MemberOutcome, OutcomeReason
from domain.projects.project import Project
from domain.training.catalogue import CourseKind, SessionState
from domain.training.enrolment import LIVE, EnrolmentState
from persistence import rows
from persistence.activities.tables import activity, activity_person, attendance
from persistence.changes import write
from persistence.ids import new_id
from persistence.people.calendar import school_year_spans
from persistence.people.tables import teacher
from persistence.projects.tables import homework, project, project_evaluation, project_member, project_outcome
from persistence.training.tables import course, enrolment, session_block, training_session

PROVIDER = "本校教科室"
_MEMBER, _PERSON, _CAME = project_member.c, activity_person.c, attendance.c


class SqlClosings:
    def __init__(self, connection: AsyncConnection, school_id: UUID) -> None:
        self._connection, self._school_id = connection, school_id

    async def activities(self, project_id: UUID) -> list[Held]:
        table = activity.c
        found = await self._connection.execute(
            select(table.title, table.starts_at, table.ends_at, table.place)
            .where(*self._of_project(project_id))
            .order_by(table.starts_at, table.id)
        )
        return [Held(*row) for row in found]

    async def facts(self, project_id: UUID) -> list[Facts]:
        def stood(state: AttendanceState) -> Any:
            return func.count(case((_CAME.state == state, 1)))

        at = activity_person.join(
            activity, and_(activity.c.school_id == _PERSON.school_id, activity.c.id == _PERSON.activity_id)
        ).outerjoin(
            attendance,
            and_(
                _CAME.school_id == _PERSON.school_id,
                _CAME.activity_id == _PERSON.activity_id,
                _CAME.teacher_id == _PERSON.teacher_id,
            ),
        )
        counted = (
            select(
                _PERSON.teacher_id,
                func.count().label("expected"),
                stood(AttendanceState.PRESENT).label("present"),
                stood(AttendanceState.LATE).label("late"),
                stood(AttendanceState.EXCUSED).label("excused"),
            )
            .select_from(at)
            .where(_PERSON.school_id == self._school_id, *self._of_project(project_id))
            .group_by(_PERSON.teacher_id)
            .subquery("counted")
        )
        work, answer = homework.c, project_evaluation.c
        found = await self._connection.execute(
            select(
                teacher.c.id,
                teacher.c.name,
                *(func.coalesce(counted.c[name], 0).label(name) for name in _COUNTS),
                work.state,
                work.mark,
                answer.id.label("answer_id"),
            )
            .select_from(project_member)
            .join(teacher, and_(teacher.c.school_id == _MEMBER.school_id, teacher.c.id == _MEMBER.teacher_id))
            .outerjoin(counted, counted.c.teacher_id == _MEMBER.teacher_id)
            .outerjoin(
                homework,
                and_(
                    work.school_id == _MEMBER.school_id,
                    work.project_id == _MEMBER.project_id,
                    work.teacher_id == _MEMBER.teacher_id,
                ),
            )
            .outerjoin(
                project_evaluation,
                and_(
                    answer.school_id == _MEMBER.school_id,
                    answer.project_id == _MEMBER.project_id,
                    answer.teacher_id == _MEMBER.teacher_id,
                ),
            )
            .where(_MEMBER.school_id == self._school_id, _MEMBER.project_id == project_id)
            .order_by(teacher.c.name_pinyin, teacher.c.id)
        )
        return [
            Facts(
                teacher_id=row.id,
                name=row.name,
                homework=row.state,
                mark=row.mark,
                evaluated=row.answer_id is not None,
                **{name: getattr(row, name) for name in _COUNTS},
            )
            for row in found
        ]

    async def seats(
        self, closing: Project, held: Sequence[Held], member_ids: Sequence[UUID], *, at: datetime
    ) -> dict[UUID, Seat]:
        ends_at = max(one.ends_at for one in held)
        year = school_year_of(day_of(ends_at), await school_year_spans(self._connection, self._school_id))
        session_id = await self._session(closing, held, len(member_ids))
        table = enrolment.c
        own = (table.school_id == self._school_id, table.session_id == session_id)
        gone = update(enrolment).where(*own, table.state.in_(LIVE), table.teacher_id.not_in(member_ids))
        await write(self._connection, gone.values(state=EnrolmentState.WITHDRAWN, version=table.version + 1))
        seated = {one for one in await self._live(session_id)}
        await rows.add_all(
            self._connection,
            enrolment,
            self._school_id,
            [
                {
                    "id": new_id(),
                    "session_id": session_id,
                    "teacher_id": one,
                    "state": EnrolmentState.PLACED,
                    "enrolled_at": at,
                    "planned_credits": 0,
                    "planned_year": year,
                }
                for one in member_ids
                if one not in seated
            ],
        )
        return await self._live(session_id)

    async def settled_seats(self, closed: Project) -> dict[UUID, Seat]:
        session_id = await self._connection.scalar(
            select(project.c.session_id).where(
                project.c.school_id == self._school_id, project.c.id == closed.id
            )
        )
        settled = (EnrolmentState.PASSED, EnrolmentState.FAILED)
        return {} if session_id is None else await self._live(session_id, settled)

    async def keep(self, closing: Project, closing_no: int, outcomes: Sequence[MemberOutcome]) -> None:
        if outcomes:
            await self._connection.execute(
                insert(project_outcome).values(
                    [
                        {
                            "school_id": self._school_id,
                            "id": new_id(),
                            "project_id": closing.id,
                            "closing_no": closing_no,
                            "teacher_id": one.id,
                            "reasons": [reason.value for reason in one.reasons],
                            **{name: getattr(one, name) for name in _KEPT},
                        }
                        for one in outcomes
                    ]
                )
            )

    async def kept(self, closed: Project) -> list[MemberOutcome]:
        table = project_outcome.c
        found = await self._connection.execute(
            select(project_outcome, teacher.c.name, teacher.c.id.label("whose"))
            .join(teacher, and_(teacher.c.school_id == table.school_id, teacher.c.id == table.teacher_id))
            .where(
                table.school_id == self._school_id,
                table.project_id == closed.id,
                table.closing_no == closed.closing_no,
            )
            .order_by(teacher.c.name_pinyin, teacher.c.id)
        )
        return [
            MemberOutcome(
                row.whose,
                row.name,
                reasons=[OutcomeReason(one) for one in row.reasons],
                **{name: getattr(row, name) for name in _KEPT},
            )
            for row in found
        ]

    def _of_project(self, project_id: UUID) -> tuple[Any, ...]:
        table = activity.c
        return (
            table.school_id == self._school_id,
            table.owner_kind == OwnerKind.PROJECT,
            table.owner_id == project_id,
            table.state != ActivityState.CANCELLED,
        )

    async def _session(self, closing: Project, held: Sequence[Held], members: int) -> UUID:
        """Made at the first closing, and at a later one brought up to date."""
        code = f"XB-{closing.id.hex[-12:]}"
        of_course = {
            "title": f"校本研修：{closing.title}",
            "hours": closing.hours,
            "credits": closing.credits,
        }
        of_session = {
            "starts_at": min(one.starts_at for one in held),
            "ends_at": max(one.ends_at for one in held),
            "place": held[0].place,
            "capacity": max(members, 1),
            "taken": members,
            "state": SessionState.COMPLETED,
        }
        own = select(project.c.session_id).where(
            project.c.school_id == self._school_id, project.c.id == closing.id
        )
        session_id: UUID | None = await self._connection.scalar(own)
        if session_id is None:
            session_id = await self._made(closing, code, of_course, of_session)
        else:
            assert closing.course_id is not None
            await rows.change(self._connection, course, self._school_id, closing.course_id, of_course)
            await rows.change(self._connection, training_session, self._school_id, session_id, of_session)
        await self._hold(session_id, held)
        return session_id

    async def _made(
        self, closing: Project, code: str, of_course: dict[str, Any], of_session: dict[str, Any]
    ) -> UUID:
        kind = {"code": code, "provider": PROVIDER, "kind": CourseKind.SCHOOL_BASED}
        made = await rows.add(self._connection, course, self._school_id, kind | of_course)
        session = {"course_id": made["id"], "code": code, "waitlist": False} | of_session
        held = await rows.add(self._connection, training_session, self._school_id, session)
        await write(
            self._connection,
            update(project)
            .where(project.c.school_id == self._school_id, project.c.id == closing.id)
            .values(course_id=made["id"], session_id=held["id"]),
        )
        session_id: UUID = held["id"]
        return session_id

    async def _hold(self, session_id: UUID, held: Sequence[Held]) -> None:
        own = (session_block.c.school_id == self._school_id, session_block.c.session_id == session_id)
        await self._connection.execute(delete(session_block).where(*own))
        ends = {one.starts_at: one.ends_at for one in sorted(held, key=lambda one: one.ends_at)}
        blocks = [
            {"id": new_id(), "session_id": session_id, "starts_at": starts, "ends_at": until}
            for starts, until in ends.items()
        ]
        await rows.add_all(self._connection, session_block, self._school_id, blocks)

    async def _live(
        self, session_id: UUID, states: Sequence[EnrolmentState] = tuple(LIVE)
    ) -> dict[UUID, Seat]:
        table = enrolment.c
        found = await self._connection.execute(
            select(table.teacher_id, table.id, table.version).where(
                table.school_id == self._school_id,
                table.session_id == session_id,
                table.state.in_(states),
            )
        )
        return {row.teacher_id: Seat(row.id, row.version) for row in found}


_COUNTS = ("expected", "present", "late", "excused")
_KEPT = ("granted", *_COUNTS, "absent", "process", "effect", "total")
