"""A theme from its draft to its end, and the groups that take part (MISSION §6)."""

from typing import Any

import pytest

from domain.themes.nine_ones import EXAMPLE
from persistence.ids import new_id
from persistence.people.tables import subject_group
from persistence.platform.tables import message
from tests.scene import Caller
from tests.theme_scene import ThemeScene, at_two, done, made
from tests.weekplan_scene import set_row


async def test_a_theme_is_drafted_entered_begun_and_closed(research: ThemeScene) -> None:
    theme = await research.theme(aim="以学定教")
    part = await research.entered(theme, research.maths)
    running = await research.begun(theme)
    closed = done(await research.office.step(f"themes/{theme['id']}/close", version=running["version"]))

    assert (theme["state"], theme["allowed_actions"]) == ("draft", ["update", "open", "enter"])
    assert (part["question"], part["slots"], part["accepted"]) == ("前置学习单怎么设计", 9, 0)
    assert part["missing"] == [one.title for one in EXAMPLE.slots]
    assert (running["state"], running["groups"]) == ("running", 1)
    assert (closed["state"], closed["allowed_actions"]) == ("closed", [])
    assert closed["closed_at"] is not None


async def test_every_member_is_told_their_group_s_question(research: ThemeScene) -> None:
    theme = await research.theme()
    await research.entered(theme, research.maths)
    await research.begun(theme)

    rows = [row for row in await research.scene.rows(message) if row.event == "theme_opened"]

    assert {row.recipient_id for row in rows} == {research.maths.leader_id, *research.maths.member_ids}
    assert rows[0].facts == {
        "theme": "生本课堂",
        "question": "前置学习单怎么设计",
        "due_on": "2021-06-18",
    }


async def test_who_enters_a_running_theme_is_told_at_once(research: ThemeScene) -> None:
    (part,) = await research.running(research.maths)
    theme = done(await research.office.get(f"themes/{part['theme_id']}"))

    await research.entered(theme, research.chinese)

    told = {row.recipient_id for row in await research.scene.rows(message) if row.event == "theme_opened"}
    assert {research.chinese.leader_id, *research.chinese.member_ids} <= told


async def test_drafts_are_for_those_who_plan(research: ThemeScene) -> None:
    theme = await research.theme()
    part = await research.entered(theme, research.maths)
    member = research.maths.members[0]

    assert done(await member.get("themes"))["items"] == []
    assert (await member.get(f"themes/{theme['id']}")).status_code == 404
    assert (await member.get(f"group-themes/{part['id']}")).status_code == 404
    assert done(await research.chinese.leader.get("themes"))["items"] != []


@pytest.mark.parametrize(
    ("values", "status", "code"),
    [
        pytest.param({"due_on": "2021-07-07"}, 422, "theme_due_outside_term", id="due after the term"),
        pytest.param({"due_on": "2021-02-19"}, 422, "theme_due_outside_term", id="due before the term"),
        pytest.param({"title": "生本课堂"}, 409, "theme_title_taken", id="a title the term has"),
        pytest.param({"term_id": str(new_id())}, 404, "not_found", id="a term there is not"),
    ],
)
async def test_a_theme_that_cannot_be(
    research: ThemeScene, values: dict[str, str], status: int, code: str
) -> None:
    await research.theme()
    body = {"term_id": str(research.term_id), "title": "深度学习", "due_on": "2021-06-18"} | values

    answer = await research.office.post("themes", body)

    assert (answer.status_code, answer.json()["code"]) == (status, code)


async def test_a_theme_is_changed_until_it_is_closed(research: ThemeScene) -> None:
    theme = await research.theme()
    path = f"themes/{theme['id']}"

    changed = done(await research.office.patch(path, {"due_on": "2021-07-06"}, version=1))
    stale = await research.office.patch(path, {"aim": "以学定教"}, version=1)
    outside = await research.office.patch(path, {"due_on": "2021-08-06"}, version=2)
    other = await research.theme(title="深度学习")
    taken = await research.office.patch(f"themes/{other['id']}", {"title": "生本课堂"}, version=1)

    assert (changed["due_on"], changed["version"]) == ("2021-07-06", 2)
    assert (stale.status_code, outside.json()["code"]) == (412, "theme_due_outside_term")
    assert taken.json()["code"] == "theme_title_taken"


async def test_a_theme_without_groups_does_not_begin(research: ThemeScene) -> None:
    theme = await research.theme()

    answer = await research.office.step(f"themes/{theme['id']}/open", version=1)

    assert (answer.status_code, answer.json()["code"]) == (409, "theme_without_groups")


async def test_what_there_is_not_does_not_begin(research: ThemeScene) -> None:
    assert (await research.office.step(f"themes/{new_id()}/open", version=1)).status_code == 404


async def test_a_group_enters_once(research: ThemeScene) -> None:
    theme = await research.theme()
    await research.entered(theme, research.maths)

    body = {"theme_id": theme["id"], "subject_group_id": str(research.maths.id), "question": "再来一次"}
    again = await research.office.post("group-themes", body)

    assert (again.status_code, again.json()["code"]) == (409, "group_entered")


@pytest.mark.parametrize("field", ["theme_id", "subject_group_id"])
async def test_what_there_is_not_is_not_entered(research: ThemeScene, field: str) -> None:
    theme = await research.theme()
    body = {"theme_id": theme["id"], "subject_group_id": str(research.maths.id), "question": "问"}

    answer = await research.office.post("group-themes", body | {field: str(new_id())})

    assert answer.status_code == 422
    assert answer.json()["code"] == "unknown_reference"


async def test_a_leader_writes_for_their_own_group_only(research: ThemeScene) -> None:
    theme = await research.theme()
    part = await research.entered(theme, research.maths)
    body = {"theme_id": theme["id"], "subject_group_id": str(research.chinese.id), "question": "朗读"}
    leader = research.maths.leader

    assert (await leader.post("group-themes", body)).status_code == 403
    path = f"group-themes/{part['id']}"
    assert (await research.chinese.leader.patch(path, {"question": "问"}, version=1)).status_code == 404
    changed = done(await leader.patch(path, {"question": "小组交流怎么组织"}, version=1))
    assert (changed["question"], changed["version"]) == ("小组交流怎么组织", 2)
    assert (await leader.patch(path, {"question": "问"}, version=1)).status_code == 412


async def test_a_former_leader_writes_no_more(research: ThemeScene) -> None:
    theme = await research.theme()
    part = await research.entered(theme, research.maths)
    await set_row(research.scene, subject_group, research.maths.id, leader_id=research.maths.member_ids[0])

    answer = await research.maths.leader.patch(f"group-themes/{part['id']}", {"question": "问"}, version=1)

    assert answer.status_code == 403


async def test_nothing_is_planned_once_it_is_closed(research: ThemeScene) -> None:
    (part,) = await research.running(research.maths)
    theme = done(await research.office.get(f"themes/{part['theme_id']}"))
    done(await research.office.step(f"themes/{theme['id']}/close", version=theme["version"]))

    body = {"theme_id": theme["id"], "subject_group_id": str(research.chinese.id), "question": "朗读"}
    entering = await research.chinese.leader.post("group-themes", body)
    asking = await research.maths.leader.patch(f"group-themes/{part['id']}", {"question": "问"}, version=1)

    assert [one.json()["code"] for one in (entering, asking)] == ["theme_closed", "theme_closed"]


async def test_lists_are_narrowed(research: ThemeScene) -> None:
    maths, chinese = await research.running(research.maths, research.chinese)
    draft = await research.theme(title="深度学习", due_on="2021-05-01")

    async def ids(path: str, **asked: Any) -> list[str]:
        return [one["id"] for one in done(await research.office.get(path, **asked))["items"]]

    assert await ids("themes") == [maths["theme_id"], draft["id"]]
    assert await ids("themes", state="draft", term_id=str(research.term_id)) == [draft["id"]]
    assert await ids("group-themes", theme_id=maths["theme_id"]) == [maths["id"], chinese["id"]]
    assert await ids("group-themes", subject_group_id=str(research.chinese.id)) == [chinese["id"]]
    assert await ids("group-themes", term_id=str(new_id())) == []
    assert await ids("group-themes", state="closed") == []
    assert await ids("group-themes", missing="false") == []
    assert len(await ids("group-themes", missing="true", hinted="false")) == 2
    assert await ids("theme-slots", state="accepted") == []
    assert len(await ids("theme-slots", subject_group_id=str(research.maths.id), state="open")) == 9


async def test_what_is_missing_is_overdue_the_day_after(research: ThemeScene) -> None:
    (part,) = await research.running(research.maths)
    path = f"group-themes/{part['id']}"

    research.hands.at = at_two().replace(month=6, day=18)
    due = done(await research.office.get(path))
    research.hands.at = at_two().replace(month=6, day=19)
    over = done(await research.office.get(path))
    listed = done(await research.maths.leader.get("theme-slots", overdue="true"))["items"]

    assert (due["overdue"], over["overdue"]) == (False, True)
    assert [one["number"] for one in listed] == list(range(1, 10))


def nine(**first: Any) -> list[dict[str, Any]]:
    slots = [{"key": f"s{n}", "title": f"第{n}项", "asked": "一份"} for n in range(1, 10)]
    return [slots[0] | first, *slots[1:]]


async def published(office: Caller, term_id: str, **values: Any) -> dict[str, Any]:
    body = {"title": "我校“九个一”", "from_term_id": term_id, "slots": nine()} | values
    found: dict[str, Any] = made(await office.post("nine-ones", body))
    return found


async def test_the_list_shipped_is_an_example_until_the_office_publishes_its_own(
    research: ThemeScene,
) -> None:
    theme = await research.theme()
    before = done(await research.office.get(f"themes/{theme['id']}/nine-ones"))
    template = await published(research.office, str(research.term_id))
    after = done(await research.office.get(f"themes/{theme['id']}/nine-ones"))

    assert (before["example"], before["number"], before["id"]) == (True, 0, None)
    assert (after["example"], after["number"], after["id"]) == (False, 1, template["id"])
    assert done(await research.office.get("nine-ones"))["items"] == [template]
    assert done(await research.office.get(f"nine-ones/{template['id']}")) == template
    assert (await research.office.get(f"nine-ones/{new_id()}")).status_code == 404


async def test_a_group_keeps_the_version_it_began_with(research: ThemeScene) -> None:
    theme = await research.theme()
    first = await research.entered(theme, research.maths)
    await published(research.office, str(research.term_id))
    second = await research.entered(theme, research.chinese)

    again = done(await research.office.get(f"group-themes/{first['id']}"))
    assert (again["template_number"], second["template_number"]) == (0, 1)
    assert "plan" in await research.slots(first)
    assert "s1" in await research.slots(second)


async def test_nine_ones_are_nine(research: ThemeScene) -> None:
    body = {"title": "我校", "from_term_id": str(research.term_id), "slots": nine()[:8]}
    eight = await research.office.post("nine-ones", body)
    twice = await research.office.post("nine-ones", body | {"slots": nine(key="s2")})
    nowhere = await research.office.post("nine-ones", body | {"slots": nine(), "from_term_id": str(new_id())})

    assert [one.json()["code"] for one in (eight, twice, nowhere)] == [
        "nine_ones_incomplete",
        "nine_ones_incomplete",
        "unknown_reference",
    ]
    assert "s2" in twice.json()["detail"]
