"""A numbered week's plan: its draft, the items the office adds, and the editions that were published."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import Any, Protocol
from uuid import UUID

from domain.errors import Conflict, RuleViolation
from domain.identity.access import Caller
from domain.identity.actions import Action
from domain.paging import Page, Window
from domain.people.school_years import Term
from domain.weekplan.entries import EntryChange, WeekEntry, WeekEntryKind


class WeekPlanTaken(Conflict):
    """The week has its plan; facts: `week_no`."""

    code = "week_plan_taken"


class WeekUnknown(RuleViolation):
    """The term has no week of this number; facts: `week_no`, `weeks`."""

    code = "week_unknown"


class DayOutsideWeek(RuleViolation):
    """An item's day is not in its plan's week; facts: `first`, `last`."""

    code = "day_outside_week"


class ItemTimesBackwards(RuleViolation):
    """An item ends without having begun, or before it."""

    code = "week_item_times_backwards"


class NothingNew(Conflict):
    """The draft says what the last edition says; facts: `number` of that edition."""

    code = "week_nothing_new"


@dataclass(frozen=True, slots=True)
class WeekPlan:
    """The plan of one numbered week of a term."""

    id: UUID
    term_id: UUID
    week_no: int
    starts_on: date
    """A Monday."""

    ends_on: date
    edition_no: int
    """Of the latest edition; 0: not published yet."""

    edition_id: UUID | None
    published_at: datetime | None
    version: int
    allowed_actions: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class WeekDraft:
    """What would be published now, and what in it is new. Seen by those who write it."""

    id: UUID
    """The plan's."""

    term_id: UUID
    week_no: int
    starts_on: date
    ends_on: date
    edition_no: int
    """Of the latest edition, which `changes` are counted from."""

    entries: list[WeekEntry]
    changes: list[EntryChange]
    version: int
    """Stands for what the draft says: another as soon as any room changes a word of it."""

    allowed_actions: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class WeekEdition:
    """A week's plan as it was published once; it stays what it said."""

    id: UUID
    plan_id: UUID
    term_id: UUID
    week_no: int
    starts_on: date
    ends_on: date
    number: int
    published_at: datetime
    entries: list[WeekEntry]
    changes: list[EntryChange]
    """Since the edition before; empty for the first."""


@dataclass(frozen=True, slots=True)
class EditionLine:
    id: UUID
    plan_id: UUID
    number: int
    published_at: datetime
    entry_count: int


@dataclass(frozen=True, slots=True)
class Snapshot:
    """A kept edition without what came before it."""

    id: UUID
    plan: WeekPlan
    number: int
    published_at: datetime
    entries: list[WeekEntry]


@dataclass(frozen=True, slots=True)
class WeekItem:
    """Something the office adds to a week; in the next edition, and in those after it."""

    id: UUID
    plan_id: UUID
    day: date
    starts_at: time | None
    ends_at: time | None
    title: str
    place: str | None
    concerns: str | None
    """Who is concerned, in words."""

    note: str | None
    version: int
    allowed_actions: tuple[str, ...] = ()

    @property
    def key(self) -> str:
        return f"office-{self.id}"


@dataclass(frozen=True, slots=True)
class NewItem:
    day: date
    title: str
    starts_at: time | None = None
    ends_at: time | None = None
    place: str | None = None
    concerns: str | None = None
    note: str | None = None


class SheetFormat(StrEnum):
    """What an edition is printed as."""

    PDF = "pdf"
    DOCX = "docx"


@dataclass(frozen=True, slots=True)
class Heading:
    """What stands above a printed week."""

    school: str
    start_year: int
    term_number: int
    latest: int
    """The number of the plan's latest edition."""


class WeekPlans(Protocol):
    """The plans of one school; who may not write them sees none that was never published."""

    async def page(self, window: Window, *, term_id: UUID | None, on: date | None) -> Page[WeekPlan]:
        """The latest week first."""
        ...

    async def get(self, plan_id: UUID) -> WeekPlan | None: ...

    async def for_update(self, plan_id: UUID) -> WeekPlan | None: ...

    async def term(self, term_id: UUID) -> Term | None: ...

    async def add(self, term_id: UUID, week_no: int, starts_on: date) -> WeekPlan:
        """Raises WeekPlanTaken."""
        ...

    async def snapshot(self, plan: WeekPlan, number: int) -> Snapshot | None: ...

    async def snapshot_by_id(self, edition_id: UUID) -> Snapshot | None: ...

    async def editions(self, plan_id: UUID, window: Window) -> Page[EditionLine]:
        """The latest first."""
        ...

    async def publish(self, plan: WeekPlan, entries: Sequence[WeekEntry], *, at: datetime) -> Snapshot:
        """Keeps the plan's next edition."""
        ...

    async def heading(self, plan_id: UUID) -> Heading: ...

    async def staff(self) -> Sequence[UUID]:
        """The teachers at work."""
        ...


class WeekItems(Protocol):
    async def of_plan(self, plan_id: UUID) -> Sequence[WeekItem]: ...

    async def get(self, item_id: UUID) -> WeekItem | None: ...

    async def for_update(self, item_id: UUID) -> WeekItem | None: ...

    async def add(self, plan_id: UUID, new: NewItem) -> WeekItem: ...

    async def change(self, item_id: UUID, changes: Mapping[str, Any]) -> WeekItem: ...

    async def remove(self, item_id: UUID) -> None: ...


def end_of(monday: date) -> date:
    return monday + timedelta(days=6)


def entry_of(item: WeekItem) -> WeekEntry:
    return WeekEntry(
        item.key,
        WeekEntryKind.OFFICE,
        item.day,
        item.starts_at,
        item.ends_at,
        item.title,
        item.place,
        item.concerns,
        item.note,
    )


def check_item(day: date, starts_at: time | None, ends_at: time | None, *, first: date, last: date) -> None:
    """Raises DayOutsideWeek, ItemTimesBackwards."""
    if not first <= day <= last:
        raise DayOutsideWeek(first=first, last=last)
    if ends_at is not None and (starts_at is None or ends_at <= starts_at):
        raise ItemTimesBackwards()


def plan_actions(caller: Caller) -> tuple[str, ...]:
    return ("add_item",) if caller.may(Action.WEEK_WRITE) else ()


def item_actions(caller: Caller) -> tuple[str, ...]:
    return ("update", "delete") if caller.may(Action.WEEK_WRITE) else ()
