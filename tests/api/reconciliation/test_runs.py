"""Comparing the ledger with the platform's list, once and again."""

from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import update

from domain.identity.actions import Action, Role
from domain.training.catalogue import CourseKind
from persistence.ids import new_id
from persistence.training.tables import course
from tests.reconciliation_scene import Listed, ReconciliationScene


async def test_each_difference_gets_a_line_of_its_kind(books: ReconciliationScene) -> None:
    zhang = await books.scene.teacher("张伟", employee_no="3001", name_pinyin="zhangwei")
    li = await books.scene.teacher("李娜", employee_no="3002", name_pinyin="lina")
    alike, other, ours = [await books.awarded(zhang), await books.awarded(zhang), await books.awarded(li)]
    import_id = await books.listed(
        Listed(zhang, "10.00", alike), Listed(zhang, "9.50", other), Listed(zhang, "4.00", ref="P-7")
    )

    answer = await books.ask()

    run = answer.json()
    assert (run["school_year"], run["import_id"], run["version"]) == (2020, str(import_id), 1)
    assert answer.headers["location"].endswith(f"/credit-reconciliations/{run['id']}")
    assert run["counts"] == {
        "equal": 1,
        "only_ours": 1,
        "only_theirs": 1,
        "differs": 1,
        "new": 3,
        "still_open": 0,
        "settled_before": 0,
        "superseded": 0,
        "resolved": 0,
    }
    lines = await books.lines()
    assert [(one["teacher_name"], one["kind"]) for one in lines] == [
        ("李娜", "only_ours"),
        ("张伟", "differs"),
        ("张伟", "only_theirs"),
    ]
    differs, theirs = lines[1], lines[2]
    assert differs["ours"] == {"hours": "20.00", "credits": "10.00"}
    assert differs["theirs"] == {"hours": "20.00", "credits": "9.50"}
    assert (theirs["course_key"], theirs["title"], theirs["ours"]) == ("P-7", "新课程标准解读", None)
    assert theirs["earned_on"] == "2021-03-12"
    assert theirs["allowed_actions"] == ["decide"]
    assert (lines[0]["theirs"], lines[0]["course_id"]) == (None, str(ours))


async def test_a_run_without_decisions_between_finds_nothing_new(books: ReconciliationScene) -> None:
    teacher = await books.scene.teacher()
    await books.listed(Listed(teacher, "4.00"))
    await books.run()

    assert await books.run() == {"only_theirs": 1, "still_open": 1}
    assert await books.states() == ["open"]


async def test_without_a_committed_list_there_is_nothing_to_compare_with(books: ReconciliationScene) -> None:
    teacher = await books.scene.teacher()
    await books.listed(Listed(teacher, "4.00"), committed=False)
    await books.listed(Listed(teacher, "4.00", school_year=2021))

    refused = await books.ask()

    assert (refused.status_code, refused.json()["code"]) == (422, "no_platform_list")
    assert await books.run(2021) == {"only_theirs": 1, "new": 1}


async def test_the_latest_list_of_the_year_holds(books: ReconciliationScene) -> None:
    teacher = await books.scene.teacher()
    await books.listed(Listed(teacher, "4.00"))
    await books.listed(Listed(teacher, "5.00"))
    await books.listed(Listed(teacher, "6.00", school_year=2021))
    await books.listed(Listed(teacher, "7.00"), committed=False)

    await books.run()

    assert (await books.line())["theirs"]["credits"] == "5.00"


async def test_other_figures_make_a_new_line_of_the_same_course(books: ReconciliationScene) -> None:
    teacher = await books.scene.teacher()
    await books.listed(Listed(teacher, "4.00"))
    await books.run()
    await books.listed(Listed(teacher, "5.00"))

    assert await books.run() == {"only_theirs": 1, "new": 1, "superseded": 1}
    assert await books.states() == ["superseded", "open"]


async def test_a_difference_that_is_gone_closes_its_line(books: ReconciliationScene) -> None:
    teacher = await books.scene.teacher()
    await books.listed(Listed(teacher, "4.00"), Listed(teacher, "1.00", ref="P-2"))
    await books.run()
    await books.listed(Listed(teacher, "1.00", ref="P-2"))

    assert await books.run() == {"only_theirs": 1, "still_open": 1, "resolved": 1}
    (line,) = await books.lines(state="resolved")
    events = (await books.office.get(f"credit-reconciliation-lines/{line['id']}/events")).json()["items"]
    assert [(one["step"], one["from_state"], one["to_state"]) for one in events] == [
        ("find", None, "open"),
        ("resolve", "open", "resolved"),
    ]
    assert all(one["run_id"] is not None for one in events)
    assert line["allowed_actions"] == []


async def test_nothing_credited_on_one_side_is_like_0_on_the_other(books: ReconciliationScene) -> None:
    teacher = await books.scene.teacher()
    await books.listed(Listed(teacher, "0.00"))

    assert await books.run() == {"equal": 1}


async def test_school_based_credits_are_compared_only_with_a_list_that_has_such(
    books: ReconciliationScene,
) -> None:
    teacher = await books.scene.teacher()
    await books.awarded(teacher, kind=CourseKind.SCHOOL_BASED)
    short = Listed(teacher, "4.00")
    await books.listed(short)
    assert await books.run() == {"only_theirs": 1, "new": 1}

    await books.listed(short, Listed(teacher, "2.00", ref="XB-1", kind=CourseKind.SCHOOL_BASED))

    assert await books.run() == {"only_theirs": 2, "only_ours": 1, "new": 2, "still_open": 1}


async def test_credits_entered_by_hand_are_none_of_the_platforms(books: ReconciliationScene) -> None:
    teacher = await books.scene.teacher()
    body = {
        "teacher_id": str(teacher),
        "school_year": 2020,
        "category": "online",
        "credits": "3.00",
        "reason": "补录",
    }
    await books.office.post("credit-adjustments", body, Idempotency_Key=new_id().hex)
    await books.listed(Listed(teacher, "4.00"))

    assert await books.run() == {"only_theirs": 1, "new": 1}


@pytest.mark.parametrize("by", ["code", "platform_id"])
async def test_the_platforms_code_is_understood_once_the_course_is_known(
    books: ReconciliationScene, by: str
) -> None:
    """As is a line found before."""
    teacher = await books.scene.teacher()
    await books.listed(Listed(teacher, "4.00", ref="P-9"))
    await books.run()
    await books.decided("keep_ours", "未参加")
    known = await books.credit.course("4.00")
    async with books.scene.owner.begin() as connection:
        await connection.execute(update(course).where(course.c.id == known).values({by: "P-9"}))

    assert await books.run() == {"only_theirs": 1, "settled_before": 1}


async def test_the_lists_narrow(books: ReconciliationScene) -> None:
    zhang = await books.scene.teacher("张伟", employee_no="3001")
    li = await books.scene.teacher("李娜", employee_no="3002", name_pinyin="lina", name_initials="ln")
    await books.awarded(zhang)
    await books.listed(Listed(li, "4.00"), Listed(li, "4.00", ref="P-2", school_year=2021))
    first = (await books.ask()).json()
    await books.run(2021)

    async def found(**filters: Any) -> int:
        return len(await books.lines(**filters))

    assert await found() == 3
    assert await found(school_year=2021) == 1
    assert await found(kind="only_ours") == 1
    assert await found(state="kept") == 0
    assert await found(teacher_id=str(li)) == 2
    assert await found(run_id=first["id"]) == 2
    assert await found(q="ln") == 2
    runs = (await books.office.get("credit-reconciliations")).json()["items"]
    assert [one["school_year"] for one in runs] == [2021, 2020]
    only = (await books.office.get("credit-reconciliations", school_year=2020)).json()["items"]
    assert only == [(await books.office.get(f"credit-reconciliations/{first['id']}")).json()]


async def test_what_is_not_there_is_404(books: ReconciliationScene) -> None:
    for path in ("credit-reconciliations", "credit-reconciliation-lines"):
        assert (await books.office.get(f"{path}/{new_id()}")).status_code == 404
    gone = {"id": str(new_id()), "version": 1}
    assert (await books.decide(gone, "take_theirs")).status_code == 404
    assert (await books.reopen(gone)).status_code == 404
    assert (await books.office.get(f"credit-reconciliation-lines/{gone['id']}/events")).status_code == 404


async def test_the_principal_and_scripts_read_the_office_decides(books: ReconciliationScene) -> None:
    teacher_id = await books.scene.teacher()
    await books.listed(Listed(teacher_id, "4.00"))
    await books.run()
    line = await books.line()
    principal = await books.scene.signed_in(Role.PRINCIPAL)
    scopes = frozenset({Action.RECONCILIATION_READ})
    script = await books.scene.signed_in(Role.SERVICE_CLIENT, scopes=scopes)
    teacher = await books.scene.signed_in(Role.TEACHER, teacher_id=teacher_id)

    for reader in (principal, script):
        seen = (await reader.get("credit-reconciliation-lines")).json()["items"]
        assert seen == [line | {"allowed_actions": []}]
        assert (await books.ask(who=reader)).status_code == 403
        item = {"line_id": line["id"], "version": 1, "decision": "take_theirs"}
        assert (await books.bulk(item, who=reader)).status_code == 403
    assert (await teacher.get("credit-reconciliation-lines")).status_code == 403
    assert (await teacher.get("credit-reconciliations")).status_code == 403


async def test_a_run_asked_for_twice_with_one_key_is_one(books: ReconciliationScene) -> None:
    await books.listed(Listed(await books.scene.teacher(), "4.00"))
    asked = {"school_year": 2020}

    first = await books.office.post("credit-reconciliations", asked, Idempotency_Key="once")
    again = await books.office.post("credit-reconciliations", asked, Idempotency_Key="once")
    without = await books.office.post("credit-reconciliations", asked)

    assert first.json() == again.json()
    assert without.status_code == 428


async def test_two_lists_alike_make_one_set_of_lines(books: ReconciliationScene) -> None:
    teacher = await books.scene.teacher()
    row = Listed(teacher, "4.00")
    await books.listed(row, replace(row, ref="P-2"))
    await books.run()
    await books.listed(replace(row, ref="P-2"), row)

    assert await books.run() == {"only_theirs": 2, "still_open": 2}
