"""Notices follow what they announce: a new edition when the training changes, none when it is given up."""

from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from persistence.ids import new_id
from persistence.notices.tables import notice, notice_edition
from tests.api.notices.notice_scene import NoticeScene
from tests.api.timetable.absence_scene import NEXT_TUESDAY, SATURDAY, TUESDAY, block
from tests.api.training.offering import read, withdrawn

Change = Callable[[NoticeScene], Awaitable[Any]]


async def course_named(desk: NoticeScene, **changes: Any) -> None:
    now = await read(desk.office, f"courses/{desk.course['id']}")
    answer = await desk.office.patch(f"courses/{now['id']}", changes, version=now["version"])
    assert answer.status_code == 200, answer.text


async def session_off(desk: NoticeScene) -> None:
    now = await desk.session_now()
    answer = await desk.office.step(
        f"training-sessions/{now['id']}/cancel", version=now["version"], json={"reason": "讲师生病"}
    )
    assert answer.status_code == 200, answer.text


CHANGES: dict[str, Change] = {
    "dates": lambda desk: desk.change_session(blocks=[block(TUESDAY)]),
    "another day more": lambda desk: desk.change_session(blocks=[block(TUESDAY), block(NEXT_TUESDAY)]),
    "onto a weekend": lambda desk: desk.change_session(blocks=[block(SATURDAY)]),
    "place": lambda desk: desk.change_session(place="录播教室"),
    "title": lambda desk: course_named(desk, title="另一门课"),
    "provider": lambda desk: course_named(desk, provider="嘉兴教育学院"),
    "kind": lambda desk: course_named(desk, kind="online"),
    "credits": lambda desk: course_named(desk, credits="9.00"),
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES.keys())
async def test_a_changed_training_voids_four_copies_and_issues_four(
    desk: NoticeScene, change: Change
) -> None:
    first = await desk.issued()

    await change(desk)

    now = await desk.notice(first)
    assert (now["notice_no"], now["edition"], now["state"]) == (first["notice_no"], 2, "issued")
    assert now["content"]["training"] != first["content"]["training"]
    assert {one["id"] for one in now["copies"]}.isdisjoint(one["id"] for one in first["copies"])
    assert list((await desk.good()).values()) == [4]
    old = await desk.office.get(f"notice-copies/{first['copies'][0]['id']}")
    assert (old.json()["void"], old.json()["allowed_actions"]) == (True, [])
    editions = (await desk.office.get(f"notices/{first['id']}/editions")).json()["items"]
    assert [(one["number"], one["cause"], one["voided_at"] is None) for one in editions] == [
        (1, "issued", False),
        (2, "training_changed", True),
    ]


async def test_the_new_edition_is_told_and_the_lessons_are_the_new_days(desk: NoticeScene) -> None:
    made = await desk.issued()
    await desk.acknowledge(desk.as_teacher, (await desk.copies(made))["teacher"])

    await desk.change_session(blocks=[block(TUESDAY)])

    now = await desk.notice(made)
    assert now["content"]["lessons"] == []
    assert now["copies"][0]["acknowledged_at"] is None
    told = await desk.told()
    assert told[desk.teacher_id, "notice_changed"] == 1
    assert told[desk.head_id, "notice_changed"] == 1


async def test_what_a_notice_does_not_say_changes_nothing(desk: NoticeScene) -> None:
    made = await desk.issued()

    await desk.change_session(capacity=299)
    await course_named(desk, audience="初中数学教师")
    await desk.change_session(blocks=(await desk.session_now())["blocks"])

    assert (await desk.notice(made))["edition"] == 1


async def test_each_further_change_is_told_again(desk: NoticeScene) -> None:
    made = await desk.issued()
    for place in ("甲", "乙", "丙"):
        await desk.change_session(place=place)

    assert (await desk.notice(made))["edition"] == 4
    assert (await desk.told())[desk.teacher_id, "notice_changed"] == 3
    assert list((await desk.good()).values()) == [4]


@pytest.mark.parametrize(
    ("give_up", "because"),
    [
        pytest.param(lambda desk: withdrawn(desk.office, desk.enrolment), "place_given_up", id="withdrawn"),
        pytest.param(session_off, "session_cancelled", id="called off"),
    ],
)
async def test_a_training_given_up_leaves_no_good_copy(
    desk: NoticeScene, give_up: Change, because: str
) -> None:
    made = await desk.issued()

    await give_up(desk)

    now = await desk.notice(made)
    assert (now["state"], now["cancelled_because"], now["edition"]) == ("cancelled", because, 1)
    assert now["allowed_actions"] == []
    assert all(one["void"] for one in now["copies"])
    assert await desk.good() == {}
    told = await desk.told()
    assert [told[whom, "notice_cancelled"] for whom in (desk.teacher_id, desk.head_id)] == [1, 1]


async def test_who_comes_back_gets_a_notice_of_their_own(desk: NoticeScene) -> None:
    made = await desk.issued()
    await withdrawn(desk.office, desk.enrolment)
    again = await desk.office.post(
        f"training-sessions/{desk.session['id']}/enrolments", {"teacher_id": str(desk.teacher_id)}
    )

    second = await desk.issued(again.json())

    assert second["notice_no"] == "2030-002"
    assert (await desk.notice(made))["state"] == "cancelled"
    assert list((await desk.good()).values()) == [4]


async def test_the_office_issues_anew_by_hand(desk: NoticeScene) -> None:
    made = await desk.issued()
    stranger = await desk.as_teacher.ask(
        "POST",
        f"notices/{made['id']}/reissue",
        headers={"If-Match": '"1"', "Idempotency-Key": new_id().hex},
        json={"reason": "x"},
    )

    answer = await desk.reissued(made, "调课已安排")

    now = answer.json()
    assert stranger.status_code == 403
    assert (answer.status_code, now["edition"], answer.headers["etag"]) == (200, 2, f'"{now["version"]}"')
    assert now["code"] != made["code"]
    assert now["record_sheet_code"] != made["record_sheet_code"]
    assert list((await desk.good()).values()) == [4]
    stale = await desk.reissued(made)
    assert (stale.status_code, stale.json()["code"]) == (412, "stale")
    edition = (await desk.office.get(f"notices/{made['id']}/editions")).json()["items"][1]
    assert (edition["cause"], edition["reason"]) == ("by_hand", "调课已安排")


async def test_a_cancelled_notice_is_not_issued_anew(desk: NoticeScene) -> None:
    made = await desk.issued()
    await withdrawn(desk.office, desk.enrolment)

    refused = await desk.reissued(await desk.notice(made))

    assert (refused.status_code, refused.json()["code"]) == (409, "invalid_state")
    assert (await desk.reissued(made | {"id": str(new_id())})).status_code == 404


async def test_a_refused_change_leaves_the_notice_alone(desk: NoticeScene) -> None:
    await desk.placed()
    made = await desk.issued()
    now = await desk.session_now()

    refused = await desk.office.patch(
        f"training-sessions/{now['id']}", {"place": "别处", "capacity": 1}, version=now["version"]
    )

    assert refused.status_code in (409, 422)
    assert (await desk.notice(made))["edition"] == 1
    assert len(await desk.scene.rows(notice_edition)) == 1


async def test_everybody_of_a_session_is_followed_at_once(desk: NoticeScene) -> None:
    for name in ("李四", "王五"):
        await desk.placed(name)
    await desk.bulk(session_id=desk.session["id"])

    await desk.change_session(place="报告厅")

    assert sorted(row.edition for row in await desk.scene.rows(notice)) == [2, 2, 2]
    assert sorted((await desk.good()).values()) == [4, 4, 4]
