"""Planning who goes to which 90-hour training 90学时规划, so that cycles close in time (MISSION §1).

What a plan must keep is stated here and checked here, whoever made it; a solver behind a port only searches.
Hard: one 90-hour session a teacher, no more than its seats, nobody where they are booked that day, and on no
school day more of a subject group, grade or class away than its share. Soft: what a placement is worth, in
whole points: how soon the teacher's cycle ends above all.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from typing import Protocol
from uuid import UUID

from domain.lifecycle import Lifecycle


class PlanState(StrEnum):
    PROPOSED = "proposed"
    CONFIRMED = "confirmed"
    DISCARDED = "discarded"


LIFECYCLE: Lifecycle[PlanState] = {
    PlanState.PROPOSED: {
        "edit": PlanState.PROPOSED,
        "confirm": PlanState.CONFIRMED,
        "discard": PlanState.DISCARDED,
    },
}


class PlanRule(StrEnum):
    """What no plan may break."""

    ONE_SESSION_EACH = "one_session_each"
    SEATS = "seats"
    DATE_CLASH = "date_clash"
    ALREADY_ENROLLED = "already_enrolled"
    SUBJECT_GROUP_SHARE = "subject_group_share"
    GRADE_GROUP_SHARE = "grade_group_share"
    CLASS_SHARE = "class_share"


@dataclass(frozen=True, slots=True)
class Shares:
    """The part of a group that may be away on one school day; of any group at least one may."""

    subject_group: Fraction = Fraction(1, 3)
    grade_group: Fraction = Fraction(1, 4)
    school_class: Fraction = Fraction(1, 3)

    def of(self, rule: PlanRule) -> Fraction:
        return {
            PlanRule.SUBJECT_GROUP_SHARE: self.subject_group,
            PlanRule.GRADE_GROUP_SHARE: self.grade_group,
            PlanRule.CLASS_SHARE: self.school_class,
        }[rule]


@dataclass(frozen=True, slots=True)
class Weights:
    """What speaks for a placement, in points."""

    urgency: tuple[int, ...] = (1_000_000, 50_000, 5_000, 2_000, 1_000)
    """By the years left in the cycle, this one included."""

    never_had: int = 500
    passed_over: int = 100
    """For each time a 90-hour course was asked for and not granted, up to three."""

    credit_owed: int = 1
    school_day: int = 1
    """Taken off for each school day the session costs."""


@dataclass(frozen=True, slots=True)
class PlanTeacher:
    teacher_id: UUID
    name: str
    until_year: int
    """The last school year of the cycle."""

    years_left: int
    """In the cycle, the planned one included."""

    missing: int
    """90-hour courses the cycle still asks for, those in hand taken off."""

    had: int
    """90-hour courses ever."""

    owed: Decimal
    passed_over: int
    booked: Mapping[date, str] = field(default_factory=dict)
    """Where the teacher is on which day already."""

    enrolled: frozenset[UUID] = frozenset()
    """Sessions the teacher has a place in, or waits for."""


@dataclass(frozen=True, slots=True)
class PlanSession:
    session_id: UUID
    code: str
    title: str
    days: frozenset[date]
    school_days: frozenset[date]
    """Those of the days on which lessons are lost."""

    free: int


@dataclass(frozen=True, slots=True)
class PlanGroup:
    """Teachers of whom not too many may be away at once."""

    rule: PlanRule
    name: str
    members: frozenset[UUID]


@dataclass(frozen=True, slots=True)
class PlanFacts:
    teachers: Mapping[UUID, PlanTeacher]
    sessions: Mapping[UUID, PlanSession]
    groups: Sequence[PlanGroup]
    shares: Shares = Shares()
    weights: Weights = Weights()


Pair = tuple[UUID, UUID]
"""(teacher, session): a placement."""


@dataclass(frozen=True, slots=True)
class Limit:
    """Of these teachers at most so many may be placed in these sessions, taken together."""

    rule: PlanRule
    name: str
    teachers: frozenset[UUID]
    sessions: frozenset[UUID]
    at_most: int
    day: date | None = None
    """The first day it holds for."""

    away: int = 0
    """How many are away that day already."""

    def uses(self, pair: Pair) -> bool:
        return pair[0] in self.teachers and pair[1] in self.sessions


@dataclass(frozen=True, slots=True)
class Breach:
    """A rule a plan breaks; `place` is that of a placement in the plan which has a part in it."""

    rule: PlanRule
    place: int
    name: str
    day: date | None
    count: int
    at_most: int


@dataclass(frozen=True, slots=True)
class Found:
    """What a solver found, and the most any plan could be worth as far as it could prove."""

    plan: tuple[Pair, ...]
    bound: int


class PlanSolver(Protocol):
    def solve(self, options: Mapping[Pair, int], limits: Sequence[Limit]) -> Found:
        """A plan of these options, each worth its points, within the limits; the same for the same facts."""
        ...


def options(facts: PlanFacts) -> dict[Pair, int]:
    """Every placement that could help and nothing forbids by itself, with its worth, in a fixed order."""
    return {
        (teacher.teacher_id, session.session_id): worth(teacher, session, facts.weights)
        for _, teacher in sorted(facts.teachers.items())
        if teacher.missing > 0
        for _, session in sorted(facts.sessions.items())
        if forbidden(teacher, session) is None
    }


def worth(teacher: PlanTeacher, session: PlanSession, weights: Weights) -> int:
    if teacher.missing < 1:
        return 0
    urgency = weights.urgency[min(max(teacher.years_left, 1), len(weights.urgency)) - 1]
    points = urgency + weights.credit_owed * int(teacher.owed)
    points += weights.never_had * (teacher.had == 0) + weights.passed_over * min(teacher.passed_over, 3)
    return max(points - weights.school_day * len(session.school_days), 1)


def forbidden(teacher: PlanTeacher, session: PlanSession) -> tuple[PlanRule, date | None] | None:
    """Why this teacher cannot go to this session whoever else goes; with the first day in the way."""
    if session.session_id in teacher.enrolled:
        return PlanRule.ALREADY_ENROLLED, None
    clash = min(session.days & teacher.booked.keys(), default=None)
    return None if clash is None else (PlanRule.DATE_CLASH, clash)


def limits(facts: PlanFacts) -> list[Limit]:
    """All that limits placements together. Of limits on the same people and sessions the tightest is kept."""
    tightest: dict[tuple[PlanRule, frozenset[UUID], frozenset[UUID]], Limit] = {}
    for limit in _every_limit(facts):
        key = limit.rule, limit.teachers, limit.sessions
        if key not in tightest or limit.at_most < tightest[key].at_most:
            tightest[key] = limit
    return list(tightest.values())


def _every_limit(facts: PlanFacts) -> Iterator[Limit]:
    everybody, everywhere = frozenset(facts.teachers), frozenset(facts.sessions)
    for _, teacher in sorted(facts.teachers.items()):
        yield Limit(PlanRule.ONE_SESSION_EACH, teacher.name, frozenset([teacher.teacher_id]), everywhere, 1)
    sessions = [session for _, session in sorted(facts.sessions.items())]
    for session in sessions:
        yield Limit(
            PlanRule.SEATS, session.code, everybody, frozenset([session.session_id]), max(session.free, 0)
        )
    for day in sorted({day for session in sessions for day in session.school_days}):
        then = frozenset(session.session_id for session in sessions if day in session.school_days)
        for group in facts.groups:
            away = sum(day in facts.teachers[one].booked for one in group.members)
            most = max(int(facts.shares.of(group.rule) * len(group.members)), 1)
            yield Limit(group.rule, group.name, group.members, then, max(most - away, 0), day, away)


def check(plan: Sequence[Pair], facts: PlanFacts) -> list[Breach]:
    """Every hard rule a plan breaks, whoever made it; its teachers and sessions are all among the facts."""
    breaches = []
    for place, (teacher_id, session_id) in enumerate(plan):
        why = forbidden(facts.teachers[teacher_id], facts.sessions[session_id])
        if why is not None:
            breaches.append(Breach(why[0], place, facts.teachers[teacher_id].name, why[1], 1, 0))
    for limit in limits(facts):
        places = [place for place, pair in enumerate(plan) if limit.uses(pair)]
        if len(places) > limit.at_most:
            count, most = len(places) + limit.away, limit.at_most + limit.away
            breaches.append(Breach(limit.rule, places[limit.at_most], limit.name, limit.day, count, most))
    return sorted(breaches, key=lambda breach: breach.place)


def value(plan: Sequence[Pair], facts: PlanFacts) -> int:
    """What a plan is worth in points: what a solver makes as large as it can."""
    return sum(worth(facts.teachers[one], facts.sessions[other], facts.weights) for one, other in plan)


def used(plan: Sequence[Pair], limit: Limit) -> int:
    return Counter(limit.uses(pair) for pair in plan)[True]
