"""What bringing in a catalogue promises: previewed by the line, committed whole, repeated without effect."""

import asyncio
from datetime import datetime, timedelta
from typing import Any

import pytest

from domain.identity.actions import Role
from persistence.ids import new_id
from persistence.training.tables import course, credit_standing, session_block, training_session
from tests.api.training.catalogue_files import HEADER, counts, csv_of, header_of, imported, previewed
from tests.api.training.offering import FAR, a_course, a_school, an_open_session, enrolled, read, states
from tests.scene import Caller, Scene


async def only_session(office: Caller) -> dict[str, Any]:
    (session,) = (await read(office, "training-sessions?include=course"))["items"]
    found: dict[str, Any] = session
    return found


def errors_of(preview: dict[str, Any]) -> list[tuple[int, str, str]]:
    return [(error["line"], error["column"], error["code"]) for error in preview["row_errors"]]


async def test_a_file_becomes_courses_sessions_and_blocks(scene: Scene) -> None:
    office = await scene.office()
    data = csv_of(
        {"选课截止": "2031/4/1 17:00"},
        {"开始": "2031-04-14T00:00:00Z", "结束": "2031.04.14 12:00", "平台编号": "HZ-1"},
        {"课程代码": "XL", "课程名称": "心理健康教育课", "类别": "school_based", "班次代码": "XL-1"},
    )

    preview = await previewed(office, data)
    untouched = await scene.rows(course)
    done = await office.step(f"catalogue-imports/{preview['id']}/commit", version=1)

    assert (preview["state"], preview["row_errors"], untouched) == ("previewed", [], [])
    assert counts(preview) == {"courses": (2, 0, 0), "sessions": (2, 0, 0)}
    assert (done.json()["state"], counts(done.json())) == ("committed", counts(preview))
    found = (await read(office, "training-sessions?include=course"))["items"]
    session = next(one for one in found if one["code"] == "SJ-1")
    moments = [
        datetime.fromisoformat(one[end]) for one in session["blocks"] for end in ("starts_at", "ends_at")
    ]
    week, hours = timedelta(days=7), timedelta(hours=8)
    assert moments == [FAR, FAR + hours, FAR + week, FAR + week + timedelta(hours=4)]
    assert (session["state"], session["capacity"], session["waitlist"]) == ("draft", 2, True)
    assert (session["place"], session["platform_id"]) == ("阶梯教室", "HZ-1")
    assert datetime.fromisoformat(session["enrolment_closes_at"]).isoformat() == "2031-04-01T09:00:00+00:00"
    assert session["course"] | {"id": 0} == {
        "id": 0,
        "code": "SJ",
        "title": "试卷分析课",
        "provider": "桐乡市教师进修学校",
        "kind": "short",
        "hours": "8.00",
        "credits": "8.50",
        "audience": None,
        "platform_id": None,
        "archived": False,
        "version": 1,
        "allowed_actions": ["update"],
    }


async def test_the_same_file_once_more_changes_nothing(scene: Scene) -> None:
    office = await scene.office()
    data = csv_of({}, {"开始": "2031-04-08 08:00", "结束": "2031-04-08 16:00"}, {"班次代码": "SJ-2"})
    await imported(office, data)
    tables = (course, training_session, session_block)
    before = [sorted(await scene.rows(table)) for table in tables]

    again = await imported(office, data)

    assert counts(again) == {"courses": (0, 0, 1), "sessions": (0, 0, 2)}
    assert [sorted(await scene.rows(table)) for table in tables] == before


async def test_a_committed_import_is_committed_once(scene: Scene) -> None:
    office = await scene.office()
    done = await imported(office, csv_of({}))
    path = f"catalogue-imports/{done['id']}"

    again = await office.step(f"{path}/commit", version=done["version"])

    assert (again.status_code, again.json()["code"]) == (409, "import_already_committed")
    assert await read(office, path) == done
    assert [one["id"] for one in (await read(office, "catalogue-imports"))["items"]] == [done["id"]]


@pytest.mark.parametrize(
    ("row", "column", "code"),
    [
        pytest.param({"课程代码": ""}, "课程代码", "required", id="nothing where something must stand"),
        pytest.param({"班次代码": "SJ 1"}, "班次代码", "bad_code", id="a space in a code"),
        pytest.param({"类别": "周末"}, "类别", "bad_kind", id="an unknown kind"),
        pytest.param({"学分": "8.555"}, "学分", "bad_credits", id="three decimals"),
        pytest.param({"学分": "-1"}, "学分", "bad_credits", id="negative credits"),
        pytest.param({"学时": "NaN"}, "学时", "bad_credits", id="not a number"),
        pytest.param({"名额": "0"}, "名额", "bad_capacity", id="no seat"),
        pytest.param({"名额": "²"}, "名额", "bad_capacity", id="a digit that is no number"),
        pytest.param({"候补": "也许"}, "候补", "bad_yes_no", id="perhaps"),
        pytest.param({"开始": "2031-02-30 08:00"}, "开始", "bad_instant", id="30 February"),
        pytest.param({"开始": "2031-04-07"}, "开始", "bad_instant", id="a day without a time"),
        pytest.param({"开始": "9999-12-31 23:59"}, "开始", "bad_instant", id="out of any calendar"),
        pytest.param({"结束": "2031-04-07 08:00"}, "结束", "ends_before_start", id="a block of no length"),
        pytest.param({"地点": "室" * 201}, "地点", "too_long", id="a place of 201 characters"),
        pytest.param(
            {"选课开始": "2031-03-02 08:00", "选课截止": "2031-03-02 08:00"},
            "选课截止",
            "closes_before_opening",
            id="an empty window",
        ),
    ],
)
async def test_what_is_wrong_with_a_cell_is_said_by_its_line(
    scene: Scene, row: dict[str, str], column: str, code: str
) -> None:
    office = await scene.office()
    good = {"班次代码": "OK-1"}

    preview = await previewed(office, csv_of(good, row, good | {"班次代码": "OK-2"}))
    refused = await office.step(f"catalogue-imports/{preview['id']}/commit", version=1)

    assert errors_of(preview) == [(3, column, code)]
    assert preview["row_errors"][0]["message"]
    assert preview["allowed_actions"] == []
    assert (refused.status_code, refused.json()["code"]) == (422, "import_has_errors")
    assert await scene.rows(course) == []


@pytest.mark.parametrize(
    ("row", "column", "code"),
    [
        pytest.param({"课程名称": "别的课"}, "课程名称", "differs", id="another title for the course"),
        pytest.param({"名额": "9"}, "名额", "differs", id="another number of seats for the session"),
        pytest.param({"课程代码": "XL"}, "课程代码", "differs", id="another course for the session"),
        pytest.param({"开始": "2031-04-07 15:59"}, "开始", "overlaps", id="overlapping blocks"),
        pytest.param(
            {"班次代码": "SJ-2", "平台编号": "P-1"}, "平台编号", "duplicate", id="a platform number twice"
        ),
    ],
)
async def test_rows_that_contradict_each_other_name_the_line(
    scene: Scene, row: dict[str, str], column: str, code: str
) -> None:
    office = await scene.office()
    second = {"开始": "2031-04-08 08:00", "结束": "2031-04-08 16:00"}

    preview = await previewed(office, csv_of({"平台编号": "P-1"}, second | row), **{"Accept-Language": "en"})

    assert errors_of(preview) == [(3, column, code)]
    assert "line 2" in preview["row_errors"][0]["message"].lower()


async def test_columns_are_told_apart(scene: Scene) -> None:
    office = await scene.office()

    missing = await previewed(office, csv_of({}, header=HEADER.replace("学分,", "")))
    unknown = await previewed(office, csv_of({}, header=HEADER + ",备注"))

    assert [(e["line"], e["column"], e["code"]) for e in missing["row_errors"]] == [
        (1, "学分", "missing_column")
    ]
    assert [(e["line"], e["column"], e["code"]) for e in unknown["row_errors"]] == [
        (1, "备注", "unknown_column")
    ]


async def test_what_cannot_be_done_to_what_stands_is_said(scene: Scene) -> None:
    office = await a_school(scene)
    full = await an_open_session(office, code="FULL", capacity=2, platform_id="P-1")
    for _ in range(2):
        await enrolled(office, full, await scene.teacher())
    over = await an_open_session(office, code="OVER")
    await office.step(f"training-sessions/{over['id']}/cancel", version=over["version"])
    archived = await a_course(office, code="OLD", platform_id="C-1")
    await office.patch(f"courses/{archived['id']}", {"archived": True}, version=1)
    its = {one["id"]: one["code"] for one in (await read(office, "courses"))["items"]}
    header = HEADER + ",课程平台编号"

    preview = await previewed(
        office,
        csv_of(
            {"课程代码": its[full["course_id"]], "班次代码": "FULL", "名额": "1"},
            {"课程代码": its[over["course_id"]], "班次代码": "OVER"},
            {"课程代码": "NEW", "班次代码": "N-1", "平台编号": "P-1", "课程平台编号": "C-1"},
            {"课程代码": "OLD", "班次代码": "O-1"},
            header=header,
        ),
    )

    assert [(error["line"], error["code"], error["facts"]) for error in preview["row_errors"]] == [
        (2, "capacity_below_taken", {"taken": "2"}),
        (3, "session_over", {}),
        (4, "platform_id_taken", {"owner": "OLD"}),
        (4, "platform_id_taken", {"owner": "FULL"}),
        (5, "course_archived", {}),
    ]


async def test_a_session_stays_with_its_course(scene: Scene) -> None:
    office = await scene.office()
    await imported(office, csv_of({}))

    preview = await previewed(office, csv_of({"课程代码": "XL"}))

    assert errors_of(preview) == [(2, "班次代码", "session_of_other_course")]


async def test_a_changed_file_updates_promotes_and_plans_anew(scene: Scene) -> None:
    office = await a_school(scene)
    await scene.year(2031)
    await imported(office, csv_of({"地点": "旧教室", "平台编号": "P-1"}))
    session = await only_session(office)
    await office.step(f"training-sessions/{session['id']}/open", version=1)
    for _ in range(4):
        await enrolled(office, session, await scene.teacher())

    later = {"开始": "2031-10-08 08:00", "结束": "2031-10-08 16:00"}
    done = await imported(office, csv_of({"学分": "9", "名额": "3", "地点": ""} | later))

    assert counts(done) == {"courses": (0, 1, 0), "sessions": (0, 1, 0)}
    after = await only_session(office)
    assert (after["place"], after["platform_id"], after["state"]) == ("旧教室", "P-1", "open")
    assert (after["taken"], len(after["blocks"]), after["course"]["version"]) == (3, 1, 2)
    assert await states(office, session) == ["placed", "placed", "placed", "waitlisted"]
    sums = [(row.school_year, str(row.planned)) for row in await scene.rows(credit_standing) if row.planned]
    assert sums == [(2031, "9.00")] * 3


async def test_what_changed_between_preview_and_commit_is_judged_again(scene: Scene) -> None:
    office = await a_school(scene)
    await imported(office, csv_of({}))
    session = await only_session(office)
    await office.step(f"training-sessions/{session['id']}/open", version=1)
    preview = await previewed(office, csv_of({"名额": "1"}))
    for _ in range(2):
        await enrolled(office, session, await scene.teacher())

    refused = await office.step(f"catalogue-imports/{preview['id']}/commit", version=1)

    assert (refused.status_code, refused.json()["code"]) == (422, "import_has_errors")
    assert (await only_session(office))["capacity"] == 2


async def test_two_commits_of_the_same_new_courses_leave_one_of_each(scene: Scene) -> None:
    office = await scene.office()
    previews = [await previewed(office, csv_of({}, {"班次代码": "SJ-2"})) for _ in range(4)]

    answers = await asyncio.gather(
        *(office.step(f"catalogue-imports/{one['id']}/commit", version=1) for one in previews)
    )

    assert [answer.status_code for answer in answers] == [200] * 4
    assert sorted(row.code for row in await scene.rows(training_session)) == ["SJ-1", "SJ-2"]


async def test_the_template_can_be_handed_out_and_read_back(scene: Scene) -> None:
    office = await scene.office()

    answer = await office.get("catalogue-imports/template")

    assert answer.status_code == 200
    assert answer.headers["content-disposition"].startswith("attachment")
    assert set(HEADER.split(",")) < set(header_of(answer.content))
    empty = await previewed(office, answer.content, format="xlsx")
    assert (empty["row_errors"], counts(empty)) == ([], {"courses": (0, 0, 0), "sessions": (0, 0, 0)})


@pytest.mark.parametrize(
    ("data", "format"),
    [
        pytest.param(b"\x00\x01\x02", "csv", id="no text"),
        pytest.param(b"", "csv", id="empty"),
        pytest.param(b"PK\x03\x04 not really", "xlsx", id="no workbook"),
    ],
)
async def test_a_file_that_is_not_what_it_says_is_refused(scene: Scene, data: bytes, format: str) -> None:
    office = await scene.office()

    answer = await office.ask(
        "POST", "catalogue-imports", files={"file": ("x", data)}, data={"format": format}
    )

    assert (answer.status_code, answer.json()["code"]) == (422, "unreadable_file")


async def test_only_the_office_imports_and_no_other_school_sees_it(scene: Scene, elsewhere: Scene) -> None:
    done = await imported(await scene.office(), csv_of({}))
    teacher, theirs = await scene.signed_in(Role.TEACHER), await elsewhere.office()

    assert (await teacher.get("catalogue-imports")).status_code == 403
    for import_id in (done["id"], str(new_id())):
        assert (await theirs.get(f"catalogue-imports/{import_id}")).status_code == 404
        assert (await theirs.step(f"catalogue-imports/{import_id}/commit", version=1)).status_code == 404
