"""What is printed is what was given: every character, on the right page, or a refusal that names it."""

import asyncio
import io
import subprocess
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from pypdf import PdfReader

from domain.errors import UnprintableCharacters
from domain.notices.sheet import (
    Arrangement,
    Attendee,
    Copy,
    CopyText,
    Layout,
    LessonLine,
    NoticeSheet,
    ProxyLine,
)
from domain.training.catalogue import CourseKind
from domain.training.duty import DutyKind
from domain.training.sessions import Block
from domain.weekplan.sheet import Change
from gateways.documents import typesetting
from gateways.documents.notices import TypstNoticePrinter
from gateways.documents.typesetting import FORMS, TemplateFailed, printable, typeset
from gateways.documents.words import ARRANGEMENTS, CHANGES, COPIES, COURSES, DUTIES
from tests.gateways.forms import at, heights, notice, pages, program, record, training

PRINTER = TypstNoticePrinter()
UNDRAWN = {"≒"}
"""What of GBK the two fonts do not both draw."""

HOSTILE = '#read("/etc/passwd") $x^2$ *bold* = \\n "q" <b> {{7*7}} [a]'


async def printed(*sheets: NoticeSheet, layout: Layout = Layout.FOUR_PARTS) -> list[str]:
    return pages(await PRINTER.notices(sheets, layout))


async def test_four_copies_stand_on_one_page() -> None:
    (page,) = await printed(notice())

    for once in ("第一联教师存", "第二联教务处", "第三联年级组", "第四联教科室存根"):
        assert page.count(once) == 1
    assert page.count("教师培训通知单") == page.count("欧阳喆镕（20107，数学组）") == 4
    assert page.count("骑缝·石中研训〔2021〕017号") == 3
    for each in (
        "石门中学",
        "第2版",
        "2021年4月2日",
        "702班沈红（4月12日至4月13日）",
        "平台评价（4月23日前）",
    ):
        assert page.count(each) == 4, each
    for each in ("共2个上课日", "朱·阿依古丽代课", "与𠮷田明4月16日第2节语文互换", "3F7K-9QXM-0017"):
        assert page.count(each) >= 4, each
    assert "附页" not in page
    assert "作废" not in page


@pytest.mark.parametrize(
    ("arrangement", "teacher", "said"),
    [
        pytest.param(Arrangement.SWAP, "沈红", "与沈红调课", id="a swap, not yet known with which lesson"),
        pytest.param(Arrangement.COVER, "沈红", "沈红代课", id="cover"),
        pytest.param(Arrangement.NOT_NEEDED, None, "无需代课", id="no cover needed"),
        pytest.param(Arrangement.OPEN, None, "待安排", id="nobody found yet"),
    ],
)
async def test_each_way_a_lesson_is_looked_after_is_said(
    arrangement: Arrangement, teacher: str | None, said: str
) -> None:
    line = LessonLine(date(2021, 4, 12), "第3节", "701班", "数学", arrangement, teacher)

    (page,) = await printed(notice(lessons=0, proxies=(), duties=()))
    (other,) = await printed(replace(notice(), lessons=(line,)))

    assert page.count("受影响课务无") == page.count("班主任代理无") == page.count("培训后任务无") == 4
    assert other.count(f"701班数学{said}") == 4


def test_every_kind_has_its_word() -> None:
    for kind, said in (
        (CourseKind, COURSES),
        (DutyKind, DUTIES),
        (Arrangement, ARRANGEMENTS),
        (Copy, COPIES),
    ):
        assert set(said) == set(kind)
    assert set(CHANGES) == set(Change)


async def test_each_copy_has_its_own_text_and_the_stub_is_signed_for_by_three() -> None:
    (page,) = await printed(notice())

    for one in notice().copies:
        assert page.count(f"{one.recipient}：{one.text}") == 1
    assert [page.count(f"{who}签收") for who in ("教师", "教务处", "年级组")] == [2, 2, 2]


async def test_who_has_acknowledged_already_stands_where_they_would_sign() -> None:
    first, *others = notice().copies
    signed = replace(first, acknowledged_by="欧阳喆镕", acknowledged_on=date(2021, 4, 3))

    (page,) = await printed(notice(copies=(signed, *others)))

    assert page.count("教师签收欧阳喆镕4月3日已确认") == 2


async def test_forty_lessons_go_to_an_annex_and_the_four_parts_say_so() -> None:
    first, *annex = await printed(notice(lessons=40))

    assert first.count("共40节：调课27节、代课13节") == first.count("逐节安排详见附页") == 4
    assert "第一联教师存" in first
    assert "第四联教科室存根" in first
    assert "通知单附页" in annex[0]
    assert sum(page.count("朱·阿依古丽代课") for page in annex) == 13
    assert sum(page.count("𠮷田明") for page in annex) == 27


async def test_whatever_is_too_long_for_a_part_is_whole_on_the_annex() -> None:
    title, text = "研" * 200, "请" * 1_500
    proxies = tuple(
        ProxyLine(f"{n}班" * 4, "沈红" * 6, date(2021, 4, 12), date(2021, 4, 13)) for n in range(20)
    )
    copies = tuple(CopyText(copy, "教务处" * 20, text) for copy in Copy)

    first, *annex = await printed(notice(training=training(title), proxies=proxies, copies=copies))

    assert first.count("（全文见附页）") == 4
    assert first.count("20项，详见附页") == 4
    assert first.count("第一联") == first.count("第四联") == first.count("年级组签收") - 1 == 1
    assert "".join(annex).count("研") >= 200
    assert "".join(annex).count("请") == 6_000


@pytest.mark.parametrize("lessons", [0, 6, 7, 8, 9, 12, 13])
@pytest.mark.parametrize("letter", ["研", "W", "研W", "i "])
async def test_nothing_runs_into_the_signatures_or_the_next_part(letter: str, lessons: int) -> None:
    long = letter * 150
    sheet = notice(
        lessons=lessons,
        school=long[:60],
        attendee=Attendee(long[:40], long[:40], long[:40]),
        training=replace(training(long), provider=long, place=long),
        copies=tuple(CopyText(copy, long[:60], long) for copy in Copy),
    )

    parts = parted(heights(await PRINTER.notices([sheet], Layout.FOUR_PARTS)))

    assert len(parts) == 4
    for part in parts:
        signed = next(height for text, height in part if "签收" in text)
        others = [height for text, height in part if height != signed]
        assert min(others) > signed + 12
        assert max(others) < signed + 180


def parted(texts: list[tuple[str, float]]) -> list[list[tuple[str, float]]]:
    """The pieces of text of each part, by the tear lines between them."""
    parts: list[list[tuple[str, float]]] = [[]]
    for text, height in texts:
        if "骑" in text:
            parts.append([])
        else:
            parts[-1].append((text, height))
    return parts


async def test_a_long_word_without_spaces_keeps_to_its_column() -> None:
    (page, *_) = await printed(notice(training=training("W" * 60)))

    assert page.count("W" * 20) >= 4


async def test_a_part_per_page_says_everything_on_each() -> None:
    found = await printed(notice(lessons=12), layout=Layout.PART_PER_PAGE)

    assert len(found) == 4
    for page, one in zip(found, notice().copies, strict=True):
        assert one.text in page
        assert page.count("朱·阿依古丽代课") == 4
        assert "2021年4月13日（周二）08:30—16:30" in page
        assert "16学时，4学分" in page


async def test_the_record_sheet_follows_its_notice_or_stands_alone() -> None:
    _, behind = await printed(notice(record=record()))
    (alone,) = pages(await PRINTER.record_sheets([record()]))

    assert behind == alone
    for text in ("石门中学教师专业发展培训记录表", "欧阳喆镕", "一级教师", "16学时，4学分", "3F7K-9QXM-0017"):
        assert text in alone
    assert "石中研训〔2021〕017号（第2版）" in alone


@pytest.mark.parametrize("layout", Layout)
async def test_a_void_notice_is_void_on_every_copy(layout: Layout) -> None:
    found = await printed(notice(void=True, lessons=2, record=record(void=True)), layout=layout)

    assert "".join(found).count("作废") == 5


async def test_two_hundred_notices_are_one_file() -> None:
    sheets = [notice(number, lessons=number % 6) for number in range(200)]

    batch = PdfReader(io.BytesIO(await PRINTER.notices(sheets, Layout.FOUR_PARTS)))

    assert len(batch.pages) == 200
    for number in (0, 99, 199):
        assert sheets[number].number in "".join(batch.pages[number].extract_text().split())


async def test_prints_side_by_side_do_not_mix() -> None:
    batches = [[notice(number + one) for one in range(22)] for number in range(0, 30, 10)]

    alone = [await PRINTER.notices(batch, Layout.FOUR_PARTS) for batch in batches]
    together = await asyncio.gather(*(PRINTER.notices(batch, Layout.FOUR_PARTS) for batch in batches))

    assert together == alone


async def test_the_same_sheet_gives_the_same_bytes() -> None:
    first = await PRINTER.notices([notice()], Layout.FOUR_PARTS)
    assert await PRINTER.notices([notice()], Layout.FOUR_PARTS) == first


async def test_what_looks_like_markup_is_printed_as_it_stands() -> None:
    lines = (LessonLine(date(2021, 4, 12), "#p", "*7*", "$s$", Arrangement.COVER, "_李_ `x`"),)
    copies = (CopyText(Copy.TEACHER, "#a", HOSTILE), *notice().copies[1:])

    (page,) = await printed(notice(lessons=0, training=training(HOSTILE), copies=copies))
    (other,) = await printed(replace(notice(lessons=0), lessons=lines))

    assert page.count("".join(HOSTILE.split())) == 5
    assert "root:" not in page
    assert other.count("*7*$s$_李_`x`代课") == 4


@pytest.mark.parametrize(
    ("character", "named"),
    [
        pytest.param("😀", "😀 U+1F600", id="emoji"),
        pytest.param("ซ", "ซ U+0E0B", id="another script"),
        pytest.param("\ue000", "U+E000", id="private use"),
        pytest.param("\x07", "U+0007", id="control"),
        pytest.param("\ud800", "U+D800", id="half a pair"),
    ],
)
async def test_a_character_no_font_has_is_named_and_nothing_is_printed(character: str, named: str) -> None:
    wrong = training(f"专题{character}研修")

    with pytest.raises(UnprintableCharacters) as refused:
        await PRINTER.notices([notice(), notice(training=wrong)], Layout.FOUR_PARTS)

    assert refused.value.facts["characters"] == [named]
    assert refused.value.facts["where"] == ["sheets[1].training.title"]


def test_rare_names_and_full_width_signs_are_printable() -> None:
    for character in "·喆镕𠮷䶮㛃𬍛𫓹〔〕（）“”…—①ｱａ０～ǎéü":
        assert ord(character) in printable(), character


def test_all_that_gbk_writes_is_printable() -> None:
    cells = (bytes((lead, trail)) for lead in range(0x81, 0xFF) for trail in range(0x40, 0xFF))
    gbk = {
        ord(character) for cell in cells for character in cell.decode("gbk", "ignore") if character > "\x7f"
    }

    assert len(gbk) > 21_000
    assert {chr(one) for one in gbk - printable()} == UNDRAWN


def test_whatever_the_templates_say_themselves_is_printable() -> None:
    for template in FORMS.glob("*.typ"):
        assert {ord(character) for character in template.read_text()} <= printable(), template.name


def test_a_warning_of_a_template_is_a_failure(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "careless.typ").write_text('#set text(font: "No Such Font")\n#sys.inputs.data')
    (tmp_path / "broken.typ").write_text("#no-such-name")
    monkeypatch.setattr(typesetting, "FORMS", tmp_path)

    for template in ("careless", "broken"):
        with pytest.raises(TemplateFailed, match=template):
            typeset(template, {"text": "x"})


async def test_days_are_said_as_a_school_says_them() -> None:
    once = replace(training(), blocks=(Block(at(12, 8), at(12, 11, 30)),))
    halves = replace(training(), blocks=(Block(at(12, 8), at(12, 11)), Block(at(12, 13), at(12, 16))))
    overnight = replace(training(), blocks=(Block(at(12, 8), at(14, 16)),))
    uneven = replace(training(), blocks=(Block(at(12, 8), at(12, 11)), Block(at(19, 8), at(19, 16))))

    for given, said in (
        (once, "2021年4月12日（周一）08:00—11:30"),
        (halves, "2021年4月12日（周一），分2段"),
        (overnight, "2021年4月12日（周一）08:00—4月14日（周三）16:00"),
        (uneven, "2021年4月12日（周一）至4月19日（周一），分2段"),
    ):
        assert said in (await printed(notice(training=given)))[0]


@pytest.mark.slow
def test_pdftotext_finds_every_name_and_number(tmp_path: Path) -> None:
    program("pdftotext")
    pdf = asyncio.run(PRINTER.notices([notice(record=record())], Layout.FOUR_PARTS))
    (tmp_path / "notice.pdf").write_bytes(pdf)

    run = subprocess.run(["pdftotext", "notice.pdf", "-"], cwd=tmp_path, capture_output=True, check=True)

    text = "".join(run.stdout.decode().split())
    for name in ("欧阳喆镕", "朱·阿依古丽", "𠮷田明", "沈红", "石中研训〔2021〕017号", "3F7K-9QXM-0017"):
        assert name in text
