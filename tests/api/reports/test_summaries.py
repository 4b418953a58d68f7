"""A term summary: written, looked at while the term runs, frozen, reopened, printed."""

import io
from typing import Any
from zipfile import ZipFile

import pytest
from docx import Document
from docx.oxml.ns import qn
from python_calamine import CalamineWorkbook

from domain.identity.actions import Role
from domain.reports.summary import LIFECYCLE, SummaryState
from tests.export_scene import ExportScene, set_export_scene
from tests.scene import Caller, Scene
from tests.summary_scene import Json, a_summary, content_of, figures_of, items_of

IDEAS = "立德、立行、至善、至美。\n=1+1 以教师发展为根本。"


@pytest.fixture
async def export(scene: Scene) -> ExportScene:
    return await set_export_scene(scene)


async def stepped(who: Caller, summary: Json, step: str, **options: Any) -> Json:
    answer = await who.step(f"term-summaries/{summary['id']}/{step}", version=summary["version"], **options)
    assert answer.status_code == 200, answer.text
    found: Json = answer.json()
    assert answer.headers["etag"] == f'"{found["version"]}"'
    return found


async def test_a_term_has_one_summary(export: ExportScene) -> None:
    office = export.credit.office
    made = await a_summary(office)

    again = await office.post("term-summaries", {"term_id": made["term_id"]})
    unknown = await office.post("term-summaries", {"term_id": made["id"]})

    assert (again.status_code, again.json()["code"]) == (409, "term_summary_taken")
    assert (unknown.status_code, unknown.json()["code"]) == (422, "unknown_reference")
    assert (made["school_year"], made["number"], made["state"]) == (2020, 2, "draft")
    assert await items_of(office, f"term-summaries?term_id={made['term_id']}") == [made]
    assert await items_of(office, f"term-summaries?term_id={made['id']}") == []


async def test_the_offices_words_stay_between_runs_and_none_is_lost(export: ExportScene) -> None:
    office = export.credit.office
    made = await a_summary(office)
    path = f"term-summaries/{made['id']}"

    first = (await office.patch(path, {"guiding": IDEAS, "young": "多关心。"}, version=1)).json()
    same = (await office.patch(path, {"guiding": IDEAS}, version=first["version"])).json()
    last = (await office.patch(path, {"young": None}, version=first["version"])).json()

    assert first["texts"] == {"guiding": IDEAS, "young": "多关心。"}
    assert same == first  # nothing new is no new version
    assert last["texts"] == {"guiding": IDEAS}
    told = {one["slot"]: one["text"] for one in (await content_of(office, made))["sections"]}
    assert (told["guiding"], told["young"]) == (IDEAS, None)
    history = await items_of(office, f"{path}/texts?limit=1")
    assert [(one["slot"], one["text"]) for one in history[:1]] == [("young", "")]
    assert sorted(one["slot"] for one in history) == ["guiding", "young", "young"]
    assert len(await items_of(office, f"{path}/texts?slot=guiding")) == 1
    stale = await office.patch(path, {"closing": "更好！"}, version=1)
    assert (stale.status_code, stale.json()["code"]) == (412, "stale")
    assert (await office.ask("PATCH", path, json={"closing": "更好！"})).status_code == 428


async def test_a_draft_changes_with_the_data_and_a_frozen_summary_does_not(export: ExportScene) -> None:
    office = export.credit.office
    made = await a_summary(office)
    before = figures_of(await content_of(office, made))
    await export.credit.passed_and_confirmed(export.li, "8.00")

    preview = await content_of(office, made)
    frozen = await stepped(office, made, "freeze")
    kept = await content_of(office, made)
    await export.credit.passed_and_confirmed(export.zhang, "2.00")

    assert before["credits_confirmed"]["value"] == "10.00"
    assert figures_of(preview)["credits_confirmed"]["value"] == "18.00"
    assert figures_of(kept) == figures_of(preview)
    assert (preview["edition_no"], kept["edition_no"], frozen["edition_no"]) == (None, 1, 1)
    assert await content_of(office, made) == kept
    chart = next(one for section in kept["sections"] for part in section["parts"] for one in part["charts"])
    assert list(chart["chart"]["series"]) == ["已达标", "预计达标", "有缺口", "落后", "免修"]


async def test_a_principal_reopens_for_a_reason_and_every_edition_stays(export: ExportScene) -> None:
    office, principal = export.credit.office, await export.scene.signed_in(Role.PRINCIPAL)
    made = await a_summary(office)
    frozen = await stepped(office, made, "freeze")
    await export.credit.passed_and_confirmed(export.li, "8.00")
    path = f"term-summaries/{made['id']}"

    refused = await office.step(f"{path}/reopen", version=frozen["version"], json={"reason": "漏记"})
    draft = await stepped(principal, frozen, "reopen", json={"reason": "漏记一项培训"})
    again = await stepped(office, draft, "freeze")

    assert refused.status_code == 403
    assert (draft["state"], again["edition_no"]) == ("draft", 2)
    values = [
        figures_of(await content_of(office, made, edition_no=number))["credits_confirmed"]["value"]
        for number in (1, 2)
    ]
    assert values == ["10.00", "18.00"]
    assert (await office.get(f"{path}/content", edition_no=3)).status_code == 404
    listed = await items_of(principal, f"{path}/editions")
    assert [(one["number"], one["reopened_because"]) for one in listed] == [(2, None), (1, "漏记一项培训")]


@pytest.mark.parametrize("state", SummaryState)
async def test_no_step_is_taken_from_a_state_that_has_none(export: ExportScene, state: SummaryState) -> None:
    both = await export.scene.signed_in(Role.RESEARCH_OFFICE, Role.PRINCIPAL)
    summary = await a_summary(both)
    if state is SummaryState.FROZEN:
        summary = await stepped(both, summary, "freeze")
    assert summary["allowed_actions"] == list(LIFECYCLE[state])
    path, version = f"term-summaries/{summary['id']}", summary["version"]

    for step in {one for steps in LIFECYCLE.values() for one in steps} - set(LIFECYCLE[state]):
        body = {"reason": "误操作"} if step == "reopen" else None
        answer = (
            await both.patch(path, {"closing": "完"}, version=version)
            if step == "update"
            else await both.step(f"{path}/{step}", version=version, json=body)
        )
        assert (answer.status_code, answer.json()["code"]) == (409, "invalid_state"), step


async def test_who_is_not_of_the_office_or_its_principal_reads_none(export: ExportScene) -> None:
    summary = await a_summary(export.credit.office)
    for role in (Role.TEACHER, Role.GROUP_LEADER, Role.FINANCE):
        other = await export.scene.signed_in(role, teacher_id=export.li)
        assert (await other.get(f"term-summaries/{summary['id']}/content")).status_code == 403


async def test_what_is_not_there_is_not_found(export: ExportScene, elsewhere: Scene) -> None:
    await elsewhere.year()
    office, summary = export.credit.office, await a_summary(await elsewhere.office())
    for path in ("", "/content", "/document", "/editions", "/texts"):
        assert (await office.get(f"term-summaries/{summary['id']}{path}")).status_code == 404
    frozen = await office.step(f"term-summaries/{summary['id']}/freeze", version=1)
    assert frozen.status_code == 404


async def test_the_docx_is_written_in_the_sources_order(export: ExportScene) -> None:
    office = export.credit.office
    made = await a_summary(office)
    await office.patch(f"term-summaries/{made['id']}", {"guiding": IDEAS}, version=1)

    answer = await office.get(f"term-summaries/{made['id']}/document")

    document = Document(io.BytesIO(answer.content))
    styled = [(one.style.name, one.text) for one in document.paragraphs if one.style is not None]
    assert [text for style, text in styled if style in ("Heading 1", "Heading 2")] == [
        "一、指导思想",
        "二、工作要点",
        "1．认真落实教师专业培训工作",
        "2．扎实推进校本研修工作",
        "3．主题研修与推进“生本课堂”改革",
        "4．以课题、论文等为载体，强化教科研意识",
        "5．重视青年教师的培养",
    ]
    assert ("Normal", "=1+1 以教师发展为根本。") in styled
    assert styled[0] == ("Title", "石门中学教科室工作总结")
    assert len(document.inline_shapes) >= 2  # charts
    assert all("w:tblHeader" in table.rows[0]._tr.xml for table in document.tables)
    fonts = {
        name: document.styles[name].element.rPr.rFonts.get(qn("w:eastAsia"))
        for name in ("Normal", "Heading 1")
    }
    assert fonts == {"Normal": "宋体", "Heading 1": "黑体"}
    assert "PAGE" in document.sections[0].footer._element.xml
    assert "filename*=UTF-8''%E7%9F%B3" in answer.headers["content-disposition"]


async def test_the_workbook_has_every_figure_and_native_charts(export: ExportScene) -> None:
    office = export.credit.office
    made = await a_summary(office)
    figures = figures_of(await content_of(office, made))

    answer = await office.get(f"term-summaries/{made['id']}/document", format="xlsx")

    rows = (
        CalamineWorkbook.from_filelike(io.BytesIO(answer.content)).get_sheet_by_name("主要数据").to_python()
    )
    assert [row[1] for row in rows[2:]] == [one["label"] for one in figures.values()]
    assert [row[2] for row in rows[2:]] == [float(one["value"]) for one in figures.values()]
    charts = [name for name in ZipFile(io.BytesIO(answer.content)).namelist() if "charts/chart" in name]
    assert len(charts) >= 2


async def test_the_pdf_refuses_what_no_font_has(export: ExportScene) -> None:
    office = export.credit.office
    made = await a_summary(office)
    path = f"term-summaries/{made['id']}"
    printed = await office.get(f"{path}/document", format="pdf")
    await office.patch(path, {"closing": "加油\U0001f600"}, version=1)

    assert printed.content.startswith(b"%PDF")
    for format in ("pdf", "docx"):
        refused = await office.get(f"{path}/document", format=format)
        assert (refused.status_code, refused.json()["code"]) == (422, "unprintable_characters")


async def test_charts_are_drawn_as_svg(export: ExportScene) -> None:
    office = export.credit.office
    made = await a_summary(office)

    drawn = await office.get(f"summary-charts/{made['id']}", key="credit_by_group")

    assert drawn.headers["content-type"].startswith("image/svg+xml")
    assert "<title>各教研组学分达成情况</title>" in drawn.text
    assert (await office.get(f"summary-charts/{made['id']}", key="nothing")).status_code == 404
