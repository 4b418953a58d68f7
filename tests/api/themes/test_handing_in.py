"""Filling the nine ones, recording activities, homework; accepting and returning (MISSION §6)."""

from typing import Any

import pytest

from persistence.ids import new_id
from persistence.platform.tables import message
from tests.scene import Caller
from tests.theme_scene import LESSON, Group, ThemeScene, at_two, done, made


@pytest.fixture
async def part(research: ThemeScene) -> dict[str, Any]:
    (found,) = await research.running(research.maths)
    return found


async def handed_in(who: Caller, part: dict[str, Any], **body: Any) -> dict[str, Any]:
    found: dict[str, Any] = made(await who.post(f"group-themes/{part['id']}/materials", body))
    return found


async def test_a_slot_is_handed_in_returned_and_accepted(research: ThemeScene, part: dict[str, Any]) -> None:
    leader = research.maths.leader
    slot = (await research.slots(part, leader))["plan"]
    assert (slot["state"], slot["allowed_actions"]) == ("open", ["hand_in"])

    first = await handed_in(leader, part, kind="slot", slot_id=slot["id"], text="方案一")
    path = f"theme-slots/{slot['id']}"
    returned = done(await research.office.step(f"{path}/return", version=2, json={"remark": "缺分工"}))
    second = await handed_in(leader, part, kind="slot", slot_id=slot["id"], text="方案二")
    accepted = done(await research.office.step(f"{path}/accept", version=4))

    assert (first["number"], second["number"], second["latest"]) == (1, 2, True)
    assert (returned["state"], returned["remark"]) == ("returned", "缺分工")
    assert (accepted["state"], accepted["material_id"]) == ("accepted", second["id"])
    reviews = done(await leader.get(f"{path}/reviews"))["items"]
    assert [(one["verdict"], one["remark"]) for one in reviews] == [
        ("accepted", None),
        ("returned", "缺分工"),
    ]
    told = [row for row in await research.scene.rows(message) if row.event == "theme_slot_returned"]
    assert [(row.recipient_id, row.facts["reason"]) for row in told] == [(research.maths.leader_id, "缺分工")]


async def test_progress_is_counted_and_what_is_missing_is_named(
    research: ThemeScene, part: dict[str, Any]
) -> None:
    slots = await research.slots(part)
    for key in ("plan", "theory", "report"):
        await handed_in(research.maths.leader, part, kind="slot", slot_id=slots[key]["id"], text=key)
    done(await research.office.step(f"theme-slots/{slots['plan']['id']}/accept", version=2))
    back = {"remark": "再改"}
    done(await research.office.step(f"theme-slots/{slots['report']['id']}/return", version=2, json=back))

    seen = done(await research.maths.members[0].get(f"group-themes/{part['id']}"))

    assert (seen["accepted"], seen["handed_in"], len(seen["missing"])) == (1, 1, 7)
    assert "一篇活动报道" in seen["missing"]
    assert (await research.facts(research.maths))["nine_ones_rate"] == "11.11"


async def test_what_was_accepted_may_still_be_returned(research: ThemeScene, part: dict[str, Any]) -> None:
    slot = (await research.slots(part))["plan"]
    path = f"theme-slots/{slot['id']}"
    await handed_in(research.maths.leader, part, kind="slot", slot_id=slot["id"], text="方案")
    done(await research.office.step(f"{path}/accept", version=2))

    again = await research.office.step(f"{path}/accept", version=3)
    handing = await research.maths.leader.post(
        f"group-themes/{part['id']}/materials", {"kind": "slot", "slot_id": slot["id"], "text": "方案"}
    )
    returned = await research.office.step(f"{path}/return", version=3, json={"remark": "照片系往年"})

    assert (again.status_code, handing.status_code, returned.status_code) == (409, 409, 200)


async def test_a_verdict_is_about_what_one_looked_at(research: ThemeScene, part: dict[str, Any]) -> None:
    slot = (await research.slots(part))["plan"]
    for text in ("方案一", "方案二"):
        await handed_in(research.maths.leader, part, kind="slot", slot_id=slot["id"], text=text)

    assert (await research.office.step(f"theme-slots/{slot['id']}/accept", version=2)).status_code == 412


async def test_a_record_has_its_photos_in_order(research: ThemeScene, part: dict[str, Any]) -> None:
    leader = research.maths.leader
    activity = await research.activity(research.maths, part)
    files = [str(await research.file(leader, filename=name)) for name in ("一.jpg", "二.jpg")]

    record = await handed_in(
        leader, part, kind="record", activity_id=activity["id"], text=LESSON, file_ids=files
    )

    assert [one["filename"] for one in record["files"]] == ["一.jpg", "二.jpg"]
    links = done(await research.maths.members[0].get(f"theme-materials/{record['id']}/links"))
    assert len(links["items"]) == 2
    assert done(await leader.get(f"theme-materials/{record['id']}")) == record
    listed = done(await leader.get("theme-materials", activity_id=activity["id"], latest="true"))
    assert listed["items"] == [record]


async def test_a_member_hands_in_homework_of_their_own(research: ThemeScene, part: dict[str, Any]) -> None:
    activity = await research.activity(research.maths, part)
    zhang, li = research.maths.members

    work = await handed_in(zhang, part, kind="homework", activity_id=activity["id"], text="心得")

    assert work["teacher_id"] == str(research.maths.member_ids[0])
    assert (await li.get(f"theme-materials/{work['id']}")).status_code == 404
    assert (await research.maths.leader.get(f"theme-materials/{work['id']}")).status_code == 200
    listed = done(await zhang.get("theme-materials", kind="homework", latest="false"))
    assert listed["items"] == []


@pytest.mark.parametrize("kind", ["record", "slot", "homework"])
async def test_a_member_hands_in_nothing_else(research: ThemeScene, part: dict[str, Any], kind: str) -> None:
    activity = await research.activity(research.maths, part)
    named = {
        "record": {"activity_id": activity["id"]},
        "slot": {"slot_id": (await research.slots(part))["plan"]["id"]},
        "homework": {"activity_id": activity["id"], "teacher_id": str(research.maths.leader_id)},
    }
    body = {"kind": kind, "text": "心得", **named[kind]}

    answer = await research.maths.members[0].post(f"group-themes/{part['id']}/materials", body)

    assert answer.status_code == 403


async def test_another_group_s_leader_finds_nothing_to_hand_in_for(
    research: ThemeScene, part: dict[str, Any]
) -> None:
    body = {"kind": "slot", "slot_id": (await research.slots(part))["plan"]["id"], "text": "方案"}

    answer = await research.chinese.leader.post(f"group-themes/{part['id']}/materials", body)

    assert answer.status_code == 404


@pytest.mark.parametrize(
    ("body", "code"),
    [
        pytest.param({"kind": "slot", "text": "方案"}, "material_misdirected", id="a slot's of no slot"),
        pytest.param({"kind": "record", "text": "记"}, "material_misdirected", id="a record of nothing"),
        pytest.param(
            {"kind": "record", "activity_id": "ACTIVITY", "slot_id": "SLOT", "text": "记"},
            "material_misdirected",
            id="a record for a slot",
        ),
        pytest.param({"kind": "slot", "slot_id": "SLOT"}, "material_empty", id="nothing in it"),
        pytest.param(
            {"kind": "slot", "slot_id": "NONE", "text": "方案"}, "unknown_reference", id="no such slot"
        ),
        pytest.param(
            {"kind": "slot", "slot_id": "OTHER", "text": "方案"},
            "unknown_reference",
            id="another group's slot",
        ),
        pytest.param(
            {"kind": "record", "activity_id": "NONE", "text": "记"},
            "unknown_reference",
            id="no such activity",
        ),
        pytest.param(
            {"kind": "slot", "slot_id": "SLOT", "file_ids": ["NONE"]}, "unknown_reference", id="no such file"
        ),
        pytest.param(
            {"kind": "slot", "slot_id": "SLOT", "file_ids": ["THEIRS"]},
            "unknown_reference",
            id="a file somebody else brought",
        ),
        pytest.param(
            {"kind": "homework", "activity_id": "ACTIVITY", "teacher_id": "STRANGER", "text": "心得"},
            "not_expected_there",
            id="of who was not expected",
        ),
    ],
)
async def test_what_is_not_taken(
    research: ThemeScene, part: dict[str, Any], body: dict[str, Any], code: str
) -> None:
    theme = {"id": part["theme_id"]}
    other = await research.entered(theme, research.chinese)
    activity = await research.activity(research.maths, part)
    named = {
        "SLOT": (await research.slots(part))["plan"]["id"],
        "OTHER": (await research.slots(other))["plan"]["id"],
        "ACTIVITY": activity["id"],
        "NONE": str(new_id()),
        "THEIRS": str(await research.file(research.office)),
        "STRANGER": str(research.chinese.leader_id),
    }

    def filled(value: Any) -> Any:
        return [filled(one) for one in value] if isinstance(value, list) else named.get(value, value)

    answer = await research.maths.leader.post(
        f"group-themes/{part['id']}/materials", {name: filled(value) for name, value in body.items()}
    )

    assert (answer.status_code, answer.json()["code"]) == (422, code)


@pytest.mark.parametrize("closed", [pytest.param(False, id="a draft"), pytest.param(True, id="closed")])
async def test_nothing_is_handed_in_or_judged_while_the_theme_does_not_run(
    research: ThemeScene, closed: bool
) -> None:
    theme = await research.theme()
    part = await research.entered(theme, research.maths)
    slot = (await research.slots(part))["plan"]
    body = {"kind": "slot", "slot_id": slot["id"], "text": "方案"}
    if closed:
        running = await research.begun(theme)
        await handed_in(research.maths.leader, part, **body)
        done(await research.office.step(f"themes/{theme['id']}/close", version=running["version"]))
    path = f"theme-slots/{slot['id']}"
    version = done(await research.office.get(path))["version"]

    handing = await research.maths.leader.post(f"group-themes/{part['id']}/materials", body)
    judging = await research.office.step(f"{path}/accept", version=version)

    assert [one.json()["code"] for one in (handing, judging)] == ["theme_not_running"] * 2
    assert done(await research.office.get(path))["allowed_actions"] == []


async def test_only_the_office_judges(research: ThemeScene, part: dict[str, Any]) -> None:
    slot = (await research.slots(part))["plan"]
    await handed_in(research.maths.leader, part, kind="slot", slot_id=slot["id"], text="方案")

    own = await research.maths.leader.step(f"theme-slots/{slot['id']}/accept", version=2)
    nowhere = await research.office.step(f"theme-slots/{new_id()}/accept", version=2)

    assert (own.status_code, nowhere.status_code) == (403, 404)


async def test_what_is_elsewhere_is_not_found(research: ThemeScene, part: dict[str, Any]) -> None:
    stranger: Group = research.chinese
    slot = (await research.slots(part))["plan"]
    made_one = await handed_in(research.maths.leader, part, kind="slot", slot_id=slot["id"], text="方案")

    for path in (
        f"theme-slots/{slot['id']}",
        f"theme-slots/{slot['id']}/reviews",
        f"theme-materials/{made_one['id']}",
        f"group-themes/{part['id']}",
    ):
        assert (await stranger.members[0].get(path)).status_code == 404
    assert (await stranger.leader.step(f"group-themes/{part['id']}/check", version=1)).status_code == 404
    assert (
        await research.maths.members[0].step(f"group-themes/{part['id']}/check", version=1)
    ).status_code == 403


async def test_the_clock_says_when_it_was_handed_in(research: ThemeScene, part: dict[str, Any]) -> None:
    research.hands.at = at_two(45)
    slot = (await research.slots(part))["plan"]

    await handed_in(research.maths.leader, part, kind="slot", slot_id=slot["id"], text="方案")

    assert (await research.slots(part))["plan"]["handed_in_at"] == "2021-04-12T06:45:00Z"
