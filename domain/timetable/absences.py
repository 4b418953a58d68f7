"""Absences as they are kept and shown, and what is refused of them."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Protocol
from uuid import UUID, uuid5

from domain.errors import Conflict, RuleViolation
from domain.identity.access import Caller
from domain.identity.actions import Action
from domain.paging import Page, Window
from domain.timetable.absence import AbsenceKind, AbsenceState, AbsentDay, Ground, Measured, Route
from domain.timetable.missed import LessonMissed
from domain.training.sessions import Block

ENTERED = (AbsenceKind.OFFICIAL, AbsenceKind.LEAVE)


class AbsenceOverlaps(Conflict):
    """The teacher is down as away for some of the time; facts: `kind`, `starts_at`, `ends_at`."""

    code = "absence_overlaps"


class AbsenceFollowsTraining(Conflict):
    """It is changed and ended by the training it follows."""

    code = "absence_follows_training"


class AbsenceWithoutSchoolDay(RuleViolation):
    """No block touches a school day."""

    code = "absence_without_school_day"


class AbsenceKindFollows(RuleViolation):
    """An absence for a training is never entered: it comes of a place in it."""

    code = "absence_kind_follows"


class RouteUnchanged(Conflict):
    """The lessons are looked after that way already; facts: `route`."""

    code = "route_unchanged"


class AbsentTeacherLeft(Conflict):
    """Facts: `name`."""

    code = "absent_teacher_left"


@dataclass(frozen=True, slots=True)
class Absence:
    """A teacher's absence."""

    id: UUID
    teacher_id: UUID
    teacher_name: str
    kind: AbsenceKind
    enrolment_id: UUID | None
    """The place in a training it follows; null where it was entered."""

    course_title: str | None
    reason: str | None
    state: AbsenceState
    route: Route
    route_rule_id: UUID | None
    """The row of the policy the route comes from; null: the shipped default, or somebody's decision."""

    route_because: str | None
    """Why somebody decided on another route than the policy's; null: nobody did."""

    school_days: Decimal
    """In steps of 0.5, by the school's own days."""

    starts_at: datetime
    ends_at: datetime
    swap_until: datetime | None
    """While it is to be swapped: when what is not swapped goes to cover."""

    escalated_at: datetime | None
    """When it went to cover because not every lesson was swapped in time."""

    created_at: datetime
    version: int
    allowed_actions: tuple[str, ...] = ()
    blocks: tuple[Block, ...] = ()
    days: tuple[AbsentDay, ...] = ()
    """The days counted, by the timetable and calendar as they stand now."""

    lessons: tuple[LessonMissed, ...] | None = None
    """The lessons missed and what looks after each; null in a list."""


@dataclass(frozen=True, slots=True)
class NewAbsence:
    teacher_id: UUID
    kind: AbsenceKind
    reason: str | None
    blocks: Sequence[Block]


@dataclass(frozen=True, slots=True)
class AbsenceFilter:
    teacher_ids: tuple[UUID, ...] = ()
    states: tuple[AbsenceState, ...] = ()
    routes: tuple[Route, ...] = ()
    kinds: tuple[AbsenceKind, ...] = ()
    ends_from: datetime | None = None
    starts_to: datetime | None = None
    open: bool | None = None
    """Whether a lesson of it is looked after by nobody yet."""

    subject_group_ids: tuple[UUID, ...] = ()
    """The teacher's; so below."""

    grade_group_ids: tuple[UUID, ...] = ()


@dataclass(frozen=True, slots=True)
class Colleague:
    name: str
    left: bool


@dataclass(frozen=True, slots=True)
class Overlap:
    kind: AbsenceKind
    starts_at: datetime
    ends_at: datetime


class Decided(Protocol):
    """An absence, as far as its way was decided on before."""

    @property
    def route(self) -> Route: ...

    @property
    def route_because(self) -> str | None: ...

    @property
    def escalated_at(self) -> datetime | None: ...


class Grounds(Protocol):
    async def ground(self, first: date, last: date) -> Ground:
        """What absences between these days are measured by."""
        ...


class Absences(Grounds, Protocol):
    """Every reading is limited to what the caller sees."""

    async def page(self, filters: AbsenceFilter, window: Window) -> Page[Absence]: ...

    async def get(self, absence_id: UUID) -> Absence | None:
        """With its days and lessons."""
        ...

    async def for_update(self, absence_id: UUID) -> Absence | None: ...

    async def teacher_for_update(self, teacher_id: UUID) -> Colleague | None:
        """Locks the teacher: nobody enters two absences for them at once."""
        ...

    async def overlapping(
        self, teacher_id: UUID, blocks: Sequence[Block], *, beside: UUID | None = None
    ) -> Overlap | None:
        """A standing absence entered for the teacher, another than `beside`, that takes some of the time."""
        ...

    async def add(self, new: NewAbsence, measured: Measured, *, account_id: UUID, at: datetime) -> UUID: ...

    async def change(
        self, absence_id: UUID, values: Mapping[str, Any], blocks: Sequence[Block] | None = None
    ) -> None: ...

    async def affairs(self) -> Sequence[UUID]:
        """Whom to tell in Academic Affairs."""
        ...


class Arrangements(Protocol):
    """What looks after the lessons of absences: swaps, cover, homeroom proxies."""

    async def follow(self, absence_ids: Collection[UUID], *, at: datetime) -> None:
        """Brings them in line with absences, locked and written, as they now are.

        What looks after lessons no longer missed is released, and what the absent teachers had taken on in
        that time falls open again; those it concerns are told. Nothing is refused: what cannot be undone
        stays, and Academic Affairs is told.
        """
        ...


def remeasured(
    measured: Measured,
    before: Decided,
    *,
    begins: datetime,
    now: datetime,
) -> dict[str, Any]:
    """What is written of an absence whose times, or what measures them, changed.

    Somebody's decision on the route stands. What went to cover for want of swaps stays there, unless there is
    time to swap again.
    """
    values: dict[str, Any] = {"school_days": measured.school_days}
    if before.route_because is not None:
        return values | ({"swap_until": begins} if before.route is Route.SWAP else {})
    in_time = measured.swap_until is not None and now < measured.swap_until
    if before.escalated_at is not None and not in_time and measured.route is Route.SWAP:
        return values
    swapping = measured.route is Route.SWAP
    return values | {
        "route": measured.route,
        "route_rule_id": measured.rule_id,
        "swap_until": measured.swap_until if swapping else None,
        "escalated_at": None,
    }


def span(blocks: Sequence[Block]) -> dict[str, datetime]:
    return {
        "starts_at": min(one.starts_at for one in blocks),
        "ends_at": max(one.ends_at for one in blocks),
    }


def edition(absence_id: UUID, version: int) -> UUID:
    """What a message is about: the absence as it became. An event is told once about one thing, and an
    absence may well change twice."""
    return uuid5(absence_id, str(version))


def allowed_actions(absence: Absence, caller: Caller) -> tuple[str, ...]:
    """What this caller may do to the absence as it stands."""
    if absence.state is not AbsenceState.STANDING or not caller.may(Action.ABSENCE_WRITE):
        return ()
    return ("reroute",) if absence.kind is AbsenceKind.TRAINING else ("update", "cancel", "reroute")
