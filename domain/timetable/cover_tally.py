"""The rows of a cover plan so far, counted in every way a rule asks for."""

from collections import Counter, defaultdict
from collections.abc import Set
from dataclasses import dataclass, field
from datetime import date
from typing import Self
from uuid import UUID

from domain.timetable.cover_facts import CoverFacts, Need, Plan, in_time, week_of

Day = tuple[UUID, date]
"""A teacher's day."""


@dataclass(slots=True)
class Tally:
    """Of the facts, and of the rows added so far."""

    lessons: Counter[Day] = field(default_factory=Counter)
    """Own lessons and covers."""

    covers: Counter[Day] = field(default_factory=Counter)
    week: Counter[Day] = field(default_factory=Counter)
    """Covers from a Monday on."""

    rows: Counter[UUID] = field(default_factory=Counter)
    busy: defaultdict[Day, set[int]] = field(default_factory=lambda: defaultdict(set))
    """Periods with a lesson, a duty or a cover."""

    covering: dict[tuple[UUID, date, int], UUID] = field(default_factory=dict)
    """The need a teacher covers then."""

    faces: defaultdict[UUID, Counter[UUID]] = field(default_factory=lambda: defaultdict(Counter))
    """By absence, the rows of each of its cover teachers."""

    beside: defaultdict[tuple[UUID, date, int], list[tuple[Need, UUID]]] = field(
        default_factory=lambda: defaultdict(list)
    )
    """By absence, day and period: the rows there."""

    @classmethod
    def of(cls, plan: Plan, facts: CoverFacts) -> Self:
        tally = cls()
        for teacher_id, day, period_no in facts.teaching:
            tally.lessons[teacher_id, day] += 1
            tally.busy[teacher_id, day].add(period_no)
        for teacher_id, day, period_no in facts.duty:
            tally.busy[teacher_id, day].add(period_no)
        for (teacher_id, day), count in facts.covers.items():
            tally.covers[teacher_id, day] += count
            tally.week[teacher_id, week_of(day)] += count
        for need in in_time(facts.needs[need_id] for need_id in plan):
            tally.add(need, plan[need.need_id])
        return tally

    def add(self, need: Need, teacher_id: UUID) -> None:
        day = teacher_id, need.day
        self.lessons[day] += 1
        self.covers[day] += 1
        self.week[teacher_id, week_of(need.day)] += 1
        self.rows[teacher_id] += 1
        self.busy[day].add(need.period_no)
        self.covering[teacher_id, need.day, need.period_no] = need.need_id
        self.faces[need.absence_id][teacher_id] += 1
        self.beside[need.absence_id, need.day, need.period_no].append((need, teacher_id))

    def busy_on(self, teacher_id: UUID, day: date) -> Set[int]:
        return self.busy.get((teacher_id, day), frozenset())
