"""Hints against going through the motions: found with evidence, dismissed with a reason, never a verdict."""

from datetime import timedelta
from typing import Any

import pytest

from cli.photos import look_at_photos
from persistence.ids import new_id
from persistence.themes.nightly import check_groups
from persistence.themes.tables import theme_photo
from tests.gateways.test_pictures import a_photo, saved
from tests.theme_scene import LESSON, ThemeScene, at_two, done, made

Part = dict[str, Any]


@pytest.fixture
async def parts(research: ThemeScene) -> list[Part]:
    return await research.running(research.maths, research.chinese)


async def record(research: ThemeScene, group: Any, part: Part, activity: Part, text: str = LESSON) -> Part:
    body = {"kind": "record", "activity_id": activity["id"], "text": text}
    found: Part = made(await group.leader.post(f"group-themes/{part['id']}/materials", body))
    return found


async def test_a_record_written_before_its_activity_is_hinted_at(
    research: ThemeScene, parts: list[Part]
) -> None:
    activity = await research.activity(research.maths, parts[0])
    research.hands.at = at_two(-60)

    early = await record(research, research.maths, parts[0], activity)

    (hint,) = await research.hints(research.maths.leader)
    assert (hint["kind"], hint["state"], hint["material_id"]) == ("early_record", "open", early["id"])
    assert (hint["activity_id"], hint["subject_group_name"]) == (activity["id"], "数学组")
    assert hint["facts"]["starts_at"] == "2021-04-12T06:00:00+00:00"


async def test_a_later_version_makes_it_go_and_it_stays_in_the_history(
    research: ThemeScene, parts: list[Part]
) -> None:
    activity = await research.activity(research.maths, parts[0])
    research.hands.at = at_two(-60)
    await record(research, research.maths, parts[0], activity)
    research.hands.at = at_two(180)
    await record(research, research.maths, parts[0], activity, "会后写的记录。")

    (hint,) = await research.hints()

    assert (hint["state"], hint["settled_at"]) == ("gone", "2021-04-12T09:00:00Z")


async def test_a_slot_that_tells_of_an_activity_is_not_older_than_the_first(
    research: ThemeScene, parts: list[Part]
) -> None:
    slots = await research.slots(parts[0])
    await research.activity(research.maths, parts[0])
    research.hands.at = at_two(-60)
    for key in ("plan", "report"):
        body = {"kind": "slot", "slot_id": slots[key]["id"], "text": key}
        made(await research.maths.leader.post(f"group-themes/{parts[0]['id']}/materials", body))

    (hint,) = await research.hints()

    assert hint["material_id"] == (await research.slots(parts[0]))["report"]["material_id"]


async def test_text_copied_from_another_group_is_shown_with_its_passages(
    research: ThemeScene, parts: list[Part]
) -> None:
    theirs = await research.activity(research.chinese, parts[1])
    ours = await research.activity(research.maths, parts[0])
    research.hands.at = at_two(130)
    source = await record(research, research.chinese, parts[1], theirs)
    taken = "课后全组教师围坐评课；肯定了 前置学习单的设计，也指出小组交流时间偏短"
    copy = await record(research, research.maths, parts[0], ours, f"数学组活动。{taken}。")

    (hint,) = await research.hints(kind="copied_text")

    assert (hint["material_id"], hint["source_id"]) == (copy["id"], source["id"])
    assert (hint["facts"]["group"], hint["facts"]["theme"]) == ("语文组", "生本课堂")
    assert hint["passages"][0]["text"] == taken
    assert hint["passages"][0]["source_text"] == taken.replace("；", "，").replace(" ", "")
    assert await research.hints(research.chinese.leader) == []


async def test_one_s_own_text_of_an_earlier_activity_is_found_too(
    research: ThemeScene, parts: list[Part]
) -> None:
    first = await research.activity(research.maths, parts[0])
    second = await research.activity(research.maths, parts[0], at_two() + timedelta(days=7))
    research.hands.at = at_two() + timedelta(days=8)
    await record(research, research.maths, parts[0], first)
    await record(research, research.maths, parts[0], second)

    (hint,) = await research.hints(kind="copied_text")

    assert hint["facts"]["share"] == "100%"


async def test_handing_the_same_in_as_a_record_and_for_a_slot_is_no_copy(
    research: ThemeScene, parts: list[Part]
) -> None:
    activity = await research.activity(research.maths, parts[0])
    slot = (await research.slots(parts[0]))["record"]
    research.hands.at = at_two(130)
    await record(research, research.maths, parts[0], activity)
    await record(research, research.maths, parts[0], activity, LESSON + "补充。")
    for more in ({}, {"activity_id": activity["id"]}):
        body = {"kind": "slot", "slot_id": slot["id"], "text": LESSON} | more
        made(await research.maths.leader.post(f"group-themes/{parts[0]['id']}/materials", body))

    assert await research.hints() == []


async def test_homework_taken_from_a_colleague_is_hinted_at(research: ThemeScene, parts: list[Part]) -> None:
    activity = await research.activity(research.maths, parts[0])
    body = {"kind": "homework", "activity_id": activity["id"], "text": LESSON}
    for member in research.maths.members:
        made(await member.post(f"group-themes/{parts[0]['id']}/materials", body))

    assert [one["kind"] for one in await research.hints()] == ["copied_text"]


async def test_who_signed_in_without_homework_is_named_once_it_is_due(
    research: ThemeScene, parts: list[Part]
) -> None:
    activity = await research.activity(research.maths, parts[0])
    zhang, li = research.maths.members
    await research.signs_in(zhang, activity, at_two(-3))
    await research.signs_in(li, activity, at_two(-1))
    body = {"kind": "homework", "activity_id": activity["id"], "text": "心得"}
    made(await li.post(f"group-themes/{parts[0]['id']}/materials", body))
    engine = research.app.state.engine

    await check_groups(engine, now=at_two(60))
    early = await research.hints()
    await check_groups(engine, now=at_two().replace(month=6, day=19))
    (hint,) = await research.hints()
    made(await zhang.post(f"group-themes/{parts[0]['id']}/materials", body | {"text": "我的心得"}))
    await check_groups(engine, now=at_two().replace(month=6, day=20))
    (gone,) = await research.hints()

    assert early == []
    assert (hint["kind"], hint["facts"]["name"]) == ("no_homework", "张伟")
    assert hint["people"][0]["signed_in_at"] == "2021-04-12T05:57:00Z"
    assert gone["state"] == "gone"


async def test_everybody_within_seconds(research: ThemeScene, parts: list[Part]) -> None:
    rule = {"key": "rush_people", "value": "3", "effective_from": "2021-02-01"}
    made(await research.office.post("theme-rules", rule))
    activity = await research.activity(research.maths, parts[0])
    for second, who in enumerate((research.maths.leader, *research.maths.members)):
        await research.signs_in(who, activity, at_two(0, second))
    research.hands.at = at_two(31)

    checked = done(await research.maths.leader.step(f"group-themes/{parts[0]['id']}/check", version=1))

    assert checked["open_hints"] == 1
    (hint,) = await research.hints(state="open")
    assert (hint["kind"], hint["facts"]["seconds"], len(hint["people"])) == ("rushed_sign_in", "2.0", 3)
    hinted = done(await research.office.get("group-themes", hinted="true"))["items"]
    assert [one["id"] for one in hinted] == [parts[0]["id"]]


async def test_a_photo_used_before_names_its_earlier_use(research: ThemeScene, parts: list[Part]) -> None:
    theirs = await research.activity(research.chinese, parts[1])
    ours = await research.activity(research.maths, parts[0])
    research.hands.at = at_two(130)
    for group, part, activity, name in (
        (research.chinese, parts[1], theirs, "开学.jpg"),
        (research.maths, parts[0], ours, "评课.jpg"),
    ):
        photo = await research.file(group.leader, filename=name, sha256="ab" * 32)
        body = {"kind": "record", "activity_id": activity["id"], "file_ids": [str(photo)]}
        made(await group.leader.post(f"group-themes/{part['id']}/materials", body))

    (hint,) = await research.hints()

    assert (hint["kind"], hint["facts"]["group"]) == ("photo_reused", "语文组")
    assert (hint["facts"]["filename"], hint["facts"]["earlier_filename"]) == ("评课.jpg", "开学.jpg")


async def dismissible(research: ThemeScene, part: Part) -> Part:
    activity = await research.activity(research.maths, part)
    research.hands.at = at_two(-60)
    await record(research, research.maths, part, activity)
    (hint,) = await research.hints()
    return hint


async def test_a_hint_is_dismissed_for_a_reason_and_not_raised_again(
    research: ThemeScene, parts: list[Part]
) -> None:
    hint = await dismissible(research, parts[0])
    path, body = f"theme-hints/{hint['id']}", {"reason": "活动提前一天举行，时间已更正"}

    dismissed = done(await research.maths.leader.step(f"{path}/dismiss", version=1, json=body))
    again = await research.maths.leader.step(f"{path}/dismiss", version=2, json=body)
    done(await research.office.step(f"group-themes/{parts[0]['id']}/check", version=1))

    assert (dismissed["state"], dismissed["dismissed_because"]) == ("dismissed", body["reason"])
    assert dismissed["dismissed_by"] == str(research.maths.leader.principal.account_id)
    assert (again.status_code, again.json()["code"]) == (409, "invalid_state")
    assert done(await research.office.get(path)) == dismissed


async def test_what_is_so_again_is_hinted_at_again(research: ThemeScene, parts: list[Part]) -> None:
    activity = await research.activity(research.maths, parts[0])
    research.hands.at = at_two(-60)
    await record(research, research.maths, parts[0], activity)
    path, check = f"activities/{activity['id']}", f"group-themes/{parts[0]['id']}/check"
    states = []
    for version, day in ((1, 11), (2, 12)):
        moved = {
            "starts_at": at_two().replace(day=day).isoformat(),
            "ends_at": at_two(60).replace(day=day).isoformat(),
        }
        done(await research.maths.leader.patch(path, moved, version=version))
        done(await research.office.step(check, version=1))
        states += [one["state"] for one in await research.hints()]

    assert states == ["gone", "open"]


async def test_hints_are_for_the_leader_the_office_and_who_reads_all(
    research: ThemeScene, parts: list[Part]
) -> None:
    hint = await dismissible(research, parts[0])
    path = f"theme-hints/{hint['id']}"
    member, stranger = research.maths.members[0], research.chinese.leader
    reason = {"reason": "看过"}

    assert await research.hints(member) == []
    assert (await member.get(path)).status_code == 404
    assert done(await member.get(f"group-themes/{parts[0]['id']}"))["open_hints"] is None
    assert (await stranger.step(f"{path}/dismiss", version=1, json=reason)).status_code == 404
    assert (await research.office.step(f"{path}/dismiss", version=9, json=reason)).status_code == 412
    assert (await research.office.get(f"theme-hints/{new_id()}")).status_code == 404
    assert done(await research.maths.leader.get(path))["allowed_actions"] == ["dismiss"]


async def test_a_hint_refuses_and_counts_nothing(research: ThemeScene, parts: list[Part]) -> None:
    await dismissible(research, parts[0])
    slot = (await research.slots(parts[0]))["record"]
    body = {"kind": "slot", "slot_id": slot["id"], "text": LESSON}
    made(await research.maths.leader.post(f"group-themes/{parts[0]['id']}/materials", body))

    accepted = await research.office.step(f"theme-slots/{slot['id']}/accept", version=2)

    assert accepted.status_code == 200
    assert (await research.facts(research.maths))["accepted"] == 1


async def test_a_photo_scaled_and_saved_anew_is_found_by_the_worker(
    research: ThemeScene, parts: list[Part]
) -> None:
    theirs = await research.activity(research.chinese, parts[1])
    ours = await research.activity(research.maths, parts[0])
    research.hands.at = at_two(130)
    for group, part, activity, photo in (
        (research.chinese, parts[1], theirs, saved(a_photo(), quality=90)),
        (research.maths, parts[0], ours, saved(a_photo(size=(320, 240)), quality=60)),
        (research.maths, parts[0], ours, saved(a_photo(3))),
    ):
        sent = {"file": ("评课.jpg", photo, "image/jpeg")}
        kept = made(await group.leader.ask("POST", "files", files=sent))
        body = {"kind": "record", "activity_id": activity["id"], "file_ids": [kept["id"]]}
        made(await group.leader.post(f"group-themes/{part['id']}/materials", body))
        engine, store = research.app.state.engine, research.app.state.files
        await look_at_photos(engine, store, now=research.hands.at)

    hints = await research.hints()

    assert [(one["kind"], one["facts"]["group"]) for one in hints] == [("photo_alike", "语文组")]
    assert int(hints[0]["facts"]["bits"]) <= 5
    assert await look_at_photos(engine, store, now=research.hands.at) == 0


async def test_a_photo_whose_bytes_are_gone_is_looked_at_once(
    research: ThemeScene, parts: list[Part]
) -> None:
    photo = await research.file(research.maths.leader)
    activity = await research.activity(research.maths, parts[0])
    body = {"kind": "record", "activity_id": activity["id"], "file_ids": [str(photo)]}
    made(await research.maths.leader.post(f"group-themes/{parts[0]['id']}/materials", body))
    engine, store = research.app.state.engine, research.app.state.files

    await look_at_photos(engine, store, now=at_two(200))

    assert [(row.file_id, row.likeness) for row in await research.scene.rows(theme_photo)] == [(photo, None)]
