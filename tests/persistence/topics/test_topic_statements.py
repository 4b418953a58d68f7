"""How many statements the lists of topics take does not depend on how many there are."""

from collections.abc import AsyncIterator
from typing import Any
from uuid import UUID

import pytest
from fastapi import FastAPI
from httpx2 import ASGITransport, AsyncClient

from persistence.topics.nightly import remind_school
from persistence.weekplan.topics import TopicWeek
from tests.persistence.test_statement_counts import Counted, app, counted
from tests.scene import Issuer, set_scene
from tests.theme_scene import Hands, done, made
from tests.topic_scene import TopicScene, at, set_topic_scene

pytestmark = pytest.mark.untraced

__all__ = ["app", "counted"]  # fixtures: an application whose statements are counted


@pytest.fixture
async def desk(app: FastAPI, counted: Counted, owner: Any, issuer: Issuer) -> AsyncIterator[TopicScene]:
    hands = Hands(at("2020-10-10"))
    app.state.clock = lambda: hands.at
    async with AsyncClient(transport=ASGITransport(app), base_url="http://yanxiu") as client:
        yield await set_topic_scene(await set_scene(owner, client, issuer), hands, app)


async def busy(desk: TopicScene, members: list[UUID]) -> None:
    """A topic with files, a step handed in, one to come, and an extension asked for."""
    files = [str(await desk.file(desk.office)) for _ in range(2)]
    topic = await desk.approved(desk.office, members=members, file_ids=files)
    step = (await desk.steps(topic))[0]
    await desk.hand_in(step, desk.office, text="开题", file_ids=files)
    body = {"until": "2021-05-01", "reason": "停课"}
    made(await desk.office.post(f"topics/{topic['id']}/extensions", body))


async def taken(counted: Counted, desk: TopicScene, path: str) -> int:
    await desk.office.get(path)  # the driver learns a statement's types once
    with counted.counting() as count:
        done(await desk.office.get(path))
    return count[0]


async def test_lists_take_as_many_statements_however_long(desk: TopicScene, counted: Counted) -> None:
    await busy(desk, [desk.wang_id])
    (first,) = await desk.listed()
    paths = (
        "topics",
        f"topics?overdue=true&term_id={await desk.term('2020-09-01')}",
        "topic-milestones?overdue=false",
        "topic-submissions",
        "topic-extensions",
        "topic-figures?school_year=2020",
        "topic-rules",
        f"topics/{first}/levels",
        f"topics/{first}/member-changes",
        f"topics/{first}/links",
    )
    few = [await taken(counted, desk, path) for path in paths]

    for members in ([desk.zhang_id, desk.li_id, desk.chen_id], [desk.chen_id, desk.wang_id], [desk.li_id]):
        await busy(desk, members)

    assert [await taken(counted, desk, path) for path in paths] == few
    assert max(few) <= 6


async def test_the_night_and_the_week_take_as_many_however_much_is_due(
    desk: TopicScene, counted: Counted
) -> None:
    engine, school_id = desk.app.state.engine, desk.scene.school_id

    async def night() -> int:
        await remind_school(engine, school_id, now=at("2020-12-01"))
        with counted.counting() as count:
            await remind_school(engine, school_id, now=at("2020-12-01"))
        return count[0]

    async def week() -> int:
        async with engine.connect() as connection:
            await TopicWeek(connection, school_id).entries(at("2020-12-07").date(), at("2020-12-13").date())
            with counted.counting() as count:
                await TopicWeek(connection, school_id).entries_of(
                    desk.wang_id, at("2020-12-07").date(), at("2020-12-13").date()
                )
        return count[0]

    await desk.approved(members=[desk.wang_id])
    few = [await night(), await week()]
    for _ in range(2):
        await desk.approved(desk.zhang, members=[desk.zhang_id, desk.wang_id])

    assert [await night(), await week()] == few
