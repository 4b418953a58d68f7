"""The whole of cover planning as a mixed-integer program, for HiGHS.

One column says yes or no to each option. Beside them: a column for each further lesson of a teacher, for each
teacher an absence gets to know, for each run too long, and for adjacent lessons that keep their teacher.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

from domain.timetable.cover_problem import Change, CoverProblem, Faces, Lesson, Option, Run

INFINITE = float("inf")


@dataclass(slots=True)
class Program:
    """Columns and rows as they are made. The first columns are the problem's options."""

    costs: list[int] = field(default_factory=list)
    most: list[float] = field(default_factory=list)
    whole: list[bool] = field(default_factory=list)
    rows: list[tuple[tuple[int, ...], tuple[int, ...]]] = field(default_factory=list)
    """(columns, factors)"""

    low: list[float] = field(default_factory=list)
    high: list[float] = field(default_factory=list)
    implied: list[tuple[int, int]] = field(default_factory=list)
    """(option, face): the option needs the face. Most hold anyway, so a relaxation adds them as needed."""

    faces: dict[tuple[int, int], int] = field(default_factory=dict)
    """(absence, teacher) → column."""

    def column(self, cost: int, *, most: float = 1, whole: bool = False) -> int:
        self.costs.append(cost)
        self.most.append(most)
        self.whole.append(whole)
        return len(self.costs) - 1

    def row(
        self,
        ones: Iterable[int],
        *,
        less: Iterable[int] = (),
        factor: int = 1,
        low: float = -INFINITE,
        high: float = INFINITE,
    ) -> None:
        """low ≤ the sum of `ones` − factor × the sum of `less` ≤ high."""
        plus, minus = tuple(ones), tuple(less)
        self.rows.append((plus + minus, (1,) * len(plus) + (-factor,) * len(minus)))
        self.low.append(low)
        self.high.append(high)


def program(problem: CoverProblem, filled: int) -> Program:
    """That covers exactly so many lessons, the most there can be."""
    made = Program()
    for option in problem.options:
        made.column(option.cost, whole=True)
    everything = range(len(problem.options))
    by_lesson = _grouped(problem, everything, lambda option, _: option.lesson)
    everyone = filled == len(problem.lessons)
    for its in by_lesson.values():
        made.row(its, low=1 if everyone else 0, high=1)
    if not everyone:
        made.row(everything, low=filled, high=filled)
    for teacher, its in _grouped(problem, everything, lambda option, _: option.teacher).items():
        _caps(made, problem, teacher, its)
        units = [made.column(cost) for cost in problem.rising[teacher]]
        made.row(its, less=units, low=0, high=0)
    for run in problem.runs:
        _run(made, run)
    for number, absence in enumerate(problem.absences):
        its = [one for lesson in absence.lessons for one in by_lesson.get(lesson, ())]
        _faces(made, problem, number, absence, its)
    for change in problem.changes:
        _change(made, problem, change, by_lesson.get(change.first, []), by_lesson.get(change.second, []))
    return made


def _caps(made: Program, problem: CoverProblem, teacher: int, its: Sequence[int]) -> None:
    for there in _grouped(problem, its, _slot).values():
        if len(there) > 1:
            made.row(there, high=1)
    for of, caps in ((_day, problem.day_caps[teacher]), (_week, problem.week_caps[teacher])):
        for number, there in _grouped(problem, its, of).items():
            if len(there) > caps[number]:
                made.row(there, high=caps[number])


def _run(made: Program, run: Run) -> None:
    longer = made.column(run.cost, most=INFINITE)
    made.row(run.options, less=[longer], high=run.at_most)


def _faces(made: Program, problem: CoverProblem, number: int, absence: Faces, options: Sequence[int]) -> None:
    new = []
    for teacher, its in _grouped(problem, options, lambda option, _: option.teacher).items():
        if teacher not in absence.known:
            face = made.faces[number, teacher] = made.column(absence.cost, whole=True)
            new.append(face)
            made.implied += [(one, face) for one in its]
            _face_caps(made, problem, teacher, its, face)
    if new and not absence.known:
        free = made.column(-absence.cost)
        made.row(new, less=[free], low=0)


def _face_caps(made: Program, problem: CoverProblem, teacher: int, its: Sequence[int], face: int) -> None:
    """A face allows no more than the caps do. True anyway, but it makes the relaxation far closer."""
    could: defaultdict[int, int] = defaultdict(int)
    for day, there in _grouped(problem, its, _day).items():
        at_most = min(problem.day_caps[teacher][day], len(_grouped(problem, there, _slot)))
        could[problem.lessons[problem.options[there[0]].lesson].week] += at_most
        if len(there) > at_most:
            made.row(there, less=[face], factor=at_most, high=0)
    for week, there in _grouped(problem, its, _week).items():
        could[week] = min(problem.week_caps[teacher][week], could[week])
        if len(there) > could[week]:
            made.row(there, less=[face], factor=could[week], high=0)
    if len(could) > 1 and len(its) > sum(could.values()):
        made.row(its, less=[face], factor=sum(could.values()), high=0)


def _change(
    made: Program, problem: CoverProblem, change: Change, first: Sequence[int], second: Sequence[int]
) -> None:
    after = {problem.options[one].teacher: one for one in second}
    kept = []
    for one in first:
        if (other := after.get(problem.options[one].teacher)) is not None:
            kept.append(made.column(0))
            made.row([kept[-1]], less=[one], high=0)
            made.row([kept[-1]], less=[other], high=0)
    made.row([*first, *second], less=[*kept, made.column(change.cost)], high=1)


def _grouped(
    problem: CoverProblem, options: Iterable[int], of: Callable[[Option, Lesson], int]
) -> dict[int, list[int]]:
    groups: defaultdict[int, list[int]] = defaultdict(list)
    for one in options:
        option = problem.options[one]
        groups[of(option, problem.lessons[option.lesson])].append(one)
    return groups


def _slot(_: Option, lesson: Lesson) -> int:
    return lesson.slot


def _day(_: Option, lesson: Lesson) -> int:
    return lesson.day


def _week(_: Option, lesson: Lesson) -> int:
    return lesson.week
