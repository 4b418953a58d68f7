"""Asking for duties costs as many statements for one as for many."""

from typing import Any

from sqlalchemy import event
from sqlalchemy.ext.asyncio import AsyncEngine

from persistence.ids import new_id
from persistence.training.tables import duty
from tests.api.training.credit_scene import CreditScene, set_credit_scene
from tests.scene import Scene


async def statements(engine: AsyncEngine, credits: CreditScene, many: int) -> int:
    enrolled = [await credits.enrolment(await credits.scene.teacher()) for _ in range(many)]
    items = [{"enrolment_id": str(one), "version": 1, "outcome": "passed"} for one in enrolled]
    seen: list[Any] = []

    def see(*given: Any) -> None:
        seen.append(given[2])

    event.listen(engine.sync_engine, "before_cursor_execute", see)
    answer = await credits.office.post(
        "training-results/bulk", {"items": items}, Idempotency_Key=str(new_id())
    )
    event.remove(engine.sync_engine, "before_cursor_execute", see)
    assert answer.status_code == 200, answer.json()
    return len(seen)


async def test_many_results_take_as_many_statements_as_one(
    scene: Scene, elsewhere: Scene, app_engine: AsyncEngine
) -> None:
    await (await scene.office()).get("duties")  # a new connection asks the server a few things first
    one = await statements(app_engine, await set_credit_scene(scene), 1)
    many = await statements(app_engine, await set_credit_scene(elsewhere), 12)

    assert many == one
    assert len(await elsewhere.rows(duty)) == 36
