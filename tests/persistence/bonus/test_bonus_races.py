"""Two at once: no award is in two batches, and what is voided while it is paid is never both."""

import asyncio
from collections import Counter

import pytest

from persistence.bonus.tables import bonus_line, bonus_settlement
from tests.bonus_scene import BonusScene, correction, set_bonus_scene
from tests.scene import Scene
from tests.works_scene import done


@pytest.fixture
async def bonus(scene: Scene) -> BonusScene:
    return await set_bonus_scene(scene)


async def test_two_drafts_at_once_never_hold_the_same_award(bonus: BonusScene) -> None:
    for name in ("张伟", "李芳", "王强"):
        await bonus.awarded(name)
    body = {"title": "奖金", "school_year": 2020}

    answers = await asyncio.gather(*(bonus.drafter.post("bonus-batches", body) for _ in range(4)))

    assert Counter(one.status_code for one in answers) == {201: 1, 409: 3}
    settled = Counter(row.award_id for row in await bonus.scene.rows(bonus_settlement))
    assert set(settled.values()) == {1}
    assert len(await bonus.scene.rows(bonus_line)) == 3


async def test_an_award_voided_while_its_batch_is_paid_is_unpaid_or_shown(bonus: BonusScene) -> None:
    award = await bonus.awarded("张伟")
    approved = await bonus.approved(await bonus.draft())

    paying, _ = await asyncio.gather(bonus.step(bonus.finance, approved, "pay"), bonus.works.void(award))

    shown = done(await bonus.drafter.get("changed-awards"))["items"]
    assert (paying.status_code, len(shown)) in {(200, 1), (409, 0)}


async def test_two_adjustments_paid_at_once_take_the_money_back_once(bonus: BonusScene) -> None:
    await bonus.awarded("张伟")
    await bonus.paid(await bonus.draft())
    batch = done(await bonus.drafter.get("bonus-batches"))["items"][0]
    (line,) = await bonus.lines(batch_id=batch["id"])
    drafts = [done(await bonus.correct(batch, correction(line, -30_000)), 201) for _ in range(2)]
    ready = [await bonus.approved(one) for one in drafts]

    answers = await asyncio.gather(*(bonus.step(bonus.finance, one, "pay") for one in ready))

    assert Counter(one.status_code for one in answers) == {200: 1, 422: 1}
    assert done(await bonus.finance.get("bonus-figures", school_year=2020))["total_fen"] == 0
