"""Deciding on differences: what each decision does to the ledger, the standing, and the next run."""

import pytest

from domain.identity.actions import Role
from domain.training.catalogue import CourseKind
from persistence.ids import new_id
from tests.reconciliation_scene import Listed, ReconciliationScene


async def test_theirs_taken_of_a_known_course_is_an_award_of_that_course(books: ReconciliationScene) -> None:
    teacher, course = await books.scene.teacher(), await books.credit.course("10.00")
    await books.listed(Listed(teacher, "9.00", course))
    await books.run()

    line = await books.decided("take_theirs", "平台截图已核")

    assert (line["state"], line["note"], line["allowed_actions"]) == ("taken", "平台截图已核", ["reopen"])
    assert await books.confirmed(teacher) == "9.00"
    (award,) = (await books.office.get("credit-awards", teacher_id=str(teacher))).json()["items"]
    assert (award["course_id"], award["state"], award["hours"]) == (str(course), "confirmed", "20.00")
    assert (award["cycle_year"], award["earned_at"]) == (2016, "2021-03-11T16:00:00Z")
    ledger = (await books.office.get(f"teachers/{teacher}/credit-entries")).json()["items"]
    assert [(one["kind"], one["credits"], one["reason"]) for one in ledger] == [
        ("adjustment", "9.00", "平台截图已核")
    ]
    assert await books.run() == {"equal": 1}


async def test_theirs_taken_of_an_unknown_course_is_compared_by_its_lines_course(
    books: ReconciliationScene,
) -> None:
    teacher = await books.scene.teacher()
    await books.listed(Listed(teacher, "9.00", ref="P-3", kind=CourseKind.LONG_90, hours="90.00"))
    await books.run()

    await books.decided("take_theirs")

    assert await books.confirmed(teacher) == "9.00"
    assert await books.long_courses(teacher) == 1
    assert await books.run() == {"equal": 1}
    (entry,) = await books.credit.entries()
    assert (entry.title, entry.reason) == ("新课程标准解读", "学分对账：以平台为准")


async def test_theirs_taken_of_other_figures_moves_the_standing_by_the_difference(
    books: ReconciliationScene,
) -> None:
    teacher = await books.scene.teacher()
    course = await books.awarded(teacher, "10.00", kind=CourseKind.LONG_90, hours="90.00")
    await books.listed(Listed(teacher, "8.50", course, hours="80.00"))
    await books.run()

    await books.decided("take_theirs")

    assert await books.confirmed(teacher) == "8.50"
    assert await books.long_courses(teacher) == 1
    assert await books.awards() == [("void", "90.00", "10.00"), ("confirmed", "80.00", "8.50")]
    assert (await books.entries())[-2:] == [("counter", "-10.00"), ("adjustment", "8.50")]
    assert await books.run() == {"equal": 1}


async def test_hours_alone_may_differ(books: ReconciliationScene) -> None:
    teacher = await books.scene.teacher()
    course = await books.awarded(teacher, "10.00")
    await books.listed(Listed(teacher, "10.00", course, hours="18.00"))
    await books.run()

    await books.decided("take_theirs")

    assert await books.confirmed(teacher) == "10.00"
    assert await books.run() == {"equal": 1}


async def test_credits_that_wait_for_duties_still_wait_with_the_platforms_figures(
    books: ReconciliationScene,
) -> None:
    teacher, course = await books.scene.teacher(), await books.credit.course("10.00")
    enrolled = await books.credit.enrolment(teacher, course)
    await books.credit.result(enrolled)
    await books.listed(Listed(teacher, "8.00", course))
    await books.run()

    await books.decided("take_theirs")

    before = await books.credit.standing(teacher)
    await books.credit.settle(enrolled)
    assert (before["confirmed"], before["provisional"]) == ("0.00", "8.00")
    assert await books.confirmed(teacher) == "8.00"


async def test_reopening_the_training_takes_back_what_was_restated(books: ReconciliationScene) -> None:
    teacher, course = await books.scene.teacher(), await books.credit.course("10.00")
    enrolled = await books.credit.enrolment(teacher, course)
    await books.credit.result(enrolled)
    await books.credit.settle(enrolled)
    await books.listed(Listed(teacher, "8.00", course))
    await books.run()
    line = await books.decided("take_theirs")

    version = (await books.office.get(f"enrolments/{enrolled}")).json()["version"]
    reopened = await books.office.step(
        f"enrolments/{enrolled}/reopen", version=version, json={"reason": "登记有误"}
    )

    assert reopened.status_code == 200
    assert await books.confirmed(teacher) == "0.00"
    refused = await books.reopen(line)
    assert (refused.status_code, refused.json()["code"]) == (409, "decision_overtaken")


async def test_theirs_taken_where_they_have_nothing_takes_ours_back(books: ReconciliationScene) -> None:
    teacher, other = await books.scene.teacher(), await books.scene.teacher()
    await books.awarded(teacher)
    await books.listed(Listed(other, "0.00"))
    await books.run()

    await books.decided("take_theirs", "平台未登记")

    assert await books.confirmed(teacher) == "0.00"
    assert await books.awards() == [("void", "20.00", "10.00")]
    assert (await books.entries())[-1] == ("counter", "-10.00")
    assert await books.run() == {"equal": 1}


@pytest.mark.parametrize("kind", ["only_ours", "only_theirs", "differs"])
async def test_ours_kept_moves_nothing_and_does_not_come_up_again(
    books: ReconciliationScene, kind: str
) -> None:
    teacher = await books.scene.teacher()
    course = await books.awarded(teacher) if kind != "only_theirs" else None
    credits = "0.00" if kind == "only_ours" else "4.00"
    await books.listed(Listed(teacher, credits, course if kind == "differs" else None))
    await books.run()
    before = await books.entries()

    line = await books.decided("keep_ours", "有签到表")

    assert (line["state"], line["kind"]) == ("kept", kind)
    assert await books.entries() == before
    counts = await books.run()
    assert (counts.get("new"), counts.get("settled_before")) == (None, 1)
    assert await books.lines(state="open") == []


async def test_what_was_kept_comes_up_again_with_other_figures(books: ReconciliationScene) -> None:
    teacher = await books.scene.teacher()
    await books.listed(Listed(teacher, "4.00"))
    await books.run()
    await books.decided("keep_ours", "未参加")
    await books.listed(Listed(teacher, "5.00"))

    assert await books.run() == {"only_theirs": 1, "new": 1, "superseded": 1}
    assert await books.states() == ["superseded", "open"]


@pytest.mark.parametrize("kind", ["only_ours", "only_theirs", "differs"])
async def test_a_line_left_open_waits_with_its_note(books: ReconciliationScene, kind: str) -> None:
    teacher = await books.scene.teacher()
    course = await books.awarded(teacher) if kind != "only_theirs" else None
    credits = "0.00" if kind == "only_ours" else "4.00"
    await books.listed(Listed(teacher, credits, course if kind == "differs" else None))
    await books.run()

    line = await books.decided("leave_open", "已去函询问")

    assert (line["state"], line["note"], line["version"]) == ("open", "已去函询问", 2)
    assert line["account_id"] == str(books.office.principal.account_id)
    assert (await books.run())["still_open"] == 1
    assert (await books.line())["note"] == "已去函询问"


@pytest.mark.parametrize("decision", ["keep_ours", "leave_open"])
async def test_keeping_and_leaving_say_why(books: ReconciliationScene, decision: str) -> None:
    await books.listed(Listed(await books.scene.teacher(), "4.00"))
    await books.run()

    refused = await books.decide(await books.line(), decision)

    assert (refused.status_code, refused.json()["code"]) == (422, "decision_needs_note")


async def test_nobody_decides_on_their_own_credits(books: ReconciliationScene) -> None:
    teacher = await books.scene.teacher()
    await books.listed(Listed(teacher, "4.00"))
    await books.run()
    line = await books.line()
    herself = await books.scene.signed_in(Role.RESEARCH_OFFICE, teacher_id=teacher)
    path = f"credit-reconciliation-lines/{line['id']}"

    seen = (await herself.get(path)).json()
    decided = await herself.step(f"{path}/decide", version=1, json={"decision": "take_theirs"})
    item = {"line_id": line["id"], "version": 1, "decision": "take_theirs"}
    many = await books.bulk(item, who=herself)
    await books.decided("keep_ours", "未参加")
    reopened = await herself.step(f"{path}/reopen", version=2, json={"reason": "我参加了"})

    assert seen["allowed_actions"] == []
    assert (decided.status_code, decided.json()["code"]) == (403, "own_credits")
    assert many.json()["errors"][0]["code"] == "own_credits"
    assert (reopened.status_code, reopened.json()["code"]) == (403, "own_credits")


async def test_many_are_decided_at_once(books: ReconciliationScene) -> None:
    one, two = await books.scene.teacher(), await books.scene.teacher()
    ours = await books.awarded(one)
    await books.listed(
        Listed(two, "4.00"), Listed(two, "3.00", ref="P-2"), Listed(one, "8.00", ours), Listed(one, "1.00")
    )
    await books.run()
    lines = await books.lines(state="open")
    verdict = {"decision": "take_theirs"}
    items = [{"line_id": line["id"], "version": 1, **verdict} for line in lines]
    items[0] |= {"decision": "keep_ours", "note": "有签到表"}

    answer = await books.bulk(*items)

    assert answer.status_code == 200, answer.text
    assert [done["id"] for done in answer.json()["items"]] == [line["id"] for line in lines]
    assert sorted(await books.states()) == ["kept", "taken", "taken", "taken"]
    counts = await books.run()
    assert (counts["equal"], counts["settled_before"], counts.get("new")) == (3, 1, None)


async def test_of_many_none_is_decided_when_one_is_refused(books: ReconciliationScene) -> None:
    teacher = await books.scene.teacher()
    await books.listed(Listed(teacher, "4.00"), Listed(teacher, "3.00", ref="P-2"))
    await books.run()
    first, second = await books.lines(state="open")
    taken = {"decision": "take_theirs", "version": 1}

    refused = await books.bulk(
        {"line_id": first["id"], **taken},
        {"line_id": first["id"], **taken},
        {"line_id": second["id"], "version": 7, "decision": "take_theirs"},
        {"line_id": str(new_id()), **taken},
        {"line_id": second["id"], "version": 1, "decision": "leave_open"},
    )

    assert (refused.status_code, refused.json()["code"]) == (422, "items_refused")
    assert [(one["pointer"], one["code"]) for one in refused.json()["errors"]] == [
        ("/items/1", "line_given_twice"),
        ("/items/2", "stale"),
        ("/items/3", "not_found"),
        ("/items/4", "line_given_twice"),
    ]
    assert await books.states() == ["open", "open"]
    assert await books.entries() == []


async def test_a_course_that_counts_in_the_cycle_is_not_entered_twice(books: ReconciliationScene) -> None:
    """Ours says 2020, theirs 2021: taking theirs of both years moves it, of the second alone does not."""
    teacher = await books.scene.teacher()
    course = await books.awarded(teacher, "10.00")
    await books.office.post(
        "credit-rules", {"key": "cycle_years", "value": "10", "effective_from": "2010-01-01"}
    )
    await books.listed(Listed(teacher, "0.00"), Listed(teacher, "10.00", course, school_year=2021))
    await books.run()
    await books.run(2021)
    (here,) = await books.lines(school_year=2020)
    (there,) = await books.lines(school_year=2021)
    take = [{"line_id": line["id"], "version": 1, "decision": "take_theirs"} for line in (here, there)]

    refused = await books.bulk(take[1])
    single = await books.decide(there, "take_theirs")
    moved = await books.bulk(*take)

    assert refused.json()["errors"][0]["code"] == "course_credited_again"
    assert (single.status_code, single.json()["code"]) == (409, "course_credited_again")
    assert moved.status_code == 200, moved.text
    assert (await books.confirmed(teacher), await books.confirmed(teacher, 2021)) == ("0.00", "10.00")


async def test_a_line_of_figures_that_moved_since_is_not_taken(books: ReconciliationScene) -> None:
    teacher = await books.scene.teacher()
    course = await books.awarded(teacher)
    await books.listed(Listed(teacher, "8.00", course))
    await books.run()
    (award,) = (await books.office.get("credit-awards", teacher_id=str(teacher))).json()["items"]
    await books.office.step(
        f"credit-awards/{award['id']}/void", version=award["version"], json={"reason": "有误"}
    )

    refused = await books.decide(await books.line(), "take_theirs")

    assert (refused.status_code, refused.json()["code"]) == (409, "line_outdated")


async def test_a_line_of_an_older_list_is_not_taken(books: ReconciliationScene) -> None:
    teacher = await books.scene.teacher()
    await books.listed(Listed(teacher, "8.00"))
    await books.run()
    await books.listed(Listed(teacher, "7.00"))

    refused = await books.decide(await books.line(), "take_theirs")

    assert refused.json()["code"] == "line_outdated"
    assert await books.entries() == []


async def test_a_year_the_calendar_does_not_know_takes_no_credits(books: ReconciliationScene) -> None:
    await books.listed(Listed(await books.scene.teacher(), "8.00", school_year=2035))
    await books.run(2035)

    refused = await books.decide(await books.line(), "take_theirs")

    assert (refused.status_code, refused.json()["code"]) == (422, "school_year_unknown")


async def test_a_decision_is_made_once_and_on_the_version_seen(books: ReconciliationScene) -> None:
    await books.listed(Listed(await books.scene.teacher(), "8.00"))
    await books.run()
    line = await books.line()
    taken = await books.decided("take_theirs")

    stale = await books.decide(line, "take_theirs")
    again = await books.decide(taken, "take_theirs")

    assert stale.status_code == 412
    assert (again.status_code, again.json()["code"]) == (409, "invalid_state")
