"""Watching long work and stopping it, through the API; versions and repeated requests on the way."""

import json
from datetime import UTC, datetime
from uuid import UUID

import pytest
from sqlalchemy import text

from domain.identity.actions import Role
from domain.operations import OperationState
from persistence.ids import new_id
from persistence.platform.tables import audit_entry, operation
from tests.scene import Scene


async def work(scene: Scene, state: OperationState = OperationState.QUEUED) -> UUID:
    now = datetime.now(UTC)
    return await scene.add(
        operation,
        kind="probe",
        state=state,
        done=3,
        total=9,
        arguments={},
        account_id=new_id(),
        created_at=now,
        updated_at=now,
    )


async def test_it_shows_how_far_it_is_and_what_may_be_done(scene: Scene) -> None:
    office, operation_id = await scene.office(), await work(scene)

    answer = await office.get(f"operations/{operation_id}")

    assert answer.status_code == 200
    assert answer.headers["etag"] == '"1"'
    body = answer.json()
    assert (body["status"], body["progress"]) == ("queued", {"done": 3, "total": 9})
    assert body["allowed_actions"] == ["cancel"]


async def test_an_unchanged_one_is_not_sent_again(scene: Scene) -> None:
    office, operation_id = await scene.office(), await work(scene)

    answer = await office.ask("GET", f"operations/{operation_id}", headers={"If-None-Match": '"1"'})

    assert (answer.status_code, answer.content) == (304, b"")


@pytest.mark.parametrize(
    ("headers", "status", "code"),
    [
        pytest.param({}, 428, "version_required", id="no version"),
        pytest.param({"If-Match": '"7"'}, 412, "stale", id="another version"),
        pytest.param({"If-Match": "seven"}, 400, "malformed_header", id="no version at all"),
    ],
)
async def test_a_change_must_name_the_version_it_was_decided_on(
    scene: Scene, headers: dict[str, str], status: int, code: str
) -> None:
    office, operation_id = await scene.office(), await work(scene)

    answer = await office.ask("POST", f"operations/{operation_id}/cancel", headers=headers)

    assert (answer.status_code, answer.json()["code"]) == (status, code)


async def test_what_has_ended_cannot_be_cancelled(scene: Scene) -> None:
    office, operation_id = await scene.office(), await work(scene, OperationState.SUCCEEDED)

    answer = await office.step(f"operations/{operation_id}/cancel", version=1)

    assert (answer.status_code, answer.json()["code"]) == (409, "invalid_state")


async def test_a_teacher_may_watch_but_not_cancel(scene: Scene) -> None:
    teacher, operation_id = await scene.signed_in(Role.TEACHER), await work(scene)

    assert (await teacher.get(f"operations/{operation_id}")).status_code == 200
    assert (await teacher.step(f"operations/{operation_id}/cancel", version=1)).status_code == 403


async def test_the_same_request_sent_again_is_done_once_and_answered_alike(scene: Scene) -> None:
    office, operation_id = await scene.office(), await work(scene)
    headers = {"If-Match": '"1"', "Idempotency-Key": "once-and-no-more"}

    first = await office.ask("POST", f"operations/{operation_id}/cancel", headers=headers)
    again = await office.ask("POST", f"operations/{operation_id}/cancel", headers=headers)
    other = await office.ask(
        "POST", f"operations/{await work(scene)}/cancel", headers={**headers, "If-Match": '"1"'}
    )

    assert (first.status_code, again.status_code) == (200, 200)
    assert first.json() == again.json()
    assert "idempotency-replayed" not in first.headers
    assert again.headers["idempotency-replayed"] == "true"
    assert again.headers["etag"] == first.headers["etag"]
    assert (other.status_code, other.json()["code"]) == (422, "idempotency_key_reused")


async def test_a_refused_request_keeps_no_answer(scene: Scene) -> None:
    office, operation_id = await scene.office(), await work(scene)
    key = {"Idempotency-Key": "try-again"}

    refused = await office.ask(
        "POST", f"operations/{operation_id}/cancel", headers={"If-Match": '"9"', **key}
    )
    right = await office.ask("POST", f"operations/{operation_id}/cancel", headers={"If-Match": '"1"', **key})

    assert (refused.status_code, right.status_code) == (412, 200)


async def test_a_change_is_audited_with_who_and_what(scene: Scene) -> None:
    office, operation_id = await scene.office(), await work(scene)
    await office.step(f"operations/{operation_id}/cancel", version=1)

    entries = (await office.get("audit-entries")).json()["items"]

    assert [(entry["action"], entry["account_id"]) for entry in entries] == [
        ("platform_cancel_operation", str(office.principal.account_id))
    ]
    assert entries[0]["subject"].endswith(f"{operation_id}/cancel")


async def test_the_audit_is_read_page_by_page_without_loss(scene: Scene) -> None:
    office = await scene.office()
    for number in range(5):
        await scene.add(
            audit_entry,
            at=datetime(2021, 4, 1, tzinfo=UTC),
            account_id=new_id(),
            action=f"a{number}",
            subject="/",
            request_id="r",
            facts={},
        )
    seen, cursor = [], None
    while True:
        page = (await office.get("audit-entries", limit=2, **({"cursor": cursor} if cursor else {}))).json()
        seen += [entry["action"] for entry in page["items"]]
        cursor = page["next_cursor"]
        if not page["has_more"]:
            break

    assert sorted(seen) == ["a0", "a1", "a2", "a3", "a4"]
    assert cursor is None


async def test_a_cursor_made_for_another_filter_is_refused(scene: Scene) -> None:
    office = await scene.office()
    for _ in range(2):
        await office.step(f"operations/{await work(scene)}/cancel", version=1)
    cursor = (await office.get("audit-entries", limit=1)).json()["next_cursor"]

    for params in ({"cursor": cursor, "action": "x"}, {"cursor": "bm9uc2Vuc2U"}, {"cursor": "%%%"}):
        answer = await office.get("audit-entries", **params)
        assert (answer.status_code, answer.json()["code"]) == (422, "invalid_cursor")


async def test_events_follow_it_to_its_end(scene: Scene) -> None:
    office, operation_id = await scene.office(), await work(scene, OperationState.CANCELLED)

    answer = await office.get(f"operations/{operation_id}/events")

    assert answer.headers["content-type"].startswith("text/event-stream")
    lines = answer.text.splitlines()
    assert "event: ended" in lines
    data = json.loads(next(line for line in lines if line.startswith("data: ")).removeprefix("data: "))
    assert (data["id"], data["status"]) == (str(operation_id), "cancelled")


async def test_a_sign_in_that_is_over_is_refused_at_once(scene: Scene) -> None:
    office = await scene.office()
    async with scene.owner.begin() as connection:
        await connection.execute(
            text("UPDATE account SET access_version = 2 WHERE id = :id"), {"id": office.principal.account_id}
        )

    answer = await office.get("audit-entries")

    assert (answer.status_code, answer.json()["code"]) == (401, "session_over")


async def test_events_of_one_that_is_not_there_are_not_found(scene: Scene) -> None:
    office = await scene.office()

    answer = await office.get(f"operations/{new_id()}/events")

    assert (answer.status_code, answer.json()["code"]) == (404, "not_found")
