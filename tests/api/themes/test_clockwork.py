"""What happens without anybody asking: reminders, and the week's plan."""

from datetime import date, datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncEngine

from domain.people.calendar import ZONE
from persistence.people.tables import school_day, school_year
from persistence.platform.tables import message
from persistence.themes.nightly import remind_leaders
from tests.theme_scene import ThemeScene, done, made


async def school_days(research: ThemeScene, first: date, last: date) -> None:
    (year,) = await research.scene.rows(school_year)
    day = first
    while day <= last:
        held = day.weekday() < 5
        await research.scene.add(
            school_day,
            school_year_id=year.id,
            day=day,
            kind="workday" if held else "weekend",
            is_school_day=held,
        )
        day += timedelta(days=1)


async def told(research: ThemeScene, event: str) -> list[str]:
    rows = await research.scene.rows(message)
    return [row.facts["count"] for row in rows if row.event == event]


async def test_leaders_are_reminded_once_near_the_day_and_once_after_it(
    research: ThemeScene, clock_engine: AsyncEngine
) -> None:
    (part,) = await research.running(research.maths)
    slot = (await research.slots(part))["plan"]
    body = {"kind": "slot", "slot_id": slot["id"], "text": "方案"}
    made(await research.maths.leader.post(f"group-themes/{part['id']}/materials", body))
    await school_days(research, date(2021, 6, 10), date(2021, 6, 30))
    near, over = [], []

    for day in (14, 15, 16, 19, 21, 22):
        at = datetime(2021, 6, day, 8, tzinfo=ZONE)
        await remind_leaders(clock_engine, now=at)
        near.append(await told(research, "theme_parts_due"))
        over.append(await told(research, "theme_parts_overdue"))

    assert near == [[], ["8"], ["8"], ["8"], ["8"], ["8"]]
    assert over == [[], [], [], [], ["8"], ["8"]]


async def test_the_week_says_what_is_due(research: ThemeScene) -> None:
    await research.running(research.maths)
    await research.theme(title="深度学习")
    asked = {"term_id": str(research.term_id), "week_no": 18}
    plan = made(await research.office.post("week-plans", asked))

    draft = done(await research.office.get(f"week-plans/{plan['id']}/draft"))

    assert [(one["day"], one["text"]) for one in draft["entries"]] == [
        ("2021-06-18", "主题研修“九个一”截止：生本课堂")
    ]
