"""Absences over HTTP: counted by the school's table, routed by its policy, changed, cancelled, rerouted."""

from typing import Any

import pytest

from domain.identity.actions import Role
from domain.people.calendar import DayKind
from domain.people.teacher import TeacherStatus
from domain.timetable.lessons import LessonKind
from persistence.ids import new_id
from persistence.people.tables import subject_group
from tests.api.timetable.absence_scene import (
    FRIDAY,
    MONDAY,
    NEXT_MONDAY,
    NEXT_TUESDAY,
    SATURDAY,
    THURSDAY,
    TUESDAY,
    AbsenceScene,
    block,
    days,
)
from tests.timetable_scene import held_as

ONE, TWO, THREE = [THURSDAY], [THURSDAY, FRIDAY], [FRIDAY, NEXT_MONDAY, NEXT_TUESDAY]


@pytest.mark.parametrize(
    ("blocks", "counted", "total", "route"),
    [
        pytest.param([block(d) for d in ONE], [(d, "1") for d in ONE], "1.0", "swap", id="1 day"),
        pytest.param([block(d) for d in TWO], [(d, "1") for d in TWO], "2.0", "swap", id="2 days"),
        pytest.param([block(d) for d in THREE], [(d, "1") for d in THREE], "3.0", "cover", id="3 days"),
        pytest.param(
            [block(FRIDAY, last=NEXT_MONDAY)],
            [(FRIDAY, "1"), (NEXT_MONDAY, "1")],
            "2.0",
            "swap",
            id="Friday to Monday",
        ),
        pytest.param([block(FRIDAY, 13, 17)], [(FRIDAY, "0.5")], "0.5", "swap", id="half a day"),
        pytest.param(
            [block(THURSDAY), block(FRIDAY), block(NEXT_MONDAY, 8, 11)],
            [(THURSDAY, "1"), (FRIDAY, "1"), (NEXT_MONDAY, "0.5")],
            "2.5",
            "swap",
            id="2 days and a half",
        ),
    ],
)
async def test_an_absence_is_counted_and_routed(
    away: AbsenceScene, blocks: list[dict[str, str]], counted: list[Any], total: str, route: str
) -> None:
    made = await away.entered(await away.scene.teacher(), *blocks)

    assert days(made) == [(day.isoformat(), number) for day, number in counted]
    assert (made["school_days"], made["route"]) == (total, route)
    assert (made["swap_until"] is None) == (route == "cover")
    assert (await away.absence(made["id"])) == made


async def test_a_holiday_within_is_not_counted(away: AbsenceScene) -> None:
    await held_as(away.scene, NEXT_MONDAY, DayKind.HOLIDAY)

    made = await away.entered(await away.scene.teacher(), *[block(day) for day in THREE])

    assert days(made) == [(FRIDAY.isoformat(), "1"), (NEXT_TUESDAY.isoformat(), "1")]
    assert made["route"] == "swap"


async def test_a_make_up_saturday_is_counted_with_its_lessons(away: AbsenceScene) -> None:
    teacher = await away.scene.teacher()
    lesson = await away.week.lesson(3, 1, teacher)
    await held_as(away.scene, SATURDAY, DayKind.MAKE_UP, follows_weekday=3)

    made = await away.entered(teacher, *[block(day) for day in (THURSDAY, FRIDAY, SATURDAY)])

    assert (days(made)[-1], made["route"]) == ((SATURDAY.isoformat(), "1"), "cover")
    assert [(one["lesson_id"], one["day"]) for one in made["lessons"]] == [
        (str(lesson), SATURDAY.isoformat())
    ]


async def test_the_lessons_missed_are_named_with_what_looks_after_them(away: AbsenceScene) -> None:
    teacher = await away.scene.teacher()
    await away.week.lesson(1, 1, teacher)
    await away.week.lesson(1, 4, teacher, subject="教研活动", kind=LessonKind.BLOCK, classes=())
    await away.week.lesson(1, 6, teacher)

    made = await away.entered(teacher, block(MONDAY, 8, 14))

    found = [(one["period_no"], one["arrangement"]) for one in made["lessons"]]
    assert found == [(1, "open"), (4, "not_needed")]
    assert made["days"][0]["halves"] == ["morning", "afternoon"]
    assert made["days"][0]["period_nos"] == [1, 2, 3, 4, 5]


async def test_the_route_names_the_rule_of_the_day_it_begins(away: AbsenceScene) -> None:
    body = {"key": "cover_from_days", "value": "1", "effective_from": FRIDAY.isoformat()}
    rule = (await away.affairs.post("timetable-rules", body)).json()
    teacher = await away.scene.teacher()

    before, after = await away.entered(teacher, block(THURSDAY)), await away.entered(teacher, block(FRIDAY))

    assert (before["route"], before["route_rule_id"]) == ("swap", None)
    assert (after["route"], after["route_rule_id"]) == ("cover", rule["id"])


async def test_a_second_absence_at_the_time_is_refused_and_named(away: AbsenceScene) -> None:
    teacher = await away.scene.teacher()
    body = {"teacher_id": str(teacher), "kind": "official", "blocks": [block(MONDAY, 12, 18)]}
    first = await away.entered(teacher, block(MONDAY))

    refused = await away.office.post("absences", body)
    assert (refused.status_code, refused.json()["code"]) == (409, "absence_overlaps")
    assert "2031" in refused.json()["detail"]
    cancelled = await away.office.step(f"absences/{first['id']}/cancel", version=1)
    assert cancelled.json()["state"] == "cancelled"
    assert (await away.office.post("absences", body)).status_code == 201


async def test_over_a_training_a_leave_may_be_entered(away: AbsenceScene) -> None:
    teacher = await away.scene.teacher()
    session = await away.session(block(MONDAY))
    placed = await away.office.post(
        f"training-sessions/{session['id']}/enrolments", {"teacher_id": str(teacher)}
    )
    assert placed.status_code == 201

    await away.entered(teacher, block(MONDAY))

    assert sorted(one["kind"] for one in await away.of(teacher)) == ["leave", "training"]


@pytest.mark.parametrize(
    ("change", "status", "code"),
    [
        pytest.param({"blocks": [block(SATURDAY)]}, 422, "absence_without_school_day", id="a weekend"),
        pytest.param({"kind": "training"}, 422, "absence_kind_follows", id="a training"),
        pytest.param({"blocks": [block(MONDAY, 12, 11)]}, 422, "block_backwards", id="backwards"),
        pytest.param({"teacher_id": str(new_id())}, 404, "not_found", id="nobody"),
    ],
)
async def test_what_is_no_absence_is_refused(
    away: AbsenceScene, change: dict[str, Any], status: int, code: str
) -> None:
    body = {"teacher_id": str(await away.scene.teacher()), "kind": "leave", "blocks": [block(MONDAY)]}
    assert (await away.office.post("absences", body)).status_code == 201

    refused = await away.office.post("absences", body | change)

    assert (refused.status_code, refused.json()["code"]) == (status, code)


async def test_who_has_left_is_not_away(away: AbsenceScene) -> None:
    gone = await away.scene.teacher("离人", status=TeacherStatus.LEFT)
    body = {"teacher_id": str(gone), "kind": "leave", "blocks": [block(MONDAY)]}

    refused = await away.office.post("absences", body)

    assert (refused.status_code, refused.json()["code"]) == (409, "absent_teacher_left")


async def test_other_times_are_counted_and_routed_anew(away: AbsenceScene) -> None:
    teacher = await away.scene.teacher()
    made = await away.entered(teacher, block(MONDAY), reason="探亲")

    more = {"blocks": [block(day) for day in THREE]}
    changed = (await away.office.patch(f"absences/{made['id']}", more, version=1)).json()

    assert (changed["school_days"], changed["route"], changed["swap_until"]) == ("3.0", "cover", None)
    assert (changed["reason"], changed["version"]) == ("探亲", 2)
    told = await away.told()
    assert told[teacher, "absence_entered"] == told[teacher, "absence_changed"] == 1
    assert told[away.affairs.principal.account_id, "absence_to_cover"] == 1
    words = (await away.office.patch(f"absences/{made['id']}", {"reason": None}, version=2)).json()
    assert (words["reason"], words["school_days"]) == (None, "3.0")


async def test_somebodys_decision_on_the_route_stands_over_a_change_of_times(away: AbsenceScene) -> None:
    teacher = await away.scene.teacher()
    made = await away.entered(teacher, block(MONDAY))
    path = f"absences/{made['id']}"

    decided = (
        await away.affairs.step(f"{path}/reroute", version=1, json={"route": "cover", "because": "毕业班"})
    ).json()
    assert (decided["route"], decided["route_because"]) == ("cover", "毕业班")
    assert (decided["route_rule_id"], decided["swap_until"]) == (None, None)
    again = await away.affairs.step(f"{path}/reroute", version=2, json={"route": "cover", "because": "x"})
    assert (again.status_code, again.json()["code"]) == (409, "route_unchanged")
    moved = (await away.office.patch(path, {"blocks": [block(TUESDAY)]}, version=2)).json()
    assert (moved["route"], moved["route_because"]) == ("cover", "毕业班")
    back = await away.affairs.step(f"{path}/reroute", version=3, json={"route": "swap", "because": "已商量"})
    assert back.json()["swap_until"] == back.json()["starts_at"]
    assert (await away.told())[teacher, "absence_rerouted"] == 2
    later = (await away.office.patch(path, {"blocks": [block(THURSDAY)]}, version=4)).json()
    assert (later["route"], later["swap_until"]) == ("swap", later["starts_at"])


async def test_what_is_cancelled_stays_so_and_the_teacher_and_academic_affairs_are_told_once(
    away: AbsenceScene,
) -> None:
    teacher = await away.scene.teacher()
    made = await away.entered(teacher, block(MONDAY))
    path = f"absences/{made['id']}/cancel"

    assert (await away.office.step(path, version=9)).status_code == 412
    assert (await away.office.post(path)).status_code == 428
    done = (await away.office.step(path, version=1)).json()
    assert (done["state"], done["allowed_actions"]) == ("cancelled", [])
    again = await away.office.step(path, version=2)
    assert (again.status_code, again.json()["code"]) == (409, "invalid_state")
    told = await away.told()
    assert told[teacher, "absence_cancelled"] == 1
    assert told[away.affairs.principal.account_id, "absence_cancelled"] == 1


async def test_a_list_is_narrowed_by_who_when_how_and_what_is_open(away: AbsenceScene) -> None:
    teaching, idle = await away.scene.teacher("甲"), await away.scene.teacher("乙")
    await away.week.lesson(1, 1, teaching)
    first = await away.entered(teaching, block(MONDAY))
    second = await away.entered(idle, *[block(day) for day in THREE], kind="official")

    async def listed(**asked: Any) -> list[str]:
        found = await away.office.get("absences", **asked)
        assert found.status_code == 200, found.text
        return [one["id"] for one in found.json()["items"]]

    assert await listed() == [first["id"], second["id"]]
    assert await listed(teacher_id=str(idle)) == [second["id"]]
    assert await listed(route="cover") == await listed(kind="official") == [second["id"]]
    assert await listed(state="cancelled") == []
    assert await listed(away_from=block(TUESDAY)["starts_at"]) == [second["id"]]
    assert await listed(away_to=block(TUESDAY)["starts_at"]) == [first["id"]]
    assert (await listed(open="true"), await listed(open="false")) == ([first["id"]], [second["id"]])
    assert (await away.office.get("absences")).json()["items"][0]["lessons"] is None


async def test_one_sees_ones_own_a_leader_the_groups_and_nobody_else(away: AbsenceScene) -> None:
    leader = await away.scene.teacher("组长")
    group = await away.scene.add(subject_group, code="math", name="数学组", leader_id=leader)
    member = await away.scene.teacher("组员", subject_group_id=group)
    other = await away.scene.teacher("外人")
    made = await away.entered(member, block(MONDAY))

    async def sees(teacher_id: Any, *roles: Role) -> int:
        caller = await away.scene.signed_in(*roles, teacher_id=teacher_id)
        listed = (await caller.get("absences")).json()["items"]
        status: int = (await caller.get(f"absences/{made['id']}")).status_code
        assert bool(listed) == (status == 200)
        return status

    assert await sees(member, Role.TEACHER) == 200
    assert await sees(leader, Role.GROUP_LEADER) == 200
    assert await sees(other, Role.TEACHER) == 404
    assert await sees(other, Role.GRADE_HEAD) == 404
    as_member = await away.scene.signed_in(Role.TEACHER, teacher_id=member)
    assert (await as_member.step(f"absences/{made['id']}/cancel", version=1)).status_code == 403
    assert (await as_member.get(f"absences/{made['id']}")).json()["allowed_actions"] == []


async def test_who_enters_their_own_absence_is_not_told_of_it(away: AbsenceScene) -> None:
    teacher = await away.scene.teacher()
    affairs = await away.scene.signed_in(Role.ACADEMIC_AFFAIRS, teacher_id=teacher)
    body = {"teacher_id": str(teacher), "kind": "leave", "blocks": [block(MONDAY)]}

    assert (await affairs.post("absences", body)).status_code == 201

    assert not await away.told()


async def test_an_absence_that_is_not_there_is_not_found(away: AbsenceScene) -> None:
    path = f"absences/{new_id()}"

    for answer in (
        await away.office.get(path),
        await away.office.patch(path, {"reason": "x"}, version=1),
        await away.office.step(f"{path}/cancel", version=1),
        await away.office.step(f"{path}/reroute", version=1, json={"route": "cover", "because": "x"}),
    ):
        assert answer.status_code == 404
