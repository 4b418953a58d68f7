"""Issuing notices: what they say, to whom they go, how they are numbered, what is refused."""

from uuid import UUID

import pytest
from sqlalchemy import update

from persistence.ids import new_id
from persistence.notices.tables import notice, notice_series
from persistence.people.tables import teacher
from tests.api.notices.notice_scene import NoticeScene
from tests.api.timetable.absence_scene import MONDAY
from tests.api.training.offering import enrolled, read, withdrawn
from tests.scene import Scene


async def test_a_notice_says_what_is_known_when_it_is_issued(desk: NoticeScene) -> None:
    made = await desk.issued()

    assert (made["notice_no"], made["edition"], made["state"]) == ("2030-001", 1, "issued")
    content = made["content"]
    assert content["attendee"] == {
        "name": "陈喆",
        "employee_no": content["attendee"]["employee_no"],
        "subject_group": "数学组",
        "title": "一级教师",
    }
    training = content["training"]
    assert (training["title"], training["place"], training["school_days"]) == (
        "初中数学命题研修",
        "阶梯教室",
        "1.0",
    )
    lessons = [
        (one["day"], one["period"], one["class_name"], one["arrangement"]) for one in content["lessons"]
    ]
    assert lessons == [
        (MONDAY.isoformat(), "第1节", "701", "open"),
        (MONDAY.isoformat(), "第3节", "702", "open"),
    ]
    assert [(one["class_name"], one["proxy_name"]) for one in content["proxies"]] == [("701", None)]
    assert [one["kind"] for one in content["duties"]] == ["content_record", "record_sheet", "evaluation"]


async def test_four_copies_each_speak_to_their_reader(desk: NoticeScene) -> None:
    made = await desk.issued()

    assert [(one["copy"], one["recipient"]) for one in made["copies"]] == [
        ("teacher", "陈喆"),
        ("academic_affairs", "教务处"),
        ("grade_group", "七年级组"),
        ("office", "教科室"),
    ]
    texts = [one["text"] for one in made["copies"]]
    assert len(set(texts)) == 4
    assert all("初中数学命题研修" in text for text in texts)
    assert ["陈喆" in text for text in texts] == [False, True, True, True]  # to whom it goes it says “you”
    assert "尚待安排2节" in texts[1]
    assert "班主任工作代理" in texts[2]


async def test_each_reader_is_told_once(desk: NoticeScene) -> None:
    await desk.issued()

    told = await desk.told()
    assert set(told.values()) == {1}
    assert {whom for whom, _ in told} == {
        desk.teacher_id,
        desk.head_id,
        desk.affairs.principal.account_id,
        desk.office.principal.account_id,
    }
    assert {event for _, event in told} == {"notice_issued"}


async def test_who_reads_several_copies_is_told_once(desk: NoticeScene) -> None:
    async with desk.scene.owner.begin() as connection:
        await connection.execute(
            update(teacher).where(teacher.c.id == desk.head_id).values(grade_group_id=desk.week.grade_id)
        )
    place = await enrolled(desk.office, desk.session, desk.head_id)

    await desk.issued(place)

    assert (await desk.told())[desk.head_id, "notice_issued"] == 1


async def test_a_copy_nobody_reads_is_not_delivered(desk: NoticeScene) -> None:
    alone = await desk.scene.teacher("无组")
    enrolment = await desk.office.post(
        f"training-sessions/{desk.session['id']}/enrolments", {"teacher_id": str(alone)}
    )

    made = await desk.issued(enrolment.json())

    delivered = {one["copy"]: one["delivered_at"] is not None for one in made["copies"]}
    assert delivered == {"teacher": True, "academic_affairs": True, "grade_group": False, "office": True}


async def test_numbers_follow_each_other_whatever_is_refused_between(desk: NoticeScene) -> None:
    first = await desk.issued()
    again = await desk.asked(desk.enrolment["id"])
    unknown = await desk.asked(new_id())
    second = await desk.issued(await desk.placed())

    assert (again.status_code, again.json()["code"]) == (409, "notice_issued_already")
    assert first["notice_no"] in again.json()["detail"]
    assert unknown.status_code == 404
    assert second["notice_no"] == "2030-002"


async def test_a_request_sent_again_issues_nothing_more(desk: NoticeScene) -> None:
    body, key = {"enrolment_id": desk.enrolment["id"]}, new_id().hex

    first = await desk.office.post("notices", body, Idempotency_Key=key)
    again = await desk.office.post("notices", body, Idempotency_Key=key)
    without = await desk.office.post("notices", body)

    assert again.json() == first.json()
    assert without.status_code == 428
    assert len(await desk.scene.rows(notice)) == 1


async def test_only_a_place_is_announced(desk: NoticeScene) -> None:
    given_up = await desk.placed()
    await withdrawn(desk.office, given_up)

    refused = await desk.asked(given_up["id"])

    assert (refused.status_code, refused.json()["code"]) == (422, "notice_not_placed")


async def test_a_session_is_announced_at_once(desk: NoticeScene) -> None:
    first = await desk.issued()
    for name in ("李四", "王五", "赵镕"):
        await desk.placed(name)

    answer = await desk.bulk(session_id=desk.session["id"])

    assert answer.status_code == 200, answer.text
    assert [one["notice_no"] for one in answer.json()["items"]] == ["2030-002", "2030-003", "2030-004"]
    assert all(len(one["copies"]) == 4 and one["content"] for one in answer.json()["items"])
    again = await desk.bulk(session_id=desk.session["id"])
    assert (again.status_code, again.json()["code"]) == (422, "nothing_to_issue")
    assert (await desk.notice(first))["edition"] == 1


async def test_of_a_list_all_or_none_are_issued(desk: NoticeScene) -> None:
    good, given_up = await desk.placed(), await desk.placed("王五")
    await withdrawn(desk.office, given_up)
    await desk.issued()
    listed = [good["id"], given_up["id"], desk.enrolment["id"], str(new_id()), good["id"]]

    refused = await desk.bulk(enrolment_ids=listed)

    assert (refused.status_code, refused.json()["code"]) == (422, "items_refused")
    assert [(one["pointer"], one["code"]) for one in refused.json()["errors"]] == [
        ("/enrolment_ids/1", "notice_not_placed"),
        ("/enrolment_ids/2", "notice_issued_already"),
        ("/enrolment_ids/3", "not_found"),
        ("/enrolment_ids/4", "notice_asked_twice"),
    ]
    assert (await desk.bulk(enrolment_ids=[good["id"]])).json()["items"][0]["notice_no"] == "2030-002"
    assert [row.last_number for row in await desk.scene.rows(notice_series)] == [2]


@pytest.mark.parametrize("both", [True, False])
async def test_a_session_or_a_list_is_named(desk: NoticeScene, both: bool) -> None:
    body = {"session_id": desk.session["id"], "enrolment_ids": [desk.enrolment["id"]]} if both else {}

    assert (await desk.bulk(**body)).json()["code"] == "bulk_choice"


async def test_an_unknown_session_is_not_found(desk: NoticeScene, elsewhere: Scene) -> None:
    assert (await desk.bulk(session_id=str(new_id()))).status_code == 404
    assert (
        await (await elsewhere.office()).post(
            "notices/bulk", {"session_id": desk.session["id"]}, Idempotency_Key=new_id().hex
        )
    ).status_code == 404


async def test_notices_are_looked_through(desk: NoticeScene) -> None:
    first = await desk.issued()
    second = await desk.issued(await desk.placed())

    async def listed(**params: str) -> list[str]:
        found = (await desk.office.get("notices", **params)).json()["items"]
        return [one["notice_no"] for one in found]

    assert await listed() == [second["notice_no"], first["notice_no"]]
    assert await listed(teacher_id=str(desk.teacher_id)) == [first["notice_no"]]
    assert await listed(session_id=desk.session["id"], state="issued", school_year="2030") == [
        "2030-002",
        "2030-001",
    ]
    assert await listed(school_year="2029") == []
    assert await listed(state="cancelled") == []
    page = (await desk.office.get("notices", limit=1)).json()
    more = (await desk.office.get("notices", limit=1, cursor=page["next_cursor"])).json()
    assert [page["items"][0]["notice_no"], more["items"][0]["notice_no"]] == ["2030-002", "2030-001"]
    assert page["items"][0]["content"] is None
    assert UUID(page["items"][0]["id"]) == UUID(second["id"])


async def test_the_school_year_is_the_trainings(desk: NoticeScene) -> None:
    await desk.scene.year(2031)
    later = await read(desk.office, f"courses/{desk.course['id']}")
    session = await desk.office.post(
        "training-sessions",
        {
            "course_id": later["id"],
            "code": "NEXT",
            "capacity": 5,
            "blocks": [{"starts_at": "2031-10-08T08:00:00+08:00", "ends_at": "2031-10-08T12:00:00+08:00"}],
        },
    )
    opened = await desk.office.step(f"training-sessions/{session.json()['id']}/open", version=1)
    other = await desk.placed("王五", opened.json())

    both = await desk.bulk(enrolment_ids=[other["id"], desk.enrolment["id"]])

    assert sorted(one["notice_no"] for one in both.json()["items"]) == ["2030-001", "2031-001"]


async def test_bulk_is_no_notice(desk: NoticeScene) -> None:
    refused = await desk.office.get("notices/bulk")

    assert (refused.status_code, refused.headers["allow"]) == (405, "POST")
    assert (await desk.office.get("notices/x")).status_code == 422
