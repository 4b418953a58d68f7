"""Timetable files into rows: sheets of classes, sheets of lessons, FET's export, the periods."""

from collections.abc import Sequence
from datetime import time
from typing import Any

import pytest

from domain.imports import Grid, Sheet
from domain.people.roster_rows import BadCell, Errors
from domain.timetable import import_rows as words
from domain.timetable.import_grid import read_grids
from domain.timetable.import_rows import LessonRow, default_day
from domain.timetable.import_tables import periods_said, read_fet, read_lessons, read_periods
from domain.timetable.lessons import Half, LessonKind, Weeks


def grid(*lines: Sequence[str], merged: Any = None, tall: Any = (), first: int = 1) -> Grid:
    rows = [(number, list(cells)) for number, cells in enumerate(lines, first) if any(cells)]
    return Grid("课表", rows, dict(merged or {}), frozenset(tall))


def sheet(name: str, header: str, *rows: str) -> Sheet:
    columns = header.split(",")
    return Sheet(
        name,
        columns,
        [(line, dict(zip(columns, row.split(","), strict=False))) for line, row in enumerate(rows, 2)],
    )


def found(*grids: Grid) -> tuple[list[LessonRow], list[tuple[int, str, str]]]:
    errors = Errors()
    rows = read_grids(grids, errors)
    return rows, [(one.line, one.column, one.code) for one in errors.found]


def slots(rows: Sequence[LessonRow]) -> list[tuple[Any, ...]]:
    return [(row.classes[0][0], row.weekday, row.period, row.subject) for row in rows]


@pytest.mark.parametrize(
    "lines",
    [
        pytest.param([["班级", "星期一第1节", "周二 2"], ["701", "语文", "数学"]], id="one line"),
        pytest.param(
            [
                ["石门中学课表"],
                ["班级", "星期一", "", "星期二", ""],
                ["", "第1节", "", "第1节", "2"],
                ["701", "语文", "", "", "数学"],
            ],
            id="two lines below a title",
        ),
        pytest.param([["年级", "班号", "Monday P1", "Tue 2"], ["七", "701", "语文", "数学"]], id="English"),
        pytest.param(
            [
                ["", "星期一", "星期二", "备注", ""],
                ["班级", "一", "二", "x", "y"],
                ["701", "语文", "数学", "好"],
            ],
            id="the class in the second line, a remark behind",
        ),
    ],
)
def test_a_heading_is_understood_as_schools_write_it(lines: list[list[str]]) -> None:
    rows, errors = found(grid(*lines))
    assert [(row.classes, row.weekday, row.subject) for row in rows] == [
        ([["701", ""]], 1, "语文"),
        ([["701", ""]], 2, "数学"),
    ]
    assert errors == []


def test_a_class_without_a_heading_stands_in_the_first_column() -> None:
    assert slots(found(grid(["", "周一1"], ["701", "语文"]))[0]) == [("701", 1, "1", "语文")]


def test_a_sheet_without_weekdays_is_left_alone() -> None:
    assert found(grid(["说明", "怎样填写"], ["请", "看"])) == ([], [])
    assert found(grid(["班级", "星期一"])) == ([], [])


def test_a_note_written_across_the_sheet_is_no_lesson() -> None:
    across = {(3, index): (3, 0) for index in range(3)}
    rows, errors = found(
        grid(["班级", "周一1", "周一2"], ["701", "语文", ""], ["备注"] * 3, ["", "", ""], merged=across)
    )
    assert (slots(rows), errors) == ([("701", 1, "1", "语文")], [])


def test_a_row_of_lessons_names_its_class() -> None:
    assert found(grid(["班级", "周一1"], ["", "语文"]))[1] == [(2, "班级", "required")]
    assert found(grid(["周一1", "班级"], ["语文"]))[1] == [(2, "班级", "required")]


def test_a_bad_cell_is_named_by_its_line_and_heading() -> None:
    rows, errors = found(grid(["班级", "周一1", "周一2"], ["701", "(单)", "语文"], ["702", "课" * 300]))
    assert slots(rows) == [("701", 1, "2", "语文")]
    assert errors == [(2, "周一1", "bad_cell"), (3, "周一1", "too_long")]


def test_a_cell_merged_over_classes_is_one_lesson_of_all_and_over_columns_one_in_each() -> None:
    merged = {(line, column): (2, 1) for line in (2, 3) for column in (1, 2)}
    block = ["体育 王五"] * 2
    rows, _ = found(
        grid(["班级", "周一1", "周一2"], ["701", *block], ["702", *block], merged=merged, tall={(2, 1)})
    )
    assert [(row.period, row.classes) for row in rows] == [
        ("1", [["701", ""], ["702", ""]]),
        ("2", [["701", ""], ["702", ""]]),
    ]


def test_what_is_marked_as_joined_is_one_lesson_and_what_is_not_is_two() -> None:
    joined, _ = found(grid(["班级", "周一1"], ["701", "体育(合) 王五"], ["702", "体育 王五(合)"]))
    apart, _ = found(grid(["班级", "周一1"], ["701", "体育 王五"], ["702", "体育 王五"]))
    assert [row.classes for row in joined] == [[["701", ""], ["702", ""]]]
    assert len(apart) == 2


def test_a_row_of_our_csv_says_a_lesson() -> None:
    errors = Errors()
    given = sheet(
        "a.csv",
        "星期,period_no,单双周,类型,科目,教师,班级,教室,备注",
        "周三,7,单周,会议,语文教研,张伟、SM2,,会议室",
        "3,1,,,体育,王五,701[男]；702【女】",
        "3,2,,,语文,,701",
        "3,3,,duty,午间值班,无,,操场",
        ",4,,,数学,,701",
        "八,4,坏,,数学,,[男]",
    )
    rows = read_lessons(given, errors)
    assert [(row.weekday, row.period, row.weeks, row.kind, row.teachers) for row in rows] == [
        (3, "7", Weeks.ODD, LessonKind.BLOCK, ["张伟", "SM2"]),
        (3, "1", Weeks.EVERY, LessonKind.TEACHING, ["王五"]),
        (3, "2", Weeks.EVERY, LessonKind.TEACHING, None),
        (3, "3", Weeks.EVERY, LessonKind.DUTY, []),
    ]
    assert rows[1].classes == [["701", "男"], ["702", "女"]]
    assert [(one.line, one.column, one.code) for one in errors.found] == [
        (1, "备注", "unknown_column"),
        (6, "星期", "required"),
        (7, "星期", "bad_weekday"),
        (7, "单双周", "bad_weeks"),
        (7, "班级", "bad_class_part"),
    ]


def test_a_table_without_its_columns_is_refused_by_their_names() -> None:
    errors = Errors()
    assert read_lessons(sheet("a.csv", "星期,教师", "1,张伟"), errors) == []
    assert [(one.column, one.code) for one in errors.found] == [
        ("节次", "missing_column"),
        ("内容", "missing_column"),
    ]


def test_an_hour_of_fet_is_a_lesson_where_students_are_in_it() -> None:
    header = "Activity Id,Day,Hour,Students Sets,Subject,Teachers,Activity Tags,Room,Comments"
    errors = Errors()
    rows = read_fet(
        sheet("f.csv", header, "1,Friday,P3,10-A+10-B,MATHS,ET+K,,R1,", "2,Mon,2,,MEETING,,,,"), errors
    )
    assert [(row.weekday, row.period, row.kind, row.teachers, row.classes, row.room) for row in rows] == [
        (5, "P3", LessonKind.TEACHING, ["ET", "K"], [["10-A", ""], ["10-B", ""]], "R1"),
        (1, "2", LessonKind.BLOCK, [], [], ""),
    ]
    assert errors.found == []


def test_periods_are_in_the_half_of_the_day_they_begin_in_unless_said() -> None:
    errors = Errors()
    given = sheet(
        "节次",
        "节次,名称,时段,开始,结束",
        "1,,,8:00,08:45:00",
        "第2节,午自习,上午,12:30,13:00",
        "21,,,8:00,9:00",
        "3,,,25:00,9:75",
    )
    rows = [row.period for row in read_periods(given, errors)]
    assert [(one.period_no, one.name, one.half, one.starts_at, one.ends_at) for one in rows] == [
        (1, "第1节", Half.MORNING, time(8), time(8, 45)),
        (2, "午自习", Half.MORNING, time(12, 30), time(13)),
    ]
    assert [one.code for one in errors.found] == ["bad_period_no", "bad_clock", "bad_clock"]


def test_bells_may_be_said_in_one_line() -> None:
    errors = Errors()
    rows = [row.period for row in periods_said("08:00-08:45，13:00 - 13:45; x", "f", errors)]
    assert [(one.period_no, one.half) for one in rows] == [(1, Half.MORNING), (2, Half.AFTERNOON)]
    assert [(one.column, one.code) for one in errors.found] == [("periods", "bad_clock")]


@pytest.mark.parametrize(
    ("said", "number"),
    [("星期一", 1), ("周日", 7), ("礼拜天", 7), ("三", 3), ("5", 5), ("Sunday", 7), ("tue", 2)],
)
def test_a_weekday_is_known_by_its_names(said: str, number: int) -> None:
    assert words.weekday(said) == number


@pytest.mark.parametrize("said", ["", "八", "8", "星期一第1节", "someday"])
def test_no_other_word_is_a_weekday(said: str) -> None:
    with pytest.raises(BadCell, match="bad_weekday"):
        words.weekday(said)


@pytest.mark.parametrize(
    ("label", "number"),
    [
        ("3", 3),
        ("第3节", 3),
        ("第三节", 3),
        ("P3", 3),
        ("第3节课", 3),
        ("Period 3", 3),
        ("9", None),
        ("早读", None),
        ("十三", None),
        ("一十", None),
    ],
)
def test_a_period_is_known_by_its_number(label: str, number: int | None) -> None:
    assert words.period_number(label, default_day()) == number


@pytest.mark.parametrize(
    ("check", "said", "code"),
    [
        (words.kind, "玩", "bad_lesson_kind"),
        (words.half, "夜", "bad_half"),
        (words.period_no, "零", "bad_period_no"),
        (words.clock, "8点", "bad_clock"),
        (words.clock, "8:75", "bad_clock"),
    ],
)
def test_a_word_of_a_closed_list_is_one_of_it(check: Any, said: str, code: str) -> None:
    with pytest.raises(BadCell, match=code):
        check(said)
