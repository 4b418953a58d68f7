"""A part of a cover problem: some lessons open, all others kept as a plan has them."""

from collections import Counter, defaultdict
from collections.abc import Collection, Sequence
from dataclasses import replace

from domain.timetable.cover_problem import Change, CoverProblem, Faces, Option, Run


def part(
    problem: CoverProblem, chosen: Sequence[int], lessons: Collection[int], worth: Collection[int]
) -> tuple[CoverProblem, list[int]]:
    """The problem these lessons are when the others stay, and which option each of its options is.

    Of their options only those `worth` a try, and those chosen. Its cost differs from the whole plan's by
    what stays the same.
    """
    kept = [one for one in chosen if problem.options[one].lesson not in lessons]
    stays = {problem.options[one].lesson: problem.options[one].teacher for one in kept}
    number = {lesson: place for place, lesson in enumerate(sorted(lessons))}
    day_caps, week_caps = [list(one) for one in problem.day_caps], [list(one) for one in problem.week_caps]
    rows: Counter[int] = Counter()
    taken = set()
    for lesson, teacher in stays.items():
        its = problem.lessons[lesson]
        day_caps[teacher][its.day] -= 1
        week_caps[teacher][its.week] -= 1
        rows[teacher] += 1
        taken.add((teacher, its.slot))
    beside = _beside(problem.changes, stays, number)
    options, which = [], []
    for one in sorted({*worth, *chosen}):
        lesson, teacher, cost = problem.options[one]
        if lesson in number:
            its = problem.lessons[lesson]
            free = day_caps[teacher][its.day] > 0 and week_caps[teacher][its.week] > 0
            if free and (teacher, its.slot) not in taken:
                change = sum(points for who, points in beside[lesson] if who != teacher)
                options.append(Option(number[lesson], teacher, cost + change))
                which.append(one)
    smaller = replace(
        problem,
        lessons=tuple(problem.lessons[lesson] for lesson in number),
        options=tuple(options),
        day_caps=tuple(map(tuple, day_caps)),
        week_caps=tuple(map(tuple, week_caps)),
        rising=tuple(costs[rows[teacher] :] for teacher, costs in enumerate(problem.rising)),
        runs=tuple(_runs(problem.runs, {one: place for place, one in enumerate(which)}, frozenset(kept))),
        absences=tuple(_absences(problem.absences, stays, number)),
        changes=tuple(
            Change(number[one.first], number[one.second], one.cost)
            for one in problem.changes
            if one.first in number and one.second in number
        ),
    )
    return smaller, which


def _beside(
    changes: Sequence[Change], stays: dict[int, int], number: dict[int, int]
) -> defaultdict[int, list[tuple[int, int]]]:
    """By open lesson: the teachers of its neighbours that stay, and what another one costs."""
    beside = defaultdict(list)
    for change in changes:
        for lesson, other in ((change.first, change.second), (change.second, change.first)):
            if lesson in number and other in stays:
                beside[lesson].append((stays[other], change.cost))
    return beside


def _runs(runs: Sequence[Run], place: dict[int, int], kept: frozenset[int]) -> list[Run]:
    smaller = []
    for run in runs:
        # One of its periods is open still, so those kept are no more than it allows.
        if options := tuple(place[one] for one in run.options if one in place):
            smaller.append(Run(options, run.at_most - len(kept.intersection(run.options)), run.cost))
    return smaller


def _absences(absences: Sequence[Faces], stays: dict[int, int], number: dict[int, int]) -> list[Faces]:
    smaller = []
    for absence in absences:
        lessons = tuple(number[one] for one in absence.lessons if one in number)
        if lessons:
            known = absence.known.union(stays[one] for one in absence.lessons if one in stays)
            smaller.append(Faces(lessons, known, absence.cost))
    return smaller
