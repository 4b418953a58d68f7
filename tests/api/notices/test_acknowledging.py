"""Acknowledging copies in the app and from paper; who has not; links made by the office."""

from datetime import UTC, datetime
from typing import Any

import pytest

from domain.identity.actions import Role
from domain.notices.acknowledging import hashed
from persistence.ids import new_id
from persistence.notices.tables import notice_link
from persistence.platform.tables import idempotency_key
from tests.api.notices.notice_scene import NoticeScene


async def test_each_reader_acknowledges_their_own(desk: NoticeScene) -> None:
    copies = await desk.copies(await desk.issued())
    readers = {
        "teacher": desk.as_teacher,
        "academic_affairs": desk.affairs,
        "grade_group": desk.as_head,
        "office": desk.office,
    }

    for kind, reader in readers.items():
        answer = await desk.acknowledge(reader, copies[kind])
        assert answer.status_code == 200, answer.text
        body = answer.json()
        assert (body["acknowledged_how"], body["acknowledged_by"]) == ("in_app", "某人")
        assert body["acknowledged_at"] is not None
        assert body["allowed_actions"] == []
        assert answer.headers["etag"] == '"2"'


async def test_a_notice_one_has_is_loaded_again_once_a_copy_is_acknowledged(desk: NoticeScene) -> None:
    made = await desk.issued()
    same = {"If-None-Match": f'"{made["version"]}"'}
    before = await desk.office.ask("GET", f"notices/{made['id']}", headers=same)

    await desk.acknowledge(desk.as_teacher, (await desk.copies(made))["teacher"])

    after = await desk.office.ask("GET", f"notices/{made['id']}", headers=same)
    assert (before.status_code, after.status_code) == (304, 200)
    assert after.json()["copies"][0]["acknowledged_by"] == "某人"


async def test_a_copy_is_acknowledged_once(desk: NoticeScene) -> None:
    copy = (await desk.copies(await desk.issued()))["teacher"]
    await desk.acknowledge(desk.as_teacher, copy)

    again = await desk.acknowledge(desk.as_teacher, copy, version=2)
    stale = await desk.acknowledge(desk.as_teacher, copy)
    link = await desk.link(copy)

    assert (again.status_code, again.json()["code"]) == (409, "notice_copy_acknowledged")
    assert (stale.status_code, stale.json()["code"]) == (412, "stale")
    assert link.json()["code"] == "notice_copy_acknowledged"


async def test_the_office_enters_what_was_signed_on_paper(desk: NoticeScene) -> None:
    copies = await desk.copies(await desk.issued())

    for_another = await desk.acknowledge(desk.office, copies["teacher"])
    by_teacher = await desk.acknowledge(desk.as_teacher, copies["teacher"], signed_by="陈喆")
    entered = await desk.acknowledge(desk.office, copies["teacher"], signed_by="陈喆")

    assert (for_another.status_code, for_another.json()["code"]) == (403, "notice_copy_not_yours")
    assert (by_teacher.status_code, by_teacher.json()["code"]) == (403, "notice_paper_for_office")
    assert entered.json()["acknowledged_how"] == "on_paper"
    assert entered.json()["acknowledged_by"] == "陈喆"


async def test_a_void_copy_is_not_acknowledged(desk: NoticeScene) -> None:
    made = await desk.issued()
    copy = (await desk.copies(made))["teacher"]
    await desk.reissued(made)

    refused = await desk.acknowledge(desk.as_teacher, copy)

    assert (refused.status_code, refused.json()["code"]) == (409, "notice_copy_void")
    assert (await desk.link(copy)).json()["code"] == "notice_copy_void"


async def test_the_stub_shows_who_has_not_acknowledged(desk: NoticeScene) -> None:
    copies = await desk.copies(await desk.issued())
    await desk.acknowledge(desk.as_teacher, copies["teacher"])

    async def listed(**params: str) -> list[str]:
        return [one["copy"] for one in (await desk.office.get("notice-copies", **params)).json()["items"]]

    assert sorted(await listed(awaited="true")) == ["academic_affairs", "grade_group"]
    assert sorted(await listed(awaited="false")) == ["office", "teacher"]
    assert await listed(copy="grade_group", teacher_id=str(desk.teacher_id)) == ["grade_group"]
    assert len(await listed(session_id=desk.session["id"])) == 4
    assert await listed(teacher_id=str(new_id())) == []


async def test_allowed_actions_are_what_one_may_do(desk: NoticeScene) -> None:
    made = await desk.issued()

    office = await desk.copies(made)
    assert all(one["allowed_actions"] == ["acknowledge", "links"] for one in office.values())
    assert (await desk.copies(made, desk.as_teacher))["teacher"]["allowed_actions"] == ["acknowledge"]
    assert made["allowed_actions"] == ["reissue"]
    assert (await desk.notice(made, desk.as_teacher))["allowed_actions"] == []


async def test_a_link_is_shown_once_and_only_its_hash_is_kept(desk: NoticeScene) -> None:
    copy = (await desk.copies(await desk.issued()))["teacher"]

    answer = await desk.link(copy)

    made = answer.json()
    assert answer.status_code == 201
    assert answer.headers["cache-control"] == "no-store" or "no-store" in answer.headers["cache-control"]
    token = made["url"].rpartition("/")[2]
    assert len(token) >= 43
    assert (made["reader_id"], made["reader_name"]) == (str(desk.teacher_id), "陈喆")
    (row,) = await desk.scene.rows(notice_link)
    assert row.token_hash == hashed(token)
    kept = [one.body for one in await desk.scene.rows(idempotency_key)]
    assert not any(token in (body or "") for body in kept)
    again = await desk.office.get(answer.headers["location"])
    assert (again.status_code, again.json()["url"], again.json()["used_at"]) == (200, None, None)
    assert (await desk.as_teacher.get(answer.headers["location"])).status_code == 403
    assert (await desk.office.get(f"notice-copies/{copy['id']}/links/{new_id()}")).status_code == 404


async def test_a_link_is_for_one_of_the_copys_readers(desk: NoticeScene) -> None:
    copies = await desk.copies(await desk.issued())
    second = await desk.scene.signed_in(Role.ACADEMIC_AFFAIRS)

    first_of_several = await desk.link(copies["academic_affairs"])
    chosen = await desk.link(copies["academic_affairs"], reader_id=str(second.principal.account_id))
    stranger = await desk.link(copies["academic_affairs"], reader_id=str(desk.teacher_id))
    head = await desk.link(copies["grade_group"])

    assert first_of_several.json()["reader_id"] == str(desk.affairs.principal.account_id)
    assert chosen.json()["reader_id"] == str(second.principal.account_id)
    assert (stranger.status_code, stranger.json()["code"]) == (422, "notice_link_not_a_reader")
    assert head.json()["reader_name"] == "沈年级"
    assert (await desk.link({"id": str(new_id())})).status_code == 404


async def test_there_is_no_link_for_a_copy_without_a_reader(desk: NoticeScene) -> None:
    alone = await desk.scene.teacher("无组")
    place = await desk.office.post(
        f"training-sessions/{desk.session['id']}/enrolments", {"teacher_id": str(alone)}
    )
    copies = await desk.copies(await desk.issued(place.json()))

    refused = await desk.link(copies["grade_group"])

    assert (refused.status_code, refused.json()["code"]) == (409, "notice_copy_without_reader")


async def test_delivery_is_dated(desk: NoticeScene) -> None:
    before = datetime.now(UTC)
    copy = (await desk.copies(await desk.issued()))["teacher"]

    assert datetime.fromisoformat(copy["delivered_at"]) >= before


@pytest.mark.parametrize("body", [{"signed_by": ""}, {"signed_by": 7}, {"signed_by": "x\u0000"}, {"by": "x"}])
async def test_odd_bodies_are_refused(desk: NoticeScene, body: dict[str, Any]) -> None:
    copy = (await desk.copies(await desk.issued()))["teacher"]

    assert (await desk.acknowledge(desk.office, copy, **body)).status_code == 422
