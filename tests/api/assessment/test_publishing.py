"""A result is looked at, published once, and frozen; its lines say what they came from."""

import asyncio
import io
import zipfile
from collections import Counter
from typing import Any
from urllib.parse import unquote

import pytest
from python_calamine import CalamineWorkbook

from domain.identity.actions import Role
from persistence.assessment.tables import assessment_result
from persistence.platform.tables import message
from tests.assessment_scene import AssessmentScene
from tests.gateways.forms import pages


async def a_deduction(two: AssessmentScene, **more: Any) -> dict[str, Any]:
    body = {
        "group_id": str(two.groups[0].id),
        "kind": "deduction",
        "dimension": "routine",
        "points": "2.5",
        "reason": "作业检查缺交",
        "text": "检查记录",
    } | more
    made = await two.office.post(f"{two.path}/adjustments", body)
    assert made.status_code == 201, made.text
    found: dict[str, Any] = made.json()
    return found


async def test_nothing_is_published_while_scores_are_missing(two: AssessmentScene) -> None:
    await two.opened()
    nobody = (await two.office.get(f"{two.path}/preview")).json()
    judge, maths = await two.judge("沈红"), two.groups[0]
    await two.score_all_but_evidence(judge, maths, "90")

    seen = (await two.office.get(f"{two.path}/preview")).json()
    refused = await two.office.step(f"{two.path}/publish", version=2)

    assert {one["judge_name"] for one in nobody["missing"]} == {None}
    assert {one["group_name"] for one in seen["missing"]} == {"语文组"}
    assert "publish" not in seen["allowed_actions"]
    assert (refused.status_code, refused.json()["code"]) == (409, "scores_missing")
    assert "语文组·展示与辐射（沈红）" in refused.json()["detail"]
    await two.score_all_but_evidence(judge, two.groups[1], "80")
    assert (await two.office.get(f"{two.path}/preview")).json()["allowed_actions"] == ["publish"]


async def test_what_no_evidence_was_brought_for_counts_nothing_and_says_so(two: AssessmentScene) -> None:
    await two.opened()
    judge = await two.judge()
    for group in two.groups:
        await two.score_all_but_evidence(judge, group, "100")
    await two.publish()

    first = (await two.results())[0]

    line = next(one for one in first["lines"] if one["title"] == "制度与计划")
    assert (line["basis"], line["points"], first["total"]) == ("no_evidence", "0.00", "80.00")


async def test_a_line_names_its_judges_its_weight_and_its_rule(two: AssessmentScene) -> None:
    rule = {"key": "weights", "value": "30/10/20/20/20", "effective_from": "2021-02-01"}
    weights = (await two.office.post("assessment-rules", rule)).json()
    trim = {"key": "trim_from", "value": "3", "effective_from": "2021-02-01"}
    trimmed = (await two.office.post("assessment-rules", trim)).json()
    await two.opened()
    for name, score in (("甲", "60"), ("乙", "81.01"), ("丙", "100")):
        judge = await two.judge(name)
        for group in two.groups:
            if name == "甲":
                await two.evidence(group)
            await two.score_all(judge, group, score)
    await two.publish()

    line = (await two.results())[0]["lines"][0]

    assert (line["weight"], line["weight_rule_id"]) == (30, weights["id"])
    assert (line["basis"], line["rule_id"]) == ("trimmed_mean", trimmed["id"])
    assert (line["score"], line["points"]) == ("81.01", "24.30")
    assert [(one["name"], one["score"], one["counts"]) for one in line["marks"]] == [
        ("甲", "60.00", False),
        ("乙", "81.01", True),
        ("丙", "100.00", False),
    ]


async def test_groups_of_one_total_share_a_rank(scene: Any, two: AssessmentScene) -> None:
    await two.group("英语组")
    results = await two.published("90", "90", "60")

    assert [(one["rank"], one["total"], one["band"]) for one in results] == [
        (1, "90.00", "excellent"),
        (1, "90.00", "excellent"),
        (3, "60.00", "pass"),
    ]


async def test_deductions_stay_in_their_dimension_and_bonus_under_its_cap(two: AssessmentScene) -> None:
    await two.opened()
    judge, (maths, chinese) = await two.judge(), two.groups
    for group in two.groups:
        await two.evidence(group)
        await two.score_all(judge, group, "50")
    await a_deduction(two, points="99")
    void = await a_deduction(two, dimension="outcome")
    gone = await two.office.step(
        f"assessment-adjustments/{void['id']}/void", version=1, json={"reason": "误记"}
    )
    bonus = {"kind": "bonus", "dimension": None, "group_id": str(chinese.id), "reason": "市级展示"}
    await a_deduction(two, points="9", **bonus)
    hidden = (await maths.leader.get(f"{two.path}/adjustments")).json()["items"]
    await two.publish()

    first, second = await two.results()

    assert (gone.json()["voided_because"], hidden) == ("误记", [])
    assert (first["group_name"], first["total"]) == ("语文组", "55.00")
    assert (first["bonus"], first["bonus_counted"]) == ("9.00", "5.00")
    routine = second["dimensions"][-1]
    assert (second["total"], routine["deducted"], routine["total"]) == ("40.00", "99.00", "0.00")
    shown = (await maths.leader.get(f"{two.path}/adjustments")).json()["items"]
    assert {one["group_id"] for one in shown} == {str(maths.id)}


@pytest.mark.parametrize(
    ("more", "code"),
    [
        pytest.param({"dimension": None}, "dimension_misplaced", id="a deduction of nothing"),
        pytest.param({"kind": "bonus"}, "dimension_misplaced", id="a bonus in a dimension"),
        pytest.param({"text": None}, "evidence_required", id="without evidence"),
    ],
)
async def test_an_adjustment_has_its_place_and_its_evidence(
    two: AssessmentScene, more: dict[str, Any], code: str
) -> None:
    await two.opened()
    right = {"kind": "deduction", "dimension": "routine", "points": "1", "reason": "缺", "text": "见"}

    refused = await two.office.post(
        f"{two.path}/adjustments", {"group_id": str(two.groups[0].id)} | right | more
    )

    assert (refused.status_code, refused.json()["code"]) == (422, code)


async def test_an_adjustment_is_taken_back_once(two: AssessmentScene) -> None:
    await two.opened()
    path = f"assessment-adjustments/{(await a_deduction(two))['id']}"
    await two.office.step(f"{path}/void", version=1, json={"reason": "误记"})

    refused = await two.office.step(f"{path}/void", version=2, json={"reason": "误记"})

    assert (refused.status_code, refused.json()["code"]) == (409, "adjustment_void")


async def test_after_publication_nothing_changes(two: AssessmentScene) -> None:
    await two.opened()
    judge, maths = await two.judge(), two.groups[0]
    for group in two.groups:
        evidence = await two.evidence(group)
        await two.score_all(judge, group, "90")
    deduction = await a_deduction(two)
    somebody = {"teacher_id": str(await two.scene.teacher())}
    judges = (await two.office.get(f"{two.path}/judges")).json()["items"]
    given = (await judge.get(f"{two.path}/scores")).json()["items"][0]
    published = await two.publish()
    body = two.score_body(maths, "教学常规", "1")
    piece = {"group_id": str(maths.id), "indicator_id": two.indicator("教学常规"), "text": "补"}

    tried = {
        "update": await two.office.patch(two.path, {"title": "改"}, version=published["version"]),
        "open": await two.office.step(f"{two.path}/open", version=published["version"]),
        "publish": await two.office.step(f"{two.path}/publish", version=published["version"]),
        "preview": await two.office.get(f"{two.path}/preview"),
        "appoint": await two.office.post(f"{two.path}/judges", somebody),
        "release": await two.office.step(
            f"assessment-judges/{judges[0]['id']}/release", version=1, json={"reason": "晚"}
        ),
        "score": await judge.post(f"{two.path}/scores", body),
        "revise": await judge.patch(f"assessment-scores/{given['id']}", {"score": "1"}, version=1),
        "submit": await maths.leader.post(f"{two.path}/evidence-items", piece),
        "take back": await two.office.ask(
            "DELETE", f"evidence-items/{evidence['id']}", headers={"If-Match": '"1"'}
        ),
        "void": await two.office.step(
            f"assessment-adjustments/{deduction['id']}/void", version=1, json={"reason": "晚"}
        ),
        "adjust": await two.office.post(
            f"{two.path}/adjustments",
            {"group_id": str(maths.id), "kind": "bonus", "points": "1", "reason": "晚", "text": "见"},
        ),
    }

    assert {name: (one.status_code, one.json()["code"]) for name, one in tried.items()} == dict.fromkeys(
        tried, (409, "assessment_frozen")
    )
    assert published["allowed_actions"] == []


async def test_of_many_who_publish_at_once_one_does_and_leaders_are_told_once(two: AssessmentScene) -> None:
    await two.opened()
    judge = await two.judge()
    for group in two.groups:
        await two.evidence(group)
        await two.score_all(judge, group, "90")

    answers = await asyncio.gather(*(two.office.step(f"{two.path}/publish", version=2) for _ in range(6)))

    assert Counter(one.status_code for one in answers) == {200: 1, 412: 5}
    assert len(await two.scene.rows(assessment_result)) == 2
    told = [one for one in await two.scene.rows(message) if one.event == "assessment_published"]
    assert {one.recipient_id for one in told} == {one.leader_id for one in two.groups}
    assert {one.facts["rank"] for one in told} == {"1"}


async def test_a_leader_reads_their_own_groups_result_and_no_other(two: AssessmentScene) -> None:
    results = await two.published("90", "70")
    maths, chinese = two.groups
    principal = await two.scene.signed_in(Role.PRINCIPAL)
    somebody = await two.scene.signed_in(Role.TEACHER, teacher_id=await two.scene.teacher())

    assert [one["group_id"] for one in await two.results(maths.leader)] == [str(maths.id)]
    assert len(await two.results(principal)) == 2
    assert await two.results(somebody) == []
    theirs = next(one["id"] for one in results if one["group_id"] == str(chinese.id))
    assert (await maths.leader.get(f"assessment-results/{theirs}")).status_code == 404
    assert (await chinese.leader.get(f"assessment-results/{theirs}")).json()["total"] == "70.00"


async def test_it_is_printed_and_written_as_a_workbook(two: AssessmentScene) -> None:
    await two.opened()
    judge = await two.judge("=沈红")
    for group in two.groups:
        await two.evidence(group)
        await two.score_all(judge, group, "90")
    assert (await two.office.get(f"{two.path}/document")).status_code == 404
    await a_deduction(two, reason="=1+1")
    await two.publish()

    pdf = await two.office.get(f"{two.path}/document")
    xlsx = await two.office.get(f"{two.path}/document", format="xlsx")
    own = await two.groups[0].leader.get(f"{two.path}/document")

    assert "教研组主题研修考核（第1版）.pdf" in unquote(pdf.headers["content-disposition"])
    printed = pages(pdf.content)
    assert len(printed) == 3
    for said in ("石门中学", "2020学年第二学期", "语文组", "数学组", "90.00", "87.50", "优秀", "良好"):
        assert said in printed[0]
    assert "语文组" not in "".join(pages(own.content))
    book = CalamineWorkbook.from_filelike(io.BytesIO(xlsx.content))
    assert book.get_sheet_by_name("排名").to_python()[2][:4] == [1, "语文组", 90, "优秀"]
    assert book.get_sheet_by_name("加分扣分").to_python()[2][4] == "=1+1"
    with zipfile.ZipFile(io.BytesIO(xlsx.content)) as parts:
        sheets = [parts.read(name) for name in parts.namelist() if "worksheets/" in name]
    assert len(sheets) == 3
    assert not any(b"<f>" in one for one in sheets)
