"""Groups, classes, qualifications, assignments, partners: kept, and pointing at nothing of another school."""

from typing import Any

import pytest

from domain.identity.actions import Role
from persistence.ids import new_id
from persistence.people.tables import grade_group, school_class, teaching_assignment
from tests.scene import Caller, Scene


async def a_class(scene: Scene, code: str = "701") -> str:
    group = await scene.add(grade_group, code=f"G{new_id().hex[-6:]}", name="七年级")
    return str(await scene.add(school_class, code=code, name=code, grade_group_id=group))


async def created(office: Caller, path: str, body: dict[str, Any]) -> dict[str, Any]:
    answer = await office.post(path, body)
    assert answer.status_code == 201, answer.text
    assert answer.headers["location"] == f"{office.base}/{path}/{answer.json()['id']}"
    found: dict[str, Any] = answer.json()
    assert (await office.get(f"{path}/{found['id']}")).json() == found
    return found


@pytest.mark.parametrize(("path", "leader"), [("grade-groups", "head_id"), ("subject-groups", "leader_id")])
async def test_a_group_is_led_by_a_teacher_of_the_school(
    scene: Scene, elsewhere: Scene, path: str, leader: str
) -> None:
    office = await scene.office()
    ours, foreign = str(await scene.teacher()), str(await elsewhere.teacher())
    made = await created(office, path, {"code": "math", "name": "数学组"})

    led = await office.patch(f"{path}/{made['id']}", {leader: ours}, version=1)
    taken = await office.post(path, {"code": "math", "name": "另一组"})
    other = await created(office, path, {"code": "music", "name": "音乐组", leader: ours})
    renamed = await office.patch(f"{path}/{other['id']}", {"code": "math"}, version=1)

    assert (led.json()[leader], led.json()["allowed_actions"]) == (ours, ["update"])
    assert (taken.status_code, taken.json()["code"]) == (409, "code_taken")
    assert (renamed.status_code, renamed.json()["code"]) == (409, "code_taken")
    for refused in (
        await office.post(path, {"code": "x", "name": "x", leader: foreign}),
        await office.patch(f"{path}/{made['id']}", {leader: foreign}, version=2),
    ):
        assert (refused.status_code, refused.json()["code"]) == (422, "unknown_reference")
    assert (await office.patch(f"{path}/{made['id']}", {leader: None}, version=2)).json()[leader] is None
    assert [one["code"] for one in (await office.get(path)).json()["items"]] == ["math", "music"]
    assert (await office.get(f"{path}/{new_id()}")).status_code == 404
    assert (await office.patch(f"{path}/{made['id']}", {"name": None}, version=3)).status_code == 422


async def test_a_class_belongs_to_a_grade_group(scene: Scene, elsewhere: Scene) -> None:
    office = await scene.office()
    group = str(await scene.add(grade_group, code="G7", name="七年级"))
    foreign = str(await elsewhere.add(grade_group, code="G7", name="七年级"))
    made = await created(
        office, "classes", {"code": "701", "name": "七（1）班", "grade_group_id": group, "source_id": "c1"}
    )

    again = await office.post("classes", {"code": "701", "name": "x", "grade_group_id": group})
    sourced = await office.post(
        "classes", {"code": "702", "name": "x", "grade_group_id": group, "source_id": "c1"}
    )
    nowhere = await office.patch(f"classes/{made['id']}", {"grade_group_id": foreign}, version=1)
    renamed = await office.patch(f"classes/{made['id']}", {"code": "801"}, version=1)

    assert [again.json()["code"], sourced.json()["code"]] == ["code_taken", "source_id_taken"]
    assert (nowhere.status_code, nowhere.json()["code"]) == (422, "unknown_reference")
    assert renamed.json()["code"] == "801"
    assert len((await office.get("classes", grade_group_id=group)).json()["items"]) == 1
    assert (await office.get("classes", grade_group_id=foreign)).json()["items"] == []
    assert len((await office.get("classes")).json()["items"]) == 1


async def test_a_qualification_has_its_days_in_order_and_is_on_record_once(scene: Scene) -> None:
    office, teacher_id = await scene.office(), str(await scene.teacher())
    body = {
        "teacher_id": teacher_id,
        "kind": "心理健康教育",
        "level": "C",
        "number": "330-1",
        "issued_on": "2019-06-01",
    }
    made = await created(office, "qualifications", body)
    path = f"qualifications/{made['id']}"

    again = await office.post("qualifications", body)
    backwards = await office.post("qualifications", body | {"number": "2", "expires_on": "2018-01-01"})
    unknown = await office.post("qualifications", body | {"teacher_id": str(new_id())})
    renewed = await office.patch(path, {"expires_on": "2024-05-31"}, version=1)
    wrong = await office.patch(path, {"issued_on": "2025-01-01"}, version=2)

    assert (again.status_code, again.json()["code"]) == (409, "qualification_taken")
    assert (backwards.status_code, backwards.json()["code"]) == (422, "days_out_of_order")
    assert unknown.json()["code"] == "unknown_reference"
    assert (renewed.json()["expires_on"], wrong.json()["code"]) == ("2024-05-31", "days_out_of_order")
    for asked, count in [
        ({"valid_on": "2024-05-31"}, 1),
        ({"valid_on": "2024-06-01"}, 0),
        ({"teacher_id": teacher_id}, 1),
        ({"teacher_id": str(new_id())}, 0),
    ]:
        assert len((await office.get("qualifications", **asked)).json()["items"]) == count
    assert (await office.patch(f"qualifications/{new_id()}", {}, version=1)).status_code == 404


async def test_a_teaching_assignment_is_there_once_and_can_be_taken_back(scene: Scene) -> None:
    await scene.year()
    office, teacher_id, class_id = await scene.office(), str(await scene.teacher()), await a_class(scene)
    term = (await office.get("terms")).json()["items"][0]["id"]
    body = {
        "term_id": term,
        "teacher_id": teacher_id,
        "class_id": class_id,
        "subject": "数学",
        "weekly_periods": 5,
    }
    made = await created(office, "teaching-assignments", body)
    path = f"teaching-assignments/{made['id']}"

    again = await office.post("teaching-assignments", body)
    unknown = [
        await office.post("teaching-assignments", body | {name: str(new_id())}) for name in list(body)[:3]
    ]
    changed = await office.patch(path, {"weekly_periods": 6}, version=1)
    many = await office.patch(path, {"weekly_periods": 61}, version=2)
    asked = {"term_id": term, "teacher_id": teacher_id, "class_id": class_id}
    listed = (await office.get("teaching-assignments", **asked)).json()["items"]
    stale = await office.ask("DELETE", path, headers={"If-Match": '"1"'})
    removed = await office.ask("DELETE", path, headers={"If-Match": '"2"'})

    assert (again.status_code, again.json()["code"]) == (409, "assignment_taken")
    assert {answer.json()["code"] for answer in unknown} == {"unknown_reference"}
    assert (changed.json()["weekly_periods"], many.status_code) == (6, 422)
    assert listed == [changed.json()]
    assert (stale.status_code, removed.status_code) == (412, 204)
    assert (await office.get(path)).status_code == 404
    assert (await office.ask("DELETE", path, headers={"If-Match": '"2"'})).status_code == 404


async def test_a_class_has_one_homeroom_teacher_at_a_time(scene: Scene) -> None:
    office, class_id = await scene.office(), await a_class(scene)
    first, second = str(await scene.teacher()), str(await scene.teacher())
    body = {"class_id": class_id, "teacher_id": first, "from_day": "2020-09-01"}
    made = await created(office, "homeroom-assignments", body)
    path = f"homeroom-assignments/{made['id']}/end"

    taken = await office.post("homeroom-assignments", body | {"teacher_id": second})
    backwards = await office.step(path, version=1, json={"until_day": "2020-08-01"})
    ended = await office.step(path, version=1, json={"until_day": "2021-01-31"})
    twice = await office.step(path, version=2, json={"until_day": "2021-02-01"})
    next_one = await office.post(
        "homeroom-assignments", body | {"teacher_id": second, "from_day": "2021-02-01"}
    )

    assert (taken.status_code, taken.json()["code"]) == (409, "homeroom_taken")
    assert backwards.json()["code"] == "days_out_of_order"
    assert (made["allowed_actions"], ended.json()["allowed_actions"]) == (["end"], [])
    assert (twice.status_code, twice.json()["code"]) == (409, "invalid_state")
    assert next_one.status_code == 201
    for asked, count in [({"on": "2021-01-31"}, 1), ({"on": "2020-01-01"}, 0), ({"class_id": class_id}, 2)]:
        assert len((await office.get("homeroom-assignments", **asked)).json()["items"]) == count
    found = (await office.get("homeroom-assignments", teacher_id=second, on="2021-03-01")).json()["items"]
    assert [one["teacher_id"] for one in found] == [second]


async def test_partners_teach_a_common_class_in_the_term(scene: Scene) -> None:
    await scene.year()
    office, person = await scene.office(), await scene.signed_in(Role.TEACHER)
    terms = [one["id"] for one in (await office.get("terms")).json()["items"]]
    me, bai, zeng, gone = [
        await scene.teacher(name, name_pinyin=pinyin, status=status)
        for name, pinyin, status in [
            ("张伟", "zhang wei", "active"),
            ("白居易", "bai ju yi", "active"),
            ("曾单", "zeng dan", "active"),
            ("走了", "zou le", "left"),
        ]
    ]
    one, two, three = [await a_class(scene, code) for code in ("701", "702", "703")]
    for teacher_id, class_id, subject, term in [
        (me, one, "数学", 0), (me, two, "数学", 0), (bai, one, "语文", 0), (bai, one, "书法", 0),
        (bai, two, "语文", 0), (zeng, three, "音乐", 0), (zeng, one, "音乐", 1), (gone, one, "体育", 0),
    ]:  # fmt: skip
        await scene.add(
            teaching_assignment,
            term_id=terms[term],
            teacher_id=teacher_id,
            class_id=class_id,
            subject=subject,
            weekly_periods=2,
        )

    found = (await person.get(f"teachers/{me}/partners", on="2020-10-01")).json()["items"]

    assert [partner["name"] for partner in found] == ["白居易"]
    assert [(one["class_code"], sorted(one["subjects"])) for one in found[0]["shared"]] == [
        ("701", ["书法", "语文"]),
        ("702", ["语文"]),
    ]
    assert (await person.get(f"teachers/{me}/partners", term_id=terms[1])).json()["items"] == []
    assert (await person.get(f"teachers/{me}/partners", on="2019-10-01")).json()["items"] == []
    assert (await person.get(f"teachers/{new_id()}/partners")).status_code == 404


@pytest.mark.parametrize(
    "path",
    [
        "grade-groups",
        "subject-groups",
        "classes",
        "qualifications",
        "teaching-assignments",
        "homeroom-assignments",
    ],
)
async def test_staff_read_and_only_the_office_writes(scene: Scene, elsewhere: Scene, path: str) -> None:
    person, stranger = await scene.signed_in(Role.TEACHER), await elsewhere.office()

    assert (await person.get(path)).json() == {"items": [], "next_cursor": None, "has_more": False}
    assert (await person.post(path, {})).status_code == 403
    assert (await stranger.get(f"{scene.base}/{path}")).status_code == 404
