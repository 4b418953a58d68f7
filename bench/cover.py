"""`python -m bench.cover`: cover plans beside a bare minimum-cost flow, and their distance from the best.

See README.md here.
"""

import argparse
from collections.abc import Callable
from dataclasses import replace
from random import Random
from statistics import median
from time import perf_counter
from typing import TypeVar

import numpy as np
from ortools.graph.python.min_cost_flow import SimpleMinCostFlow

from domain.timetable.cover_facts import CoverFacts
from domain.timetable.cover_problem import CoverProblem, state
from domain.timetable.cover_proposal import propose
from gateways.solver.cover_plans import CoverPlanSolver
from tests.domain.timetable.cover_schools import drawn

T = TypeVar("T")

TEACHERS = 60
SCHOOLS = (30, 1), (150, 3), (600, 10), (600, 4)
"""(lessons to cover, weeks they lie in)"""


Arcs = list[tuple[int, int, int, int]]
"""(tail, head, capacity, cost)"""


def written(problem: CoverProblem) -> Arcs:
    """The network of the base problem, arc by arc; the lessons are its first nodes, the sink its last."""
    names: dict[tuple[object, ...], int] = {}

    def node(*name: object) -> int:
        return names.setdefault(name, len(names))

    for number in range(len(problem.lessons)):
        node("lesson", number)
    arcs: dict[tuple[int, int], tuple[int, int]] = {}
    for lesson, teacher, cost in problem.options:
        its = problem.lessons[lesson]
        slot, day = node("slot", teacher, its.slot), node("day", teacher, its.day)
        week, who = node("week", teacher, its.week), node("teacher", teacher)
        arcs[node("lesson", lesson), slot] = 1, cost
        arcs[slot, day] = 1, 0
        arcs[day, week] = problem.day_caps[teacher][its.day], 0
        arcs[week, who] = problem.week_caps[teacher][its.week], 0
    tops = [(node("teacher", teacher), costs) for teacher, costs in enumerate(problem.rising)]
    sink = node("sink")
    units = [(teacher, sink, 1, cost) for teacher, costs in tops for cost in costs]
    return [(tail, head, *more) for (tail, head), more in arcs.items()] + units


def bare(arcs: Arcs, lessons: int) -> tuple[int, int]:
    """OR-Tools and nothing else, from a list of arcs to (lessons covered, least cost)."""
    tails, heads, capacities, costs = np.array(arcs, dtype=np.int64).T
    flow = SimpleMinCostFlow()
    flow.add_arcs_with_capacity_and_unit_cost(
        tails.astype(np.int32), heads.astype(np.int32), capacities, costs
    )
    supplies = np.ones(lessons + 1, dtype=np.int64)
    supplies[-1] = -lessons
    flow.set_nodes_supplies(np.append(np.arange(lessons), heads[-1]).astype(np.int32), supplies)
    status = flow.solve_max_flow_with_min_cost()
    assert status == SimpleMinCostFlow.OPTIMAL, status
    return flow.maximum_flow(), flow.optimal_cost()


def timed(work: Callable[[], T]) -> tuple[float, T]:
    began = perf_counter()
    answer = work()
    return perf_counter() - began, answer


def base(facts: CoverFacts, rounds: int) -> str:
    """The solver on the base problem beside the bare flow, turn by turn, and the median ratio."""
    took, problem = timed(lambda: state(facts))
    loose = replace(problem, runs=(), absences=(), changes=())
    arcs, solver, ratios, times = written(problem), CoverPlanSolver(), [], []
    for _ in range(rounds):
        flow, (covered, least) = timed(lambda: bare(arcs, len(problem.lessons)))
        ours, found = timed(lambda: solver.solve(loose))
        assert (len(found.plan), found.base_optimum, found.bound) == (covered, least, least)
        ratios.append(ours / flow)
        times.append((flow, ours))
    flow, ours = (median(one) * 1e3 for one in zip(*times, strict=True))
    speed = f"{took * 1e3:.0f} | {flow:.1f} | {ours:.1f} | {median(ratios):.2f}"
    return f"{covered} | {least + problem.fixed} | {speed}"


def tied(facts: CoverFacts, seconds: float) -> str:
    """The whole problem, with what ties rows together."""
    took, proposal = timed(lambda: propose(facts, CoverPlanSolver(seconds)))
    assert not proposal.breaches
    return f"{proposal.cost} | {proposal.bound} | {proposal.gap:.2%} | {took:.1f}"


def main() -> None:
    options = argparse.ArgumentParser(prog="python -m bench.cover", description=__doc__)
    options.add_argument("--rounds", type=int, default=21)
    options.add_argument("--seconds", type=float, default=5.0, help="for the terms that tie rows together")
    options.add_argument("--seeds", type=int, nargs="*", default=[1, 2, 3])
    given = options.parse_args()
    print("| lessons | weeks | school | covered | base optimum | stating ms | bare flow ms | ours ms", end="")
    print(" | × bare flow | cost | bound | gap | s |")
    print("|---:" * 13 + "|")
    for lessons, weeks in SCHOOLS:
        for seed in given.seeds:
            facts = drawn(Random(seed), TEACHERS, lessons, weeks=weeks)
            figures = f"{base(facts, given.rounds)} | {tied(facts, given.seconds)}"
            print(f"| {lessons} | {weeks} | {seed} | {figures} |", flush=True)


if __name__ == "__main__":
    main()
