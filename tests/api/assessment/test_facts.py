"""What the system counted fills lines in; who was absent without excuse stands in the line it costs."""

import io
from typing import Any

import pytest
from python_calamine import CalamineWorkbook

from persistence.people.tables import teacher
from tests.api.themes.conftest import hands, research
from tests.assessment_scene import AssessmentScene
from tests.gateways.forms import pages
from tests.theme_scene import ThemeScene, at_two
from tests.weekplan_scene import set_row

__all__ = ["hands", "research"]  # fixtures: theme research, and the clock it goes by


@pytest.fixture
async def assessed(research: ThemeScene) -> AssessmentScene:
    """The example's assessment, after an activity of the maths group that Li Na missed."""
    (part,) = await research.running(research.maths)
    activity = await research.activity(research.maths, part)
    for who in (research.maths.leader, research.maths.members[0]):
        await research.signs_in(who, activity, at_two(-5))
    research.hands.at = at_two(30)
    made = AssessmentScene(research.scene, research.office, research.term_id)
    await made.opened(None)
    return made


def lines(result: dict[str, Any]) -> dict[str, dict[str, Any]]:
    return {one["title"]: one for one in result["lines"]}


def named(line: dict[str, Any]) -> list[tuple[str, str]]:
    return [(one["teacher_name"], one["title"]) for one in line["fact"]["missed"]]


async def test_a_member_absent_without_excuse_is_named_in_the_lines_it_costs(
    assessed: AssessmentScene, research: ThemeScene
) -> None:
    await assessed.publish()

    (own,) = await assessed.results(research.maths.leader)

    attendance, unexcused = lines(own)["成员参与面"], lines(own)["无故缺席"]
    assert (attendance["score"], attendance["points"]) == ("66.67", "5.33")
    assert (attendance["fact"]["counted"], attendance["fact"]["out_of"]) == (2, 3)
    assert (unexcused["score"], unexcused["points"]) == ("90.00", "7.20")
    assert (unexcused["fact"]["counted"], unexcused["fact"]["out_of"]) == (1, 3)
    assert named(attendance) == named(unexcused) == [("李娜", "研讨课与评课")]
    nine = lines(own)["“九个一”完成情况"]
    assert (nine["basis"], nine["score"], nine["fact"]["out_of"]) == ("fact", "0.00", 9)


async def test_it_stays_there_though_the_member_moves_on_and_an_appeal_is_upheld(
    assessed: AssessmentScene, research: ThemeScene
) -> None:
    await assessed.publish()
    maths = research.maths
    await set_row(research.scene, teacher, maths.member_ids[1], subject_group_id=research.chinese.id)
    body = {"group_id": str(maths.id), "text": "李娜当天外出"}
    appeal = (await maths.leader.post(f"{assessed.path}/appeals", body)).json()
    line = {"indicator_id": assessed.indicator("无故缺席"), "score": "100", "reason": "补假条"}

    await assessed.office.step(
        f"assessment-appeals/{appeal['id']}/uphold",
        version=1,
        json={"answer": "属实", "corrections": [line]},
    )

    (own,) = await assessed.results(maths.leader)
    corrected = lines(own)["无故缺席"]
    assert (own["edition_no"], corrected["basis"], corrected["score"]) == (2, "corrected", "100.00")
    assert named(corrected) == [("李娜", "研讨课与评课")]


async def test_a_group_of_which_nothing_was_counted_earns_nothing_by_it(
    assessed: AssessmentScene, research: ThemeScene
) -> None:
    await assessed.publish()

    (own,) = await assessed.results(research.chinese.leader)

    assert {one["basis"] for one in own["lines"]} == {"nothing_counted", "no_evidence"}
    assert (own["total"], own["band"]) == ("0.00", "fail")


async def test_paper_and_workbook_name_who_was_missing_and_what_was_corrected(
    assessed: AssessmentScene, research: ThemeScene
) -> None:
    await assessed.publish()
    maths = research.maths
    body = {"group_id": str(maths.id), "text": "李娜当天外出"}
    appeal = (await maths.leader.post(f"{assessed.path}/appeals", body)).json()
    line = {"indicator_id": assessed.indicator("无故缺席"), "score": "100", "reason": "补假条"}
    answer = {"answer": "属实", "corrections": [line]}
    await assessed.office.step(f"assessment-appeals/{appeal['id']}/uphold", version=1, json=answer)

    pdf = await maths.leader.get(f"{assessed.path}/document")
    xlsx = await maths.leader.get(f"{assessed.path}/document", format="xlsx")

    book = CalamineWorkbook.from_filelike(io.BytesIO(xlsx.content))
    workbook = "".join(str(cell) for row in book.get_sheet_by_name("得分明细").to_python() for cell in row)
    for text in ("".join(pages(pdf.content)), workbook):
        for said in (
            "应到（不含请假）3人次，实到2人次",
            "应到3人次，无故缺席1人次；缺席名单：李娜（04-12研讨课与评课）",
            "应交9项，通过0项",
            "申诉前为90.00分，补假条",
            "无佐证不得分",
        ):
            assert said in text, said
