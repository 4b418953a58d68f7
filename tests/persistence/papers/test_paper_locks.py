"""Several at once: one paper a year, versions without gaps, no reviewer twice, no number twice."""

import asyncio
from collections import Counter
from collections.abc import Iterator

import pytest
from fastapi import FastAPI

from persistence.papers.tables import paper, paper_review, paper_version
from tests.paper_scene import NOON, TEXT, PaperScene, set_paper_scene
from tests.scene import Scene
from tests.theme_scene import Hands


@pytest.fixture
def hands(app: FastAPI) -> Iterator[Hands]:
    found, clock = Hands(NOON), app.state.clock
    app.state.clock = lambda: found.at
    yield found
    app.state.clock = clock


@pytest.fixture
async def year(scene: Scene, hands: Hands, app: FastAPI) -> PaperScene:
    return await set_paper_scene(scene, app, hands)


async def test_of_many_papers_begun_at_once_one_stands(year: PaperScene) -> None:
    body = {"school_year": 2020, "title": "题目"}
    answers = await asyncio.gather(*(year.zhang.caller.post("papers", body) for _ in range(5)))
    assert Counter(one.status_code for one in answers) == {201: 1, 409: 4}
    assert len(await year.scene.rows(paper)) == 1


async def test_versions_written_at_once_have_numbers_without_gaps(year: PaperScene) -> None:
    made = await year.paper()
    body = {"title": "题目", "text": TEXT}
    path = f"papers/{made['id']}/versions"
    answers = await asyncio.gather(*(year.zhang.caller.post(path, body) for _ in range(5)))
    assert {one.status_code for one in answers} == {201}
    assert sorted(row.number for row in await year.scene.rows(paper_version)) == [1, 2, 3, 4, 5]


async def test_a_reviewer_assigned_at_once_by_two_routes_is_so_once(year: PaperScene) -> None:
    made = await year.submitted()
    answers = await asyncio.gather(*(year.bulk((made, year.chen.id)) for _ in range(4)))
    assert Counter(one.status_code for one in answers) == {200: 1, 422: 3}
    assert len(await year.scene.rows(paper_review)) == 1


async def test_papers_handed_in_at_once_have_numbers_of_their_own(year: PaperScene) -> None:
    people = (year.zhang, year.li, year.chen, year.liu)
    written = [await year.written(one, text=f"第{n}篇的正文") for n, one in enumerate(people)]
    answers = await asyncio.gather(
        *(
            who.caller.step(f"papers/{one['id']}/submit", version=one["version"])
            for who, one in zip(people, written, strict=True)
        )
    )
    assert {one.status_code for one in answers} == {200}
    assert len({row.alias_no for row in await year.scene.rows(paper)}) == 4
