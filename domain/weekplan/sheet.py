"""What is printed of a week's plan 每周工作安排 (MISSION §4)."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Protocol


class Change(StrEnum):
    """What became of an entry since the plan was last published."""

    SAME = "same"
    ADDED = "added"
    CHANGED = "changed"
    REMOVED = "removed"


@dataclass(frozen=True, slots=True)
class PlanEntry:
    """One thing that happens on a day."""

    kind: str
    """The kind of work in a word or two, such as 培训, 代课, 教研活动."""

    title: str
    when: str = ""
    """The time, or the periods."""

    place: str = ""
    people: str = ""
    change: Change = Change.SAME
    before: str = ""
    """Of a changed entry: what it said, as far as it differs."""


@dataclass(frozen=True, slots=True)
class PlanDay:
    """A day of the week, with its entries in order."""

    day: date
    entries: tuple[PlanEntry, ...]
    note: str = ""
    """Such as 调休，按周五课表 or 清明节."""


@dataclass(frozen=True, slots=True)
class WeekPlanSheet:
    """A week's plan as it hangs on the wall."""

    school: str
    term: str
    """Such as 2020学年第二学期."""

    week_no: int
    days: tuple[PlanDay, ...]
    """At least one; a day without entries keeps its row."""

    all_week: tuple[PlanEntry, ...] = ()
    """What is bound to no day."""

    remarks: str = ""
    publication: int = 0
    """Which publication of this week's plan this is; 0: a draft."""

    published_on: date | None = None
    void: bool = False
    """A later publication has taken its place."""


class WeekPlanPrinter(Protocol):
    """Prints a week's plan. Both raise UnprintableCharacters."""

    async def pdf(self, sheet: WeekPlanSheet) -> bytes: ...

    async def docx(self, sheet: WeekPlanSheet) -> bytes: ...
