"""How many statements a list, a preview or a publication takes does not depend on how much there is."""

from collections.abc import AsyncIterator
from typing import Any

import pytest
from fastapi import FastAPI
from httpx2 import ASGITransport, AsyncClient

from tests.assessment_scene import AssessmentScene, set_assessment_scene
from tests.persistence.test_statement_counts import Counted, app, counted
from tests.scene import Caller, Issuer, set_scene

pytestmark = pytest.mark.untraced

__all__ = ["app", "counted"]  # fixtures: an application whose statements are counted


@pytest.fixture
async def client(app: FastAPI, counted: Counted) -> AsyncIterator[AsyncClient]:
    async with AsyncClient(transport=ASGITransport(app), base_url="http://yanxiu") as client:
        yield client


async def a_term(owner: Any, client: AsyncClient, issuer: Issuer, *, groups: int) -> AssessmentScene:
    """A term's assessment with so many groups, each with a deduction, everything scored by as many judges."""
    made = await set_assessment_scene(
        await set_scene(owner, client, issuer), *(f"第{number}组" for number in range(groups))
    )
    await made.opened()
    for number in range(groups):
        judge = await made.judge(f"评委{number}")
        for group in made.groups:
            if number == 0:
                await made.evidence(group)
                deduction = {"kind": "deduction", "dimension": "routine", "points": "1", "reason": "缺"}
                body = {"group_id": str(group.id), "text": "见"} | deduction
                assert (await made.office.post(f"{made.path}/adjustments", body)).status_code == 201
            await made.score_all(judge, group, "80")
    return made


async def counts(counted: Counted, made: AssessmentScene) -> dict[str, int]:
    """Of each list and step; what has not yet its statements' types is asked twice."""

    async def taken(asker: Caller, path: str) -> int:
        await asker.get(path)
        with counted.counting() as count:
            answer = await asker.get(path)
        assert answer.status_code == 200, answer.text
        return count[0]

    before = ["assessments", made.path, f"{made.path}/preview"]
    before += [f"{made.path}/{part}" for part in ("judges", "scores", "evidence-items", "adjustments")]
    found = {path.replace(made.path, "one"): await taken(made.office, path) for path in before}
    with counted.counting() as count:
        await made.publish()
    found["publish"] = count[0]
    for group in made.groups:
        appeal = {"group_id": str(group.id), "text": "有误"}
        assert (await group.leader.post(f"{made.path}/appeals", appeal)).status_code == 201
    after = ["assessment-results", f"{made.path}/appeals", f"{made.path}/document?format=xlsx"]
    found |= {path.replace(made.path, "one"): await taken(made.office, path) for path in after}
    found["own"] = await taken(made.groups[0].leader, "assessment-results")
    appeals = (await made.office.get(f"{made.path}/appeals")).json()["items"]
    line = {"indicator_id": made.indicator("教学常规"), "score": "95", "reason": "漏计"}
    body = {"answer": "属实", "corrections": [line]}
    with counted.counting() as count:
        path = f"assessment-appeals/{appeals[0]['id']}/uphold"
        assert (await made.office.step(path, version=1, json=body)).status_code == 200
    found["uphold"] = count[0]
    return found


async def test_it_takes_as_many_statements_for_five_groups_as_for_two(
    owner: Any, client: AsyncClient, issuer: Issuer, counted: Counted
) -> None:
    await counts(counted, await a_term(owner, client, issuer, groups=2))  # the driver learns the types once
    few = await counts(counted, await a_term(owner, client, issuer, groups=2))

    assert await counts(counted, await a_term(owner, client, issuer, groups=5)) == few
    assert all(few.values())
