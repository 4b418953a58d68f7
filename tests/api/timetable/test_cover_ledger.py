"""The ledger of cover over HTTP: sums, corrections, the workbook for payroll, and what classes lost."""

import io
from typing import Any
from uuid import UUID

import pytest
from python_calamine import CalamineWorkbook

from domain.identity.actions import Role
from domain.timetable.policy import TimetableRuleKey
from persistence.ids import new_id
from persistence.platform.tables import audit_entry
from tests.api.timetable.cover_scene import CoverScene
from tests.scene import Scene
from tests.timetable_scene import MONDAY


async def corrected(cover: CoverScene, **changes: Any) -> Any:
    body = {
        "term_id": str(await cover.term_id()),
        "teacher_id": str(cover.colleague),
        "kind": "given",
        "day": MONDAY.isoformat(),
        "subject": "数学",
        "lessons": "1.00",
        "amount_fen": 1999,
        "points": "0.50",
        "note": "漏记一节",
    } | changes
    return await cover.affairs.post("cover-entries", body, Idempotency_Key=str(new_id()))


async def test_a_line_entered_by_hand_is_in_the_sums_and_audited(cover: CoverScene) -> None:
    made = await corrected(cover)

    assert made.status_code == 201, made.text
    assert (await cover.affairs.get(made.headers["location"])).json() == made.json()
    sums = (await cover.standings())[str(cover.colleague)]
    assert (sums["given"], sums["amount_fen"], sums["points"]) == ("1.00", 1999, "0.50")
    assert "timetable_create_cover_entry" in {one.action for one in await cover.scene.rows(audit_entry)}


async def test_a_correction_is_of_a_line_of_the_same_teacher_term_and_kind(cover: CoverScene) -> None:
    line = (await corrected(cover)).json()

    taken = await corrected(cover, corrects_id=line["id"], kind="taken")
    unknown = await corrected(cover, corrects_id=str(new_id()))
    back = await corrected(cover, corrects_id=line["id"], lessons="-1.00", amount_fen=-1999, points="-0.50")

    assert (taken.status_code, taken.json()["code"]) == (422, "entry_elsewhere")
    assert unknown.status_code == 404
    assert back.json()["corrects_id"] == line["id"]
    assert (await cover.standings())[str(cover.colleague)]["amount_fen"] == 0


async def test_a_correction_of_a_teacher_or_term_the_school_has_not_is_refused(cover: CoverScene) -> None:
    assert (await corrected(cover, teacher_id=str(new_id()))).status_code == 404
    assert (await corrected(cover, term_id=str(new_id()))).status_code == 404


async def test_a_released_cover_takes_its_corrections_back_too(cover: CoverScene) -> None:
    await cover.rule(TimetableRuleKey.RATE_TEACHING, "2000")
    await cover.absent(last=MONDAY)
    await cover.published()
    (one,) = await cover.covers()
    lines = (await cover.affairs.get("cover-entries", kind="given")).json()["items"]
    more = await corrected(cover, corrects_id=lines[0]["id"], lessons="0.00", amount_fen=500, points="0.00")
    assert more.status_code == 201, more.text

    await cover.affairs.step(f"covers/{one['id']}/release", version=one["version"], json={"because": "销假"})

    assert (await cover.standings())[str(cover.colleague)]["amount_fen"] == 0


async def test_sums_are_listed_by_name_and_page_by_page(cover: CoverScene) -> None:
    for teacher_id in (cover.other, cover.colleague, cover.away):
        await corrected(cover, teacher_id=str(teacher_id))
    term_id, names, cursor = str(await cover.term_id()), [], None

    for _ in range(3):
        params = {"term_id": term_id, "limit": 1} | ({} if cursor is None else {"cursor": cursor})
        page = (await cover.affairs.get("cover-standings", **params)).json()
        names += [one["name"] for one in page["items"]]
        cursor = page["next_cursor"]

    assert names == ["艾老师", "毕老师", "蔡老师"]
    assert cursor is None


async def test_the_workbook_has_names_as_text_and_money_to_the_fen(cover: CoverScene) -> None:
    trap = await cover.scene.teacher("=1+1", name_pinyin="a")
    await corrected(cover, teacher_id=str(trap), amount_fen=10, note="@SUM(A1)")
    await corrected(cover, amount_fen=98765432)

    finance = await cover.scene.signed_in(Role.FINANCE)
    answer = await finance.get("cover-standings/workbook", term_id=str(await cover.term_id()))

    assert answer.status_code == 200, answer.text
    assert answer.headers["content-disposition"].startswith("attachment")
    book = CalamineWorkbook.from_filelike(io.BytesIO(answer.content))
    sums = book.get_sheet_by_name("汇总").to_python()
    assert [(row[1], row[4]) for row in sums[2:]] == [("=1+1", 0.1), ("毕老师", 987654.32)]
    assert [row[7] for row in book.get_sheet_by_name("明细").to_python()[2:]] == ["@SUM(A1)", "漏记一节"]
    assert b"<f>" not in answer.content


async def test_a_term_the_school_has_not_has_no_workbook(cover: CoverScene) -> None:
    assert (await cover.affairs.get("cover-standings/workbook", term_id=str(new_id()))).status_code == 404


async def test_a_class_counts_what_it_lost_by_subject(cover: CoverScene) -> None:
    await cover.absent()
    plan = await cover.planned()
    for row, who in zip(plan["rows"][:3], (cover.other, cover.other, cover.colleague), strict=True):
        assert (await cover.edit(row, teacher_id=str(who))).status_code == 200
    await cover.edit(plan["rows"][3], not_needed_because="年级集会")
    await cover.edit(plan["rows"][4], teacher_id=None)
    assert (await cover.publish(await cover.plan(plan))).status_code == 200

    days = {"from_day": "2021-03-01", "until_day": "2021-03-21"}
    (found,) = (await cover.affairs.get("class-impacts", **days)).json()["items"]
    whole = (await cover.affairs.get("class-impacts", term_id=str(await cover.term_id()))).json()["items"]

    assert (found["code"], found["subject"]) == ("701", "数学")
    assert (found["covered"], found["covered_otherwise"], found["not_covered"]) == (1, 2, 2)
    assert found["lost"] == 4
    assert whole == [found]


async def test_where_no_term_is_named_the_present_one_is_meant(cover: CoverScene, elsewhere: Scene) -> None:
    await corrected(cover)
    new = await elsewhere.signed_in(Role.ACADEMIC_AFFAIRS)

    assert [one["name"] for one in (await cover.affairs.get("cover-standings")).json()["items"]] == ["毕老师"]
    assert (await cover.affairs.get("class-impacts")).json()["items"] == []
    for path in ("cover-standings", "class-impacts"):
        assert (await new.get(path)).json() == {"items": [], "next_cursor": None, "has_more": False}
    assert (await new.get("cover-standings/workbook")).status_code == 200
    assert (await new.get("class-impacts", term_id=str(new_id()))).status_code == 404


async def test_what_classes_lost_is_listed_page_by_page(cover: CoverScene) -> None:
    await cover.absent(cover.other, last=MONDAY)
    await cover.absent(last=MONDAY)
    days, codes, cursor = {"from_day": "2021-03-01", "until_day": "2021-03-21"}, [], None

    for _ in range(2):
        params = days | {"limit": 1} | ({} if cursor is None else {"cursor": cursor})
        page = (await cover.affairs.get("class-impacts", **params)).json()
        codes += [(one["code"], one["subject"], one["lost"]) for one in page["items"]]
        cursor = page["next_cursor"]

    assert (codes, cursor) == ([("701", "数学", 1), ("701", "英语", 1)], None)


@pytest.mark.parametrize(
    ("params", "code"),
    [
        (
            {"from_day": "2021-03-01", "until_day": "2021-03-08", "term_id": str(UUID(int=1))},
            "stretch_unclear",
        ),
        ({"from_day": "2021-03-01"}, "stretch_unclear"),
        ({"from_day": "2021-03-08", "until_day": "2021-03-01"}, "days_out_of_order"),
        ({"from_day": "2020-03-08", "until_day": "2021-03-01"}, "stretch_too_long"),
    ],
)
async def test_what_classes_lost_is_asked_for_a_stretch_of_days(
    cover: CoverScene, params: dict[str, str], code: str
) -> None:
    refused = await cover.affairs.get("class-impacts", **params)
    assert (refused.status_code, refused.json()["code"]) == (422, code)
