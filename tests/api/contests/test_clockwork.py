"""What the clock brings: reminders, and deadlines in week plans and calendars."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncEngine

from domain.contests.reminding import remind_authors
from domain.people.calendar import day_of
from domain.weekplan.entries import WeekEntry
from persistence.contests.nightly import SqlAwaitedEntries
from persistence.people.tables import school_day
from persistence.platform.messages import SqlMessages
from persistence.platform.tables import message
from persistence.transaction import in_school
from persistence.weekplan.contests import ContestWeek
from tests.contest_scene import ContestScene, april


async def reminded(desk: ContestScene, engine: AsyncEngine, at: datetime) -> int:
    async with in_school(engine, desk.scene.school_id) as connection:
        entries = SqlAwaitedEntries(connection, desk.scene.school_id)
        messages = SqlMessages(connection, desk.scene.school_id)
        return await remind_authors(entries, messages, day=day_of(at), now=at)


async def test_who_entered_nothing_is_reminded_once_on_a_school_day(
    desk: ContestScene, app_engine: AsyncEngine
) -> None:
    year_id = await desk.scene.year()
    for day in (12, 13, 14, 15, 16, 19, 20, 21):
        await desk.scene.add(
            school_day, school_year_id=year_id, day=date(2021, 4, day), kind="workday", is_school_day=True
        )
    contest = await desk.contest()
    await desk.contest(title="下月的", entries_due_on="2021-05-08")
    await desk.entered(contest, desk.authors[0])

    early = await reminded(desk, app_engine, april(13))
    near = await reminded(desk, app_engine, april(16))
    again = await reminded(desk, app_engine, april(19))
    no_school = await reminded(desk, app_engine, april(18))

    rows = [row for row in await desk.scene.rows(message) if row.event == "contest_entry_due"]
    assert (early, near, again, no_school) == (0, 3, 3, 0)
    assert {row.recipient_id for row in rows} == {desk.judge.id, *(one.id for one in desk.authors[1:])}
    assert len(rows) == 3


async def test_a_week_tells_of_deadlines_and_a_teacher_of_their_own(
    desk: ContestScene, app_engine: AsyncEngine
) -> None:
    contest = await desk.contest()
    await desk.draft(title="草稿")
    await desk.entered(contest, *desk.authors[:2])

    async def told(teacher_id: UUID | None, first: date, last: date) -> list[WeekEntry]:
        async with in_school(app_engine, desk.scene.school_id) as connection:
            week = ContestWeek(connection, desk.scene.school_id)
            found = await (
                week.entries(first, last) if teacher_id is None else week.entries_of(teacher_id, first, last)
            )
            return list(found)

    april_on, may = (date(2021, 4, 19), date(2021, 4, 25)), (date(2021, 5, 10), date(2021, 5, 16))
    assert [(one.kind, one.day, one.title) for one in await told(None, *april_on)] == [
        ("contest_entries_due", date(2021, 4, 20), contest["title"])
    ]
    assert [one.kind for one in await told(None, *may)] == ["contest_due"]
    assert [len(await told(one.id, *april_on)) for one in desk.authors] == [1, 1, 0]
