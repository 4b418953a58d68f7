"""How many statements works, awards and bonuses take does not depend on how many there are."""

from collections.abc import AsyncIterator
from typing import Any

import pytest
from fastapi import FastAPI
from httpx2 import ASGITransport, AsyncClient

from tests.bonus_scene import TABLE, BonusScene, set_bonus_scene
from tests.persistence.test_statement_counts import Counted, app, counted
from tests.scene import Issuer, set_scene
from tests.works_scene import done

pytestmark = pytest.mark.untraced

__all__ = ["app", "counted"]  # fixtures: an application whose statements are counted

PROPOSED = {name: value for name, value in TABLE.items() if name != "effective_from"}


@pytest.fixture
async def bonus(app: FastAPI, counted: Counted, owner: Any, issuer: Issuer) -> AsyncIterator[BonusScene]:
    async with AsyncClient(transport=ASGITransport(app), base_url="http://yanxiu") as client:
        made = await set_bonus_scene(await set_scene(owner, client, issuer))
        await made.table()
        yield made


async def round_of(bonus: BonusScene, counted: Counted, authors: int, awards: int) -> list[int]:
    """Statements of drafting, of the document, of a dry run and of paying a batch of so many."""
    names = [f"教师{number}" for number in range(authors)]
    for number in range(awards):
        award = await bonus.awarded(*names[: 1 + number % authors])
        if number:
            await bonus.works.award({"id": award["work_id"]}, level="city", issuer="另一单位")
    taken = []
    with counted.counting() as count:
        batch = await bonus.draft()
    taken += count
    for path in (f"bonus-batches/{batch['id']}/document?format=xlsx", f"bonus-batches/{batch['id']}"):
        with counted.counting() as count:
            assert (await bonus.finance.get(path)).status_code == 200
        taken += count
    with counted.counting() as count:
        body = {"school_year": 2020, "table": PROPOSED}
        done(await bonus.drafter.post("bonus-dry-runs", body))
    taken += count
    with counted.counting() as count:
        await bonus.paid(batch)
    return taken + count


async def lists(bonus: BonusScene, counted: Counted) -> list[int]:
    taken = []
    for path in (
        "works",
        "awards",
        "bonus-tables",
        "bonus-batches",
        "bonus-lines",
        "bonus-figures?school_year=2020",
        "changed-awards",
    ):
        await bonus.drafter.get(path)  # the driver learns a statement's types once
        with counted.counting() as count:
            done(await bonus.drafter.get(path))
        taken += count
    return taken


async def test_they_take_as_many_however_much_there_is(bonus: BonusScene, counted: Counted) -> None:
    await round_of(bonus, counted, 2, 2)
    few = await round_of(bonus, counted, 1, 1), await lists(bonus, counted)
    await bonus.table(effective_from="2021-01-01")
    award = done(await bonus.drafter.get("awards", limit=1))["items"][0]
    await bonus.works.void(award)

    many = await round_of(bonus, counted, 4, 7), await lists(bonus, counted)

    assert many == few
    assert max(few[1]) <= 6
