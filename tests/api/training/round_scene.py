"""Rounds for the tests of selection, run by the office through the API."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from httpx2 import Response

from persistence.ids import new_id
from persistence.platform.tables import message
from tests.api.training.offering import DAY, a_draft, read
from tests.scene import Caller, Scene


def round_body(**changes: Any) -> dict[str, Any]:
    now = datetime.now(UTC)
    return {
        "code": f"R{new_id().hex[-10:]}",
        "title": "2030学年第二学期选课",
        "opens_at": (now - DAY).isoformat(),
        "closes_at": (now + DAY).isoformat(),
    } | changes


async def a_round(office: Caller, **changes: Any) -> dict[str, Any]:
    answer = await office.post("selection-rounds", round_body(**changes))
    assert answer.status_code == 201, answer.text
    made: dict[str, Any] = answer.json()
    return made


async def stepped(office: Caller, found: dict[str, Any], step: str) -> dict[str, Any]:
    answer = await office.step(f"selection-rounds/{found['id']}/{step}", version=found["version"])
    assert answer.status_code == 200, answer.text
    moved: dict[str, Any] = answer.json()
    return moved


async def an_open_round(
    office: Caller, *sessions: dict[str, Any], **changes: Any
) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """A round with a session for each of the given bodies."""
    draft = await a_round(office, **changes)
    made = [await a_draft(office, **{"round_id": draft["id"], **one}) for one in sessions or ({},)]
    opened = await stepped(office, draft, "open")
    return opened, [await read(office, f"training-sessions/{one['id']}") for one in made]


async def ask(office: Caller, session: dict[str, Any], teacher_id: UUID) -> Response:
    return await office.post(
        f"training-sessions/{session['id']}/applications", {"teacher_id": str(teacher_id)}
    )


async def applied(office: Caller, session: dict[str, Any], teacher_id: UUID) -> dict[str, Any]:
    answer = await ask(office, session, teacher_id)
    assert answer.status_code == 201, answer.text
    made: dict[str, Any] = answer.json()
    return made


async def settle(
    office: Caller, found: dict[str, Any], what: str, items: Sequence[dict[str, Any]]
) -> Response:
    return await office.post(
        f"selection-rounds/{found['id']}/{what}", {"items": list(items)}, Idempotency_Key=new_id().hex
    )


def item(one: dict[str, Any], **rest: Any) -> dict[str, Any]:
    return {"enrolment_id": one["id"], "version": one["version"], **rest}


async def handed_in(
    office: Caller, found: dict[str, Any], applications: Sequence[dict[str, Any]]
) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """The open round closed, all its applications approved and with the platform."""
    closed = await stepped(office, found, "close")
    decided = await settle(
        office, closed, "decisions", [item(one, decision="approve") for one in applications]
    )
    assert decided.status_code == 200, decided.text
    submitted = await stepped(office, closed, "submit")
    return submitted, [await read(office, f"enrolments/{one['id']}") for one in applications]


async def placed(
    office: Caller, found: dict[str, Any], applications: Sequence[dict[str, Any]], outcome: str = "placed"
) -> list[dict[str, Any]]:
    answer = await settle(
        office, found, "platform-results", [item(one, outcome=outcome) for one in applications]
    )
    assert answer.status_code == 200, answer.text
    items: list[dict[str, Any]] = answer.json()["items"]
    return items


async def told(scene: Scene, *but: str) -> list[tuple[UUID, str]]:
    """Who was told what, leaving out some events."""
    return sorted((row.recipient_id, row.event) for row in await scene.rows(message) if row.event not in but)
