"""Activities in the weekly plan and in calendars."""

from datetime import date

from persistence.weekplan.activities import ActivityWeek
from tests.activity_scene import ActivityScene
from tests.weekplan_scene import a_plan, drafted

DAY = date(2021, 4, 12)


async def test_a_week_tells_of_its_activities(place: ActivityScene) -> None:
    office = await place.scene.office()
    plan = await a_plan(place.scene, office, week_no=9)
    (entry,) = [one for one in (await drafted(office, plan))["entries"] if one["kind"] == "activity"]
    assert (entry["day"], entry["starts_at"], entry["ends_at"]) == ("2021-04-12", "14:00:00", "16:00:00")
    assert entry["text"] == "研修活动：试卷讲评研讨（试卷分析课）"
    assert entry["key"] == f"activity-{place.activity['id']}"


async def test_one_s_own_calendar_has_what_one_is_expected_at_or_leads(place: ActivityScene) -> None:
    stranger = await place.scene.teacher("赵敏")
    async with place.scene.owner.connect() as connection:
        week = ActivityWeek(connection, place.scene.school_id)
        mine = await week.entries_of(place.zhang_id, DAY, DAY)
        theirs = await week.entries_of(stranger, DAY, DAY)
        other_day = await week.entries(date(2021, 4, 13), date(2021, 4, 18))
    assert [one.title for one in mine] == ["试卷讲评研讨"]
    assert (list(theirs), list(other_day)) == ([], [])


async def test_what_is_called_off_is_told_no_more(place: ActivityScene) -> None:
    await place.leader.step(f"{place.path}/cancel", version=1, json={"reason": "停电"})
    async with place.scene.owner.connect() as connection:
        assert list(await ActivityWeek(connection, place.scene.school_id).entries(DAY, DAY)) == []
