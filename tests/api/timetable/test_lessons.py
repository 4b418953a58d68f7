"""What is really taught on days, and who is free."""

from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
import time_machine

from domain.identity.actions import Role
from domain.people.calendar import DayKind
from domain.timetable.absence import AbsenceKind, AbsenceState, Route
from domain.timetable.effective import Cause
from domain.timetable.lessons import LessonKind, Weeks
from persistence.ids import new_id
from persistence.timetable.absence_tables import absence, absence_block
from persistence.timetable.tables import lesson_change, room
from tests.api.timetable.timetables import affairs, every_page
from tests.scene import Caller, Scene
from tests.timetable_scene import MONDAY, SchoolWeek, a_week, held_as

FRIDAY, SATURDAY = MONDAY + timedelta(days=4), MONDAY + timedelta(days=5)
DAYS: dict[str, Any] = {"from": MONDAY.isoformat(), "to": (MONDAY + timedelta(days=7)).isoformat()}


@pytest.fixture
async def week(scene: Scene) -> SchoolWeek:
    return await a_week(scene)


@pytest.fixture
async def office(scene: Scene) -> Caller:
    return await affairs(scene)


async def an_absence(week: SchoolWeek, teacher: UUID, *hours: tuple[int, int], **values: Any) -> UUID:
    """On Monday, from hour to hour of the school's clock."""
    at = datetime(MONDAY.year, MONDAY.month, MONDAY.day, tzinfo=UTC) - timedelta(hours=8)
    given = {"state": AbsenceState.STANDING, "route": Route.COVER, "kind": AbsenceKind.LEAVE} | values
    made = await week.scene.add(
        absence,
        teacher_id=teacher,
        school_days=1,
        starts_at=at,
        ends_at=at + timedelta(days=1),
        created_at=at,
        **given,
    )
    for first, last in hours:
        stretch = {"starts_at": at + timedelta(hours=first), "ends_at": at + timedelta(hours=last)}
        await week.scene.add(absence_block, absence_id=made, **stretch)
    return made


async def changed(week: SchoolWeek, lesson_id: UUID, who: UUID, to: UUID | None, **values: Any) -> UUID:
    away = await an_absence(week, who)
    given = {"lesson_day": MONDAY, "day": MONDAY, "period_no": 1, "cause": Cause.COVER} | values
    return await week.scene.add(
        lesson_change,
        lesson_id=lesson_id,
        cause_id=new_id(),
        absence_id=away,
        from_teacher_id=who,
        to_teacher_id=to,
        kind=LessonKind.TEACHING,
        subject="数学",
        classes=[],
        state="standing",
        made_at=datetime(2021, 3, 1, tzinfo=UTC),
        **given,
    )


async def test_a_lesson_is_shown_as_held_with_everybody_named(week: SchoolWeek, office: Caller) -> None:
    teacher = await week.scene.teacher("张伟")
    lab = await week.scene.add(room, code="L1", name="实验室")
    lesson_id = await week.lesson(1, 2, teacher, room_id=lab, part="男")

    (found,) = (await office.get("lessons", **DAYS)).json()["items"]

    person, place = {"id": str(teacher), "name": "张伟"}, {"id": str(lab), "code": "L1", "name": "实验室"}
    assert found == {
        "lesson_id": str(lesson_id),
        "day": "2021-03-08",
        "week_no": 4,
        "period_no": 2,
        "period": {
            "period_no": 2,
            "name": "第2节",
            "half": "morning",
            "starts_at": "08:55:00",
            "ends_at": "09:40:00",
        },
        "kind": "teaching",
        "subject": "数学",
        "teachers": [person],
        "classes": [{"id": str(week.classes["701"]), "code": "701", "part": "男"}],
        "room": place,
        "planned": {"day": "2021-03-08", "period_no": 2, "teachers": [person], "room": place},
        "changes": [],
    }


async def test_published_changes_are_on_top_and_say_what_made_them(week: SchoolWeek, office: Caller) -> None:
    away, cover = await week.scene.teacher("张伟"), await week.scene.teacher("李娜")
    covered, moved = await week.lesson(1, 1, away), await week.lesson(1, 2, away)
    dropped = await week.lesson(1, 3, away, kind=LessonKind.BLOCK, classes=())
    kept = await week.lesson(2, 1, away)
    await changed(week, covered, away, cover)
    await changed(week, moved, away, away, day=FRIDAY, period_no=6, cause=Cause.SWAP)
    await changed(week, dropped, away, None, period_no=3, cause=Cause.NO_COVER)

    def told(items: list[dict[str, Any]]) -> list[tuple[Any, ...]]:
        return [
            (
                one["lesson_id"],
                one["day"],
                one["period_no"],
                [who["name"] for who in one["teachers"]],
                [change["cause"] for change in one["changes"]],
                one["planned"]["day"],
            )
            for one in items
        ]

    every = told((await office.get("lessons", **DAYS)).json()["items"])
    only = told((await office.get("lessons", **DAYS, changed=True)).json()["items"])
    unchanged = told((await office.get("lessons", **DAYS, changed=False)).json()["items"])

    assert every == [
        (str(covered), "2021-03-08", 1, ["李娜"], ["cover"], "2021-03-08"),
        (str(dropped), "2021-03-08", 3, [], ["no_cover"], "2021-03-08"),
        (str(kept), "2021-03-09", 1, ["张伟"], [], "2021-03-09"),
        (str(moved), "2021-03-12", 6, ["张伟"], ["swap"], "2021-03-08"),
    ]
    assert (only, unchanged) == ([*every[:2], every[3]], [every[2]])
    friday = told((await office.get("lessons", **{"from": "2021-03-12", "to": "2021-03-13"})).json()["items"])
    assert friday == [every[3]]


async def test_lessons_are_found_by_teacher_class_and_room(week: SchoolWeek, office: Caller) -> None:
    mine, other, cover = [await week.scene.teacher(name) for name in ("张伟", "李娜", "王芳")]
    lab = await week.scene.add(room, code="L1", name="实验室")
    first = await week.lesson(1, 1, mine, other)
    second = await week.lesson(1, 2, other, classes=["702"], room_id=lab)
    await changed(week, first, mine, cover)

    async def found(**by: Any) -> list[str]:
        return [one["lesson_id"] for one in (await office.get("lessons", **DAYS, **by)).json()["items"]]

    assert await found(teacher_id=str(mine)) == []
    assert await found(teacher_id=str(mine), changed=True) == [str(first)]
    assert await found(teacher_id=[str(mine), str(other)]) == [str(first), str(second)]
    assert await found(teacher_id=str(cover)) == [str(first)]
    assert await found(class_id=str(week.classes["702"])) == [str(second)]
    assert await found(room_id=str(lab)) == [str(second)]
    assert await found(room_id=str(new_id())) == []


async def test_pages_hold_every_lesson_once(week: SchoolWeek, office: Caller) -> None:
    teachers = [await week.scene.teacher() for _ in range(4)]
    for weekday in range(1, 6):
        for number, teacher in enumerate(teachers):
            await week.lesson(weekday, 1, teacher, classes=[f"70{number}"])

    whole = (await office.get("lessons", **DAYS)).json()["items"]
    pages = await every_page(office, "lessons", **DAYS, limit=3)

    assert len(whole) == 20
    assert pages == whole
    cursor = (await office.get("lessons", **DAYS, limit=3)).json()["next_cursor"]
    other = await office.get("lessons", **DAYS, changed=True, cursor=cursor)
    assert (other.status_code, other.json()["code"]) == (422, "invalid_cursor")


async def test_a_make_up_day_nobody_has_spoken_for_is_named(week: SchoolWeek, office: Caller) -> None:
    await week.lesson(5, 1, await week.scene.teacher())
    await held_as(week.scene, SATURDAY, DayKind.MAKE_UP)
    unsaid = (await office.get("lessons", **DAYS)).json()
    await held_as(week.scene, SATURDAY, DayKind.MAKE_UP, follows_weekday=5)
    said = (await office.get("lessons", **DAYS)).json()

    assert (unsaid["days_unsaid"], len(unsaid["items"])) == (["2021-03-13"], 1)
    assert (said["days_unsaid"], [one["day"] for one in said["items"]]) == ([], ["2021-03-12", "2021-03-13"])


@pytest.mark.parametrize(
    ("first", "until", "status"),
    [
        pytest.param("2021-03-01", "2021-04-05", 200, id="thirty-five days"),
        pytest.param("2021-03-01", "2021-04-06", 422, id="one more"),
        pytest.param("2021-03-02", "2021-03-01", 422, id="backwards"),
        pytest.param("2021-03-01", "2021-03-01", 200, id="no day"),
    ],
)
async def test_at_most_thirty_five_days_are_shown_at_once(
    week: SchoolWeek, office: Caller, first: str, until: str, status: int
) -> None:
    assert (await office.get("lessons", **{"from": first, "to": until})).status_code == status


async def free(who: Caller, **by: Any) -> dict[str, int]:
    found = await every_page(who, "free-teachers", **{"day": MONDAY.isoformat(), "limit": 2, **by})
    return {one["name"]: one["lessons_that_day"] for one in found}


async def test_who_has_a_lesson_as_held_or_is_away_is_not_free(week: SchoolWeek, office: Caller) -> None:
    people = {
        name: await week.scene.teacher(name, name_pinyin=name)
        for name in ("busy", "cover", "moved", "off", "half", "back")
    }
    await week.scene.teacher("left", status="left")
    await week.scene.teacher("leave", status="on_leave")
    await week.lesson(1, 1, people["busy"])
    covered = await week.lesson(1, 1, people["off"], classes=["702"])
    await changed(week, covered, people["off"], people["cover"])
    moved = await week.lesson(1, 1, people["moved"], classes=["703"])
    await changed(week, moved, people["moved"], people["moved"], day=FRIDAY, cause=Cause.SWAP)
    await an_absence(week, people["off"], (8, 17))
    await an_absence(week, people["half"], (8, 12))
    await an_absence(week, people["back"], (8, 17), state=AbsenceState.CANCELLED)

    assert await free(office, period_no=1) == {"moved": 0, "back": 0}
    assert await free(office, period_no=4) == {"busy": 1, "cover": 1, "half": 0, "moved": 0, "back": 0}
    assert await free(office, period_no=[1, 4]) == {"moved": 0, "back": 0}
    assert await free(office) == {"moved": 0, "back": 0}
    assert "moved" not in await free(office, day=FRIDAY.isoformat(), period_no=1)


async def test_before_any_timetable_who_is_away_at_all_is_not_free(week: SchoolWeek, office: Caller) -> None:
    teacher, _ = await week.scene.teacher("away"), await week.scene.teacher("here")
    at = datetime(2021, 2, 1, 20, tzinfo=UTC)
    made = await an_absence(week, teacher)
    await week.scene.add(absence_block, absence_id=made, starts_at=at, ends_at=at + timedelta(hours=1))

    assert await free(office, day="2021-02-02", period_no=1) == {"here": 0}
    assert await free(office, day="2021-02-03", period_no=1) == {"here": 0, "away": 0}


async def test_my_week_is_my_own_of_the_week_around_a_day(week: SchoolWeek) -> None:
    mine, other = await week.scene.teacher(), await week.scene.teacher()
    own = await week.lesson(1, 1, mine, weeks=Weeks.EVEN)
    await week.lesson(1, 2, other)
    me = await week.scene.signed_in(Role.TEACHER, teacher_id=mine)
    nobody = await week.scene.signed_in(Role.PRINCIPAL)

    found = (await me.get("/api/v1/me/week", day="2021-03-14")).json()
    with time_machine.travel(datetime(2021, 3, 15, 1, tzinfo=UTC), tick=False):
        token = await week.scene.signed_in(Role.TEACHER, teacher_id=mine)
        next_week = (await token.get("/api/v1/me/week")).json()

    assert [one["lesson_id"] for one in found["items"]] == [str(own)]
    assert next_week["items"] == []
    assert (await nobody.get("/api/v1/me/week")).status_code == 404


async def test_anybody_of_the_school_sees_its_timetable(week: SchoolWeek) -> None:
    teacher = await week.scene.signed_in(Role.TEACHER, teacher_id=await week.scene.teacher())
    assert (await teacher.get("lessons", **DAYS)).status_code == 200
    assert (await teacher.get("free-teachers", day=date(2021, 3, 8).isoformat())).status_code == 200
