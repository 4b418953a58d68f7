"""A roster: looked over, committed whole, brought in again without a change."""

from datetime import date

import pytest

from domain.identity.actions import Role
from persistence.ids import new_id
from persistence.people.tables import homeroom_assignment, teacher, teaching_assignment
from persistence.platform.tables import file_import
from tests.api.people.rosters import FULL, TEACHERS, committed, counted, sent
from tests.files import a_workbook, a_zip
from tests.scene import Scene

ID_NUMBER = "33048319850601123X"


async def test_a_preview_counts_and_writes_nothing_else(scene: Scene) -> None:
    await scene.year()
    office = await scene.office()

    answer = await sent(office, a_workbook(FULL))

    preview = answer.json()
    assert answer.status_code == 201
    assert answer.headers["location"].endswith(preview["id"])
    assert counted(preview) == {
        "grade_groups": (1, 0, 0, 0),
        "subject_groups": (1, 0, 0, 0),
        "teachers": (4, 0, 0, 0),
        "classes": (2, 0, 0, 0),
        "teaching_assignments": (2, 0, 0, 0),
        "homeroom_assignments": (1, 0, 0, 0),
        "others": (0, 0, 0, 0),
    }
    assert (preview["state"], preview["allowed_actions"], preview["row_errors"]) == (
        "previewed",
        ["commit"],
        [],
    )
    assert preview["filename"] == "花名册.xlsx"
    assert await scene.rows(teacher) == []


async def test_committing_writes_all_of_it_and_again_changes_nothing(scene: Scene) -> None:
    await scene.year()
    office = await scene.office()
    data = a_workbook(FULL)

    await committed(office, await sent(office, data))
    again = await committed(office, await sent(office, data))

    found = {row.employee_no: row for row in await scene.rows(teacher)}
    assert {number: row.name for number, row in found.items()} == {
        "T1": "张伟",
        "T2": "张伟",
        "T3": "曾单",
        "T4": "=HYPERLINK(1)",
    }
    assert (found["T1"].name_pinyin, found["T3"].name_pinyin) == ("zhang wei", "zeng dan")
    assert (found["T1"].phone, found["T2"].born_on) == ("13800000001", date(1990, 2, 3))
    assert found["T1"].subject_group_id is not None
    assert {tuple(counts[:2]) for counts in counted(again).values()} == {(0, 0)}
    assert counted(again)["teachers"] == (0, 0, 4, 0)
    assert again["state"] == "committed"
    groups = (await office.get("grade-groups")).json()["items"]
    assert groups[0]["head_id"] == str(found["T2"].id)


async def test_blank_cells_change_nothing_and_new_ones_do(scene: Scene) -> None:
    office = await scene.office()
    await committed(
        office, await sent(office, a_workbook({"教师": [TEACHERS, ["T1", "张伟", "13800000001"]]}))
    )

    changed = await sent(office, a_workbook({"教师": [["工号", "姓名", "手机"], ["T1", "张卫", ""]]}))
    await committed(office, changed)

    (found,) = await scene.rows(teacher)
    assert counted(changed.json())["teachers"] == (0, 1, 0, 0)
    assert (found.name, found.phone, found.version) == ("张卫", "13800000001", 2)


async def test_every_error_is_named_by_its_line_and_in_the_language_asked_for(scene: Scene) -> None:
    office = await scene.office()
    broken = {
        "教师": [
            [*TEACHERS, "星座"],
            ["T1", "张伟", "no phone", "1985-02-30", "无此组", ""],
            ["", "曾单"],
            [],
            ["T1", "长" * 61],
            ["T 1", "赵"],
        ],
        "班级": [["班号", "名称"], ["701", "七（1）班"]],
        "任课": [["班号", "科目", "教师工号", "周课时"], ["709", "数学", "T1", "五"]],
    }

    answer = await sent(office, a_workbook(broken))
    english = await sent(office, a_workbook(broken), language="en")

    errors = answer.json()["row_errors"]
    assert [(one["file"], one["line"], one["column"], one["code"]) for one in errors] == [
        ("教师", 1, "星座", "unknown_column"),
        ("教师", 2, "手机", "bad_phone"),
        ("教师", 2, "出生日期", "bad_day"),
        ("教师", 2, "教研组", "unknown_subject_group"),
        ("教师", 3, "工号", "required"),
        ("教师", 5, "姓名", "too_long"),
        ("教师", 6, "工号", "bad_code"),
        ("班级", 1, "年级组", "missing_column"),
        ("任课", 2, "周课时", "bad_weekly_periods"),
        ("任课", 2, "班号", "unknown_class"),
    ]
    assert errors[5]["message"] == "最多 60 个字。"
    assert english.json()["row_errors"][5]["message"] == "At most 60 characters."
    assert answer.json()["allowed_actions"] == []


async def test_one_broken_row_leaves_nothing_behind(scene: Scene) -> None:
    office = await scene.office()
    rows = [["工号", "姓名"], ["T1", "张伟"], ["T1", "李娜"]]

    preview = await sent(office, a_workbook({"教师": rows}))
    answer = await office.step(f"roster-imports/{preview.json()['id']}/commit", version=1)

    assert preview.json()["row_errors"][0]["facts"] == {"first_line": "2"}
    assert (answer.status_code, answer.json()["code"]) == (422, "import_has_errors")
    assert await scene.rows(teacher) == []


async def test_a_roster_is_committed_once(scene: Scene) -> None:
    office = await scene.office()
    preview = await sent(office, a_workbook({"教师": [["工号", "姓名"], ["T1", "张伟"]]}))
    await committed(office, preview)

    answer = await office.step(f"roster-imports/{preview.json()['id']}/commit", version=2)

    assert (answer.status_code, answer.json()["code"]) == (409, "import_already_committed")


async def test_committing_plans_again_against_what_stands_then(scene: Scene) -> None:
    office = await scene.office()
    preview = await sent(office, a_workbook({"教师": [["工号", "姓名"], ["T1", "张伟"]]}))
    await scene.teacher("张伟", employee_no="T1", name_pinyin="zhang wei")

    done = await committed(office, preview)

    assert counted(preview.json())["teachers"] == (1, 0, 0, 0)
    assert counted(done)["teachers"] == (0, 0, 1, 0)


async def test_what_became_wrong_meanwhile_is_not_committed(scene: Scene) -> None:
    office = await scene.office()
    data = a_workbook({"教师": [["工号", "姓名", "平台编号"], ["T1", "张伟", "P1"]]})
    preview = await sent(office, data)
    await scene.teacher("李娜", employee_no="T2", platform_id="P1")

    answer = await office.step(f"roster-imports/{preview.json()['id']}/commit", version=1)

    assert (answer.status_code, answer.json()["code"]) == (422, "import_has_errors")
    assert len(await scene.rows(teacher)) == 1


async def test_leavers_are_kept_and_marked_only_when_asked(scene: Scene) -> None:
    await scene.teacher("李娜", employee_no="T9")
    office = await scene.office()
    data = a_workbook({"教师": [["工号", "姓名"], ["T1", "张伟"]]})

    kept = await sent(office, data)
    marked = await committed(office, await sent(office, data, mark_leavers="true"))
    back = await committed(
        office, await sent(office, a_workbook({"教师": [["工号", "姓名"], ["T9", "李娜"]]}))
    )

    assert counted(kept.json())["teachers"] == (1, 0, 0, 0)
    assert counted(marked)["teachers"] == (1, 0, 0, 1)
    assert counted(back)["teachers"] == (0, 1, 0, 0)
    found = {row.employee_no: (row.status, row.left_on) for row in await scene.rows(teacher)}
    assert found == {"T1": ("active", None), "T9": ("active", None)}


async def test_a_new_homeroom_teacher_ends_the_one_before(scene: Scene) -> None:
    await scene.year()
    office = await scene.office()
    await committed(office, await sent(office, a_workbook(FULL)))
    changed = FULL | {"班主任": [["班号", "教师工号", "开始日期"], ["701", "T2", "2021-05-01"]]}

    await committed(office, await sent(office, a_workbook(changed)))

    found = sorted((row.from_day, row.until_day) for row in await scene.rows(homeroom_assignment))
    assert found == [(date(2021, 2, 20), date(2021, 4, 30)), (date(2021, 5, 1), None)]


async def test_the_term_can_be_named_and_must_be_there(scene: Scene) -> None:
    await scene.year()
    office = await scene.office()
    terms = (await office.get("terms")).json()["items"]
    data = a_workbook(FULL)

    await committed(office, await sent(office, data, term_id=terms[0]["id"]))
    unknown = await sent(office, data, term_id=str(new_id()))

    assert {str(row.term_id) for row in await scene.rows(teaching_assignment)} == {terms[0]["id"]}
    assert (unknown.status_code, unknown.json()["code"]) == (422, "unknown_reference")


async def test_without_a_calendar_assignments_say_what_is_missing(scene: Scene) -> None:
    office = await scene.office()

    errors = (await sent(office, a_workbook(FULL))).json()["row_errors"]

    assert {(one["file"], one["code"]) for one in errors} == {("任课", "no_term"), ("班主任", "no_term")}


async def test_a_csv_of_teachers_is_read_in_gb18030_too(scene: Scene) -> None:
    office = await scene.office()
    data = "工号,姓名\r\nT1,欧阳修\r\n".encode("gb18030")

    await committed(office, await sent(office, data, "csv"))

    assert [row.name_pinyin for row in await scene.rows(teacher)] == ["ou yang xiu"]


@pytest.mark.parametrize(
    ("data", "format", "status", "code"),
    [
        pytest.param(b"junk", "xlsx", 422, "unreadable_file", id="no workbook"),
        pytest.param(b"junk", "oneroster", 422, "unreadable_file", id="no bundle"),
        pytest.param(
            a_zip({"orgs.csv": "sourcedId\n1\n"}), "oneroster", 422, "unreadable_file", id="no users"
        ),
        pytest.param(a_workbook({"Sheet1": [["a"]]}), "xlsx", 422, "unreadable_file", id="no teachers"),
        pytest.param(b"x" * (10 * 2**20 + 1), "csv", 413, "file_too_large", id="too large"),
        pytest.param(b"a", "pdf", 422, "invalid_input", id="no such format"),
    ],
)
async def test_what_is_no_roster_is_refused(
    scene: Scene, data: bytes, format: str, status: int, code: str
) -> None:
    office = await scene.office()

    answer = await sent(office, data, format)

    assert (answer.status_code, answer.json()["code"]) == (status, code)


async def test_only_the_office_brings_in_rosters(scene: Scene, elsewhere: Scene) -> None:
    office, stranger = await scene.office(), await elsewhere.office()
    person = await scene.signed_in(Role.TEACHER)
    preview = (await sent(office, a_workbook(FULL))).json()

    assert (await sent(person, a_workbook(FULL))).status_code == 403
    assert (await stranger.get(f"roster-imports/{preview['id']}")).status_code == 404
    assert (await office.get(f"roster-imports/{preview['id']}")).headers["etag"] == '"1"'
    assert [one["id"] for one in (await office.get("roster-imports")).json()["items"]] == [preview["id"]]
    assert (await office.step(f"roster-imports/{preview['id']}/commit", version=7)).status_code == 412
    assert (await office.post(f"roster-imports/{preview['id']}/commit")).status_code == 428
    assert (await office.step(f"roster-imports/{new_id()}/commit", version=1)).status_code == 404
    assert (await office.get(f"roster-imports/{new_id()}")).status_code == 404


async def test_the_template_can_be_downloaded_and_sent_back(scene: Scene) -> None:
    office = await scene.office()

    template = await office.get("roster-imports/template")
    empty = await sent(office, template.content)

    assert template.status_code == 200
    assert template.headers["content-disposition"].startswith("attachment")
    assert [one["code"] for one in empty.json()["row_errors"]] == ["no_teachers"]


@pytest.mark.parametrize(
    "rows",
    [
        pytest.param([[*TEACHERS, "身份证号"], ["T1", "张伟", "", "", "", "", ID_NUMBER]], id="a column"),
        pytest.param([["T1", "张伟", ID_NUMBER], ["T2", "李娜", ID_NUMBER]], id="no headings"),
        pytest.param([TEACHERS, ["T1", "张伟", ID_NUMBER, "", "", ""]], id="for a telephone"),
        pytest.param([TEACHERS, ["T1", "张伟", "", ID_NUMBER, "", ""]], id="for a birthday"),
    ],
)
async def test_an_id_number_is_neither_kept_nor_quoted_nor_logged(
    scene: Scene, rows: list[list[str]], capfd: pytest.CaptureFixture[str]
) -> None:
    office = await scene.office()

    preview = await sent(office, a_workbook({"教师": rows}))

    assert preview.status_code == 201, preview.text
    assert preview.json()["row_errors"]
    assert ID_NUMBER not in preview.text
    assert ID_NUMBER not in str(await scene.rows(file_import))
    assert ID_NUMBER not in "".join(capfd.readouterr())
