"""A batch from draft to paid: what it gathers, who takes which step, and what each teacher is told."""

import pytest

from persistence.bonus.tables import bonus_settlement
from persistence.ids import new_id
from tests.bonus_scene import BonusScene
from tests.scene import Caller
from tests.works_scene import done, refused


async def told(caller: Caller) -> list[tuple[str, str]]:
    found = done(await caller.get("/api/v1/me/messages"))["items"]
    return [(one["event"], one["facts"]["amount"]) for one in found[::-1] if "amount" in one["facts"]]


async def test_a_draft_gathers_the_confirmed_awards_of_its_days(bonus: BonusScene) -> None:
    await bonus.awarded("张伟", "李芳", "王强")
    await bonus.awarded("赵敏", awarded_on="2021-10-01")
    merit = await bonus.awarded("钱进", prize="merit")
    zhang = bonus.works.authors["张伟"].caller
    report = await bonus.works.work("张伟")
    certificate_id = await bonus.works.certificate(zhang)
    await bonus.works.award(report, by=zhang, certificate_id=certificate_id, issuer="另一单位")

    batch = await bonus.draft()

    assert (batch["state"], batch["from_day"], batch["until_day"]) == ("draft", "2020-09-01", "2021-08-31")
    assert await bonus.amounts(batch) == [("张伟", 18_000), ("李芳", 9_000), ("王强", 3_000)]
    assert (batch["total_fen"], batch["line_count"]) == (30_000, 3)
    assert [(one["award_id"], one["why"]) for one in batch["passed_over"]] == [(merit["id"], "no_amount")]
    (first, *_) = await bonus.lines(batch_id=batch["id"])
    assert first["share"] == {
        "award_fen": 30_000,
        "paid_before_fen": 0,
        "due_fen": 30_000,
        "split": "ratio",
        "position": 1,
        "weights": [6, 3, 1],
    }


@pytest.mark.parametrize(
    ("days", "total"),
    [
        pytest.param({"term_number": 2}, 60_000, id="a term"),
        pytest.param({"until_day": "2020-12-31"}, 30_000, id="a stretch"),
    ],
)
async def test_a_draft_is_of_a_term_or_of_some_days(
    bonus: BonusScene, days: dict[str, object], total: int
) -> None:
    await bonus.awarded("张伟", awarded_on="2020-10-10")
    await bonus.awarded("李芳", level="city", awarded_on="2021-05-10")

    assert (await bonus.draft(**days))["total_fen"] == total


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        pytest.param({"school_year": 2030}, 422, "unknown_reference", id="no such year"),
        pytest.param({"until_day": "2020-01-01"}, 422, "days_out_of_order", id="ends before it begins"),
        pytest.param({"until_day": "2020-12-31"}, 409, "nothing_due", id="no award"),
    ],
)
async def test_a_draft_of_nothing_is_refused(
    bonus: BonusScene, body: dict[str, object], status: int, code: str
) -> None:
    await bonus.awarded("张伟")
    given = {"title": "奖金", "school_year": 2020} | body

    assert refused(await bonus.drafter.post("bonus-batches", given)) == (status, code)


async def test_three_people_sign_and_finance_pays(bonus: BonusScene) -> None:
    await bonus.awarded("张伟", "李芳")
    zhang = bonus.works.authors["张伟"].caller
    draft = await bonus.draft()
    assert draft["allowed_actions"] == ["update", "cancel"]

    paid = await bonus.paid(draft)

    assert (paid["state"], paid["allowed_actions"]) == ("paid", [])
    assert [one["action"] for one in paid["steps"]] == ["draft", "check", "approve", "pay"]
    assert len({paid["proposed_by"], paid["checked_by"], paid["approved_by"], paid["paid_by"]}) == 4
    assert done(await bonus.drafter.get(f"bonus-batches/{paid['id']}"))["allowed_actions"] == ["correct"]
    assert await told(zhang) == [("bonus_approved", "200.00"), ("bonus_paid", "200.00")]


async def test_nobody_signs_twice(bonus: BonusScene) -> None:
    await bonus.awarded("张伟")
    draft = await bonus.draft()
    assert refused(await bonus.step(bonus.drafter, draft, "check")) == (403, "same_person")
    checked = done(await bonus.step(bonus.finance, draft, "check"))
    assert (await bonus.step(bonus.drafter, checked, "approve")).status_code == 403

    assert done(await bonus.step(bonus.principal, checked, "approve"))["state"] == "approved"


@pytest.mark.parametrize("signed", ["proposed_by", "checked_by"])
async def test_who_drafted_or_checked_does_not_approve_whatever_their_roles(
    bonus: BonusScene, signed: str
) -> None:
    await bonus.awarded("张伟")
    both = await bonus.scene.signed_in("research_office", "principal")  # type: ignore[arg-type]
    if signed == "proposed_by":
        bonus.drafter = both
    else:
        bonus.checker = both
    checked = await bonus.checked(await bonus.draft())

    seen = done(await both.get(f"bonus-batches/{checked['id']}"))
    assert (seen[signed], seen["allowed_actions"]) == (str(both.principal.account_id), ["reject"])
    assert refused(await bonus.step(both, checked, "approve")) == (403, "same_person")


async def test_steps_out_of_order_or_on_an_older_version_are_refused(bonus: BonusScene) -> None:
    await bonus.awarded("张伟")
    draft = await bonus.draft()

    assert refused(await bonus.step(bonus.principal, draft, "approve")) == (409, "invalid_state")
    assert refused(await bonus.step(bonus.finance, draft, "pay")) == (409, "invalid_state")
    await bonus.checked(draft)
    assert (await bonus.step(bonus.checker, draft, "check")).status_code == 412
    unknown = draft | {"id": new_id()}
    assert (await bonus.step(bonus.checker, unknown, "check")).status_code == 404
    assert (await bonus.finance.step(f"bonus-batches/{draft['id']}/pay", version=2)).status_code == 428


async def test_a_batch_sent_back_is_unsigned_and_can_be_gathered_anew(bonus: BonusScene) -> None:
    await bonus.awarded("张伟")
    approved = await bonus.approved(await bonus.draft())
    back = done(await bonus.step(bonus.finance, approved, "reject", reason="账号有误"))
    assert (back["state"], back["checked_by"], back["approved_by"]) == ("draft", None, None)
    assert back["steps"][-1]["reason"] == "账号有误"
    await bonus.awarded("张伟", issuer="嘉兴市教育学会", level="city")

    path = f"bonus-batches/{back['id']}"
    again = done(await bonus.checker.patch(path, {"title": "奖金（二）"}, version=back["version"]))

    assert (again["title"], again["edition_no"], again["total_fen"]) == ("奖金（二）", 2, 90_000)
    assert again["proposed_by"] == str(bonus.checker.principal.account_id)
    bonus.checker, bonus.drafter = bonus.drafter, bonus.checker
    await bonus.paid(again)
    zhang = bonus.works.authors["张伟"].caller
    assert await told(zhang) == [
        ("bonus_approved", "300.00"),
        ("bonus_approved", "900.00"),
        ("bonus_paid", "900.00"),
    ]


async def test_a_patch_names_what_its_kind_of_batch_has(bonus: BonusScene) -> None:
    await bonus.awarded("张伟")
    draft = await bonus.draft()
    path = f"bonus-batches/{draft['id']}"

    assert refused(await bonus.drafter.patch(path, {"reason": "无"}, version=1)) == (
        422,
        "batch_field_misplaced",
    )
    upside_down = await bonus.drafter.patch(path, {"until_day": "2020-01-01"}, version=1)
    assert refused(upside_down) == (422, "days_out_of_order")
    shorter = await bonus.drafter.patch(path, {"until_day": "2020-12-31"}, version=1)
    assert refused(shorter) == (409, "nothing_due")


async def test_a_cancelled_batch_lets_its_awards_go(bonus: BonusScene) -> None:
    await bonus.awarded("张伟")
    draft = await bonus.draft()
    taken = await bonus.drafter.post("bonus-batches", {"title": "再", "school_year": 2020})
    assert refused(taken) == (409, "nothing_due")

    cancelled = done(await bonus.step(bonus.drafter, draft, "cancel", reason="重做"))

    assert (cancelled["state"], cancelled["allowed_actions"]) == ("cancelled", [])
    assert (await bonus.draft())["total_fen"] == 30_000


async def test_a_work_is_never_paid_more_than_its_highest_award(bonus: BonusScene) -> None:
    county = await bonus.awarded("张伟", awarded_on="2020-10-10")
    await bonus.paid(await bonus.draft(title="第一批"))
    work = {"id": county["work_id"]}
    await bonus.works.award(work, level="province", awarded_on="2021-03-01")
    second = await bonus.draft(title="第二批")
    late = await bonus.works.award(work, level="city", awarded_on="2021-04-01")
    open_too = await bonus.awarded("李芳")
    third = await bonus.draft(title="第三批")

    assert await bonus.amounts(second) == [("张伟", 70_001)]
    assert [(one["award_id"], one["why"]) for one in third["passed_over"]] == [(late["id"], "elsewhere")]
    await bonus.paid(second)
    path = f"bonus-batches/{third['id']}"
    third = done(await bonus.drafter.patch(path, {}, version=1))
    assert [(one["award_id"], one["why"]) for one in third["passed_over"]] == [(late["id"], "covered")]
    await bonus.paid(third)

    zhang = await bonus.lines(work_id=county["work_id"])
    assert [(one["kind"], one["amount_fen"]) for one in zhang] == [("award", 30_000), ("difference", 70_001)]
    assert open_too["id"] in {str(row.award_id) for row in await bonus.scene.rows(bonus_settlement)}


@pytest.mark.parametrize("changed", ["award", "authors", "table"])
async def test_a_batch_whose_ground_changed_is_not_signed(bonus: BonusScene, changed: str) -> None:
    award = await bonus.awarded("张伟")
    checked = await bonus.checked(await bonus.draft())
    if changed == "award":
        await bonus.works.void(award)
    elif changed == "authors":
        other = await bonus.works.author("李芳")
        body = {"author_ids": [str(other.id)]}
        done(await bonus.drafter.patch(f"works/{award['work_id']}", body, version=1))
    else:
        await bonus.table(cells=[{"level": "county", "prize": "first", "amount_fen": 1}])

    assert refused(await bonus.step(bonus.principal, checked, "approve")) == (409, "batch_outdated")


async def test_paying_twice_under_one_key_pays_once(bonus: BonusScene) -> None:
    await bonus.awarded("张伟")
    approved = await bonus.approved(await bonus.draft())
    headers = {"If-Match": f'"{approved["version"]}"', "Idempotency-Key": "pay-1"}
    path = f"bonus-batches/{approved['id']}/pay"

    first = await bonus.finance.ask("POST", path, headers=headers)
    again = await bonus.finance.ask("POST", path, headers=headers)

    assert (first.status_code, again.json()) == (200, first.json())
    assert again.headers["idempotency-replayed"] == "true"


async def test_a_teacher_sees_their_own_lines_once_they_are_approved(bonus: BonusScene) -> None:
    await bonus.awarded("张伟", "李芳")
    zhang = bonus.works.authors["张伟"].caller
    unlinked = await bonus.scene.signed_in("teacher")  # type: ignore[arg-type]
    checked = await bonus.checked(await bonus.draft())
    assert await bonus.lines(zhang) == []

    done(await bonus.step(bonus.principal, checked, "approve"))

    assert [one["amount_fen"] for one in await bonus.lines(zhang)] == [20_000]
    assert await bonus.lines(unlinked) == []
    assert (await zhang.get(f"bonus-batches/{checked['id']}")).status_code == 403
    for caller in (bonus.principal, bonus.finance):
        assert len(await bonus.lines(caller, school_year=2020, batch_state="approved")) == 2
    batches = done(await bonus.finance.get("bonus-batches", school_year=2020, state="approved", kind="award"))
    assert [one["id"] for one in batches["items"]] == [checked["id"]]
