"""Schools to plan for: made by hand, drawn at random, and solved by trying everything."""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from decimal import Decimal
from itertools import product
from random import Random
from typing import Any
from uuid import UUID

from hypothesis import strategies as st

from domain.training.long_plan import (
    Pair,
    PlanFacts,
    PlanGroup,
    PlanRule,
    PlanSession,
    PlanTeacher,
    Shares,
)

MONDAY = date(2021, 3, 1)
SHARES = (PlanRule.SUBJECT_GROUP_SHARE, PlanRule.GRADE_GROUP_SHARE, PlanRule.CLASS_SHARE)


def a_teacher(number: int, **changes: Any) -> PlanTeacher:
    given: dict[str, Any] = {
        "teacher_id": UUID(int=number),
        "name": f"教师{number}",
        "until_year": 2020,
        "years_left": 1,
        "missing": 1,
        "had": 1,
        "owed": Decimal(0),
        "passed_over": 0,
    }
    return PlanTeacher(**given | changes)


def a_session(number: int, *, first: date = MONDAY, free: int = 1, **changes: Any) -> PlanSession:
    """Two days long unless its days are given."""
    dates = frozenset([first, first + timedelta(1)])
    given: dict[str, Any] = {
        "session_id": UUID(int=1000 + number),
        "code": f"S{number}",
        "title": "骨干教师90学时培训",
        "days": dates,
        "school_days": dates,
        "free": free,
    }
    return PlanSession(**given | changes)


def a_school(
    teachers: Sequence[PlanTeacher], sessions: Sequence[PlanSession], *groups: PlanGroup, **more: Any
) -> PlanFacts:
    return PlanFacts(
        {one.teacher_id: one for one in teachers}, {one.session_id: one for one in sessions}, groups, **more
    )


def drawn(random: Random, teachers: int, sessions: int, seats: tuple[int, int], spread: int) -> PlanFacts:
    """A school whose sessions lie within `spread` days, which is what sets them in each other's way."""

    def days(start: int, count: int) -> frozenset[date]:
        return frozenset(MONDAY + timedelta(one) for one in range(start, start + count))

    held = []
    for number in range(sessions):
        its = days(random.randrange(spread), random.choice([1, 5, 10]))
        on = frozenset(one for one in its if one.weekday() < 5)
        held.append(a_session(number, days=its, school_days=on, free=random.randint(*seats)))
    staff = [_drawn_teacher(random, number, held, spread) for number in range(teachers)]
    return a_school(staff, held, *_drawn_groups(random, [one.teacher_id for one in staff]), shares=Shares())


def _drawn_teacher(random: Random, number: int, held: Sequence[PlanSession], spread: int) -> PlanTeacher:
    elsewhere = [random.randrange(spread + 5) for _ in range(random.randrange(4))]
    return a_teacher(
        number,
        years_left=random.randint(1, 5),
        missing=int(random.random() < 0.8),
        had=random.randrange(2),
        owed=Decimal(random.randrange(200)),
        passed_over=random.randrange(5),
        booked={MONDAY + timedelta(one): "别的培训" for one in elsewhere},
        enrolled=frozenset(one.session_id for one in held if random.random() < 0.03),
    )


def _drawn_groups(random: Random, staff: Sequence[UUID]) -> Iterator[PlanGroup]:
    for rule, count, each in zip(SHARES, (9, 3, 24), (1, 1, 2), strict=True):
        members: list[set[UUID]] = [set() for _ in range(count)]
        for teacher_id in staff:
            for one in random.sample(members, each):
                one.add(teacher_id)
        for number, some in enumerate(members):
            if some:
                yield PlanGroup(rule, f"{rule} {number}", frozenset(some))


@st.composite
def schools(draw: st.DrawFn, *, teachers: int, sessions: int) -> PlanFacts:
    return drawn(
        Random(draw(st.integers(0, 2**32))),
        draw(st.integers(0, teachers)),
        draw(st.integers(0, sessions)),
        draw(st.sampled_from([(0, 1), (1, 3), (5, 40)])),
        draw(st.sampled_from([1, 8, 100])),
    )


def every_plan(facts: PlanFacts) -> Iterator[list[Pair]]:
    """Each way to send each teacher to one session or none."""
    nowhere: list[UUID | None] = [None]
    for chosen in product(nowhere + list(facts.sessions), repeat=len(facts.teachers)):
        yield [(one, where) for one, where in zip(facts.teachers, chosen, strict=True) if where is not None]


def kept(plan: Sequence[Pair], facts: PlanFacts) -> bool:
    """Every hard rule, written day by day and once more, with no word taken from the rule under test."""
    if len({teacher for teacher, _ in plan}) < len(plan):
        return False
    for teacher, session in plan:
        who, where = facts.teachers[teacher], facts.sessions[session]
        if session in who.enrolled or any(day in who.booked for day in where.days):
            return False
    for session, where in facts.sessions.items():
        if sum(chosen == session for _, chosen in plan) > where.free:
            return False
    for day in {day for where in facts.sessions.values() for day in where.school_days}:
        going = {teacher for teacher, session in plan if day in facts.sessions[session].school_days}
        for group in facts.groups:
            there = {one for one in group.members if day in facts.teachers[one].booked}
            most = max(1, int(len(group.members) * facts.shares.of(group.rule)))
            if going & group.members and len(going & group.members) + len(there) > most:
                return False
    return True
