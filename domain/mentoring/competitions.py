"""A teacher's entries in competitions 业务比赛, and what came of them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Protocol
from uuid import UUID

from domain.errors import Conflict, Forbidden, NotFound
from domain.files import Files
from domain.identity.access import Caller, own_only
from domain.identity.actions import Action
from domain.lifecycle import Lifecycle, actions, advance, match
from domain.mentoring.logs import check_files
from domain.mentoring.words import CompetitionState
from domain.paging import Page, Window
from domain.works.award import Prize
from domain.works.work import WorkLevel

ENTRY_LIFECYCLE: Lifecycle[CompetitionState] = {
    CompetitionState.REPORTED: {
        "update": CompetitionState.REPORTED,
        "confirm": CompetitionState.CONFIRMED,
        "void": CompetitionState.VOIDED,
    },
    CompetitionState.CONFIRMED: {"void": CompetitionState.VOIDED},
}


class CompetitionEntered(Conflict):
    """The teacher's entry in this competition, of this day, is there."""

    code = "competition_entered"


@dataclass(frozen=True, slots=True)
class CompetitionEntry:
    """A competition a teacher took part in: reported by them and confirmed, or entered by the office."""

    id: UUID
    teacher_id: UUID
    teacher_name: str
    title: str
    organizer: str
    level: WorkLevel
    held_on: date
    prize: Prize | None
    """null: no prize, or none yet."""

    certificate_id: UUID | None
    state: CompetitionState
    voided_because: str | None
    account_id: UUID
    entered_at: datetime
    version: int
    allowed_actions: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class CompetitionFilter:
    teacher_id: tuple[UUID, ...] = ()
    level: tuple[WorkLevel, ...] = ()
    state: tuple[CompetitionState, ...] = ()
    from_day: date | None = None
    until_day: date | None = None


class Competitions(Protocol):
    """Those of the teachers whose growth a caller may see."""

    async def page(self, filters: CompetitionFilter, window: Window) -> Page[CompetitionEntry]:
        """The latest first."""
        ...

    async def get(self, entry_id: UUID) -> CompetitionEntry | None: ...

    async def for_update(self, entry_id: UUID) -> CompetitionEntry | None: ...

    async def add(self, values: Mapping[str, Any]) -> CompetitionEntry:
        """Raises CompetitionEntered, UnknownReference."""
        ...

    async def change(self, entry_id: UUID, changes: Mapping[str, Any]) -> CompetitionEntry:
        """Raises CompetitionEntered, UnknownReference."""
        ...


def entry_actions(state: CompetitionState, teacher_id: UUID, caller: Caller) -> tuple[str, ...]:
    """One's own until it is confirmed; the office's always."""
    office = caller.may(Action.MENTORING_WRITE)
    own = teacher_id == caller.teacher_id and caller.may(Action.MENTORING_TAKE_PART)
    mine = ("update", "void") if own and state is CompetitionState.REPORTED else ()
    return tuple(step for step in actions(ENTRY_LIFECYCLE, state) if office or step in mine)


async def report_entry(
    competitions: Competitions, files: Files, values: Mapping[str, Any], *, caller: Caller, now: datetime
) -> CompetitionEntry:
    """What the office enters is confirmed. Raises Forbidden, CompetitionEntered, UnknownReference."""
    own_only(caller, values["teacher_id"])
    await _check_certificate(files, values, caller)
    office = caller.may(Action.MENTORING_WRITE)
    state = CompetitionState.CONFIRMED if office else CompetitionState.REPORTED
    return await competitions.add(
        {**values, "state": state, "account_id": caller.account_id, "entered_at": now}
    )


async def step_entry(
    competitions: Competitions,
    files: Files,
    entry_id: UUID,
    step: str,
    changes: Mapping[str, Any],
    *,
    expected: int,
    caller: Caller,
) -> CompetitionEntry:
    """Updates, confirms or voids. Raises NotFound, Stale, InvalidState, Forbidden, CompetitionEntered."""
    found = await competitions.for_update(entry_id)
    if found is None:
        raise NotFound()
    match(found.version, expected)
    state = advance(ENTRY_LIFECYCLE, found.state, step)
    if step not in found.allowed_actions:
        raise Forbidden()
    await _check_certificate(files, changes, caller)
    return await competitions.change(entry_id, {**changes, "state": state})


async def _check_certificate(files: Files, values: Mapping[str, Any], caller: Caller) -> None:
    certificate_id = values.get("certificate_id")
    if certificate_id is not None:
        await check_files(files, [certificate_id], caller)
