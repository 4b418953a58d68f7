"""An edition on paper, and in Word."""

import io
from typing import Any
from urllib.parse import unquote

from docx import Document
from pypdf import PdfReader

from domain.identity.actions import Role
from domain.people.calendar import DayKind
from persistence.ids import new_id
from persistence.people.tables import school_day
from tests.scene import Caller, Scene
from tests.weekplan_scene import MONDAY, a_day, a_plan, an_item, published, set_row


def on_paper(content: bytes) -> str:
    return "".join("".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages).split())


def in_word(content: bytes) -> str:
    document = Document(io.BytesIO(content))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return "".join("".join([*(one.text for one in document.paragraphs), *cells]).split())


async def both(caller: Caller, edition: dict[str, Any]) -> tuple[str, str]:
    path = f"week-editions/{edition['id']}/document"
    paper, word = await caller.get(path), await caller.get(path, format="docx")
    assert (paper.status_code, word.status_code) == (200, 200), paper.text
    return on_paper(paper.content), in_word(word.content)


async def test_a_teacher_prints_an_edition_as_pdf_or_docx(scene: Scene, office: Caller) -> None:
    plan = await a_plan(scene, office)
    await an_item(
        office, plan, starts_at="08:00", ends_at="09:30", place="会议室", concerns="喆, 镕", note="带笔"
    )
    edition = await published(office, plan)
    teacher = await scene.signed_in(Role.TEACHER, teacher_id=await scene.teacher())

    answer = await teacher.get(f"week-editions/{edition['id']}/document")

    assert answer.headers["content-type"] == "application/pdf"
    assert "第4周工作安排（第1版）.pdf" in unquote(answer.headers["content-disposition"])
    for text in await both(teacher, edition):
        for said in (
            "石门中学",
            "2020学年第二学期",
            "第4周",
            "教研组长会",
            "08:00—09:30",
            "会议室",
            "喆,镕",
            "带笔",
        ):
            assert said in text, said
        assert "作废" not in text


async def test_what_changed_is_marked_and_the_edition_before_is_void(scene: Scene, office: Caller) -> None:
    year_id = await scene.year()
    for number in (0, 5):
        day = {"follows_weekday": 5} if number else {"note": "植树节"}
        kind = DayKind.MAKE_UP if number else DayKind.HOLIDAY
        special = await a_day(scene, year_id, MONDAY.replace(day=8 + number), kind, **day)
    plan = await a_plan(scene, office)
    moved = await an_item(office, plan, starts_at="08:00", place="会议室", note="带笔")
    gone = await an_item(office, plan, title="取消的会")
    first = await published(office, plan)
    changes = {"day": "2021-03-09", "starts_at": None, "place": "操场", "concerns": "全体", "note": None}
    await office.patch(f"week-items/{moved['id']}", changes, version=1)
    await office.ask("DELETE", f"week-items/{gone['id']}", headers={"If-Match": '"1"'})
    await set_row(scene, school_day, special, follows_weekday=1)
    await an_item(office, plan, title="新增的会")

    second = await published(office, plan)

    for text in await both(office, second):
        for said in (
            "变更",
            "3月8日08:00会议室带笔",
            "取消的会",
            "新增的会",
            "放假：植树节",
            "按星期五课表",
            "按星期一课表",
        ):
            assert said in text, said
    for text in await both(office, first):
        assert "作废" in text


async def test_a_character_no_font_has_is_named(scene: Scene, office: Caller) -> None:
    plan = await a_plan(scene, office)
    await an_item(office, plan, title="升旗🚩")
    edition = await published(office, plan)

    for form in ("pdf", "docx"):
        answer = await office.get(f"week-editions/{edition['id']}/document", format=form)
        assert (answer.status_code, answer.json()["code"]) == (422, "unprintable_characters")
        assert "🚩" in answer.json()["detail"]


async def test_no_edition_no_paper_and_no_other_form(scene: Scene, office: Caller) -> None:
    assert (await office.get(f"week-editions/{new_id()}/document")).status_code == 404
    assert (await office.get(f"week-editions/{new_id()}/document", format="odt")).status_code == 422
