"""The solver against the rule, against trying everything, and against the clock."""

from random import Random
from time import perf_counter

import pytest
from hypothesis import given, settings

from domain.training.long_plan import PlanFacts, check, limits, options, value
from domain.training.long_proposal import propose
from gateways.solver.long_plans import HighsPlanSolver
from tests.domain.training.long_schools import drawn, every_plan, kept, schools

SOLVER = HighsPlanSolver()


@given(schools(teachers=40, sessions=6))
@settings(max_examples=60, deadline=None)
def test_no_plan_breaks_a_hard_rule(facts: PlanFacts) -> None:
    found = SOLVER.solve(options(facts), limits(facts))

    assert check(found.plan, facts) == []
    assert kept(found.plan, facts)
    assert value(found.plan, facts) <= found.bound


@given(schools(teachers=5, sessions=3))
@settings(max_examples=60, deadline=None)
def test_on_a_tiny_school_no_plan_there_is_beats_it(facts: PlanFacts) -> None:
    proposal = propose(facts, SOLVER)

    best = max(value(plan, facts) for plan in every_plan(facts) if kept(plan, facts))
    assert (proposal.objective, proposal.bound, proposal.gap) == (best, best, 0.0)


@given(schools(teachers=4, sessions=3))
@settings(max_examples=60, deadline=None)
def test_the_check_finds_exactly_the_plans_that_break_a_rule(facts: PlanFacts) -> None:
    for plan in every_plan(facts):
        assert (check(plan, facts) == []) == kept(plan, facts)


@pytest.mark.parametrize("seats", [(2, 6), (5, 15), (10, 40)], ids=["scarce", "some", "plenty"])
@pytest.mark.parametrize("spread", [30, 100], ids=["in a month", "over a term"])
def test_a_school_of_120_with_12_sessions_is_planned_to_the_proven_best_in_time(
    seats: tuple[int, int], spread: int
) -> None:
    facts = drawn(Random(2021), 120, 12, seats, spread)

    began = perf_counter()
    proposal = propose(facts, SOLVER)

    assert perf_counter() - began < 5
    assert proposal.gap == 0.0
    assert proposal.objective == proposal.bound > 0


def test_the_same_facts_give_the_same_plan() -> None:
    first, again = (propose(drawn(Random(7), 60, 8, (2, 6), 40), HighsPlanSolver()) for _ in range(2))

    assert first == again


def test_without_a_session_it_names_who_can_no_longer_close_their_cycle() -> None:
    facts = drawn(Random(3), 120, 4, (4, 6), 100)
    before = {one.teacher_id for one in propose(facts, SOLVER).unplaced if one.cannot_close}
    needed = max(facts.sessions.values(), key=lambda session: session.free)
    fewer = {one: session for one, session in facts.sessions.items() if session is not needed}

    without = propose(PlanFacts(facts.teachers, fewer, facts.groups), SOLVER)

    lost = {one.teacher_id for one in without.unplaced if one.cannot_close} - before
    assert lost
    assert all(facts.teachers[one].years_left == 1 for one in lost)


def test_a_search_cut_short_still_says_how_far_from_the_best_it_may_be() -> None:
    facts = drawn(Random(2021), 120, 12, (5, 15), 30)

    found = HighsPlanSolver(seconds=0.0).solve(options(facts), limits(facts))

    assert check(found.plan, facts) == []
    assert found.bound >= HighsPlanSolver().solve(options(facts), limits(facts)).bound
