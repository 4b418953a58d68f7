"""Putting topics off 延期."""

from typing import Any

import pytest

from persistence.ids import new_id
from tests.scene import Caller
from tests.theme_scene import done, made
from tests.topic_scene import TITLE, TopicScene


async def asked(desk: TopicScene, topic: dict[str, Any], until: str = "2021-02-10") -> dict[str, Any]:
    return made(
        await desk.wang.post(f"topics/{topic['id']}/extensions", {"until": until, "reason": "疫情停课"})
    )


@pytest.fixture
async def topic(desk: TopicScene) -> dict[str, Any]:
    return await desk.approved()


async def days(desk: TopicScene, topic: dict[str, Any]) -> list[str]:
    return [one["due_on"] for one in await desk.steps(topic)]


async def test_an_extension_is_asked_for_and_granted_as_asked(
    desk: TopicScene, topic: dict[str, Any]
) -> None:
    extension = await asked(desk, topic)
    assert (extension["step"], extension["due_on"], extension["until"]) == (
        "opening",
        "2020-12-10",
        "2021-02-10",
    )
    assert extension["allowed_actions"] == [], "its leader decides nothing"

    granted = done(await desk.office.step(f"topic-extensions/{extension['id']}/grant", version=1))

    assert (granted["state"], granted["granted_until"]) == ("granted", "2021-02-10")
    assert await days(desk, topic) == ["2021-02-10", "2021-06-11", "2021-12-11"], "all later by as many days"
    assert await desk.told("topic_extension_granted") == [
        (desk.wang_id, {"topic": TITLE, "step": "opening", "due_on": "2021-02-10"})
    ]
    assert done(await desk.zhang.get(f"topic-extensions/{extension['id']}")) == granted | {
        "allowed_actions": []
    }
    assert done(await desk.zhang.get("topic-extensions", topic_id=topic["id"], state="granted"))["items"]
    assert done(await desk.chen.get("topic-extensions"))["items"] == []


async def test_it_may_be_granted_until_another_day(desk: TopicScene, topic: dict[str, Any]) -> None:
    extension = await asked(desk, topic)
    path = f"topic-extensions/{extension['id']}/grant"

    early = await desk.office.step(path, version=1, json={"until": "2020-12-10"})
    granted = done(await desk.office.step(path, version=1, json={"until": "2020-12-31", "remark": "至年底"}))

    assert (early.status_code, early.json()["code"]) == (422, "topic_extension_not_later")
    assert (granted["granted_until"], granted["remark"]) == ("2020-12-31", "至年底")
    assert (await days(desk, topic))[0] == "2020-12-31"


async def test_it_is_refused_with_a_reason_and_the_days_stay(desk: TopicScene, topic: dict[str, Any]) -> None:
    extension = await asked(desk, topic)
    before = await days(desk, topic)

    refused = done(
        await desk.office.step(
            f"topic-extensions/{extension['id']}/refuse", version=1, json={"remark": "理由不足"}
        )
    )
    again = await desk.office.step(f"topic-extensions/{extension['id']}/grant", version=2)

    assert (refused["state"], refused["remark"]) == ("refused", "理由不足")
    assert await days(desk, topic) == before
    assert (again.status_code, again.json()["code"]) == (409, "invalid_state")
    told = await desk.told("topic_extension_refused")
    facts = {"topic": TITLE, "step": "opening", "due_on": "2020-12-10", "reason": "理由不足"}
    assert told == [(desk.wang_id, facts)]


async def test_one_is_asked_for_at_a_time_and_as_often_as_the_policy_allows(
    desk: TopicScene, topic: dict[str, Any]
) -> None:
    extension = await asked(desk, topic)
    path, body = f"topics/{topic['id']}/extensions", {"until": "2021-05-01", "reason": "再延"}

    second = await desk.wang.post(path, body)
    done(await desk.office.step(f"topic-extensions/{extension['id']}/grant", version=1))
    third = await desk.wang.post(path, body)

    assert (second.status_code, second.json()["code"]) == (409, "topic_extension_asked")
    assert (third.status_code, third.json()["code"]) == (409, "topic_extensions_used_up")
    kept = done(await desk.wang.get("topic-extensions"))["items"]
    assert [one["state"] for one in kept] == ["granted"]


async def test_a_refused_one_counts_for_nothing(desk: TopicScene, topic: dict[str, Any]) -> None:
    extension = await asked(desk, topic)
    path = f"topic-extensions/{extension['id']}/refuse"
    done(await desk.office.step(path, version=1, json={"remark": "否"}))

    await asked(desk, topic, "2021-01-10")


@pytest.mark.parametrize(
    ("today", "until", "status"),
    [
        pytest.param("2020-11-01", "2020-12-10", 422, id="the day it is due"),
        pytest.param("2020-11-01", "2020-12-11", 201, id="the day after"),
        pytest.param("2021-01-05", "2021-01-05", 422, id="overdue: today"),
        pytest.param("2021-01-05", "2021-01-06", 201, id="overdue: tomorrow"),
    ],
)
async def test_it_is_for_a_later_day(
    desk: TopicScene, topic: dict[str, Any], today: str, until: str, status: int
) -> None:
    desk.today(today)

    answer = await desk.wang.post(f"topics/{topic['id']}/extensions", {"until": until, "reason": "停课"})

    assert answer.status_code == status
    if status == 422:
        assert answer.json()["code"] == "topic_extension_not_later"


@pytest.mark.parametrize("how", ["accepted", "terminated"])
async def test_what_needs_no_answer_any_more_lapses(
    desk: TopicScene, topic: dict[str, Any], how: str
) -> None:
    extension = await asked(desk, topic)

    if how == "accepted":
        await desk.passed(topic, 1)
    else:
        done(await desk.office.step(f"topics/{topic['id']}/terminate", version=3, json={"reason": "停"}))

    seen = done(await desk.office.get(f"topic-extensions/{extension['id']}"))
    assert (seen["state"], seen["allowed_actions"]) == ("lapsed", [])


async def test_what_was_never_asked_for_is_not_there(desk: TopicScene) -> None:
    for step in ("grant", "refuse"):
        answer = await desk.office.step(
            f"topic-extensions/{new_id()}/{step}", version=1, json={"remark": "x"}
        )
        assert answer.status_code == 404


async def test_a_teacher_decides_nothing(desk: TopicScene, topic: dict[str, Any]) -> None:
    extension = await asked(desk, topic)
    callers: list[Caller] = [desk.wang, desk.zhang, desk.chen]

    for who in callers:
        answer = await who.step(f"topic-extensions/{extension['id']}/grant", version=1)
        assert answer.status_code == 403
