"""A plan of cover over HTTP: drafted by the worker, edited by a person, published once."""

import asyncio
from typing import Any
from uuid import UUID

import pytest

from domain.identity.actions import Role
from domain.timetable.lessons import LessonKind
from domain.timetable.policy import TimetableRuleKey
from persistence.ids import new_id
from persistence.people.tables import homeroom_assignment, qualification
from persistence.platform.tables import message
from persistence.timetable.absence_tables import cover as cover_table
from persistence.timetable.absence_tables import cover_entry
from persistence.timetable.tables import lesson_change
from tests.api.timetable.cover_scene import CoverScene
from tests.timetable_scene import MONDAY


def who(plan: dict[str, Any]) -> list[str | None]:
    return [row["to_teacher_id"] for row in plan["rows"]]


async def test_a_plan_names_who_covers_each_lesson_and_why_and_tells_nobody(cover: CoverScene) -> None:
    await cover.absent()

    plan = await cover.planned()

    assert (plan["state"], plan["allowed_actions"]) == ("draft", ["edit", "solve", "publish", "discard"])
    assert [row["day"] for row in plan["rows"]] == [f"2021-03-{day:02}" for day in range(8, 13)]
    assert set(who(plan)) <= {str(cover.colleague), str(cover.other)}
    assert {row["state"] for row in plan["rows"]} == {"assigned"}
    assert {row["from_name"] for row in plan["rows"]} == {"艾老师"}
    assert "same_subject" in {
        one["code"]
        for row in plan["rows"]
        if row["to_teacher_id"] == str(cover.colleague)
        for one in row["reasons"]
    }
    assert plan["solution"]["cost"] == sum(row["cost"] for row in plan["rows"]) >= plan["solution"]["bound"]
    assert await cover.scene.rows(message) == [] == await cover.scene.rows(lesson_change)


async def test_a_lesson_nobody_can_cover_is_named_with_what_keeps_each_colleague_from_it(
    cover: CoverScene,
) -> None:
    await cover.absent(last=MONDAY)
    await cover.week.lesson(1, 1, cover.other, classes=["703"], subject="英语")
    await cover.rule(TimetableRuleKey.COVER_DAILY_CAP, "0")

    (row,) = (await cover.planned())["rows"]

    assert (row["state"], row["to_teacher_id"]) == ("unfilled", None)
    assert {one["name"]: (one["code"], one["count"], one["at_most"]) for one in row["excluded"]} == {
        "艾老师": ("away", None, None),
        "毕老师": ("daily_covers", 1, 0),
        "蔡老师": ("teaching", None, None),
    }


async def test_only_lessons_that_wait_for_cover_have_a_row(cover: CoverScene) -> None:
    await cover.absent(last=MONDAY)
    swapping = await cover.scene.teacher("丁老师")
    await cover.week.lesson(1, 4, swapping, classes=["703"])
    await cover.absent(swapping, last=MONDAY, route="swap")
    await cover.week.lesson(1, 5, cover.away, classes=[], subject="教研", kind=LessonKind.BLOCK)
    await cover.week.lesson(1, 6, cover.away, classes=["701"], subject="午管", kind=LessonKind.DUTY)

    rows = (await cover.planned())["rows"]

    assert [(row["period_no"], row["kind"]) for row in rows] == [(1, "teaching"), (6, "duty")]


async def test_a_lesson_given_by_two_is_proposed_as_in_no_need_of_cover(cover: CoverScene) -> None:
    await cover.absent(last=MONDAY)
    await cover.week.lesson(1, 4, cover.away, cover.other, subject="综合实践")

    alone, shared = (await cover.planned())["rows"]

    assert (alone["state"], alone["co_taught"]) == ("assigned", False)
    assert (shared["state"], shared["co_taught"], shared["because"]) == ("not_needed", True, None)


async def test_who_is_left_out_and_who_lacks_the_qualification_is_not_asked(cover: CoverScene) -> None:
    await cover.absent(last=MONDAY)
    third = await cover.scene.teacher("丁老师")
    for teacher_id in (cover.other, third):
        await cover.scene.add(qualification, teacher_id=teacher_id, kind="数学证", number=str(teacher_id))
    body = {
        "excluded": [{"teacher_id": str(third), "because": "临近退休"}],
        "qualifications": [{"subject": "数学", "kind": "数学证"}],
    }

    plan = await cover.planned(**body)

    assert who(plan) == [str(cover.other)]
    answer = await cover.affairs.get(f"cover-plan-rows/{plan['rows'][0]['id']}/candidates")
    assert {(one["name"], one["code"], one["detail"]) for one in answer.json()["excluded"]} == {
        ("艾老师", "away", None),
        ("毕老师", "not_qualified", "数学证"),
        ("丁老师", "excluded", "临近退休"),
    }


async def test_a_row_shows_its_candidates_cheapest_first_with_reasons(cover: CoverScene) -> None:
    await cover.absent(last=MONDAY)
    (row,) = (await cover.planned())["rows"]

    found = (await cover.affairs.get(f"cover-plan-rows/{row['id']}/candidates")).json()

    assert [one["name"] for one in found["candidates"]] == ["毕老师", "蔡老师"]
    assert [one["cost"] for one in found["candidates"]] == sorted(one["cost"] for one in found["candidates"])
    assert all(one["reasons"] for one in found["candidates"])


async def test_a_person_assigns_a_row_and_solving_again_leaves_it(cover: CoverScene) -> None:
    await cover.absent()
    plan = await cover.planned()
    row = plan["rows"][2]

    edited = await cover.edit(row, teacher_id=str(cover.other))

    assert edited.status_code == 200, edited.text
    assert (edited.json()["to_name"], edited.json()["locked"]) == ("蔡老师", True)
    assert edited.headers["etag"] == f'"{row["version"] + 1}"'
    plan = await cover.plan(plan)
    done = await cover.done(
        await cover.affairs.step(f"cover-plans/{plan['id']}/solve", version=plan["version"])
    )
    assert done["status"] == "succeeded"
    solved = await cover.plan(plan)
    assert solved["rows"][2]["to_teacher_id"] == str(cover.other)
    assert [one["id"] for one in solved["rows"]] == [one["id"] for one in plan["rows"]]


async def test_a_draft_edited_while_it_is_solved_again_keeps_the_edit(cover: CoverScene) -> None:
    await cover.absent()
    plan = await cover.planned()
    asked = await cover.affairs.step(f"cover-plans/{plan['id']}/solve", version=plan["version"])
    await cover.edit(plan["rows"][0], teacher_id=None)

    done = await cover.done(asked)

    assert (done["status"], done["error"]["code"]) == ("failed", "stale")
    assert (await cover.plan(plan))["rows"][0]["state"] == "unfilled"


@pytest.mark.parametrize(
    ("how", "rule"), [("teaching", "有课"), ("away", "本人缺勤"), ("capped", "超过每天代课上限")]
)
async def test_an_assignment_that_breaks_a_hard_rule_is_refused_and_the_rule_named(
    cover: CoverScene, how: str, rule: str
) -> None:
    await cover.absent(last=MONDAY)
    third = await cover.scene.teacher("丁老师")
    (row,) = (await cover.planned())["rows"]
    if how == "teaching":
        await cover.week.lesson(1, 1, third, classes=["703"])
    elif how == "away":
        await cover.absent(third, last=MONDAY)
    else:
        await cover.rule(TimetableRuleKey.COVER_DAILY_CAP, "0")

    refused = await cover.edit(row, teacher_id=str(third))

    assert (refused.status_code, refused.json()["code"]) == (409, "cover_rule_broken")
    assert rule in refused.json()["detail"]


async def test_that_a_lesson_needs_no_cover_takes_a_reason_and_no_teacher(cover: CoverScene) -> None:
    await cover.absent(last=MONDAY)
    (row,) = (await cover.planned())["rows"]

    both = await cover.edit(row, teacher_id=str(cover.other), not_needed_because="年级集会")
    alone = await cover.edit(row, not_needed_because="年级集会")
    again = await cover.edit(alone.json(), not_needed_because=None)
    locked = await cover.edit(again.json(), locked=True)

    assert (both.status_code, both.json()["code"]) == (422, "row_edit_unclear")
    assert (alone.json()["state"], alone.json()["because"]) == ("not_needed", "年级集会")
    assert (again.json()["state"], again.json()["because"]) == ("unfilled", None)
    assert (locked.status_code, locked.json()["code"]) == (422, "row_edit_unclear")


async def test_a_row_edited_on_an_older_version_is_refused(cover: CoverScene) -> None:
    await cover.absent(last=MONDAY)
    (row,) = (await cover.planned())["rows"]
    await cover.edit(row, teacher_id=str(cover.other))

    assert (await cover.edit(row, teacher_id=str(cover.colleague))).status_code == 412


async def test_a_teacher_the_school_has_not_is_refused(cover: CoverScene) -> None:
    await cover.absent(last=MONDAY)
    (row,) = (await cover.planned())["rows"]

    refused = await cover.edit(row, teacher_id=str(new_id()))

    assert (refused.status_code, refused.json()["errors"][0]["pointer"]) == (422, "/teacher_id")


async def test_publishing_makes_the_plan_the_timetable_writes_the_ledger_and_tells_each_once(
    cover: CoverScene,
) -> None:
    await cover.absent(last=MONDAY)
    homeroom = await cover.scene.teacher("黄老师")
    await cover.scene.add(
        homeroom_assignment,
        class_id=cover.week.classes["701"],
        teacher_id=homeroom,
        from_day=MONDAY.replace(month=2),
    )
    rate = await cover.rule(TimetableRuleKey.RATE_TEACHING, "2050")

    plan = await cover.published()

    assert (plan["state"], plan["allowed_actions"]) == ("published", [])
    (change,) = await cover.scene.rows(lesson_change)
    assert (change.cause, change.to_teacher_id, change.state) == ("cover", cover.colleague, "standing")
    given, taken = sorted(await cover.scene.rows(cover_entry), key=lambda one: one.kind)
    assert (given.teacher_id, given.lessons, given.amount_fen, given.points) == (cover.colleague, 1, 2050, 1)
    assert given.rule_id == rate
    assert (taken.teacher_id, taken.lessons, taken.amount_fen, taken.points) == (cover.away, 1, 0, 0)
    told = {(one.event, one.recipient_id) for one in await cover.scene.rows(message)}
    assert told == {
        ("cover_given", cover.colleague),
        ("cover_arranged", cover.away),
        ("cover_in_class", homeroom),
    }
    (one,) = await cover.covers()
    assert (one["name"], one["absent_name"], one["day"], one["period_no"]) == (
        "毕老师",
        "艾老师",
        "2021-03-08",
        1,
    )


async def test_a_lesson_in_no_need_of_cover_is_published_without_its_teacher_and_without_pay(
    cover: CoverScene,
) -> None:
    await cover.absent(last=MONDAY)
    plan = await cover.planned()
    await cover.edit(plan["rows"][0], not_needed_because="年级集会")

    assert (await cover.publish(await cover.plan(plan))).status_code == 200

    (change,) = await cover.scene.rows(lesson_change)
    assert (change.cause, change.to_teacher_id) == ("no_cover", None)
    assert await cover.scene.rows(cover_table) == [] == await cover.scene.rows(cover_entry)


async def test_a_plan_published_twice_in_parallel_is_published_once(cover: CoverScene) -> None:
    await cover.absent()
    plan = await cover.planned()

    answers = await asyncio.gather(*(cover.publish(plan) for _ in range(6)))

    assert sorted(one.status_code for one in answers) == [200, 409, 409, 409, 409, 409]
    assert {one.json()["code"] for one in answers if one.status_code == 409} == {"invalid_state"}
    assert len(await cover.scene.rows(lesson_change)) == 5
    assert len(await cover.scene.rows(cover_entry)) == 10
    messages = [(one.event, one.recipient_id) for one in await cover.scene.rows(message)]
    assert len(messages) == len(set(messages)) == 1 + len(set(who(plan)))


async def test_an_edit_while_a_plan_is_published_is_refused_or_refuses_it(cover: CoverScene) -> None:
    await cover.absent()
    plan = await cover.planned()

    edited, published = await asyncio.gather(
        cover.edit(plan["rows"][0], teacher_id=None), cover.publish(plan)
    )

    assert (edited.status_code, published.status_code) in {(200, 412), (409, 200)}
    changes = len(await cover.scene.rows(lesson_change))
    assert changes == (5 if published.status_code == 200 else 0)


async def test_a_plan_whose_absence_was_cancelled_since_names_the_rows_and_publishes_nothing(
    cover: CoverScene,
) -> None:
    absence_id = await cover.absent(last=MONDAY)
    third = await cover.scene.teacher("丁老师")
    await cover.week.lesson(2, 4, third, classes=["703"])
    await cover.absent(third)
    plan = await cover.planned()
    await cover.cancelled(absence_id)

    refused = await cover.publish(plan)

    assert (refused.status_code, refused.json()["code"]) == (409, "cover_plan_outdated")
    assert [(one["pointer"], one["code"]) for one in refused.json()["errors"]] == [
        ("/rows/0", "lesson_not_missed")
    ]
    assert await cover.scene.rows(lesson_change) == []


async def test_a_plan_whose_cover_teacher_is_busy_or_gone_since_names_the_rows(cover: CoverScene) -> None:
    await cover.absent(last=MONDAY)
    plan = await cover.planned()
    await cover.week.lesson(1, 1, UUID(plan["rows"][0]["to_teacher_id"]), classes=["703"])

    refused = await cover.publish(plan)

    assert (refused.status_code, refused.json()["errors"][0]["code"]) == (409, "cover_rule_broken")


async def test_two_plans_of_the_same_lessons_are_not_both_published(cover: CoverScene) -> None:
    await cover.absent()
    first, second = await cover.planned(), await cover.planned()

    answers = await asyncio.gather(cover.publish(first), cover.publish(second))

    assert sorted(one.status_code for one in answers) == [200, 409]
    assert len(await cover.scene.rows(lesson_change)) == 5


async def test_a_discarded_plan_stays_to_be_looked_at_and_is_not_published(cover: CoverScene) -> None:
    await cover.absent()
    plan = await cover.planned()

    gone = await cover.affairs.step(f"cover-plans/{plan['id']}/discard", version=plan["version"])

    assert gone.json()["state"] == "discarded"
    assert (await cover.publish(gone.json())).status_code == 409
    listed = (await cover.affairs.get("cover-plans", state="discarded")).json()["items"]
    assert [(one["title"], one["assigned"], one["unfilled"]) for one in listed] == [("第四周", 5, 0)]


async def test_days_without_a_lesson_to_cover_make_no_plan(cover: CoverScene) -> None:
    done = await cover.asked()

    assert (done["status"], done["error"]["code"]) == ("failed", "nothing_to_cover")


@pytest.mark.parametrize(
    ("until_day", "code"), [("2021-03-07", "days_out_of_order"), ("2021-06-30", "stretch_too_long")]
)
async def test_a_stretch_of_days_is_in_order_and_not_too_long(
    cover: CoverScene, until_day: str, code: str
) -> None:
    body = {"title": "错", "from_day": MONDAY.isoformat(), "until_day": until_day}

    refused = await cover.affairs.post("cover-plans", body)

    assert (refused.status_code, refused.json()["code"]) == (422, code)


async def test_a_teacher_sees_no_draft(cover: CoverScene) -> None:
    await cover.absent()
    plan = await cover.planned()
    teacher = await cover.scene.signed_in(Role.TEACHER, teacher_id=cover.colleague)

    assert (await teacher.get(f"cover-plans/{plan['id']}")).status_code == 403
    assert (await teacher.get("covers")).json()["items"] == []
