"""Several at once: one edition of one draft, one plan of a week, one telling of a calendar."""

import asyncio
from collections import Counter
from uuid import UUID

from icalendar import Calendar

from domain.identity.actions import Role
from persistence.people.tables import term
from persistence.platform.tables import message
from persistence.weekplan.tables import calendar_event, week_edition
from tests.scene import Scene
from tests.weekplan_scene import a_plan, a_session, a_term, an_item, at, drafted, soon


async def test_of_many_who_publish_one_draft_one_does_and_the_staff_are_told_once(scene: Scene) -> None:
    office, teacher_id = await scene.office(), await scene.teacher()
    plan = await a_plan(scene, office)
    await an_item(office, plan)
    version = (await drafted(office, plan))["version"]

    answers = await asyncio.gather(
        *(office.step(f"week-plans/{plan['id']}/publish", version=version) for _ in range(6))
    )

    assert Counter(one.status_code for one in answers) == {200: 1, 412: 5}
    assert [one.number for one in await scene.rows(week_edition)] == [1]
    assert [one.recipient_id for one in await scene.rows(message)] == [teacher_id]


async def test_of_many_who_set_a_week_up_one_does(scene: Scene) -> None:
    office, term_id = await scene.office(), await a_term(scene)

    answers = await asyncio.gather(
        *(office.post("week-plans", {"term_id": str(term_id), "week_no": 4}) for _ in range(4))
    )

    assert Counter(one.status_code for one in answers) == {201: 1, 409: 3}
    assert len([row for row in await scene.rows(term) if row.id == term_id]) == 1


async def test_many_who_fetch_a_calendar_at_once_are_told_the_same(scene: Scene) -> None:
    teacher_id: UUID = await scene.teacher()
    zhang = await scene.signed_in(Role.TEACHER, teacher_id=teacher_id)
    made = await zhang.post("/api/v1/me/calendar-feeds", {"name": "我的日历"})
    await scene.client.get(made.json()["address"])  # its use is noted once an hour, which would lock it too
    for number in range(20):
        await a_session(scene, (at(soon(), 8), at(soon(), 11)), teacher_id=teacher_id, code=f"S{number}")

    answers = await asyncio.gather(*(scene.client.get(made.json()["address"]) for _ in range(8)))

    assert {one.status_code for one in answers} == {200}
    assert len({one.content for one in answers}) == 1
    events = Calendar.from_ical(answers[0].content).walk("VEVENT")
    assert [event["SEQUENCE"] for event in events] == [0] * 20
    assert len(await scene.rows(calendar_event)) == 20
