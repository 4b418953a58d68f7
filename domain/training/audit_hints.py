"""The hints of an audit 审核提示: who is away when, who has had much and who little."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from decimal import Decimal
from functools import cache
from typing import Any
from uuid import UUID

from domain.people.calendar import ZONE, day_of
from domain.training.applying import HELD
from domain.training.audit_view import (
    AuditedApplication,
    AuditFacts,
    Booking,
    DayAway,
    Held,
    Hint,
    HintCode,
    HintRule,
    Past,
    SchoolClass,
)
from domain.training.catalogue import CourseKind
from domain.training.cycle import CycleStanding, YearSums, cycle_years, judge_cycle
from domain.training.policy import Rule, in_force
from domain.training.sessions import Block
from domain.training.standing import Standing, hundredths, judge

LONGEST = 366
"""Days of one block that are looked at; nothing real is longer."""


class Auditor:
    """Who would be away when is worked out once, for all applications. Thresholds are those of the day on
    which somebody looks."""

    def __init__(self, facts: AuditFacts, today: date) -> None:
        self._facts, self._today = facts, today
        self._policy = in_force(facts.ground.rules, today)
        self._away: dict[date, set[UUID]] = defaultdict(set)
        self._held: dict[UUID, list[Booking]] = defaultdict(list)
        for booking in facts.bookings:
            if booking.state in HELD:
                self._held[booking.teacher_id].append(booking)
                for day in days_of(facts.sessions[booking.session_id]):
                    self._away[day].add(booking.teacher_id)
        self._classes: dict[UUID, list[SchoolClass]] = defaultdict(list)
        for school_class in facts.classes:
            for teacher_id in school_class.teachers:
                self._classes[teacher_id].append(school_class)
        self._standing = cache(self._judged)

    def audited(self, one: Booking, allowed_actions: tuple[str, ...]) -> AuditedApplication:
        session, person = self._facts.sessions[one.session_id], self._facts.people[one.teacher_id]
        year, cycle = self._standing(one.teacher_id, one.planned_year)
        past = self._facts.past.get((one.teacher_id, one.planned_year), Past())
        days = [self._day(one.teacher_id, day) for day in days_of(session)]
        return AuditedApplication(
            enrolment_id=one.enrolment_id,
            state=one.state,
            applied_at=one.enrolled_at,
            teacher_id=one.teacher_id,
            teacher_name=person.member.name,
            subject_group=person.subject_group,
            grade_group=person.grade_group,
            session_id=one.session_id,
            session_code=session.code,
            course=session.course,
            kind=session.kind,
            credits=session.credits,
            owed=year.owed,
            cycle_owed=cycle.owed,
            never_long_course=one.teacher_id not in self._facts.had_long,
            applied=past.applied,
            approved=past.approved,
            days=days,
            hints=list(self._hints(one, year, cycle, past)),
            version=one.version,
            allowed_actions=allowed_actions,
        )

    def _judged(self, teacher_id: UUID, school_year: int) -> tuple[Standing, CycleStanding]:
        ground, member = self._facts.ground, self._facts.people[teacher_id].member
        sums, away = self._facts.sums.get(teacher_id, {}), ground.away.get(teacher_id, ())
        of_year = sums.get(school_year, YearSums())
        yardstick = ground.yardstick(school_year, self._today)
        years = cycle_years(ground, school_year)
        within = {year: one for year, one in sums.items() if years[0].span.start_year <= year}
        within = {year: one for year, one in within.items() if year <= years[-1].span.start_year}
        return (
            judge(yardstick, member, away, of_year.confirmed, of_year.provisional, of_year.planned),
            judge_cycle(yardstick.policy, years, self._today, member, away, within),
        )

    def _day(self, teacher_id: UUID, day: date) -> DayAway:
        away = self._away.get(day, set()) | {teacher_id}
        partners = {one for taught in self._classes[teacher_id] for one in taught.teachers & away}
        return DayAway(
            day,
            len(self._same(away, teacher_id, "subject_group_id")),
            len(self._same(away, teacher_id, "grade_group_id")),
            len(partners - {teacher_id}),
        )

    def _same(self, away: Iterable[UUID], teacher_id: UUID, group: str) -> list[UUID]:
        """Those of the same group; nobody for who is in none."""
        own = getattr(self._facts.people[teacher_id].member, group)
        people = self._facts.people
        return [] if own is None else [one for one in away if getattr(people[one].member, group) == own]

    def _hints(self, one: Booking, year: Standing, cycle: CycleStanding, past: Past) -> Iterator[Hint]:
        policy = self._facts.ground.policy(one.planned_year)
        if year.owed:
            facts = {"owed": str(year.owed), "school_year": str(year.school_year)}
            yield Hint(HintCode.CREDITS_OWED, facts, _rule(policy.yearly_target))
        if cycle.owed:
            facts = {"owed": str(cycle.owed), "until_year": str(cycle.until_year)}
            yield Hint(HintCode.CYCLE_OWED, facts, _rule(policy.cycle_target))
        if one.teacher_id not in self._facts.had_long:
            yield Hint(HintCode.NEVER_LONG_COURSE, {}, _rule(policy.cycle_long_courses))
        for day in days_of(self._facts.sessions[one.session_id]):
            yield from self._crowded(one.teacher_id, day)
        average = self._average(one.planned_year)
        if past.approved > average:
            facts = {"applied": str(past.applied), "approved": str(past.approved), "average": str(average)}
            yield Hint(HintCode.MORE_THAN_OTHERS, facts, None)
        yield from self._clashes(one)

    def _crowded(self, teacher_id: UUID, day: date) -> Iterator[Hint]:
        """The subject group, and each class, of which more than the policy's number would be away."""
        away = self._away.get(day, set()) | {teacher_id}
        group = self._same(away, teacher_id, "subject_group_id")
        if len(group) > self._policy.max_group_away.value:
            facts = self._many(day, group) | {"group": self._facts.people[teacher_id].subject_group or ""}
            yield Hint(HintCode.GROUP_AWAY, facts, _rule(self._policy.max_group_away))
        for taught in self._classes[teacher_id]:
            together = taught.teachers & away
            if len(together) > max(self._policy.max_partners_away.value, 1):
                facts = self._many(day, together) | {"class": taught.name}
                yield Hint(HintCode.PARTNERS_AWAY, facts, _rule(self._policy.max_partners_away))

    def _many(self, day: date, teachers: Iterable[UUID]) -> dict[str, str]:
        names = sorted(self._facts.people[one].member.name for one in teachers)
        return {
            "day": day.isoformat(),
            "weekday": str(day.isoweekday()),
            "away": str(len(names)),
            "teachers": "、".join(names),
        }

    def _average(self, school_year: int) -> Decimal:
        """Of the approvals the round's applicants had in other rounds of the year."""
        applicants = {
            one.teacher_id
            for one in self._facts.bookings
            if self._facts.sessions[one.session_id].round_id == self._facts.round.id
        }
        approved = [self._facts.past.get((one, school_year), Past()).approved for one in applicants]
        return hundredths(Decimal(sum(approved)) / len(approved))

    def _clashes(self, one: Booking) -> Iterator[Hint]:
        session = self._facts.sessions[one.session_id]
        for other in self._held[one.teacher_id]:
            elsewhere = self._facts.sessions[other.session_id]
            block = None if other.session_id == one.session_id else _first_overlap(session, elsewhere)
            if block is not None:
                facts = {
                    "course": elsewhere.course,
                    "session": elsewhere.code,
                    "starts_at": block.starts_at.astimezone(ZONE).isoformat(),
                    "state": other.state.value,
                }
                yield Hint(HintCode.DATE_CLASH, facts, None)


def days_of(session: Held) -> list[date]:
    """The days on which somebody in the session is away; online training keeps nobody from school."""
    if session.kind is CourseKind.ONLINE:
        return []
    days = set()
    for block in session.blocks:
        first, last = day_of(block.starts_at), day_of(block.ends_at - timedelta(microseconds=1))
        days |= {first + timedelta(days=n) for n in range(min((last - first).days + 1, LONGEST))}
    return sorted(days)


def _first_overlap(session: Held, elsewhere: Held) -> Block | None:
    if CourseKind.ONLINE in (session.kind, elsewhere.kind):
        return None
    return next((theirs for theirs in elsewhere.blocks if any(map(theirs.overlaps, session.blocks))), None)


def _rule(rule: Rule[Any]) -> HintRule:
    return HintRule(rule.key, rule.id, rule.written)
