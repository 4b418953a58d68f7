"""Published cover over HTTP: answered, released, arranged singly, and following the absence it stands on."""

import asyncio
from collections import Counter
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import delete

from domain.identity.actions import Role
from domain.timetable.policy import TimetableRuleKey
from persistence.ids import new_id
from persistence.platform.tables import message
from persistence.timetable.absence_tables import absence_block, cover_entry
from persistence.timetable.arrangements import SqlArrangements
from persistence.timetable.held import held_between
from persistence.timetable.tables import lesson_change
from persistence.transaction import in_school
from tests.api.timetable.cover_scene import FRIDAY, CoverScene
from tests.scene import Caller
from tests.timetable_scene import MONDAY

NOW = datetime(2021, 3, 5, tzinfo=UTC)


async def followed(cover: CoverScene, *absence_ids: UUID, now: datetime = NOW) -> None:
    """What whoever changes an absence does in the same transaction."""
    async with in_school(cover.engine, cover.scene.school_id) as connection:
        await SqlArrangements(connection, cover.scene.school_id).follow(absence_ids, at=now)


async def held(cover: CoverScene) -> list[tuple[date, int, tuple[UUID, ...]]]:
    async with in_school(cover.engine, cover.scene.school_id) as connection:
        lessons = await held_between(connection, cover.scene.school_id, MONDAY, FRIDAY)
    return [(one.slot.day, one.slot.period_no, one.teacher_ids) for one in lessons]


async def told(cover: CoverScene, event: str) -> list[tuple[UUID, str]]:
    return [
        (one.recipient_id, one.facts["lessons"])
        for one in await cover.scene.rows(message)
        if one.event == event
    ]


async def ended(caller: Caller, cover: dict[str, Any], step: str) -> Any:
    json = None if step == "accept" else {"because": "当天要体检"}
    return await caller.step(f"covers/{cover['id']}/{step}", version=cover["version"], json=json)


async def test_hours_are_credited_to_who_taught_and_undoing_restores_everything(cover: CoverScene) -> None:
    before = await held(cover)
    await cover.rule(TimetableRuleKey.RATE_TEACHING, "2050")
    await cover.absent()
    await cover.published()

    taught = Counter(one["teacher_id"] for one in await cover.covers())
    sums = await cover.standings()
    assert {who: float(one["given"]) for who, one in sums.items() if float(one["given"])} == taught
    assert sums[str(cover.away)]["taken"] == "5.00"
    assert sum(one["amount_fen"] for one in sums.values()) == 5 * 2050

    for one in await cover.covers():
        assert (await ended(cover.affairs, one, "release")).status_code == 200

    assert await held(cover) == before
    assert {
        (one["given"], one["taken"], one["amount_fen"]) for one in (await cover.standings()).values()
    } == {("0.00", "0.00", 0)}
    assert len(await cover.scene.rows(cover_entry)) == 20
    assert {one["state"] for one in await cover.covers()} == {"released"}


async def test_where_policy_asks_who_covers_may_accept_or_decline(cover: CoverScene) -> None:
    await cover.rule(TimetableRuleKey.COVER_ANSWER, "on")
    await cover.absent(last=MONDAY)
    await cover.published()
    (asked,) = await cover.covers()
    assert (asked["state"], asked["allowed_actions"]) == ("asked", ["accept", "decline", "release"])
    assert await told(cover, "cover_asked") == [(cover.colleague, "1")]
    teacher = await cover.scene.signed_in(Role.TEACHER, teacher_id=cover.colleague)
    stranger = await cover.scene.signed_in(Role.TEACHER, teacher_id=cover.other)

    assert (await ended(stranger, asked, "accept")).status_code == 404
    accepted = await ended(teacher, asked, "accept")

    assert (accepted.json()["state"], accepted.json()["allowed_actions"]) == ("standing", [])
    late = await ended(teacher, accepted.json(), "decline")
    assert (late.status_code, late.json()["code"]) == (409, "invalid_state")


async def test_a_cover_declined_opens_the_lesson_again_and_tells_academic_affairs(cover: CoverScene) -> None:
    await cover.rule(TimetableRuleKey.COVER_ANSWER, "on")
    await cover.absent(last=MONDAY)
    before = await held(cover)
    await cover.published()
    (asked,) = await cover.covers()
    teacher = await cover.scene.signed_in(Role.TEACHER, teacher_id=cover.colleague)

    declined = await ended(teacher, asked, "decline")

    assert (declined.json()["state"], declined.json()["answer"]) == ("declined", "当天要体检")
    assert await held(cover) == before
    assert await told(cover, "cover_declined") == [(cover.affairs.principal.account_id, "1")]
    assert {one["given"] for one in (await cover.standings()).values()} == {"0.00"}
    assert [row["state"] for row in (await cover.planned())["rows"]] == ["assigned"]


async def test_a_teacher_reads_their_own_cover_and_their_own_ledger(cover: CoverScene) -> None:
    await cover.absent(last=MONDAY)
    await cover.published()
    teacher = await cover.scene.signed_in(Role.TEACHER, teacher_id=cover.colleague)
    other = await cover.scene.signed_in(Role.TEACHER, teacher_id=cover.other)

    (own,) = (await teacher.get("covers")).json()["items"]
    lines = (await teacher.get("cover-entries")).json()["items"]

    assert (await teacher.get(f"covers/{own['id']}")).status_code == 200
    assert (await other.get(f"covers/{own['id']}")).status_code == 404
    assert [(one["kind"], one["name"]) for one in lines] == [("given", "毕老师")]
    assert (await other.get("cover-entries")).json()["items"] == []


async def test_an_absence_cancelled_releases_its_cover_and_tells_each_cover_teacher_once(
    cover: CoverScene,
) -> None:
    before = await held(cover)
    absence_id = await cover.absent()
    plan = await cover.planned()
    await cover.edit(plan["rows"][4], not_needed_because="年级集会")
    assert (await cover.publish(await cover.plan(plan))).status_code == 200
    covering = Counter(UUID(one["teacher_id"]) for one in await cover.covers())
    await cover.cancelled(absence_id)

    await followed(cover, absence_id)
    await followed(cover, absence_id)

    assert await held(cover) == before
    assert Counter(dict(await told(cover, "cover_released"))) == {
        who: str(count) for who, count in covering.items()
    }
    assert {one["given"] for one in (await cover.standings()).values()} == {"0.00"}


async def test_an_absence_cancelled_afterwards_leaves_the_hours_with_who_taught(cover: CoverScene) -> None:
    office = await cover.scene.office()
    absence_id = await cover.absent()
    await cover.published()

    answer = await office.step(f"absences/{absence_id}/cancel", version=1)

    assert answer.status_code == 200, answer.text
    assert {one["state"] for one in await cover.covers()} == {"standing"}
    assert (await cover.standings())[str(cover.away)]["taken"] == "5.00"


@pytest.mark.parametrize(
    ("now", "released"),
    [
        pytest.param(datetime(2021, 3, 9, 23, 59, tzinfo=UTC), 3, id="before the first period"),
        pytest.param(datetime(2021, 3, 10, 0, 0, tzinfo=UTC), 2, id="as it begins, at eight"),
    ],
)
async def test_an_absence_cancelled_midway_releases_the_lessons_to_come(
    cover: CoverScene, now: datetime, released: int
) -> None:
    absence_id = await cover.absent()
    await cover.published()
    await cover.cancelled(absence_id)

    await followed(cover, absence_id, now=now)

    assert [one["state"] for one in await cover.covers()].count("released") == released


async def test_an_absence_cut_short_releases_only_what_is_no_longer_missed(cover: CoverScene) -> None:
    absence_id = await cover.absent()
    await cover.published()
    async with cover.scene.owner.begin() as connection:
        await connection.execute(
            delete(absence_block).where(absence_block.c.school_id == cover.scene.school_id)
        )
    await cover.scene.add(
        absence_block,
        absence_id=absence_id,
        starts_at=datetime(2021, 3, 7, 23, tzinfo=UTC),
        ends_at=datetime(2021, 3, 9, 10, tzinfo=UTC),
    )

    await followed(cover, absence_id)

    assert [(one["day"], one["state"]) for one in await cover.covers()] == [
        ("2021-03-08", "standing"),
        ("2021-03-09", "standing"),
        ("2021-03-10", "released"),
        ("2021-03-11", "released"),
        ("2021-03-12", "released"),
    ]
    assert (await cover.standings())[str(cover.away)]["taken"] == "2.00"


async def test_a_cover_teacher_who_becomes_absent_leaves_the_lesson_open_again(cover: CoverScene) -> None:
    await cover.absent(last=MONDAY)
    await cover.published()
    (one,) = await cover.covers()
    second = await cover.absent(UUID(one["teacher_id"]), last=MONDAY)

    await followed(cover, second)

    assert await told(cover, "cover_reopened") == [(cover.affairs.principal.account_id, "1")]
    assert await told(cover, "cover_released") == []
    assert [(row["from_name"], row["to_name"]) for row in (await cover.planned())["rows"]] == [
        ("艾老师", "蔡老师"),
        ("毕老师", "蔡老师"),
    ]


def direct(cover: CoverScene, absence_id: UUID, teacher_id: UUID, **changes: Any) -> dict[str, Any]:
    return {
        "absence_id": str(absence_id),
        "lesson_id": str(cover.lessons[0]),
        "lesson_day": MONDAY.isoformat(),
        "day": MONDAY.isoformat(),
        "teacher_id": str(teacher_id),
    } | changes


async def arranged(cover: CoverScene, body: dict[str, Any]) -> Any:
    return await cover.affairs.post("covers", body, Idempotency_Key=str(new_id()))


@pytest.mark.parametrize("route", ["cover", "swap"])
async def test_one_lesson_is_covered_at_once_whatever_the_route(cover: CoverScene, route: str) -> None:
    absence_id = await cover.absent(last=MONDAY, route=route)

    made = await arranged(cover, direct(cover, absence_id, cover.other))

    assert made.status_code == 201, made.text
    assert (made.json()["plan_id"], made.json()["state"], made.json()["name"]) == (None, "standing", "蔡老师")
    assert (await cover.affairs.get(made.headers["location"])).status_code == 200
    assert await told(cover, "cover_given") == [(cover.other, "1")]
    again = await arranged(cover, direct(cover, absence_id, cover.colleague))
    assert (again.status_code, again.json()["errors"][0]["pointer"]) == (422, "/lesson_id")


async def test_one_lesson_is_covered_by_the_rules_of_a_plan(cover: CoverScene) -> None:
    absence_id = await cover.absent(last=MONDAY)
    await cover.week.lesson(1, 1, cover.other, classes=["703"], subject="英语")

    busy = await arranged(cover, direct(cover, absence_id, cover.other))
    unknown = await arranged(cover, direct(cover, absence_id, new_id()))

    assert (busy.status_code, busy.json()["code"]) == (409, "cover_rule_broken")
    assert (unknown.status_code, unknown.json()["errors"][0]["pointer"]) == (422, "/teacher_id")


async def test_two_who_cover_the_same_lesson_at_once_get_it_once(cover: CoverScene) -> None:
    absence_id = await cover.absent(last=MONDAY)

    answers = await asyncio.gather(
        *(arranged(cover, direct(cover, absence_id, one)) for one in (cover.colleague, cover.other) * 3)
    )

    assert sorted(one.status_code for one in answers) == [201, 422, 422, 422, 422, 422]
    assert len(await cover.scene.rows(lesson_change)) == 1


async def test_answers_publications_and_absences_in_parallel_never_deadlock(cover: CoverScene) -> None:
    absence_id = await cover.absent()
    await cover.published()
    covers = await cover.covers()
    await cover.cancelled(absence_id)

    answers = await asyncio.gather(
        *(ended(cover.affairs, one, "release") for one in covers), followed(cover, absence_id)
    )

    assert {one.status_code for one in answers[:-1]} <= {200, 409, 412}
    assert {one["state"] for one in await cover.covers()} == {"released"}
    assert {one["given"] for one in (await cover.standings()).values()} == {"0.00"}
