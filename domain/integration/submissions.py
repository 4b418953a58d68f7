"""What becomes of a submission: what a person does with it, what a job and the platform say of it.

The house's steps, `take_up`, `note_sent`, `note_failed` and `settle`, ask for no caller. Each may come twice,
and in another order than things happened; the second time it does nothing.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from domain.errors import NotFound
from domain.integration.connection import PlatformNotConnected
from domain.integration.submission import (
    BY_HAND,
    BY_HOUSE,
    SETTLED,
    Connections,
    Packet,
    PlatformSubmission,
    RefusalNeedsReason,
    SubmissionOutcome,
    Submissions,
    SubmissionSettled,
    SubmissionState,
    SubmissionUnderWay,
    SubmissionVia,
    under_way,
)
from domain.lifecycle import advance, match
from domain.messages import Event, Messages

_ANSWERS: Mapping[SubmissionOutcome, str] = {
    SubmissionOutcome.ACCEPTED: "accept",
    SubmissionOutcome.REFUSED: "refuse",
}


@dataclass(frozen=True, slots=True)
class ByHand:
    """A person's step, decided on one version."""

    expected: int
    account_id: UUID
    at: datetime


async def read_submission(submissions: Submissions, submission_id: UUID) -> PlatformSubmission:
    """Raises NotFound."""
    found = await submissions.get(submission_id)
    if found is None:
        raise NotFound()
    return found


async def mark_sent(
    submissions: Submissions, submission_id: UUID, receipt: str | None, by: ByHand
) -> PlatformSubmission:
    """A file was carried to the platform. Raises NotFound, Stale, InvalidState."""
    found = await _locked(submissions, submission_id, by.expected)
    values = {"state": _after(found, "mark_sent"), "receipt": receipt, "sent_at": by.at}
    return await submissions.change(found, values, at=by.at, account_id=by.account_id)


async def settle_by_hand(
    submissions: Submissions,
    messages: Messages,
    submission_id: UUID,
    outcome: SubmissionOutcome,
    reason: str | None,
    by: ByHand,
) -> PlatformSubmission:
    """A person passes on what the platform answered. Raises NotFound, Stale, InvalidState,
    RefusalNeedsReason."""
    found = await _locked(submissions, submission_id, by.expected)
    state = _after(found, _ANSWERS[outcome])
    if outcome is SubmissionOutcome.REFUSED and reason is None:
        raise RefusalNeedsReason()
    return await _settled(submissions, messages, found, state, reason, account_id=by.account_id, at=by.at)


async def retry(
    submissions: Submissions, connections: Connections, submission_id: UUID, by: ByHand
) -> PlatformSubmission:
    """The same rows once more. Raises NotFound, Stale, InvalidState, PlatformNotConnected."""
    found = await _locked(submissions, submission_id, by.expected)
    values = {"state": _after(found, "retry"), "attempts": 0}
    if not await connections.usable():
        raise PlatformNotConnected()
    again = await submissions.change(found, values, at=by.at, account_id=by.account_id)
    await submissions.queue(submission_id)
    return again


async def withdraw(submissions: Submissions, submission_id: UUID, by: ByHand) -> PlatformSubmission:
    """Raises NotFound, Stale, InvalidState, SubmissionUnderWay."""
    found = await _locked(submissions, submission_id, by.expected)
    values = {"state": _after(found, "withdraw")}
    if under_way(found):
        raise SubmissionUnderWay(attempts=found.attempts)
    return await submissions.change(found, values, at=by.at, account_id=by.account_id)


async def take_up(submissions: Submissions, submission_id: UUID, *, at: datetime) -> Packet | None:
    """One more try, in a transaction of its own before anything is sent: nobody withdraws it from here on.

    Nothing when it is not to be handed in any more: withdrawn or sent. One that the platform has settled
    before we heard of its receipt is handed in again, for the receipt's sake. Raises NotFound.
    """
    found = await _locked(submissions, submission_id)
    without_receipt = found.state in SETTLED and found.sent_at is None
    if found.via is SubmissionVia.FILE or not (found.state is SubmissionState.PREPARED or without_receipt):
        return None
    await submissions.change(found, {"attempts": found.attempts + 1}, at=at)
    return Packet(found.id, found.kind, found.about, await submissions.sheet(submission_id))


async def note_sent(
    submissions: Submissions, submission_id: UUID, receipt: str, *, at: datetime
) -> PlatformSubmission:
    """The platform has it. When it has answered meanwhile, its receipt alone is kept. Raises NotFound."""
    found = await _locked(submissions, submission_id)
    if found.sent_at is not None or found.state is SubmissionState.WITHDRAWN:
        return found
    values = {"receipt": receipt, "sent_at": at, "last_error": None}
    if found.state not in SETTLED:
        values["state"] = _heard(found, "send")
    return await submissions.change(found, values, at=at)


async def note_failed(
    submissions: Submissions,
    messages: Messages,
    submission_id: UUID,
    why: str,
    *,
    at: datetime,
    last_try: bool,
) -> PlatformSubmission:
    """A try came to nothing; after the last one it is given up, and the office is told. Raises NotFound."""
    found = await _locked(submissions, submission_id)
    if found.state is not SubmissionState.PREPARED:
        return found
    state = _heard(found, "fail") if last_try else found.state
    failed = await submissions.change(found, {"state": state, "last_error": why}, at=at, reason=why)
    if last_try:
        await _tell(submissions, messages, Event.PLATFORM_SUBMISSION_FAILED, found, why, at=at)
    return failed


async def settle(
    submissions: Submissions,
    messages: Messages,
    submission_id: UUID,
    outcome: SubmissionOutcome,
    reason: str | None,
    *,
    at: datetime,
) -> PlatformSubmission:
    """What the platform says holds. Raises NotFound, SubmissionSettled when it said otherwise before, and
    InvalidState for one that was withdrawn, or carried as a file."""
    found = await _locked(submissions, submission_id)
    if found.state.value == outcome.value:
        return found
    if found.state in SETTLED:
        raise SubmissionSettled(state=found.state)
    state = _heard(found, _ANSWERS[outcome])
    return await _settled(submissions, messages, found, state, reason, account_id=None, at=at)


async def _locked(
    submissions: Submissions, submission_id: UUID, expected: int | None = None
) -> PlatformSubmission:
    found = await submissions.for_update(submission_id)
    if found is None:
        raise NotFound()
    if expected is not None:
        match(found.version, expected)
    return found


def _after(found: PlatformSubmission, action: str) -> SubmissionState:
    return advance(BY_HAND[found.via], found.state, action)


def _heard(found: PlatformSubmission, action: str) -> SubmissionState:
    """No file is heard of this way."""
    return advance({} if found.via is SubmissionVia.FILE else BY_HOUSE, found.state, action)


async def _settled(
    submissions: Submissions,
    messages: Messages,
    found: PlatformSubmission,
    state: SubmissionState,
    reason: str | None,
    *,
    account_id: UUID | None,
    at: datetime,
) -> PlatformSubmission:
    values = {"state": state, "settled_at": at, "settled_because": reason}
    settled = await submissions.change(found, values, at=at, account_id=account_id, reason=reason)
    if state is SubmissionState.REFUSED:
        await _tell(submissions, messages, Event.PLATFORM_SUBMISSION_REFUSED, found, reason, at=at)
    return settled


async def _tell(
    submissions: Submissions,
    messages: Messages,
    event: Event,
    about: PlatformSubmission,
    reason: str | None,
    *,
    at: datetime,
) -> None:
    facts = {"submission_kind": about.kind.value, "about": about.about}
    await messages.tell(
        event,
        about=about.id,
        to=await submissions.office(),
        facts=facts | ({"reason": reason} if reason else {}),
        link=f"platform-submissions/{about.id}",
        at=at,
    )
