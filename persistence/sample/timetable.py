"""A sample school's week, woven from who teaches what to whom."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import asdict
from datetime import time
from itertools import combinations
from typing import Any
from uuid import UUID

from domain.people.teacher import TeacherStatus
from domain.timetable.import_rows import half_of
from domain.timetable.lessons import ClassPart, Lesson, LessonKind, Weeks
from persistence.people.tables import homeroom_assignment, subject_group, teacher, teaching_assignment
from persistence.sample.rows import Rows, moment
from persistence.sample.weaving import PERIODS, Weaving, Woven
from persistence.timetable.imports import slot_of
from persistence.timetable.tables import (
    lesson,
    lesson_class,
    lesson_teacher,
    room,
    timetable,
    timetable_period,
)

LAST = PERIODS + 1
"""The period of class and group meetings, in which nothing is taught."""

MADE = moment("2021-02-19")
NEW = UUID(int=0)
"""Of a lesson whose row is still to be made."""


def add_timetable(rows: Rows, school_id: UUID, data: dict[str, Any]) -> None:
    """In force from the first day of the term; class meetings on Monday, group meetings on the other days."""
    own = data["timetable"]
    timetable_id = rows.add(
        timetable,
        MADE,
        school_id=school_id,
        name=own["name"],
        effective_from=own["effective_from"],
        created_at=MADE,
    )
    for number, bell in enumerate(own["bells"], 1):
        starts_at, ends_at = (time.fromisoformat(one) for one in bell.split("-"))
        rows.add(
            timetable_period,
            MADE,
            school_id=school_id,
            timetable_id=timetable_id,
            period_no=number,
            name=f"第{number}节",
            half=half_of(starts_at),
            starts_at=starts_at,
            ends_at=ends_at,
        )
    woven = _woven(rows)
    places = _rooms(rows, school_id, own["rooms"], woven)
    taught = _taught(woven, places)
    for one in (*taught, *_class_meetings(rows), *_group_meetings(rows, own["meetings"])):
        _add(rows, school_id, timetable_id, one)


def _woven(rows: Rows) -> Weaving:
    """Those with the most lessons first: they have the least choice."""
    given = rows.of(teaching_assignment)
    load: Counter[UUID] = Counter()
    for row in given:
        load[row["teacher_id"]] += row["weekly_periods"]
    weaving = Weaving()
    for row in sorted(given, key=lambda row: (-row["weekly_periods"], -load[row["teacher_id"]])):
        for _ in range(row["weekly_periods"]):
            weaving.add(row["class_id"], row["teacher_id"], row["subject"])
    return weaving


def _rooms(
    rows: Rows, school_id: UUID, named: dict[str, list[str]], woven: Weaving
) -> dict[tuple[str, UUID], UUID]:
    """A room of the subject for each who teaches it, as far as there are rooms: so no room is taken twice."""
    found = {}
    for subject, codes in named.items():
        teachers = dict.fromkeys(one.teacher_id for one in woven.lessons if one.subject == subject)
        for code, teacher_id in zip(codes, teachers, strict=False):
            found[subject, teacher_id] = rows.add(room, MADE, school_id=school_id, code=code, name=code)
    return found


def _taught(woven: Weaving, places: Mapping[tuple[str, UUID], UUID]) -> Iterator[Lesson]:
    paired = _pair(woven)
    for one in woven.lessons:
        room_id = places.get((one.subject, one.teacher_id))
        attends = (ClassPart(one.class_id),)
        for slot, weeks in paired.get(id(one), [(one.slot, Weeks.EVERY)]):
            kind = LessonKind.TEACHING
            yield Lesson(NEW, *slot, weeks, kind, one.subject, room_id, (one.teacher_id,), attends)


def _pair(woven: Weaving) -> dict[int, list[tuple[tuple[int, int], Weeks]]]:
    """单双周: the first two lessons of a class that can change places in even weeks; their hours stay."""
    weekly = Counter((one.class_id, one.subject) for one in woven.lessons)
    by_class: dict[UUID, list[Woven]] = defaultdict(list)
    for one in woven.lessons:
        if weekly[one.class_id, one.subject] == 1:
            by_class[one.class_id].append(one)
    for singles in by_class.values():
        for one, other in combinations(singles, 2):
            if woven.is_free(one.teacher_id, other.slot) and woven.is_free(other.teacher_id, one.slot):
                return {
                    id(one): [(one.slot, Weeks.ODD), (other.slot, Weeks.EVEN)],
                    id(other): [(other.slot, Weeks.ODD), (one.slot, Weeks.EVEN)],
                }
    return {}


def _class_meetings(rows: Rows) -> Iterator[Lesson]:
    """班会 of each class with its homeroom teacher."""
    for row in rows.of(homeroom_assignment):
        who, whom = (row["teacher_id"],), (ClassPart(row["class_id"]),)
        yield Lesson(NEW, 1, LAST, Weeks.EVERY, LessonKind.TEACHING, "班会", None, who, whom)


def _group_meetings(rows: Rows, days: Mapping[str, int]) -> Iterator[Lesson]:
    """教研活动 of each subject group that has a day for it."""
    for group in rows.of(subject_group):
        who = tuple(
            one["id"]
            for one in rows.of(teacher)
            if one["subject_group_id"] == group["id"] and one["status"] == TeacherStatus.ACTIVE
        )
        if group["code"] in days:
            name = group["name"].removesuffix("教研组") + "教研活动"
            day = days[group["code"]]
            yield Lesson(NEW, day, LAST, Weeks.EVERY, LessonKind.BLOCK, name, None, who, ())


def _add(rows: Rows, school_id: UUID, timetable_id: UUID, one: Lesson) -> None:
    placed = slot_of(timetable_id, one) | {"school_id": school_id}
    said = {"weeks": one.weeks, "kind": one.kind, "subject": one.subject, "room_id": one.room_id}
    lesson_id = rows.add(lesson, MADE, **placed, **said)
    for teacher_id in one.teacher_ids:
        rows.add(lesson_teacher, MADE, **placed, lesson_id=lesson_id, teacher_id=teacher_id)
    for attends in one.classes:
        rows.add(lesson_class, MADE, **placed, lesson_id=lesson_id, **asdict(attends))
