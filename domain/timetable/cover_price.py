"""What a row of a cover plan costs, and why: its soft terms, each with its points.

A plan's price is that of its rows one after the other in the order of time, each charged with what it adds to
those before: no term depends on the order, so the sum is the plan's whatever way it is read.
"""

from collections.abc import Iterator, Set
from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from domain.timetable.cover_facts import (
    Colleague,
    CoverFacts,
    CoverPoints,
    CoverTerms,
    Need,
    Plan,
    adjacent,
    in_time,
)
from domain.timetable.cover_tally import Tally


class CoverReasonCode(StrEnum):
    SAME_SUBJECT = "same_subject"
    SAME_SUBJECT_GROUP = "same_subject_group"
    OTHER_SUBJECT = "other_subject"
    TEACHES_CLASS = "teaches_class"
    OTHER_CLASS = "other_class"
    SAME_GRADE = "same_grade"
    OTHER_GRADE = "other_grade"
    SAME_COVER_TEACHER = "same_cover_teacher"
    FURTHER_COVER_TEACHER = "further_cover_teacher"
    KEEPS_ADJACENT = "keeps_adjacent"
    CHANGES_ADJACENT = "changes_adjacent"
    LONG_RUN = "long_run"
    AHEAD = "ahead"
    """Gives more lessons than were taken; `count` by how many."""

    MORE = "more"
    """Has rows of this plan already; `count` how many."""


@dataclass(frozen=True, slots=True)
class CoverReason:
    """A soft term of one row."""

    code: CoverReasonCode
    points: int
    """What it costs: 0 where it speaks for the row."""

    count: int | None = None
    """Lessons, teachers or periods it is about."""


@dataclass(frozen=True, slots=True)
class PriceLine:
    need_id: UUID
    teacher_id: UUID
    cost: int
    reasons: tuple[CoverReason, ...]


@dataclass(frozen=True, slots=True)
class Price:
    total: int
    lines: tuple[PriceLine, ...]
    """One for each row, in the order of time."""


def price(plan: Plan, facts: CoverFacts) -> Price:
    """Of any plan, locked rows included; what a solver makes as small as it can."""
    tally, lines = Tally.of({}, facts), []
    for need in in_time(facts.needs[need_id] for need_id in plan):
        colleague = facts.colleagues[plan[need.need_id]]
        reasons = charges(need, colleague, facts, tally)
        lines.append(PriceLine(need.need_id, colleague.teacher_id, total(reasons), reasons))
        tally.add(need, colleague.teacher_id)
    return Price(sum(line.cost for line in lines), tuple(lines))


def total(reasons: tuple[CoverReason, ...]) -> int:
    return sum(reason.points for reason in reasons)


def charges(need: Need, colleague: Colleague, facts: CoverFacts, tally: Tally) -> tuple[CoverReason, ...]:
    """What one row more costs, after those counted."""
    return (
        *fit(need, colleague, facts),
        *_run(need, colleague, facts.terms, tally),
        *_adjacent(need, colleague, facts.terms, tally),
        *_face(need, colleague, facts.terms.points, tally),
        *_balance(colleague, facts.terms.points, tally),
    )


def apart(need: Need, colleague: Colleague, facts: CoverFacts, tally: Tally) -> int:
    """The part of the charges that no further row changes: a solver's cost of the row by itself."""
    return (
        total(fit(need, colleague, facts))
        + total(tuple(_run(need, colleague, facts.terms, tally)))
        + total(tuple(_adjacent(need, colleague, facts.terms, tally)))
    )


def fit(need: Need, colleague: Colleague, facts: CoverFacts) -> tuple[CoverReason, CoverReason, CoverReason]:
    """How the lesson suits the colleague: subject, class, grade."""
    points = facts.terms.points
    absent = facts.colleagues.get(need.teacher_id)
    if need.subject in colleague.subjects:
        subject = _SAME_SUBJECT
    elif absent and absent.subject_group_id and absent.subject_group_id == colleague.subject_group_id:
        subject = CoverReason(CoverReasonCode.SAME_SUBJECT_GROUP, points.same_group)
    else:
        subject = CoverReason(CoverReasonCode.OTHER_SUBJECT, points.other_subject)
    if need.class_ids.isdisjoint(colleague.class_ids):
        its_class = CoverReason(CoverReasonCode.OTHER_CLASS, points.other_class)
    else:
        its_class = _TEACHES_CLASS
    if need.grade_ids.isdisjoint(colleague.grade_ids):
        return subject, its_class, CoverReason(CoverReasonCode.OTHER_GRADE, points.other_grade)
    return subject, its_class, _SAME_GRADE


_SAME_SUBJECT = CoverReason(CoverReasonCode.SAME_SUBJECT, 0)
_TEACHES_CLASS = CoverReason(CoverReasonCode.TEACHES_CLASS, 0)
_SAME_GRADE = CoverReason(CoverReasonCode.SAME_GRADE, 0)


def _run(need: Need, colleague: Colleague, terms: CoverTerms, tally: Tally) -> Iterator[CoverReason]:
    busy = tally.busy_on(colleague.teacher_id, need.day)
    longer = sum(
        all(period == need.period_no or period in busy for period in window)
        for window in windows(need.period_no, terms)
    )
    if longer and need.period_no not in busy:
        yield CoverReason(CoverReasonCode.LONG_RUN, longer * terms.points.long_run, longer)


def windows(period_no: int, terms: CoverTerms) -> list[range]:
    """The stretches with this period that are one too long to be without a break.

    A run is longer than it should be by as many periods as such stretches lie in it.
    """
    length = terms.longest_run + 1
    return [
        range(first, first + length)
        for first in range(period_no - length + 1, period_no + 1)
        if terms.breaks_after.isdisjoint(range(first, first + length - 1))
    ]


def _adjacent(need: Need, colleague: Colleague, terms: CoverTerms, tally: Tally) -> Iterator[CoverReason]:
    kept = [
        teacher_id == colleague.teacher_id
        for period_no in (need.period_no - 1, need.period_no + 1)
        for other, teacher_id in tally.beside.get((need.absence_id, need.day, period_no), ())
        if adjacent(need, other, terms) or adjacent(other, need, terms)
    ]
    if changes := kept.count(False):
        yield CoverReason(CoverReasonCode.CHANGES_ADJACENT, changes * terms.points.change, changes)
    if keeps := kept.count(True):
        yield CoverReason(CoverReasonCode.KEEPS_ADJACENT, 0, keeps)


def _face(need: Need, colleague: Colleague, points: CoverPoints, tally: Tally) -> Iterator[CoverReason]:
    faces: Set[UUID] = tally.faces[need.absence_id].keys() if need.absence_id in tally.faces else set()
    if colleague.teacher_id in faces:
        yield CoverReason(CoverReasonCode.SAME_COVER_TEACHER, 0)
    elif faces:
        yield CoverReason(CoverReasonCode.FURTHER_COVER_TEACHER, points.further_teacher, len(faces))


def _balance(colleague: Colleague, points: CoverPoints, tally: Tally) -> Iterator[CoverReason]:
    before = tally.rows[colleague.teacher_id]
    ahead = colleague.given - colleague.taken + before + 1
    if ahead > 0:
        yield CoverReason(CoverReasonCode.AHEAD, ahead * points.ahead, ahead)
    if before:
        yield CoverReason(CoverReasonCode.MORE, before * points.more, before)


def rising(colleague: Colleague, points: CoverPoints, before: int, count: int) -> tuple[int, ...]:
    """What balance charges for each of the next rows after so many; it never falls."""
    ahead = colleague.given - colleague.taken
    return tuple(
        max(ahead + row + 1, 0) * points.ahead + row * points.more for row in range(before, before + count)
    )
