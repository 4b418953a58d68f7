"""The secret links of calendars: shown once, good for one calendar, and until when."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any
from uuid import UUID

import pytest
import structlog
from fastapi import FastAPI
from httpx2 import ASGITransport, AsyncClient
from sqlalchemy import delete, update
from starlette.requests import Request
from structlog.testing import capture_logs

from api import errors
from api.app import create_app
from api.errors import answered
from api.settings import Settings
from domain.identity.actions import Role
from persistence.identity.tables import account, role_grant
from persistence.people.tables import teacher
from persistence.platform.tables import audit_entry
from persistence.provision import DatabaseUrls
from persistence.weekplan.tables import calendar_event, calendar_feed
from tests.api.weekplan.calendar_scene import fetched, issued
from tests.scene import Caller, Scene
from tests.weekplan_scene import (
    a_session,
    at,
    set_row,
    soon,
)


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
async def strict(urls: DatabaseUrls, app: FastAPI, settings: Settings) -> AsyncIterator[AsyncClient]:
    """A service that shows an address one calendar a minute."""
    service = create_app(settings.model_copy(update={"calendar_per_minute": 1}), urls.app)
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


def test_a_failure_s_record_does_not_hold_the_link(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    # A logger that logged before holds on to its processors, and would not be captured.
    monkeypatch.setattr(errors, "log", structlog.get_logger("yanxiu.error"))
    secret = "A" * 43
    path = f"/api/v1/schools/{scene.code}/calendar/{secret}.ics"
    request = Request({"type": "http", "method": "GET", "path": path, "headers": [], "query_string": b""})

    with capture_logs() as records:
        answered(request, OSError(), is_outage=lambda _: False, is_full=lambda _: False)

    assert len(records) == 1
    assert secret not in str(records)
