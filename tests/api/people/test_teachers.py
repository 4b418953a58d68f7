"""Teachers: entered, found, changed, gone and back."""

from typing import Any

import pytest

from domain.identity.actions import Role
from persistence.ids import new_id
from persistence.people.tables import subject_group
from tests.scene import Caller, Scene


async def entered(office: Caller, name: str, **values: Any) -> dict[str, Any]:
    given = {"employee_no": f"N{new_id().hex[-8:]}", "name": name} | values
    answer = await office.post("teachers", given)
    assert answer.status_code == 201, answer.text
    found: dict[str, Any] = answer.json()
    return found


async def names(who: Caller, **asked: Any) -> list[str]:
    return [one["name"] for one in (await who.get("teachers", **asked)).json()["items"]]


async def test_a_teacher_is_entered_with_how_the_name_is_spelt(scene: Scene) -> None:
    office = await scene.office()

    made = await entered(
        office, "欧阳 单", employee_no="T1", phone="13800000000", email="a@b.cn", born_on="1985-06-01"
    )

    assert (made["name_pinyin"], made["name_initials"]) == ("ou yang dan", "oyd")
    assert (made["status"], made["allowed_actions"]) == ("active", ["update", "leave", "take_leave"])
    assert (await office.get(f"teachers/{made['id']}")).json() == made


@pytest.mark.parametrize(
    ("q", "found"),
    [
        pytest.param("张", ["张伟", "张伟"], id="name"),
        pytest.param("zhang wei", ["张伟", "张伟"], id="pinyin with a space"),
        pytest.param("ZhangW", ["张伟", "张伟"], id="pinyin without, in capitals"),
        pytest.param("zgf", ["曾国藩"], id="initials"),
        pytest.param("t-0", ["张伟"], id="employee number"),
        pytest.param("lü", ["吕布"], id="ü"),
        pytest.param("lv", ["吕布"], id="ü as v"),
        pytest.param("𠮷", ["𠮷田"], id="a rare character"),
        pytest.param("mmt", ["买买提·艾力"], id="a name with a dot"),
        pytest.param("%", [], id="a wildcard is a character"),
        pytest.param("_", [], id="so is the other"),
        pytest.param("\\", [], id="and a backslash"),
        pytest.param("wei", [], id="not in the middle"),
    ],
)
async def test_teachers_are_found_by_the_beginning_of_what_they_are_called(
    scene: Scene, q: str, found: list[str]
) -> None:
    office = await scene.office()
    await entered(office, "张伟", employee_no="T-01")
    for name in ("张伟", "曾国藩", "吕布", "𠮷田", "买买提·艾力"):
        await entered(office, name)

    assert await names(office, q=q) == found


async def test_a_list_is_narrowed_and_paged_by_pinyin(scene: Scene) -> None:
    office = await scene.office()
    group = await scene.add(subject_group, code="math", name="数学组")
    for name in ("张伟", "曾单", "白居易"):
        await entered(office, name, **({"subject_group_id": str(group)} if name != "张伟" else {}))

    first = (await office.get("teachers", limit="2")).json()
    rest = (await office.get("teachers", limit="2", cursor=first["next_cursor"])).json()

    assert [one["name"] for one in first["items"] + rest["items"]] == ["白居易", "曾单", "张伟"]
    assert await names(office, subject_group_id=str(group)) == ["白居易", "曾单"]
    assert await names(office, grade_group_id=str(new_id())) == []
    assert await names(office, status="left") == []


@pytest.mark.parametrize(
    ("field", "code"),
    [
        ("employee_no", "employee_no_taken"),
        ("platform_id", "platform_id_taken"),
        ("source_id", "source_id_taken"),
    ],
)
async def test_what_is_anothers_is_refused(scene: Scene, field: str, code: str) -> None:
    office = await scene.office()
    await entered(office, "张伟", **{field: "X1"})
    other = await entered(office, "张伟")

    created = await office.post("teachers", {"employee_no": "X2", "name": "李娜"} | {field: "X1"})
    changed = await office.patch(f"teachers/{other['id']}", {field: "X1"}, version=1)

    assert (created.status_code, created.json()["code"]) == (409, code)
    assert (changed.status_code, changed.json()["code"]) == (409, code)


@pytest.mark.parametrize(
    "bad",
    [
        pytest.param({"phone": "call me"}, id="phone"),
        pytest.param({"email": "a@b"}, id="email"),
        pytest.param({"name": ""}, id="no name"),
        pytest.param({"name": "长" * 61}, id="long name"),
        pytest.param({"name": None}, id="null name"),
        pytest.param({"employee_no": "T 1"}, id="a space in the number"),
        pytest.param({"born_on": 0}, id="day 0"),
        pytest.param({"name": "a\u0000"}, id="NUL"),
        pytest.param({"shoe_size": 42}, id="unknown field"),
    ],
)
async def test_what_cannot_be_is_refused(scene: Scene, bad: dict[str, Any]) -> None:
    office = await scene.office()
    made = await entered(office, "张伟")

    created = await office.post("teachers", {"employee_no": "T1", "name": "张伟"} | bad)
    changed = await office.patch(f"teachers/{made['id']}", bad, version=1)

    assert (created.status_code, created.json()["code"]) == (422, "invalid_input")
    assert (changed.status_code, changed.json()["code"]) == (422, "invalid_input")


async def test_a_group_of_another_school_is_unknown_here(scene: Scene, elsewhere: Scene) -> None:
    office = await scene.office()
    foreign = await elsewhere.add(subject_group, code="math", name="数学组")

    answer = await office.post(
        "teachers", {"employee_no": "T1", "name": "张伟", "subject_group_id": str(foreign)}
    )

    assert (answer.status_code, answer.json()["code"]) == (422, "unknown_reference")


async def test_a_change_needs_the_version_it_was_decided_on(scene: Scene) -> None:
    office = await scene.office()
    path = f"teachers/{(await entered(office, '张伟', phone='13800000000'))['id']}"

    changed = await office.patch(path, {"name": "曾伟", "phone": None}, version=1)

    assert (changed.json()["name_pinyin"], changed.json()["phone"], changed.json()["version"]) == (
        "zeng wei",
        None,
        2,
    )
    assert (await office.patch(path, {}, version=2)).json()["version"] == 2
    assert (await office.patch(path, {"name": "李伟"}, version=1)).status_code == 412
    assert (await office.ask("PATCH", path, json={})).status_code == 428
    assert (
        await office.patch(path, {"born_on": "2020-01-01", "hired_on": "2019-01-01"}, version=2)
    ).status_code == 422
    assert (await office.patch(f"teachers/{new_id()}", {}, version=1)).status_code == 404


async def test_leaving_keeps_and_returning_takes_up_again(scene: Scene) -> None:
    office = await scene.office()
    path = f"teachers/{(await entered(office, '张伟', hired_on='2010-08-15'))['id']}"

    away = await office.step(f"{path}/leave", version=1, json={"kind": "long_leave"})
    early = await office.step(f"{path}/leave", version=2, json={"kind": "departure", "on": "2009-01-01"})
    gone = await office.step(f"{path}/leave", version=2, json={"kind": "departure", "on": "2021-07-06"})
    twice = await office.step(f"{path}/leave", version=3, json={"kind": "departure"})
    back = await office.step(f"{path}/return", version=3)

    assert (away.json()["status"], away.json()["allowed_actions"]) == (
        "on_leave",
        ["update", "leave", "return"],
    )
    assert (early.status_code, early.json()["code"]) == (422, "days_out_of_order")
    assert (gone.json()["status"], gone.json()["left_on"]) == ("left", "2021-07-06")
    assert (twice.status_code, twice.json()["code"]) == (409, "invalid_state")
    assert (back.json()["status"], back.json()["left_on"], back.json()["version"]) == ("active", None, 4)


async def test_personal_fields_are_for_those_they_concern(scene: Scene) -> None:
    office = await scene.office()
    made = await entered(office, "张伟", phone="13800001234", email="zw@b.cn", born_on="1985-06-01")
    colleague = await scene.signed_in(Role.TEACHER)
    oneself = await scene.signed_in(Role.TEACHER, teacher_id=made["id"])
    principal = await scene.signed_in(Role.PRINCIPAL)

    async def seen(who: Caller) -> tuple[Any, ...]:
        one = (await who.get(f"teachers/{made['id']}")).json()
        assert (await who.get("teachers")).json()["items"] == [one]
        return one["phone"], one["email"], one["born_on"], one["allowed_actions"]

    assert await seen(colleague) == ("138****1234", "z*@b.cn", None, [])
    assert await seen(oneself) == await seen(principal) == ("13800001234", "zw@b.cn", "1985-06-01", [])
    assert (await colleague.post("teachers", {"employee_no": "T9", "name": "李娜"})).status_code == 403
    assert (await colleague.get(f"teachers/{new_id()}")).status_code == 404


@pytest.mark.parametrize("mask", [{"phone": "138****1234"}, {"email": "z*@b.cn"}])
async def test_a_mask_sent_back_is_refused_and_what_stands_stays(scene: Scene, mask: dict[str, str]) -> None:
    office = await scene.office()
    made = await entered(office, "张伟", phone="13800001234", email="zw@b.cn")

    changed = await office.patch(f"teachers/{made['id']}", mask, version=1)
    created = await office.post("teachers", {"employee_no": "T1", "name": "张伟"} | mask)

    assert (changed.status_code, changed.json()["code"]) == (422, "masked_contact")
    assert (created.status_code, created.json()["code"]) == (422, "masked_contact")
    assert (await office.get(f"teachers/{made['id']}")).json() == made
