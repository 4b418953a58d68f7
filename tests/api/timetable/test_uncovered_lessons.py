"""Lessons of who is away that nobody looks after yet."""

from datetime import timedelta
from typing import Any

import pytest

from domain.identity.actions import Role
from domain.timetable.lessons import LessonKind
from persistence.ids import new_id
from persistence.people.tables import subject_group
from persistence.timetable.tables import lesson_change
from tests.scene import Scene
from tests.swap_scene import MONDAY, TUESDAY, SwapScene, at, away, set_swap_scene


@pytest.fixture
async def swaps(scene: Scene) -> SwapScene:
    return await set_swap_scene(scene)


async def uncovered(swaps: SwapScene, caller: Any = None, **asked: Any) -> list[tuple[str, str, str]]:
    days = {"day_from": MONDAY.isoformat(), "day_to": (MONDAY + timedelta(days=7)).isoformat()}
    answer = await (caller or swaps.affairs).get("uncovered-lessons", **days | asked)
    assert answer.status_code == 200, answer.text
    return [(one["day"], one["subject"], one["teacher_name"]) for one in answer.json()["items"]]


MATHEMATICS = (MONDAY.isoformat(), "数学", "阿里")


async def test_a_lesson_of_who_is_away_is_uncovered_until_it_is_swapped(swaps: SwapScene) -> None:
    assert await uncovered(swaps) == [MATHEMATICS]

    made = await swaps.proposed()
    accepted = await swaps.as_bo.step(f"swaps/{made['id']}/accept", version=1, json={})
    assert accepted.status_code == 200, accepted.text
    assert await uncovered(swaps) == []


async def test_what_a_cover_or_a_word_looks_after_is_covered_and_free_periods_need_nobody(
    swaps: SwapScene,
) -> None:
    await swaps.week.lesson(1, 5, swaps.ali, subject="集体备课", kind=LessonKind.BLOCK, classes=())
    await swaps.scene.add(
        lesson_change,
        lesson_id=swaps.mathematics,
        lesson_day=MONDAY,
        cause="cover",
        cause_id=new_id(),
        absence_id=swaps.absence_id,
        day=MONDAY,
        period_no=1,
        from_teacher_id=swaps.ali,
        to_teacher_id=swaps.bo,
        kind="teaching",
        subject="数学",
        classes=[],
        state="standing",
        made_at=at(MONDAY, 8),
    )

    assert await uncovered(swaps) == []


async def test_who_covers_and_falls_away_leaves_the_lesson_uncovered(swaps: SwapScene) -> None:
    await test_what_a_cover_or_a_word_looks_after_is_covered_and_free_periods_need_nobody(swaps)
    await away(swaps.scene, swaps.bo)

    assert await uncovered(swaps) == [(MONDAY.isoformat(), "数学", "博")]


async def test_a_lesson_missed_by_two_absences_is_told_once(swaps: SwapScene) -> None:
    await away(swaps.scene, swaps.ali, kind="official")

    assert await uncovered(swaps) == [MATHEMATICS]


async def test_days_teachers_and_groups_narrow_the_list_and_one_sees_ones_own(swaps: SwapScene) -> None:
    group = await swaps.scene.add(subject_group, code="math", name="数学组", leader_id=swaps.bo)
    dan = await swaps.scene.teacher("丹", subject_group_id=group)
    await swaps.week.lesson(2, 4, dan, subject="科学", classes=("702",))
    await away(swaps.scene, dan, TUESDAY)
    science = (TUESDAY.isoformat(), "科学", "丹")
    leader = await swaps.scene.signed_in(Role.GROUP_LEADER, teacher_id=swaps.bo)

    assert await uncovered(swaps) == [MATHEMATICS, science]
    assert await uncovered(swaps, day_to=TUESDAY.isoformat()) == [MATHEMATICS]
    assert await uncovered(swaps, teacher_id=str(swaps.ali)) == [MATHEMATICS]
    assert await uncovered(swaps, subject_group_id=str(group)) == [science]
    assert await uncovered(swaps, grade_group_id=str(swaps.week.grade_id)) == []
    assert await uncovered(swaps, swaps.as_ali) == [MATHEMATICS]
    assert await uncovered(swaps, leader) == [science]


async def test_pages_follow_each_other(swaps: SwapScene) -> None:
    for period_no in (2, 3, 4):
        await swaps.week.lesson(1, period_no, swaps.ali, subject=f"第{period_no}节", classes=("702",))
    days = {"day_from": MONDAY.isoformat(), "day_to": TUESDAY.isoformat(), "limit": 3}
    first = (await swaps.affairs.get("uncovered-lessons", **days)).json()
    second = (await swaps.affairs.get("uncovered-lessons", **days, cursor=first["next_cursor"])).json()

    assert [one["period_no"] for one in first["items"] + second["items"]] == [1, 2, 3, 4]
    assert (first["has_more"], second["has_more"]) == (True, False)


async def test_more_than_a_month_is_refused_and_of_no_day_nothing_is_missed(swaps: SwapScene) -> None:
    asked = {"day_from": MONDAY.isoformat(), "day_to": (MONDAY + timedelta(days=32)).isoformat()}
    answer = await swaps.affairs.get("uncovered-lessons", **asked)

    assert (answer.status_code, answer.json()["code"]) == (422, "uncovered_span")
    assert await uncovered(swaps, day_to=MONDAY.isoformat()) == []
