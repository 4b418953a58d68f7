"""What calendars show, and how they tell what changed."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import delete, select

from domain.people.calendar import ZONE, DayKind
from domain.timetable.effective import Cause
from domain.timetable.lessons import Half
from persistence.people.tables import school_day
from persistence.timetable.tables import lesson_change, timetable, timetable_period
from persistence.training.tables import enrolment, session_block, training_session
from persistence.weekplan.tables import calendar_event, week_plan
from tests.api.weekplan.calendar_scene import events, fetched, issued
from tests.scene import Caller, Scene
from tests.timetable_scene import PERIODS
from tests.weekplan_scene import (
    a_change,
    a_day,
    a_duty,
    a_plan,
    a_session,
    an_absence,
    an_item,
    at,
    placed,
    published,
    set_row,
    soon,
)


async def test_a_personal_calendar_has_one_s_own_training_duties_cover_and_swaps(
    scene: Scene, zhang: Caller, teacher_id: UUID
) -> None:
    day, other = soon(), await scene.teacher("李娜")
    session = await a_session(scene, (at(day, 8), at(day, 11)))
    enrolled = await placed(scene, session, teacher_id)
    await a_session(scene, (at(day, 8), at(day, 11)), teacher_id=other, code="S2")
    await a_duty(scene, enrolled, teacher_id, day)
    await a_duty(scene, await placed(scene, session, other), other, day, kind="product")
    await the_periods(scene)
    absence_id = await an_absence(scene, other, at(day, 8), at(day, 17))
    await a_change(scene, absence_id, other, teacher_id, Cause.COVER, day, period_no=3)
    was = day - timedelta(days=1)
    await a_change(scene, absence_id, teacher_id, teacher_id, Cause.SWAP, day, period_no=9, lesson_day=was)
    await a_change(scene, absence_id, teacher_id, other, Cause.COVER, day, period_no=4)

    found = await events(scene, await issued(zhang))

    course = "初中心理健康教育课例研讨"
    cover, swap = "代课：数学（701，第3节）", f"调课：数学（701，第9节，原 {was}）"
    assert set(found) == {f"培训：{course}（S1）", f"任务到期：体会，{course}", cover, swap}
    assert found[f"培训：{course}（S1）"]["DTSTART"].dt == at(day, 8)
    assert found[f"培训：{course}（S1）"]["LOCATION"] == "进修学校"
    assert found[f"任务到期：体会，{course}"]["DTSTART"].dt == day
    assert (found[cover]["DTSTART"].dt, found[cover]["DTEND"].dt) == (at(day, 10), at(day, 10, 45))
    assert found[swap]["DTSTART"].dt == day


async def the_periods(scene: Scene) -> None:
    """Of two versions of the timetable: one long over, and one yet to come."""
    made = datetime(2021, 2, 1, tzinfo=UTC)
    for effective_from in (datetime(2021, 2, 1, tzinfo=ZONE).date(), soon(30)):
        timetable_id = await scene.add(timetable, name="课表", effective_from=effective_from, created_at=made)
        for number, half, starts_at, ends_at in PERIODS:
            hours = (starts_at, ends_at) if effective_from.year == 2021 else (PERIODS[0][2], PERIODS[0][3])
            await scene.add(
                timetable_period,
                timetable_id=timetable_id,
                period_no=number,
                name=f"第{number}节",
                half=half or Half.MORNING,
                starts_at=hours[0],
                ends_at=hours[1],
            )


async def test_what_changes_gets_the_next_sequence_under_the_same_uid(
    scene: Scene, zhang: Caller, teacher_id: UUID
) -> None:
    """A session's new times are new rows."""
    session = await a_session(scene, (at(soon(), 8), at(soon(), 11)), teacher_id=teacher_id)
    feed = await issued(zhang)
    ((name, before),) = (await events(scene, feed)).items()
    (told,), long_ago = await scene.rows(calendar_event), datetime(2021, 3, 1, tzinfo=UTC)
    await set_row(scene, calendar_event, told.id, changed_at=long_ago)
    hours = {"starts_at": at(soon(4), 13), "ends_at": at(soon(4), 16)}
    await set_row(scene, training_session, session, **hours)
    async with scene.owner.begin() as connection:
        await connection.execute(delete(session_block).where(session_block.c.session_id == session))
    await scene.add(session_block, session_id=session, **hours)

    after = (await events(scene, feed))[name]
    again = (await events(scene, feed))[name]

    assert (before["SEQUENCE"], after["SEQUENCE"], again["SEQUENCE"]) == (0, 1, 1)
    assert before["UID"] == after["UID"]
    assert after["DTSTART"].dt == at(soon(4), 13)
    assert after["LAST-MODIFIED"].dt > long_ago


async def test_what_is_withdrawn_cancelled_or_undone_is_cancelled(
    scene: Scene, zhang: Caller, teacher_id: UUID
) -> None:
    day, other = soon(), await scene.teacher("李娜")
    session = await a_session(scene, (at(day, 8), at(day, 11)), code="S1")
    left = await placed(scene, session, teacher_id)
    called_off = await a_session(scene, (at(day, 13), at(day, 14)), teacher_id=teacher_id, code="S2")
    absence_id = await an_absence(scene, other, at(day, 8), at(day, 17))
    change = await a_change(scene, absence_id, other, teacher_id, Cause.COVER, day)
    feed = await issued(zhang)
    assert {one["STATUS"] for one in (await events(scene, feed)).values()} == {"CONFIRMED"}

    await set_row(scene, enrolment, left, state="withdrawn")
    await set_row(scene, training_session, called_off, state="cancelled")
    await set_row(scene, lesson_change, change, state="undone", undone_at=datetime.now(UTC))

    gone = (await events(scene, feed)).values()
    assert [(one["STATUS"], one["SEQUENCE"]) for one in gone] == [("CANCELLED", 1)] * 3
    await set_row(scene, enrolment, left, state="placed")
    back = (await events(scene, feed))["培训：初中心理健康教育课例研讨（S1）"]
    assert (back["STATUS"], back["SEQUENCE"]) == ("CONFIRMED", 2)


async def test_what_was_cancelled_sixty_days_ago_has_gone(
    scene: Scene, zhang: Caller, teacher_id: UUID
) -> None:
    session = await a_session(scene, (at(soon(), 8), at(soon(), 11)), teacher_id=teacher_id)
    feed = await issued(zhang)
    await events(scene, feed)
    await set_row(scene, training_session, session, state="cancelled")
    assert len(await events(scene, feed)) == 1
    (told,) = await scene.rows(calendar_event)
    await set_row(scene, calendar_event, told.id, changed_at=datetime.now(UTC) - timedelta(days=60))

    assert await events(scene, feed) == {}


async def test_a_school_s_calendar_has_training_published_items_and_special_days(
    scene: Scene, office: Caller, teacher_id: UUID
) -> None:
    monday = soon() - timedelta(days=soon().weekday())
    year_id = await scene.year(monday.year)
    await a_session(scene, (at(soon(), 8), at(soon(), 11)), teacher_id=teacher_id)
    await a_day(scene, year_id, soon(5), DayKind.HOLIDAY, note="元旦")
    plan = await a_plan_of(scene, office, monday)
    note = "穿校服\n带旗"
    await an_item(office, plan, day=monday.isoformat(), title="升旗, 讲话; 🚩", concerns="全体", note=note)
    dropped = await an_item(office, plan, day=monday.isoformat(), title="第一版里的事")
    await published(office, plan)
    await office.ask("DELETE", f"week-items/{dropped['id']}", headers={"If-Match": '"1"'})
    await published(office, plan)
    await an_item(office, plan, day=monday.isoformat(), title="草稿里的事")

    found = await events(scene, await issued(office, "calendar-feeds"))

    assert set(found) == {"培训：初中心理健康教育课例研讨（S1）", "放假：元旦", "升旗, 讲话; 🚩"}
    assert found["升旗, 讲话; 🚩"]["DESCRIPTION"] == "对象：全体\n穿校服\n带旗"


async def a_plan_of(scene: Scene, office: Caller, monday: Any) -> dict[str, Any]:
    """The week of a day of today's, moved there: no term of the scene reaches it."""
    plan = await a_plan(scene, office, 1)
    await set_row(scene, week_plan, UUID(plan["id"]), starts_on=monday)
    return plan


async def test_a_calendar_unchanged_is_not_sent_again(scene: Scene, zhang: Caller, teacher_id: UUID) -> None:
    feed = await issued(zhang)
    first = await fetched(scene, feed, Accept="text/calendar")

    same = await fetched(scene, feed, **{"If-None-Match": first.headers["etag"]})
    await a_session(scene, (at(soon(), 8), at(soon(), 11)), teacher_id=teacher_id)
    other = await fetched(scene, feed, **{"If-None-Match": first.headers["etag"]})

    assert first.headers["content-type"].startswith("text/calendar")
    assert first.headers["cache-control"] == "private, no-cache"
    assert (same.status_code, same.content) == (304, b"")
    assert same.headers["cache-control"] == first.headers["cache-control"]
    assert other.status_code == 200


async def test_the_days_of_the_calendar_are_those_of_the_school(scene: Scene, office: Caller) -> None:
    """A day that is no holiday any more is cancelled."""
    year_id = await scene.year()
    day = await a_day(scene, year_id, soon(), DayKind.HOLIDAY, note="台风")
    feed = await issued(office, "calendar-feeds")
    assert (await events(scene, feed))["放假：台风"]["STATUS"] == "CONFIRMED"

    await set_row(scene, school_day, day, kind=DayKind.WORKDAY, is_school_day=True)

    assert (await events(scene, feed))["放假：台风"]["STATUS"] == "CANCELLED"
    async with scene.owner.connect() as connection:
        own = select(calendar_event.c.sequence).where(calendar_event.c.school_id == scene.school_id)
        assert (await connection.scalars(own)).all() == [1]
