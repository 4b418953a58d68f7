"""What becomes of swaps and cover when an absence ends, moves, or is not swapped in time."""

import asyncio
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import update
from sqlalchemy.ext.asyncio import AsyncEngine

from domain.people.calendar import ZONE
from persistence.ids import new_id
from persistence.timetable.absence_tables import cover as cover_table
from persistence.timetable.escalations import escalate_schools
from persistence.timetable.tables import lesson_change
from tests.api.timetable.absence_scene import (
    FRIDAY,
    MONDAY,
    THURSDAY,
    TUESDAY,
    AbsenceScene,
    block,
)
from tests.api.training.offering import enrolled, read
from tests.swap_scene import SwapScene

BEFORE = datetime(2031, 4, 4, 15, 59, tzinfo=ZONE)
"""A minute before the last moment to swap a Monday's lessons: the Friday before, at four."""

DEADLINE = BEFORE + timedelta(minutes=1)


async def in_training(swapping: SwapScene) -> tuple[AbsenceScene, dict[str, Any], dict[str, Any], SwapScene]:
    """阿里 is placed in a training on Monday, and has swapped mathematics with 博."""
    office = await swapping.scene.office()
    await office.step(f"absences/{swapping.absence_id}/cancel", version=1)
    away = AbsenceScene(swapping.week, office, swapping.affairs)
    session = await away.session(block(MONDAY))
    await enrolled(office, session, swapping.ali)
    (absence,) = await away.of(swapping.ali)
    swap = await swapping.proposed(absence_id=absence["id"])
    accepted = await swapping.as_bo.step(f"swaps/{swap['id']}/accept", version=1)
    assert accepted.status_code == 200, accepted.text
    return away, session, swap, swapping


async def state_of(away: AbsenceScene, swap: dict[str, Any]) -> str:
    found: str = (await read(away.affairs, f"swaps/{swap['id']}"))["state"]
    return found


async def moved(away: AbsenceScene, session: dict[str, Any], *blocks: dict[str, str]) -> None:
    path = f"training-sessions/{session['id']}"
    version = (await read(away.office, path))["version"]
    answer = await away.office.patch(path, {"blocks": list(blocks)}, version=version)
    assert answer.status_code == 200, answer.text


async def cancelled(away: AbsenceScene, session: dict[str, Any]) -> None:
    path = f"training-sessions/{session['id']}"
    version = (await read(away.office, path))["version"]
    assert (await away.office.step(f"{path}/cancel", version=version)).status_code == 200


async def changes(away: AbsenceScene) -> list[str]:
    return [row.state for row in await away.scene.rows(lesson_change)]


async def test_a_swap_shows_in_the_absence_and_leaves_nothing_open(swapping: SwapScene) -> None:
    away, _, swap, _ = await in_training(swapping)

    (absence,) = await away.of(swapping.ali)
    (lesson,) = (await away.absence(absence["id"]))["lessons"]
    assert (lesson["arrangement"], lesson["cause_id"]) == ("swapped", swap["id"])
    assert (lesson["day"], lesson["moved_to_day"]) == (MONDAY.isoformat(), TUESDAY.isoformat())
    assert (await away.office.get("absences", open="true")).json()["items"] == []


async def test_a_cancelled_training_undoes_its_swaps_and_tells_both_once(swapping: SwapScene) -> None:
    away, session, swap, _ = await in_training(swapping)

    await cancelled(away, session)

    assert (await state_of(away, swap), await changes(away)) == ("undone", ["undone", "undone"])
    told = await away.told()
    assert told[swapping.bo, "swap_undone"] == told[swapping.ali, "swap_undone"] == 1


async def test_other_dates_release_what_is_not_missed_and_keep_what_is(swapping: SwapScene) -> None:
    away, session, swap, _ = await in_training(swapping)

    await moved(away, session, block(MONDAY, 8, 12))
    assert (await state_of(away, swap), await changes(away)) == ("accepted", ["standing", "standing"])
    await moved(away, session, block(THURSDAY))
    assert await state_of(away, swap) == "undone"
    (absence,) = await away.of(swapping.ali)
    assert (await away.absence(absence["id"]))["lessons"] == []


async def test_a_lesson_swapped_to_a_day_that_is_missed_now_as_well_is_open_again(
    swapping: SwapScene,
) -> None:
    away, session, swap, _ = await in_training(swapping)

    await moved(away, session, block(MONDAY), block(TUESDAY))

    assert await state_of(away, swap) == "undone"
    (absence,) = await away.of(swapping.ali)
    (lesson,) = (await away.absence(absence["id"]))["lessons"]
    assert (lesson["arrangement"], lesson["day"]) == ("open", MONDAY.isoformat())


async def covered(swapping: SwapScene, absence_id: UUID, teacher_id: UUID, **values: Any) -> UUID:
    """A published cover of 阿里's mathematics, or of another lesson."""
    cover_id = new_id()
    change_id = await swapping.scene.add(
        lesson_change,
        **{
            "lesson_id": swapping.mathematics,
            "lesson_day": MONDAY,
            "cause": "cover",
            "cause_id": cover_id,
            "absence_id": absence_id,
            "day": MONDAY,
            "period_no": 1,
            "from_teacher_id": swapping.ali,
            "to_teacher_id": teacher_id,
            "kind": "teaching",
            "subject": "数学",
            "classes": [],
            "state": "standing",
            "made_at": BEFORE - timedelta(days=9),
        }
        | values,
    )
    row = {"absence_id": absence_id, "change_id": change_id, "teacher_id": teacher_id, "state": "standing"}
    return await swapping.scene.add(cover_table, id=cover_id, **row)


async def cover_states(swapping: SwapScene) -> list[str]:
    return [row.state for row in await swapping.scene.rows(cover_table)]


async def test_an_absence_cancelled_releases_its_cover(swapping: SwapScene) -> None:
    office = await swapping.scene.office()
    await covered(swapping, swapping.absence_id, swapping.chen)
    seen = await read(office, f"absences/{swapping.absence_id}")
    assert (seen["lessons"][0]["arrangement"], seen["lessons"][0]["to_teacher_id"]) == (
        "covered",
        str(swapping.chen),
    )

    await office.step(f"absences/{swapping.absence_id}/cancel", version=1)

    assert await cover_states(swapping) == ["released"]
    assert (await swapping.told())[swapping.chen, "cover_released"] == 1


async def test_who_covers_and_is_away_then_leaves_the_lesson_open_again(swapping: SwapScene) -> None:
    away = AbsenceScene(swapping.week, await swapping.scene.office(), swapping.affairs)
    await covered(swapping, swapping.absence_id, swapping.chen)

    await away.entered(swapping.chen, block(TUESDAY))
    assert await cover_states(swapping) == ["standing"]
    await away.entered(swapping.chen, block(MONDAY))

    assert await cover_states(swapping) == ["released"]
    (lesson,) = (await away.absence(str(swapping.absence_id)))["lessons"]
    assert lesson["arrangement"] == "open"


async def test_what_others_built_on_stays_and_academic_affairs_is_told(swapping: SwapScene) -> None:
    away, session, swap, _ = await in_training(swapping)
    bo_away = await away.entered(swapping.bo, block(MONDAY))
    (_, english) = await away.scene.rows(lesson_change)
    await covered(
        swapping,
        UUID(bo_away["id"]),
        swapping.chen,
        lesson_id=swapping.english,
        lesson_day=TUESDAY,
        from_teacher_id=swapping.bo,
        previous_id=english.id,
        state="superseded",
    )
    await on_top(swapping, english.id)

    await cancelled(away, session)

    assert (await away.of(swapping.ali), await state_of(away, swap)) == ([], "accepted")
    assert (await away.told())[swapping.affairs.principal.account_id, "absence_entangled"] == 1


async def test_of_several_swaps_those_nobody_built_on_are_undone(swapping: SwapScene) -> None:
    away, session, swap, _ = await in_training(swapping)
    (absence,) = await away.of(swapping.ali)
    second = await swapping.week.lesson(1, 2, swapping.ali, subject="数学")
    art = await swapping.week.lesson(4, 2, swapping.chen, subject="美术")
    other = await swapping.proposed(
        absence_id=absence["id"],
        lesson_id=str(second),
        partner_lesson_id=str(art),
        partner_lesson_day=THURSDAY.isoformat(),
    )
    accepted = await swapping.as_chen.step(f"swaps/{other['id']}/accept", version=1)
    assert accepted.status_code == 200, accepted.text
    bo_away = await away.entered(swapping.bo, block(MONDAY))
    english = next(row for row in await away.scene.rows(lesson_change) if row.lesson_id == swapping.english)
    await covered(
        swapping,
        UUID(bo_away["id"]),
        await away.scene.teacher(),
        lesson_id=swapping.english,
        lesson_day=TUESDAY,
        from_teacher_id=swapping.bo,
        previous_id=english.id,
        state="superseded",
    )
    await on_top(swapping, english.id)

    await cancelled(away, session)

    assert (await state_of(away, swap), await state_of(away, other)) == ("accepted", "undone")


async def test_cover_that_others_built_on_stays_as_well(swapping: SwapScene) -> None:
    away = AbsenceScene(swapping.week, await swapping.scene.office(), swapping.affairs)
    await covered(swapping, swapping.absence_id, swapping.chen)
    (first,) = await away.scene.rows(lesson_change)
    chen_away = UUID((await away.entered(swapping.chen, block(TUESDAY)))["id"])
    await covered(swapping, chen_away, swapping.bo, previous_id=first.id, state="superseded")
    await on_top(swapping, first.id)

    done = await away.office.step(f"absences/{swapping.absence_id}/cancel", version=1)

    assert (done.status_code, await cover_states(swapping)) == (200, ["standing", "standing"])
    assert (await away.told())[swapping.affairs.principal.account_id, "cover_entangled"] == 1


async def on_top(swapping: SwapScene, below: UUID) -> None:
    """The change laid last stands, and the one below it no longer."""
    its = lesson_change.c
    async with swapping.scene.owner.begin() as connection:
        await connection.execute(update(lesson_change).where(its.id == below).values(state="superseded"))
        await connection.execute(
            update(lesson_change).where(its.previous_id == below).values(state="standing")
        )


async def test_what_is_not_swapped_by_the_deadline_goes_to_cover_once(
    away: AbsenceScene, clock_engine: AsyncEngine
) -> None:
    teacher = await away.scene.teacher()
    await away.week.lesson(1, 1, teacher)
    made = await away.entered(teacher, block(MONDAY))
    assert datetime.fromisoformat(made["swap_until"]) == DEADLINE

    await escalate_schools(clock_engine, now=BEFORE)
    assert (await away.absence(made["id"]))["route"] == "swap"
    await asyncio.gather(*(escalate_schools(clock_engine, now=DEADLINE) for _ in range(3)))
    await escalate_schools(clock_engine, now=DEADLINE + timedelta(hours=1))

    after = await away.absence(made["id"])
    assert (after["route"], after["version"], after["swap_until"]) == ("cover", 2, None)
    assert datetime.fromisoformat(after["escalated_at"]) == DEADLINE
    told = await away.told()
    assert told[teacher, "absence_escalated"] == 1
    assert told[away.affairs.principal.account_id, "absence_to_cover"] == 1


async def test_a_proposal_still_waiting_then_lapses(swapping: SwapScene, clock_engine: AsyncEngine) -> None:
    away = AbsenceScene(swapping.week, await swapping.scene.office(), swapping.affairs)
    await away.office.step(f"absences/{swapping.absence_id}/cancel", version=1)
    made = await away.entered(swapping.ali, block(MONDAY))
    swap = await swapping.proposed(absence_id=made["id"])

    await escalate_schools(clock_engine, now=DEADLINE)

    assert await state_of(away, swap) == "lapsed"


async def test_nothing_open_goes_to_cover(swapping: SwapScene, clock_engine: AsyncEngine) -> None:
    away, _, swap, _ = await in_training(swapping)
    idle = await away.entered(await away.scene.teacher(), block(MONDAY))

    await escalate_schools(clock_engine, now=DEADLINE + timedelta(hours=1))

    (absence,) = await away.of(swapping.ali)
    assert (absence["route"], (await away.absence(idle["id"]))["route"]) == ("swap", "swap")
    assert await state_of(away, swap) == "accepted"


async def test_gone_to_cover_it_stays_there_unless_there_is_time_to_swap_again(
    away: AbsenceScene, clock_engine: AsyncEngine
) -> None:
    teacher = await away.scene.teacher()
    for weekday in range(1, 6):
        await away.week.lesson(weekday, 1, teacher)
    made = await away.entered(teacher, block(MONDAY))
    path = f"absences/{made['id']}"
    await escalate_schools(clock_engine, now=DEADLINE)
    await escalate_schools(clock_engine, now=DEADLINE + timedelta(hours=2))
    assert (await away.absence(made["id"]))["route"] == "cover"

    later = (await away.office.patch(path, {"blocks": [block(FRIDAY)]}, version=2)).json()

    assert (later["route"], later["escalated_at"]) == ("swap", None)
    assert datetime.fromisoformat(later["swap_until"]).astimezone(ZONE).date() == THURSDAY
