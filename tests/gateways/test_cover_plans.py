"""The solver against the rules, and against trying every plan."""

from dataclasses import replace
from random import Random
from uuid import UUID

import pytest
from hypothesis import given, settings

from domain.timetable.cover import CoverRule
from domain.timetable.cover_check import check
from domain.timetable.cover_facts import CoverFacts, CoverPoints, CoverTerms, locked_plan
from domain.timetable.cover_problem import base_cost, state
from domain.timetable.cover_proposal import CoverProposal, propose
from gateways.solver.cover_plans import CoverPlanSolver
from tests.domain.timetable.cover_by_hand import every_plan, kept, points
from tests.domain.timetable.cover_schools import (
    a_colleague,
    a_need,
    a_school,
    drawn,
    schools,
    tiny,
    tiny_schools,
)

WHOLE = CoverPlanSolver(seconds=5)
PARTS = CoverPlanSolver(seconds=0.5, whole=0)


def plan_of(proposal: CoverProposal) -> dict[UUID, UUID]:
    return {row.need_id: row.teacher_id for row in proposal.rows}


def allowed(facts: CoverFacts) -> CoverFacts:
    """Without its locked rows if these break a rule themselves, as no plan could then keep all."""
    return facts if kept(locked_plan(facts), facts) else replace(facts, locked={})


def best_of_all(facts: CoverFacts) -> tuple[int, int]:
    """(lessons covered, negative; cost)"""
    return min((-len(plan), points(plan, facts)) for plan in every_plan(facts) if kept(plan, facts))


@given(tiny_schools())
@settings(max_examples=150, deadline=None)
def test_on_a_tiny_school_no_plan_there_is_beats_it(facts: CoverFacts) -> None:
    facts = allowed(facts)

    proposal = propose(facts, WHOLE)

    assert (-len(proposal.rows), proposal.cost) == best_of_all(facts)
    assert (proposal.bound, proposal.gap) == (proposal.cost, 0.0)


@pytest.mark.parametrize("seed", [2864, 3076, 3504, 4432])
def test_a_search_settled_before_it_starts_does_not_give_back_where_it_started(seed: int) -> None:
    """HiGHS 1.16 did: it reported the optimum, and with it the flow's plan."""
    facts = allowed(tiny(Random(seed)))

    proposal = propose(facts, WHOLE)

    assert (-len(proposal.rows), proposal.cost) == best_of_all(facts)
    assert proposal.gap == 0.0


@given(tiny_schools())
@settings(max_examples=60, deadline=None)
def test_part_by_part_it_covers_as_many_and_its_bound_is_one(facts: CoverFacts) -> None:
    facts = allowed(facts)

    proposal = propose(facts, PARTS)

    covered, best = best_of_all(facts)
    assert -len(proposal.rows) == covered
    assert proposal.base_optimum <= proposal.bound <= best <= proposal.cost


@given(tiny_schools())
@settings(max_examples=100, deadline=None)
def test_the_base_optimum_is_the_least_of_all_plans_without_the_terms_that_tie_rows(
    facts: CoverFacts,
) -> None:
    facts = allowed(facts)
    problem = state(facts)
    loose = replace(problem, runs=(), absences=(), changes=())

    found = WHOLE.solve(loose)

    number = {
        (problem.lessons[one.lesson].need_id, problem.teachers[one.teacher]): place
        for place, one in enumerate(problem.options)
    }
    costs = [
        (-len(plan), base_cost(problem, [number[row] for row in plan.items() if row[0] not in facts.locked]))
        for plan in every_plan(facts)
        if kept(plan, facts)
    ]
    settled = len(locked_plan(facts))
    assert (-len(found.plan) - settled, found.base_optimum) == min(costs)
    assert found.bound == found.base_optimum == WHOLE.solve(problem).base_optimum


@pytest.mark.parametrize("solver", [WHOLE, PARTS], ids=["as a whole", "part by part"])
@given(facts=schools(teachers=20, lessons=40))
@settings(max_examples=25, deadline=None)
def test_no_plan_breaks_a_hard_rule_or_moves_a_locked_row(solver: CoverPlanSolver, facts: CoverFacts) -> None:
    proposal = propose(facts, solver)

    plan = plan_of(proposal)
    assert check(plan, facts) == check(locked_plan(facts), facts)
    assert all(plan.get(one) == who for one, who in facts.locked.items())
    assert proposal.cost == points(plan, facts)
    assert proposal.base_optimum <= proposal.bound <= proposal.cost


@given(schools(teachers=10, lessons=40))
@settings(max_examples=25, deadline=None)
def test_a_lesson_nobody_covers_names_what_keeps_every_colleague_from_it(facts: CoverFacts) -> None:
    proposal = propose(facts, WHOLE)

    settled = set(plan_of(proposal)) | set(proposal.not_needed)
    assert {one.need_id for one in proposal.unfilled} == set(facts.needs) - settled
    for one in proposal.unfilled:
        assert [why.teacher_id for why in one.excluded] == sorted(facts.colleagues)
        assert CoverRule.LEFT_OUT not in {why.code for why in one.excluded}


def test_the_most_lessons_come_before_any_cost() -> None:
    """The best teacher for the first lesson is the only one for the second."""
    first, second = a_need(1), a_need(2, qualification="实验", subject="科学")
    able = a_colleague(1, qualifications=frozenset(["实验"]))
    dear = a_colleague(2, subjects=frozenset(), class_ids=frozenset(), grade_ids=frozenset(), given=50)
    facts = a_school([first, second], [able, dear])

    assert plan_of(propose(facts, WHOLE)) == {
        first.need_id: dear.teacher_id,
        second.need_id: able.teacher_id,
    }


def test_it_plans_around_locked_rows() -> None:
    needs = [a_need(number, period_no=number) for number in (1, 2, 3)]
    facts = a_school(
        needs,
        [a_colleague(1), a_colleague(2, subjects=frozenset())],
        locked={needs[0].need_id: UUID(int=2), needs[1].need_id: None},
    )

    proposal = propose(facts, WHOLE)

    assert plan_of(proposal)[needs[0].need_id] == UUID(int=2)
    assert proposal.not_needed == (needs[1].need_id,)
    assert [row.locked for row in proposal.rows] == [True, False]


def test_one_teacher_stays_with_an_absence_where_nothing_speaks_against_it() -> None:
    needs = [a_need(number, period_no=number) for number in (1, 3, 5)]
    terms = CoverTerms(daily_covers=3, points=CoverPoints(ahead=0, more=1, further_teacher=10))

    proposal = propose(a_school(needs, [a_colleague(1), a_colleague(2)], terms=terms), WHOLE)

    assert len(set(plan_of(proposal).values())) == 1


def test_a_search_without_time_gives_the_flow_plan_and_a_bound_that_holds() -> None:
    facts = drawn(Random(5), 30, 60, weeks=2)

    hasty, proper = propose(facts, CoverPlanSolver(seconds=0)), propose(facts, WHOLE)

    assert len(hasty.rows) == len(proper.rows)
    assert hasty.breaches == ()
    assert hasty.bound == hasty.base_optimum == proper.base_optimum <= proper.cost <= hasty.cost


def test_the_same_facts_give_the_same_plan() -> None:
    first, again = (propose(drawn(Random(7), 30, 30, weeks=1), CoverPlanSolver()) for _ in range(2))

    assert first.gap == 0.0
    assert first == again


def test_the_week_of_a_school_of_60_is_planned_to_the_proven_best() -> None:
    """What larger plans reach depends on the machine's speed: the bench shows it."""
    proposal = propose(drawn(Random(1), 60, 30, weeks=1), CoverPlanSolver(seconds=60))

    assert proposal.breaches == ()
    assert proposal.cost == proposal.bound > 0


def test_with_nothing_to_cover_there_is_nothing_to_plan() -> None:
    proposal = propose(a_school([], [a_colleague(1)]), WHOLE)

    assert (proposal.rows, proposal.unfilled, proposal.cost, proposal.gap) == ((), (), 0, 0.0)
