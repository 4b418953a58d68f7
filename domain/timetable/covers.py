"""Cover 代课 that was published: who gives which lesson in whose place, and what may become of it."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol
from uuid import UUID

from domain.identity.access import Caller, own_only
from domain.identity.actions import Action
from domain.lifecycle import actions
from domain.paging import Page, Window
from domain.timetable.cover_ground import CoverGrounds
from domain.timetable.cover_ledger import CoverEntry, NewEntry
from domain.timetable.cover_policy import CoverBook
from domain.timetable.covering import COVER_LIFECYCLE, CoverState
from domain.timetable.lessons import LessonKind

LIVE = (CoverState.ASKED, CoverState.STANDING)


@dataclass(frozen=True, slots=True)
class ClassAtLesson:
    """A class, or a part of it, as it was called when the lesson was changed."""

    class_id: UUID
    code: str
    part: str


@dataclass(frozen=True, slots=True)
class Cover:
    """One lesson given in somebody's place."""

    id: UUID
    plan_id: UUID | None
    """null: arranged by itself."""

    absence_id: UUID
    change_id: UUID
    teacher_id: UUID
    """Who covers."""

    name: str
    absent_id: UUID
    """In whose place."""

    absent_name: str
    lesson_id: UUID
    day: date
    period_no: int
    kind: LessonKind
    subject: str
    classes: tuple[ClassAtLesson, ...]
    state: CoverState
    answer: str | None
    """Why it was declined or released, in somebody's words."""

    settled_at: datetime | None
    version: int
    allowed_actions: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class CoverFilter:
    teacher_id: tuple[UUID, ...] = ()
    absence_id: tuple[UUID, ...] = ()
    plan_id: tuple[UUID, ...] = ()
    state: tuple[CoverState, ...] = ()
    day_from: date | None = None
    day_to: date | None = None


@dataclass(frozen=True, slots=True)
class NewCover:
    """A cover to be kept."""

    id: UUID
    plan_id: UUID | None
    absence_id: UUID
    change_id: UUID
    teacher_id: UUID
    state: CoverState


@dataclass(frozen=True, slots=True)
class Homeroom:
    """Who is a class's homeroom teacher from when to when; no end is None."""

    class_id: UUID
    teacher_id: UUID
    from_day: date
    until_day: date | None


class Covers(CoverGrounds, Protocol):
    def new_id(self) -> UUID: ...

    async def hold(
        self, absence_ids: Collection[UUID], first: date, last: date, also: Collection[date] = ()
    ) -> None:
        """Waits until nobody else changes these absences, or lessons of the weeks of these days and of
        the days `also` named."""
        ...

    async def book(self) -> CoverBook: ...

    async def add(self, covers: Sequence[NewCover]) -> None: ...

    async def page(self, filters: CoverFilter, window: Window) -> Page[Cover]:
        """By day."""
        ...

    async def get(self, cover_id: UUID) -> Cover | None: ...

    async def for_update(self, cover_id: UUID) -> Cover | None: ...

    async def unmissed(
        self, absence_ids: Collection[UUID], *, now: datetime
    ) -> tuple[list[Cover], list[UUID]]:
        """What stands for lessons to come that the absences do not, or no longer, touch: covers, which are
        locked, and the causes of changes that left a lesson without its teacher."""
        ...

    async def given_in(self, absence_ids: Collection[UUID]) -> list[Cover]:
        """Live covers that the absent teachers were to give in their time, locked."""
        ...

    async def settle(
        self, cover_ids: Collection[UUID], state: CoverState, *, answer: str | None, at: datetime
    ) -> None: ...

    async def enter(self, entries: Sequence[NewEntry], *, at: datetime) -> None: ...

    async def entries(self, cover_ids: Collection[UUID]) -> list[CoverEntry]:
        """Every line of these covers."""
        ...

    async def homerooms(self, class_ids: Collection[UUID]) -> list[Homeroom]: ...

    async def class_names(self, class_ids: Collection[UUID]) -> dict[UUID, str]: ...

    async def affairs(self) -> list[UUID]:
        """Whom Academic Affairs is: teachers, or accounts that are none."""
        ...


def cover_actions(cover_state: CoverState, teacher_id: UUID, caller: Caller) -> tuple[str, ...]:
    """Who covers may answer; Academic Affairs may do all."""
    possible = actions(COVER_LIFECYCLE, cover_state)
    if caller.may(Action.COVER_WRITE):
        return possible
    own = caller.may(Action.COVER_ANSWER) and caller.teacher_id == teacher_id
    return tuple(one for one in possible if own and one != "release")


def may_answer(cover: Cover, caller: Caller) -> None:
    """Refuses a teacher to answer for another."""
    own_only(caller, cover.teacher_id)
