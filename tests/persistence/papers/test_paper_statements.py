"""How many statements papers take does not depend on how many there are."""

from collections.abc import AsyncIterator
from typing import Any

import pytest
from fastapi import FastAPI
from httpx2 import ASGITransport, AsyncClient

from tests.paper_scene import NOON, OTHER, TEXT, PaperScene, done, made, set_paper_scene
from tests.persistence.test_statement_counts import Counted, app, counted
from tests.scene import Issuer, set_scene
from tests.theme_scene import Hands

pytestmark = pytest.mark.untraced

__all__ = ["app", "counted"]  # fixtures: an application whose statements are counted


@pytest.fixture
async def year(app: FastAPI, counted: Counted, owner: Any, issuer: Issuer) -> AsyncIterator[PaperScene]:
    hands = Hands(NOON)
    app.state.clock = lambda: hands.at
    async with AsyncClient(transport=ASGITransport(app), base_url="http://yanxiu") as client:
        yield await set_paper_scene(await set_scene(owner, client, issuer), app, hands)


async def taken(counted: Counted, year: PaperScene, path: str) -> int:
    who = year.chen.caller if path == "review-tasks" else year.office
    await who.get(path)  # the driver learns a statement's types once
    with counted.counting() as count:
        done(await who.get(path))
    return count[0]


async def test_lists_and_bulks_take_as_many_statements_however_long(
    year: PaperScene, counted: Counted
) -> None:
    paper = await year.submitted(text=TEXT)
    second = await year.submitted(year.li, text=OTHER)
    with counted.counting() as alone:
        made_one = await year.bulk((paper, year.chen.id))
    assert made_one.status_code == 200
    exempt = {"school_year": 2020, "reason": "病假"}
    made(await year.office.post("paper-exemptions", exempt | {"teacher_id": str(year.young.id)}))
    paths = (
        *("papers", "paper-reviews", "review-tasks", "paper-hints", "paper-exemptions"),
        *("paper-duties?school_year=2020", "paper-figures?school_year=2020"),
        f"papers/{paper['id']}/reviewer-candidates",
        f"papers/{paper['id']}/versions",
    )
    few = [await taken(counted, year, path) for path in paths]

    more = []
    for n in range(3):
        author = await year.person(f"作者{n}", f"zuo zhe {n}", subject_group_id=year.maths_id)
        more.append(await year.submitted(author, text=TEXT[: -n or None] + OTHER))
        made(await year.office.post("paper-exemptions", exempt | {"teacher_id": str(author.id)}))
    with counted.counting() as several:
        answer = await year.bulk(*((one, year.chen.id) for one in (second, *more)))
    assert answer.status_code == 200

    assert [await taken(counted, year, path) for path in paths] == few
    assert max(few) <= 8
    assert several == alone
