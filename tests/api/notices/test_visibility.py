"""Role × copy: each copy is seen by its reader's role and the office, and by nobody else."""

from collections.abc import Mapping

import pytest
from httpx2 import Response

from domain.identity.access import ACCESS
from domain.identity.actions import Action, Role
from domain.notices.sheet import Copy
from tests.api.notices.notice_scene import NoticeScene
from tests.scene import Caller, Scene

SEEN: Mapping[Role, set[Copy]] = {
    Role.TEACHER: {Copy.TEACHER},
    Role.ACADEMIC_AFFAIRS: {Copy.ACADEMIC_AFFAIRS},
    Role.GRADE_HEAD: {Copy.GRADE_GROUP},
    Role.RESEARCH_OFFICE: set(Copy),
}
"""Written once more, by hand: the walk below is held against this and not against the product's own table."""

NOWHERE = set(Role) - SEEN.keys()


async def as_role(desk: NoticeScene, role: Role) -> Caller:
    """Somebody with this role alone, whose notice it is, or whose grade, where the role has a share in it."""
    whose = {Role.TEACHER: desk.teacher_id, Role.GRADE_HEAD: desk.head_id}
    return await desk.scene.signed_in(role, teacher_id=whose.get(role))


async def look(caller: Caller, copy_id: str) -> Response:
    return await caller.get(f"notice-copies/{copy_id}")


@pytest.mark.parametrize("role", list(Role))
@pytest.mark.parametrize("copy", list(Copy))
async def test_every_role_sees_its_copy_and_no_other(desk: NoticeScene, role: Role, copy: Copy) -> None:
    made = await desk.issued()
    asked = (await desk.copies(made))[copy]
    caller = await as_role(desk, role)

    one = await look(caller, asked["id"])
    listed = await caller.get("notice-copies")
    notice = await caller.get(f"notices/{made['id']}")

    if role in NOWHERE:
        assert {one.status_code, listed.status_code, notice.status_code} <= {403, 404}
        return
    assert one.status_code == (200 if copy in SEEN[role] else 404)
    assert {row["copy"] for row in listed.json()["items"]} == SEEN[role]
    assert {row["copy"] for row in notice.json()["copies"]} == SEEN[role]
    acknowledged = await desk.acknowledge(caller, asked)
    if copy not in SEEN[role]:
        assert acknowledged.status_code == 404


def test_who_is_let_in_at_all_is_who_sees_a_copy() -> None:
    for action in (Action.NOTICE_READ, Action.NOTICE_ACKNOWLEDGE):
        assert set(ACCESS[action]) == set(SEEN)


async def test_another_teachers_notice_is_as_absent_as_none(desk: NoticeScene) -> None:
    made = await desk.issued()
    copies = await desk.copies(made)
    other = await desk.scene.teacher("别人", grade_group_id=desk.week.grade_id)
    caller = await desk.scene.signed_in(Role.TEACHER, teacher_id=other)

    assert (await caller.get(f"notices/{made['id']}")).status_code == 404
    assert (await caller.get(f"notices/{made['id']}/editions")).status_code == 404
    assert (await caller.get(f"notices/{made['id']}/pdf")).status_code == 404
    assert (await look(caller, copies["teacher"]["id"])).status_code == 404
    assert (await caller.get("notices")).json()["items"] == []


async def test_the_head_of_another_grade_sees_nothing(desk: NoticeScene) -> None:
    made = await desk.issued()
    caller = await desk.scene.signed_in(Role.GRADE_HEAD, teacher_id=await desk.scene.teacher("八年级组长"))

    assert (await caller.get(f"notices/{made['id']}")).status_code == 404
    assert (await caller.get("notice-copies")).json()["items"] == []


async def test_who_is_head_and_teacher_sees_both_of_their_copies(desk: NoticeScene) -> None:
    theirs = await desk.issued()
    assert set(await desk.copies(theirs, desk.as_head)) == {"grade_group"}
    assert set(await desk.copies(theirs, desk.as_teacher)) == {"teacher"}


async def test_a_grade_head_with_no_teacher_behind_them_sees_nothing(desk: NoticeScene) -> None:
    made = await desk.issued()
    caller = await desk.scene.signed_in(Role.GRADE_HEAD, Role.TEACHER)

    assert (await caller.get(f"notices/{made['id']}")).status_code == 404


async def test_another_school_sees_nothing(desk: NoticeScene, elsewhere: Scene) -> None:
    made = await desk.issued()
    office = await elsewhere.office()

    assert (await office.get(f"notices/{made['id']}")).status_code == 404
    assert (await office.get("notices")).json()["items"] == []


async def test_only_the_office_issues(desk: NoticeScene) -> None:
    for caller in (desk.as_teacher, desk.as_head, desk.affairs):
        assert (await desk.asked(desk.enrolment["id"], caller)).status_code == 403
