"""Printing: one's own copies a page each, all four for the office, record sheets, and many as one file."""

from dataclasses import dataclass
from datetime import timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from httpx2 import Response
from pypdf import PdfReader
from sqlalchemy.ext.asyncio import AsyncEngine

from api.settings import Settings
from cli.worker import outside, queue
from persistence.ids import new_id
from persistence.provision import DatabaseUrls
from tests.api.notices.notice_scene import NoticeScene
from tests.api.timetable.absence_scene import MONDAY
from tests.api.training.offering import withdrawn
from tests.scene import Caller


def pages(answer: Response) -> list[str]:
    """The text of each page, without the breaks typesetting makes."""
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"] == "application/pdf"
    return printed(answer.content)


def printed(pdf: bytes) -> list[str]:
    return ["".join(page.extract_text().split()) for page in PdfReader(BytesIO(pdf)).pages]


async def pdf(caller: Caller, notice: dict[str, Any], **params: str) -> Response:
    return await caller.get(f"notices/{notice['id']}/pdf", **params)


async def test_each_reader_prints_their_own_copy(desk: NoticeScene) -> None:
    made = await desk.issued()

    teacher = pages(await pdf(desk.as_teacher, made))
    affairs = pages(await pdf(desk.affairs, made))
    head = pages(await pdf(desk.as_head, made))

    assert [len(teacher), len(affairs), len(head)] == [2, 1, 1]
    assert "培训记录表" in teacher[1]
    for page in (teacher[0], affairs[0], head[0]):
        for said in ("2030-001", "陈喆", "初中数学命题研修", made["code"]):
            assert said in page
    assert "教务处" in affairs[0]
    assert "七年级组" in head[0]


async def test_the_office_prints_all_four(desk: NoticeScene) -> None:
    made = await desk.issued()

    four = pages(await pdf(desk.office, made, layout="four_parts"))
    each = pages(await pdf(desk.office, made))

    assert len(each) == 5
    assert all(name in four[0] for name in ("第一联", "第二联", "第三联", "第四联"))
    assert made["record_sheet_code"] in four[-1]
    for caller in (desk.as_teacher, desk.affairs, desk.as_head):
        refused = await pdf(caller, made, layout="four_parts")
        assert (refused.status_code, refused.json()["code"]) == (403, "notice_four_parts_for_office")


async def test_a_cancelled_notice_is_printed_as_void(desk: NoticeScene) -> None:
    made = await desk.issued()
    await withdrawn(desk.office, desk.enrolment)

    assert "作废" in pages(await pdf(desk.office, made))[0]


async def test_an_acknowledged_copy_says_by_whom(desk: NoticeScene) -> None:
    made = await desk.issued()
    copy = (await desk.copies(made))["teacher"]
    await desk.acknowledge(desk.office, copy, signed_by="陈喆本人")

    assert "陈喆本人" in pages(await pdf(desk.as_teacher, made))[0]


async def test_the_record_sheet_is_its_teachers_and_the_offices(desk: NoticeScene) -> None:
    made = await desk.issued()
    path = f"notices/{made['id']}/record-sheet"

    for caller in (desk.as_teacher, desk.office):
        (page,) = pages(await caller.get(path))
        assert "培训记录表" in page
        assert made["record_sheet_code"] in page
    refused = await desk.affairs.get(path)
    assert (refused.status_code, refused.json()["code"]) == (403, "record_sheet_for_teacher")
    assert (await desk.office.get(f"notices/{new_id()}/record-sheet")).status_code == 404


async def test_what_cannot_be_printed_is_named(desk: NoticeScene) -> None:
    teacher_id = await desk.scene.teacher("王🎓", grade_group_id=desk.week.grade_id)
    place = await desk.office.post(
        f"training-sessions/{desk.session['id']}/enrolments", {"teacher_id": str(teacher_id)}
    )
    made = await desk.issued(place.json())

    refused = await pdf(desk.office, made)

    assert (refused.status_code, refused.json()["code"]) == (422, "unprintable_characters")
    assert "U+1F393" in refused.json()["detail"]


@dataclass(frozen=True, slots=True)
class PrintShop:
    desk: NoticeScene
    urls: DatabaseUrls
    engine: AsyncEngine
    settings: Settings

    async def printed(self, **body: Any) -> dict[str, Any]:
        """The operation that was asked for, once the worker is through with it."""
        answer = await self.desk.office.post("notice-prints", body)
        assert answer.status_code == 202, answer.text
        async with queue(self.urls.app).open_async() as app:
            await app.run_worker_async(
                wait=False,
                listen_notify=False,
                install_signal_handlers=False,
                additional_context={"engine": self.engine, **outside(self.settings)},
            )
        operation: dict[str, Any] = (await self.desk.office.get(answer.headers["location"])).json()
        return operation

    async def file(self, operation: dict[str, Any]) -> bytes:
        link = (await self.desk.office.post(f"{operation['result_url']}/link")).json()["url"]
        fetched = await self.desk.scene.client.get(link)
        assert fetched.headers["content-type"] == "application/pdf"
        return fetched.content


@pytest.fixture
def shop(desk: NoticeScene, urls: DatabaseUrls, app_engine: AsyncEngine, settings: Settings) -> PrintShop:
    return PrintShop(desk, urls, app_engine, settings)


async def test_a_week_is_printed_as_one_file(shop: PrintShop, tmp_path: Path) -> None:
    await shop.desk.placed("李镕")
    await shop.desk.bulk(session_id=shop.desk.session["id"])

    done = await shop.printed(week=(MONDAY + timedelta(days=6)).isoformat())

    assert (done["status"], done["progress"]) == ("succeeded", {"done": 2, "total": 2})
    text = printed(await shop.file(done))
    assert len(text) == 4
    assert [("陈喆" in page, "李镕" in page) for page in text] == [
        (True, False),
        (True, False),
        (False, True),
        (False, True),
    ]


@pytest.mark.parametrize("chosen", ["session", "listed"])
async def test_a_session_or_a_list_is_printed(shop: PrintShop, chosen: str) -> None:
    made = await shop.desk.issued()
    body: dict[str, Any] = {
        "session": {"session_id": made["session_id"]},
        "listed": {"notice_ids": [made["id"]]},
    }[chosen]

    done = await shop.printed(**body, layout="part_per_page")

    assert len(printed(await shop.file(done))) == 5


async def test_a_print_that_cannot_be_made_says_why(shop: PrintShop) -> None:
    teacher_id = await shop.desk.scene.teacher("王🎓")
    place = await shop.desk.office.post(
        f"training-sessions/{shop.desk.session['id']}/enrolments", {"teacher_id": str(teacher_id)}
    )
    made = await shop.desk.issued(place.json())

    done = await shop.printed(notice_ids=[made["id"]])

    assert (done["status"], done["error"]["code"]) == ("failed", "unprintable_characters")
    assert "U+1F393" in done["error"]["detail"]


@pytest.mark.parametrize(
    ("body", "code"),
    [
        pytest.param({}, "print_choice", id="nothing named"),
        pytest.param({"week": "2031-04-07", "session_id": str(new_id())}, "print_choice", id="two named"),
        pytest.param({"week": "2031-04-14"}, "nothing_to_print", id="a week without"),
        pytest.param({"notice_ids": [str(new_id())]}, "nothing_to_print", id="unknown"),
        pytest.param({"notice_ids": []}, "invalid_input", id="an empty list"),
        pytest.param({"layout": "round"}, "invalid_input", id="no such layout"),
    ],
)
async def test_what_to_print_is_to_be_named(desk: NoticeScene, body: dict[str, Any], code: str) -> None:
    await desk.issued()

    refused = await desk.office.post("notice-prints", body)

    assert (refused.status_code, refused.json()["code"]) == (422, code)


async def test_others_print_no_batches(desk: NoticeScene) -> None:
    assert (await desk.as_teacher.post("notice-prints", {"week": "2031-04-07"})).status_code == 403
