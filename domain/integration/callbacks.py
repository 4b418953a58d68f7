"""What the district's platform calls us for 平台回调: that something changed there, never the change itself.

A call may come twice, late or out of order. The same call has its effect once; of calls about one subject
only one that is newer than all before has any.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, Protocol
from uuid import UUID

from domain.errors import RuleViolation, Unauthenticated
from domain.integration.platform import Inbound
from domain.integration.pulling import ROUND_CODE, SCHOOL_YEAR, Pulls, Wanted
from domain.paging import Page, Window


class BadCallbackSignature(Unauthenticated):
    """Not signed by the platform of this school, or too long ago: which of these, nobody is told."""

    code = "bad_callback_signature"


class UnreadableCallback(RuleViolation):
    """Signed, and its data lacks what its type needs; facts: `field`."""

    code = "unreadable_callback"


class CallbackEffect(StrEnum):
    DONE = "done"
    """What changed is fetched, or the submission is settled."""

    SUPERSEDED = "superseded"
    """A newer call about the same subject was here before."""

    NOTHING = "nothing"
    """Of a type we do not know, or about a submission that no longer waits."""


@dataclass(frozen=True, slots=True)
class PlatformCallback:
    """One call of the platform's."""

    id: UUID
    callback_id: str
    """The platform's own; the same once more is the same call."""

    type: str
    subject: str
    """The round's code, the school year, the submission; empty for the catalogue."""

    sequence: int
    received_at: datetime
    effect: CallbackEffect


@dataclass(frozen=True, slots=True)
class Call:
    """A call that was believed."""

    callback_id: str
    type: str
    sequence: int
    data: Mapping[str, Any]


class Callbacks(Protocol):
    """The record of calls."""

    async def hold(self) -> None:
        """Until the transaction ends no other call of the school is looked at."""
        ...

    async def is_known(self, callback_id: str) -> bool: ...

    async def highest(self, type: str, subject: str) -> int | None: ...

    async def add(self, call: Call, subject: str, effect: CallbackEffect, *, at: datetime) -> None: ...

    async def page(self, window: Window) -> Page[PlatformCallback]:
        """The latest first."""
        ...


class Settlements(Protocol):
    async def settle(self, submission_id: UUID, *, accepted: bool, reason: str | None, at: datetime) -> bool:
        """False when there is no such submission, or it does not wait for this."""
        ...


_PULLS: Mapping[str, tuple[Inbound, str | None, re.Pattern[str]]] = {
    "catalogue.changed": (Inbound.CATALOGUE, None, re.compile("")),
    "selection_results.ready": (Inbound.SELECTION_RESULTS, "round", ROUND_CODE),
    "credits.ready": (Inbound.PLATFORM_CREDITS, "school_year", SCHOOL_YEAR),
    "evaluations.ready": (Inbound.EVALUATIONS, "school_year", SCHOOL_YEAR),
}
SETTLED = "submission.settled"
OUTCOMES = {"accepted": True, "refused": False}
LONGEST_REASON = 1000


async def receive(
    call: Call, callbacks: Callbacks, pulls: Pulls, settlements: Settlements, *, now: datetime
) -> None:
    """Raises UnreadableCallback."""
    subject = subject_of(call)
    await callbacks.hold()
    if await callbacks.is_known(call.callback_id):
        return
    highest = await callbacks.highest(call.type, subject)
    if highest is not None and call.sequence <= highest:
        effect = CallbackEffect.SUPERSEDED
    else:
        effect = await _effect(call, subject, pulls, settlements, now)
    await callbacks.add(call, subject, effect, at=now)


async def _effect(
    call: Call, subject: str, pulls: Pulls, settlements: Settlements, now: datetime
) -> CallbackEffect:
    if call.type in _PULLS:
        await pulls.start(Wanted(_PULLS[call.type][0], subject or None), at=now)
        return CallbackEffect.DONE
    if call.type != SETTLED:
        return CallbackEffect.NOTHING
    settled = await settlements.settle(
        UUID(subject),
        accepted=OUTCOMES[str(call.data["outcome"])],
        reason=_reason(call.data.get("reason")),
        at=now,
    )
    return CallbackEffect.DONE if settled else CallbackEffect.NOTHING


def subject_of(call: Call) -> str:
    """What it is about, "" for the catalogue and for types we do not know. Raises UnreadableCallback."""
    if call.type in _PULLS:
        _, field, form = _PULLS[call.type]
        return "" if field is None else _text(call.data, field, form)
    if call.type != SETTLED:
        return ""
    if str(call.data.get("outcome")) not in OUTCOMES:
        raise UnreadableCallback(field="outcome")
    try:
        return str(UUID(str(call.data.get("submission_id"))))
    except ValueError as error:
        raise UnreadableCallback(field="submission_id") from error


def _text(data: Mapping[str, Any], field: str, form: re.Pattern[str]) -> str:
    """A year may come as a number."""
    said = data.get(field)
    text = str(said) if isinstance(said, int) and not isinstance(said, bool) else said
    if not isinstance(text, str) or form.fullmatch(text) is None:
        raise UnreadableCallback(field=field)
    return text


def _reason(said: object) -> str | None:
    """The platform's words, as they may be kept and shown."""
    if not isinstance(said, str):
        return None
    return "".join(one for one in said if one.isprintable())[:LONGEST_REASON].strip() or None
