"""What arrives from the platform, brought in by a job, and in how many statements."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import event
from sqlalchemy.ext.asyncio import AsyncEngine

from api.wiring.inbound import inbound_desk
from cli.printing import office
from domain.imports import FileImport, ImportState, Sheet
from domain.integration.inbound import Arrived, InboundDesk, commit_arrived, preview_arrived
from domain.integration.inbound_columns import COLUMNS
from domain.integration.platform import Inbound
from persistence.integration.tables import platform_credit
from persistence.training.tables import duty
from persistence.transaction import in_school
from tests.api.integration.platform_files import a_round_handed_in
from tests.api.integration.test_evaluations import row
from tests.api.training.conftest import credits, owed
from tests.api.training.duty_scene import DutyScene
from tests.scene import Scene

__all__ = ["credits", "owed"]

NOW = datetime(2021, 5, 1, tzinfo=UTC)


@asynccontextmanager
async def a_job(engine: AsyncEngine, scene: Scene, account_id: UUID) -> AsyncIterator[InboundDesk]:
    async with in_school(engine, scene.school_id) as connection:
        yield inbound_desk(connection, office(scene.school_id, account_id), NOW)


def arrived(kind: Inbound, about: str, rows: list[dict[str, str]]) -> Arrived:
    header = [column.field for column in COLUMNS[kind]]
    sheet = Sheet("平台", header, [(line, one) for line, one in enumerate(rows, 2)])
    return Arrived(kind, about, sheet, "platform", "平台", b"{}")


async def brought_in(
    engine: AsyncEngine, scene: Scene, account_id: UUID, one: Arrived
) -> tuple[FileImport, int]:
    """What became of it, and how many statements that took."""
    statements = 0

    def count(*_: Any) -> None:
        nonlocal statements
        statements += 1

    event.listen(engine.sync_engine, "before_cursor_execute", count)
    try:
        async with a_job(engine, scene, account_id) as desk:
            made = await preview_arrived(one, desk, account_id=account_id, now=NOW)
            assert made.row_errors == []
            done = await commit_arrived(made.id, desk, expected=1, account_id=account_id, now=NOW)
    finally:
        event.remove(engine.sync_engine, "before_cursor_execute", count)
    return done, statements


@pytest.mark.parametrize("confirming", [False, True])
async def test_evaluations_are_settled_in_as_many_statements_for_one_as_for_four(
    owed: DutyScene, app_engine: AsyncEngine, confirming: bool
) -> None:
    account_id, counted = owed.office.principal.account_id, []
    for share in (("1",), ("2", "3", "4", "5")):
        rows = []
        for number in share:
            owing = await owed.owing(employee_no=number)
            for kind in ("content_record", "record_sheet") if confirming else ():
                assert (await owed.step(owing.duties[kind], "waive")).is_success
            rows.append(await row(owed, owing, number))
        one = arrived(Inbound.EVALUATIONS, "2020", rows)
        done, statements = await brought_in(app_engine, owed.scene, account_id, one)
        counted.append(statements)
        assert (done.state, done.format) == (ImportState.COMMITTED, "platform")

    assert counted[0] == counted[1]
    duties = await owed.scene.rows(duty)
    assert [one.state for one in duties if one.kind == "evaluation"] == ["accepted"] * 5


async def test_results_are_recorded_by_a_job_in_as_many_statements_for_one_as_for_three(
    scene: Scene, app_engine: AsyncEngine
) -> None:
    held = await a_round_handed_in(scene, 4, {"capacity": 4})
    account_id, counted = held.office.principal.account_id, []

    for share in ((1,), (2, 3, 4)):
        one = arrived(Inbound.SELECTION_RESULTS, held.code, [held.row(number) for number in share])
        counted.append((await brought_in(app_engine, scene, account_id, one))[1])

    assert counted[0] == counted[1]
    assert await held.states() == ["placed"] * 4


async def test_credits_are_kept_in_one_statement(scene: Scene, app_engine: AsyncEngine) -> None:
    await scene.year()
    await scene.teacher(employee_no="1")
    account_id = (await scene.office()).principal.account_id
    credit = {"school_year": "2020", "employee_no": "1", "title": "课", "kind": "online"}
    rows = [credit | {"course_code": f"C{n}", "hours": "1", "credits": "1"} for n in range(40)]

    counted = [
        (await brought_in(app_engine, scene, account_id, arrived(Inbound.PLATFORM_CREDITS, "2020", some)))[1]
        for some in (rows[:1], rows)
    ]

    assert counted[0] == counted[1]
    assert len(await scene.rows(platform_credit)) == 41
