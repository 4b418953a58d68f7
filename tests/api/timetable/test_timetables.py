"""Keeping the versions of the timetable and the rooms, and what published changes keep from being changed."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from uuid import UUID

import pytest

from domain.identity.actions import Role
from domain.timetable.effective import Cause
from domain.timetable.lessons import Half
from persistence.timetable.tables import lesson, lesson_class, lesson_teacher, timetable, timetable_period
from tests.api.timetable.test_lessons import changed
from tests.api.timetable.timetables import affairs, imported, previewed, rows_of
from tests.scene import Caller, Scene
from tests.timetable_scene import MONDAY, SchoolWeek, a_week, school_days

FUTURE = date(2031, 3, 3)


@pytest.fixture
async def week(scene: Scene) -> SchoolWeek:
    return await a_week(scene)


@pytest.fixture
async def office(scene: Scene) -> Caller:
    return await affairs(scene)


async def later_version(week: SchoolWeek) -> SchoolWeek:
    """One that begins in years."""
    made = await week.scene.add(
        timetable, name="将来", effective_from=FUTURE, created_at=datetime(2021, 3, 1, tzinfo=UTC)
    )
    bell = {"half": Half.MORNING, "starts_at": time(8), "ends_at": time(8, 45)}
    await week.scene.add(timetable_period, timetable_id=made, period_no=1, name="第1节", **bell)
    return SchoolWeek(week.scene, made, week.grade_id, week.classes)


async def shown(who: Caller, timetable_id: UUID) -> dict[str, Any]:
    found: dict[str, Any] = (await who.get(f"timetables/{timetable_id}")).json()
    return found


async def delete(who: Caller, timetable_id: UUID, version: int = 1) -> Any:
    headers = {"If-Match": f'"{version}"'}
    return await who.ask("DELETE", f"timetables/{timetable_id}", headers=headers)


async def test_versions_are_listed_the_latest_to_begin_first(week: SchoolWeek, office: Caller) -> None:
    later = await later_version(week)
    teacher = await week.scene.teacher()
    await changed(week, await week.lesson(1, 1, teacher), teacher, await week.scene.teacher())

    found = (await office.get("timetables")).json()["items"]

    assert [(one["id"], one["lessons"], one["changes"], one["allowed_actions"]) for one in found] == [
        (str(later.timetable_id), 0, 0, ["update", "delete"]),
        (str(week.timetable_id), 1, 1, ["update"]),
    ]
    assert [one["period_no"] for one in found[1]["periods"]] == [1, 2, 3, 4, 5, 6]
    reader = await week.scene.signed_in(Role.TEACHER)
    assert (await shown(reader, week.timetable_id))["allowed_actions"] == []


async def test_a_name_and_bells_can_be_changed(week: SchoolWeek, office: Caller) -> None:
    await week.lesson(1, 2, await week.scene.teacher())
    path = f"timetables/{week.timetable_id}"
    periods = (await shown(office, week.timetable_id))["periods"][:2]
    periods[1] |= {"starts_at": "09:00", "ends_at": "09:45"}

    renamed = await office.patch(path, {"name": "夏令时"}, version=1)
    rung = await office.patch(path, {"periods": periods}, version=2)
    same = await office.patch(path, {"name": "夏令时"}, version=3)
    stale = await office.patch(path, {"name": "冬令时"}, version=1)

    assert (renamed.json()["name"], renamed.headers["etag"]) == ("夏令时", '"2"')
    assert [one["starts_at"] for one in rung.json()["periods"]] == ["08:00:00", "09:00:00"]
    assert (same.json()["version"], stale.status_code) == (3, 412)


@pytest.mark.parametrize(
    ("change", "code"),
    [
        pytest.param(lambda given: given[:1], "period_in_use", id="one a lesson is held in is left out"),
        pytest.param(lambda given: given[::-1], "periods_out_of_order", id="backwards"),
        pytest.param(lambda given: [given[0], given[0]], "periods_out_of_order", id="twice"),
        pytest.param(
            lambda given: [given[0], given[1] | {"starts_at": "08:30"}],
            "periods_out_of_order",
            id="overlapping",
        ),
        pytest.param(
            lambda given: [given[0], given[1] | {"ends_at": "08:55"}],
            "periods_out_of_order",
            id="of no length",
        ),
        pytest.param(lambda given: [given[0] | {"ends_at": "8点"}], "invalid_input", id="no time"),
    ],
)
async def test_bells_that_cannot_be_are_refused(
    week: SchoolWeek, office: Caller, change: Any, code: str
) -> None:
    await week.lesson(1, 2, await week.scene.teacher())
    given = (await shown(office, week.timetable_id))["periods"][:2]

    answer = await office.patch(f"timetables/{week.timetable_id}", {"periods": change(given)}, version=1)

    assert answer.json()["code"] == code, answer.text


async def test_only_a_version_that_has_not_begun_is_taken_back(week: SchoolWeek, office: Caller) -> None:
    later, teacher = await later_version(week), await week.scene.teacher()
    await later.lesson(1, 1, teacher)
    kept = await week.lesson(1, 1, teacher)

    begun = await delete(office, week.timetable_id)
    gone = await delete(office, later.timetable_id)

    assert (begun.status_code, begun.json()["code"], gone.status_code) == (409, "timetable_in_use", 204)
    assert (await office.get(f"timetables/{later.timetable_id}")).status_code == 404
    assert (await office.get(f"timetables/{later.timetable_id}/lessons")).status_code == 404
    assert (await delete(office, later.timetable_id)).status_code == 404
    assert [row.id for row in await week.scene.rows(lesson)] == [kept]
    for table in (lesson_teacher, lesson_class, timetable):
        assert len(await week.scene.rows(table)) == 1
    assert len(await week.scene.rows(timetable_period)) == 6


async def test_a_version_with_a_change_on_it_stays(week: SchoolWeek, office: Caller) -> None:
    later, teacher = await later_version(week), await week.scene.teacher()
    covered = await later.lesson(1, 1, teacher)
    await changed(week, covered, teacher, await week.scene.teacher(), lesson_day=FUTURE, day=FUTURE)

    answer = await delete(office, later.timetable_id)

    assert (answer.status_code, answer.json()["code"]) == (409, "timetable_in_use")


ROWS = ("星期一 1 - - 数学 张伟 701", "星期一 2 - - 数学 张伟 701")


async def with_a_change(week: SchoolWeek, office: Caller) -> UUID:
    """Both lessons imported; the first is covered on Monday of week 4."""
    await week.school_class("701")
    away = await week.scene.teacher("张伟", employee_no="N1")
    cover = await week.scene.teacher("李四", employee_no="N2")
    await imported(office, rows_of(*ROWS))
    covered: UUID = next(row.id for row in await week.scene.rows(lesson) if row.period_no == 1)
    await changed(week, covered, away, cover)
    return covered


@pytest.mark.parametrize(
    ("rows", "since", "refused"),
    [
        pytest.param(ROWS[:1], "2021-03-01", False, id="the other lesson goes"),
        pytest.param(ROWS[1:], "2021-03-01", True, id="the changed lesson goes"),
        pytest.param((*ROWS, "星期一 1 - 会议 例会 李四"), "2021-03-01", True, id="the cover would be twice"),
        pytest.param((*ROWS, "星期二 1 - 会议 例会 李四"), "2021-03-01", False, id="a lesson comes"),
        pytest.param(ROWS, "2021-03-08", True, id="a version begins before the change"),
        pytest.param(ROWS[1:], "2021-03-09", False, id="a version begins after it"),
    ],
)
async def test_what_is_published_is_not_changed_from_under(
    week: SchoolWeek, office: Caller, rows: tuple[str, ...], since: str, refused: bool
) -> None:
    await with_a_change(week, office)
    before = [row.id for row in await week.scene.rows(lesson)]
    preview = await previewed(office, rows_of(*rows), effective_from=since)

    answer = await office.step(f"timetable-imports/{preview['id']}/commit", version=1)

    if refused:
        assert (answer.status_code, answer.json()["code"]) == (409, "timetable_lessons_changed")
        assert "1" in answer.json()["detail"]
        assert [row.id for row in await week.scene.rows(lesson)] == before
    else:
        assert answer.status_code == 200, answer.text
    day = {"from": MONDAY.isoformat(), "to": (MONDAY + timedelta(days=1)).isoformat()}
    (first, *_) = (await office.get("lessons", **day, changed=True)).json()["items"]
    assert first["teachers"][0]["name"] == "李四"
    assert first["changes"][0]["cause"] == Cause.COVER


async def test_history_is_shown_as_it_was_after_a_new_version(week: SchoolWeek, office: Caller) -> None:
    covered = await with_a_change(week, office)
    days = {"from": "2021-03-01", "to": "2021-03-23"}
    before = (await office.get("lessons", **days)).json()["items"]

    await imported(office, rows_of("星期一 3 - - 语文 李四 701"), effective_from="2021-03-15")

    after = (await office.get("lessons", **days)).json()["items"]
    assert [one for one in after if one["day"] < "2021-03-15"] == [
        one for one in before if one["day"] < "2021-03-15"
    ]
    assert str(covered) in [one["lesson_id"] for one in after]
    assert [one["subject"] for one in after if one["day"] >= "2021-03-15"] == ["语文", "语文"]


async def test_rooms_are_kept_by_their_code(scene: Scene, office: Caller) -> None:
    made = await office.post("rooms", {"code": "L1", "name": "实验室一"})
    path = f"rooms/{made.json()['id']}"
    twice = await office.post("rooms", {"code": "L1", "name": "实验室二"})
    changed_name = await office.patch(path, {"name": "物理实验室"}, version=1)
    reader = await scene.signed_in(Role.TEACHER)

    assert (made.status_code, made.headers["location"]) == (201, f"{office.base}/{path}")
    assert (twice.status_code, twice.json()["code"]) == (409, "room_code_taken")
    assert changed_name.json()["name"] == "物理实验室"
    assert [one["code"] for one in (await reader.get("rooms")).json()["items"]] == ["L1"]
    assert (await reader.get(path)).json()["allowed_actions"] == []
    assert (await reader.post("rooms", {"code": "L2", "name": "x"})).status_code == 403


async def test_the_calendars_days_of_another_year_do_not_matter(week: SchoolWeek, office: Caller) -> None:
    await school_days(week.scene, await week.scene.year(2030), FUTURE, FUTURE)
    later, teacher = await later_version(week), await week.scene.teacher()
    await later.lesson(1, 1, teacher)
    day = {"from": FUTURE.isoformat(), "to": (FUTURE + timedelta(days=1)).isoformat()}
    assert len((await office.get("lessons", **day)).json()["items"]) == 1
