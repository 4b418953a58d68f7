"""The same data as a file and over HTTP: a school ends up the same."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from functools import partial
from typing import Any
from uuid import UUID

import pytest
from fastapi import FastAPI
from sqlalchemy import Table
from sqlalchemy.ext.asyncio import AsyncEngine

from cli.platform_exchange import Exchange, Pull, pull
from domain.integration.platform import Inbound
from domain.integration.pulling import Wanted
from gateways.outgoing import GuardedClient
from persistence.ids import new_id
from persistence.integration.tables import platform_credit
from persistence.training.tables import (
    course,
    credit_award,
    credit_standing,
    duty,
    duty_review,
    enrolment,
    session_block,
    training_session,
)
from tests.api.integration.connecting import connected
from tests.api.integration.platform_files import a_round_handed_in, commit, csv_of, sent
from tests.api.training.credit_scene import set_credit_scene
from tests.api.training.duty_scene import DutyScene
from tests.platform_server import always, serving
from tests.platform_server import rows as page
from tests.scene import Caller, Scene

Rows = Sequence[Mapping[str, str]]
OWN = {"id", "school_id", "version", "import_id", "account_id"}
OWN |= {"enrolled_at", "created_at", "settled_at", "at", "changed_at", "earned_at", "reasons"}
"""What is a school's own, or of the moment."""


@pytest.fixture
def exchange(app: FastAPI) -> Exchange:
    client = GuardedClient(private_hosts=["localhost"])
    return Exchange(app.state.sealing, client, partial(datetime.now, UTC))


async def as_a_file(office: Caller, kind: Inbound, rows: Rows, about: str | None) -> None:
    preview = await sent(office, kind, csv_of(kind, rows), about)
    assert preview.json()["row_errors"] == [], preview.text
    assert (await commit(office, preview.json())).status_code == 200


async def over_http(
    scene: Scene,
    office: Caller,
    engine: AsyncEngine,
    exchange: Exchange,
    kind: Inbound,
    rows: Rows,
    about: str | None,
) -> None:
    async with serving(always(page(*[dict(row) for row in rows]))) as platform:
        await connected(office, platform.base_url, commit_automatically=True)
        body = {"kind": kind.value} | ({} if about is None else {"about": about})
        started = await office.post("platform-pulls", body, Idempotency_Key=new_id().hex)
        assert started.status_code == 202, started.text
        account, wanted = office.principal.account_id, Wanted(kind, about)
        asked = Pull(scene.school_id, UUID(started.json()["id"]), wanted, account, asked_for=False)
        await pull(engine, exchange, asked, last_try=True)
    ended = (await office.get(f"operations/{started.json()['id']}")).json()
    assert ended["result"]["committed"], ended


async def state(scene: Scene, names: Mapping[UUID, str], *tables: Table) -> list[list[dict[str, Any]]]:
    """The rows of the tables; other rows are named by what they are called, not by their ids."""
    found = []
    for table in tables:
        rows = [
            {
                name: names.get(value, "…") if isinstance(value, UUID) else value
                for name, value in row._mapping.items()
                if name not in OWN
            }
            for row in await scene.rows(table)
        ]
        found.append(sorted(rows, key=repr))
    return found


async def test_a_catalogue(
    scene: Scene, elsewhere: Scene, app_engine: AsyncEngine, exchange: Exchange
) -> None:
    row = {
        "course_code": "SJ",
        "title": "试卷分析课",
        "provider": "桐乡市教师进修学校",
        "kind": "短期培训",
        "hours": "8",
        "credits": "8.5",
        "course_platform_id": "HZ-1",
        "session_code": "SJ-1",
        "capacity": "30",
        "waitlist": "是",
        "starts_at": "2031-04-07 08:00",
        "ends_at": "2031-04-07 11:30",
    }
    rows = [row, row | {"starts_at": "2031-04-07 13:00", "ends_at": "2031-04-07 16:00"}]
    tables = (course, training_session, session_block)

    await as_a_file(await scene.office(), Inbound.CATALOGUE, rows, None)
    await over_http(elsewhere, await elsewhere.office(), app_engine, exchange, Inbound.CATALOGUE, rows, None)

    ours = await state(scene, {}, *tables)
    assert ours == await state(elsewhere, {}, *tables)
    assert [len(one) for one in ours] == [1, 1, 2]


async def test_selection_results(
    scene: Scene, elsewhere: Scene, app_engine: AsyncEngine, exchange: Exchange
) -> None:
    found = []
    for one in (scene, elsewhere):
        held = await a_round_handed_in(one, 4, {"waitlist": True, "capacity": 2})
        rows = [held.row(3), held.row(1), held.row(2, "候补"), held.row(4, "未录取", reason="名额已满")]
        if one is scene:
            await as_a_file(held.office, Inbound.SELECTION_RESULTS, rows, held.code)
        else:
            await over_http(
                one, held.office, app_engine, exchange, Inbound.SELECTION_RESULTS, rows, held.code
            )
        names = {whom: str(number) for number, whom in enumerate(held.teachers, 1)}
        found.append(await state(one, names, enrolment, credit_standing))

    assert found[0] == found[1]
    assert sorted(row["state"] for row in found[0][0]) == ["placed", "placed", "refused", "waitlisted"]


async def test_credits_of_the_platform(
    scene: Scene, elsewhere: Scene, app_engine: AsyncEngine, exchange: Exchange
) -> None:
    row = {"school_year": "2020-2021", "course_code": "HZ-9", "title": "课例研讨", "kind": "短期培训"}
    row |= {"hours": "8", "credits": "7.5", "earned_on": "2021/4/1"}
    rows = [row | {"employee_no": "1"}, row | {"employee_no": "2", "credits": "8"}]
    found = []
    for one in (scene, elsewhere):
        await one.year()
        names = {await one.teacher(employee_no=number): number for number in ("1", "2")}
        office = await one.office()
        if one is scene:
            await as_a_file(office, Inbound.PLATFORM_CREDITS, rows, "2020")
        else:
            await over_http(one, office, app_engine, exchange, Inbound.PLATFORM_CREDITS, rows, "2020")
        found.append(await state(one, names, platform_credit))

    assert found[0] == found[1]
    assert [row["teacher_id"] for row in found[0][0]] == ["1", "2"]


async def test_evaluations(
    scene: Scene, elsewhere: Scene, app_engine: AsyncEngine, exchange: Exchange
) -> None:
    found = []
    for one in (scene, elsewhere):
        owed = DutyScene(await set_credit_scene(one))
        owing = await owed.owing(employee_no="1")
        (session,) = await one.rows(training_session)
        row = {"school_year": "2020", "session_code": session.code, "employee_no": "1"}
        rows = [row | {"evaluated_on": "2021-04-10", "score": "92", "comment": "记录完整"}]
        if one is scene:
            await as_a_file(owed.office, Inbound.EVALUATIONS, rows, "2020")
        else:
            await over_http(one, owed.office, app_engine, exchange, Inbound.EVALUATIONS, rows, "2020")
        found.append(await state(one, {owing.teacher_id: "1"}, duty, duty_review, credit_award))

    assert found[0] == found[1]
    assert "accepted" in {row["state"] for row in found[0][0]}
