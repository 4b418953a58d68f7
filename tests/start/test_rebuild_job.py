"""Recomputing the sums: asked for over HTTP, done by the worker."""

from decimal import Decimal

from sqlalchemy.ext.asyncio import AsyncEngine

from cli.worker import queue
from domain.identity.actions import Role
from persistence.provision import DatabaseUrls
from persistence.training.tables import credit_standing
from tests.scene import Scene


async def test_a_sum_that_differs_from_its_ledger_is_named_and_put_right(
    app_engine: AsyncEngine, urls: DatabaseUrls, scene: Scene
) -> None:
    teacher_id = await scene.teacher()
    zero = dict.fromkeys(
        ("provisional", "planned", "school_based_confirmed", "school_based_provisional"), Decimal(0)
    )
    await scene.add(
        credit_standing,
        teacher_id=teacher_id,
        school_year=2020,
        confirmed=Decimal(7),
        long_courses=0,
        **zero,
    )
    office = await scene.signed_in(Role.RESEARCH_OFFICE)
    asked = await office.post("credit-standings/rebuild")

    async with queue(urls.app).open_async() as app:
        await app.run_worker_async(
            wait=False,
            listen_notify=False,
            install_signal_handlers=False,
            additional_context={"engine": app_engine},
        )

    done = (await office.get(asked.headers["location"])).json()
    (kept,) = await scene.rows(credit_standing)
    assert done["status"] == "succeeded"
    assert done["result"]["differences"] == [
        {
            "teacher_id": str(teacher_id),
            "school_year": 2020,
            "sum": "confirmed",
            "was": "7.00",
            "should_be": "0.00",
        }
    ]
    assert kept.confirmed == 0
