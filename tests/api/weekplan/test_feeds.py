"""Calendars people subscribe to: who gets a link, what it shows, and when it shows nothing any more."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import Any
from uuid import UUID

import pytest
from fastapi import FastAPI
from httpx2 import ASGITransport, AsyncClient, Response
from icalendar import Calendar
from sqlalchemy import delete, select, update
from starlette.requests import Request
from structlog.testing import capture_logs

from api.app import create_app
from api.errors import failure
from api.settings import Settings
from domain.identity.access import Role
from domain.people.calendar import ZONE, DayKind
from domain.timetable.effective import Cause
from domain.timetable.lessons import Half
from persistence.identity.tables import account, role_grant
from persistence.people.tables import school_day, teacher
from persistence.platform.tables import audit_entry
from persistence.provision import DatabaseUrls
from persistence.timetable.tables import lesson_change, timetable, timetable_period
from persistence.training.tables import enrolment, session_block, training_session
from persistence.weekplan.tables import calendar_event, calendar_feed, week_plan
from tests.scene import Caller, Scene
from tests.timetable_scene import PERIODS
from tests.weekplan_scene import (
    a_change,
    a_day,
    a_duty,
    a_plan,
    a_session,
    an_absence,
    an_item,
    at,
    placed,
    published,
    set_row,
    soon,
)


@pytest.fixture
async def office(scene: Scene) -> Caller:
    return await scene.office()


@pytest.fixture
async def teacher_id(scene: Scene) -> UUID:
    return await scene.teacher()


@pytest.fixture
async def zhang(scene: Scene, teacher_id: UUID) -> Caller:
    return await scene.signed_in(Role.TEACHER, teacher_id=teacher_id)


async def issued(caller: Caller, path: str = "/api/v1/me/calendar-feeds") -> dict[str, Any]:
    made = await caller.post(path, {"name": "我的日历"})
    assert made.status_code == 201, made.text
    found: dict[str, Any] = made.json()
    return found


async def fetched(scene: Scene, feed: dict[str, Any], **headers: str) -> Response:
    return await scene.client.get(feed["address"], headers=headers)


async def events(scene: Scene, feed: dict[str, Any]) -> dict[str, Any]:
    """By their summaries."""
    answer = await fetched(scene, feed)
    assert answer.status_code == 200, answer.text
    found: Any = Calendar.from_ical(answer.content)
    return {str(one["SUMMARY"]): one for one in found.walk("VEVENT")}


async def test_a_link_is_shown_once_and_kept_as_a_digest(scene: Scene, zhang: Caller) -> None:
    feed = await issued(zhang)
    secret = feed["address"].rsplit("/", 1)[1].removesuffix(".ics")

    (kept,) = await scene.rows(calendar_feed)
    listed = (await zhang.get("/api/v1/me/calendar-feeds")).json()["items"]

    assert len(secret) == 43
    assert kept.secret_hash == sha256(secret.encode()).digest()
    assert listed == [feed["feed"]]
    assert secret not in str(listed)


async def test_a_repeated_request_for_a_school_s_link_is_not_answered_with_it_again(office: Caller) -> None:
    first = await office.post("calendar-feeds", {"name": "学校日历"}, Idempotency_Key="a-key")
    again = await office.post("calendar-feeds", {"name": "学校日历"}, Idempotency_Key="a-key")

    assert first.headers["cache-control"].startswith("no-store")
    assert again.json() == first.json() | {"address": None}


async def test_a_personal_calendar_has_one_s_own_training_duties_cover_and_swaps(
    scene: Scene, zhang: Caller, teacher_id: UUID
) -> None:
    day, other = soon(), await scene.teacher("李娜")
    session = await a_session(scene, (at(day, 8), at(day, 11)))
    enrolled = await placed(scene, session, teacher_id)
    await a_session(scene, (at(day, 8), at(day, 11)), teacher_id=other, code="S2")
    await a_duty(scene, enrolled, teacher_id, day)
    await a_duty(scene, await placed(scene, session, other), other, day, kind="product")
    await the_periods(scene)
    absence_id = await an_absence(scene, other, at(day, 8), at(day, 17))
    await a_change(scene, absence_id, other, teacher_id, Cause.COVER, day, period_no=3)
    was = day - timedelta(days=1)
    await a_change(scene, absence_id, teacher_id, teacher_id, Cause.SWAP, day, period_no=9, lesson_day=was)
    await a_change(scene, absence_id, teacher_id, other, Cause.COVER, day, period_no=4)

    found = await events(scene, await issued(zhang))

    course = "初中心理健康教育课例研讨"
    cover, swap = "代课：数学（701，第3节）", f"调课：数学（701，第9节，原 {was}）"
    assert set(found) == {f"培训：{course}（S1）", f"任务到期：体会，{course}", cover, swap}
    assert found[f"培训：{course}（S1）"]["DTSTART"].dt == at(day, 8)
    assert found[f"培训：{course}（S1）"]["LOCATION"] == "进修学校"
    assert found[f"任务到期：体会，{course}"]["DTSTART"].dt == day
    assert (found[cover]["DTSTART"].dt, found[cover]["DTEND"].dt) == (at(day, 10), at(day, 10, 45))
    assert found[swap]["DTSTART"].dt == day


async def the_periods(scene: Scene) -> None:
    """Of two versions of the timetable: one long over, and one yet to come."""
    made = datetime(2021, 2, 1, tzinfo=UTC)
    for effective_from in (datetime(2021, 2, 1, tzinfo=ZONE).date(), soon(30)):
        timetable_id = await scene.add(timetable, name="课表", effective_from=effective_from, created_at=made)
        for number, half, starts_at, ends_at in PERIODS:
            hours = (starts_at, ends_at) if effective_from.year == 2021 else (PERIODS[0][2], PERIODS[0][3])
            await scene.add(
                timetable_period,
                timetable_id=timetable_id,
                period_no=number,
                name=f"第{number}节",
                half=half or Half.MORNING,
                starts_at=hours[0],
                ends_at=hours[1],
            )


async def test_what_changes_gets_the_next_sequence_under_the_same_uid(
    scene: Scene, zhang: Caller, teacher_id: UUID
) -> None:
    """A session's new times are new rows."""
    session = await a_session(scene, (at(soon(), 8), at(soon(), 11)), teacher_id=teacher_id)
    feed = await issued(zhang)
    ((name, before),) = (await events(scene, feed)).items()
    (told,), long_ago = await scene.rows(calendar_event), datetime(2021, 3, 1, tzinfo=UTC)
    await set_row(scene, calendar_event, told.id, changed_at=long_ago)
    hours = {"starts_at": at(soon(4), 13), "ends_at": at(soon(4), 16)}
    await set_row(scene, training_session, session, **hours)
    async with scene.owner.begin() as connection:
        await connection.execute(delete(session_block).where(session_block.c.session_id == session))
    await scene.add(session_block, session_id=session, **hours)

    after = (await events(scene, feed))[name]
    again = (await events(scene, feed))[name]

    assert (before["SEQUENCE"], after["SEQUENCE"], again["SEQUENCE"]) == (0, 1, 1)
    assert before["UID"] == after["UID"]
    assert after["DTSTART"].dt == at(soon(4), 13)
    assert after["LAST-MODIFIED"].dt > long_ago


async def test_what_is_withdrawn_cancelled_or_undone_is_cancelled(
    scene: Scene, zhang: Caller, teacher_id: UUID
) -> None:
    day, other = soon(), await scene.teacher("李娜")
    session = await a_session(scene, (at(day, 8), at(day, 11)), code="S1")
    left = await placed(scene, session, teacher_id)
    called_off = await a_session(scene, (at(day, 13), at(day, 14)), teacher_id=teacher_id, code="S2")
    absence_id = await an_absence(scene, other, at(day, 8), at(day, 17))
    change = await a_change(scene, absence_id, other, teacher_id, Cause.COVER, day)
    feed = await issued(zhang)
    assert {one["STATUS"] for one in (await events(scene, feed)).values()} == {"CONFIRMED"}

    await set_row(scene, enrolment, left, state="withdrawn")
    await set_row(scene, training_session, called_off, state="cancelled")
    await set_row(scene, lesson_change, change, state="undone", undone_at=datetime.now(UTC))

    gone = (await events(scene, feed)).values()
    assert [(one["STATUS"], one["SEQUENCE"]) for one in gone] == [("CANCELLED", 1)] * 3
    await set_row(scene, enrolment, left, state="placed")
    back = (await events(scene, feed))["培训：初中心理健康教育课例研讨（S1）"]
    assert (back["STATUS"], back["SEQUENCE"]) == ("CONFIRMED", 2)


async def test_what_was_cancelled_sixty_days_ago_has_gone(
    scene: Scene, zhang: Caller, teacher_id: UUID
) -> None:
    session = await a_session(scene, (at(soon(), 8), at(soon(), 11)), teacher_id=teacher_id)
    feed = await issued(zhang)
    await events(scene, feed)
    await set_row(scene, training_session, session, state="cancelled")
    assert len(await events(scene, feed)) == 1
    (told,) = await scene.rows(calendar_event)
    await set_row(scene, calendar_event, told.id, changed_at=datetime.now(UTC) - timedelta(days=60))

    assert await events(scene, feed) == {}


async def test_a_school_s_calendar_has_training_published_items_and_special_days(
    scene: Scene, office: Caller, teacher_id: UUID
) -> None:
    monday = soon() - timedelta(days=soon().weekday())
    year_id = await scene.year(monday.year)
    await a_session(scene, (at(soon(), 8), at(soon(), 11)), teacher_id=teacher_id)
    await a_day(scene, year_id, soon(5), DayKind.HOLIDAY, note="元旦")
    plan = await a_plan_of(scene, office, monday)
    note = "穿校服\n带旗"
    await an_item(office, plan, day=monday.isoformat(), title="升旗, 讲话; 🚩", concerns="全体", note=note)
    dropped = await an_item(office, plan, day=monday.isoformat(), title="第一版里的事")
    await published(office, plan)
    await office.ask("DELETE", f"week-items/{dropped['id']}", headers={"If-Match": '"1"'})
    await published(office, plan)
    await an_item(office, plan, day=monday.isoformat(), title="草稿里的事")

    found = await events(scene, await issued(office, "calendar-feeds"))

    assert set(found) == {"培训：初中心理健康教育课例研讨（S1）", "放假：元旦", "升旗, 讲话; 🚩"}
    assert found["升旗, 讲话; 🚩"]["DESCRIPTION"] == "对象：全体\n穿校服\n带旗"


async def a_plan_of(scene: Scene, office: Caller, monday: Any) -> dict[str, Any]:
    """The week of a day of today's, moved there: no term of the scene reaches it."""
    plan = await a_plan(scene, office, 1)
    await set_row(scene, week_plan, UUID(plan["id"]), starts_on=monday)
    return plan


async def test_a_calendar_unchanged_is_not_sent_again(scene: Scene, zhang: Caller, teacher_id: UUID) -> None:
    feed = await issued(zhang)
    first = await fetched(scene, feed, Accept="text/calendar")

    same = await fetched(scene, feed, **{"If-None-Match": first.headers["etag"]})
    await a_session(scene, (at(soon(), 8), at(soon(), 11)), teacher_id=teacher_id)
    other = await fetched(scene, feed, **{"If-None-Match": first.headers["etag"]})

    assert first.headers["content-type"].startswith("text/calendar")
    assert first.headers["cache-control"] == "private, no-cache"
    assert (same.status_code, same.content) == (304, b"")
    assert same.headers["cache-control"] == first.headers["cache-control"]
    assert other.status_code == 200


async def test_its_use_is_noted(scene: Scene, zhang: Caller) -> None:
    feed = await issued(zhang)
    await fetched(scene, feed)

    (seen,) = (await zhang.get("/api/v1/me/calendar-feeds")).json()["items"]
    await fetched(scene, feed)

    assert feed["feed"]["last_used_at"] is None
    assert seen["last_used_at"] is not None
    assert (await zhang.get("/api/v1/me/calendar-feeds")).json()["items"] == [seen]


async def test_a_revoked_link_shows_nothing_and_forgets_what_it_told(
    scene: Scene, zhang: Caller, teacher_id: UUID
) -> None:
    await a_session(scene, (at(soon(), 8), at(soon(), 11)), teacher_id=teacher_id)
    feed = await issued(zhang)
    await fetched(scene, feed)
    path = f"/api/v1/me/calendar-feeds/{feed['feed']['id']}/revoke"

    revoked, again = await zhang.post(path), await zhang.post(path)

    assert revoked.status_code == 200
    assert again.json() == revoked.json()
    assert revoked.json()["allowed_actions"] == []
    assert (await fetched(scene, feed)).status_code == 404
    assert await scene.rows(calendar_event) == []
    assert "weekplan_revoke_own_feed" in [row.action for row in await scene.rows(audit_entry)]


async def test_the_office_ends_a_school_s_calendar_by_its_version(scene: Scene, office: Caller) -> None:
    feed = await issued(office, "calendar-feeds")
    path = f"calendar-feeds/{feed['feed']['id']}"
    assert (await fetched(scene, feed)).status_code == 200

    assert (await office.get(path)).json()["kind"] == "school"
    assert (await office.step(f"{path}/revoke", version=9)).status_code == 412
    assert (await office.step(f"{path}/revoke", version=1)).status_code == 200
    assert (await fetched(scene, feed)).status_code == 404
    assert len((await office.get("calendar-feeds")).json()["items"]) == 1


async def test_every_bad_link_is_answered_alike(scene: Scene, elsewhere: Scene, zhang: Caller) -> None:
    feed = await issued(zhang)
    revoked = await issued(zhang)
    await zhang.post(f"/api/v1/me/calendar-feeds/{revoked['feed']['id']}/revoke")
    secret = feed["address"].rsplit("/", 1)[1]
    base = f"/api/v1/schools/{scene.code}/calendar"
    bad = [
        revoked["address"],
        f"{base}/{'A' * 43}.ics",
        f"{base}/x.ics",
        f"{base}/{'x' * 3000}.ics",
        f"{base}/%00{'A' * 42}.ics",
        f"{base}/喆.ics",
        f"/api/v1/schools/{elsewhere.code}/calendar/{secret}",
        f"/api/v1/schools/nowhere/calendar/{secret}",
        f"/api/v1/schools/%00/calendar/{secret}",
    ]

    answers = [await scene.client.get(address) for address in bad]

    assert (await scene.client.get(f"{base}/{secret}")).status_code == 200
    told = [{**one.json(), "request_id": "", "instance": ""} for one in answers]
    assert [one.status_code for one in answers] == [404] * len(bad)
    assert told == [told[0]] * len(bad)


async def _withdraw(scene: Scene, caller: Caller, teacher_id: UUID) -> None:
    async with scene.owner.begin() as connection:
        await connection.execute(
            delete(role_grant).where(role_grant.c.account_id == caller.principal.account_id)
        )


async def _disable(scene: Scene, caller: Caller, teacher_id: UUID) -> None:
    async with scene.owner.begin() as connection:
        own = account.c.id == caller.principal.account_id
        await connection.execute(update(account).where(own).values(disabled_at=datetime.now(UTC)))


async def _leave(scene: Scene, caller: Caller, teacher_id: UUID) -> None:
    await set_row(scene, teacher, teacher_id, status="left")


@pytest.mark.parametrize(
    "ending",
    [
        pytest.param(_withdraw, id="the place at the school was taken away"),
        pytest.param(_disable, id="the account was stopped"),
        pytest.param(_leave, id="the teacher left"),
    ],
)
async def test_who_has_left_sees_nothing_by_their_link(
    scene: Scene, zhang: Caller, teacher_id: UUID, ending: Any
) -> None:
    feed = await issued(zhang)
    assert (await fetched(scene, feed)).status_code == 200

    await ending(scene, zhang, teacher_id)

    assert (await fetched(scene, feed)).status_code == 404


async def test_a_school_s_calendar_outlives_the_one_who_made_it(scene: Scene, office: Caller) -> None:
    feed = await issued(office, "calendar-feeds")

    await _withdraw(scene, office, UUID(int=0))

    assert (await fetched(scene, feed)).status_code == 200


async def test_calendars_are_one_s_own(scene: Scene, zhang: Caller) -> None:
    feed = await issued(zhang)
    other = await scene.signed_in(Role.TEACHER, teacher_id=await scene.teacher("李娜"))
    nobody = await scene.signed_in(Role.FINANCE)

    assert (await other.get("/api/v1/me/calendar-feeds")).json()["items"] == []
    revoking = await other.post(f"/api/v1/me/calendar-feeds/{feed['feed']['id']}/revoke")
    assert revoking.status_code == 404
    assert (await nobody.get("/api/v1/me/calendar-feeds")).status_code == 404
    assert (await zhang.get("calendar-feeds")).status_code == 403


@pytest.fixture
async def strict(urls: DatabaseUrls, app: FastAPI) -> AsyncIterator[AsyncClient]:
    """A service that shows an address one calendar a minute."""
    settings = Settings(secret="a secret of the tests", calendar_per_minute=1, log_level="ERROR")
    service = create_app(settings, urls.app)
    async with (
        service.router.lifespan_context(service),
        AsyncClient(transport=ASGITransport(service), base_url="http://yanxiu") as client,
    ):
        yield client


async def test_an_address_that_asks_too_often_is_slowed(scene: Scene, strict: AsyncClient) -> None:
    address = f"/api/v1/schools/{scene.code}/calendar/{'A' * 43}.ics"

    answers = [await strict.get(address) for _ in range(2)]

    assert [one.status_code for one in answers] == [404, 429]
    assert int(answers[1].headers["retry-after"]) >= 1


async def test_the_days_of_the_calendar_are_those_of_the_school(scene: Scene, office: Caller) -> None:
    """A day that is no holiday any more is cancelled."""
    year_id = await scene.year()
    day = await a_day(scene, year_id, soon(), DayKind.HOLIDAY, note="台风")
    feed = await issued(office, "calendar-feeds")
    assert (await events(scene, feed))["放假：台风"]["STATUS"] == "CONFIRMED"

    await set_row(scene, school_day, day, kind=DayKind.WORKDAY, is_school_day=True)

    assert (await events(scene, feed))["放假：台风"]["STATUS"] == "CANCELLED"
    async with scene.owner.connect() as connection:
        own = select(calendar_event.c.sequence).where(calendar_event.c.school_id == scene.school_id)
        assert (await connection.scalars(own)).all() == [1]


def test_a_failure_s_record_does_not_hold_the_link(scene: Scene) -> None:
    secret = "A" * 43
    path = f"/api/v1/schools/{scene.code}/calendar/{secret}.ics"
    request = Request({"type": "http", "method": "GET", "path": path, "headers": [], "query_string": b""})

    with capture_logs() as records:
        failure(request, OSError(), is_outage=lambda _: False)

    assert len(records) == 1
    assert secret not in str(records)
