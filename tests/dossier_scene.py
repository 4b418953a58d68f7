"""A school year of one teacher, 王芳, of whom every room has something to say; and a colleague, 李娜."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from fastapi import FastAPI
from sqlalchemy import Table, insert, update
from sqlalchemy.ext.asyncio import AsyncConnection

from domain.identity.actions import Role
from domain.people.calendar import ZONE
from persistence.activities.tables import activity, activity_person, attendance
from persistence.assessment.tables import assessment, assessment_result
from persistence.extension.tables import extension_course, extension_run, extension_teacher
from persistence.ids import new_id
from persistence.mentoring.tables import competition_entry, growth_title, mentor_pair
from persistence.papers.tables import paper
from persistence.people.tables import (
    grade_group,
    homeroom_assignment,
    qualification,
    school_class,
    subject_group,
    teaching_assignment,
    term,
)
from persistence.platform.tables import stored_file
from persistence.projects.tables import (
    homework,
    homework_version,
    project,
    project_evaluation,
    project_outcome,
)
from persistence.themes.tables import group_theme, theme, theme_material
from persistence.timetable.absence_tables import absence, absence_block, cover_entry
from persistence.topics.tables import topic
from persistence.training.tables import (
    course,
    credit_award,
    credit_entry,
    credit_standing,
    duty,
    enrolment,
    product,
    session_block,
    training_session,
)
from persistence.works.tables import award, work, work_author
from tests.contract.population import PARTICULAR, row_of
from tests.scene import Caller, Scene

SUMMER = datetime(2021, 7, 20, 9, tzinfo=ZONE)
"""When the file is read: the school year's second term is over."""


def at(month: int, day: int, hour: int = 9) -> datetime:
    return datetime(2021, month, day, hour, tzinfo=ZONE)


class Known(dict[str, UUID]):
    """Rows made so far, by table; what there is none of is null."""

    def __missing__(self, _: str) -> Any:
        return None


@dataclass(slots=True)
class DossierScene:
    scene: Scene
    app: FastAPI
    office: Caller
    principal: Caller
    teacher_id: UUID
    own: Caller
    other_id: UUID
    other: Caller
    ids: Known
    together: AsyncConnection | None = None
    """Where rows go that are made in one transaction."""

    async def add(self, table: Table, **values: Any) -> UUID:
        """A row, its references those made last; in what is not given as a walk of all tables has it."""
        row = row_of(table, self.ids) | PARTICULAR.get(table.name, {}) | values
        if self.together is None:
            self.ids[table.name] = await self.scene.add(table, **row)
        else:
            row |= {"school_id": self.scene.school_id, "id": new_id()}
            await self.together.execute(insert(table).values(row))
            self.ids[table.name] = row["id"]
        return self.ids[table.name]

    @property
    def path(self) -> str:
        return f"dossiers/{self.teacher_id}"

    async def entries(self, who: Caller | None = None, **asked: Any) -> list[dict[str, Any]]:
        """Every page of the timeline."""
        found: list[dict[str, Any]] = []
        cursor: dict[str, str] = {}
        while True:
            answer = await (who or self.office).get(f"{self.path}/entries", **asked, **cursor)
            assert answer.status_code == 200, answer.text
            page = answer.json()
            found += page["items"]
            if not page["has_more"]:
                return found
            cursor = {"cursor": page["next_cursor"]}

    async def appraisal(self, who: Caller | None = None, **asked: Any) -> dict[str, Any]:
        answer = await (who or self.office).get(f"{self.path}/appraisal", **{"school_year": 2020} | asked)
        assert answer.status_code == 200, answer.text
        found: dict[str, Any] = answer.json()
        return found

    async def credits(self, credits: str, *, earned: datetime, hours: str = "8.00", **values: Any) -> None:
        """An award that is confirmed, with its line in the ledger."""
        figures = {"credits": credits, "hours": hours, "earned_at": earned}
        figures |= {"teacher_id": self.teacher_id, "school_year": 2020} | values
        of_nothing = {"course_id": None, "enrolment_id": None}  # so that a teacher may have several
        await self.add(credit_award, state="confirmed", cycle_year=2016, **figures, **of_nothing)
        await self.add(credit_entry, account="confirmed", kind="confirm", **figures)

    async def add_provisional(self, credits: str) -> None:
        figures = {"credits": credits, "hours": "8.00", "earned_at": at(6, 1), "school_year": 2020}
        await self.add(credit_award, state="provisional", cycle_year=2016, **figures)
        await self.add(credit_entry, account="provisional", kind="award", **figures)


async def set_dossier_scene(scene: Scene, app: FastAPI) -> DossierScene:
    await scene.year()
    subject = await scene.add(subject_group, code="sx", name="数学组")
    given = {"name_pinyin": "wangfang", "hired_on": date(2010, 8, 20), "subject_group_id": subject}
    teacher_id = await scene.teacher("王芳", title="一级教师", **given)
    other_id = await scene.teacher("李娜", name_pinyin="lina")
    async with scene.owner.begin() as connection:
        await connection.execute(
            update(subject_group)
            .where(subject_group.c.school_id == scene.school_id)
            .values(leader_id=teacher_id)
        )
    terms = {row.number: row.id for row in await scene.rows(term)}
    desk = DossierScene(
        scene,
        app,
        await scene.office(),
        await scene.signed_in(Role.PRINCIPAL),
        teacher_id,
        await scene.signed_in(Role.TEACHER, Role.GROUP_LEADER, teacher_id=teacher_id),
        other_id,
        await scene.signed_in(Role.TEACHER, teacher_id=other_id),
        Known(teacher=teacher_id, subject_group=subject, term=terms[2]),
    )
    desk.ids["account"] = desk.office.principal.account_id
    return desk


async def a_full_year(desk: DossierScene) -> None:
    """Something from every room, in the spring of 2021."""
    mine = {"teacher_id": desk.teacher_id}
    async with desk.scene.owner.begin() as desk.together:
        for room in (_people, _training, _projects, _themes, _timetable, _research, _growth):
            await room(desk, mine)
    desk.together = None


async def _people(desk: DossierScene, mine: dict[str, Any]) -> None:
    await desk.add(grade_group, code="7", name="七年级组")
    await desk.add(school_class, code="701", name="七（1）班")
    await desk.add(qualification, kind="教师资格证", issued_on=date(2010, 7, 1), **mine)
    await desk.add(homeroom_assignment, from_day=date(2020, 9, 1), until_day=date(2021, 8, 31), **mine)
    await desk.add(teaching_assignment, subject="数学", weekly_periods=6, **mine)


async def _training(desk: DossierScene, mine: dict[str, Any]) -> None:
    await desk.add(stored_file)
    await desk.add(course, title="试卷分析课", kind="short")
    await desk.add(training_session, state="completed", starts_at=at(3, 10), ends_at=at(3, 10, 17), taken=1)
    await desk.add(session_block, starts_at=at(3, 10), ends_at=at(3, 10, 17))
    await desk.add(enrolment, state="passed", planned_year=2020, **mine)
    await desk.credits("80.00", earned=at(3, 10, 17), hours="90.00", category="short", title="试卷分析课")
    await desk.add(
        credit_standing, school_year=2020, confirmed="80.00", provisional=0, planned=0,
        school_based_confirmed=0, school_based_provisional=0, long_courses=0, **mine,
    )  # fmt: skip
    await desk.add(
        duty, kind="reflection", state="accepted", due_on=date(2021, 3, 20), settled_at=at(3, 18), **mine
    )
    await desk.add(product, title="命题双向细目表", school_year=2020, published_at=at(3, 19), **mine)


async def _projects(desk: DossierScene, mine: dict[str, Any]) -> None:
    led = {"leader_id": desk.teacher_id}
    closed = {"state": "closed", "closed_at": at(5, 20), "closing_no": 1, "session_id": None}
    await desk.add(project, title="试卷讲评", month=4, course_id=None, **led, **closed)
    figures = {"process": "92.00", "effect": "88.00", "total": "89.60", "granted": True, "closing_no": 1}
    await desk.add(project_outcome, **figures, **mine)
    await desk.add(homework, state="accepted", mark="90.00", **mine)
    await desk.add(homework_version, at=at(5, 10))
    await desk.add(project_evaluation, at=at(5, 11), answers={}, **mine)
    await _activity(desk, "project", desk.ids["project"], at(4, 15), presents=True, state="present")


async def _activity(
    desk: DossierScene, kind: str, owner: UUID, starts: datetime, *, presents: bool, state: str | None
) -> None:
    mine, hours = {"teacher_id": desk.teacher_id}, timedelta(hours=1)
    await desk.add(
        activity, owner_kind=kind, owner_id=owner, title="研讨", starts_at=starts, ends_at=starts + 2 * hours,
        sign_in_opens_at=starts - hours, late_at=starts, sign_in_closes_at=starts + hours, state="planned",
        leader_id=desk.teacher_id,
    )  # fmt: skip
    await desk.add(activity_person, presents=presents, **mine)
    if state is not None:
        await desk.add(attendance, state=state, at=starts, **mine)


async def _themes(desk: DossierScene, mine: dict[str, Any]) -> None:
    await desk.add(theme, title="核心素养", state="running")
    await desk.add(group_theme, question="怎样讲评", template_id=None)
    await _activity(desk, "theme", desk.ids["group_theme"], at(4, 22), presents=False, state="late")
    for number in (1, 2):
        await desk.add(
            theme_material, kind="homework", slot_id=None, activity_id=desk.ids["activity"],
            about=f"homework-{desk.ids['activity']}", number=number, submitted_at=at(4, 22 + number), **mine,
        )  # fmt: skip
    await _activity(desk, "theme", desk.ids["group_theme"], at(5, 6), presents=False, state=None)
    await desk.add(assessment, state="published", title="教研组考核", published_at=at(7, 1))
    result = {
        "group_name": "数学组",
        "rank": 1,
        "total": "95.00",
        "band": "excellent",
        "group_id": desk.ids["subject_group"],
    }
    await desk.add(assessment_result, edition_no=1, published_at=at(7, 1), appeal_id=None, **result)


async def _timetable(desk: DossierScene, mine: dict[str, Any]) -> None:
    line = {"term_id": desk.ids["term"], "cover_id": None, "corrects_id": None, "subject": "数学"}
    for kind, lessons, day in (("given", "2.00", 8), ("given", "1.00", 15), ("taken", "1.00", 16)):
        await desk.add(cover_entry, kind=kind, lessons=lessons, day=date(2021, 4, day), **line, **mine)
    away = {"starts_at": at(3, 10), "ends_at": at(3, 10, 17), "school_days": "1.0", "enrolment_id": None}
    await desk.add(absence, kind="official", state="standing", reason="外出听课", **away, **mine)
    await desk.add(absence_block, starts_at=at(3, 10), ends_at=at(3, 10, 17))


async def _research(desk: DossierScene, mine: dict[str, Any]) -> None:
    await desk.add(work, kind="topic", title="讲评课的研究")
    await desk.add(work_author, position=1, **mine)
    await desk.add(
        topic, state="concluded", number="2021-01", approved_on=date(2021, 3, 1), ended_on=date(2021, 6, 20),
        ended_because=None, level="county",
    )  # fmt: skip
    await _award(desk, "county", "first", date(2021, 6, 1))
    await _award(desk, "city", "second", date(2021, 6, 15))
    await desk.add(work, kind="paper", title="讲评课三问")
    await desk.add(work_author, position=1, **mine)
    written = {"school_year": 2020, "state": "accepted", "submitted_number": 1, "alias_no": 1}
    await desk.add(paper, lead_id=desk.teacher_id, decided_at=at(6, 10), **written)


async def _growth(desk: DossierScene, mine: dict[str, Any]) -> None:
    await desk.add(extension_course, title="数学实验", state="running", room_id=None, work_id=None)
    await desk.add(extension_teacher, position=1, **mine)
    await desk.add(extension_run, first_day=date(2021, 3, 2), state="running", closed_at=None, room_id=None)
    pair = {"outside_name": None, "outside_school": None, "dissolved_because": None}
    await desk.add(
        mentor_pair, mentor_id=desk.teacher_id, apprentice_id=desk.other_id, state="running",
        from_day=date(2021, 2, 25), until_day=date(2021, 7, 1), **pair,
    )  # fmt: skip
    await desk.add(
        growth_title,
        kind="backbone",
        level="county",
        awarded_on=date(2021, 5, 4),
        voided_because=None,
        **mine,
    )
    competition = {"prize": "first", "state": "confirmed", "voided_because": None, "certificate_id": None}
    await desk.add(
        competition_entry, title="说课比赛", level="county", held_on=date(2021, 5, 5), **competition, **mine
    )


async def _award(desk: DossierScene, level: str, prize: str, awarded_on: date) -> UUID:
    return await desk.add(
        award, level=level, prize=prize, issuer=f"{level}教育局", awarded_on=awarded_on, state="confirmed",
        voided_because=None, certificate_id=None,
    )  # fmt: skip
