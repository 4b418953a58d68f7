"""What the platform is handed 上报, each time: prepared, sent, accepted or refused.

Its rows are frozen when it is prepared. A file is carried by a person, who says so; over HTTP a job hands it
in, and the platform says by a callback what became of it. That word may come before our own note of having
sent it, or after we gave it up: what the platform says holds.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, Protocol
from uuid import UUID

from domain.errors import Conflict, RuleViolation
from domain.identity.access import Caller
from domain.identity.actions import Action
from domain.imports import Sheet
from domain.integration.platform import Outbound
from domain.lifecycle import Lifecycle, actions
from domain.paging import Page, Window


class SubmissionVia(StrEnum):
    """Which way it goes."""

    FILE = "file"
    HTTP = "http"


class SubmissionState(StrEnum):
    PREPARED = "prepared"
    """Over HTTP: it waits for its turn, or for the next try."""

    SENT = "sent"
    FAILED = "failed"
    """Given up after several tries."""

    ACCEPTED = "accepted"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


class SubmissionOutcome(StrEnum):
    """What the platform says to it in the end."""

    ACCEPTED = "accepted"
    REFUSED = "refused"


_S = SubmissionState
_ANSWERED = {"accept": _S.ACCEPTED, "refuse": _S.REFUSED}
BY_HAND: Mapping[SubmissionVia, Lifecycle[SubmissionState]] = {
    SubmissionVia.FILE: {
        _S.PREPARED: {"mark_sent": _S.SENT, "withdraw": _S.WITHDRAWN},
        _S.SENT: _ANSWERED,
    },
    SubmissionVia.HTTP: {
        _S.PREPARED: {"withdraw": _S.WITHDRAWN},
        _S.SENT: _ANSWERED,
        _S.FAILED: {"retry": _S.PREPARED, "withdraw": _S.WITHDRAWN},
    },
}
BY_HOUSE: Lifecycle[SubmissionState] = {
    _S.PREPARED: {"send": _S.SENT, "fail": _S.FAILED, **_ANSWERED},
    _S.SENT: _ANSWERED,
    _S.FAILED: {"send": _S.SENT, **_ANSWERED},
}
"""Over HTTP alone: what a job did, and what the platform called back."""

REQUESTS = {"accept": "settle", "refuse": "settle"}
"""Which request does a person's step, where it is called otherwise."""

SETTLED = frozenset({SubmissionState.ACCEPTED, SubmissionState.REFUSED})


class SubmissionSettled(Conflict):
    """The platform has answered already, and otherwise; facts: `state`."""

    code = "submission_settled"


class SubmissionUnderWay(Conflict):
    """It is being handed in: whether it arrived is known once that came through or was given up; facts:
    `attempts`."""

    code = "submission_under_way"


class RefusalNeedsReason(RuleViolation):
    """Whoever puts the rows right reads why the platform refused."""

    code = "submission_refusal_needs_reason"


class SubmissionOpen(Conflict):
    """An earlier one of the same is not settled; facts: `kind`, `about`."""

    code = "submission_open"


@dataclass(frozen=True, slots=True)
class SubmissionChanges:
    """What a further edition says otherwise than the last one accepted."""

    edition_no: int
    """Of the one accepted."""

    added: int
    removed: int
    changed: int
    """Rows."""


@dataclass(frozen=True, slots=True)
class PlatformSubmission:
    """One handing in; its rows never change."""

    id: UUID
    """What the platform knows it by, over HTTP."""

    kind: Outbound
    about: str
    """A selection round's code, or the calendar year a school year starts in."""

    edition_no: int
    """Counts the settled ones of the same kind and about; a withdrawn one's number is given again."""

    via: SubmissionVia
    state: SubmissionState
    rows: int
    sha256: str
    """Of the rows as JSON: an array of objects, fields in the order of the columns, UTF-8, no blanks."""

    changes: SubmissionChanges | None
    """Null while none of the same was accepted."""

    receipt: str | None
    """What the platform gave for it."""

    attempts: int
    """Tries over HTTP since it was prepared or asked for again."""

    last_error: str | None
    """Why the last try came to nothing."""

    created_at: datetime
    sent_at: datetime | None
    settled_at: datetime | None
    settled_because: str | None
    """What the platform said with its answer."""

    version: int
    allowed_actions: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SubmissionEvent:
    """One step of a submission, never changed after."""

    id: UUID
    from_state: SubmissionState | None
    """Empty for the preparing itself; the same as after when a try came to nothing."""

    to_state: SubmissionState
    at: datetime
    account_id: UUID | None
    """Who did it; empty when a job or the platform did."""

    reason: str | None


@dataclass(frozen=True, slots=True)
class NewSubmission:
    kind: Outbound
    about: str
    via: SubmissionVia
    edition_no: int
    sheet: Sheet
    sha256: str
    changes: SubmissionChanges | None


@dataclass(frozen=True, slots=True)
class SubmissionFilter:
    kind: tuple[Outbound, ...] = ()
    state: tuple[SubmissionState, ...] = ()
    about: str | None = None


@dataclass(frozen=True, slots=True)
class Packet:
    """What goes to the platform now."""

    submission_id: UUID
    kind: Outbound
    about: str
    sheet: Sheet


class Submissions(Protocol):
    async def page(self, filters: SubmissionFilter, window: Window) -> Page[PlatformSubmission]:
        """The latest first."""
        ...

    async def get(self, submission_id: UUID) -> PlatformSubmission | None: ...

    async def for_update(self, submission_id: UUID) -> PlatformSubmission | None: ...

    async def sheet(self, submission_id: UUID) -> Sheet:
        """The rows as they were when it was prepared."""
        ...

    async def history(self, submission_id: UUID, window: Window) -> Page[SubmissionEvent]: ...

    async def earlier(self, kind: Outbound, about: str) -> Sequence[PlatformSubmission]:
        """Those not withdrawn, the latest edition first."""
        ...

    async def add(self, new: NewSubmission, *, account_id: UUID, at: datetime) -> PlatformSubmission:
        """Prepared, with its history. Raises SubmissionOpen when another was quicker."""
        ...

    async def change(
        self,
        before: PlatformSubmission,
        changes: Mapping[str, Any],
        *,
        at: datetime,
        account_id: UUID | None = None,
        reason: str | None = None,
    ) -> PlatformSubmission:
        """Writes a step, and its history when its state changes or a reason is given."""
        ...

    async def queue(self, submission_id: UUID) -> None:
        """Has the job `hand_in_submission` take it up once this transaction is through."""
        ...

    async def office(self) -> Sequence[UUID]:
        """Who is told what came of it."""
        ...


class Connections(Protocol):
    async def usable(self) -> bool:
        """Whether the school has an enabled connection to the platform."""
        ...


def under_way(found: PlatformSubmission) -> bool:
    return found.via is SubmissionVia.HTTP and found.state is _S.PREPARED and found.attempts > 0


def submission_actions(found: PlatformSubmission, caller: Caller) -> tuple[str, ...]:
    """The requests this caller may make on it."""
    if not caller.may(Action.INTEGRATION_WRITE):
        return ()
    steps = actions(BY_HAND[found.via], found.state)
    open_ones = (one for one in steps if one != "withdraw" or not under_way(found))
    return tuple(dict.fromkeys(REQUESTS.get(one, one) for one in open_ones))
