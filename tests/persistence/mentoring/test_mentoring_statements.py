"""How many statements mentor pairs take does not depend on how many there are, or how much is in them."""

from collections.abc import AsyncIterator
from typing import Any

import pytest
from fastapi import FastAPI
from httpx2 import ASGITransport, AsyncClient

from tests.mentoring_scene import Hands, MentoringScene, done, made, noon, set_mentoring_scene
from tests.persistence.test_statement_counts import Counted, app, counted
from tests.scene import Issuer, set_scene

pytestmark = pytest.mark.untraced

__all__ = ["app", "counted"]  # fixtures: an application whose statements are counted


@pytest.fixture
async def room(app: FastAPI, counted: Counted, owner: Any, issuer: Issuer) -> AsyncIterator[MentoringScene]:
    hands = Hands(noon())
    app.state.clock = lambda: hands.at
    async with AsyncClient(transport=ASGITransport(app), base_url="http://yanxiu") as client:
        yield await set_mentoring_scene(await set_scene(owner, client, issuer), hands, app)


async def busy(room: MentoringScene, field: str) -> dict[str, Any]:
    """A pair with entries, files, a judged lesson, a grade, and what the apprentice has won."""
    pair = await room.outside(field=field)
    who = pair["apprentice_id"]
    files = [str(await room.file(room.office)) for _ in range(2)]
    for period in (1, 2):
        await room.confirmed(pair, kind="mentor_observes", period=period, file_ids=files)
    listeners = [str(room.leader.id), str(room.stranger.id)]
    lesson = await room.lesson(pair, room.office, listener_ids=listeners, title=f"{field}课")
    path = f"report-lessons/{lesson['id']}"
    done(await room.office.step(f"{path}/hold", version=1))
    made(await room.leader.caller.post(f"{path}/judgements", {"remark": "好", "score": "90"}))
    await room.graded(pair)
    entry = {"teacher_id": who, "title": field, "organizer": "学会", "level": "city", "held_on": "2021-04-01"}
    made(await room.office.post("competition-entries", entry))
    kind = {"teaching": "rising_star", "homeroom": "backbone", "research": "master"}[field]
    title = {"teacher_id": who, "kind": kind, "level": "city", "issuer": "局", "awarded_on": "2021-04-01"}
    made(await room.office.post("growth-titles", title))
    return pair


async def taken(counted: Counted, room: MentoringScene, path: str) -> int:
    await room.office.get(path)  # the driver learns a statement's types once
    with counted.counting() as count:
        done(await room.office.get(path))
    return count[0]


async def test_lists_and_the_growth_record_take_as_many_statements_however_long(
    room: MentoringScene, counted: Counted
) -> None:
    pair = await busy(room, "teaching")
    paths = (
        "mentor-pairs",
        "mentor-logs",
        "report-lessons",
        "mentor-evaluations",
        "competition-entries",
        "growth-titles",
        "young-teachers",
        f"growth-records/{room.apprentice.id}",
        f"mentor-pairs/{pair['id']}/targets?term_id={room.term_id}",
        f"mentoring-figures?term_id={room.term_id}",
    )
    few = [await taken(counted, room, path) for path in paths]

    for field in ("homeroom", "research"):
        await busy(room, field)

    assert [await taken(counted, room, path) for path in paths] == few
    assert max(few[:7]) <= 6
    assert max(few) <= 13
