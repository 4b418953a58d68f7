"""The part of cover planning that is a minimum-cost flow, by OR-Tools: whole arrays in, whole arrays out.

lesson → teacher's period (one) → teacher's day (cap) → teacher's week (cap) → teacher → sink, the last by one
arc of rising cost for each further lesson. OR-Tools finds the largest flow first and then its least cost: the
order the plan asks for. A costly arc past every lesson says the same, at twice the time.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from ortools.graph.python.min_cost_flow import SimpleMinCostFlow

from domain.timetable.cover_problem import CoverProblem

Numbers = NDArray[np.int64]


class FlowFailed(RuntimeError):
    """OR-Tools ended in a state that a well-formed network cannot lead to."""


@dataclass(frozen=True, slots=True)
class Network:
    """Arcs by the array. The options' arcs are the first, in their order."""

    tails: Numbers
    heads: Numbers
    capacities: Numbers
    costs: Numbers
    lessons: int
    options: int

    @property
    def sink(self) -> int:
        return int(self.heads[-1])


def network(problem: CoverProblem) -> Network:
    """Of a problem with options."""
    lesson, teacher, cost = np.array(problem.options, dtype=np.int64).T
    slot, day, week = np.array([one[1:] for one in problem.lessons], dtype=np.int64).T
    day_caps, week_caps = np.array(problem.day_caps), np.array(problem.week_caps)
    rising = [np.array(costs, dtype=np.int64) for costs in problem.rising]

    first = len(problem.lessons)
    tails, heads, caps = [lesson], [], [np.ones(len(lesson), dtype=np.int64)]
    # One option of each node stands for it: its teacher, and its lesson's period, day and week.
    stands = np.arange(len(lesson))
    for number, most in ((slot, None), (day, day_caps), (week, week_caps)):
        at = number[lesson[stands]]
        _, chosen, node = np.unique(
            teacher[stands] * (number.max() + 1) + at, return_index=True, return_inverse=True
        )
        heads.append(first + node)
        stands = stands[chosen]
        tails.append(first + np.arange(len(stands)))
        at = number[lesson[stands]]
        caps.append(np.ones(len(stands), dtype=np.int64) if most is None else most[teacher[stands], at])
        first += len(stands)
    heads.append(first + teacher[stands])
    each = np.array([len(costs) for costs in rising])
    sink = first + len(rising)
    return Network(
        tails=np.concatenate([*tails, first + np.repeat(np.arange(len(rising)), each)]),
        heads=np.concatenate([*heads, np.full(each.sum(), sink)]),
        capacities=np.concatenate([*caps, np.ones(each.sum(), dtype=np.int64)]),
        costs=np.concatenate([cost, np.zeros(sum(map(len, tails[1:])), dtype=np.int64), *rising]),
        lessons=len(problem.lessons),
        options=len(lesson),
    )


def cheapest(net: Network, more: Numbers | None = None) -> list[int]:
    """The options of the largest and then cheapest flow; `more` comes on top of what the options cost."""
    costs = net.costs
    if more is not None:
        costs = costs.copy()
        costs[: net.options] += more
    flow = SimpleMinCostFlow()
    arcs = flow.add_arcs_with_capacity_and_unit_cost(
        net.tails.astype(np.int32), net.heads.astype(np.int32), net.capacities, costs
    )
    supply = np.ones(net.lessons + 1, dtype=np.int64)
    supply[-1] = -net.lessons
    flow.set_nodes_supplies(np.append(np.arange(net.lessons), net.sink).astype(np.int32), supply)
    status = flow.solve_max_flow_with_min_cost()
    if status != SimpleMinCostFlow.OPTIMAL:
        raise FlowFailed(str(status))
    chosen: list[int] = np.flatnonzero(flow.flows(arcs[: net.options])).tolist()
    return chosen
