"""Undoing decisions: the ledger is as it was, by counter-entries, and the difference is there again."""

from uuid import UUID

import pytest

from domain.training.catalogue import CourseKind
from persistence.training.tables import credit_award
from tests.reconciliation_scene import Listed, ReconciliationScene


async def _difference(books: ReconciliationScene, kind: str) -> UUID:
    """A difference of the kind, found; its teacher."""
    teacher = await books.scene.teacher()
    if kind == "only_theirs":
        await books.listed(Listed(teacher, "4.00"))
    else:
        course = await books.awarded(teacher, kind=CourseKind.LONG_90, hours="90.00")
        await books.listed(
            Listed(teacher, "0.00") if kind == "only_ours" else Listed(teacher, "4.00", course)
        )
    await books.run()
    return teacher


@pytest.mark.parametrize(
    ("kind", "before", "taken"),
    [
        ("only_ours", ("10.00", 1), ("0.00", 0)),
        ("only_theirs", ("0.00", 0), ("4.00", 0)),
        ("differs", ("10.00", 1), ("4.00", 1)),
    ],
)
async def test_theirs_taken_is_undone_by_counter_entries(
    books: ReconciliationScene, kind: str, before: tuple[str, int], taken: tuple[str, int]
) -> None:
    teacher = await _difference(books, kind)
    line = await books.decided("take_theirs")
    assert (await books.confirmed(teacher), await books.long_courses(teacher)) == taken
    entries = await books.entries()

    reopened = await books.reopen(line, "平台已更正")

    assert reopened.status_code == 200, reopened.text
    assert (reopened.json()["state"], reopened.json()["note"]) == ("open", "平台已更正")
    assert (await books.confirmed(teacher), await books.long_courses(teacher)) == before
    assert (await books.entries())[: len(entries)] == entries
    assert (await books.run())["still_open"] == 1
    events = (await books.office.get(f"credit-reconciliation-lines/{line['id']}/events")).json()["items"]
    assert [one["step"] for one in events] == ["find", "take_theirs", "reopen"]
    assert events[2]["taken_back"] == events[1]["made"]
    assert len(events[2]["made"]) == len(events[1]["taken_back"]) == (kind != "only_theirs")


async def test_a_line_may_be_taken_and_reopened_time_and_again(books: ReconciliationScene) -> None:
    await _difference(books, "differs")

    for _ in range(2):
        line = await books.decided("take_theirs")
        assert (await books.reopen(line)).status_code == 200
    await books.decided("take_theirs")

    counted = [row.credits for row in await books.scene.rows(credit_award) if row.state != "void"]
    assert [str(credits) for credits in counted] == ["4.00"]
    assert await books.run() == {"equal": 1}


async def test_ours_kept_and_reopened_waits_again(books: ReconciliationScene) -> None:
    await _difference(books, "only_theirs")
    line = await books.decided("keep_ours", "未参加")

    assert (await books.reopen(line)).status_code == 200

    assert await books.run() == {"only_theirs": 1, "still_open": 1}
    again = await books.decided("take_theirs")
    assert again["state"] == "taken"


async def test_credits_still_provisional_come_back_provisional(books: ReconciliationScene) -> None:
    teacher, course = await books.scene.teacher(), await books.credit.course("10.00")
    enrolled = await books.credit.enrolment(teacher, course)
    await books.credit.result(enrolled)
    await books.listed(Listed(teacher, "0.00"))
    await books.run()
    line = await books.decided("take_theirs")

    await books.reopen(line)

    standing = await books.credit.standing(teacher)
    assert (standing["provisional"], standing["confirmed"]) == ("10.00", "0.00")
    await books.credit.settle(enrolled)
    assert await books.confirmed(teacher) == "10.00"


async def test_credits_confirmed_meanwhile_come_back_confirmed(books: ReconciliationScene) -> None:
    teacher, course = await books.scene.teacher(), await books.credit.course("10.00")
    enrolled = await books.credit.enrolment(teacher, course)
    await books.credit.result(enrolled)
    await books.listed(Listed(teacher, "8.00", course))
    await books.run()
    line = await books.decided("take_theirs")
    await books.credit.settle(enrolled)

    await books.reopen(line)

    assert await books.confirmed(teacher) == "10.00"


async def test_what_the_ledger_has_moved_on_from_cannot_be_undone(books: ReconciliationScene) -> None:
    await _difference(books, "only_theirs")
    line = await books.decided("take_theirs")
    (award,) = (await books.office.get("credit-awards")).json()["items"]
    await books.office.step(f"credit-awards/{award['id']}/void", version=1, json={"reason": "有误"})

    refused = await books.reopen(line)

    assert (refused.status_code, refused.json()["code"]) == (409, "decision_overtaken")


async def test_awards_taken_back_do_not_return_beside_new_ones(books: ReconciliationScene) -> None:
    teacher, course = await books.scene.teacher(), await books.credit.course("10.00")
    for_once = await books.credit.enrolment(teacher, course)
    await books.credit.result(for_once)
    await books.credit.settle(for_once)
    await books.listed(Listed(teacher, "0.00"))
    await books.run()
    line = await books.decided("take_theirs")
    await books.credit.result(await books.credit.enrolment(teacher, course))

    refused = await books.reopen(line)

    assert (refused.status_code, refused.json()["code"]) == (409, "course_credited_again")


async def test_a_line_does_not_return_beside_a_newer_one(books: ReconciliationScene) -> None:
    teacher = await books.scene.teacher()
    await books.listed(Listed(teacher, "4.00"))
    await books.run()
    line = await books.decided("take_theirs")
    await books.listed(Listed(teacher, "5.00"))
    await books.run()

    refused = await books.reopen(line)

    assert (refused.status_code, refused.json()["code"]) == (409, "line_replaced")
    assert await books.confirmed(teacher) == "4.00"


async def test_an_open_line_has_nothing_to_undo(books: ReconciliationScene) -> None:
    await _difference(books, "only_theirs")

    refused = await books.reopen(await books.line())

    assert (refused.status_code, refused.json()["code"]) == (409, "invalid_state")
