"""Results in, credits provisional, confirmed, reopened."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from domain.identity.actions import Role
from domain.training.catalogue import CourseKind, SessionState
from persistence.ids import new_id
from persistence.training.tables import enrolment, enrolment_event
from tests.api.training.credit_scene import ENDED, CreditScene, set_credit_scene
from tests.scene import Scene


def codes(reasons: list[dict[str, Any]]) -> list[str]:
    return [reason["code"] for reason in reasons]


async def test_passing_turns_planned_credits_into_provisional_ones(credits: CreditScene) -> None:
    teacher = await credits.scene.teacher()
    enrolled = await credits.enrolment(teacher)

    answer = await credits.result(enrolled, absent_days="0", remark="全程参加")

    body = answer.json()
    assert (answer.status_code, answer.headers["etag"]) == (200, '"2"')
    assert (body["state"], body["award"]["credits"], body["award"]["state"]) == (
        "passed",
        "10.00",
        "provisional",
    )
    assert codes(body["reasons"]) == ["course_credits", "cycle"]
    assert body["allowed_actions"] == ["reopen"]
    assert body["missing"] == ["content_record", "record_sheet", "evaluation"]
    (sums,) = (await credits.sums()).values()
    assert (sums.planned, sums.provisional, sums.confirmed) == (0, 10, 0)
    (event,) = await credits.scene.rows(enrolment_event)
    assert (event.from_state, event.to_state) == ("placed", "passed")


async def test_failing_takes_the_planned_credits_back_and_earns_nothing(credits: CreditScene) -> None:
    enrolled = await credits.enrolment(await credits.scene.teacher())

    body = (await credits.result(enrolled, outcome="failed")).json()

    assert (body["state"], body["award"], body["allowed_actions"]) == ("failed", None, ["reopen"])
    (sums,) = (await credits.sums()).values()
    assert (sums.planned, sums.provisional) == (0, 0)
    assert await credits.entries() == []


async def test_confirming_releases_and_confirms_in_the_ledger(credits: CreditScene) -> None:
    teacher = await credits.scene.teacher()
    await credits.passed_and_confirmed(teacher, "10.00")

    lines = (await credits.office.get(f"teachers/{teacher}/credit-entries")).json()["items"]

    assert [(line["kind"], line["account"], line["credits"]) for line in lines] == [
        ("confirm", "confirmed", "10.00"),
        ("release", "provisional", "-10.00"),
        ("award", "provisional", "10.00"),
    ]
    (sums,) = (await credits.sums()).values()
    assert (sums.provisional, sums.confirmed) == (0, 10)


async def test_nothing_is_confirmed_twice_or_without_an_award(credits: CreditScene) -> None:
    enrolled = await credits.enrolment(await credits.scene.teacher())

    early = await credits.office.step(f"enrolments/{enrolled}/confirm", version=1)
    await credits.result(enrolled)
    await credits.settle(enrolled)
    again = await credits.office.step(f"enrolments/{enrolled}/confirm", version=3)

    assert (early.status_code, early.json()["code"]) == (409, "nothing_to_confirm")
    assert (again.status_code, again.json()["code"]) == (409, "invalid_state")


@pytest.mark.parametrize("confirm", [False, True], ids=["provisional", "confirmed"])
async def test_reopening_takes_everything_back_by_counter_entries(
    credits: CreditScene, confirm: bool
) -> None:
    teacher = await credits.scene.teacher()
    enrolled = await credits.enrolment(teacher)
    await credits.result(enrolled)
    if confirm:
        await credits.settle(enrolled)
    version = 3 if confirm else 2

    reopened = await credits.office.step(
        f"enrolments/{enrolled}/reopen", version=version, json={"reason": "登记错误"}
    )

    assert (reopened.status_code, reopened.json()["state"]) == (200, "placed")
    assert sum(entry.credits for entry in await credits.entries()) == 0
    (sums,) = (await credits.sums()).values()
    assert (sums.planned, sums.provisional, sums.confirmed) == (10, 0, 0)
    again = await credits.result(enrolled, version=version + 1)
    assert again.json()["award"]["credits"] == "10.00"


async def test_a_course_counts_once_in_a_cycle(credits: CreditScene) -> None:
    teacher, course_id = await credits.scene.teacher(), await credits.course()
    first = (await credits.result(await credits.enrolment(teacher, course_id))).json()

    second = (await credits.result(await credits.enrolment(teacher, course_id))).json()

    assert (second["state"], second["award"]) == ("passed", None)
    assert second["reasons"] == [
        {"code": "course_already_counted", "rule_id": None, "value": first["award"]["id"]}
    ]
    (sums,) = (await credits.sums()).values()
    assert (sums.planned, sums.provisional) == (0, 10)


async def test_the_same_course_counts_again_in_the_next_cycle(credits: CreditScene) -> None:
    teacher, course_id = await credits.scene.teacher(), await credits.course()
    later = datetime(2021, 10, 8, 8, tzinfo=UTC)  # the cycle from 2016 ends with 2020–21
    await credits.result(await credits.enrolment(teacher, course_id))

    second = (await credits.result(await credits.enrolment(teacher, course_id, ended=later))).json()

    assert (second["award"]["school_year"], second["award"]["cycle_year"]) == (2021, 2021)


@pytest.mark.parametrize(
    ("ended", "school_year"),
    [
        pytest.param("2021-08-31T23:59:59+08:00", 2020, id="the last second, as the school writes it"),
        pytest.param("2021-08-31T15:59:59+00:00", 2020, id="the last second, in UTC"),
        pytest.param("2021-09-01T00:00:00+08:00", 2021, id="one second later, as the school writes it"),
        pytest.param("2021-08-31T16:00:00+00:00", 2021, id="one second later, in UTC"),
    ],
)
async def test_the_year_is_the_one_the_training_ends_in(
    credits: CreditScene, ended: str, school_year: int
) -> None:
    enrolled = await credits.enrolment(await credits.scene.teacher(), ended=datetime.fromisoformat(ended))

    assert (await credits.result(enrolled)).json()["award"]["school_year"] == school_year


async def test_a_year_the_calendar_lacks_is_named(credits: CreditScene) -> None:
    enrolled = await credits.enrolment(
        await credits.scene.teacher(), ended=datetime(2019, 3, 1, tzinfo=UTC), planned_year=2018
    )

    answer = await credits.result(enrolled)

    assert (answer.status_code, answer.json()["code"]) == (422, "school_year_unknown")


async def test_absence_is_deducted_by_the_rule_in_force_on_the_day_the_training_ended(
    credits: CreditScene,
) -> None:
    rule = (await credits.rule("absence_deduction", "1.50", "2021-03-01")).json()
    await credits.rule("absence_deduction", "9", "2021-03-13")
    enrolled = await credits.enrolment(await credits.scene.teacher(), days=5)

    award = (await credits.result(enrolled, absent_days="0.5")).json()["award"]

    assert award["credits"] == "9.25"
    assert {"code": "absence_deduction", "rule_id": rule["id"], "value": "-0.75"} in award["reasons"]


@pytest.mark.parametrize(
    ("absent", "credit"), [("1", "10.00"), ("1.01", "0.00")], ids=["a fifth is not more", "more than a fifth"]
)
async def test_who_misses_too_much_earns_nothing(credits: CreditScene, absent: str, credit: str) -> None:
    await credits.rule("absence_void_share", "1/5", "2020-09-01")
    enrolled = await credits.enrolment(await credits.scene.teacher(), days=5)

    assert (await credits.result(enrolled, absent_days=absent)).json()["award"]["credits"] == credit


async def test_nobody_is_absent_for_longer_than_the_training(credits: CreditScene) -> None:
    enrolled = await credits.enrolment(await credits.scene.teacher(), days=2)

    answer = await credits.result(enrolled, absent_days="2.5")

    assert (answer.status_code, answer.json()["code"]) == (422, "absent_longer_than_training")


@pytest.mark.parametrize(
    ("state", "status"),
    [(SessionState.OPEN, 422), (SessionState.CLOSED, 200), (SessionState.COMPLETED, 200)],
)
async def test_a_result_waits_for_the_end_or_the_closing(
    credits: CreditScene, state: SessionState, status: int
) -> None:
    await credits.scene.year(datetime.now(UTC).year)
    await credits.scene.year(datetime.now(UTC).year - 1)
    soon = datetime.now(UTC) + timedelta(hours=1)
    enrolled = await credits.enrolment(await credits.scene.teacher(), ended=soon, state=state)

    assert (await credits.result(enrolled)).status_code == status


async def test_a_result_is_decided_on_a_version(credits: CreditScene) -> None:
    enrolled = await credits.enrolment(await credits.scene.teacher())

    none = await credits.office.post(f"enrolments/{enrolled}/result", {"outcome": "passed"})
    stale = await credits.result(enrolled, version=9)

    assert (none.status_code, stale.status_code) == (428, 412)


async def test_what_is_not_there_has_no_result(credits: CreditScene, elsewhere: Scene) -> None:
    other = await set_credit_scene(elsewhere)
    foreign = await other.enrolment(await elsewhere.teacher())

    assert (await credits.result(new_id())).status_code == 404
    assert (await credits.result(foreign)).status_code == 404


async def test_a_teacher_gives_no_results(credits: CreditScene) -> None:
    teacher_id = await credits.scene.teacher()
    enrolled = await credits.enrolment(teacher_id)
    teacher = await credits.scene.signed_in(Role.TEACHER, teacher_id=teacher_id)

    answer = await teacher.step(f"enrolments/{enrolled}/result", version=1, json={"outcome": "passed"})

    assert (answer.status_code, answer.json()["code"]) == (403, "forbidden")


async def test_a_long_course_counts_once_it_is_confirmed(credits: CreditScene) -> None:
    teacher = await credits.scene.teacher()
    await credits.passed_and_confirmed(teacher, "24.00", kind=CourseKind.LONG_90, hours="90.00")
    await credits.passed_and_confirmed(teacher, "6.00", kind=CourseKind.SCHOOL_BASED)

    (sums,) = (await credits.sums()).values()

    assert (sums.long_courses, sums.confirmed, sums.school_based_confirmed) == (1, Decimal(30), Decimal(6))


async def bulk(credits: CreditScene, items: list[dict[str, Any]]) -> Any:
    return await credits.office.post("training-results/bulk", {"items": items}, Idempotency_Key=str(new_id()))


async def test_many_results_are_one_request(credits: CreditScene) -> None:
    enrolled = [await credits.enrolment(await credits.scene.teacher()) for _ in range(4)]
    items = [{"enrolment_id": str(one), "version": 1, "outcome": "passed"} for one in enrolled]

    answer = await bulk(credits, items)

    assert answer.status_code == 200, answer.json()
    assert [one["id"] for one in answer.json()["items"]] == [str(one) for one in enrolled]
    assert {sums.provisional for sums in (await credits.sums()).values()} == {Decimal(10)}


async def test_one_bad_result_among_many_keeps_all_out_and_is_named(credits: CreditScene) -> None:
    enrolled = [await credits.enrolment(await credits.scene.teacher()) for _ in range(3)]
    items = [{"enrolment_id": str(one), "version": 1, "outcome": "passed"} for one in enrolled]
    items[1]["version"] = 7
    items += [items[0], {**items[2], "enrolment_id": str(new_id())}]

    answer = await bulk(credits, items)

    assert (answer.status_code, answer.json()["code"]) == (422, "items_refused")
    assert [(one["pointer"], one["code"]) for one in answer.json()["errors"]] == [
        ("/items/1", "stale"),
        ("/items/3", "result_given_twice"),
        ("/items/4", "not_found"),
    ]
    assert {row.state for row in await credits.scene.rows(enrolment)} == {"placed"}
    assert await credits.entries() == []


async def test_the_same_course_twice_in_one_request_counts_once(credits: CreditScene) -> None:
    teacher, course_id = await credits.scene.teacher(), await credits.course()
    late = await credits.enrolment(teacher, course_id, ended=ENDED + timedelta(days=7))
    early = await credits.enrolment(teacher, course_id)
    items = [{"enrolment_id": str(one), "version": 1, "outcome": "passed"} for one in (late, early)]

    second, first = (await bulk(credits, items)).json()["items"]

    assert first["award"] is not None
    assert second["reasons"][0] == {
        "code": "course_already_counted",
        "rule_id": None,
        "value": first["award"]["id"],
    }
