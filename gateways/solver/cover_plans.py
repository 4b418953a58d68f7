"""Cover plans 代课: the base problem by OR-Tools as a flow, what ties rows together by HiGHS from there on.

A small problem is searched as a whole. Of a large one only the relaxation is solved as a whole, for its
bound; the plan is improved part by part, some absences at a time, all others kept. When the time is over the
best plan so far stands: the flow's, if nothing bettered it.
"""

from collections.abc import Iterator, Sequence
from random import Random
from time import monotonic
from uuid import UUID

import numpy as np

from domain.timetable.cover_problem import CoverProblem, Found, base_cost, cost
from gateways.solver.cover_highs import Relaxed, relaxed, searched
from gateways.solver.cover_network import Network, cheapest, network
from gateways.solver.cover_parts import part
from gateways.solver.cover_program import program

SECONDS = 5.0
WHOLE = 7_000
"""Options up to which HiGHS searches the whole problem."""

PART = 60
"""Lessons of a part."""

RELAXING = 0.6
"""Of the time, for the bound of a large problem."""

CHEAP = 6
"""Options of a lesson that the relaxation looks at first."""

ROUNDS = 8
"""Of flows with the faces of the last one made cheap; later rounds find next to nothing."""

DEAR = 10
"""Points above the relaxation from which an option is not worth a try in a part."""


class CoverPlanSolver:
    """The same problem gives the same plan where the time is enough for proof."""

    def __init__(self, seconds: float = SECONDS, whole: int = WHOLE) -> None:
        self._seconds, self._whole = seconds, whole

    def solve(self, problem: CoverProblem) -> Found:
        if not problem.options:
            return Found({}, 0, 0)
        until = monotonic() + self._seconds
        net = network(problem)
        chosen = cheapest(net)
        base = base_cost(problem, chosen)
        bound = base
        if cost(problem, chosen) > base and monotonic() < until:
            chosen, bound = self._tied(problem, net, chosen, base, until)
        return Found(_plan(problem, chosen), base, bound)

    def _tied(
        self, problem: CoverProblem, net: Network, flow: list[int], base: int, until: float
    ) -> tuple[list[int], int]:
        """A plan no dearer than the flow's by the full cost, and a bound no lower than the flow's."""
        chosen = _fewer_faces(problem, net, flow, until)
        made = program(problem, len(chosen))
        if len(problem.options) <= self._whole:
            found = searched(made, problem, chosen, until)
            return _better(problem, chosen, found.chosen), max(base, found.bound or base)
        now = monotonic()
        first = {*flow, *chosen, *_cheap(problem)}
        relaxation = relaxed(made, len(problem.options), sorted(first), now + RELAXING * (until - now))
        bound = max(base, relaxation.bound or base)
        return _part_by_part(problem, chosen, relaxation, bound, until), bound


def _plan(problem: CoverProblem, chosen: Sequence[int]) -> dict[UUID, UUID]:
    options = (problem.options[one] for one in chosen)
    return {problem.lessons[one.lesson].need_id: problem.teachers[one.teacher] for one in options}


def _cheap(problem: CoverProblem) -> list[int]:
    """Each lesson's options that cost least by themselves."""
    lesson, _, its = np.array(problem.options, dtype=np.int64).T
    order = np.lexsort((its, lesson))
    rank = np.arange(len(order)) - np.searchsorted(lesson, lesson[order])
    cheap: list[int] = order[rank < CHEAP].tolist()
    return cheap


def _better(problem: CoverProblem, old: list[int], new: list[int] | None) -> list[int]:
    return new if new is not None and cost(problem, new) < cost(problem, old) else old


def _fewer_faces(problem: CoverProblem, net: Network, flow: list[int], until: float) -> list[int]:
    """The best of some flows whose costs share out each face among the lessons it had in the flow before."""
    lesson, teacher, _ = np.array(problem.options, dtype=np.int64).T
    absence, face_cost = np.full(len(problem.lessons), -1), np.zeros(len(problem.absences) + 1)
    for number, one in enumerate(problem.absences):
        absence[list(one.lessons)], face_cost[number] = number, one.cost
    face = absence[lesson] * len(problem.teachers) + teacher
    face -= face.min()
    price = face_cost[absence[lesson]]
    known = {(number, one) for number, absence in enumerate(problem.absences) for one in absence.known}
    price[[(number, one) in known for number, one in zip(absence[lesson], teacher, strict=True)]] = 0
    best, last = flow, flow
    for _ in range(ROUNDS):
        if monotonic() > until:
            break
        times = np.bincount(face[last], minlength=face.max() + 1)[face]
        last = cheapest(net, np.rint(price / np.maximum(times, 1)).astype(np.int64))
        best = _better(problem, best, last)
    return best


def _part_by_part(
    problem: CoverProblem, chosen: list[int], relaxation: Relaxed, bound: int, until: float
) -> list[int]:
    worth = np.flatnonzero(relaxation.dear < DEAR).tolist()
    now = cost(problem, chosen)
    for lessons in _parts(problem):
        if now <= bound or monotonic() > until:
            return chosen
        smaller, which = part(problem, chosen, lessons, worth)
        held = set(chosen)
        start = [place for place, one in enumerate(which) if one in held]
        found = searched(program(smaller, len(start)), smaller, start, min(until, monotonic() + 1))
        if found.chosen is not None:
            kept = [one for one in chosen if problem.options[one].lesson not in lessons]
            new = kept + [which[one] for one in found.chosen]
            if (its := cost(problem, new)) < now:
                chosen, now = new, its
    return chosen


def _parts(problem: CoverProblem) -> Iterator[set[int]]:
    """Absences that lie close in time, some at a time, over and over with other neighbours."""
    random = Random(0)
    absences = [one.lessons for one in problem.absences]
    tied = {lesson for lessons in absences for lesson in lessons}
    absences += [(lesson,) for lesson in range(len(problem.lessons)) if lesson not in tied]
    weeks = [problem.lessons[lessons[0]].week for lessons in absences]
    while True:
        parts: list[set[int]] = [set()]
        order = sorted(range(len(absences)), key=lambda one: weeks[one] + random.random())
        for lessons in (absences[one] for one in order):
            if len(parts[-1]) >= PART:
                parts.append(set())
            parts[-1].update(lessons)
        random.shuffle(parts)
        yield from parts
