"""A result may quote the record sheet it was registered by."""

from typing import Any

import pytest

from persistence.ids import new_id
from tests.api.notices.notice_scene import NoticeScene
from tests.api.training.offering import read


async def closed(desk: NoticeScene) -> None:
    now = await desk.session_now()
    answer = await desk.office.step(f"training-sessions/{now['id']}/close", version=now["version"])
    assert answer.status_code == 200, answer.text


async def result(desk: NoticeScene, code: str, enrolment: dict[str, Any] | None = None) -> Any:
    place = enrolment or desk.enrolment
    return await desk.office.step(
        f"enrolments/{place['id']}/result",
        version=place["version"],
        json={"outcome": "passed", "record_sheet_code": code},
    )


@pytest.fixture
async def made(desk: NoticeScene) -> dict[str, Any]:
    notice = await desk.issued()
    await closed(desk)
    return notice


async def test_the_sheet_is_kept_with_the_result_and_shown(desk: NoticeScene, made: dict[str, Any]) -> None:
    code = made["record_sheet_code"]

    answer = await result(desk, code.replace("-", "").lower())

    assert answer.status_code == 200, answer.text
    assert answer.json()["record_sheet_code"] == code
    shown = await read(desk.office, f"enrolments/{desk.enrolment['id']}")
    assert (shown["state"], shown["record_sheet_code"]) == ("passed", code)


async def test_a_result_taken_back_quotes_no_sheet(desk: NoticeScene, made: dict[str, Any]) -> None:
    await result(desk, made["record_sheet_code"])

    reopened = await desk.office.step(
        f"enrolments/{desk.enrolment['id']}/reopen", version=2, json={"reason": "登记有误"}
    )

    assert reopened.json()["record_sheet_code"] is None
    assert (await desk.notice(made))["state"] == "issued"


@pytest.mark.parametrize("code", ["ABCD-EFGH-JKMN", "abcdefghjkmn", "0000-0000-0000"])
async def test_an_unknown_sheet_is_refused(desk: NoticeScene, made: dict[str, Any], code: str) -> None:
    refused = await result(desk, code)

    assert (refused.status_code, refused.json()["code"]) == (422, "record_sheet_unknown")


async def test_the_code_of_the_notice_is_no_record_sheets(desk: NoticeScene, made: dict[str, Any]) -> None:
    assert (await result(desk, made["code"])).json()["code"] == "record_sheet_unknown"


@pytest.mark.parametrize("code", ["", "x", "ABCD-EFGH-JKM\x00", "ABCD EFGH JKMN", 7])
async def test_what_is_no_code_is_bad_input(desk: NoticeScene, made: dict[str, Any], code: Any) -> None:
    assert (await result(desk, code)).json()["code"] == "invalid_input"


async def test_a_void_sheet_is_refused(desk: NoticeScene) -> None:
    first = await desk.issued()
    await desk.reissued(first)
    await closed(desk)

    refused = await result(desk, first["record_sheet_code"])

    assert (refused.status_code, refused.json()["code"]) == (409, "record_sheet_void")


async def test_anothers_sheet_is_refused(desk: NoticeScene) -> None:
    mine, theirs = desk.enrolment, await desk.placed()
    notice = await desk.issued(theirs)
    await closed(desk)

    refused = await result(desk, notice["record_sheet_code"], mine)

    assert (refused.status_code, refused.json()["code"]) == (422, "record_sheet_of_another")
    assert notice["notice_no"] in refused.json()["detail"]


async def test_in_a_bulk_the_one_refused_is_named(desk: NoticeScene) -> None:
    other = await desk.placed()
    first, second = await desk.issued(), await desk.issued(other)
    await closed(desk)
    items = [
        {
            "enrolment_id": place["id"],
            "version": place["version"],
            "outcome": "passed",
            "record_sheet_code": notice["record_sheet_code"],
        }
        for place, notice in ((desk.enrolment, first), (other, first))
    ][:2]

    refused = await desk.office.post("training-results/bulk", {"items": items}, Idempotency_Key=new_id().hex)

    assert [(one["pointer"], one["code"]) for one in refused.json()["errors"]] == [
        ("/items/1", "record_sheet_of_another")
    ]
    items[1]["record_sheet_code"] = second["record_sheet_code"]
    done = await desk.office.post("training-results/bulk", {"items": items}, Idempotency_Key=new_id().hex)
    assert [one["record_sheet_code"] for one in done.json()["items"]] == [
        first["record_sheet_code"],
        second["record_sheet_code"],
    ]
