"""What a cover plan proposes, and why: reasons for every row, and for every lesson nobody covers."""

from dataclasses import dataclass
from uuid import UUID

from domain.timetable.cover import CoverRule, Excluded, candidates
from domain.timetable.cover_check import CoverBreach, check
from domain.timetable.cover_facts import CoverFacts, Plan, locked_plan, open_needs
from domain.timetable.cover_price import CoverReason, price
from domain.timetable.cover_problem import CoverSolver, state


@dataclass(frozen=True, slots=True)
class CoverRow:
    need_id: UUID
    teacher_id: UUID
    name: str
    locked: bool
    cost: int
    reasons: tuple[CoverReason, ...]


@dataclass(frozen=True, slots=True)
class Unfilled:
    """A lesson that nobody covers."""

    need_id: UUID
    excluded: tuple[Excluded, ...]
    """Every colleague, and what keeps them from it."""


@dataclass(frozen=True, slots=True)
class CoverProposal:
    rows: tuple[CoverRow, ...]
    """In the order of time."""

    unfilled: tuple[Unfilled, ...]
    not_needed: tuple[UUID, ...]
    """Lessons settled as in need of no cover."""

    cost: int
    """What the rows cost together, in points."""

    bound: int
    """No plan that covers as many lessons costs less; proven."""

    base_optimum: int
    """The least it could cost without the terms that tie rows together; proven."""

    gap: float
    """The part of the cost that a better plan might save at most: 0 when none can."""

    breaches: tuple[CoverBreach, ...] = ()
    """Hard rules it breaks, which only a person's edit may."""


def propose(facts: CoverFacts, solver: CoverSolver) -> CoverProposal:
    """The best plan the solver finds around the locked rows, said in full."""
    problem = state(facts)
    found = solver.solve(problem)
    return told(
        {**locked_plan(facts), **found.plan},
        facts,
        bound=problem.fixed + found.bound,
        base_optimum=problem.fixed + found.base_optimum,
    )


def told(plan: Plan, facts: CoverFacts, *, bound: int, base_optimum: int) -> CoverProposal:
    """Any plan with its reasons, judged against the bound of the best."""
    priced = price(plan, facts)
    return CoverProposal(
        rows=tuple(
            CoverRow(
                line.need_id,
                line.teacher_id,
                facts.colleagues[line.teacher_id].name,
                line.need_id in facts.locked,
                line.cost,
                line.reasons,
            )
            for line in priced.lines
        ),
        unfilled=unfilled(plan, facts),
        not_needed=tuple(sorted(one for one, teacher_id in facts.locked.items() if teacher_id is None)),
        cost=priced.total,
        bound=bound,
        base_optimum=base_optimum,
        gap=round(max(priced.total - bound, 0) / priced.total, 6) if priced.total else 0.0,
        breaches=tuple(check(plan, facts)),
    )


def unfilled(plan: Plan, facts: CoverFacts) -> tuple[Unfilled, ...]:
    """The lessons nobody covers, each with what keeps each colleague from it, in the order of time."""
    lacking = [need for need in open_needs(facts) if need.need_id not in plan]
    found = []
    for need in lacking:
        able, unable = candidates(need, facts, plan)
        free = (Excluded(one.teacher_id, one.name, CoverRule.LEFT_OUT) for one in able)
        found.append(Unfilled(need.need_id, tuple(sorted((*free, *unable), key=lambda one: one.teacher_id))))
    return tuple(found)
