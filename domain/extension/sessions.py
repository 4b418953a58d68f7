"""Sessions taught 上课记录: a log that is only added to. What was entered wrongly is corrected by a further
entry, with its reason; the latest entry of a session counts."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any, Protocol
from uuid import UUID

from domain.errors import Conflict, NotFound, RuleViolation
from domain.extension.gaps import RunFacts
from domain.extension.materials import (
    About,
    Content,
    ExtensionMaterial,
    ExtensionMaterialKind,
    handed_in,
)
from domain.extension.running import ExtensionDayOutsideTerm, ExtensionRun, RunDesk, tended
from domain.identity.access import Caller
from domain.paging import Page, Window
from domain.people.calendar import day_of
from domain.people.changes import UnknownReference


class SessionEntered(Conflict):
    """Each session is entered once, and then corrected; facts: `session_no`."""

    code = "extension_session_entered"


class SessionPeriodTaken(Conflict):
    """Another session was held in that period; facts: `session_no`, the other's, and `day`, `period_no`."""

    code = "extension_session_period_taken"


class SessionSuperseded(Conflict):
    """A later entry counts, or it was struck out; facts: `session_no`."""

    code = "extension_session_superseded"


class SessionToCome(RuleViolation):
    """It is entered when it has been held; facts: `day`."""

    code = "extension_session_to_come"


class MorePupilsThanThere(RuleViolation):
    """More present than take the course; facts: `students`."""

    code = "extension_more_pupils_than_there"


@dataclass(frozen=True, slots=True)
class ExtensionSession:
    """One entry of the log: a period taught."""

    id: UUID
    run_id: UUID
    session_no: int
    number: int
    """1, and counted up by each correction."""

    latest: bool
    """Whether it is the entry that counts."""

    day: date
    period_no: int
    topic: str
    attended: int
    """Pupils."""

    teacher_id: UUID
    """Who taught."""

    struck: bool
    """Entered in error: it was not held."""

    reason: str | None
    """Of a correction."""

    account_id: UUID
    at: datetime
    version: int = 1
    allowed_actions: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class NewSession:
    session_no: int
    day: date
    period_no: int
    topic: str
    attended: int
    teacher_id: UUID
    struck: bool = False
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class ExtensionSessionFilter:
    run_id: tuple[UUID, ...] = ()
    teacher_id: tuple[UUID, ...] = ()
    latest: bool | None = None


@dataclass(frozen=True, slots=True)
class ExtensionSessionLine:
    """A session as it was planned, taught and prepared."""

    session_no: int
    planned_on: date | None
    """By the calendar; null: beyond the plan."""

    planned_period_no: int | None
    session: ExtensionSession | None
    """null: not taught."""

    plan_id: UUID | None
    """The latest lesson plan."""


class ExtensionSessions(Protocol):
    """The log, of all courses that run or ran."""

    async def page(self, filters: ExtensionSessionFilter, window: Window) -> Page[ExtensionSession]:
        """The latest entry first."""
        ...

    async def get(self, session_id: UUID) -> ExtensionSession | None: ...

    async def standing(self, run_id: UUID) -> list[ExtensionSession]:
        """The entries that count, struck out or not, by session number."""
        ...

    async def plans(self, run_id: UUID) -> dict[int, UUID]:
        """The latest lesson plan of each session."""
        ...

    async def add(
        self, run_id: UUID, number: int, new: NewSession, *, account_id: UUID, at: datetime
    ) -> ExtensionSession:
        """Raises UnknownReference."""
        ...


@dataclass(frozen=True, slots=True)
class SessionDesk:
    desk: RunDesk
    sessions: ExtensionSessions


async def record(
    at_desk: SessionDesk, run_id: UUID, new: NewSession, *, caller: Caller, now: datetime
) -> ExtensionSession:
    """By its teachers or the office. One struck out may be entered again.

    Raises NotFound, Forbidden, ExtensionRunClosed, ExtensionDayOutsideTerm, SessionToCome,
    MorePupilsThanThere, SessionEntered, SessionPeriodTaken, UnknownReference.
    """
    run, _ = await tended(at_desk.desk, run_id, caller=caller)
    standing = await at_desk.sessions.standing(run_id)
    before = next((one for one in standing if one.session_no == new.session_no), None)
    if before is not None and not before.struck:
        raise SessionEntered(session_no=new.session_no)
    return await _enter(at_desk, run, standing, new, caller=caller, now=now)


async def correct(
    at_desk: SessionDesk,
    session_id: UUID,
    changes: Mapping[str, Any],
    *,
    caller: Caller,
    now: datetime,
) -> ExtensionSession:
    """A further entry, as the last but for the changes; they hold the `reason`.

    Raises as `record`, and SessionSuperseded.
    """
    seen = await at_desk.sessions.get(session_id)
    if seen is None:
        raise NotFound()
    run, _ = await tended(at_desk.desk, seen.run_id, caller=caller)
    standing = await at_desk.sessions.standing(run.id)
    before = next(one for one in standing if one.session_no == seen.session_no)
    if before.id != session_id or before.struck:
        raise SessionSuperseded(session_no=seen.session_no)
    kept = {name: value for name, value in asdict(before).items() if name in NewSession.__slots__}
    new = NewSession(**kept | dict(changes))
    return await _enter(at_desk, run, standing, new, caller=caller, now=now)


async def hand_in_plan(
    at_desk: SessionDesk, run_id: UUID, session_no: int, content: Content, *, caller: Caller, now: datetime
) -> ExtensionMaterial:
    """A lesson plan 教案, before the session or after.

    Raises NotFound, Forbidden, ExtensionRunClosed, ExtensionMaterialEmpty, UnknownReference.
    """
    run, _ = await tended(at_desk.desk, run_id, caller=caller)
    about = About(run.course_id, ExtensionMaterialKind.LESSON_PLAN, run_id, session_no)
    return await handed_in(at_desk.desk.tray, about, content, caller=caller, now=now)


async def lines(at_desk: SessionDesk, run_id: UUID) -> list[ExtensionSessionLine]:
    """Materials against sessions, by number. Raises NotFound."""
    if await at_desk.desk.runs.get(run_id) is None:
        raise NotFound()
    facts = await at_desk.desk.runs.facts(run_id)
    taught = [one for one in await at_desk.sessions.standing(run_id) if not one.struck]
    return lined_up(facts, taught, await at_desk.sessions.plans(run_id))


def lined_up(
    facts: RunFacts, taught: Sequence[ExtensionSession], plans: Mapping[int, UUID]
) -> list[ExtensionSessionLine]:
    planned = {one.session_no: one for one in facts.planned}
    held = {one.session_no: one for one in taught}
    found = []
    for no in sorted(planned.keys() | held.keys() | plans.keys()):
        due = planned.get(no)
        day, period_no = (due.day, due.period_no) if due else (None, None)
        found.append(ExtensionSessionLine(no, day, period_no, held.get(no), plans.get(no)))
    return found


async def _enter(
    at_desk: SessionDesk,
    run: ExtensionRun,
    standing: Sequence[ExtensionSession],
    new: NewSession,
    *,
    caller: Caller,
    now: datetime,
) -> ExtensionSession:
    if not new.struck:
        await _check(at_desk, run, standing, new, now)
    number = 1 + max((one.number for one in standing if one.session_no == new.session_no), default=0)
    return await at_desk.sessions.add(run.id, number, new, account_id=caller.account_id, at=now)


async def _check(
    at_desk: SessionDesk,
    run: ExtensionRun,
    standing: Sequence[ExtensionSession],
    new: NewSession,
    now: datetime,
) -> None:
    term = await at_desk.desk.ground.term(run.term_id)
    assert term is not None
    if not term.starts_on <= new.day <= term.ends_on:
        raise ExtensionDayOutsideTerm(first=term.starts_on.isoformat(), last=term.ends_on.isoformat())
    if new.day > day_of(now):
        raise SessionToCome(day=new.day.isoformat())
    if new.attended > run.students:
        raise MorePupilsThanThere(students=run.students)
    for one in standing:
        there = (one.day, one.period_no) == (new.day, new.period_no)
        if there and not one.struck and one.session_no != new.session_no:
            facts = {"day": one.day.isoformat(), "period_no": one.period_no}
            raise SessionPeriodTaken(session_no=one.session_no, **facts)


def taught_by(teacher_id: UUID | None, caller: Caller) -> UUID:
    """Who is named or, where nobody is, the caller. Raises UnknownReference."""
    found = teacher_id or caller.teacher_id
    if found is None:
        raise UnknownReference(field="teacher_id")
    return found
