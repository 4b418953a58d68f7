"""Awards 获奖 entered, confirmed and voided; never deleted."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any, Protocol
from uuid import UUID

from domain.errors import Conflict, Forbidden, NotFound, RuleViolation
from domain.files import Files, own_file
from domain.identity.access import Caller
from domain.identity.actions import Action, Scope
from domain.lifecycle import actions, advance, match
from domain.messages import Event, Messages
from domain.paging import Page, Window
from domain.people.calendar import day_of
from domain.people.changes import UnknownReference
from domain.works.award import LIFECYCLE, Prize, WorkAwardState
from domain.works.work import WorkKind, WorkLevel
from domain.works.works import WorkAuthor, Works


class AwardGiven(Conflict):
    """The work has this issuer's award of that level and day already."""

    code = "award_given"


class AwardNotGivenYet(RuleViolation):
    """Its day is still to come; facts: `awarded_on`."""

    code = "award_not_given_yet"


class CertificateRequired(RuleViolation):
    """Who reports an own award shows its certificate."""

    code = "certificate_required"


class ForTheOffice(Forbidden):
    """A confirmed award is the office's to void."""

    code = "for_the_office"


@dataclass(frozen=True, slots=True)
class Award:
    """A prize a work was given."""

    id: UUID
    work_id: UUID
    work_kind: WorkKind
    work_title: str
    authors: list[WorkAuthor]
    """Of the work, in order."""

    level: WorkLevel
    prize: Prize
    issuer: str
    awarded_on: date
    school_year: int | None
    """The one its day is in; null outside the calendar's years."""

    certificate_id: UUID | None
    """An uploaded file; fetched by `link`."""

    state: WorkAwardState
    entered_at: datetime
    confirmed_at: datetime | None
    voided_because: str | None
    version: int = 1
    allowed_actions: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class NewAward:
    work_id: UUID
    level: WorkLevel
    prize: Prize
    issuer: str
    awarded_on: date
    certificate_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class AwardFilter:
    school_year: int | None = None
    level: tuple[WorkLevel, ...] = ()
    prize: tuple[Prize, ...] = ()
    state: tuple[WorkAwardState, ...] = ()
    teacher_id: tuple[UUID, ...] = ()
    work_id: tuple[UUID, ...] = ()
    kind: tuple[WorkKind, ...] = ()
    awarded_from: date | None = None
    awarded_to: date | None = None


class Awards(Protocol):
    """Those the caller may see: all, or those of the works they are an author of."""

    async def page(self, filters: AwardFilter, window: Window) -> Page[Award]:
        """The latest given first."""
        ...

    async def get(self, award_id: UUID, *, lock: bool = False) -> Award | None: ...

    async def add(self, values: Mapping[str, Any]) -> Award:
        """Raises AwardGiven."""
        ...

    async def change(self, award_id: UUID, values: Mapping[str, Any]) -> Award:
        """Raises AwardGiven."""
        ...


@dataclass(frozen=True, slots=True)
class AwardDesk:
    """What entering and judging awards takes."""

    awards: Awards
    works: Works
    files: Files
    messages: Messages


async def enter(desk: AwardDesk, new: NewAward, *, caller: Caller, now: datetime) -> Award:
    """Confirmed at once when the office enters it, reported by anybody else.

    Raises UnknownReference, CertificateRequired, AwardNotGivenYet, AwardGiven.
    """
    if await desk.works.get(new.work_id) is None:
        raise UnknownReference(field="work_id")
    _given_by(new.awarded_on, now)
    if new.certificate_id is not None:
        await _own_certificate(desk.files, new.certificate_id, caller)
    elif caller.reach is Scope.OWN:
        raise CertificateRequired()
    values = {name: getattr(new, name) for name in NewAward.__dataclass_fields__}
    values |= {"state": WorkAwardState.REPORTED, "account_id": caller.account_id, "entered_at": now}
    if caller.may(Action.AWARD_CONFIRM):
        values |= _confirmed(caller, now)
    return await desk.awards.add(values)


async def revise(
    desk: AwardDesk,
    award_id: UUID,
    changes: Mapping[str, Any],
    *,
    expected: int,
    caller: Caller,
    now: datetime,
) -> Award:
    """While it is reported. Raises NotFound, Stale, InvalidState, UnknownReference, AwardNotGivenYet,
    AwardGiven."""
    found = await _locked(desk.awards, award_id, expected)
    advance(LIFECYCLE, found.state, "update")
    _given_by(changes.get("awarded_on", found.awarded_on), now)
    if changes.get("certificate_id") is not None:
        await _own_certificate(desk.files, changes["certificate_id"], caller)
    return await desk.awards.change(award_id, changes)


async def confirm(desk: AwardDesk, award_id: UUID, *, expected: int, caller: Caller, now: datetime) -> Award:
    """Raises NotFound, Stale, InvalidState."""
    found = await _locked(desk.awards, award_id, expected)
    advance(LIFECYCLE, found.state, "confirm")
    done = await desk.awards.change(award_id, _confirmed(caller, now))
    await _tell(desk.messages, Event.AWARD_CONFIRMED, done, now)
    return done


async def void(
    desk: AwardDesk, award_id: UUID, because: str, *, expected: int, caller: Caller, now: datetime
) -> Award:
    """A reported one also by its author. Raises NotFound, Stale, InvalidState, ForTheOffice."""
    found = await _locked(desk.awards, award_id, expected)
    state = advance(LIFECYCLE, found.state, "void")
    if found.state is WorkAwardState.CONFIRMED and not caller.may(Action.AWARD_CONFIRM):
        raise ForTheOffice()
    done = await desk.awards.change(award_id, {"state": state, "voided_because": because})
    await _tell(desk.messages, Event.AWARD_VOIDED, done, now, reason=because)
    return done


def for_caller(award: Award, caller: Caller) -> Award:
    """The award with what this caller may do to it; whoever sees it is an author, or sees all."""
    office = caller.may(Action.AWARD_CONFIRM)
    by_author = ("update", "void") if caller.may(Action.WORK_WRITE) else ()
    open_to_author = by_author if award.state is WorkAwardState.REPORTED else ()
    offered = tuple(one for one in actions(LIFECYCLE, award.state) if office or one in open_to_author)
    return replace(award, allowed_actions=offered + (("link",) if award.certificate_id else ()))


async def _locked(awards: Awards, award_id: UUID, expected: int) -> Award:
    found = await awards.get(award_id, lock=True)
    if found is None:
        raise NotFound()
    match(found.version, expected)
    return found


def _given_by(awarded_on: date, now: datetime) -> None:
    if awarded_on > day_of(now):
        raise AwardNotGivenYet(awarded_on=awarded_on.isoformat())


async def _own_certificate(files: Files, file_id: UUID, caller: Caller) -> None:
    try:
        await own_file(files, file_id, caller)
    except NotFound as error:
        raise UnknownReference(field="certificate_id") from error


def _confirmed(caller: Caller, now: datetime) -> dict[str, Any]:
    return {"state": WorkAwardState.CONFIRMED, "confirmed_by": caller.account_id, "confirmed_at": now}


async def _tell(messages: Messages, event: Event, award: Award, now: datetime, **more: str) -> None:
    facts = {"work": award.work_title, "issuer": award.issuer, **more}
    to = [one.teacher_id for one in award.authors]
    await messages.tell(event, about=award.id, to=to, facts=facts, link=f"awards/{award.id}", at=now)
