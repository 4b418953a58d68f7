"""A week's plan on paper and in Word says the same."""

import asyncio
import io
import subprocess
from dataclasses import replace
from pathlib import Path

import pytest
from docx import Document

from domain.errors import UnprintableCharacters
from domain.weekplan.sheet import PlanEntry, WeekPlanSheet
from gateways.documents.week_plans import WeekPlanForms
from tests.gateways.forms import pages, program, week_plan

FORMS = WeekPlanForms()


def words(docx: bytes) -> str:
    document = Document(io.BytesIO(docx))
    rows = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return "".join("".join([*(one.text for one in document.paragraphs), *rows]).split())


async def both(sheet: WeekPlanSheet) -> tuple[str, str]:
    return "".join(pages(await FORMS.pdf(sheet))), words(await FORMS.docx(sheet))


async def test_paper_and_word_say_the_same() -> None:
    for text in await both(week_plan()):
        for said in (
            "石门中学", "2020学年第二学期", "第7周", "第2次发布", "2021年4月9日发布", "全周",
            "完成三月培训评价",
            "欧阳喆镕", "朱·阿依古丽", "𠮷田明", "调休，按周五课表", "周三4月14日", "周四下午断网检修。",
        ):  # fmt: skip
            assert said in text, said


async def test_what_changed_since_the_last_publication_is_marked() -> None:
    paper, word = await both(week_plan())

    for said in ("新增702班数学", "变更数学组主题研修原：14:00会议室", "取消教研组长例会"):
        assert said in paper
        assert said in word.replace("【", "").replace("】", "")
    assert "上次发布以来的改动" in paper


async def test_a_plan_that_is_out_of_date_is_void_and_a_draft_says_so() -> None:
    for text in await both(week_plan(void=True)):
        assert "作废" in text
    for text in await both(week_plan(publication=0, published_on=None)):
        assert "草稿，未发布" in text
        assert "作废" not in text


async def test_a_crowded_week_runs_over_several_pages() -> None:
    day = week_plan().days[0]
    crowded = replace(day, entries=tuple(PlanEntry("培训", f"第{n}场" + "研" * 60) for n in range(120)))

    found = pages(await FORMS.pdf(week_plan(days=(crowded,))))

    assert len(found) > 2
    assert all("日期时间类别内容地点人员" in page for page in found)
    assert all(f"第{n}场" in "".join(found) for n in range(120))


async def test_what_looks_like_markup_stays_text_in_both() -> None:
    text = '<w:t>&amp;</w:t> {{7*7}} {%x%} #read("x") *b* $y$ "q" \\ ='

    for said in await both(week_plan(remarks=text)):
        assert "".join(text.split()) in said


async def test_neither_prints_what_no_font_has() -> None:
    wrong = week_plan(remarks="早上好😀\x07")

    for form in (FORMS.pdf, FORMS.docx):
        with pytest.raises(UnprintableCharacters) as refused:
            await form(wrong)
        assert refused.value.facts == {"characters": ["😀 U+1F600", "U+0007"], "where": ["remarks"]}


@pytest.mark.slow
def test_libreoffice_opens_the_document(tmp_path: Path) -> None:
    (tmp_path / "week.docx").write_bytes(asyncio.run(FORMS.docx(week_plan())))

    own = f"-env:UserInstallation=file://{tmp_path}/office"
    command = [program("soffice"), own, "--headless", "--convert-to", "pdf", "week.docx"]
    subprocess.run(command, cwd=tmp_path, capture_output=True, check=True, timeout=120)

    text = "".join(pages((tmp_path / "week.pdf").read_bytes()))
    for said in ("每周工作安排", "欧阳喆镕", "朱·阿依古丽", "【变更】数学组主题研修"):
        assert said in text
