"""The rules of cover written once more, and every plan of a tiny school."""

from collections.abc import Iterator, Sequence
from datetime import timedelta
from itertools import product
from uuid import UUID

from domain.timetable.cover_facts import CoverFacts, CoverTerms
from domain.timetable.cover_problem import CoverProblem


def every_plan(facts: CoverFacts) -> Iterator[dict[UUID, UUID]]:
    """Each way to give each open lesson to one colleague or nobody, the locked rows as they are."""
    still = [one for one in facts.needs if one not in facts.locked]
    settled = {one: who for one, who in facts.locked.items() if who is not None}
    for chosen in product([None, *facts.colleagues], repeat=len(still)):
        given = {one: who for one, who in zip(still, chosen, strict=True) if who is not None}
        yield settled | given


def kept(plan: dict[UUID, UUID], facts: CoverFacts) -> bool:
    """Every hard rule, written once more, with no word taken from the rules under test."""
    for one, settled in facts.locked.items():
        if plan.get(one) != settled:
            return False
    rows = [(facts.needs[one], who) for one, who in plan.items()]
    for need, who in rows:
        at, colleague = (who, need.day, need.period_no), facts.colleagues[who]
        if at in facts.teaching | facts.duty | facts.away or who == need.teacher_id:
            return False
        if colleague.excluded or not {need.qualification} <= {None, *colleague.qualifications}:
            return False
    if len({(who, need.day, need.period_no) for need, who in rows}) < len(rows):
        return False
    for who in set(plan.values()):
        for day in {need.day for need, _ in rows}:
            today = sum(need.day == day and one == who for need, one in rows)
            monday = day - timedelta(day.weekday())
            week = [monday + timedelta(number) for number in range(7)]
            this_week = sum(need.day in week and one == who for need, one in rows)
            own = len([1 for one, when, _ in facts.teaching if (one, when) == (who, day)])
            before = sum(facts.covers.get((who, when), 0) for when in week)
            if today and (
                today + facts.covers.get((who, day), 0) > facts.terms.daily_covers
                or today + own > facts.terms.daily_lessons
            ):
                return False
            if this_week and this_week + before > facts.terms.weekly_covers:
                return False
    return True


def points(plan: dict[UUID, UUID], facts: CoverFacts) -> int:
    """What a plan costs, term by term over the whole of it rather than row by row."""
    terms, weights = facts.terms, facts.terms.points
    rows = [(facts.needs[one], facts.colleagues[who]) for one, who in plan.items()]
    cost = 0
    for need, one in rows:
        absent = facts.colleagues.get(need.teacher_id)
        if need.subject not in one.subjects:
            groups = {absent.subject_group_id if absent else None, one.subject_group_id}
            cost += weights.same_group if len(groups) == 1 and groups != {None} else weights.other_subject
        cost += weights.other_class * (not need.class_ids & one.class_ids)
        cost += weights.other_grade * (not need.grade_ids & one.grade_ids)
    for absence in {need.absence_id for need, _ in rows}:
        faces = {one.teacher_id for need, one in rows if need.absence_id == absence}
        cost += weights.further_teacher * (len(faces) - 1)
    for need, one in rows:
        for other, another in rows:
            side_by_side = (other.absence_id, other.day, other.period_no) == (
                need.absence_id,
                need.day,
                need.period_no + 1,
            )
            if side_by_side and need.period_no not in terms.breaks_after and need.class_ids & other.class_ids:
                cost += weights.change * (one is not another)
    for one in facts.colleagues.values():
        its = [need for need, other in rows if other is one]
        for number in range(1, len(its) + 1):
            cost += weights.ahead * max(one.given - one.taken + number, 0) + weights.more * (number - 1)
        for day in {need.day for need in its}:
            before = {at[2] for at in facts.teaching | facts.duty if at[:2] == (one.teacher_id, day)}
            after = before | {need.period_no for need in its if need.day == day}
            cost += weights.long_run * (_too_long(after, terms) - _too_long(before, terms))
    return cost


def _too_long(periods: set[int], terms: CoverTerms) -> int:
    """By how many periods all runs of a day together are longer than the longest there should be."""
    excess, run = 0, 0
    for period in range(min(periods, default=0), max(periods, default=0) + 1):
        run = run + 1 if period in periods else 0
        excess += run > terms.longest_run
        if period in terms.breaks_after:
            run = 0
    return excess


def within(problem: CoverProblem, chosen: Sequence[int]) -> bool:
    """Whether options, one a lesson at most, keep a problem's caps."""
    rows = [(problem.options[one].teacher, problem.lessons[problem.options[one].lesson]) for one in chosen]
    return len({(who, its.slot) for who, its in rows}) == len(rows) and all(
        sum(one == who and other.day == its.day for one, other in rows) <= problem.day_caps[who][its.day]
        and sum(one == who and other.week == its.week for one, other in rows)
        <= problem.week_caps[who][its.week]
        for who, its in rows
    )
