"""The service's clock jumps, ten days on or an hour back, or its machine is set to another zone."""

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import time_machine
from sqlalchemy.ext.asyncio import AsyncEngine

from cli.worker import queue
from domain.identity.actions import Role
from domain.people.calendar import day_of
from persistence.provision import DatabaseUrls
from tests.api.identity.people import a_person, bearer, refreshed
from tests.api.training.credit_scene import set_credit_scene
from tests.api.training.offering import a_school, an_open_session
from tests.contract.population import populate
from tests.scene import Caller, Issuer, Scene
from tests.start.replaying import Answer, answer, ids_of, questions

pytestmark = pytest.mark.slow

BACK, ON = timedelta(hours=-1), timedelta(days=10)
FARTHEST = ("Pacific/Kiritimati", "Pacific/Pago_Pago")
"""A day and an hour apart: whatever the time, one of them has another date than the school."""

ZONES = ("UTC", "America/New_York", *FARTHEST)


@contextmanager
def clock(jump: timedelta) -> Iterator[None]:
    with time_machine.travel(datetime.now(UTC) + jump):
        yield


@contextmanager
def zone(name: str) -> Iterator[None]:
    """The machine's, as PostgreSQL's client and every library see it."""
    before = os.environ.get("TZ")
    os.environ["TZ"] = name
    time.tzset()
    try:
        yield
    finally:
        del os.environ["TZ"]
        if before is not None:
            os.environ["TZ"] = before
        time.tzset()


async def test_a_token_ends_with_its_time_and_a_sign_in_goes_on(scene: Scene) -> None:
    person = await a_person(scene, Role.RESEARCH_OFFICE)
    first = await person.tokens()
    path = f"{scene.base}/teachers"
    assert (await bearer(scene, first["access_token"], path)).status_code == 200

    with clock(ON):
        ended = await bearer(scene, first["access_token"], path)
        renewed = await refreshed(scene, first["refresh_token"])  # two weeks, and ten days are gone
        assert (ended.status_code, ended.json()["code"]) == (401, "unauthenticated")
        assert (await bearer(scene, renewed.json()["access_token"], path)).status_code == 200


async def test_a_token_of_a_clock_that_was_ahead_is_not_for_now_and_signing_in_helps(scene: Scene) -> None:
    person = await a_person(scene, Role.RESEARCH_OFFICE)
    ahead = await person.tokens()

    with clock(BACK):
        path = f"{scene.base}/teachers"
        early = await bearer(scene, ahead["access_token"], path)
        renewed = await refreshed(scene, ahead["refresh_token"])
        anew = await person.tokens()

        assert (early.status_code, early.json()["code"]) == (401, "unauthenticated")
        for token in (renewed.json()["access_token"], anew["access_token"]):
            assert (await bearer(scene, token, path)).status_code == 200


def reissued(issuer: Issuer, caller: Caller, scene: Scene) -> Caller:
    """The same person with a token by the clock of now."""
    return Caller(scene.client, issuer.issue(caller.principal), caller.base, caller.principal)


async def entered(office: Caller, count: int) -> list[str]:
    made = []
    for number in range(count):
        body = {"employee_no": f"N{number}-{time.time_ns()}", "name": "张伟"}
        answer = await office.post("teachers", body)
        assert answer.status_code == 201, answer.text
        made.append(answer.json()["id"])
    return made


async def paged(office: Caller, path: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    cursor: str | None = None
    while True:
        page = (await office.get(path, limit=2, **({"cursor": cursor} if cursor else {}))).json()
        found += page["items"]
        cursor = page["next_cursor"]
        if cursor is None:
            return found


async def test_paging_loses_nothing_that_was_written_around_a_step_back(scene: Scene, issuer: Issuer) -> None:
    office = await scene.office()
    made = await entered(office, 5)
    with clock(BACK):
        office = reissued(issuer, office, scene)
        made += await entered(office, 5)
        subjects = [one["subject"].rpartition("/")[2] for one in await paged(office, "audit-entries")]
        teachers = [one["id"] for one in await paged(office, "teachers")]

    assert len(set(made)) == 10
    assert sorted(subjects) == sorted(teachers) == sorted(made)


async def test_what_is_written_last_stands_though_the_clock_was_set_back_between(
    scene: Scene, issuer: Issuer
) -> None:
    office = await scene.office()
    await scene.year()
    term = (await office.get("terms")).json()["items"][0]["id"]
    path = f"term-summaries/{(await office.post('term-summaries', {'term_id': term})).json()['id']}"
    assert (await office.patch(path, {"opening": "先写的"}, version=1)).status_code == 200

    with clock(BACK):
        office = reissued(issuer, office, scene)
        assert (await office.patch(path, {"opening": "后写的"}, version=2)).status_code == 200
        read = (await office.get(path)).json()

    assert "后写的" in str(read)
    assert "先写的" not in str(read)


async def test_the_ledger_stays_in_the_order_it_was_written_in(scene: Scene, issuer: Issuer) -> None:
    """And its sums do not depend on it."""
    credits = await set_credit_scene(scene)
    teacher = await scene.teacher()
    await credits.passed_and_confirmed(teacher, "3.00")
    with clock(BACK):
        await credits.passed_and_confirmed(teacher, "5.00")
        office = reissued(issuer, credits.office, scene)
        entries = await paged(office, f"teachers/{teacher}/credit-entries")
    amounts = [one["credits"] for one in entries if one["credits"] in ("3.00", "5.00")]

    assert amounts == ["5.00", "5.00", "3.00", "3.00"]  # the newest first, each provisional and confirmed


async def test_a_key_is_kept_over_a_step_back_and_forgotten_after_its_days(
    scene: Scene, issuer: Issuer, owner: AsyncEngine
) -> None:
    office, body = await scene.office(), {"employee_no": "T1", "name": "张伟"}
    first = await office.post("teachers", body, Idempotency_Key="once")
    replays = []
    for jump in (BACK, ON):
        with clock(jump):
            again = await reissued(issuer, office, scene).post("teachers", body, Idempotency_Key="once")
            replays.append((again.status_code, again.json()["id"], again.headers["idempotency-replayed"]))

    assert replays == [(201, first.json()["id"], "true")] * 2


async def test_enrolment_keeps_to_its_window_by_the_clock_there_is(scene: Scene, issuer: Issuer) -> None:
    office = await a_school(scene)
    now = datetime.now(UTC)
    session = await an_open_session(
        office,
        enrolment_opens_at=(now - timedelta(minutes=30)).isoformat(),
        enrolment_closes_at=(now + timedelta(days=1)).isoformat(),
    )
    path = f"training-sessions/{session['id']}/enrolments"

    codes = []
    for jump in (BACK, ON, timedelta(0)):
        with clock(jump):
            person = {"teacher_id": str(await scene.teacher())}
            answer = await reissued(issuer, office, scene).post(path, person)
        codes.append((answer.status_code, answer.json().get("code")))
    assert codes == [(422, "enrolment_not_yet_open"), (422, "enrolment_closed"), (201, None)]


async def every_list(scene: Scene, office: Caller) -> list[tuple[str, Answer]]:
    """And everything else that is read without naming a thing of the school."""
    ids = await ids_of(scene.owner, scene.school_id)
    asked = {one.path: one for one in questions(scene.code, str(scene.district_id), ids)}
    named = {str(one) for several in ids.values() for one in several} - {str(scene.district_id)}
    return [
        (path, await answer(scene.client, office.token, one))
        for path, one in asked.items()
        if not any(part in named for part in path.split("/")) and "audit" not in path
    ]


async def test_every_answer_is_the_same_in_whatever_zone_the_machine_is(scene: Scene, issuer: Issuer) -> None:
    """A school's day is Shanghai's: when these two were compared it was 1 July there, 4 in the morning."""
    await populate(scene)
    office = await scene.both_offices()
    seen = []
    for name in FARTHEST:
        with zone(name), time_machine.travel(datetime(2021, 6, 30, 20, tzinfo=UTC), tick=False):
            seen.append(await every_list(scene, reissued(issuer, office, scene)))

    assert [path for (path, one), (_, other) in zip(*seen, strict=True) if one != other] == []
    assert sum(one.status == 200 for _, one in seen[0]) > 100


def test_jobs_are_due_at_the_same_moments_in_whatever_zone_the_machine_is(urls: DatabaseUrls) -> None:
    at = datetime(2021, 6, 30, 23, 7, tzinfo=UTC).timestamp()
    due = []
    for name in ZONES:
        with zone(name):
            tasks = queue(urls.app).periodic_registry.periodic_tasks.values()
            due.append({one.task.name: one.croniter.get_next(float, start_time=at) for one in tasks})

    assert due[0]["remind_duties"] == at + 28 * 60  # at 7:35 in the morning at school
    assert due == [due[0]] * len(ZONES)


def test_a_school_day_begins_at_midnight_in_shanghai() -> None:
    midnight = datetime(2021, 7, 1, tzinfo=ZoneInfo("Asia/Shanghai"))
    for name in ZONES:
        with zone(name):
            assert day_of(midnight).isoformat() == "2021-07-01"
            assert day_of(midnight - timedelta(seconds=1)).isoformat() == "2021-06-30"
