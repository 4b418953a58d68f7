"""Absences added up by group, grade, kind and month, never by person."""

from typing import Any

from sqlalchemy import select

from domain.identity.actions import Role
from persistence.people.tables import subject_group, term
from tests.api.timetable.absence_scene import FRIDAY, MONDAY, NEXT_MONDAY, TUESDAY, AbsenceScene, block


async def sums(caller: Any, by: str, **asked: Any) -> dict[str | None, tuple[int, str]]:
    found = await caller.get("absence-statistics", by=by, **asked)
    assert found.status_code == 200, found.text
    return {one["name"] or one["key"]: (one["absences"], one["school_days"]) for one in found.json()["items"]}


async def test_absences_are_added_up_by_group_kind_month_and_term(away: AbsenceScene) -> None:
    scene, office = away.scene, away.office
    leader = await scene.teacher("组长")
    group = await scene.add(subject_group, code="math", name="数学组", leader_id=leader)
    member, other = await scene.teacher("组员", subject_group_id=group), await scene.teacher("外人")
    await away.entered(member, block(MONDAY))
    await away.entered(member, *[block(day) for day in (TUESDAY, FRIDAY, NEXT_MONDAY)], kind="official")
    await away.entered(other, block(FRIDAY, 13, 15))
    gone = await away.entered(other, block(MONDAY))
    await office.step(f"absences/{gone['id']}/cancel", version=1)
    async with scene.owner.connect() as connection:
        chosen = select(term.c.id).where(term.c.school_id == scene.school_id).order_by(term.c.number)
        autumn, spring = (await connection.scalars(chosen)).all()

    assert await sums(office, "subject_group") == {"数学组": (2, "4.0"), None: (1, "0.5")}
    assert await sums(office, "grade_group") == {None: (3, "4.5")}
    assert await sums(office, "kind") == {"leave": (2, "1.5"), "official": (1, "3.0")}
    assert await sums(office, "month", term_id=str(spring)) == {"2031-04": (3, "4.5")}
    assert await sums(office, "month", term_id=str(autumn)) == {}
    as_leader = await scene.signed_in(Role.GROUP_LEADER, teacher_id=leader)
    assert await sums(as_leader, "subject_group") == {"数学组": (2, "4.0")}
    rows = (await office.get("absence-statistics", by="kind")).json()["items"]
    assert [(one["to_swap"], one["to_cover"], one["escalated"]) for one in rows] == [(2, 0, 0), (0, 1, 0)]
