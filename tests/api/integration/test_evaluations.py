"""What the list of evaluations promises: it settles that duty, and with the last one confirms the credits."""

from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select

from domain.identity.actions import Action, Role
from persistence.training.tables import (
    credit_entry,
    duty_review,
    duty_submission,
    enrolment,
    training_session,
)
from tests.api.integration.platform_files import (
    EVALUATIONS,
    commit,
    counts_of,
    errors_of,
    imported,
    previewed,
)
from tests.api.training.conftest import credits, owed
from tests.api.training.duty_scene import DutyScene, Owing
from tests.scene import Caller

__all__ = ["credits", "owed"]


async def row(owed: DutyScene, owing: Owing, number: str, **rest: str) -> dict[str, str]:
    async with owed.scene.owner.connect() as connection:
        its = (enrolment.c.school_id == training_session.c.school_id) & (
            enrolment.c.session_id == training_session.c.id
        )
        code = await connection.scalar(
            select(training_session.c.code)
            .select_from(enrolment.join(training_session, its))
            .where(enrolment.c.id == owing.enrolment_id)
        )
    return {
        "school_year": "2020",
        "session_code": str(code),
        "employee_no": number,
        "evaluated_on": "2021-04-10",
    } | rest


async def duty_of(owed: DutyScene, owing: Owing) -> dict[str, Any]:
    found: dict[str, Any] = (await owed.office.get(f"duties/{owing.duties['evaluation']['id']}")).json()
    return found


async def test_an_evaluation_settles_its_duty_and_the_teacher_reads_what_was_said(owed: DutyScene) -> None:
    owing = await owed.owing(employee_no="1")
    rows = [await row(owed, owing, "1", score="92", comment="记录完整", name="张伟")]

    preview = await previewed(owed.office, EVALUATIONS, rows, "2020")
    assert (await duty_of(owed, owing))["state"] == "open"
    done = await commit(owed.office, preview)

    assert counts_of(preview) == counts_of(done.json()) == {"created": 1}
    assert ((await duty_of(owed, owing))["state"], await owed.state(owing)) == ("accepted", "provisional")
    (review,) = await owed.scene.rows(duty_review)
    assert (review.verdict, review.remark) == ("accepted", "平台评价日期 2021-04-10；得分 92；记录完整")
    assert (await owed.told(owing.teacher_id)).count("duty_accepted") == 1


async def test_the_last_duty_settled_confirms_the_credits_once(owed: DutyScene) -> None:
    one, two = await owed.owing(employee_no="1"), await owed.owing(employee_no="2")
    for kind in ("content_record", "record_sheet"):
        assert (await owed.step(one.duties[kind], "waive")).is_success
    rows = [await row(owed, one, "1"), await row(owed, two, "2")]

    await imported(owed.office, EVALUATIONS, rows, "2020")
    again = await imported(owed.office, EVALUATIONS, rows, "2020")

    assert counts_of(again) == {"unchanged": 2}
    assert (await owed.state(one), await owed.state(two)) == ("confirmed", "provisional")
    confirmed = [entry for entry in await owed.scene.rows(credit_entry) if entry.account == "confirmed"]
    assert [entry.teacher_id for entry in confirmed] == [one.teacher_id]
    assert (await owed.credits.standing(one.teacher_id))["confirmed"] == "10.00"
    assert (await owed.told(one.teacher_id)).count("credit_confirmed") == 1
    assert len(await owed.scene.rows(duty_submission)) == 2


@pytest.mark.parametrize("returned", [False, True])
async def test_what_was_handed_in_for_it_is_accepted_and_numbered_on(owed: DutyScene, returned: bool) -> None:
    owing = await owed.owing(employee_no="1")
    duty = owing.duties["evaluation"]
    await owed.hand_in(owing.teacher, duty, text="已评价，截图如下。")
    if returned:
        await owed.step(duty, "return")

    await imported(owed.office, EVALUATIONS, [await row(owed, owing, "1")], "2020")

    assert (await duty_of(owed, owing))["state"] == "accepted"
    numbers = [one.number for one in await owed.scene.rows(duty_submission)]
    assert numbers == ([1, 2] if returned else [1])


async def test_a_waived_one_stays_waived(owed: DutyScene) -> None:
    owing = await owed.owing(employee_no="1")
    await owed.step(owing.duties["evaluation"], "waive")

    done = await imported(owed.office, EVALUATIONS, [await row(owed, owing, "1")], "2020")

    assert counts_of(done) == {"unchanged": 1}
    assert (await duty_of(owed, owing))["state"] == "waived"


async def test_one_settled_since_the_preview_is_left_and_one_taken_back_is_an_error(owed: DutyScene) -> None:
    one, two = await owed.owing(employee_no="1"), await owed.owing(employee_no="2")
    settled = await previewed(owed.office, EVALUATIONS, [await row(owed, one, "1")], "2020")
    reopened = await previewed(owed.office, EVALUATIONS, [await row(owed, two, "2")], "2020")
    await owed.step(one.duties["evaluation"], "accept")
    back = await owed.office.step(
        f"enrolments/{two.enrolment_id}/reopen", version=2, json={"reason": "误登记"}
    )
    assert back.is_success

    first, second = await commit(owed.office, settled), await commit(owed.office, reopened)
    stale = await commit(owed.office, reopened | {"version": 9})

    assert counts_of(first.json()) == {"unchanged": 1}
    assert (second.status_code, second.json()["code"]) == (422, "import_has_errors")
    assert (stale.status_code, stale.json()["code"]) == (412, "stale")


@pytest.mark.parametrize(
    ("changed", "column", "code"),
    [
        pytest.param({"school_year": "2019"}, "学年", "about_something_else", id="another year"),
        pytest.param({"session_code": "S-0"}, "班次代码", "unknown_session", id="no session"),
        pytest.param({"employee_no": "9"}, "工号", "unknown_employee_no", id="nobody"),
        pytest.param({"name": "曾一"}, "姓名", "name_differs", id="another name"),
        pytest.param({"employee_no": "7"}, "工号", "no_evaluation_due", id="who was not there"),
        pytest.param({"evaluated_on": ""}, "评价日期", "required", id="no day"),
        pytest.param({"evaluated_on": "4月"}, "评价日期", "bad_day", id="not a day"),
        pytest.param({"score": "很好"}, "得分", "bad_score", id="no score"),
        pytest.param({"comment": "长" * 1001}, "意见", "too_long", id="a long comment"),
    ],
)
async def test_what_is_wrong_with_a_row_is_said_by_its_line(
    owed: DutyScene, changed: dict[str, str], column: str, code: str
) -> None:
    owing, other = await owed.owing(employee_no="1"), await owed.owing(employee_no="2")
    await owed.scene.teacher(employee_no="7")
    rows = [await row(owed, other, "2"), await row(owed, owing, "1") | changed]

    preview = await previewed(owed.office, EVALUATIONS, rows, "2020")
    twice = await previewed(owed.office, EVALUATIONS, [rows[0], rows[0]], "2020")

    assert errors_of(preview) == [(3, column, code)]
    assert preview["row_errors"][0]["message"]
    assert errors_of(twice) == [(3, "工号", "duplicate")]
    assert (await duty_of(owed, owing))["state"] == "open"


async def test_a_session_of_another_year_belongs_in_another_file(owed: DutyScene) -> None:
    owing = await owed.owing(employee_no="1")

    preview = await previewed(
        owed.office, EVALUATIONS, [await row(owed, owing, "1", school_year="2021")], "2021"
    )

    assert errors_of(preview) == [(2, "学年", "session_of_other_year")]
    assert "2020" in preview["row_errors"][0]["message"]


async def test_nobody_settles_their_own(owed: DutyScene) -> None:
    owing = await owed.owing(employee_no="1")
    rows = [await row(owed, owing, "1")]
    both = await owed.scene.signed_in(Role.RESEARCH_OFFICE, Role.TEACHER, teacher_id=owing.teacher_id)
    theirs = await previewed(owed.office, EVALUATIONS, rows, "2020")

    preview = await previewed(both, EVALUATIONS, rows, "2020")
    refused = await commit(both, theirs)

    assert errors_of(preview) == [(2, "工号", "own_evaluation")]
    assert (refused.status_code, refused.json()["code"]) == (422, "import_has_errors")


async def test_a_script_with_that_one_scope_may(owed: DutyScene) -> None:
    owing = await owed.owing(employee_no="1")
    script: Caller = await owed.scene.signed_in(
        Role.SERVICE_CLIENT, scopes=frozenset({Action.INTEGRATION_WRITE})
    )

    done = await imported(script, EVALUATIONS, [await row(owed, owing, "1")], "2020")

    assert counts_of(done) == {"created": 1}
    entered: UUID = (await owed.scene.rows(duty_review))[0].account_id
    assert entered == script.principal.account_id
