"""Every way into a place in a training and out of it: who is placed is away, and nobody else."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from domain.identity.actions import Role
from domain.people.calendar import ZONE, DayKind
from persistence.timetable.escalations import escalate_schools
from tests.api.timetable.absence_scene import (
    FRIDAY,
    MONDAY,
    NEXT_MONDAY,
    SATURDAY,
    TUESDAY,
    WEDNESDAY,
    AbsenceScene,
    block,
    days,
)
from tests.api.training.catalogue_files import csv_of, imported
from tests.api.training.offering import a_course, a_draft, enrolled, read, withdrawn
from tests.api.training.round_scene import an_open_round, applied, handed_in, placed
from tests.timetable_scene import held_as

Way = Callable[[AbsenceScene], Awaitable[tuple[dict[str, Any], UUID]]]


async def by_enrolling(away: AbsenceScene) -> tuple[dict[str, Any], UUID]:
    """A session, and somebody placed in it."""
    session, teacher = await away.session(block(MONDAY)), await away.scene.teacher()
    await enrolled(away.office, session, teacher)
    return session, teacher


async def waiting(away: AbsenceScene) -> tuple[dict[str, Any], dict[str, Any], UUID]:
    session = await away.session(block(MONDAY), capacity=1, waitlist=True)
    first = await enrolled(away.office, session, await away.scene.teacher())
    teacher = await away.scene.teacher("候补")
    assert (await enrolled(away.office, session, teacher))["state"] == "waitlisted"
    return session, first, teacher


async def by_promotion_when_a_seat_is_freed(away: AbsenceScene) -> tuple[dict[str, Any], UUID]:
    session, first, teacher = await waiting(away)
    assert await away.of(teacher) == []
    await withdrawn(away.office, first)
    return session, teacher


async def by_promotion_when_there_are_more_seats(away: AbsenceScene) -> tuple[dict[str, Any], UUID]:
    session, _, teacher = await waiting(away)
    now = await read(away.office, f"training-sessions/{session['id']}")
    path = f"training-sessions/{session['id']}"
    assert (await away.office.patch(path, {"capacity": 2}, version=now["version"])).status_code == 200
    return session, teacher


async def by_an_import_with_more_seats(away: AbsenceScene) -> tuple[dict[str, Any], UUID]:
    session = await imported_session(away, 名额="1")
    await enrolled(away.office, session, await away.scene.teacher())
    teacher = await away.scene.teacher("候补")
    assert (await enrolled(away.office, session, teacher))["state"] == "waitlisted"
    await imported(away.office, csv_of({"名额": "2"}))
    return session, teacher


async def imported_session(away: AbsenceScene, **row: str) -> dict[str, Any]:
    await imported(away.office, csv_of(row))
    (draft,) = (await read(away.office, "training-sessions"))["items"]
    opened = await away.office.step(f"training-sessions/{draft['id']}/open", version=draft["version"])
    found: dict[str, Any] = opened.json()
    return found


async def by_the_platform(away: AbsenceScene) -> tuple[dict[str, Any], UUID]:
    opened, (session,) = await an_open_round(away.office, {"blocks": [block(MONDAY)]})
    teacher = await away.scene.teacher()
    application = await applied(away.office, session, teacher)
    submitted, applications = await handed_in(away.office, opened, [application])
    assert await away.of(teacher) == []
    await placed(away.office, submitted, applications)
    return session, teacher


async def by_a_course_no_longer_online(away: AbsenceScene) -> tuple[dict[str, Any], UUID]:
    course = await a_course(away.office, kind="online")
    session, teacher = await away.session(block(MONDAY), course_id=course["id"]), await away.scene.teacher()
    await enrolled(away.office, session, teacher)
    assert await away.of(teacher) == []
    await away.office.patch(f"courses/{course['id']}", {"kind": "short"}, version=1)
    return session, teacher


@pytest.mark.parametrize(
    "way",
    [
        by_enrolling,
        by_promotion_when_a_seat_is_freed,
        by_promotion_when_there_are_more_seats,
        by_an_import_with_more_seats,
        by_the_platform,
        by_a_course_no_longer_online,
    ],
)
async def test_whoever_is_placed_is_away(away: AbsenceScene, way: Way) -> None:
    session, teacher = await way(away)

    (found,) = await away.of(teacher)
    assert (found["kind"], days(found)) == ("training", [(MONDAY.isoformat(), "1")])
    assert (found["course_title"], found["route"]) == ("试卷分析课", "swap")
    assert found["starts_at"] == session["blocks"][0]["starts_at"]
    assert found["allowed_actions"] == ["reroute"]


async def out_by_withdrawing(away: AbsenceScene, session: dict[str, Any]) -> None:
    (one,) = (await read(away.office, f"training-sessions/{session['id']}/enrolments"))["items"]
    await withdrawn(away.office, one)


async def changed(away: AbsenceScene, session: dict[str, Any], **values: Any) -> None:
    path = f"training-sessions/{session['id']}"
    now = await read(away.office, path)
    assert (await away.office.patch(path, values, version=now["version"])).status_code == 200


async def out_by_cancelling(away: AbsenceScene, session: dict[str, Any]) -> None:
    now = await read(away.office, f"training-sessions/{session['id']}")
    done = await away.office.step(f"training-sessions/{session['id']}/cancel", version=now["version"])
    assert done.status_code == 200


async def out_by_a_weekend(away: AbsenceScene, session: dict[str, Any]) -> None:
    await changed(away, session, blocks=[block(SATURDAY)])


async def out_by_going_online(away: AbsenceScene, session: dict[str, Any]) -> None:
    done = await away.office.patch(f"courses/{session['course_id']}", {"kind": "online"}, version=1)
    assert done.status_code == 200


@pytest.mark.parametrize(
    "way", [out_by_withdrawing, out_by_cancelling, out_by_a_weekend, out_by_going_online]
)
async def test_whoever_is_no_longer_to_go_is_not_away(
    away: AbsenceScene, way: Callable[[AbsenceScene, dict[str, Any]], Awaitable[None]]
) -> None:
    session, teacher = await by_enrolling(away)

    await way(away, session)

    assert await away.of(teacher) == []
    (kept,) = await away.kept()
    assert kept.state == "cancelled"
    told = await away.told()
    assert told[teacher, "absence_cancelled"] == 1
    assert told[away.affairs.principal.account_id, "absence_cancelled"] == 1


async def test_online_a_draft_or_waiting_nobody_is_away(away: AbsenceScene) -> None:
    course = await a_course(away.office, kind="online")
    online = await away.session(block(MONDAY), course_id=course["id"])
    await enrolled(away.office, online, await away.scene.teacher())
    await a_draft(away.office, blocks=[block(MONDAY)])
    _, (session,) = await an_open_round(away.office, {"blocks": [block(TUESDAY)]})
    await applied(away.office, session, await away.scene.teacher())

    assert await away.kept() == []


async def test_on_a_weekend_nobody_is_away_and_on_a_make_up_day_they_are(away: AbsenceScene) -> None:
    teacher = await away.scene.teacher()
    await enrolled(away.office, await away.session(block(SATURDAY)), teacher)
    assert await away.of(teacher) == []

    await held_as(away.scene, SATURDAY, DayKind.MAKE_UP, follows_weekday=1)
    other = await away.scene.teacher()
    await enrolled(away.office, await away.session(block(FRIDAY), block(SATURDAY)), other)

    assert days((await away.of(other))[0]) == [(FRIDAY.isoformat(), "1"), (SATURDAY.isoformat(), "1")]


async def test_other_dates_are_followed_once_and_told(away: AbsenceScene) -> None:
    session, teacher = await by_enrolling(away)
    (before,) = await away.of(teacher)

    await changed(away, session, blocks=[block(day) for day in (MONDAY, TUESDAY, WEDNESDAY)])
    await changed(away, session, place="报告厅")

    (after,) = await away.of(teacher)
    assert (after["id"], after["version"]) == (before["id"], 2)
    assert (after["school_days"], after["route"], after["swap_until"]) == ("3.0", "cover", None)
    told = await away.told()
    assert told[teacher, "absence_changed"] == 1
    assert told[away.affairs.principal.account_id, "absence_to_cover"] == 1


async def test_a_training_of_three_days_goes_to_cover_and_academic_affairs_is_told(
    away: AbsenceScene,
) -> None:
    teacher = await away.scene.teacher()
    session = await away.session(*[block(day) for day in (MONDAY, TUESDAY, WEDNESDAY)])

    await enrolled(away.office, session, teacher)

    (found,) = await away.of(teacher)
    assert (found["route"], found["swap_until"]) == ("cover", None)
    assert (await away.told())[away.affairs.principal.account_id, "absence_to_cover"] == 1


async def test_an_imported_change_of_dates_is_followed(away: AbsenceScene) -> None:
    session = await imported_session(away)
    teacher = await away.scene.teacher()
    await enrolled(away.office, session, teacher)
    moved = {"开始": "2031-04-08 08:00", "结束": "2031-04-08 16:00"}

    await imported(away.office, csv_of(moved))
    await imported(away.office, csv_of(moved))

    (after,) = await away.of(teacher)
    assert (days(after), after["version"]) == ([(TUESDAY.isoformat(), "1")], 2)


async def test_what_follows_a_training_is_changed_there_alone(away: AbsenceScene) -> None:
    _, teacher = await by_enrolling(away)
    (found,) = await away.of(teacher)
    path = f"absences/{found['id']}"

    for answer in (
        await away.office.step(f"{path}/cancel", version=1),
        await away.office.patch(path, {"reason": "x"}, version=1),
    ):
        assert (answer.status_code, answer.json()["code"]) == (409, "absence_follows_training")


async def test_giving_up_and_taking_again_at_once_leaves_one_absence(away: AbsenceScene) -> None:
    session = await away.session(block(MONDAY), capacity=4)
    teacher = await away.scene.teacher()
    as_teacher = await away.scene.signed_in(Role.TEACHER, teacher_id=teacher)
    enrolment = await enrolled(away.office, session, teacher)
    for _ in range(8):
        path = f"training-sessions/{session['id']}/enrolments"
        await asyncio.gather(
            away.office.step(f"enrolments/{enrolment['id']}/withdraw", version=enrolment["version"]),
            *(as_teacher.post(path) for _ in range(3)),
            changed_somehow(away, session),
        )
        found = (await read(away.office, f"{path}?limit=200"))["items"]
        seated = [one for one in found if one["state"] == "placed"]
        standing = [row for row in await away.kept() if row.state == "standing"]
        assert [row.enrolment_id for row in standing] == [UUID(one["id"]) for one in seated]
        enrolment = seated[0] if seated else await enrolled(away.office, session, teacher)


async def changed_somehow(away: AbsenceScene, session: dict[str, Any]) -> None:
    path = f"training-sessions/{session['id']}"
    version = (await read(away.office, path))["version"]
    await away.office.patch(path, {"blocks": [block(MONDAY, 9, 16)]}, version=version)


async def test_a_calendar_that_comes_later_is_followed_by_the_clock(
    away: AbsenceScene, clock_engine: AsyncEngine
) -> None:
    teacher, entered = await away.scene.teacher(), await away.scene.teacher()
    await enrolled(away.office, await away.session(block(SATURDAY)), teacher)
    made = await away.entered(entered, block(FRIDAY), block(NEXT_MONDAY), block(SATURDAY))
    assert (await away.of(teacher), made["school_days"]) == ([], "2.0")

    await held_as(away.scene, SATURDAY, DayKind.MAKE_UP, follows_weekday=1)
    now = datetime(2031, 3, 3, 12, tzinfo=ZONE)
    await escalate_schools(clock_engine, now=now)
    await escalate_schools(clock_engine, now=now)

    (followed,) = await away.of(teacher)
    assert (followed["school_days"], followed["version"]) == ("1.0", 1)
    after = await away.absence(made["id"])
    assert (after["school_days"], after["route"], after["version"]) == ("3.0", "cover", 2)
    assert (await away.told())[away.affairs.principal.account_id, "absence_to_cover"] == 1
