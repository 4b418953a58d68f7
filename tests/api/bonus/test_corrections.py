"""What was paid never changes: counter-entries put it right, and the sums of a year follow."""

from typing import Any

import pytest

from persistence.ids import new_id
from persistence.people.tables import subject_group
from tests.bonus_scene import BonusScene, correction
from tests.works_scene import done, refused


@pytest.fixture
async def paid(bonus: BonusScene) -> dict[str, Any]:
    """300.00 yuan for a work of two, the maths teacher first."""
    group_id = await bonus.scene.add(subject_group, code="SX", name="数学组")
    await bonus.works.author("张伟", subject_group_id=group_id)
    await bonus.awarded("张伟", "李芳")
    batch = await bonus.paid(await bonus.draft())
    return done(await bonus.drafter.get(f"bonus-batches/{batch['id']}"))


async def figures(bonus: BonusScene, year: int = 2020) -> dict[str, Any]:
    return done(await bonus.principal.get("bonus-figures", school_year=year))


async def changed(bonus: BonusScene) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = done(await bonus.drafter.get("changed-awards"))["items"]
    return found


async def test_a_paid_batch_takes_no_step_but_a_correction(bonus: BonusScene, paid: dict[str, Any]) -> None:
    path = f"bonus-batches/{paid['id']}"
    assert refused(await bonus.drafter.patch(path, {"title": "改"}, version=paid["version"])) == (
        409,
        "invalid_state",
    )
    for who, action, body in (
        (bonus.checker, "check", {}),
        (bonus.principal, "approve", {}),
        (bonus.finance, "pay", {}),
        (bonus.principal, "reject", {"reason": "改"}),
        (bonus.drafter, "cancel", {"reason": "改"}),
    ):
        assert refused(await bonus.step(who, paid, action, **body)) == (409, "invalid_state"), action
    assert done(await bonus.drafter.get(path)) == paid


async def test_an_award_voided_after_paying_is_shown_until_it_is_put_right(
    bonus: BonusScene, paid: dict[str, Any]
) -> None:
    first, second = await bonus.lines(batch_id=paid["id"])
    award = done(await bonus.drafter.get(f"awards/{first['award_id']}"))
    assert await changed(bonus) == []
    await bonus.works.void(award)

    (seen,) = await changed(bonus)
    assert (seen["award_id"], seen["batch_id"]) == (award["id"], paid["id"])
    assert (seen["paid_fen"], seen["due_fen"], seen["voided_because"]) == (30_000, 0, "获奖名单有误")
    assert [(one["name"], one["paid_fen"]) for one in seen["teachers"]] == [
        ("张伟", 20_000),
        ("李芳", 10_000),
    ]

    lines = [correction(first, -20_000), correction(second, -10_000, reason="扣回")]
    adjustment = done(await bonus.correct(paid, *lines), 201)
    assert (adjustment["kind"], adjustment["state"], adjustment["corrects_id"]) == (
        "adjustment", "draft", paid["id"],
    )  # fmt: skip
    assert (await figures(bonus))["total_fen"] == 30_000
    await bonus.paid(adjustment)

    assert await changed(bonus) == []
    assert (await figures(bonus))["total_fen"] == 0
    li = bonus.works.authors["李芳"].caller
    assert [(one["kind"], one["amount_fen"]) for one in await bonus.lines(li)] == [
        ("award", 10_000),
        ("correction", -10_000),
    ]
    inbox = done(await li.get("/api/v1/me/messages"))["items"]
    assert [one["facts"]["amount"] for one in inbox if one["event"] == "bonus_paid"] == ["-100.00", "100.00"]


async def test_sums_of_a_year_follow_by_teacher_group_and_level(
    bonus: BonusScene, paid: dict[str, Any]
) -> None:
    first, second = await bonus.lines(batch_id=paid["id"])
    moved = [correction(first, -5_000), correction(second, 5_000)]
    await bonus.paid(done(await bonus.correct(paid, *moved), 201))

    found = await figures(bonus)

    assert found["total_fen"] == 30_000
    assert {one["name"]: one["amount_fen"] for one in found["teachers"]} == {"张伟": 15_000, "李芳": 15_000}
    assert {one["name"]: one["amount_fen"] for one in found["groups"]} == {"数学组": 15_000, None: 15_000}
    assert found["levels"] == [{"level": "county", "amount_fen": 30_000}]
    assert await figures(bonus, 2019) == {
        "school_year": 2019, "total_fen": 0, "teachers": [], "groups": [], "levels": [],
    }  # fmt: skip


@pytest.mark.parametrize(
    ("amounts", "code", "said"),
    [
        pytest.param([-20_001, 1], "correction_too_much", "200.00 元", id="more than was paid"),
        pytest.param([1, 0], "correction_of_nothing", "第 2 行", id="a line of nothing"),
        pytest.param([1, -2, 2], "correction_above_highest", "300.00 元", id="above the highest award"),
    ],
)
async def test_a_correction_stays_between_nothing_and_the_highest_award(
    bonus: BonusScene, paid: dict[str, Any], amounts: list[int], code: str, said: str
) -> None:
    first, second = await bonus.lines(batch_id=paid["id"])
    lines = [correction(one, amount) for one, amount in zip((first, second, first), amounts, strict=False)]

    answer = await bonus.correct(paid, *lines)

    assert refused(answer) == (422, code)
    assert said in answer.json()["detail"]


async def test_a_correction_is_of_an_award_and_a_teacher_there_are(
    bonus: BonusScene, paid: dict[str, Any]
) -> None:
    first, _ = await bonus.lines(batch_id=paid["id"])
    other = await bonus.awarded("王强")

    for wrong in ({"award_id": other["id"]}, {"award_id": str(new_id())}):
        assert refused(await bonus.correct(paid, correction(first, -1) | wrong)) == (422, "unknown_reference")
    stranger = correction(first, 1, teacher_id=str(new_id()))
    assert refused(await bonus.correct(paid, correction(first, -1), stranger)) == (422, "unknown_reference")


async def test_an_adjustment_is_of_a_paid_award_batch(bonus: BonusScene, paid: dict[str, Any]) -> None:
    first, _ = await bonus.lines(batch_id=paid["id"])
    await bonus.awarded("王强")
    draft = await bonus.draft(title="第二批")
    assert refused(await bonus.correct(draft, correction(first, -1))) == (409, "invalid_state")
    adjustment = await bonus.paid(done(await bonus.correct(paid, correction(first, -1)), 201))

    assert refused(await bonus.correct(adjustment, correction(first, -1))) == (
        409,
        "correction_of_adjustment",
    )
    seen = done(await bonus.drafter.get("bonus-batches", corrects_id=paid["id"]))["items"]
    assert [(one["id"], one["allowed_actions"]) for one in seen] == [(adjustment["id"], [])]


async def test_two_adjustments_do_not_take_the_same_money_back(
    bonus: BonusScene, paid: dict[str, Any]
) -> None:
    first, _ = await bonus.lines(batch_id=paid["id"])
    drafts = [done(await bonus.correct(paid, correction(first, -20_000)), 201) for _ in range(2)]

    await bonus.paid(drafts[0])

    assert refused(await bonus.step(bonus.checker, drafts[1], "check")) == (422, "correction_too_much")
    path = f"bonus-batches/{drafts[1]['id']}"
    assert refused(await bonus.drafter.patch(path, {"reason": "再"}, version=1)) == (
        422,
        "correction_too_much",
    )


async def test_a_drafted_adjustment_takes_other_lines_or_keeps_its_own(
    bonus: BonusScene, paid: dict[str, Any]
) -> None:
    first, second = await bonus.lines(batch_id=paid["id"])
    draft = done(await bonus.correct(paid, correction(first, -100)), 201)
    path = f"bonus-batches/{draft['id']}"
    others = [correction(second, -7)]

    kept = done(await bonus.drafter.patch(path, {"reason": "核对后"}, version=1))
    changed = done(await bonus.drafter.patch(path, {"lines": others}, version=2))

    assert (kept["reason"], kept["total_fen"], changed["total_fen"]) == ("核对后", -100, -7)
    assert refused(await bonus.drafter.patch(path, {"until_day": "2021-01-01"}, version=3)) == (
        422,
        "batch_field_misplaced",
    )
