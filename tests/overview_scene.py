"""A school in which something stands on every card of every home screen, for each two or three."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from fastapi import FastAPI
from sqlalchemy import Table, insert, update

from domain.identity.actions import Role
from domain.people.calendar import ZONE
from domain.reports.overview_cards import HomeScreen
from persistence.activities.tables import activity, activity_person
from persistence.assessment.tables import assessment, assessment_appeal
from persistence.bonus.tables import bonus_batch, bonus_edition
from persistence.contests.tables import contest
from persistence.extension.tables import extension_course, extension_teacher
from persistence.ids import new_id
from persistence.mentoring.tables import competition_entry, mentor_evaluation, mentor_log, mentor_pair
from persistence.notices.tables import notice, notice_copy, notice_edition
from persistence.papers.tables import paper, paper_review, paper_version
from persistence.people.tables import grade_group, school_year, subject_group, term
from persistence.tables import metadata
from persistence.themes.tables import group_theme, theme, theme_slot
from persistence.timetable.absence_tables import cover, cover_plan, swap
from persistence.timetable.tables import lesson_change
from persistence.topics.tables import topic, topic_extension, topic_milestone
from persistence.training.rules import default_rules
from persistence.training.tables import credit_rule, duty, enrolment
from persistence.works.tables import award, work, work_author
from tests.contract.population import PARTICULAR, row_of
from tests.scene import Caller, Scene
from tests.swap_scene import away
from tests.timetable_scene import SchoolWeek, a_week

TODAY = date(2021, 3, 15)
"""A Monday."""

ROLES = {
    HomeScreen.OFFICE: Role.RESEARCH_OFFICE,
    HomeScreen.PRINCIPAL: Role.PRINCIPAL,
    HomeScreen.ACADEMIC: Role.ACADEMIC_AFFAIRS,
    HomeScreen.GRADE_HEAD: Role.GRADE_HEAD,
    HomeScreen.GROUP_LEADER: Role.GROUP_LEADER,
    HomeScreen.TEACHER: Role.TEACHER,
}

NO_TEACHERS = (Role.RESEARCH_OFFICE, Role.PRINCIPAL)
"""Who sees names may review no paper, so the teacher of the scene holds neither."""


def path_of(screen: HomeScreen) -> str:
    return f"overviews/{screen.replace('_', '-')}"


def day(offset: int) -> date:
    return TODAY + timedelta(days=offset)


def moment(offset: int, hour: int = 9) -> datetime:
    return datetime.combine(day(offset), time(hour), tzinfo=ZONE)


@dataclass(frozen=True, slots=True)
class OverviewScene:
    """张伟 leads the maths group and heads grade seven; 王芳 is in both, 李娜 in neither."""

    scene: Scene
    app: FastAPI
    week: SchoolWeek
    ids: dict[str, UUID]
    zhang: UUID
    wang: UUID
    li: UUID
    maths: UUID
    callers: dict[HomeScreen, Caller]
    rows: dict[str, list[dict[str, Any]]] = field(default_factory=lambda: defaultdict(list))

    def more(self, table: Table, **values: Any) -> UUID:
        """Another row of a table, put down by `busy`; what is not said is what `population` says."""
        row = row_of(table, defaultdict(new_id, self.ids)) | PARTICULAR.get(table.name, {}) | values
        for key in table.foreign_key_constraints:
            column = table.c[key.column_keys[-1]]
            if column.nullable and column.name not in values and key.referred_table.name not in self.ids:
                row[column.name] = None
        row |= {"school_id": self.scene.school_id, "id": new_id()}
        self.rows[table.name].append(row)
        row_id: UUID = row["id"]
        return row_id

    async def seen(self, screen: HomeScreen, **headers: str) -> dict[str, Any]:
        answer = await self.callers[screen].ask("GET", path_of(screen), headers=headers)
        assert answer.status_code == 200, answer.text
        found: dict[str, Any] = answer.json()
        return found

    async def busy(self) -> None:
        """Something of everything, of each of the three teachers."""
        for who in (self.zhang, self.wang, self.li):
            self._trained(who)
            await self._covered(who)
            self._researched(who)
        self._school()
        async with self.scene.owner.begin() as connection:
            for table in metadata.sorted_tables:
                if rows := self.rows.pop(table.name, []):
                    await connection.execute(insert(table), rows)

    def _trained(self, who: UUID) -> None:
        for state, offset in (("handed_in", 1), ("open", 3), ("returned", 5), ("open", -4), ("open", 40)):
            taken = self.more(enrolment, teacher_id=who, session_id=self._session())
            self.more(duty, enrolment_id=taken, teacher_id=who, state=state, due_on=day(offset))
        applied = self.more(enrolment, teacher_id=who, session_id=self._session(), state="applied")
        of = self.more(notice, enrolment_id=applied, teacher_id=who, number=self._number())
        edition = self.more(notice_edition, notice_id=of, voided_at=None)
        for copy in ("teacher", "academic_affairs", "grade_group", "office"):
            self.more(notice_copy, notice_id=of, edition_id=edition, copy=copy, acknowledged_how=None)

    def _session(self) -> UUID:
        return self.more(metadata.tables["training_session"])

    def _number(self) -> int:
        return len(self.rows[notice.name]) + 1

    async def _covered(self, who: UUID) -> None:
        period_no = 1 + len(self.week.classes)
        lesson_id = await self.week.lesson(1, period_no, who, classes=[who.hex])
        await self.week.lesson(3, period_no, who, classes=[who.hex])
        absence_id = await away(self.scene, who, TODAY, days=4)
        for other, state, on in ((self.zhang, "asked", 0), (self.wang, "standing", 0), (self.li, "asked", 1)):
            change = self.more(
                lesson_change,
                lesson_id=new_id(),
                cause="cover",
                absence_id=absence_id,
                day=day(on),
                lesson_day=day(on),
                period_no=self._period(),
                from_teacher_id=who,
                to_teacher_id=other,
                classes=[],
                state="standing",
                undone_at=None,
            )
            self.more(cover, absence_id=absence_id, change_id=change, teacher_id=other, state=state)
        partner = self.wang if who == self.zhang else self.zhang
        self.more(
            swap,
            absence_id=absence_id,
            teacher_id=who,
            partner_id=partner,
            lesson_id=lesson_id,
            state="proposed",
        )

    def _period(self) -> int:
        return 7 + len(self.rows[lesson_change.name])

    def _work(self, kind: str, who: UUID) -> UUID:
        made = self.more(work, kind=kind)
        self.more(work_author, work_id=made, teacher_id=who, position=1)
        return made

    def _researched(self, who: UUID) -> None:
        for state, due, step in (
            ("approved", 4, "open"),
            ("approved", -3, "returned"),
            ("opened", 2, "open"),
        ):
            of = self._topic(who, state=state)
            first = "accepted" if state == "opened" else step
            self.more(topic_milestone, topic_id=of, kind="opening", number=1, state=first, due_on=day(due))
            self.more(topic_milestone, topic_id=of, kind="midterm", number=2, state=step, due_on=day(due + 1))
        judged = self._topic(who, state="approved")
        handed_in = self.more(topic_milestone, topic_id=judged, number=1, state="handed_in", due_on=day(1))
        self.more(topic_extension, topic_id=judged, milestone_id=handed_in, state="asked")
        self._topic(who, state="submitted", approved_on=None, number=None)
        self.more(award, work_id=self._work("case", who), state="reported", voided_because=None)
        for year, state in ((2018, "submitted"), (2019, "under_review"), (2017, "returned")):
            self._paper(who, year, state)
        self._paper(self.ids["teacher"], 2000 + len(self.rows[paper.name]), "under_review")
        self.more(competition_entry, teacher_id=who, state="reported", voided_because=None)
        self._paired(who)

    def _topic(self, who: UUID, **values: Any) -> UUID:
        given = {"work_id": self._work("topic", who), "number": f"TX{new_id().hex[-8:]}"}
        return self.more(topic, **given | {"ended_on": None, "ended_because": None} | values)

    def _paper(self, who: UUID, year: int, state: str) -> None:
        given = {"work_id": self._work("paper", who), "lead_id": who, "alias_no": len(self.rows[paper.name])}
        of = self.more(paper, **given, school_year=year, state=state)
        version = self.more(paper_version, paper_id=of, author_ids=[str(who)])
        reviewer = self.li if who == self.zhang else self.zhang
        given = {"paper_id": of, "version_id": version, "reviewer_id": reviewer, "state": "assigned"}
        self.more(paper_review, **given, verdict=None, settled_at=None)

    def _paired(self, who: UUID) -> None:
        mentor = self.wang if who == self.zhang else self.zhang
        given = {"mentor_id": mentor, "apprentice_id": who, "outside_name": None, "outside_school": None}
        unsigned = {"mentor_signed_at": None, "apprentice_signed_at": None, "closed_at": None}
        self.more(mentor_pair, **given | unsigned, field="teaching", state="proposed")
        pair = self.more(mentor_pair, **given | unsigned, field="homeroom", state="running")
        for side in ("mentor", "apprentice"):
            self.more(mentor_log, pair_id=pair, side=side)
        self.more(mentor_evaluation, pair_id=pair, state="open", grade=None)

    def _school(self) -> None:
        for title, state, offset in (("一", "running", 6), ("二", "running", -2), ("三", "draft", 6)):
            of = self.more(theme, title=title, state=state, due_on=day(offset))
            for group in (self.maths, self.ids["subject_group"]):
                part = self.more(group_theme, theme_id=of, subject_group_id=group)
                for key, slot in enumerate(("open", "returned", "handed_in", "accepted")):
                    self.more(theme_slot, group_theme_id=part, key=f"k{key}", number=key + 1, state=slot)
            self.more(
                contest,
                title=title,
                state="open" if state == "running" else "draft",
                entries_due_on=day(offset),
                submission_due_on=day(offset),
            )
        assessed = self.more(assessment)
        self.more(assessment_appeal, assessment_id=assessed, state="open")
        for state in ("draft", "checked", "checked"):
            signed = new_id() if state == "checked" else None
            batch = self.more(bonus_batch, state=state, proposed_by=new_id(), checked_by=signed)
            self.more(bonus_edition, batch_id=batch)
        course = self.more(extension_course, state="applied", work_id=None)
        self.more(extension_teacher, course_id=course, teacher_id=self.li)
        self.more(cover_plan, state="draft")
        for state, offset in (("planned", 0), ("cancelled", 0), ("planned", 1)):
            of = self.more(activity, state=state, starts_at=moment(offset, 14), ends_at=moment(offset, 16))
            for who in (self.zhang, self.li):
                self.more(activity_person, activity_id=of, teacher_id=who)


NOW = moment(0)


async def set_overview_scene(scene: Scene, app: FastAPI) -> OverviewScene:
    """The app's clock is to stand at NOW."""
    week = await a_week(scene)
    (year,) = await scene.rows(school_year)
    ids: dict[str, UUID] = {"school_year": year.id, "term": (await scene.rows(term))[1].id}
    async with scene.owner.begin() as connection:
        await connection.execute(insert(credit_rule), default_rules(scene.school_id, moment(-200)))
    zhang = await scene.teacher("张伟")
    maths = await scene.add(subject_group, code="math", name="数学组", leader_id=zhang)
    async with scene.owner.begin() as connection:
        own = (grade_group.c.school_id == scene.school_id, grade_group.c.id == week.grade_id)
        await connection.execute(update(grade_group).where(*own).values(head_id=zhang))
    wang = await scene.teacher("王芳", subject_group_id=maths, grade_group_id=week.grade_id)
    li = await scene.teacher("李娜")
    for table in metadata.sorted_tables:  # one of everything to refer to
        if table.name in REFERRED:
            row = row_of(table, ids) | PARTICULAR.get(table.name, {})
            ids[table.name] = await scene.add(table, **row)
    callers = {
        screen: await scene.signed_in(role, teacher_id=None if role in NO_TEACHERS else zhang)
        for screen, role in ROLES.items()
    }
    return OverviewScene(scene, app, week, ids, zhang, wang, li, maths, callers)


REFERRED = frozenset(
    (
        *(
            "course",
            "selection_round",
            "stored_file",
            "teacher",
            "subject_group",
            "grade_group",
            "school_class",
        ),
        *("training_session", "enrolment", "room", "nine_ones", "work"),
    )
)
