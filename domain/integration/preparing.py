"""Preparing what the platform is handed: its rows gathered from the rooms they are kept in, then frozen."""

import re
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Protocol
from uuid import UUID

from domain.errors import Conflict, RuleViolation
from domain.imports import Sheet
from domain.integration.connection import PlatformNotConnected
from domain.integration.outbound_columns import DECISIONS, Fields, as_sheet, differences, digest
from domain.integration.platform import Outbound
from domain.integration.submission import (
    SETTLED,
    Connections,
    NewSubmission,
    PlatformSubmission,
    SubmissionChanges,
    SubmissionOpen,
    Submissions,
    SubmissionState,
    SubmissionVia,
)
from domain.people.calendar import ZONE
from domain.people.changes import UnknownReference
from domain.reconciliation.line import Dispute
from domain.training.deciding import Ruling
from domain.training.selection import RoundState


class NothingToHandIn(RuleViolation):
    """Facts: `kind`, `about`."""

    code = "nothing_to_hand_in"


class RoundNotSubmitted(Conflict):
    """Its applications are not handed in yet; facts: `code`, `state`."""

    code = "round_not_submitted"


class RoundNotClosed(Conflict):
    """Its applications are not audited yet; facts: `code`, `state`."""

    code = "round_not_closed"


class SubmissionNeedsYear(RuleViolation):
    """It is about a school year, named by the calendar year it starts in; facts: `kind`."""

    code = "submission_needs_year"


@dataclass(frozen=True, slots=True)
class Applied:
    """An application, decided or not, in the words of the files."""

    session_code: str
    session_platform_id: str | None
    employee_no: str
    name: str


@dataclass(frozen=True, slots=True)
class HandedIn(Applied):
    course_code: str
    title: str
    applied_at: datetime


@dataclass(frozen=True, slots=True)
class Decided(Applied):
    ruling: Ruling
    reason: str | None
    decided_at: datetime


@dataclass(frozen=True, slots=True)
class SchoolBased:
    """A confirmed award of school-based training."""

    employee_no: str
    name: str
    title: str
    hours: Decimal
    credits: Decimal
    confirmed_on: date | None


class OutboundFacts(Protocol):
    """What the rooms keep, each in a lasting order."""

    async def round_state(self, code: str) -> RoundState | None: ...

    async def handed_in(self, round_code: str) -> Sequence[HandedIn]:
        """The applications approved and submitted, but for those withdrawn or called off since."""
        ...

    async def decided(self, round_code: str) -> Sequence[Decided]:
        """Every application the school decided on, by its last decision, whatever became of it since."""
        ...

    async def school_based(self, school_year: int) -> Sequence[SchoolBased]: ...


class Disputes(Protocol):
    async def of(self, school_year: int) -> Sequence[Dispute]: ...


@dataclass(frozen=True, slots=True)
class OutboundDesk:
    submissions: Submissions
    facts: OutboundFacts
    disputes: Disputes
    connections: Connections


async def prepare(
    desk: OutboundDesk, kind: Outbound, about: str, via: SubmissionVia, *, account_id: UUID, now: datetime
) -> PlatformSubmission:
    """Over HTTP it is handed in by a job from here on.

    Raises PlatformNotConnected, SubmissionOpen, NothingToHandIn, and what `sheet_of` raises.
    """
    if via is SubmissionVia.HTTP and not await desk.connections.usable():
        raise PlatformNotConnected()
    sheet = await sheet_of(desk, kind, about)
    if not sheet.rows:
        raise NothingToHandIn(kind=kind, about=about)
    earlier = await desk.submissions.earlier(kind, about)
    if any(one.state not in SETTLED for one in earlier):
        raise SubmissionOpen(kind=kind, about=about)
    changes = await _changes(desk.submissions, kind, earlier, sheet)
    new = NewSubmission(kind, about, via, len(earlier) + 1, sheet, digest(kind, sheet), changes)
    prepared = await desk.submissions.add(new, account_id=account_id, at=now)
    if via is SubmissionVia.HTTP:
        await desk.submissions.queue(prepared.id)
    return prepared


async def _changes(
    submissions: Submissions, kind: Outbound, earlier: Iterable[PlatformSubmission], sheet: Sheet
) -> SubmissionChanges | None:
    accepted = next((one for one in earlier if one.state is SubmissionState.ACCEPTED), None)
    if accepted is None:
        return None
    before = await submissions.sheet(accepted.id)
    return SubmissionChanges(accepted.edition_no, *differences(kind, before, sheet))


async def sheet_of(desk: OutboundDesk, kind: Outbound, about: str) -> Sheet:
    """The rows as the rooms have them now.

    Raises UnknownReference for a round there is none of, RoundNotSubmitted, RoundNotClosed,
    SubmissionNeedsYear.
    """
    return as_sheet(kind, await _GATHERED[kind](desk, about))


async def _applications(desk: OutboundDesk, about: str) -> list[Fields]:
    state = await _round(desk, about)
    if state not in (RoundState.SUBMITTED, RoundState.FINISHED):
        raise RoundNotSubmitted(code=about, state=state)
    return [
        _applied(about, one)
        | {"course_code": one.course_code, "title": one.title, "applied_at": _moment(one.applied_at)}
        for one in await desk.facts.handed_in(about)
    ]


async def _decisions(desk: OutboundDesk, about: str) -> list[Fields]:
    state = await _round(desk, about)
    if state in (RoundState.DRAFT, RoundState.OPEN):
        raise RoundNotClosed(code=about, state=state)
    return [
        _applied(about, one)
        | {
            "decision": _SAID[one.ruling],
            "reason": one.reason or "",
            "decided_at": _moment(one.decided_at),
        }
        for one in await desk.facts.decided(about)
    ]


async def _school_based(desk: OutboundDesk, about: str) -> list[Fields]:
    year = _year(Outbound.SCHOOL_BASED_HOURS, about)
    return [
        {
            "school_year": about,
            "employee_no": one.employee_no,
            "name": one.name,
            "title": one.title,
            "hours": _figure(one.hours),
            "credits": _figure(one.credits),
            "confirmed_on": one.confirmed_on.isoformat() if one.confirmed_on else "",
        }
        for one in await desk.facts.school_based(year)
    ]


async def _credit_disputes(desk: OutboundDesk, about: str) -> list[Fields]:
    year = _year(Outbound.CREDIT_DISPUTES, about)
    return [
        {
            "school_year": about,
            "employee_no": one.employee_no,
            "name": one.name,
            "course_code": one.course_code,
            "title": one.title,
            "ours": _figure(one.ours),
            "theirs": _figure(one.theirs),
            "note": one.note or "",
        }
        for one in await desk.disputes.of(year)
    ]


_SAID = {ruling: said for said, ruling in DECISIONS.items()}
_GATHERED: Mapping[Outbound, Callable[[OutboundDesk, str], Awaitable[list[Fields]]]] = {
    Outbound.APPLICATIONS: _applications,
    Outbound.DECISIONS: _decisions,
    Outbound.SCHOOL_BASED_HOURS: _school_based,
    Outbound.CREDIT_DISPUTES: _credit_disputes,
}


async def _round(desk: OutboundDesk, code: str) -> RoundState:
    state = await desk.facts.round_state(code)
    if state is None:
        raise UnknownReference(field="about")
    return state


def _year(kind: Outbound, about: str) -> int:
    if re.fullmatch(r"(19|20|21)[0-9]{2}", about) is None:
        raise SubmissionNeedsYear(kind=kind)
    return int(about)


def _applied(round_code: str, one: Applied) -> dict[str, str]:
    return {
        "round_code": round_code,
        "session_code": one.session_code,
        "session_platform_id": one.session_platform_id or "",
        "employee_no": one.employee_no,
        "name": one.name,
    }


def _moment(at: datetime) -> str:
    return f"{at.astimezone(ZONE):%Y-%m-%d %H:%M:%S}"


def _figure(value: Decimal | None) -> str:
    return "" if value is None else f"{value:.2f}"
