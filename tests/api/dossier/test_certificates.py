"""Credit certificates: numbered, never changed, and verified by anybody who holds one."""

import asyncio
from decimal import Decimal
from typing import Any

import pytest
from httpx2 import Response

from persistence.dossier.tables import credit_certificate
from persistence.ids import new_id
from tests.api.notices.test_pages import is_a_page
from tests.dossier_scene import DossierScene, at
from tests.scene import Caller, Scene


async def asked(desk: DossierScene, who: Caller | None = None, **body: Any) -> Response:
    given = {"teacher_id": str(desk.teacher_id), "school_year": 2020} | body
    return await (who or desk.own).post("credit-certificates", given, Idempotency_Key=new_id().hex)


async def issued(desk: DossierScene, who: Caller | None = None, **body: Any) -> dict[str, Any]:
    answer = await asked(desk, who, **body)
    assert answer.status_code == 201, answer.text
    made: dict[str, Any] = answer.json()
    return made


async def page(desk: DossierScene, code: str, school: str | None = None, **headers: str) -> Response:
    return await desk.scene.client.get(f"/c/{school or desk.scene.code}/{code}", headers=headers)


@pytest.fixture
async def earned(desk: DossierScene) -> DossierScene:
    """Credits of two kinds in the year, of one the year before, and some of the cycle before."""
    await desk.credits("30.00", earned=at(3, 10), category="short")
    await desk.credits("12.50", earned=at(4, 10), category="school_based")
    await desk.credits("90.00", earned=at(1, 10), category="long_90", school_year=2019)
    await desk.credits("50.00", earned=at(1, 10), category="short", school_year=2015)
    return desk


async def test_it_certifies_the_year_and_its_cycle_by_kind(earned: DossierScene) -> None:
    made = await issued(earned)

    content = made["content"]
    assert made["certificate_no"] == "XF2020-0001"
    assert made["changed"] is False
    assert (content["cycle_year"], content["until_year"]) == (2016, 2020)
    assert [(one["category"], one["credits"]) for one in content["year_lines"]] == [
        ("short", "30.00"),
        ("school_based", "12.50"),
    ]
    assert [one["category"] for one in content["cycle_lines"]] == ["short", "long_90", "school_based"]
    assert (content["year_credits"], content["cycle_credits"]) == ("42.50", "132.50")


async def test_what_is_provisional_is_not_certified(earned: DossierScene) -> None:
    await earned.add_provisional("9.00")

    assert (await issued(earned))["content"]["year_credits"] == "42.50"


async def test_it_is_never_changed_and_says_when_the_ledger_is(earned: DossierScene) -> None:
    made = await issued(earned)
    await earned.credits("5.00", earned=at(5, 10), category="short")

    again = (await earned.own.get(f"credit-certificates/{made['id']}")).json()
    newer = await issued(earned)

    assert again == made | {"changed": True}
    assert newer["content"]["year_credits"] == "47.50"
    assert newer["certificate_no"] == "XF2020-0002"
    listed = (await earned.own.get("credit-certificates")).json()["items"]
    assert [one["changed"] for one in listed] == [False, True]


async def test_credits_of_another_cycle_change_nothing_of_it(earned: DossierScene) -> None:
    made = await issued(earned)
    await earned.credits("5.00", earned=at(5, 10), school_year=2015)

    assert (await earned.own.get(f"credit-certificates/{made['id']}")).json()["changed"] is False


async def test_anybody_who_holds_it_verifies_it(earned: DossierScene) -> None:
    made = await issued(earned)

    html = is_a_page(await page(earned, made["code"].lower().replace("-", " ")), 200)

    for told in ("真实", "XF2020-0001", "王芳", "石门中学", "42.50", "132.50", "校本研修"):
        assert told in html
    for untold in (str(earned.teacher_id), made["id"], "一级教师", "数学组"):
        assert untold not in html


async def test_the_page_says_that_the_ledger_changed_since(earned: DossierScene) -> None:
    made = await issued(earned)
    await earned.credits("5.00", earned=at(5, 10))

    html = is_a_page(await page(earned, made["code"]), 200)
    english = is_a_page(await page(earned, made["code"], **{"Accept-Language": "en"}), 200)

    assert "学分已有变动" in html
    assert "42.50" in html  # as issued
    assert "the credits have changed" in english


@pytest.mark.parametrize("code", ["ABCD-EFGH-JKMN", "0", "%00", "x" * 3000, "' OR 1=1 --", "<script>"])
async def test_a_code_nobody_issued_is_the_same_plain_page(earned: DossierScene, code: str) -> None:
    html = is_a_page(await page(earned, code), 404)

    assert "没有找到" in html
    assert "真实" not in html


async def test_another_school_knows_no_code_of_ours(earned: DossierScene, elsewhere: Scene) -> None:
    made = await issued(earned)

    is_a_page(await page(earned, made["code"], elsewhere.code), 404)
    is_a_page(await page(earned, made["code"], "nowhere"), 404)


async def test_pages_are_rated(earned: DossierScene) -> None:
    made, rate = await issued(earned), earned.app.state.page_rate
    earned.app.state.page_rate = type(rate)("page", 1)
    try:
        answers = [await page(earned, made["code"]) for _ in range(2)]
    finally:
        earned.app.state.page_rate = rate

    assert [one.status_code for one in answers] == [200, 429]
    assert answers[1].headers["retry-after"]


async def test_it_is_printed_with_its_code(earned: DossierScene) -> None:
    made = await issued(earned)

    answer = await earned.own.get(f"credit-certificates/{made['id']}/pdf")

    assert answer.status_code == 200, answer.text
    assert answer.content.startswith(b"%PDF")
    assert made["certificate_no"] in answer.headers["content-disposition"]


async def test_the_same_request_sent_twice_issues_one(earned: DossierScene) -> None:
    body = {"teacher_id": str(earned.teacher_id), "school_year": 2020}
    key = new_id().hex

    first, second = [await earned.own.post("credit-certificates", body, Idempotency_Key=key) for _ in "12"]

    assert first.json() == second.json()
    assert len(await earned.scene.rows(credit_certificate)) == 1
    assert (await earned.own.post("credit-certificates", body)).status_code == 428


async def test_numbers_have_no_gap_and_none_comes_twice(earned: DossierScene) -> None:
    refused = asked(earned, earned.office, teacher_id=str(new_id()))
    answers = await asyncio.gather(*(asked(earned, earned.office) for _ in range(5)), refused)

    assert [one.status_code for one in answers] == [201] * 5 + [404]
    numbers = sorted(row.number for row in await earned.scene.rows(credit_certificate))
    assert numbers == [1, 2, 3, 4, 5]


async def test_one_certifies_oneself_and_the_office_everybody(earned: DossierScene) -> None:
    other = str(earned.other_id)

    assert (await asked(earned, earned.own, teacher_id=other)).status_code == 404
    assert (await asked(earned, earned.principal, teacher_id=other)).status_code == 403
    empty = await issued(earned, earned.office, teacher_id=other)

    assert Decimal(empty["content"]["year_credits"]) == 0
    assert (await asked(earned, school_year=1999)).json()["code"] == "school_year_unknown"


async def test_certificates_are_narrowed_by_teacher_and_year(earned: DossierScene) -> None:
    await issued(earned)
    theirs = await issued(earned, earned.office, teacher_id=str(earned.other_id))

    found = (await earned.office.get("credit-certificates", teacher_id=str(earned.other_id))).json()

    assert [one["id"] for one in found["items"]] == [theirs["id"]]
    assert (await earned.office.get("credit-certificates", school_year=2019)).json()["items"] == []
