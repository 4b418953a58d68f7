"""Everybody attends, and who was absent without excuse stays visible to the end (MISSION §6)."""

from datetime import timedelta

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from domain.people.teacher import TeacherStatus
from persistence.people.tables import teacher
from persistence.themes.following import follow_schools
from persistence.timetable.absence_tables import absence
from tests.theme_scene import ThemeScene, at_two, done, made
from tests.weekplan_scene import an_absence, set_row


async def test_every_member_is_expected_without_being_named(research: ThemeScene) -> None:
    (part,) = await research.running(research.maths)

    activity = await research.activity(research.maths, part)

    assert activity["expected"] == 3
    listed = done(await research.maths.leader.get(f"activities/{activity['id']}/attendances"))
    assert [one["name"] for one in listed["items"]] == ["李娜", "王芳", "张伟"]


async def test_who_was_absent_without_excuse_is_named_to_the_end(
    research: ThemeScene, clock_engine: AsyncEngine
) -> None:
    (part,) = await research.running(research.maths)
    activity = await research.activity(research.maths, part)
    zhang, _ = research.maths.members
    await research.signs_in(research.maths.leader, activity, at_two(-5))
    await research.signs_in(zhang, activity, at_two(10))
    research.hands.at = at_two(30)

    facts = await research.facts(research.maths)

    assert facts | {"missed": []} == {
        "term_id": str(research.term_id),
        "subject_group_id": str(research.maths.id),
        "subject_group_name": "数学组",
        "themes": 1,
        "activities": 1,
        "expected": 3,
        "attended": 2,
        "late": 1,
        "excused": 0,
        "absent": 1,
        "attendance_rate": "66.67",
        "slots": 9,
        "accepted": 0,
        "nine_ones_rate": "0.00",
        "missed": [],
        "excuses": [],
    }
    assert [(one["teacher_name"], one["title"]) for one in facts["missed"]] == [("李娜", "研讨课与评课")]

    li_id = research.maths.member_ids[1]
    await set_row(research.scene, teacher, li_id, subject_group_id=research.chinese.id)
    theme = done(await research.office.get(f"themes/{part['theme_id']}"))
    done(await research.office.step(f"themes/{theme['id']}/close", version=theme["version"]))
    await follow_schools(clock_engine, now=at_two(60 * 24 * 90))

    assert await research.facts(research.maths) == facts


async def test_an_activity_counts_when_its_sign_in_has_closed(research: ThemeScene) -> None:
    (part,) = await research.running(research.maths)
    await research.activity(research.maths, part)
    research.hands.at = at_two(29, 59)

    before = await research.facts(research.maths)
    research.hands.at = at_two(30)
    after = await research.facts(research.maths)

    assert (before["activities"], before["attendance_rate"]) == (0, None)
    assert (after["activities"], after["absent"], after["attendance_rate"]) == (1, 3, "0.00")


async def test_one_called_off_counts_for_nothing(research: ThemeScene) -> None:
    (part,) = await research.running(research.maths)
    activity = await research.activity(research.maths, part)
    path = f"activities/{activity['id']}"
    done(await research.maths.leader.step(f"{path}/cancel", version=1, json={"reason": "停电"}))
    research.hands.at = at_two(30)

    assert (await research.facts(research.maths))["activities"] == 0


async def test_who_is_excused_by_the_leader_is_shown_with_the_reason(research: ThemeScene) -> None:
    (part,) = await research.running(research.maths)
    activity = await research.activity(research.maths, part)
    zhang_id, _ = research.maths.member_ids
    body = {"teacher_id": str(zhang_id), "state": "excused", "reason": "就诊"}
    made(await research.maths.leader.post(f"activities/{activity['id']}/corrections", body))
    research.hands.at = at_two(30)

    facts = await research.facts(research.maths)

    assert (facts["excused"], facts["absent"]) == (1, 2)
    (line,) = facts["excuses"]
    assert (line["teacher_name"], line["reason"], line["absence_id"]) == ("张伟", "就诊", None)


@pytest.mark.parametrize(
    ("first", "last", "excused"),
    [
        pytest.param(0, 120, 1, id="away throughout"),
        pytest.param(-300, 1, 1, id="back a minute after it began"),
        pytest.param(119, 300, 1, id="leaving a minute before its end"),
        pytest.param(-300, 0, 0, id="back as it begins"),
        pytest.param(120, 300, 0, id="leaving as it ends"),
    ],
)
async def test_an_absence_that_stands_excuses_and_is_named(
    research: ThemeScene, first: int, last: int, excused: int
) -> None:
    (part,) = await research.running(research.maths)
    await research.activity(research.maths, part)
    zhang_id, _ = research.maths.member_ids
    away = await an_absence(research.scene, zhang_id, at_two(first), at_two(last), reason="外出培训")
    research.hands.at = at_two(30)

    facts = await research.facts(research.maths)

    assert (facts["excused"], facts["absent"]) == (excused, 3 - excused)
    named = [("张伟", "外出培训", str(away))] * excused
    assert [(o["teacher_name"], o["reason"], o["absence_id"]) for o in facts["excuses"]] == named


async def test_an_absence_called_off_excuses_nobody(research: ThemeScene) -> None:
    (part,) = await research.running(research.maths)
    await research.activity(research.maths, part)
    away = await an_absence(research.scene, research.maths.member_ids[0], at_two(0), at_two(120))
    await set_row(research.scene, absence, away, state="cancelled")
    research.hands.at = at_two(30)

    assert (await research.facts(research.maths))["absent"] == 3


async def test_a_member_reads_the_counts_and_their_own_lines(research: ThemeScene) -> None:
    (part,) = await research.running(research.maths)
    await research.activity(research.maths, part)
    research.hands.at = at_two(30)
    zhang, _ = research.maths.members

    own = await research.facts(research.maths, zhang)
    led = await research.facts(research.maths, research.maths.leader)

    assert (own["absent"], [one["teacher_name"] for one in own["missed"]]) == (3, ["张伟"])
    assert [one["teacher_name"] for one in led["missed"]] == ["李娜", "王芳", "张伟"]


async def test_other_groups_facts_are_not_seen(research: ThemeScene) -> None:
    await research.running(research.maths, research.chinese)

    seen = done(await research.maths.leader.get("theme-facts", term_id=str(research.term_id)))

    assert [one["subject_group_name"] for one in seen["items"]] == ["数学组"]


async def test_who_joins_before_it_begins_is_expected_and_who_left_is_not(
    research: ThemeScene, clock_engine: AsyncEngine
) -> None:
    (part,) = await research.running(research.maths)
    activity = await research.activity(research.maths, part)
    zhang_id, li_id = research.maths.member_ids
    liu_id = research.chinese.member_ids[0]
    await set_row(research.scene, teacher, liu_id, subject_group_id=research.maths.id)
    await set_row(research.scene, teacher, li_id, subject_group_id=research.chinese.id)
    await set_row(research.scene, teacher, zhang_id, status=TeacherStatus.ON_LEAVE)

    await follow_schools(clock_engine, now=at_two(29))
    again = await follow_schools(clock_engine, now=at_two(29))

    listed = done(await research.maths.leader.get(f"activities/{activity['id']}/attendances"))
    assert [one["name"] for one in listed["items"]] == ["刘洋", "王芳"]
    assert again == 0


async def test_who_presents_from_another_group_stays_expected(
    research: ThemeScene, clock_engine: AsyncEngine
) -> None:
    (part,) = await research.running(research.maths)
    guest = str(research.chinese.member_ids[0])
    activity = await research.activity(research.maths, part, presenter_ids=[guest])

    await follow_schools(clock_engine, now=at_two())

    assert done(await research.office.get(f"activities/{activity['id']}"))["expected"] == 4


async def test_nothing_moves_once_the_sign_in_has_closed(
    research: ThemeScene, clock_engine: AsyncEngine
) -> None:
    (part,) = await research.running(research.maths)
    activity = await research.activity(research.maths, part)
    await set_row(research.scene, teacher, research.maths.member_ids[0], subject_group_id=research.chinese.id)

    await follow_schools(clock_engine, now=at_two(30))

    assert done(await research.office.get(f"activities/{activity['id']}"))["expected"] == 3


async def test_only_the_group_s_leader_and_the_office_plan_its_activities(research: ThemeScene) -> None:
    (part,) = await research.running(research.maths)
    begins = at_two() + timedelta(days=7)
    body = {
        "owner_kind": "theme",
        "owner_id": part["id"],
        "title": "集体备课",
        "starts_at": begins.isoformat(),
        "ends_at": (begins + timedelta(hours=1)).isoformat(),
        "hours": "1.00",
        "leader_id": str(research.maths.leader_id),
    }
    stranger = await research.chinese.leader.post("activities", body)
    member = await research.maths.members[0].post("activities", body)

    assert (stranger.status_code, member.status_code) == (403, 403)
    assert (await research.office.post("activities", body)).status_code == 201
