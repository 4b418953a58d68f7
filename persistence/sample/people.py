"""A sample school's calendar and people, as rows."""

from dataclasses import asdict, dataclass
from datetime import date
from typing import Any
from uuid import UUID

from domain.people.naming import Speller, Spelling
from domain.people.school_years import PublicCalendar, planned_term, sow
from domain.people.teacher import TeacherStatus
from persistence.people.tables import (
    grade_group,
    homeroom_assignment,
    qualification,
    school_class,
    school_day,
    school_year,
    subject_group,
    teacher,
    teaching_assignment,
    term,
)
from persistence.sample.rows import Rows, moment, read_csv, read_toml

FOUNDED = moment("2019-06-03")
"""When the school's structure was entered."""


@dataclass(frozen=True, slots=True)
class Person:
    """A teacher of the sample: the row of the table, and the line of the file it came from."""

    id: UUID
    line: dict[str, str]

    @property
    def name(self) -> str:
        return self.line["name"]

    @property
    def employee_no(self) -> str:
        return self.line["employee_no"]

    @property
    def story(self) -> str:
        return self.line["story"]

    @property
    def hired_on(self) -> date:
        return date.fromisoformat(self.line["hired_on"])


def add_calendar(rows: Rows, school_id: UUID, public: PublicCalendar) -> dict[tuple[int, int], UUID]:
    """School years, terms and days; the term ids by (start year, number)."""
    terms = {}
    for year in read_toml("district.toml")["years"]:
        start = year["start_year"]
        first, last = date(start, 9, 1), date(start + 1, 8, 31)
        plans = [
            planned_term(number, starts_on, ends_on, None)
            for number, (starts_on, ends_on) in enumerate(year["terms"], 1)
        ]
        planned, sure = sow(first, last, plans, public)
        year_id = rows.add(
            school_year,
            FOUNDED,
            school_id=school_id,
            start_year=start,
            starts_on=first,
            ends_on=last,
            confirmed=sure,
        )
        of_year = {"school_id": school_id, "school_year_id": year_id}
        for plan in plans:
            terms[start, plan.number] = rows.add(term, FOUNDED, **of_year, **asdict(plan))
        for day in planned:
            rows.add(school_day, FOUNDED, **of_year, **asdict(day))
    return terms


def add_people(
    rows: Rows, school_id: UUID, data: dict[str, Any], term_id: UUID, speller: Speller
) -> list[Person]:
    """Groups, classes, teachers, and what they teach in that term."""
    people = [Person(rows.new_id(FOUNDED), line) for line in read_csv(f"{data['code']}/teachers.csv")]
    groups, grades, classes = _add_groups(rows, school_id, data, people)
    for person in people:
        _add_teacher(rows, school_id, person, groups, grades, speller.spell(person.name))
        _add_duties(rows, school_id, person, data, classes, term_id)
    return people


Named = dict[str, UUID]


def _add_groups(
    rows: Rows, school_id: UUID, data: dict[str, Any], people: list[Person]
) -> tuple[Named, Named, Named]:
    """Subject groups, grade groups and classes, by their codes."""
    leaders = {p.line["group"]: p.id for p in people if p.line["position"].endswith("教研组长")}
    heads = {p.line["grade"]: p.id for p in people if p.line["position"].endswith("年级组长")}
    groups, grades, classes = {}, {}, {}
    for code, group in data["groups"].items():
        groups[code] = rows.add(
            subject_group,
            FOUNDED,
            school_id=school_id,
            code=code,
            name=group["name"],
            leader_id=leaders.get(code),
        )
    for code, grade in data["grades"].items():
        grades[code] = rows.add(
            grade_group,
            FOUNDED,
            school_id=school_id,
            code=code,
            name=grade["name"],
            head_id=heads.get(code),
        )
        for number in grade["classes"]:
            classes[number] = rows.add(
                school_class,
                FOUNDED,
                school_id=school_id,
                code=number,
                name=f"{grade['name'][0]}（{int(number) % 100}）班",
                grade_group_id=grades[code],
            )
    return groups, grades, classes


def _add_teacher(
    rows: Rows, school_id: UUID, person: Person, groups: Named, grades: Named, spelling: Spelling
) -> None:
    line, left = person.line, person.story == "left"
    status = TeacherStatus.ON_LEAVE if person.story == "on_leave" else TeacherStatus.ACTIVE
    rows.add(
        teacher,
        FOUNDED,
        id=person.id,
        school_id=school_id,
        employee_no=person.employee_no,
        platform_id=f"TX{person.employee_no}",
        name=line["name"],
        name_pinyin=spelling.pinyin,
        name_initials=spelling.initials,
        title=line["title"],
        position=line["position"] or None,
        born_on=date.fromisoformat(line["born_on"]),
        hired_on=person.hired_on,
        left_on=date(2021, 1, 31) if left else None,
        status=TeacherStatus.LEFT if left else status,
        subject_group_id=groups[line["group"]],
        grade_group_id=grades.get(line["grade"]),
    )
    if line["c_certificate_until"]:
        until = date.fromisoformat(line["c_certificate_until"])
        rows.add(
            qualification,
            FOUNDED,
            school_id=school_id,
            teacher_id=person.id,
            kind="心理健康教育证",
            level="C",
            number=f"JX-C-{person.employee_no}",
            issued_on=until.replace(year=until.year - 5, day=1),
            expires_on=until,
        )


def _add_duties(
    rows: Rows, school_id: UUID, person: Person, data: dict[str, Any], classes: Named, term_id: UUID
) -> None:
    """The lessons of the person's week, and the class they are homeroom teacher of."""
    line = person.line
    subjects = data["subjects_of"].get(person.employee_no, data["groups"][line["group"]]["subjects"])
    for number in line["classes"].split():
        for subject in subjects:
            weekly = data["weekly_periods"][subject][int(number[0]) - 7]
            if weekly:
                rows.add(
                    teaching_assignment,
                    FOUNDED,
                    school_id=school_id,
                    term_id=term_id,
                    teacher_id=person.id,
                    class_id=classes[number],
                    subject=subject,
                    weekly_periods=weekly,
                )
    if line["homeroom"]:
        rows.add(
            homeroom_assignment,
            FOUNDED,
            school_id=school_id,
            class_id=classes[line["homeroom"]],
            teacher_id=person.id,
            from_day=date(2020, 9, 1),
        )
