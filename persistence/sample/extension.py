"""A sample school's extension courses as they stood on 10 June 2021: the source's five, and older ones.

What was planned is worked out from the calendar, as the room does; what was taught follows it.
"""

from datetime import date, timedelta
from typing import Any
from uuid import UUID

from domain.extension.course import ExtensionSlot, ExtensionState
from domain.extension.deciding import ExtensionVerdict
from domain.extension.gaps import ExtensionRunState, PlannedSession, planned_sessions
from domain.extension.materials import About, ExtensionMaterialKind
from domain.people.calendar import DayKind
from domain.timetable.lessons import TeachingDay
from domain.works.work import WorkKind
from persistence.extension.people import kept_slots
from persistence.extension.tables import (
    extension_course,
    extension_grade,
    extension_material,
    extension_review,
    extension_run,
    extension_session,
    extension_teacher,
)
from persistence.people.tables import grade_group, school_day, term
from persistence.sample.people import Person
from persistence.sample.rows import Rows, moment, read_toml
from persistence.timetable.tables import room
from persistence.works.tables import work, work_author


class Courses:
    """Adds the extension courses of one school."""

    def __init__(
        self, rows: Rows, school_id: UUID, people: list[Person], terms: dict[int, UUID], office_id: UUID
    ) -> None:
        self._rows, self._school_id, self._office_id = rows, school_id, office_id
        self._people = {one.employee_no: one.id for one in people}
        self._grades = {row["code"]: row["id"] for row in rows.of(grade_group)}
        self._rooms: dict[str, UUID] = {row["code"]: row["id"] for row in rows.of(room)}
        self._terms = {number: self._term(term_id) for number, term_id in terms.items()}
        self._days = [_teaching(row) for row in rows.of(school_day) if row["is_school_day"]]

    def add(self, about: dict[str, Any]) -> None:
        made = moment(about.get("applied") or about["drafted"], "08:30")
        slots = [ExtensionSlot(*about["slot"])]
        course_id = self._add(
            extension_course,
            made,
            kind=about["kind"],
            title=about["title"],
            aims=about["aims"],
            capacity=about["capacity"],
            sessions_planned=about["sessions"],
            slots=kept_slots(slots),
            room_id=self._room(about["room"], made.date()),
            state=_state(about),
            remark=about.get("remark"),
            created_at=made,
            applied_at=made + timedelta(hours=2) if "applied" in about else None,
            work_id=self._work(about) if "work" in about else None,
        )
        for position, number in enumerate(about["teachers"], 1):
            teacher_id = self._people[number]
            self._add(extension_teacher, made, course_id=course_id, position=position, teacher_id=teacher_id)
        for code in about["grades"]:
            self._add(extension_grade, made, course_id=course_id, grade_group_id=self._grades[code])
        self._write(course_id, about)
        for run in about["runs"]:
            self._run(course_id, about, slots, run)

    def _write(self, course_id: UUID, about: dict[str, Any]) -> None:
        kinds = ExtensionMaterialKind
        for kind in (kinds.OUTLINE, kinds.TEXTBOOK):
            if kind.value in about:
                self._material(About(course_id, kind), about[kind.value], about["applied"])
        verdicts = [(ExtensionVerdict.RETURNED, "returned"), (ExtensionVerdict.APPROVED, "remark")]
        for number, (verdict, name) in enumerate(verdicts):
            if name in about:
                at = moment(about["decided"], f"{13 + number}:00")
                values = {"verdict": verdict, "remark": about[name], "account_id": self._office_id}
                self._add(extension_review, at, course_id=course_id, **values, at=at)

    def _run(
        self, course_id: UUID, about: dict[str, Any], slots: list[ExtensionSlot], run: dict[str, Any]
    ) -> None:
        of_term, closed = self._terms[run["term"]], run.get("closed")
        started = moment(run["first_day"] - timedelta(days=3))
        run_id = self._add(
            extension_run,
            started,
            course_id=course_id,
            term_id=of_term["id"],
            first_day=run["first_day"],
            slots=kept_slots(slots),
            room_id=self._rooms[about["room"]],
            sessions_planned=about["sessions"],
            students=run["students"],
            state=ExtensionRunState.CLOSED if closed else ExtensionRunState.RUNNING,
            started_at=started,
            closed_at=moment(closed, "16:00") if closed else None,
        )
        days = [one for one in self._days if run["first_day"] <= one.day <= of_term["ends_on"]]
        planned = planned_sessions(days, slots, about["sessions"])
        taught = [one for one in planned if one.day <= run["taught_until"]]
        for one in taught:
            self._session(run_id, about, run, one)
        for one in planned[: len(taught) + run.get("planned_ahead", 0)]:
            if one.session_no not in run.get("without_plan", ()):
                for_it = About(course_id, ExtensionMaterialKind.LESSON_PLAN, run_id, one.session_no)
                day = min(one.day, run["taught_until"]) - timedelta(days=2)
                self._material(for_it, f"第{one.session_no}课时教案：目标、准备、过程、反思。", day)
        if closed:
            self._material(About(course_id, ExtensionMaterialKind.REPORT, run_id), run["report"], closed)

    def _session(self, run_id: UUID, about: dict[str, Any], run: dict[str, Any], one: PlannedSession) -> None:
        at, team = moment(one.day, "17:00"), about["teachers"]
        self._add(
            extension_session,
            at,
            run_id=run_id,
            session_no=one.session_no,
            number=1,
            day=one.day,
            period_no=one.period_no,
            topic=f"{about['title']}·第{one.session_no}课",
            attended=run["students"] - one.session_no % 3,
            teacher_id=self._people[team[one.session_no % len(team)]],
            struck=False,
            account_id=self._office_id,
            at=at,
        )

    def _material(self, about: About, text: str, day: date) -> None:
        at = moment(day, "10:30")
        self._add(
            extension_material,
            at,
            course_id=about.course_id,
            kind=about.kind,
            run_id=about.run_id,
            session_no=about.session_no,
            about=about.key,
            number=1,
            text=text,
            account_id=self._office_id,
            submitted_at=at,
        )

    def _work(self, about: dict[str, Any]) -> UUID:
        at = moment(about["work"], "10:00")
        work_id = self._add(work, at, kind=WorkKind.COURSE, title=about["title"], entered_at=at)
        for position, number in enumerate(about["teachers"], 1):
            self._add(work_author, at, work_id=work_id, position=position, teacher_id=self._people[number])
        return work_id

    def _room(self, code: str, day: date) -> UUID:
        found = self._rooms.get(code) or self._add(room, moment(day), code=code, name=code)
        self._rooms[code] = found
        return found

    def _term(self, term_id: UUID) -> dict[str, Any]:
        return next(row for row in self._rows.of(term) if row["id"] == term_id)

    def _add(self, table: Any, made_at: Any, /, **values: Any) -> UUID:
        return self._rows.add(table, made_at, school_id=self._school_id, **values)


def _state(about: dict[str, Any]) -> ExtensionState:
    if "applied" not in about:
        return ExtensionState.DRAFT
    return ExtensionState.CLOSED if "closed" in about["runs"][-1] else ExtensionState.RUNNING


def _teaching(row: dict[str, Any]) -> TeachingDay:
    weekday = row.get("follows_weekday")
    if weekday is None and row["kind"] != DayKind.MAKE_UP:
        weekday = row["day"].isoweekday()
    return TeachingDay(row["day"], weekday, 0)


def add_extension(
    rows: Rows,
    school_id: UUID,
    name: str,
    people: list[Person],
    terms: dict[int, UUID],
    *,
    office_id: UUID,
) -> None:
    """`name` is the file that tells of them; `terms` are the school year's by number."""
    courses = Courses(rows, school_id, people, terms, office_id)
    for about in read_toml(name)["courses"]:
        courses.add(about)
