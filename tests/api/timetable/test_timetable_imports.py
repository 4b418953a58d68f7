"""Bringing in a timetable: looked over, committed whole, again without a change."""

import io
from datetime import date
from typing import Any

import pytest
import xlsxwriter

from domain.identity.actions import Role
from gateways.sheets import read_workbook
from persistence.people.tables import homeroom_assignment, school_class, teacher, teaching_assignment, term
from persistence.timetable.tables import (
    lesson,
    lesson_class,
    lesson_teacher,
    room,
    timetable,
    timetable_period,
)
from tests.api.timetable.timetables import (
    affairs,
    counted,
    every_page,
    grid_of,
    imported,
    mistakes,
    previewed,
    rows_of,
    sent,
    some_classes,
    some_teachers,
)
from tests.scene import Caller, Scene

TABLES = (timetable, timetable_period, room, lesson, lesson_teacher, lesson_class)
WEEK = rows_of(
    "星期一 1 - - 数学 张伟 701 -",
    "星期一 2 单周 - 体育 李四 701 -",
    "星期一 2 双周 - 音乐 王五 701 -",
    "星期二 1 - - 体育 李四 701[男] 操场",
    "星期二 1 - - 体育 王五 701[女]、702 体育馆",
    "星期三 7 - 会议 教研活动 张伟、李四、N王五 - 会议室",
)


@pytest.fixture
async def office(scene: Scene) -> Caller:
    await some_classes(scene, "701", "702")
    await some_teachers(scene, "张伟", "李四", "王五")
    return await affairs(scene)


async def test_looking_a_timetable_over_writes_nothing_and_committing_writes_it_all(
    scene: Scene, office: Caller
) -> None:
    looked = await previewed(office, WEEK)
    before = [len(await scene.rows(table)) for table in TABLES]
    done = await imported(office, WEEK, name="第二学期课表")

    assert (looked["state"], looked["allowed_actions"], mistakes(looked)) == ("previewed", ["commit"], [])
    assert before == [0] * len(TABLES)
    assert {kind: counted(done, kind) for kind in done["counts"]} == {
        "timetables": (1, 0, 0, 0),
        "periods": (8, 0, 0, 0),
        "rooms": (3, 0, 0, 0),
        "lessons": (6, 0, 0, 0),
    }
    assert [len(await scene.rows(table)) for table in TABLES] == [1, 8, 3, 6, 8, 6]
    assert [row.name for row in await scene.rows(timetable)] == ["第二学期课表"]


async def test_the_same_file_again_changes_nothing(scene: Scene, office: Caller) -> None:
    await imported(office, WEEK)
    before = [await scene.rows(table) for table in TABLES]

    again = await imported(office, WEEK)

    assert [counted(again, kind)[:2] for kind in again["counts"]] == [(0, 0)] * 4
    assert [await scene.rows(table) for table in TABLES] == before


async def test_a_changed_file_changes_its_version_and_a_later_day_makes_another(
    scene: Scene, office: Caller
) -> None:
    await imported(office, WEEK)
    kept = {row.id for row in await scene.rows(lesson)}
    moved = WEEK.replace("星期一,1".encode(), "星期五,1".encode())

    changed = await imported(office, moved)
    later = await imported(office, moved, effective_from="2021-04-01")

    assert counted(changed) == (1, 0, 5, 1)
    assert counted(later) == (6, 0, 0, 0)
    assert len(kept & {row.id for row in await scene.rows(lesson)}) == 5
    assert [(str(row.effective_from), row.version) for row in await scene.rows(timetable)] == [
        ("2021-03-01", 2),
        ("2021-04-01", 1),
    ]


async def test_every_mistake_is_told_by_its_line_and_nothing_can_be_committed(
    scene: Scene, office: Caller
) -> None:
    await scene.teacher("王五", employee_no="T9")
    preview = await previewed(
        office,
        rows_of(
            "星期一 1 - - 数学 张伟 701",
            "星期一 1 双周 - 语文 张伟 701",
            "星期八 1 - - 数学 张伟 701",
            "星期一 2 - - 数学 李雷 799",
            "星期一 3 - - 音乐 王五 701",
            "星期一 9 - - 音乐 李四 701",
        ),
    )

    assert mistakes(preview) == [
        (3, "教师", "teacher_twice"),
        (3, "班级", "class_twice"),
        (4, "星期", "bad_weekday"),
        (5, "班级", "unknown_class_code"),
        (5, "教师", "unknown_teacher_name"),
        (6, "教师", "name_of_several"),
        (7, "节次", "unknown_period"),
    ]
    assert "N王五、T9" in preview["row_errors"][5]["message"]
    assert "第 2 行" in preview["row_errors"][0]["message"]
    refused = await office.step(f"timetable-imports/{preview['id']}/commit", version=1)
    assert (refused.status_code, refused.json()["code"]) == (422, "import_has_errors")
    assert await scene.rows(timetable) == []


async def test_a_commit_plans_again_against_what_stands_now(scene: Scene, office: Caller) -> None:
    preview = await previewed(office, WEEK)
    await scene.teacher("张伟", employee_no="T9")

    refused = await office.step(f"timetable-imports/{preview['id']}/commit", version=1)

    assert (refused.status_code, refused.json()["code"]) == (422, "import_has_errors")
    assert await scene.rows(lesson) == []


GRID: list[list[Any]] = [
    ["石门中学课表"],
    ["班级", "星期一", "", "星期二", ""],
    ["", 1, "第2节", 1, 2],
    ["701", "数学\n张伟", "体育(单) 李四 / 音乐(双) 王五", "体育[男] 李四; 体育[女] 王五", "班会"],
    ["702", "体育(合) 李四 @操场", "", "", "数学"],
    ["701", "", "", "", ""],
    ["备注：以教务处通知为准"],
]


def in_order(one: dict[str, Any]) -> tuple[Any, ...]:
    return one["weekday"], one["period_no"], one["subject"], [who["name"] for who in one["teachers"]]


async def test_a_sheet_of_classes_comes_in_as_schools_write_it(scene: Scene, office: Caller) -> None:
    classes = {row.code: row.id for row in await scene.rows(school_class)}
    people = {row.name: row.id for row in await scene.rows(teacher)}
    await scene.year()
    (_, second) = await scene.rows(term)
    assigned = {"term_id": second.id, "class_id": classes["702"], "teacher_id": people["张伟"]}
    await scene.add(teaching_assignment, subject="数学", weekly_periods=5, **assigned)
    await scene.add(
        homeroom_assignment, class_id=classes["701"], teacher_id=people["王五"], from_day=date(2020, 9, 1)
    )
    more = {
        "节次": [["节次", "名称", "开始", "结束"], [1, "早读", "07:30", "08:00"], [2, "", "08:10", "08:55"]],
        "会议与值班": [
            ["星期", "节次", "类型", "内容", "教师"],
            ["周五", "早读", "会议", "例会", "张伟、李四"],
        ],
        "填写说明": [["随便"], ["不读"]],
    }

    done = await imported(office, grid_of(*GRID, **more), "grid")

    (version,) = await scene.rows(timetable)
    week = await every_page(office, f"timetables/{version.id}/lessons", limit=3)
    assert counted(done, "periods") == (2, 0, 0, 0)
    assert [
        (
            one["weekday"],
            one["period_no"],
            one["weeks"],
            one["subject"],
            "、".join(person["name"] for person in one["teachers"]),
            "、".join(attends["code"] + attends["part"] for attends in one["classes"]),
        )
        for one in sorted(week, key=in_order)
    ] == [
        (1, 1, "every", "体育", "李四", "702"),
        (1, 1, "every", "数学", "张伟", "701"),
        (1, 2, "odd", "体育", "李四", "701"),
        (1, 2, "even", "音乐", "王五", "701"),
        (2, 1, "every", "体育", "李四", "701男"),
        (2, 1, "every", "体育", "王五", "701女"),
        (2, 2, "every", "数学", "张伟", "702"),
        (2, 2, "every", "班会", "王五", "701"),
        (5, 1, "every", "例会", "张伟、李四", ""),
    ]
    assert [one["room"]["code"] for one in week if one["room"]] == ["操场"]


async def test_a_cell_merged_over_two_classes_is_one_lesson_of_both(scene: Scene, office: Caller) -> None:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out) as book:
        page = book.add_worksheet("七年级")
        page.merge_range(0, 0, 0, 2, "课表")
        page.write_row(1, 0, ["班级", "", ""])
        page.merge_range(1, 1, 1, 2, "星期一")
        page.write_row(2, 0, ["", 1, 2])
        page.write_row(3, 0, ["701", "数学 张伟"])
        page.write(4, 0, "702")
        page.merge_range(3, 2, 4, 2, "体育\n李四")

    await imported(office, out.getvalue(), "grid")

    assert sorted((row.period_no, row.subject) for row in await scene.rows(lesson)) == [
        (1, "数学"),
        (2, "体育"),
    ]
    assert len(await scene.rows(lesson_class)) == 3


async def test_two_classes_with_one_teacher_and_no_mark_clash_at_their_cells(office: Caller) -> None:
    heading = ["班级", "周一1"]
    preview = await previewed(office, grid_of(heading, ["701", "体育 李四"], ["702", "体育 李四"]), "grid")

    assert mistakes(preview) == [(3, "周一1", "teacher_twice")]
    assert "课表 第 2 行，体育" in preview["row_errors"][0]["message"]


@pytest.mark.parametrize(
    ("data", "format", "code"),
    [
        pytest.param(b"x", "grid", "unreadable_file", id="no workbook"),
        pytest.param(grid_of(["说明"], ["x"]), "grid", "unreadable_file", id="no timetable in it"),
        pytest.param(b"\xff\xfe\x00", "csv", "unreadable_file", id="no text"),
        pytest.param(
            b"Day,Hour,Subject\n" + b"Monday,1,MATHS\n" * 5001, "fet", "file_too_large", id="too many rows"
        ),
        pytest.param(
            grid_of(
                ["班级", *[f"周{day}{number}" for day in "一二三四五" for number in range(1, 9)]],
                *[["701", *["数学"] * 40]] * 126,
            ),
            "grid",
            "file_too_large",
            id="too many lessons",
        ),
    ],
)
async def test_a_file_that_is_none_is_refused(office: Caller, data: bytes, format: str, code: str) -> None:
    answer = await sent(office, data, format)
    assert answer.json()["code"] == code, answer.text


async def test_bells_may_be_said_beside_the_file_and_are_taken_over_after(
    scene: Scene, office: Caller
) -> None:
    await imported(office, rows_of("周一 2 - - 数学 张伟 701"), periods="08:00-08:40，08:50-09:30")
    await imported(office, rows_of("周一 1 - - 数学 张伟 701"), effective_from="2021-04-01")
    bad = await previewed(office, rows_of("周一 1 - - 数学 张伟 701"), periods="8点到9点")

    rung = [(row.period_no, str(row.starts_at)) for row in await scene.rows(timetable_period)]
    assert rung == [(1, "08:00:00"), (2, "08:50:00")] * 2
    assert mistakes(bad) == [(1, "periods", "bad_clock")]


async def test_the_template_reads_back_and_explains_every_column(office: Caller) -> None:
    answer = await office.get("timetable-imports/template")
    sheets = {sheet.name: sheet.header for sheet in read_workbook(answer.content)}

    assert answer.status_code == 200
    assert sheets["课表"][:2] == ["班级", "星期一第1节"]
    assert {"节次", "会议与值班", "填写说明"} <= set(sheets)
    assert mistakes(await previewed(office, answer.content, "grid")) == [(1, "", "no_lessons")]


async def test_only_academic_affairs_brings_in_timetables(scene: Scene, office: Caller) -> None:
    made = await previewed(office, WEEK)
    for role in (Role.TEACHER, Role.RESEARCH_OFFICE, Role.PRINCIPAL):
        other = await scene.signed_in(role)
        assert (await sent(other, WEEK)).status_code == 403
        assert (await other.step(f"timetable-imports/{made['id']}/commit", version=1)).status_code == 403
    listed = (await office.get("timetable-imports")).json()["items"]
    assert [one["id"] for one in listed] == [made["id"]]
    assert (await office.get(f"timetable-imports/{made['id']}")).json()["format"] == "csv"


async def test_a_room_somebody_made_meanwhile_is_used(scene: Scene, office: Caller) -> None:
    preview = await previewed(office, WEEK)
    made = await office.post("rooms", {"code": "操场", "name": "大操场"})
    done = await office.step(f"timetable-imports/{preview['id']}/commit", version=1)

    assert done.status_code == 200, done.text
    assert counted(done.json(), "rooms") == (2, 0, 1, 0)
    assert made.json()["id"] in {str(row.room_id) for row in await scene.rows(lesson)}
