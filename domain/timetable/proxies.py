"""Homeroom proxy 班主任工作代理: who looks after a class on the days its homeroom teacher is away.

The proxy is away on none of these days. Who becomes absent later is a proxy no longer, and those who arrange
it are told. Locks: the teacher who is to be it, as wherever one becomes absent; the absence; the proxies.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Protocol
from uuid import UUID

from domain.errors import Conflict, NotFound, RuleViolation
from domain.identity.access import Caller
from domain.identity.actions import Action
from domain.lifecycle import match
from domain.messages import Event, Messages, Notice
from domain.paging import Page, Window


class ProxyReason(StrEnum):
    """Why somebody suits as a proxy; the first weighs most."""

    ALREADY_PROXY = "already_proxy"
    """Looks after the class on another day of the absence."""

    NO_HOMEROOM = "no_homeroom"
    """Has no class of their own to look after."""

    SAME_GRADE = "same_grade"


WEIGHTS: Mapping[ProxyReason, int] = {
    ProxyReason.ALREADY_PROXY: 4,
    ProxyReason.NO_HOMEROOM: 2,
    ProxyReason.SAME_GRADE: 1,
}


class ProxyAway(Conflict):
    """Facts: `name`, `day`."""

    code = "proxy_away"


class ProxyLeft(Conflict):
    """Facts: `name`."""

    code = "proxy_left"


class ProxyNotNeeded(RuleViolation):
    """The absence leaves the class with its homeroom teacher that day; facts: `day`."""

    code = "proxy_not_needed"


@dataclass(frozen=True, slots=True)
class HomeroomProxy:
    """A teacher who looks after a class for a day."""

    id: UUID
    absence_id: UUID
    class_id: UUID
    class_name: str
    day: date
    teacher_id: UUID
    teacher_name: str
    version: int
    allowed_actions: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ProxySuggestion:
    teacher_id: UUID
    teacher_name: str
    weekly_periods: int
    """Lessons a week with the class."""

    reasons: tuple[ProxyReason, ...]


@dataclass(frozen=True, slots=True)
class HomeroomDay:
    """A school day on which a class is without its homeroom teacher."""

    class_id: UUID
    class_name: str
    day: date
    proxy: HomeroomProxy | None
    """null: nobody yet."""

    suggestions: tuple[ProxySuggestion, ...]
    """Partner teachers of the class who are not away that day, the most suitable first."""


@dataclass(frozen=True, slots=True)
class Partner:
    """Somebody who teaches a class."""

    class_id: UUID
    teacher_id: UUID
    name: str
    weekly_periods: int
    same_grade: bool
    has_homeroom: bool


@dataclass(frozen=True, slots=True)
class ProxyFacts:
    """A class's days without its homeroom teacher, and those who might stand in."""

    needed: Sequence[tuple[UUID, str, date]]
    """(class, its name, day), by day and class."""

    proxies: Sequence[HomeroomProxy]
    partners: Sequence[Partner]
    away: Collection[tuple[UUID, date]]
    """(teacher, day)."""


@dataclass(frozen=True, slots=True)
class Candidate:
    name: str
    left: bool
    away: Collection[date]


@dataclass(frozen=True, slots=True)
class Fallen:
    """A proxy that ends, and whom that concerns."""

    proxy: HomeroomProxy
    grade_head_id: UUID | None


@dataclass(frozen=True, slots=True)
class ProxyFilter:
    absence_id: UUID | None = None
    class_id: UUID | None = None
    teacher_ids: tuple[UUID, ...] = ()
    day_from: date | None = None
    day_to: date | None = None


class Proxies(Protocol):
    async def page(self, filters: ProxyFilter, window: Window) -> Page[HomeroomProxy]: ...

    async def get(self, proxy_id: UUID) -> HomeroomProxy | None: ...

    async def for_update(self, proxy_id: UUID) -> HomeroomProxy | None: ...

    async def facts(self, absence_id: UUID, *, lock: bool = False) -> ProxyFacts | None:
        """Of a standing absence the caller sees, locked when something is to be decided on it."""
        ...

    async def candidate_for_update(self, teacher_id: UUID, days: Collection[date]) -> Candidate | None:
        """Locks the teacher: no absence is entered for them meanwhile."""
        ...

    async def put(
        self,
        absence_id: UUID,
        class_id: UUID,
        teacher_id: UUID,
        days: Collection[date],
        *,
        account_id: UUID,
        at: datetime,
    ) -> None:
        """In the place of whoever looks after the class on these days."""
        ...

    async def replace(self, proxy_id: UUID, teacher_id: UUID) -> None: ...

    async def remove(self, proxy_ids: Collection[UUID]) -> None: ...


class FallenProxies(Protocol):
    """Proxies that end with a change of absences."""

    async def ended(self, absence_ids: Collection[UUID]) -> list[HomeroomProxy]:
        """Those of these absences for days they do not take any more; locked."""
        ...

    async def fallen(self, absence_ids: Collection[UUID]) -> list[Fallen]:
        """Those of others that the absent teachers were to be in that time; locked."""
        ...

    async def remove(self, proxy_ids: Collection[UUID]) -> None: ...

    async def arrangers(self) -> Sequence[UUID]:
        """Academic Affairs and the office."""
        ...


def homeroom_days(facts: ProxyFacts) -> list[HomeroomDay]:
    held = {(one.class_id, one.day): one for one in facts.proxies}
    return [
        HomeroomDay(class_id, name, day, held.get((class_id, day)), suggestions(facts, class_id, day))
        for class_id, name, day in facts.needed
    ]


def suggestions(facts: ProxyFacts, class_id: UUID, day: date) -> tuple[ProxySuggestion, ...]:
    already = {one.teacher_id for one in facts.proxies if one.class_id == class_id and one.day != day}
    found = [
        ProxySuggestion(one.teacher_id, one.name, one.weekly_periods, tuple(_reasons(one, already)))
        for one in facts.partners
        if one.class_id == class_id and (one.teacher_id, day) not in facts.away
    ]
    return tuple(sorted(found, key=_order))


def _reasons(one: Partner, already: Collection[UUID]) -> Iterable[ProxyReason]:
    if one.teacher_id in already:
        yield ProxyReason.ALREADY_PROXY
    if not one.has_homeroom:
        yield ProxyReason.NO_HOMEROOM
    if one.same_grade:
        yield ProxyReason.SAME_GRADE


def _order(one: ProxySuggestion) -> tuple[int, int, str, UUID]:
    return (
        -sum(WEIGHTS[reason] for reason in one.reasons),
        -one.weekly_periods,
        one.teacher_name,
        one.teacher_id,
    )


async def appoint(
    proxies: Proxies,
    messages: Messages,
    absence_id: UUID,
    class_id: UUID,
    teacher_id: UUID,
    days: Sequence[date],
    *,
    caller: Caller,
    now: datetime,
) -> Page[HomeroomDay]:
    """For one day or several, all or none; whoever looked after the class then does so no longer.

    The absence's days are returned. Raises NotFound, ProxyNotNeeded, ProxyLeft, ProxyAway.
    """
    candidate = await proxies.candidate_for_update(teacher_id, days)
    facts = await proxies.facts(absence_id, lock=True)
    if facts is None:
        raise NotFound()
    needed = {(one, day): name for one, name, day in facts.needed}
    for day in days:
        if (class_id, day) not in needed:
            raise ProxyNotNeeded(day=day)
    _refuse_unfit(candidate)
    before = [one for one in facts.proxies if one.class_id == class_id and one.day in days]
    await proxies.put(absence_id, class_id, teacher_id, set(days), account_id=caller.account_id, at=now)
    after = await proxies.facts(absence_id)
    assert after is not None
    await messages.tell_all(_notices(Event.PROXY_ENDED, before, but=teacher_id), at=now)
    made = [one for one in after.proxies if one.class_id == class_id and one.day in days]
    await messages.tell_all(_notices(Event.PROXY_GIVEN, made), at=now)
    return Page(homeroom_days(after), None, False)


async def hand_over(
    proxies: Proxies, messages: Messages, proxy_id: UUID, teacher_id: UUID, *, expected: int, now: datetime
) -> HomeroomProxy:
    """To somebody else. Raises NotFound, Stale, ProxyLeft, ProxyAway."""
    seen = await proxies.get(proxy_id)
    if seen is None:
        raise NotFound()
    candidate = await proxies.candidate_for_update(teacher_id, [seen.day])
    before = await _locked(proxies, proxy_id, expected)
    _refuse_unfit(candidate)
    await proxies.replace(proxy_id, teacher_id)
    after = await proxies.get(proxy_id)
    assert after is not None
    await messages.tell_all(_notices(Event.PROXY_ENDED, [before], but=teacher_id), at=now)
    await messages.tell_all(_notices(Event.PROXY_GIVEN, [after]), at=now)
    return after


async def dismiss(
    proxies: Proxies, messages: Messages, proxy_id: UUID, *, expected: int, now: datetime
) -> None:
    """The day is without a proxy again. Raises NotFound, Stale."""
    before = await _locked(proxies, proxy_id, expected)
    await proxies.remove([proxy_id])
    await messages.tell_all(_notices(Event.PROXY_ENDED, [before]), at=now)


async def follow_with_proxies(
    proxies: FallenProxies, messages: Messages, absence_ids: Collection[UUID], *, now: datetime
) -> None:
    """Ends the proxies of days no longer taken, and those the absent were to be; both are told."""
    ended, fallen = await proxies.ended(absence_ids), await proxies.fallen(absence_ids)
    if not ended and not fallen:
        return
    await proxies.remove([*(one.id for one in ended), *(one.proxy.id for one in fallen)])
    notices = _notices(Event.PROXY_ENDED, ended)
    for one in fallen:
        to = [*await proxies.arrangers(), *([one.grade_head_id] if one.grade_head_id else [])]
        notices += [_notice(Event.PROXY_NEEDED, one.proxy, who) for who in dict.fromkeys(to)]
    await messages.tell_all(notices, at=now)


def proxy_actions(caller: Caller) -> tuple[str, ...]:
    return ("update", "delete") if caller.may(Action.ABSENCE_WRITE) else ()


def _refuse_unfit(candidate: Candidate | None) -> None:
    if candidate is None:
        raise NotFound()
    if candidate.left:
        raise ProxyLeft(name=candidate.name)
    if candidate.away:
        raise ProxyAway(name=candidate.name, day=min(candidate.away))


async def _locked(proxies: Proxies, proxy_id: UUID, expected: int) -> HomeroomProxy:
    found = await proxies.for_update(proxy_id)
    if found is None:
        raise NotFound()
    match(found.version, expected)
    return found


def _notices(event: Event, proxies: Iterable[HomeroomProxy], *, but: UUID | None = None) -> list[Notice]:
    return [_notice(event, one, one.teacher_id) for one in proxies if one.teacher_id != but]


def _notice(event: Event, proxy: HomeroomProxy, to: UUID) -> Notice:
    facts = {"class": proxy.class_name, "day": proxy.day.isoformat(), "name": proxy.teacher_name}
    return Notice(event, proxy.id, to, facts, f"absences/{proxy.absence_id}/homeroom-days")
