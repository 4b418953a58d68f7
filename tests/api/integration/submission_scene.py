"""Submissions for the tests, prepared by the office through the API."""

from datetime import UTC, datetime
from typing import Any

from httpx2 import Response

from persistence.ids import new_id
from persistence.integration.tables import platform_connection, platform_submission
from tests.api.training.offering import a_school, read
from tests.api.training.round_scene import an_open_round, applied, item, settle, stepped
from tests.scene import Caller, Scene

PATH = "platform-submissions"


async def ask(office: Caller, kind: str, about: str, via: str = "file") -> Response:
    body = {"kind": kind, "about": about, "via": via}
    return await office.post(PATH, body, Idempotency_Key=new_id().hex)


async def prepared(office: Caller, kind: str, about: str, via: str = "file") -> dict[str, Any]:
    answer = await ask(office, kind, about, via)
    assert answer.status_code == 201, answer.text
    made: dict[str, Any] = answer.json()
    return made


async def step(office: Caller, one: dict[str, Any], name: str, **body: Any) -> Response:
    """A key goes with it, as `retry` asks for one."""
    headers = {"If-Match": f'"{one["version"]}"', "Idempotency-Key": new_id().hex}
    sent = {"json": body} if body else {}
    return await office.ask("POST", f"{PATH}/{one['id']}/{name}", headers=headers, **sent)


async def moved(office: Caller, one: dict[str, Any], name: str, **body: Any) -> dict[str, Any]:
    answer = await step(office, one, name, **body)
    assert answer.status_code == 200, answer.text
    after: dict[str, Any] = answer.json()
    return after


async def a_submission(scene: Scene, **changes: Any) -> str:
    """One as it stands in the table, for a state no request leads to."""
    values = {
        "kind": "school_based_hours",
        "about": "2020",
        "edition_no": 1,
        "via": "http",
        "state": "prepared",
        "lines": [["2020", "0123", "张伟", "作业设计", "8.00", "8.00", "2021-06-18"]],
        "row_count": 1,
        "sha256": "0",
        "attempts": 0,
        "account_id": new_id(),
        "created_at": datetime(2021, 6, 20, tzinfo=UTC),
    } | changes
    return str(await scene.add(platform_submission, **values))


async def connected(scene: Scene) -> None:
    """From now on the school has an enabled connection; nobody is at its other end."""
    await scene.add(
        platform_connection,
        base_url="https://platform.example",
        org="shimen",
        secret="",
        callback_secret="",
        enabled=True,
        fetch_nightly=False,
        commit_automatically=False,
        account_id=new_id(),
    )


async def audited(scene: Scene) -> tuple[Caller, dict[str, Any], dict[str, Any]]:
    """A closed round: 张伟 approved, 沈建芳 turned down, 欧阳晓 approved and then turned down, 陈红
    withdrew before and 李明 after the decision. With its session."""
    office = await a_school(scene)
    found, (session,) = await an_open_round(office, {"capacity": 9, "platform_id": f"HZ-{new_id().hex[-8:]}"})
    people = ("张伟", "沈建芳", "欧阳晓", "陈红", "李明")
    ones = [
        await applied(office, session, await scene.teacher(name, employee_no=f"T{number}"))
        for number, name in enumerate(people, start=1)
    ]
    assert (await office.step(f"enrolments/{ones[3]['id']}/withdraw", version=1)).is_success
    closed = await stepped(office, found, "close")
    await _decide(office, closed, ones[0], decision="approve")
    await _decide(office, closed, ones[1], decision="reject", reason="=本组已有\n两人")
    await _decide(office, closed, ones[2], decision="approve", reason="先同意")
    await _decide(office, closed, ones[4], decision="approve")
    third, last = [await read(office, f"enrolments/{one['id']}") for one in (ones[2], ones[4])]
    await _decide(office, closed, third, decision="reject", reason="当天有课")
    assert (await office.step(f"enrolments/{last['id']}/withdraw", version=last["version"])).is_success
    return office, closed, session


async def _decide(office: Caller, found: dict[str, Any], one: dict[str, Any], **said: Any) -> None:
    answer = await settle(office, found, "decisions", [item(one, **said)])
    assert answer.status_code == 200, answer.text
