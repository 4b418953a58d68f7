"""The payroll list: each teacher's sum and the lines behind it, as PDF and as a workbook."""

import io
from typing import Any

from pypdf import PdfReader
from python_calamine import CalamineWorkbook

from domain.identity.actions import Role
from tests.bonus_scene import BonusScene, correction
from tests.works_scene import done


def sheets(content: bytes) -> list[list[list[Any]]]:
    """The sums and the lines, with what a formula comes to in its place."""
    book = CalamineWorkbook.from_filelike(io.BytesIO(content))
    return [book.get_sheet_by_name(name).to_python(skip_empty_area=False) for name in ("发放表", "明细")]


async def test_the_workbook_has_sums_as_money_and_text_as_text(bonus: BonusScene) -> None:
    made = await bonus.works.work("=1+1", "李芳", title="=HYPERLINK(1)")
    await bonus.works.award(made, level="county")
    await bonus.works.award(made, level="city")
    batch = await bonus.draft()

    answer = await bonus.finance.get(f"bonus-batches/{batch['id']}/document", format="xlsx")

    assert "filename*=UTF-8''2020" in answer.headers["content-disposition"]
    sums, lines = sheets(answer.content)
    assert {row[2]: row[4] for row in sums[3:5]} == {"=1+1": 400.0, "李芳": 200.0}
    assert (sums[5][0], sums[5][4]) == ("合计", 600.0)
    assert sums[7][:5:2] == ["制表：某人", "审核：", "批准："]
    assert [lines[3][column] for column in (2, 3, 6, 7)] == [
        "=HYPERLINK(1)", "地市级一等奖", 400.0, "标准600.00元，按6:3分，第1作者",
    ]  # fmt: skip


async def test_the_pdf_is_for_those_who_oversee_bonuses(bonus: BonusScene) -> None:
    await bonus.awarded("张伟")
    batch = await bonus.approved(await bonus.draft())
    path = f"bonus-batches/{batch['id']}/document"
    teacher = await bonus.scene.signed_in(Role.TEACHER)

    answer = await bonus.principal.get(path)

    assert answer.headers["content-type"] == "application/pdf"
    text = "".join(page.extract_text() for page in PdfReader(io.BytesIO(answer.content)).pages)
    assert all(word in text for word in ("学年教科研奖金", "张伟", "300.00", "制表", "审核", "批准"))
    assert (await teacher.get(path)).status_code == 403


async def test_each_line_says_how_it_came_about(bonus: BonusScene) -> None:
    await bonus.table(effective_from="2021-01-01", split="equal", weights=[])
    await bonus.table(effective_from="2021-02-01", split="first_author", weights=[])
    county = await bonus.awarded("张伟", awarded_on="2020-10-01")
    await bonus.awarded("李芳", "王强", awarded_on="2021-01-10")
    await bonus.awarded("赵敏", "钱进", awarded_on="2021-02-10")
    paid = await bonus.paid(await bonus.draft())
    await bonus.works.award({"id": county["work_id"]}, level="city", awarded_on="2020-11-01")
    difference = await bonus.draft(title="补差")
    first = (await bonus.lines(batch_id=paid["id"]))[0]
    adjustment = done(
        await bonus.correct(paid, correction(first, -1), correction(first, -2, reason="扣")), 201
    )

    async def said(batch: dict[str, object]) -> list[object]:
        answer = await bonus.finance.get(f"bonus-batches/{batch['id']}/document", format="xlsx")
        return [row[7] for row in sheets(answer.content)[1][3:-1]]

    assert await said(paid) == [
        "标准300.00元", "标准300.00元，2人平分", "标准300.00元，2人平分", "标准300.00元，归第一作者",
    ]  # fmt: skip
    assert await said(difference) == ["标准600.00元，已发300.00元，补差300.00元"]
    assert await said(adjustment) == ["冲正", "冲正：扣"]
