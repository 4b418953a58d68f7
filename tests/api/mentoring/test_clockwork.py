"""What happens to pairs without anybody asking, and what calendars say."""

from datetime import date
from typing import Any

from sqlalchemy.ext.asyncio import AsyncEngine

from persistence.mentoring.nightly import follow_pairs, follow_school
from persistence.platform.tables import message
from persistence.transaction import in_school
from persistence.weekplan.mentoring import ReportLessonWeek
from tests.mentoring_scene import MentoringScene, done, noon


async def told(room: MentoringScene) -> list[Any]:
    rows = await room.scene.rows(message)
    return [row for row in rows if row.event == "mentor_targets_behind"]


async def follow(room: MentoringScene, day: str) -> None:
    async with in_school(room.app.state.engine, room.scene.school_id) as connection:
        await follow_school(connection, room.scene.school_id, now=noon(day))


async def test_a_signed_pair_begins_on_its_first_day(room: MentoringScene, clock_engine: AsyncEngine) -> None:
    pair = await room.signed(from_day="2021-05-01")

    await follow(room, "2021-04-30")
    before = done(await room.office.get(f"mentor-pairs/{pair['id']}"))
    await follow_pairs(clock_engine, now=noon("2021-05-01"))
    after = done(await room.office.get(f"mentor-pairs/{pair['id']}"))

    assert (before["state"], after["state"]) == ("signed", "running")


async def test_both_of_a_pair_behind_are_told_once_towards_the_term_s_end(room: MentoringScene) -> None:
    pair = await room.running(targets={"report_lessons": 0})
    await room.confirmed(pair, field="theory", kind="reading")
    await room.proposed(field="research")
    counts = []

    for day in ("2021-06-07", "2021-06-08", "2021-07-06"):
        await follow(room, day)
        counts.append(len(await told(room)))

    assert counts == [0, 2, 2]
    rows = await told(room)
    assert {row.recipient_id for row in rows} == {room.mentor.id, room.apprentice.id}
    assert (rows[0].facts["count"], rows[0].facts["due_on"]) == ("6", "2021-07-06")


async def test_nobody_is_told_of_a_pair_that_has_met_its_targets_or_has_ended(room: MentoringScene) -> None:
    fields = ("ethics", "theory", "teaching", "homeroom", "research")
    none = {f"{name}_logs": 0 for name in fields} | {"report_lessons": 0}
    await room.running(targets=none | {"mentor_observes": 0, "apprentice_observes": 0})
    over = await room.outside(field="research")
    await room.graded(over)
    await room.step(over, "end")

    await follow(room, "2021-07-01")

    assert await told(room) == []


async def test_one_s_calendar_has_the_lessons_one_gives_guides_or_is_invited_to(
    room: MentoringScene,
) -> None:
    pair = await room.running()
    lesson = await room.lesson(pair, day="2021-04-16", listener_ids=[str(room.stranger.id)])
    people = (room.apprentice, room.mentor, room.stranger, room.second)
    week = (date(2021, 4, 12), date(2021, 4, 18))

    async with in_school(room.app.state.engine, room.scene.school_id) as connection:
        source = ReportLessonWeek(connection, room.scene.school_id)
        found = [await source.entries_of(one.id, *week) for one in people]

    assert [len(one) for one in found] == [1, 1, 1, 0]
    assert found[0][0].key == f"report-lesson-{lesson['id']}"
    assert (found[0][0].title, found[0][0].facts) == ("一次函数的图象", {"name": "李娜"})
