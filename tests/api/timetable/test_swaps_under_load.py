"""Many at once: of two swaps of one lesson exactly one comes about, and no client sees a deadlock."""

import asyncio
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest
from httpx2 import Response
from sqlalchemy import insert
from sqlalchemy.ext.asyncio import AsyncEngine

from domain.identity.actions import Role
from domain.timetable.clashes import day_clashes
from domain.timetable.swap import SwapState
from persistence.ids import new_id
from persistence.timetable.absence_tables import swap
from persistence.timetable.held import held_between
from persistence.timetable.tables import lesson_change
from persistence.transaction import in_school
from tests.scene import Caller, Scene
from tests.swap_scene import MONDAY, at, away
from tests.timetable_scene import SchoolWeek, a_week

pytestmark = pytest.mark.untraced

CLASSES, WEEKS = 20, 10


@dataclass(frozen=True, slots=True)
class Placed:
    """A teacher's weekly lesson of a class."""

    teacher_id: UUID
    caller: Caller
    lesson_id: UUID
    weekday: int
    period_no: int


async def placed(week: SchoolWeek, code: str, weekday: int, period_no: int) -> Placed:
    teacher_id = await week.scene.teacher()
    return Placed(
        teacher_id,
        await week.scene.signed_in(Role.TEACHER, teacher_id=teacher_id),
        await week.lesson(weekday, period_no, teacher_id, classes=[code]),
        weekday,
        period_no,
    )


def a_proposal(
    week: SchoolWeek, code: str, absence_id: UUID, one: Placed, other: Placed, monday: date
) -> Any:
    row: dict[str, Any] = {
        "school_id": week.scene.school_id,
        "id": new_id(),
        "absence_id": absence_id,
        "class_id": week.classes[code],
        "state": SwapState.PROPOSED,
        "account_id": new_id(),
        "proposed_at": at(monday, 0),
    }
    for prefix, side in (("", one), ("partner_", other)):
        day = monday + timedelta(days=side.weekday - 1)
        row |= {
            f"{prefix}lesson_id": side.lesson_id,
            f"{prefix}lesson_day": day,
            f"{prefix}day": day,
            f"{prefix}period_no": side.period_no,
            f"{prefix}subject": "数学",
        }
    return row | {"teacher_id": one.teacher_id, "partner_id": other.teacher_id}


async def accepted_at_once(scene: Scene, proposals: Sequence[tuple[Caller, Any]]) -> list[Response]:
    async with scene.owner.begin() as connection:
        await connection.execute(insert(swap), [row for _, row in proposals])
    return await asyncio.gather(
        *(caller.step(f"swaps/{row['id']}/accept", version=1) for caller, row in proposals)
    )


async def nobody_twice(engine: AsyncEngine, scene: Scene, weeks: int) -> bool:
    async with in_school(engine, scene.school_id) as connection:
        last = MONDAY + timedelta(weeks=weeks)
        return day_clashes(await held_between(connection, scene.school_id, MONDAY, last)) == []


async def test_of_two_swaps_of_one_lesson_accepted_at_once_exactly_one_comes_about(
    app_engine: AsyncEngine, scene: Scene
) -> None:
    """200 pairs: twenty classes, which share their days, in each of ten weeks."""
    week = await a_week(scene, start_year=2030)
    codes = [str(701 + number) for number in range(CLASSES)]
    trios = [[await placed(week, code, day, day) for day in (1, 2, 3)] for code in codes]

    for number in range(WEEKS):
        monday = MONDAY + timedelta(weeks=number)
        proposals = []
        for code, (absent, *partners) in zip(codes, trios, strict=True):
            absence_id = await away(scene, absent.teacher_id, monday)
            for partner in partners:
                row = a_proposal(week, code, absence_id, absent, partner, monday)
                proposals.append((partner.caller, row))
        answers = await accepted_at_once(scene, proposals)

        for first, second in zip(answers[::2], answers[1::2], strict=True):
            assert sorted((first.status_code, second.status_code)) == [200, 412]

    assert Counter(row.state for row in await scene.rows(swap)) == {"accepted": 200, "lapsed": 200}
    assert Counter(row.state for row in await scene.rows(lesson_change)) == {"standing": 400}
    assert await nobody_twice(app_engine, scene, WEEKS)


async def test_swaps_that_cross_each_other_are_answered_without_a_deadlock(
    app_engine: AsyncEngine, scene: Scene
) -> None:
    """Five teachers of one class, each away on their own day, and everybody asked by everybody else."""
    week = await a_week(scene, start_year=2030)
    ring = [await placed(week, "701", day, day) for day in range(1, 6)]

    for number in range(WEEKS):
        monday = MONDAY + timedelta(weeks=number)
        proposals = []
        for one in ring:
            absence_id = await away(scene, one.teacher_id, monday + timedelta(days=one.weekday - 1))
            proposals += [
                (other.caller, a_proposal(week, "701", absence_id, one, other, monday))
                for other in reversed(ring)
                if other is not one
            ]
        answers = await accepted_at_once(scene, proposals)
        assert {answer.status_code for answer in answers} <= {200, 409, 412}

    assert await nobody_twice(app_engine, scene, WEEKS)
    states = Counter(row.state for row in await scene.rows(swap))
    changes = Counter(row.state for row in await scene.rows(lesson_change))
    assert changes == {"standing": 2 * states["accepted"]}
    assert states["accepted"] >= WEEKS
