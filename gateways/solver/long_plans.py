"""90-hour plans by HiGHS: a yes or no for each possible placement, worth as much as the limits allow."""

from collections.abc import Mapping, Sequence
from math import floor
from uuid import UUID

import numpy as np
from highspy import Highs, HighsLp, HighsModelStatus, HighsVarType, MatrixFormat, ObjSense, SolutionStatus

from domain.training.long_plan import Found, Limit, Pair

SECONDS = 5.0
_SOLVED = (HighsModelStatus.kOptimal, HighsModelStatus.kTimeLimit)


class SolverFailed(RuntimeError):
    """HiGHS ended in a state that a well-formed plan cannot lead to."""


class HighsPlanSolver:
    """One thread and a fixed seed: the same facts give the same plan where the time is enough for proof."""

    def __init__(self, seconds: float = SECONDS) -> None:
        self._seconds = seconds

    def solve(self, options: Mapping[Pair, int], limits: Sequence[Limit]) -> Found:
        if not options:
            return Found((), 0)
        pairs = list(options)
        solver = self._solver()
        solver.passModel(_model(pairs, list(options.values()), limits))
        solver.run()
        if solver.getModelStatus() not in _SOLVED:
            raise SolverFailed(solver.modelStatusToString(solver.getModelStatus()))
        plan = tuple(pair for pair, taken in zip(pairs, _taken(solver, len(pairs)), strict=True) if taken)
        reached = sum(options[pair] for pair in plan)
        proven = min(solver.getInfo().mip_dual_bound, _apart(options))
        # Worth is whole points, so a bound may be rounded down; a plan that reaches it is the best there is.
        return Found(plan, max(floor(proven + 1e-4), reached))

    def _solver(self) -> Highs:
        solver = Highs()  # type: ignore[no-untyped-call]
        for name, value in (
            ("output_flag", False),
            ("threads", 1),
            ("random_seed", 0),
            ("time_limit", self._seconds),
            ("mip_rel_gap", 0.0),
            ("mip_abs_gap", 0.999),
        ):
            solver.setOptionValue(name, value)
        return solver


def _taken(solver: Highs, count: int) -> list[bool]:
    """Which options the solver takes; none when its time was over before it had a plan."""
    if solver.getInfo().primal_solution_status != SolutionStatus.kSolutionStatusFeasible:
        return [False] * count
    return [taken > 0.5 for taken in solver.getSolution().col_value]


def _apart(options: Mapping[Pair, int]) -> int:
    """What everybody's best option is worth, as if none stood in another's way: a bound before any search."""
    best: dict[UUID, int] = {}
    for (teacher_id, _), worth in options.items():
        best[teacher_id] = max(worth, best.get(teacher_id, 0))
    return sum(best.values())


def _model(pairs: Sequence[Pair], worth: Sequence[int], limits: Sequence[Limit]) -> HighsLp:
    rows = _rows(pairs, limits)
    model = HighsLp()
    model.num_col_, model.num_row_ = len(pairs), len(rows)
    model.sense_ = ObjSense.kMaximize
    model.col_cost_ = np.array(worth, dtype=np.double)
    model.col_lower_, model.col_upper_ = np.zeros(len(pairs)), np.ones(len(pairs))
    model.integrality_ = [HighsVarType.kInteger] * len(pairs)
    model.row_lower_ = np.zeros(len(rows))
    model.row_upper_ = np.array([at_most for _, at_most in rows], dtype=np.double)
    matrix = model.a_matrix_
    matrix.format_ = MatrixFormat.kRowwise
    matrix.start_ = np.cumsum([0, *(len(columns) for columns, _ in rows)], dtype=np.int32)
    matrix.index_ = np.array([column for columns, _ in rows for column in columns], dtype=np.int32)
    matrix.value_ = np.ones(len(matrix.index_))
    return model


def _rows(pairs: Sequence[Pair], limits: Sequence[Limit]) -> list[tuple[tuple[int, ...], int]]:
    """(the options a limit is about, how many of them at most); one for each set of options, if it binds."""
    by_teacher: dict[UUID, list[tuple[int, UUID]]] = {}
    for column, (teacher_id, session_id) in enumerate(pairs):
        by_teacher.setdefault(teacher_id, []).append((column, session_id))
    tightest: dict[tuple[int, ...], int] = {}
    for limit in limits:
        columns = tuple(
            sorted(
                column
                for teacher_id in limit.teachers
                for column, session_id in by_teacher.get(teacher_id, ())
                if session_id in limit.sessions
            )
        )
        if len(columns) > limit.at_most:
            tightest[columns] = min(limit.at_most, tightest.get(columns, limit.at_most))
    return list(tightest.items())
