"""How many statements contests take does not depend on how many entries there are."""

from collections.abc import AsyncIterator
from typing import Any

import pytest
from fastapi import FastAPI
from httpx2 import ASGITransport, AsyncClient

from tests.contest_scene import ContestScene, a_person, april, set_contest_scene
from tests.persistence.test_statement_counts import Counted, app, counted
from tests.scene import Issuer, set_scene
from tests.theme_scene import Hands, done, made

pytestmark = pytest.mark.untraced

__all__ = ["app", "counted"]  # fixtures: an application whose statements are counted


@pytest.fixture
async def desk(app: FastAPI, counted: Counted, owner: Any, issuer: Issuer) -> AsyncIterator[ContestScene]:
    hands = Hands(april(6))
    app.state.clock = lambda: hands.at
    async with AsyncClient(transport=ASGITransport(app), base_url="http://yanxiu") as client:
        yield await set_contest_scene(await set_scene(owner, client, issuer), hands, app)


async def reads(desk: ContestScene, counted: Counted, contest: dict[str, Any]) -> dict[str, int]:
    path = f"contests/{contest['id']}"
    asked = [
        *((desk.office, one) for one in ("contests", "contest-entries", f"{path}/judges", f"{path}/scores")),
        *((desk.office, f"{path}/{one}") for one in ("ranking", "anonymous-copies", "register", "quota")),
        (desk.office, "contest-statistics?school_year=2020"),
        (desk.judge.caller, f"{path}/anonymous-entries"),
    ]
    found = {}
    for who, one in asked:
        await who.get(one)  # the driver learns a statement's types once
        with counted.counting() as count:
            assert (await who.get(one)).status_code == 200
        found[one.removeprefix(path)] = count[0]
    return found


async def a_contest(desk: ContestScene, title: str, entries: int) -> dict[str, Any]:
    """Closed, with so many entries and all scores."""
    contest = await desk.contest(title=title)
    for number in range(entries):
        author = await a_person(desk.scene, f"作者{title}{number}")
        await desk.entered(contest, author, title=f"{title}{number}")
    contest = await desk.step(contest, "close")
    await desk.appointed(contest)
    await desk.scored(contest, desk.judge, *[str(60 + number) for number in range(entries)])
    return contest


async def committed(desk: ContestScene, counted: Counted, contest: dict[str, Any], prizes: int) -> list[int]:
    """The statements of publishing the ranking, and of committing a list of results."""
    with counted.counting() as ranking:
        contest = await desk.step(contest, "rank")
    contest = await desk.step(contest, "submit")
    sent = [one for one in await desk.entries(contest) if one["state"] == "sent"][:prizes]
    rows = "".join(f"{one['alias']},一等奖\n" for one in sent)
    data = {"format": "csv", "contest_id": contest["id"], "awarded_on": "2021-06-01"}
    found = made(
        await desk.office.ask(
            "POST",
            "contest-result-imports",
            data=data,
            files={"file": ("结果.csv", f"编号,奖项\n{rows}".encode())},
        )
    )
    with counted.counting() as results:
        done(await desk.office.step(f"contest-result-imports/{found['id']}/commit", version=1))
    return [*ranking, *results]


async def test_contests_take_as_many_statements_however_many_entries(
    desk: ContestScene, counted: Counted
) -> None:
    warm = await a_contest(desk, "暖", 2)
    await committed(desk, counted, warm, 1)
    small, large = await a_contest(desk, "小", 3), await a_contest(desk, "大", 6)

    few, many = await reads(desk, counted, small), await reads(desk, counted, large)

    assert few == many
    assert max(few.values()) <= 11
    assert await committed(desk, counted, small, 1) == await committed(desk, counted, large, 2)
