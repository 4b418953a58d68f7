"""The six materials, homework and evaluations of a project."""

from domain.identity.actions import Role
from domain.projects.materials import MaterialKind
from persistence.platform.tables import message
from tests.project_scene import ProjectScene, uploaded


async def test_there_are_six_and_all_are_missing_at_first(place: ProjectScene) -> None:
    found = await place.materials()
    assert list(found) == [kind.value for kind in MaterialKind]
    assert {one["state"] for one in found.values()} == {"missing"}
    assert found["plan"]["allowed_actions"] == ["hand_in"]
    assert found["sign_in_sheet"]["allowed_actions"] == ["produce"]
    others = (await place.callers["张伟"].get(f"{place.path}/materials")).json()["items"]
    assert all(one["allowed_actions"] == [] for one in others)


async def test_a_returned_material_is_handed_in_again_as_another_version(place: ProjectScene) -> None:
    await place.hand_in(MaterialKind.PLAN)
    plan = (await place.materials())["plan"]
    path = f"materials/{plan['id']}"
    returned = await place.office.step(f"{path}/return", version=plan["version"], json={"remark": "缺日程"})
    second = await place.hand_in(MaterialKind.PLAN)
    versions = (await place.leader.get(f"{path}/versions")).json()["items"]

    assert returned.json()["remark"] == "缺日程"
    assert [(one["number"], one["verdict"]) for one in versions] == [(1, "returned"), (2, None)]
    assert (await place.leader.get(second.headers["location"])).json() == versions[1]
    told = [row for row in await place.scene.rows(message) if row.event == "material_returned"]
    assert [row.recipient_id for row in told] == [place.leader_id]


async def test_produced_ones_are_not_brought_and_brought_ones_not_produced(place: ProjectScene) -> None:
    found = await place.materials()
    file_id = await uploaded(place.leader, "签到表.pdf")
    brought = await place.leader.post(
        f"materials/{found['sign_in_sheet']['id']}/versions", {"file_id": file_id}
    )
    produced = await place.leader.post(f"materials/{found['plan']['id']}/productions")
    assert (brought.status_code, brought.json()["code"]) == (422, "material_is_produced")
    assert (produced.status_code, produced.json()["code"]) == (422, "material_is_brought")


async def test_a_sheet_is_produced_again_until_it_is_accepted(place: ProjectScene) -> None:
    first = await place.hand_in(MaterialKind.SIGN_IN_SHEET)
    await place.came("张伟")
    second = await place.hand_in(MaterialKind.SIGN_IN_SHEET)
    sheet = (await place.materials())["sign_in_sheet"]
    await place.office.step(f"materials/{sheet['id']}/accept", version=sheet["version"])
    third = await place.hand_in(MaterialKind.SIGN_IN_SHEET)

    assert (first.status_code, second.json()["number"]) == (201, 2)
    assert (third.status_code, third.json()["code"]) == (409, "invalid_state")
    file = (await place.office.get(f"files/{second.json()['file_id']}")).json()
    workbook = (await place.office.get(f"files/{second.json()['sheet_file_id']}")).json()
    assert (file["filename"], file["media_type"]) == ("试卷分析课签到表.pdf", "application/pdf")
    assert workbook["filename"] == "试卷分析课签到表.xlsx"


async def test_only_the_leader_and_the_office_hand_materials_in(place: ProjectScene) -> None:
    plan = (await place.materials())["plan"]
    zhang = place.callers["张伟"]
    file_id = await uploaded(zhang, "方案.pdf")
    refused = await zhang.post(f"materials/{plan['id']}/versions", {"file_id": file_id})
    foreign = await place.leader.post(f"materials/{plan['id']}/versions", {"file_id": file_id})
    assert refused.status_code == 403
    assert (foreign.status_code, foreign.json()["code"]) == (422, "unknown_reference")


async def test_homework_is_returned_handed_in_again_and_accepted(place: ProjectScene) -> None:
    made = await place.homework("张伟", accepted=False)
    path = f"homeworks/{made['id']}"
    returned = await place.leader.step(f"{path}/return", version=1, json={"remark": "太短"})
    again = await place.homework("张伟", accepted=False)
    accepted = await place.leader.step(f"{path}/accept", version=3, json={"mark": "88.50"})
    late = await place.callers["张伟"].post(f"{place.path}/homeworks", {"text": "再改"})

    assert (returned.json()["state"], returned.json()["remark"]) == ("returned", "太短")
    assert (again["id"], again["number"], again["state"]) == (made["id"], 2, "handed_in")
    assert (accepted.json()["state"], accepted.json()["mark"]) == ("accepted", "88.50")
    assert (late.status_code, late.json()["code"]) == (409, "invalid_state")


async def test_nobody_judges_their_own_homework_nor_reads_another_s(place: ProjectScene) -> None:
    own = await place.homework("王芳", accepted=False)
    others = await place.homework("张伟", accepted=False)
    judged = await place.leader.step(f"homeworks/{own['id']}/accept", version=1)
    hidden = await place.callers["李娜"].get(f"homeworks/{others['id']}")
    seen = (await place.callers["张伟"].get(f"{place.path}/homeworks")).json()["items"]
    assert (judged.status_code, judged.json()["code"]) == (403, "own_homework")
    assert hidden.status_code == 404
    assert [one["name"] for one in seen] == ["张伟"]
    assert seen[0]["allowed_actions"] == ["hand_in"]


async def test_an_empty_homework_is_none_and_who_is_no_member_hands_none_in(place: ProjectScene) -> None:
    empty = await place.callers["张伟"].post(f"{place.path}/homeworks", {})
    stranger = await place.office.post(f"{place.path}/homeworks", {"text": "x"})
    assert (empty.status_code, empty.json()["code"]) == (422, "homework_empty")
    assert (stranger.status_code, stranger.json()["code"]) == (403, "not_a_member")


async def test_one_evaluates_once_and_the_leader_reads_all(place: ProjectScene) -> None:
    answers = {"content": 5, "presenters": 4, "organisation": 5, "use": 3, "comment": "=很好"}
    zhang = place.callers["张伟"]
    made = await zhang.post(f"{place.path}/evaluations", answers)
    twice = await zhang.post(f"{place.path}/evaluations", answers)
    stranger = await place.office.post(f"{place.path}/evaluations", answers)
    bad = await zhang.post(f"{place.path}/evaluations", answers | {"use": 6})

    assert made.status_code == 201, made.text
    assert (await zhang.get(made.headers["location"])).json() == made.json()
    assert (twice.status_code, twice.json()["code"]) == (409, "evaluation_given")
    assert (stranger.status_code, bad.status_code) == (403, 422)
    assert len((await place.leader.get(f"{place.path}/evaluations")).json()["items"]) == 1
    assert (await place.callers["李娜"].get(f"{place.path}/evaluations")).json()["items"] == []
    form = await place.hand_in(MaterialKind.EVALUATION_FORM)
    assert form.status_code == 201, form.text


async def test_a_project_is_changed_while_it_is_open_and_called_off(place: ProjectScene) -> None:
    changed = await place.office.patch(
        place.path, {"title": "试卷分析研讨", "member_ids": [str(place.members["张伟"])]}, version=1
    )
    members = (await place.office.get(f"{place.path}/members")).json()["items"]
    refused = await place.leader.patch(place.path, {"title": "x"}, version=2)
    cancelled = await place.office.step(f"{place.path}/cancel", version=2)
    over = await place.office.patch(place.path, {"title": "x"}, version=3)
    assert (changed.json()["title"], changed.json()["members"]) == ("试卷分析研讨", 1)
    assert [one["name"] for one in members] == ["张伟"]
    assert refused.status_code == 403
    assert (cancelled.json()["state"], cancelled.json()["allowed_actions"]) == ("cancelled", [])
    assert (over.status_code, over.json()["code"]) == (409, "invalid_state")


async def test_what_is_not_there_is_not_found(place: ProjectScene) -> None:
    unknown, zhang = str(place.leader_id), place.callers["张伟"]
    answers = [
        await zhang.get(f"{place.path}/evaluations/{unknown}"),
        await zhang.post(f"projects/{unknown}/homeworks", {"text": "x"}),
        await place.office.step(f"homeworks/{unknown}/accept", version=1),
        await place.office.step(f"materials/{unknown}/accept", version=1),
        await place.office.step(f"projects/{unknown}/close", version=1),
    ]
    assert [one.status_code for one in answers] == [404] * 5


async def test_a_homework_s_file_is_one_s_own(place: ProjectScene) -> None:
    file_id = await uploaded(place.leader, "别人的.pdf")
    answer = await place.callers["张伟"].post(f"{place.path}/homeworks", {"file_id": file_id})
    assert (answer.status_code, answer.json()["code"]) == (422, "unknown_reference")


async def test_of_a_project_called_off_nothing_can_be_done(place: ProjectScene) -> None:
    await place.homework("张伟", accepted=False)
    await place.office.step(f"{place.path}/cancel", version=1)
    (homework,) = (await place.office.get(f"{place.path}/homeworks")).json()["items"]
    assert homework["allowed_actions"] == []


async def test_a_leader_who_is_no_teacher_by_role_is_offered_nothing(place: ProjectScene) -> None:
    head = await place.scene.signed_in(Role.GRADE_HEAD, teacher_id=place.leader_id)
    found = (await head.get(f"{place.path}/materials")).json()["items"]
    assert all(one["allowed_actions"] == [] for one in found)
