"""What committing a timetable would do: all found in the school or told by line, and only the difference."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, time
from typing import Any
from uuid import UUID, uuid4

import pytest

from domain.people.roster_rows import Errors
from domain.timetable.effective import Cause, Change, LessonKey, Slot
from domain.timetable.import_facts import KnownPlace, KnownTeacher, Present, Standing
from domain.timetable.import_history import Published, TimetableLessonsChanged, undisturbed
from domain.timetable.import_plan import Changes, plan
from domain.timetable.import_rows import LessonRow, PeriodRow, TimetableFile, default_day
from domain.timetable.lessons import Half, LessonKind, Period, TeachingDay, Version, Weeks

SINCE = date(2021, 3, 1)
MONDAY = date(2021, 3, 8)
ZHANG, LI, WANG, OTHER_WANG, GONE = (
    KnownTeacher(uuid4(), number, name, left)
    for number, name, left in [
        ("T1", "张伟", False),
        ("T2", "李娜", False),
        ("T3", "王芳", False),
        ("T4", "王芳", False),
        ("T5", "赵六", True),
    ]
)
SEVEN, EIGHT = KnownPlace(uuid4(), "701", "七（1）班"), KnownPlace(uuid4(), "801", "八（1）班")
LAB = KnownPlace(uuid4(), "L1", "实验室")


def school(**values: Any) -> Present:
    given: dict[str, Any] = {
        "teachers": [ZHANG, LI, WANG, OTHER_WANG, GONE],
        "classes": [SEVEN, EIGHT],
        "rooms": [LAB],
        "assigned": {(SEVEN.id, "数学"): [ZHANG.id], (SEVEN.id, "科学"): [ZHANG.id, LI.id]},
        "homerooms": {SEVEN.id: LI.id},
        "same": None,
        "periods_before": (),
    }
    return Present(**given | values)


def row(line: int = 2, **values: Any) -> LessonRow:
    given: dict[str, Any] = {
        "file": "a.csv",
        "column": "",
        "weekday": 1,
        "period": "1",
        "weeks": Weeks.EVERY,
        "kind": LessonKind.TEACHING,
        "subject": "数学",
        "teachers": ["T1"],
        "classes": [["701", ""]],
        "room": "",
    }
    return LessonRow(line=line, **given | values)


def planned(
    *rows: LessonRow,
    present: Present | None = None,
    periods: Sequence[PeriodRow] = (),
    name: str | None = None,
) -> tuple[Changes, list[tuple[int, str, str]]]:
    errors = Errors()
    file = TimetableFile(rows, periods, {"a.csv": {"teachers": "教师"}})
    changes = plan(file, present or school(), effective_from=SINCE, name=name, new_id=uuid4, errors=errors)
    return changes, [(one.line, one.column, one.code) for one in errors.found]


def teachers(changes: Changes) -> list[tuple[UUID, ...]]:
    return [one.teacher_ids for one in changes.week]


@pytest.mark.parametrize(
    ("values", "who"),
    [
        pytest.param({"teachers": ["T1"]}, [ZHANG], id="by employee number"),
        pytest.param({"teachers": ["李娜", "T1", "李娜"]}, [LI, ZHANG], id="by a name nobody else has, once"),
        pytest.param({"teachers": ["李　娜"]}, [LI], id="by a padded name"),
        pytest.param({"teachers": None}, [ZHANG], id="as assigned"),
        pytest.param({"teachers": None, "subject": "班会"}, [LI], id="the homeroom teacher"),
        pytest.param({"teachers": []}, [], id="nobody"),
        pytest.param({"classes": [["七（1）班", ""]]}, [ZHANG], id="the class by its name"),
        pytest.param({"room": "实验室"}, [ZHANG], id="the room by its name"),
    ],
)
def test_what_a_row_names_is_found(values: dict[str, Any], who: list[KnownTeacher]) -> None:
    changes, errors = planned(row(**values))
    assert errors == []
    assert teachers(changes) == [tuple(one.id for one in who)]


@pytest.mark.parametrize(
    ("values", "column", "code"),
    [
        pytest.param({"teachers": ["T9"]}, "教师", "unknown_teacher_name", id="nobody of that number"),
        pytest.param({"teachers": ["名" * 300]}, "教师", "unknown_teacher_name", id="no name at all"),
        pytest.param({"teachers": ["王芳"]}, "教师", "name_of_several", id="two of that name"),
        pytest.param({"teachers": ["T5"]}, "教师", "teacher_left", id="somebody who left"),
        pytest.param({"teachers": ["赵六"]}, "教师", "unknown_teacher_name", id="who left, by name"),
        pytest.param({"teachers": None, "subject": "语文"}, "教师", "nobody_assigned", id="nobody assigned"),
        pytest.param({"teachers": None, "subject": "科学"}, "教师", "several_assigned", id="two assigned"),
        pytest.param(
            {"teachers": None, "subject": "班会", "classes": [["801", ""]]},
            "教师",
            "nobody_assigned",
            id="a class without a homeroom teacher",
        ),
        pytest.param({"classes": [["999", ""]]}, "classes", "unknown_class_code", id="no such class"),
        pytest.param({"period": "9"}, "period_no", "unknown_period", id="no such period"),
        pytest.param({"room": "一间 房"}, "room", "bad_code", id="no code for a room"),
        pytest.param({"teachers": [], "classes": []}, "教师", "lesson_of_nobody", id="nobody at all"),
        pytest.param({"teachers": ["T9"], "column": "周一1"}, "周一1", "unknown_teacher_name", id="a cell"),
    ],
)
def test_what_is_not_found_is_told_by_line_and_column(values: dict[str, Any], column: str, code: str) -> None:
    changes, errors = planned(row(5, **values))
    assert errors == [(5, column, code)]
    assert changes.week == []


def test_a_name_two_people_have_is_told_with_both_numbers() -> None:
    errors = Errors()
    plan(
        TimetableFile([row(teachers=["王芳"])]),
        school(),
        effective_from=SINCE,
        name=None,
        new_id=uuid4,
        errors=errors,
    )
    assert errors.found[0].facts == {"name": "王芳", "numbers": "T3、T4"}


def test_a_new_room_is_made_once() -> None:
    changes, errors = planned(
        row(room="机房"), row(3, period="2", room="机房"), row(4, period="3", room="L1")
    )
    assert errors == []
    (made,) = changes.add_rooms
    assert [one.room_id for one in changes.week] == [made.id, made.id, LAB.id]
    assert changes.counts["rooms"].created == 1


def test_a_file_without_a_lesson_is_no_timetable() -> None:
    assert planned()[1] == [(1, "", "no_lessons")]


CLASH = {"teachers": ["T2"], "classes": [["801", ""]], "subject": "英语"}


@pytest.mark.parametrize(
    ("second", "codes"),
    [
        pytest.param({**CLASH, "teachers": ["T1"]}, ["teacher_twice"], id="a teacher"),
        pytest.param({**CLASH, "classes": [["701", ""]]}, ["class_twice"], id="a class"),
        pytest.param({**CLASH, "classes": [["701", "男"]]}, ["class_twice"], id="a class and its part"),
        pytest.param({**CLASH, "room": "L1"}, ["room_twice"], id="a room"),
        pytest.param(
            {**CLASH, "room": "L1", "weeks": Weeks.ODD}, ["room_twice"], id="every week and odd ones"
        ),
        pytest.param({}, ["teacher_twice", "class_twice", "room_twice"], id="the same row again"),
    ],
)
def test_a_clash_is_told_at_the_later_line_with_the_earlier(second: dict[str, Any], codes: list[str]) -> None:
    errors = Errors()
    rows = [row(4, room="L1"), row(9, **{"room": "L1" if not second else "", **second})]
    plan(TimetableFile(rows), school(), effective_from=SINCE, name=None, new_id=uuid4, errors=errors)
    assert [(one.line, one.code, one.facts["first_line"]) for one in errors.found] == [
        (9, code, "4") for code in codes
    ]


def test_odd_and_even_weeks_and_parts_of_a_class_do_not_clash() -> None:
    _, errors = planned(
        row(2, weeks=Weeks.ODD),
        row(3, weeks=Weeks.EVEN),
        row(4, period="2", classes=[["701", "男"]]),
        row(5, period="2", classes=[["701", "女"]], teachers=["T2"]),
    )
    assert errors == []


def standing(changes: Changes, **values: Any) -> Standing:
    given = Standing(changes.timetable_id, changes.name, changes.periods or (), changes.week)
    return replace(given, **values)


def test_the_same_file_again_changes_nothing_and_lessons_keep_their_ids() -> None:
    rows = [row(room="L1"), row(3, period="2", teachers=["T2", "T1"], classes=[["701", ""], ["801", ""]])]
    first, _ = planned(*rows)
    turned = [rows[0], replace(rows[1], teachers=["T1", "李娜"], classes=[["801", ""], ["701", ""]])]
    again, _ = planned(*turned, present=school(same=standing(first)))
    assert (first.moves, first.is_new, first.name) == (True, True, "2021-03-01 课表")
    assert (again.moves, again.renamed, again.periods, again.is_new) == (False, False, None, False)
    assert [one.id for one in again.week] == [one.id for one in first.week]
    assert again.counts["lessons"].unchanged == 2
    assert again.counts["timetables"].unchanged == 1


def test_only_the_difference_is_written() -> None:
    first, _ = planned(row(), row(3, period="2"))
    again, _ = planned(row(), row(3, period="3"), present=school(same=standing(first)), name="新课表")
    assert [one.period_no for one in again.add_lessons] == [3]
    assert again.remove_lessons == [first.week[1].id]
    assert (again.counts["lessons"].created, again.counts["lessons"].left) == (1, 1)
    assert (again.renamed, again.counts["timetables"].updated) == (True, 1)


def bell(number: int, starts_at: str, ends_at: str, name: str = "") -> PeriodRow:
    return PeriodRow("节次", number + 1, number, name or f"第{number}节", Half.MORNING, starts_at, ends_at)


def test_periods_come_from_the_file_or_the_version_or_the_one_before_or_are_the_usual() -> None:
    before = (Period(1, "早读", Half.MORNING, time(7), time(7, 30)),)
    usual, _ = planned(row())
    taken, errors = planned(row(period="早读"), present=school(periods_before=before))
    said, _ = planned(row(), periods=[bell(1, "08:00", "08:40")], present=school(periods_before=before))
    kept, _ = planned(row(), present=school(same=standing(said), periods_before=before))
    rung, _ = planned(row(), present=school(same=standing(said)), periods=[bell(1, "08:05", "08:45")])
    assert list(usual.periods or ()) == list(default_day())
    assert (taken.periods, errors) == (before, [])
    assert [one.ends_at for one in said.periods or ()] == [time(8, 40)]
    assert kept.periods is None
    assert rung.counts["periods"].updated == 1
    assert kept.counts["periods"].unchanged == 1


@pytest.mark.parametrize(
    ("bells", "error"),
    [
        ([bell(1, "08:00", "08:45"), bell(1, "09:00", "09:45", "二")], (3, "节次", "duplicate")),
        ([bell(1, "08:00", "08:45", "一"), bell(2, "09:00", "09:45", "一")], (3, "名称", "duplicate")),
        ([bell(1, "08:45", "08:00")], (2, "结束", "ends_before_start")),
        ([bell(1, "08:00", "08:45"), bell(2, "08:40", "09:45")], (3, "开始", "overlaps")),
    ],
)
def test_periods_follow_one_another(bells: list[PeriodRow], error: tuple[int, str, str]) -> None:
    lines = [replace(one, line=line) for line, one in enumerate(bells, 2)]
    assert error in planned(row(period="1"), periods=lines)[1]


def changed(lesson_id: UUID, day: date, slot: Slot, who: UUID, to: UUID) -> Change:
    return Change(uuid4(), LessonKey(lesson_id, day), Cause.COVER, slot, None, who, to)


def published(*changes: Change, versions: Sequence[Version] = ()) -> Published:
    days = [TeachingDay(MONDAY, 1, 4), TeachingDay(date(2021, 3, 9), 2, 4)]
    return Published(changes, days, versions)


def test_a_lesson_with_a_published_change_on_it_is_not_taken_away() -> None:
    first, _ = planned(row(), row(3, period="2"))
    gone, _ = planned(row(), present=school(same=standing(first)))
    on_kept = changed(first.week[0].id, MONDAY, Slot(MONDAY, 1), ZHANG.id, LI.id)
    on_gone = changed(first.week[1].id, MONDAY, Slot(MONDAY, 2), ZHANG.id, LI.id)
    undisturbed(published(on_kept), gone)
    with pytest.raises(TimetableLessonsChanged) as refused:
        undisturbed(published(on_kept, on_gone), gone)
    assert refused.value.facts == {"lessons": 1, "last_day": MONDAY}


def test_a_new_version_does_not_begin_before_what_is_published_on_the_old() -> None:
    old, _ = planned(row())
    new, _ = planned(row())
    later = changed(old.week[0].id, MONDAY, Slot(MONDAY, 1), ZHANG.id, LI.id)
    was = Version(old.timetable_id, date(2021, 2, 22), old.week)
    with pytest.raises(TimetableLessonsChanged):
        undisturbed(published(later, versions=[was]), new)
    new.effective_from = date(2021, 3, 15)
    undisturbed(published(later, versions=[was]), new)
    before_all = changed(old.week[0].id, date(2021, 2, 1), Slot(date(2021, 2, 1), 1), ZHANG.id, LI.id)
    with pytest.raises(TimetableLessonsChanged):
        undisturbed(published(before_all, versions=[was]), new)


def test_a_new_lesson_does_not_meet_a_published_change() -> None:
    first, _ = planned(row())
    covered = changed(first.week[0].id, MONDAY, Slot(MONDAY, 1), ZHANG.id, LI.id)
    for teacher, refused in (("T3", False), ("T2", True)):
        added = row(3, teachers=[teacher], classes=[["801", ""]])
        new, _ = planned(row(), added, present=school(same=standing(first)))
        if refused:
            with pytest.raises(TimetableLessonsChanged):
                undisturbed(published(covered), new)
        else:
            undisturbed(published(covered), new)
