"""Whose enrolments a caller sees: their own, their groups', the school's; never another school's."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import update

from domain.identity.actions import Action, Role
from persistence.ids import new_id
from persistence.people.tables import grade_group, subject_group
from persistence.people.tables import teacher as teacher_table
from tests.api.training.offering import a_school, an_open_session, enrolled
from tests.scene import Caller, Scene


@dataclass(frozen=True, slots=True)
class Staffroom:
    """A leader of maths who heads grade 7; one of maths, one of grade 7, one of neither, each enrolled."""

    scene: Scene
    office: Caller
    leader: UUID
    members: dict[str, UUID]
    enrolments: dict[str, dict[str, Any]]

    async def seen_by(self, caller: Caller) -> set[str]:
        answer = await caller.get("enrolments")
        assert answer.status_code == 200, answer.text
        listed = {one["id"] for one in answer.json()["items"]}
        single = {
            name
            for name, one in self.enrolments.items()
            if (await caller.get(f"enrolments/{one['id']}")).status_code == 200
        }
        assert {name for name, one in self.enrolments.items() if one["id"] in listed} == single
        return single


@pytest.fixture
async def staffroom(scene: Scene) -> Staffroom:
    office = await a_school(scene)
    session = await an_open_session(office, capacity=9)
    leader = await scene.teacher("单老师")
    maths = await scene.add(subject_group, code="M", name="数学组", leader_id=leader)
    seventh = await scene.add(grade_group, code="7", name="七年级", head_id=leader)
    await scene.add(subject_group, code="P", name="体育组", leader_id=None)
    members = {
        "leader": leader,
        "of maths": await scene.teacher(subject_group_id=maths),
        "of grade 7": await scene.teacher(grade_group_id=seventh),
        "of neither": await scene.teacher(),
    }
    made = {name: await enrolled(office, session, one) for name, one in members.items()}
    return Staffroom(scene, office, leader, members, made)


@pytest.mark.parametrize(
    ("roles", "seen"),
    [
        pytest.param([Role.TEACHER], {"leader"}, id="a teacher sees their own"),
        pytest.param(
            [Role.TEACHER, Role.GROUP_LEADER],
            {"leader", "of maths", "of grade 7"},
            id="a leader and head sees the groups led and headed",
        ),
        pytest.param([Role.GRADE_HEAD], {"leader", "of maths", "of grade 7"}, id="a head likewise"),
        pytest.param([Role.PRINCIPAL], {"leader", "of maths", "of grade 7", "of neither"}, id="principal"),
    ],
)
async def test_a_caller_sees_as_far_as_the_role_reaches(
    staffroom: Staffroom, roles: list[Role], seen: set[str]
) -> None:
    caller = await staffroom.scene.signed_in(*roles, teacher_id=staffroom.leader)

    assert await staffroom.seen_by(caller) == seen


async def test_a_leader_without_a_group_or_a_record_sees_nobody_elses(staffroom: Staffroom) -> None:
    scene = staffroom.scene
    stranger = await scene.signed_in(Role.GROUP_LEADER, teacher_id=staffroom.members["of neither"])
    recordless = await scene.signed_in(Role.GROUP_LEADER)

    assert await staffroom.seen_by(stranger) == {"of neither"}
    assert await staffroom.seen_by(recordless) == set()


async def test_leaving_the_group_ends_the_leaders_view(staffroom: Staffroom) -> None:
    leader = await staffroom.scene.signed_in(Role.GROUP_LEADER, teacher_id=staffroom.leader)
    async with staffroom.scene.owner.begin() as connection:
        await connection.execute(
            update(teacher_table)
            .where(teacher_table.c.id == staffroom.members["of maths"])
            .values(subject_group_id=None)
        )

    assert await staffroom.seen_by(leader) == {"leader", "of grade 7"}


async def test_what_is_seen_and_not_ones_own_is_forbidden_and_what_is_not_seen_is_not_there(
    staffroom: Staffroom,
) -> None:
    leader = await staffroom.scene.signed_in(Role.TEACHER, Role.GROUP_LEADER, teacher_id=staffroom.leader)

    async def withdrawing(name: str) -> tuple[int, int]:
        path = f"enrolments/{staffroom.enrolments[name]['id']}"
        step = await leader.step(f"{path}/withdraw", version=1)
        return step.status_code, (await leader.get(f"{path}/history")).status_code

    assert await withdrawing("of maths") == (403, 200)
    assert await withdrawing("of neither") == (404, 404)
    shown = (await leader.get(f"enrolments/{staffroom.enrolments['of maths']['id']}")).json()
    assert shown["allowed_actions"] == []
    assert await withdrawing("leader") == (200, 200)


async def test_another_schools_enrolment_is_as_absent_as_a_missing_one(
    staffroom: Staffroom, elsewhere: Scene
) -> None:
    theirs = await elsewhere.office()

    for enrolment_id in (staffroom.enrolments["leader"]["id"], str(new_id())):
        assert (await theirs.get(f"enrolments/{enrolment_id}")).status_code == 404
        assert (await theirs.get(f"enrolments/{enrolment_id}/history")).status_code == 404
        assert (await theirs.step(f"enrolments/{enrolment_id}/withdraw", version=1)).status_code == 404


async def test_a_script_may_write_what_it_may_not_read_no_further_than_it_was_given(
    staffroom: Staffroom,
) -> None:
    script = await staffroom.scene.signed_in(Role.SERVICE_CLIENT, scopes=frozenset({Action.ENROLMENT_WRITE}))
    path = f"enrolments/{staffroom.enrolments['of maths']['id']}"

    assert (await script.get(path)).status_code == 403
    assert (await script.step(f"{path}/withdraw", version=1)).status_code == 200


async def test_the_list_is_narrowed_by_teacher_session_and_state(staffroom: Staffroom) -> None:
    one = staffroom.enrolments["of maths"]
    await staffroom.office.step(f"enrolments/{one['id']}/withdraw", version=1)

    async def count(**params: Any) -> int:
        return len((await staffroom.office.get("enrolments", **params)).json()["items"])

    assert await count(teacher_id=one["teacher_id"]) == 1
    assert await count(session_id=one["session_id"]) == 4
    assert await count(state="placed") == 3
    assert await count(state=["placed", "withdrawn"]) == 4
    assert await count(teacher_id=str(new_id())) == 0
