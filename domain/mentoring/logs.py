"""A pair's log 师徒结对记录: entered by either side, confirmed by the other, over the five fields.

Entries are never changed: what is wrong is voided with its reason, and entered anew.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol
from uuid import UUID

from domain.errors import Conflict, Forbidden, NotFound, RuleViolation
from domain.files import Files
from domain.identity.access import Caller
from domain.identity.actions import Action, Scope
from domain.lifecycle import Lifecycle, actions, advance, match
from domain.mentoring.pair import MentorPair, Pairs, of_pair
from domain.mentoring.words import (
    OBSERVATIONS,
    LogField,
    LogKind,
    LogMark,
    LogState,
    PairSide,
    PairState,
)
from domain.messages import Event, Messages
from domain.paging import Page, Window
from domain.people.calendar import day_of
from domain.people.changes import UnknownReference

LOG_LIFECYCLE: Lifecycle[LogState] = {
    LogState.ENTERED: {"confirm": LogState.CONFIRMED, "void": LogState.VOIDED},
    LogState.CONFIRMED: {"void": LogState.VOIDED},
}


class PairNotRunning(Conflict):
    """The log is kept, and lessons are planned, while a pair runs; facts: `state`."""

    code = "pair_not_running"


class LogDayOutside(RuleViolation):
    """An entry tells of a day of the pair's time that is not to come; facts: `first`, `last`."""

    code = "log_day_outside"


class ObservationEntered(Conflict):
    """The same lesson observed is in the log, entered by one side or the other; facts: `log_id`."""

    code = "observation_entered"


@dataclass(frozen=True, slots=True)
class LogFile:
    id: UUID
    """The file's."""

    filename: str
    media_type: str
    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class MentorLog:
    """One entry of a pair's log."""

    id: UUID
    pair_id: UUID
    mentor_name: str
    apprentice_name: str
    side: PairSide
    """Who entered it."""

    day: date
    field: LogField
    kind: LogKind
    text: str
    class_id: UUID | None
    subject: str | None
    period: int | None
    state: LogState
    voided_because: str | None
    account_id: UUID
    entered_at: datetime
    version: int
    files: tuple[LogFile, ...] = ()
    allowed_actions: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class NewLog:
    day: date
    field: LogField
    kind: LogKind
    text: str
    class_id: UUID | None = None
    subject: str | None = None
    period: int | None = None
    file_ids: tuple[UUID, ...] = ()


@dataclass(frozen=True, slots=True)
class LogFilter:
    pair_id: tuple[UUID, ...] = ()
    field: tuple[LogField, ...] = ()
    kind: tuple[LogKind, ...] = ()
    state: tuple[LogState, ...] = ()
    from_day: date | None = None
    until_day: date | None = None
    confirmer_id: UUID | None = None
    """Who is on the side that did not enter them."""


class Logs(Protocol):
    """The logs of the pairs a caller may see."""

    async def page(self, filters: LogFilter, window: Window) -> Page[MentorLog]:
        """The latest day first."""
        ...

    async def get(self, log_id: UUID) -> MentorLog | None: ...

    async def same_observation(self, pair_id: UUID, new: NewLog) -> UUID | None:
        """A standing entry of the same kind, day and period; the pair is held."""
        ...

    async def add(
        self, pair_id: UUID, new: NewLog, side: PairSide, *, account_id: UUID, at: datetime
    ) -> UUID:
        """Raises UnknownReference."""
        ...

    async def mark(
        self, log_id: UUID, mark: LogMark, reason: str | None, *, account_id: UUID, at: datetime
    ) -> None: ...


@dataclass(frozen=True, slots=True)
class LogBook:
    """Where a log is kept, and what belongs to its entries."""

    pairs: Pairs
    logs: Logs
    files: Files


def log_actions(
    state: LogState, entered_by: PairSide, account_id: UUID, side: PairSide | None, caller: Caller
) -> tuple[str, ...]:
    """The other side confirms; who entered it voids it until then, and the office always."""
    office = caller.may(Action.MENTORING_WRITE)
    may = {
        "confirm": office or (side is not None and side is not entered_by),
        "void": office or (state is LogState.ENTERED and account_id == caller.account_id),
    }
    return tuple(step for step in actions(LOG_LIFECYCLE, state) if may[step])


async def enter_log(
    book: LogBook, messages: Messages, pair_id: UUID, new: NewLog, *, caller: Caller, now: datetime
) -> MentorLog:
    """The other side is told, and asked to confirm it; what the office enters is confirmed.

    Raises NotFound, Forbidden, PairNotRunning, LogDayOutside, ObservationEntered, UnknownReference.
    """
    pair, side = await of_pair(book.pairs, pair_id, caller)
    runs(pair)
    last = min(pair.until_day, day_of(now))
    if not pair.from_day <= new.day <= last:
        raise LogDayOutside(first=pair.from_day.isoformat(), last=last.isoformat())
    if new.kind in OBSERVATIONS:
        await _not_twice(book.logs, pair_id, new)
    await check_files(book.files, new.file_ids, caller)
    log_id = await book.logs.add(pair_id, new, side, account_id=caller.account_id, at=now)
    if side is PairSide.OFFICE:
        await book.logs.mark(log_id, LogMark.CONFIRMED, None, account_id=caller.account_id, at=now)
    else:
        await _ask(messages, pair, side, log_id, new, now)
    return await _again(book.logs, log_id)


async def mark_log(
    book: LogBook,
    log_id: UUID,
    mark: LogMark,
    reason: str | None,
    *,
    expected: int,
    caller: Caller,
    now: datetime,
) -> MentorLog:
    """Confirms or voids. Raises NotFound, Stale, InvalidState, Forbidden."""
    seen = await book.logs.get(log_id)
    if seen is None:
        raise NotFound()
    await book.pairs.for_update(seen.pair_id)
    log = await _again(book.logs, log_id)
    match(log.version, expected)
    step = "confirm" if mark is LogMark.CONFIRMED else "void"
    advance(LOG_LIFECYCLE, log.state, step)
    if step not in log.allowed_actions:
        raise Forbidden()
    await book.logs.mark(log_id, mark, reason, account_id=caller.account_id, at=now)
    return await _again(book.logs, log_id)


def runs(pair: MentorPair) -> None:
    if pair.state is not PairState.RUNNING:
        raise PairNotRunning(state=pair.state)


async def check_files(files: Files, file_ids: Sequence[UUID], caller: Caller) -> None:
    """A file one did not bring is, to all but the office, none: naming it would make it readable."""
    found = await files.among(file_ids) if file_ids else {}
    for file_id in file_ids:
        file = found.get(file_id)
        if file is None or (caller.reach < Scope.SCHOOL and file.account_id != caller.account_id):
            raise UnknownReference(field="file_ids")


async def _not_twice(logs: Logs, pair_id: UUID, new: NewLog) -> None:
    same = await logs.same_observation(pair_id, new)
    if same is not None:
        raise ObservationEntered(log_id=str(same))


async def _ask(
    messages: Messages, pair: MentorPair, side: PairSide, log_id: UUID, new: NewLog, now: datetime
) -> None:
    """A mentor from outside has no inbox: the office confirms in their stead."""
    by_mentor = side is PairSide.MENTOR
    other = pair.apprentice_id if by_mentor else pair.mentor_id
    if other is not None:
        name = pair.mentor_name if by_mentor else pair.apprentice_name
        facts = {"name": name, "day": new.day.isoformat(), "log_kind": new.kind.value}
        link = f"mentor-logs/{log_id}"
        await messages.tell(
            Event.MENTOR_LOG_ENTERED, about=log_id, to=[other], facts=facts, link=link, at=now
        )


async def _again(logs: Logs, log_id: UUID) -> MentorLog:
    found = await logs.get(log_id)
    assert found is not None
    return found
