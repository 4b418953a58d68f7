"""Whether a cover plan keeps every hard rule, whoever made it.

Read off the facts rule by rule, on purpose without what finds candidates and states the problem: an error
there shows here.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from uuid import UUID

from domain.timetable.cover import CoverRule
from domain.timetable.cover_facts import CoverFacts, Need, Plan


@dataclass(frozen=True, slots=True)
class CoverBreach:
    """A hard rule a plan breaks; `need_id` is that of a row which has a part in it."""

    rule: CoverRule
    need_id: UUID
    teacher_id: UUID | None
    """Null where a locked row lacks its teacher."""

    count: int | None = None
    """For a cap: how many there are, of how many there may be."""

    at_most: int | None = None


def check(plan: Plan, facts: CoverFacts) -> list[CoverBreach]:
    """Every hard rule a plan breaks, in the order of time; its needs and teachers are all among the facts."""
    breaches = [*_locked(plan, facts)]
    for need_id, teacher_id in plan.items():
        breaches += [
            CoverBreach(rule, need_id, teacher_id) for rule in _row(facts.needs[need_id], teacher_id, facts)
        ]
    lessons = Counter((who, day) for who, day, _ in facts.teaching)
    for teacher_id in set(plan.values()):
        rows = [facts.needs[need_id] for need_id, one in plan.items() if one == teacher_id]
        rows.sort(key=lambda need: (need.day, need.period_no, need.need_id))
        breaches += _together(teacher_id, rows, lessons, facts)
    return sorted(
        breaches,
        key=lambda one: (
            facts.needs[one.need_id].day,
            facts.needs[one.need_id].period_no,
            one.need_id,
            one.rule,
        ),
    )


def _locked(plan: Plan, facts: CoverFacts) -> Iterator[CoverBreach]:
    for need_id, teacher_id in facts.locked.items():
        if plan.get(need_id) != teacher_id:
            yield CoverBreach(CoverRule.LOCKED, need_id, plan.get(need_id))


def _row(need: Need, teacher_id: UUID, facts: CoverFacts) -> Iterator[CoverRule]:
    colleague, at = facts.colleagues[teacher_id], (teacher_id, need.day, need.period_no)
    if colleague.excluded is not None:
        yield CoverRule.EXCLUDED
    if teacher_id == need.teacher_id or at in facts.away:
        yield CoverRule.AWAY
    if at in facts.teaching:
        yield CoverRule.TEACHING
    if at in facts.duty:
        yield CoverRule.ON_DUTY
    if need.qualification is not None and need.qualification not in colleague.qualifications:
        yield CoverRule.NOT_QUALIFIED


def _together(
    teacher_id: UUID, rows: list[Need], lessons: Counter[tuple[UUID, date]], facts: CoverFacts
) -> Iterator[CoverBreach]:
    """What one teacher's rows break taken together; named by the first row too many."""
    for earlier, later in pairwise(rows):
        if (earlier.day, earlier.period_no) == (later.day, later.period_no):
            yield CoverBreach(CoverRule.COVERS_ANOTHER, later.need_id, teacher_id)
    for day in sorted({need.day for need in rows}):
        its = [need for need in rows if need.day == day]
        given = facts.covers.get((teacher_id, day), 0)
        yield from _cap(CoverRule.DAILY_COVERS, teacher_id, its, given, facts.terms.daily_covers)
        yield from _cap(
            CoverRule.DAILY_LESSONS, teacher_id, its, lessons[teacher_id, day], facts.terms.daily_lessons
        )
    for year, week in sorted({need.day.isocalendar()[:2] for need in rows}):
        its = [need for need in rows if need.day.isocalendar()[:2] == (year, week)]
        given = sum(
            count
            for (who, when), count in facts.covers.items()
            if who == teacher_id and when.isocalendar()[:2] == (year, week)
        )
        yield from _cap(CoverRule.WEEKLY_COVERS, teacher_id, its, given, facts.terms.weekly_covers)


def _cap(
    rule: CoverRule, teacher_id: UUID, rows: list[Need], before: int, at_most: int
) -> Iterator[CoverBreach]:
    if before + len(rows) > at_most:
        first_too_many = rows[max(at_most - before, 0)]
        yield CoverBreach(rule, first_too_many.need_id, teacher_id, before + len(rows), at_most)
