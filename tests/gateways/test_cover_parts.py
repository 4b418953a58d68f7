"""A part of a cover problem is the whole of it with some rows kept."""

from collections.abc import Iterator
from datetime import timedelta
from itertools import product
from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st

from domain.timetable.cover_facts import CoverFacts, CoverTerms
from domain.timetable.cover_problem import CoverProblem, cost, state
from gateways.solver.cover_parts import part
from tests.domain.timetable.cover_by_hand import within
from tests.domain.timetable.cover_schools import MONDAY, a_colleague, a_need, a_school, tiny_schools


def every_choice(problem: CoverProblem) -> Iterator[list[int]]:
    by_lesson: list[list[int | None]] = [[None] for _ in problem.lessons]
    for number, option in enumerate(problem.options):
        by_lesson[option.lesson].append(number)
    for chosen in product(*by_lesson):
        yield [one for one in chosen if one is not None]


@given(tiny_schools(), st.integers())
@settings(max_examples=300, deadline=None)
def test_a_part_allows_what_the_whole_does_and_costs_as_much_more(facts: CoverFacts, seed: int) -> None:
    problem, random = state(facts), Random(seed)
    plan = random.choice([one for one in every_choice(problem) if within(problem, one)])
    lessons = {one for one in range(len(problem.lessons)) if random.random() < 0.6}
    kept = [one for one in plan if problem.options[one].lesson not in lessons]
    others = [one for one, option in enumerate(problem.options) if option.lesson not in lessons]

    smaller, which = part(problem, plan, lessons, range(len(problem.options)))

    allowed = {tuple(which[one] for one in its) for its in every_choice(smaller) if within(smaller, its)}
    assert allowed == {
        tuple(one for one in its if one not in others)
        for its in every_choice(problem)
        if within(problem, its) and [one for one in its if one in others] == kept
    }
    place = {one: number for number, one in enumerate(which)}
    differences = {
        cost(problem, kept + list(its)) - cost(smaller, [place[one] for one in its]) for its in allowed
    }
    assert len(differences) == 1


@given(tiny_schools(), st.integers())
@settings(max_examples=50, deadline=None)
def test_of_what_is_not_worth_a_try_only_the_chosen_stay(facts: CoverFacts, seed: int) -> None:
    problem, random = state(facts), Random(seed)
    plan = random.choice([one for one in every_choice(problem) if within(problem, one)])

    _, which = part(problem, plan, range(len(problem.lessons)), [])

    assert which == sorted(plan)


def test_the_rows_kept_count_for_the_week() -> None:
    needs = [a_need(1), a_need(2, day=MONDAY + timedelta(1)), a_need(3, day=MONDAY + timedelta(7))]
    facts = a_school(needs, [a_colleague(1)], terms=CoverTerms(weekly_covers=1))

    smaller, which = part(state(facts), [0], {1, 2}, range(3))

    assert which == [2]
    assert smaller.week_caps == ((0, 1),)
