"""Long work: done once, seen while it runs, undone when it is stopped."""

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import func, select, text
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from cli.operations import Report, run
from domain.errors import NotFound
from domain.operations import OperationState
from persistence import rows
from persistence.ids import new_id
from persistence.people.tables import grade_group
from persistence.platform.operations import SqlOperations
from persistence.platform.tables import operation
from persistence.transaction import in_school
from tests.scene import Scene


async def queued(scene: Scene, engine: AsyncEngine) -> UUID:
    async with in_school(engine, scene.school_id) as connection:
        started = await SqlOperations(connection, scene.school_id).start(
            "probe", arguments={}, account_id=new_id(), at=datetime.now(UTC)
        )
    return started.id


async def one(scene: Scene) -> Any:
    return (await scene.rows(operation))[0]


def adding_a_group(scene: Scene, *, then: Exception | None = None) -> Any:
    async def work(connection: AsyncConnection, report: Report) -> dict[str, Any]:
        await rows.add(connection, grade_group, scene.school_id, {"code": "7", "name": "七年级"})
        await report(1, 2)
        if then is not None:
            raise then
        return {"groups": 1}

    return work


async def test_what_it_did_and_its_success_are_one_commit(scene: Scene, app_engine: AsyncEngine) -> None:
    operation_id = await queued(scene, app_engine)

    await run(app_engine, scene.school_id, operation_id, adding_a_group(scene), last_try=False)

    row = await one(scene)
    assert (row.state, row.done, row.total, row.result) == ("succeeded", 1, 2, {"groups": 1})
    assert len(await scene.rows(grade_group)) == 1


async def test_a_second_run_of_the_same_work_does_nothing(scene: Scene, app_engine: AsyncEngine) -> None:
    operation_id = await queued(scene, app_engine)

    for _ in range(2):
        await run(app_engine, scene.school_id, operation_id, adding_a_group(scene), last_try=False)

    assert len(await scene.rows(grade_group)) == 1


async def test_work_that_is_told_to_stop_leaves_nothing(scene: Scene, app_engine: AsyncEngine) -> None:
    operation_id = await queued(scene, app_engine)
    async with in_school(app_engine, scene.school_id) as connection:
        await connection.execute(
            text("UPDATE operation SET state = 'running', cancel_requested = true WHERE id = :id"),
            {"id": operation_id},
        )

    await run(app_engine, scene.school_id, operation_id, adding_a_group(scene), last_try=False)

    assert (await one(scene)).state == OperationState.CANCELLED
    assert await scene.rows(grade_group) == []


async def test_a_refusal_ends_it_with_its_code(scene: Scene, app_engine: AsyncEngine) -> None:
    operation_id = await queued(scene, app_engine)

    work = adding_a_group(scene, then=NotFound())
    await run(app_engine, scene.school_id, operation_id, work, last_try=False)

    row = await one(scene)
    assert (row.state, row.error["code"]) == (OperationState.FAILED, "not_found")
    assert "没有" in row.error["detail"]
    assert await scene.rows(grade_group) == []


async def test_another_error_is_tried_again_until_the_end(scene: Scene, app_engine: AsyncEngine) -> None:
    operation_id = await queued(scene, app_engine)
    work = adding_a_group(scene, then=RuntimeError("the disk is full"))

    with pytest.raises(RuntimeError):
        await run(app_engine, scene.school_id, operation_id, work, last_try=False)
    assert (await one(scene)).state == OperationState.RUNNING
    await run(app_engine, scene.school_id, operation_id, work, last_try=True)

    assert (await one(scene)).error["code"] == "internal_error"


async def test_the_job_is_queued_when_the_operation_is_and_only_then(
    scene: Scene, app_engine: AsyncEngine, owner: AsyncEngine
) -> None:
    operation_id = await queued(scene, app_engine)
    async with app_engine.connect() as connection:
        await connection.execute(select(func.set_school(scene.school_id)))
        await SqlOperations(connection, scene.school_id).start(
            "probe", arguments={}, account_id=new_id(), at=datetime.now(UTC)
        )
        await connection.rollback()

    async with owner.connect() as connection:
        jobs = await connection.scalars(
            text(
                "SELECT args ->> 'operation_id' FROM procrastinate_jobs WHERE args ->> 'school_id' = :school"
            ),
            {"school": str(scene.school_id)},
        )
        assert list(jobs) == [str(operation_id)]
