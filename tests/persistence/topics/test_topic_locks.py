"""Several at once: a leader's open topics are counted one after another, each step is judged once."""

import asyncio
from collections import Counter
from collections.abc import Iterator

import pytest
from fastapi import FastAPI

from persistence.topics.tables import topic, topic_extension, topic_level, topic_review, topic_submission
from tests.scene import Scene
from tests.theme_scene import Hands
from tests.topic_scene import TopicScene, at, set_topic_scene


@pytest.fixture
def hands(app: FastAPI) -> Iterator[Hands]:
    found, clock = Hands(at("2020-10-10")), app.state.clock
    app.state.clock = lambda: found.at
    yield found
    app.state.clock = clock


@pytest.fixture
async def desk(scene: Scene, hands: Hands, app: FastAPI) -> TopicScene:
    return await set_topic_scene(scene, hands, app)


async def test_of_many_submitted_at_once_only_as_many_as_one_may_lead_are(desk: TopicScene) -> None:
    drafts = [await desk.draft() for _ in range(5)]

    answers = await asyncio.gather(
        *(desk.wang.step(f"topics/{one['id']}/submit", version=1) for one in drafts)
    )

    assert Counter(one.status_code for one in answers) == {200: 2, 409: 3}
    states = Counter(row.state for row in await desk.scene.rows(topic))
    assert states == {"submitted": 2, "draft": 3}


async def test_a_step_judged_by_two_at_once_is_judged_once(desk: TopicScene) -> None:
    running = await desk.approved()
    handed = await desk.hand_in((await desk.steps(running))[0])
    path = f"topic-milestones/{handed['id']}"

    answers = await asyncio.gather(
        desk.office.step(f"{path}/accept", version=2),
        desk.office.step(f"{path}/return", version=2, json={"remark": "改"}),
        desk.office.step(f"{path}/accept", version=2),
    )

    assert sorted(one.status_code for one in answers) == [200, 412, 412]
    assert len(await desk.scene.rows(topic_review)) == 2, "the proposal's, and one"


async def test_many_who_hand_in_at_once_hand_in_once(desk: TopicScene) -> None:
    running = await desk.approved()
    path = f"topic-milestones/{(await desk.steps(running))[0]['id']}/hand-in"

    answers = await asyncio.gather(
        *(desk.wang.step(path, version=1, json={"text": "开题"}) for _ in range(4))
    )

    assert Counter(one.status_code for one in answers) == {200: 1, 412: 3}
    assert len(await desk.scene.rows(topic_submission)) == 2


async def test_of_extensions_asked_at_once_one_is(desk: TopicScene) -> None:
    running = await desk.approved()
    body = {"until": "2021-03-01", "reason": "停课"}

    answers = await asyncio.gather(
        *(desk.wang.post(f"topics/{running['id']}/extensions", body) for _ in range(4))
    )

    assert Counter(one.status_code for one in answers) == {201: 1, 409: 3}
    assert len(await desk.scene.rows(topic_extension)) == 1


async def test_of_two_raised_to_one_level_at_once_one_is(desk: TopicScene) -> None:
    running = await desk.approved()
    body = {"level": "county", "outcome": "approved", "decided_on": "2020-10-10"}

    answers = await asyncio.gather(
        *(
            desk.office.step(f"topics/{running['id']}/raise", version=3, json=body | {"number": f"桐{n}"})
            for n in range(3)
        )
    )

    assert sorted(one.status_code for one in answers) == [200, 412, 412]
    assert len(await desk.scene.rows(topic_level)) == 2
