"""Homeroom proxies: for which days, who suits, who cannot, and what ends one."""

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select, update

from domain.identity.actions import Role
from domain.people.teacher import TeacherStatus
from persistence.ids import new_id
from persistence.people.tables import grade_group, homeroom_assignment, teacher, teaching_assignment, term
from persistence.timetable.absence_tables import homeroom_proxy
from tests.api.timetable.absence_scene import (
    FRIDAY,
    NEXT_MONDAY,
    SATURDAY,
    TUESDAY,
    AbsenceScene,
    block,
)
from tests.api.training.offering import enrolled, withdrawn
from tests.scene import Caller


@dataclass(frozen=True, slots=True)
class ProxyScene:
    """班主任 of 701 is away on Friday and the Monday after; 甲 and 乙 teach the class, 乙 has a class too."""

    away: AbsenceScene
    class_id: UUID
    homeroom: UUID
    first: UUID
    second: UUID
    absence: dict[str, Any]

    async def days(self) -> list[dict[str, Any]]:
        found = await self.away.office.get(f"absences/{self.absence['id']}/homeroom-days")
        assert found.status_code == 200, found.text
        items: list[dict[str, Any]] = found.json()["items"]
        return items

    async def appoint(self, teacher_id: UUID, *days: date, caller: Caller | None = None) -> Any:
        body = {
            "absence_id": self.absence["id"],
            "class_id": str(self.class_id),
            "teacher_id": str(teacher_id),
            "days": [day.isoformat() for day in days],
        }
        return await (caller or self.away.affairs).post("homeroom-proxies/bulk", body)

    async def kept(self) -> list[tuple[date, UUID]]:
        return [(row.day, row.teacher_id) for row in await self.away.scene.rows(homeroom_proxy)]


@pytest.fixture
async def proxying(away: AbsenceScene) -> ProxyScene:
    scene, week = away.scene, away.week
    class_id, other = await week.school_class("701"), await week.school_class("702")
    homeroom, first, second = [await scene.teacher(name) for name in ("班主任", "甲", "乙")]
    async with scene.owner.connect() as connection:
        spring = await connection.scalar(
            select(term.c.id).where(term.c.school_id == scene.school_id, term.c.number == 2)
        )
    for one in (homeroom, first, second):
        its = {"teacher_id": one, "class_id": class_id, "subject": "数学", "weekly_periods": 4}
        await scene.add(teaching_assignment, term_id=spring, **its)
    since = date(2030, 9, 1)
    await scene.add(homeroom_assignment, class_id=class_id, teacher_id=homeroom, from_day=since)
    await scene.add(homeroom_assignment, class_id=other, teacher_id=second, from_day=since)
    absence = await away.entered(homeroom, block(FRIDAY, last=NEXT_MONDAY))
    return ProxyScene(away, class_id, homeroom, first, second, absence)


async def test_who_teaches_the_class_by_the_timetable_alone_is_suggested_too(proxying: ProxyScene) -> None:
    third = await proxying.away.scene.teacher("丙", grade_group_id=proxying.away.week.grade_id)
    await proxying.away.week.lesson(3, 2, third)
    days = await proxying.days()
    named = {one["teacher_name"]: one for one in days[0]["suggestions"]}
    assert (named["丙"]["weekly_periods"], named["甲"]["weekly_periods"]) == (1, 4)
    assert named["丙"]["reasons"] == ["no_homeroom", "same_grade"]


async def test_each_school_day_without_the_homeroom_teacher_is_named_with_who_could(
    proxying: ProxyScene,
) -> None:
    await proxying.away.entered(proxying.second, block(NEXT_MONDAY, 13, 15))

    friday, monday = await proxying.days()

    assert (friday["day"], monday["day"]) == (FRIDAY.isoformat(), NEXT_MONDAY.isoformat())
    assert (friday["class_name"], friday["proxy"]) == ("701", None)
    assert [(one["teacher_name"], one["reasons"]) for one in friday["suggestions"]] == [
        ("甲", ["no_homeroom"]),
        ("乙", []),
    ]
    assert [one["teacher_name"] for one in monday["suggestions"]] == ["甲"]


async def test_somebody_looks_after_the_class_for_several_days_and_another_takes_over_one(
    proxying: ProxyScene,
) -> None:
    both = await proxying.appoint(proxying.second, FRIDAY, NEXT_MONDAY)
    assert both.status_code == 200, both.text
    assert [one["proxy"]["teacher_name"] for one in both.json()["items"]] == ["乙", "乙"]
    assert both.json()["items"][0]["suggestions"][0]["reasons"] == ["already_proxy"]

    await proxying.appoint(proxying.first, NEXT_MONDAY)

    assert sorted(await proxying.kept()) == [(FRIDAY, proxying.second), (NEXT_MONDAY, proxying.first)]
    told = await proxying.away.told()
    assert (told[proxying.second, "proxy_given"], told[proxying.second, "proxy_ended"]) == (2, 1)
    assert told[proxying.first, "proxy_given"] == 1
    listed = (await proxying.away.affairs.get("homeroom-proxies", teacher_id=str(proxying.first))).json()
    assert [one["day"] for one in listed["items"]] == [NEXT_MONDAY.isoformat()]


async def test_one_day_is_handed_over_and_taken_back(proxying: ProxyScene) -> None:
    made = (await proxying.appoint(proxying.first, FRIDAY)).json()["items"][0]["proxy"]
    affairs, path = proxying.away.affairs, f"homeroom-proxies/{made['id']}"

    after = await affairs.patch(path, {"teacher_id": str(proxying.second)}, version=1)
    assert (after.json()["teacher_name"], after.headers["etag"]) == ("乙", '"2"')
    assert (await affairs.patch(path, {"teacher_id": str(proxying.first)}, version=1)).status_code == 412
    gone = await affairs.ask("DELETE", path, headers={"If-Match": '"2"'})
    assert gone.status_code == 204
    assert ((await affairs.get(path)).status_code, await proxying.kept()) == (404, [])


@pytest.mark.parametrize(
    ("what", "status", "code"),
    [
        pytest.param("away", 409, "proxy_away", id="away that day"),
        pytest.param("left", 409, "proxy_left", id="left the school"),
        pytest.param("other day", 422, "proxy_not_needed", id="a day the homeroom teacher is there"),
        pytest.param("weekend", 422, "proxy_not_needed", id="no school day"),
    ],
)
async def test_who_cannot_or_need_not_is_refused(
    proxying: ProxyScene, what: str, status: int, code: str
) -> None:
    days = {"other day": [TUESDAY], "weekend": [SATURDAY]}.get(what, [FRIDAY])
    if what == "away":
        await proxying.away.entered(proxying.first, block(FRIDAY, 13, 15))
    if what == "left":
        async with proxying.away.scene.owner.begin() as connection:
            gone = update(teacher).where(teacher.c.id == proxying.first).values(status=TeacherStatus.LEFT)
            await connection.execute(gone)

    refused = await proxying.appoint(proxying.first, *days)

    assert (refused.status_code, refused.json()["code"]) == (status, code)
    assert await proxying.kept() == []


async def test_a_proxy_who_is_away_then_falls_away_and_those_who_arrange_it_are_told(
    proxying: ProxyScene,
) -> None:
    away, head = proxying.away, await proxying.away.scene.teacher("年级组长")
    async with away.scene.owner.begin() as connection:
        its = grade_group.c.school_id == away.scene.school_id
        await connection.execute(update(grade_group).where(its).values(head_id=head))
    await proxying.appoint(proxying.first, FRIDAY, NEXT_MONDAY)

    await away.entered(proxying.first, block(FRIDAY))

    assert await proxying.kept() == [(NEXT_MONDAY, proxying.first)]
    told = await away.told()
    for who in (head, away.affairs.principal.account_id, away.office.principal.account_id):
        assert told[who, "proxy_needed"] == 1


async def test_a_proxy_placed_in_a_training_falls_away_too(proxying: ProxyScene) -> None:
    await proxying.appoint(proxying.first, FRIDAY)
    session = await proxying.away.session(block(FRIDAY))

    await withdrawn(proxying.away.office, await enrolled(proxying.away.office, session, proxying.first))

    assert await proxying.kept() == []


async def test_a_day_no_longer_taken_needs_no_proxy(proxying: ProxyScene) -> None:
    await proxying.appoint(proxying.first, FRIDAY, NEXT_MONDAY)
    path = f"absences/{proxying.absence['id']}"

    await proxying.away.office.patch(path, {"blocks": [block(FRIDAY)]}, version=1)
    assert await proxying.kept() == [(FRIDAY, proxying.first)]
    await proxying.away.office.step(f"{path}/cancel", version=2)

    assert (await proxying.kept(), await proxying.days()) == ([], [])
    assert (await proxying.away.told())[proxying.first, "proxy_ended"] == 2


async def test_others_absences_are_not_seen_and_teachers_arrange_nothing(proxying: ProxyScene) -> None:
    stranger = await proxying.away.scene.signed_in(
        Role.TEACHER, teacher_id=await proxying.away.scene.teacher()
    )

    assert (await stranger.get(f"absences/{proxying.absence['id']}/homeroom-days")).status_code == 404
    assert (await proxying.appoint(proxying.first, FRIDAY, caller=stranger)).status_code == 403


async def test_what_is_not_there_is_not_found(proxying: ProxyScene) -> None:
    affairs, path = proxying.away.affairs, f"homeroom-proxies/{new_id()}"

    assert (await affairs.patch(path, {"teacher_id": str(proxying.first)}, version=1)).status_code == 404
    assert (await affairs.ask("DELETE", path, headers={"If-Match": '"1"'})).status_code == 404
    assert (await proxying.appoint(new_id(), FRIDAY)).status_code == 404
    proxying.absence["id"] = str(new_id())
    assert (await proxying.appoint(proxying.first, FRIDAY)).status_code == 404
