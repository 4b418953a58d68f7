"""How many statements a run and a decision take does not depend on how many lines there are."""

from collections.abc import AsyncIterator
from typing import Any

import pytest
from httpx2 import ASGITransport, AsyncClient

from tests.persistence.test_statement_counts import Counted, app, counted
from tests.reconciliation_scene import Listed, ReconciliationScene, set_reconciliation_scene
from tests.scene import Issuer, set_scene

__all__ = ["app", "counted"]


@pytest.fixture
async def books(
    app: Any,
    counted: Counted,
    owner: Any,
    issuer: Issuer,
) -> AsyncIterator[ReconciliationScene]:
    async with AsyncClient(transport=ASGITransport(app), base_url="http://yanxiu") as client:
        yield await set_reconciliation_scene(await set_scene(owner, client, issuer))


async def a_round(books: ReconciliationScene, counted: Counted, people: int) -> list[int]:
    """Statements of a run that finds three differences of each, of the list, of taking all, of a run."""
    rows = []
    for _ in range(people):
        teacher = await books.scene.teacher()
        await books.awarded(teacher)
        rows += [Listed(teacher, "4.00"), Listed(teacher, "8.00", await books.awarded(teacher))]
    await books.listed(*rows)
    found = []
    for step in ("run", "list", "decide", "run"):
        lines = [] if step == "run" else await books.lines(state="open")
        items = [{"line_id": one["id"], "version": 1, "decision": "take_theirs"} for one in lines]
        with counted.counting() as count:
            if step == "run":
                await books.run()
            elif step == "list":
                await books.lines(state="open", limit=200)
            else:
                assert (await books.bulk(*items)).status_code == 200
        found += count
    return found


async def test_many_lines_take_as_many_statements_as_few(
    books: ReconciliationScene,
    counted: Counted,
) -> None:
    await a_round(books, counted, 1)  # the driver learns the statements' types once

    assert await a_round(books, counted, 2) == await a_round(books, counted, 7)
