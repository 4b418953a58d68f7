"""HiGHS on a program: what its relaxation proves, and what a search finds. One thread, a fixed seed."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil, isfinite
from time import monotonic

import numpy as np
from highspy import Highs, HighsLp, HighsModelStatus, HighsVarType, MatrixFormat, SolutionStatus

from domain.timetable.cover_problem import CoverProblem
from gateways.solver.cover_program import INFINITE, Program

SLACK = 1e-2
"""Costs are whole numbers, so a bound may be rounded up; this much of it may be noise."""


BROKEN = 1e-3
TINY = 1e-6
ENOUGH = 5e-4
"""The part of a bound by which a round has to raise it for the next to be worth its time."""


@dataclass(frozen=True, slots=True)
class Relaxed:
    bound: int | None
    """None when there was no time to prove any."""

    dear: np.ndarray
    """By option, about how many points a plan with it costs more than the bound."""


@dataclass(frozen=True, slots=True)
class Searched:
    chosen: list[int] | None
    bound: int | None


def relaxed(made: Program, options: int, open_first: Sequence[int], until: float) -> Relaxed:
    """Solves for some options, then opens those that pay and adds what is implied and broken, round by round.

    Each round proves a bound: what the options left out could save at most comes off its value.
    """
    solver, model = _solver(), _lp(made, made.rows, whole=False)
    out = np.ones(options, dtype=bool)
    out[list(open_first)] = False
    model.col_upper_ = np.where(np.append(out, np.zeros(len(made.most) - options, dtype=bool)), 0, made.most)
    solver.passModel(model)
    option, face = np.array(made.implied, dtype=np.int32).reshape(-1, 2).T
    there = np.zeros(len(option), dtype=bool)
    bound, dear = None, np.zeros(options)
    while _in_time(solver, until):
        solver.run()
        if solver.getModelStatus() != HighsModelStatus.kOptimal:
            break
        value, dear = (
            np.array(solver.getSolution().col_value),
            np.array(solver.getSolution().col_dual)[:options],
        )
        pays = np.flatnonzero(out & (dear < -TINY)).astype(np.int32)
        broken = np.flatnonzero(~there & (value[option] > value[face] + BROKEN))
        before, proven = bound, whole_bound(solver.getObjectiveValue() + dear[out].clip(max=0).sum())
        bound = proven if before is None else max(before, proven)
        if not len(pays) and (not len(broken) or (before is not None and bound - before <= bound * ENOUGH)):
            break
        out[pays] = False
        solver.changeColsBounds(len(pays), pays, np.zeros(len(pays)), np.ones(len(pays)))
        there[broken] = True
        _imply(solver, option[broken], face[broken])
    return Relaxed(bound, dear)


def searched(made: Program, problem: CoverProblem, start: Sequence[int], until: float) -> Searched:
    """The best plan the search meets from that one on, and what it proves of all plans."""
    solver = _solver()
    rows = [*made.rows, *(((option, face), (1, -1)) for option, face in made.implied)]
    solver.passModel(_lp(made, rows, whole=True))
    columns = np.flatnonzero(made.whole).astype(np.int32)
    solver.setSolution(len(columns), columns, _start(made, problem, start)[columns])
    if not _in_time(solver, until):
        return Searched(None, None)
    solver.run()
    information = solver.getInfo()
    # Where presolving alone settles a program, HiGHS reports the optimum but gives back the start (1.16).
    if np.dot(made.costs, solver.getSolution().col_value) > information.objective_function_value + 0.5:
        solver.clearSolver()
        _in_time(solver, until)
        solver.run()
        information = solver.getInfo()
    bound = information.mip_dual_bound
    chosen = None
    if information.primal_solution_status == SolutionStatus.kSolutionStatusFeasible:
        values = np.array(solver.getSolution().col_value)[: len(problem.options)]
        chosen = np.flatnonzero(values > 0.5).tolist()
    return Searched(chosen, whole_bound(bound) if isfinite(bound) else None)


def whole_bound(bound: float) -> int:
    return ceil(bound - SLACK)


def _solver() -> Highs:
    solver = Highs()  # type: ignore[no-untyped-call]
    for name, value in (
        ("output_flag", False),
        ("threads", 1),
        ("random_seed", 0),
        ("mip_rel_gap", 0.0),
        ("mip_abs_gap", 0.99),
    ):
        solver.setOptionValue(name, value)
    return solver


def _in_time(solver: Highs, until: float) -> bool:
    """Whether there is time for a run; HiGHS counts from the first one of the same solver on."""
    left = until - monotonic()
    solver.setOptionValue("time_limit", solver.getRunTime() + max(left, 0.0))
    return left > 0


def _lp(made: Program, rows: Sequence[tuple[tuple[int, ...], tuple[int, ...]]], *, whole: bool) -> HighsLp:
    implied = len(rows) - len(made.rows)
    model = HighsLp()
    model.num_col_, model.num_row_ = len(made.costs), len(rows)
    model.col_cost_ = np.array(made.costs, dtype=np.double)
    model.col_lower_, model.col_upper_ = np.zeros(len(made.costs)), np.array(made.most, dtype=np.double)
    if whole:
        kinds = HighsVarType.kContinuous, HighsVarType.kInteger
        model.integrality_ = [kinds[one] for one in made.whole]
    model.row_lower_ = np.array([*made.low, *([-INFINITE] * implied)])
    model.row_upper_ = np.array([*made.high, *([0.0] * implied)])
    matrix = model.a_matrix_
    matrix.format_ = MatrixFormat.kRowwise
    matrix.start_ = np.cumsum([0, *(len(columns) for columns, _ in rows)], dtype=np.int32)
    matrix.index_ = np.array([one for columns, _ in rows for one in columns], dtype=np.int32)
    matrix.value_ = np.array([one for _, factors in rows for one in factors], dtype=np.double)
    return model


def _imply(solver: Highs, option: np.ndarray, face: np.ndarray) -> None:
    count = len(option)
    solver.addRows(
        count,
        np.full(count, -INFINITE),
        np.zeros(count),
        2 * count,
        2 * np.arange(count, dtype=np.int32),
        np.stack([option, face], axis=1).ravel().astype(np.int32),
        np.tile([1.0, -1.0], count),
    )


def _start(made: Program, problem: CoverProblem, chosen: Sequence[int]) -> np.ndarray:
    values = np.zeros(len(made.costs))
    values[list(chosen)] = 1
    absence_of = {lesson: number for number, one in enumerate(problem.absences) for lesson in one.lessons}
    for one in chosen:
        option = problem.options[one]
        face = made.faces.get((absence_of.get(option.lesson, -1), option.teacher))
        if face is not None:
            values[face] = 1
    return values
