"""The rules of cover against another writing of them, on schools drawn at random."""

from random import Random
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.timetable.cover import CoverRule, candidates
from domain.timetable.cover_check import check
from domain.timetable.cover_facts import CoverFacts, in_time, locked_plan
from domain.timetable.cover_price import price
from domain.timetable.cover_problem import CoverProblem, Found, cost, state
from domain.timetable.cover_proposal import propose, told, unfilled
from tests.domain.timetable.cover_by_hand import every_plan, kept, points, within
from tests.domain.timetable.cover_schools import a_colleague, a_need, a_school, tiny, tiny_schools


def some_plan(facts: CoverFacts, seed: int) -> dict[UUID, UUID]:
    """Anybody for anything, locked rows moved too."""
    random = Random(seed)
    chosen = {one: random.choice([None, *facts.colleagues]) for one in facts.needs}
    return {one: who for one, who in chosen.items() if who is not None}


@given(tiny_schools())
@settings(max_examples=60, deadline=None)
def test_the_check_finds_exactly_the_plans_that_break_a_rule(facts: CoverFacts) -> None:
    for plan in every_plan(facts):
        assert (check(plan, facts) == []) == kept(plan, facts)


@given(tiny_schools(), st.integers())
@settings(max_examples=200, deadline=None)
def test_the_rows_prices_add_up_to_the_plans(facts: CoverFacts, seed: int) -> None:
    plan = some_plan(facts, seed)

    assert price(plan, facts).total == points(plan, facts)
    assert (check(plan, facts) == []) == kept(plan, facts)


@given(tiny_schools(), st.integers())
@settings(max_examples=100, deadline=None)
def test_a_candidate_costs_what_the_row_adds_to_the_plan(facts: CoverFacts, seed: int) -> None:
    plan = some_plan(facts, seed)
    for need in facts.needs.values():
        others = {one: who for one, who in plan.items() if one != need.need_id}
        for candidate in candidates(need, facts, plan)[0]:
            more = points(others | {need.need_id: candidate.teacher_id}, facts)
            assert candidate.cost == more - points(others, facts)


@given(tiny_schools())
@settings(max_examples=60, deadline=None)
def test_the_problem_has_exactly_the_plans_allowed_at_their_price(facts: CoverFacts) -> None:
    problem = state(facts)
    number = {
        (problem.lessons[one.lesson].need_id, problem.teachers[one.teacher]): place
        for place, one in enumerate(problem.options)
    }
    if not kept(locked_plan(facts), facts):
        return
    for plan in every_plan(facts):
        rows = [row for row in plan.items() if row[0] not in facts.locked]
        chosen = [number[row] for row in rows if row in number]
        fits = len(chosen) == len(rows) and within(problem, chosen)
        assert fits == kept(plan, facts)
        if fits:
            assert problem.fixed + cost(problem, chosen) == points(plan, facts)


@given(tiny_schools())
@settings(max_examples=60, deadline=None)
def test_the_next_row_of_a_teacher_never_costs_less(facts: CoverFacts) -> None:
    for costs in state(facts).rising:
        assert list(costs) == sorted(costs)


class Fixed:
    """Finds the plan it was given."""

    def __init__(self, plan: dict[UUID, UUID]) -> None:
        self.plan = plan

    def solve(self, problem: CoverProblem) -> Found:
        return Found(self.plan, 1, 2)


def test_a_proposal_says_each_row_each_gap_and_how_far_it_may_be_from_the_best() -> None:
    needs = [a_need(number, period_no=number) for number in range(1, 5)]
    one, two, three, four = (need.need_id for need in needs)
    facts = a_school(
        needs, [a_colleague(1), a_colleague(2, excluded="怀孕")], locked={one: UUID(int=1), two: None}
    )

    proposal = propose(facts, Fixed({three: UUID(int=1)}))

    assert [(row.need_id, row.locked, row.name) for row in proposal.rows] == [
        (one, True, "教师1"),
        (three, False, "教师1"),
    ]
    assert proposal.not_needed == (two,)
    (lacking,) = proposal.unfilled
    assert lacking.need_id == four
    assert [why.code for why in lacking.excluded] == [CoverRule.DAILY_COVERS, CoverRule.EXCLUDED]
    fixed = price({one: UUID(int=1)}, facts).total
    assert (proposal.base_optimum, proposal.bound) == (fixed + 1, fixed + 2)
    assert (
        proposal.cost
        == sum(row.cost for row in proposal.rows)
        == price({one: UUID(int=1), three: UUID(int=1)}, facts).total
    )
    assert proposal.gap == pytest.approx((proposal.cost - proposal.bound) / proposal.cost, abs=1e-6)


def test_a_lesson_a_person_left_open_says_who_is_free() -> None:
    facts = a_school([a_need(1)], [a_colleague(1)])

    ((lacking),) = unfilled({}, facts)

    assert [why.code for why in lacking.excluded] == [CoverRule.LEFT_OUT]
    assert told({}, facts, bound=0, base_optimum=0).gap == 0.0


def test_lessons_come_in_the_order_of_time() -> None:
    facts = tiny(Random(4))
    when = [(need.day, need.period_no) for need in in_time(facts.needs.values())]

    assert when == sorted(when)
