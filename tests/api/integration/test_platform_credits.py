"""What the list of a year's credits promises: the whole of it, of people and courses we know, and fast."""

from datetime import date
from decimal import Decimal

import pytest

from persistence.ids import new_id
from persistence.integration.tables import platform_credit
from persistence.people.tables import teacher
from tests.api.integration.platform_files import (
    CREDITS,
    commit,
    counts_of,
    csv_of,
    errors_of,
    imported,
    previewed,
    sent,
)
from tests.api.training.offering import a_course
from tests.scene import Caller, Scene

ROW = {
    "school_year": "2020-2021",
    "employee_no": "1",
    "course_code": "HZ-9",
    "title": "课例研讨",
    "kind": "短期培训",
    "hours": "8",
    "credits": "7.5",
}


async def a_school(scene: Scene) -> Caller:
    await scene.year()
    await scene.teacher(employee_no="1", name="张 伟")
    await scene.teacher(employee_no="2", name="曾一", status="left")
    return await scene.office()


async def test_a_list_is_kept_as_it_came_under_our_own_codes(scene: Scene) -> None:
    office = await a_school(scene)
    ours = await a_course(office, code="SJ", platform_id="HZ-1")
    rows = [
        ROW | {"course_code": "SJ", "name": "张伟", "earned_on": "2021年4月1日"},
        ROW | {"course_code": "HZ-1", "employee_no": "2", "school_year": "2020"},
        ROW | {"kind": "online"},
    ]

    preview = await previewed(office, CREDITS, rows, "2020")
    assert await scene.rows(platform_credit) == []
    done = await commit(office, preview)

    assert counts_of(preview) == counts_of(done.json()) == {"created": 3}
    kept = await scene.rows(platform_credit)
    assert [(one.course_ref, str(one.course_id), one.category, one.earned_on) for one in kept] == [
        ("SJ", ours["id"], "short", date(2021, 4, 1)),
        ("SJ", ours["id"], "short", None),
        ("HZ-9", "None", "online", None),
    ]
    assert {(str(one.import_id), one.school_year, one.credits, one.hours) for one in kept} == {
        (done.json()["id"], 2020, Decimal("7.50"), Decimal("8.00"))
    }


async def test_a_further_list_says_how_it_differs_from_the_one_that_holds(scene: Scene) -> None:
    office = await a_school(scene)
    await imported(office, CREDITS, [ROW, ROW | {"employee_no": "2"}], "2020")

    again = await imported(office, CREDITS, [ROW, ROW | {"employee_no": "2"}], "2020")
    other = await imported(office, CREDITS, [ROW | {"credits": "8"}, ROW | {"course_code": "新"}], "2020")
    back = await previewed(office, CREDITS, [ROW, ROW | {"employee_no": "2"}], "2020")

    assert counts_of(again) == {"unchanged": 2}
    assert counts_of(other) == {"created": 1, "updated": 1}
    assert counts_of(back) == {"created": 1, "updated": 1}
    assert len(await scene.rows(platform_credit)) == 6


@pytest.mark.parametrize(
    ("row", "column", "code"),
    [
        pytest.param({"school_year": "2021"}, "学年", "about_something_else", id="another year"),
        pytest.param({"school_year": "2020-2022"}, "学年", "bad_school_year", id="two years"),
        pytest.param({"school_year": "今年"}, "学年", "bad_school_year", id="no year"),
        pytest.param({"employee_no": "9"}, "工号", "unknown_employee_no", id="nobody"),
        pytest.param({"employee_no": "1 2"}, "工号", "bad_code", id="no number"),
        pytest.param({"name": "曾一"}, "姓名", "name_differs", id="another name"),
        pytest.param({"course_code": ""}, "课程代码", "required", id="no course"),
        pytest.param({"title": "课" * 201}, "课程名称", "too_long", id="a long title"),
        pytest.param({"kind": "周末"}, "类别", "bad_kind", id="an unknown kind"),
        pytest.param({"credits": "8.555"}, "学分", "bad_credits", id="three decimals"),
        pytest.param({"hours": "-1"}, "学时", "bad_credits", id="negative hours"),
        pytest.param({"earned_on": "昨天"}, "取得日期", "bad_day", id="no day"),
        pytest.param({"course_code": "SJ"}, "课程代码", "duplicate", id="a course twice"),
        pytest.param({"course_code": "HZ-1"}, "课程代码", "duplicate", id="a course twice by both its codes"),
    ],
)
async def test_what_is_wrong_with_a_row_is_said_by_its_line(
    scene: Scene, row: dict[str, str], column: str, code: str
) -> None:
    office = await a_school(scene)
    await a_course(office, code="SJ", platform_id="HZ-1")
    rows = [ROW | {"course_code": "SJ"}, ROW | row]

    preview = await previewed(office, CREDITS, rows, "2020")
    refused = await commit(office, preview)

    assert errors_of(preview) == [(3, column, code)]
    assert preview["row_errors"][0]["message"]
    assert (refused.status_code, refused.json()["code"]) == (422, "import_has_errors")
    assert await scene.rows(platform_credit) == []


async def test_a_list_of_nothing_is_no_list(scene: Scene) -> None:
    office = await a_school(scene)

    assert errors_of(await previewed(office, CREDITS, [], "2020")) == [(1, "", "no_rows")]


async def test_columns_are_those_of_the_template(scene: Scene) -> None:
    office = await a_school(scene)

    answer = await sent(office, CREDITS, "工号,年龄\n1,30\n".encode(), "2020")

    found = errors_of(answer.json())
    assert found[0] == (1, "年龄", "unknown_column")
    assert {code for _, _, code in found[1:]} == {"missing_column"}
    assert [column for _, column, _ in found[1:]] == [
        "学年",
        "课程代码",
        "课程名称",
        "类别",
        "学时",
        "学分",
    ]


@pytest.mark.parametrize(
    ("about", "code"),
    [
        pytest.param(None, "import_about_wrong", id="no year"),
        pytest.param("去年", "import_about_wrong", id="not a year"),
        pytest.param("1999", "unknown_reference", id="a year the calendar has not"),
    ],
)
async def test_it_must_be_about_a_school_year(scene: Scene, about: str | None, code: str) -> None:
    office = await a_school(scene)

    answer = await sent(office, CREDITS, csv_of(CREDITS, [ROW]), about)

    assert (answer.status_code, answer.json()["code"]) == (422, code)


async def test_a_course_that_is_ours_by_the_time_of_the_commit_is_kept_as_ours(scene: Scene) -> None:
    office = await a_school(scene)
    preview = await previewed(office, CREDITS, [ROW], "2020")
    ours = await a_course(office, code="SJ-9", platform_id="HZ-9")

    assert (await commit(office, preview)).status_code == 200

    assert [(one.course_ref, str(one.course_id)) for one in await scene.rows(platform_credit)] == [
        ("SJ-9", ours["id"])
    ]


async def test_ten_thousand_rows_are_looked_over_and_committed_in_seconds(scene: Scene) -> None:
    office = await a_school(scene)
    async with scene.owner.begin() as connection:
        people = [
            {
                "school_id": scene.school_id,
                "id": new_id(),
                "employee_no": f"T{n}",
                "name": "张伟",
                "name_pinyin": "zhangwei",
                "name_initials": "zw",
                "status": "active",
            }
            for n in range(200)
        ]
        await connection.execute(teacher.insert(), people)
    rows = [
        ROW | {"employee_no": f"T{n % 200}", "course_code": f"HZ-{n // 200}", "name": "张伟"}
        for n in range(10_000)
    ]
    data = csv_of(CREDITS, rows)

    answer = await sent(office, CREDITS, data, "2020")
    done = await commit(office, answer.json())

    assert (answer.status_code, done.status_code) == (201, 200)
    assert counts_of(done.json()) == {"created": 10_000}
