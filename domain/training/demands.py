"""Which duties a training asks for, and by when 任务规则: dated rows, one per kind of course and of duty.

A training is judged by the rows in force on the day it ended. Rows are never changed: a later row for the
same two kinds and day takes the place of the earlier. A duty is due on the n-th school day after that day.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Protocol
from uuid import UUID

from domain.paging import Page, Window
from domain.people.calendar import SchoolDays
from domain.training.catalogue import CourseKind
from domain.training.duty import DutyKind, OpenDuty

LONGEST = 250
"""School days; about a year and a quarter."""

DEFAULTS: Mapping[tuple[CourseKind, DutyKind], int] = {
    (CourseKind.SHORT, DutyKind.CONTENT_RECORD): 10,
    (CourseKind.SHORT, DutyKind.RECORD_SHEET): 10,
    (CourseKind.SHORT, DutyKind.EVALUATION): 10,
    (CourseKind.LONG_90, DutyKind.REFLECTION): 20,
    (CourseKind.LONG_90, DutyKind.PRODUCT): 20,
    (CourseKind.LONG_90, DutyKind.RECORD_SHEET): 20,
    (CourseKind.LONG_90, DutyKind.EVALUATION): 20,
    (CourseKind.ONLINE, DutyKind.RECORD_SHEET): 10,
    (CourseKind.ONLINE, DutyKind.EVALUATION): 10,
}
"""School days by the kinds of course and duty; what has no entry is not asked for."""


@dataclass(frozen=True, slots=True)
class DutyRule:
    """A row of the policy 任务规则: after this kind of course, this duty, within so many school days."""

    id: UUID | None
    """null: no row of the school's own, the shipped default stands."""

    course_kind: CourseKind
    duty_kind: DutyKind
    due_school_days: int | None
    """null: not asked for."""

    effective_from: date | None
    note: str | None = None
    entered_at: datetime | None = None
    version: int = 1
    """Always 1: a rule is replaced by another row, never changed."""

    allowed_actions: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Ended:
    """A training somebody passed: whose, of which kind, and its last day."""

    enrolment_id: UUID
    teacher_id: UUID
    course_kind: CourseKind
    last_day: date


@dataclass(frozen=True, slots=True)
class Demand:
    """A duty about to be asked for."""

    enrolment_id: UUID
    teacher_id: UUID
    kind: DutyKind
    due_on: date
    due_estimated: bool
    rule_id: UUID | None


class DutyRules(Protocol):
    """Where the school's rows are kept."""

    async def every(self) -> list[DutyRule]: ...

    async def page(self, window: Window, *, course_kind: tuple[CourseKind, ...]) -> Page[DutyRule]: ...

    async def get(self, rule_id: UUID) -> DutyRule | None: ...

    async def add(self, new: DutyRule, *, account_id: UUID, at: datetime) -> DutyRule:
        """Keeps the rule under an id of its own."""
        ...


class Demands(Protocol):
    """The duties of enrolments, asked for and taken back with their results.

    Locks are taken in this order, here and wherever a duty is settled: enrolment, award, duty, sums.
    """

    async def rules(self) -> list[DutyRule]: ...

    async def school_days(self, since: date, until: date) -> SchoolDays:
        """The table from the day after `since`, far enough to count `LONGEST` school days from `until`."""
        ...

    async def ask(self, demands: Sequence[Demand]) -> None: ...

    async def outstanding(self, enrolment_id: UUID) -> tuple[OpenDuty, ...]:
        """What the enrolment's credits still wait for, in the order of the kinds; read under its lock."""
        ...

    async def waiting_among(self, enrolment_ids: Collection[UUID]) -> set[UUID]:
        """Those with duties that are not done; read under their locks."""
        ...

    async def take_back(self, enrolment_id: UUID, *, reason: str, at: datetime) -> None:
        """Voids the enrolment's duties, and withdraws what was shared by them."""
        ...


def rules_in_force(rules: Iterable[DutyRule], day: date) -> list[DutyRule]:
    """Of each pair of kinds the row that started last, of two the later entered, else the default."""
    chosen = {pair: DutyRule(None, *pair, days, None) for pair, days in DEFAULTS.items()}
    for rule in rules:
        if rule.effective_from is not None and rule.effective_from <= day:
            rival = chosen.get((rule.course_kind, rule.duty_kind))
            if rival is None or rival.id is None or _rank(rule) > _rank(rival):
                chosen[rule.course_kind, rule.duty_kind] = rule
    order = list(DutyKind)
    return sorted(chosen.values(), key=lambda one: (one.course_kind, order.index(one.duty_kind)))


def _rank(rule: DutyRule) -> tuple[Any, ...]:
    return rule.effective_from, rule.entered_at, rule.id


def demanded(ended: Ended, rules: Iterable[DutyRule], table: SchoolDays) -> list[Demand]:
    """The duties of one who passed."""
    found = []
    for rule in rules_in_force(rules, ended.last_day):
        if rule.course_kind is ended.course_kind and rule.due_school_days is not None:
            due_on, estimated = table.later(ended.last_day, rule.due_school_days)
            found.append(
                Demand(ended.enrolment_id, ended.teacher_id, rule.duty_kind, due_on, estimated, rule.id)
            )
    return found


async def ask(demands: Demands, passed: Sequence[Ended]) -> dict[UUID, list[Demand]]:
    """Asks everybody who passed for their duties, in as many statements for one as for five hundred."""
    if not passed:
        return {}
    rules = await demands.rules()
    days = [one.last_day for one in passed]
    table = await demands.school_days(min(days), max(days))
    wanted = {one.enrolment_id: demanded(one, rules, table) for one in passed}
    every = [demand for of_one in wanted.values() for demand in of_one]
    if every:
        await demands.ask(every)
    return wanted
