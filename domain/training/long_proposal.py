"""What a 90-hour plan proposes, and why: a reason for everyone placed, and for everyone left out."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from uuid import UUID

from domain.training.long_plan import (
    Breach,
    Limit,
    Pair,
    PlanFacts,
    PlanRule,
    PlanSession,
    PlanSolver,
    PlanTeacher,
    check,
    forbidden,
    limits,
    options,
    used,
    value,
    worth,
)


class PlanReasonCode(StrEnum):
    CYCLE_ENDS = "cycle_ends"
    NEVER_HAD = "never_had"
    CREDITS_OWED = "credits_owed"
    PASSED_OVER = "passed_over"
    SCHOOL_DAYS_LOST = "school_days_lost"
    NOT_NEEDED = "not_needed"
    DATE_CLASH = "date_clash"
    ALREADY_ENROLLED = "already_enrolled"
    SEATS_TAKEN = "seats_taken"
    SUBJECT_GROUP_SHARE = "subject_group_share"
    GRADE_GROUP_SHARE = "grade_group_share"
    CLASS_SHARE = "class_share"
    LEFT_OUT = "left_out"
    """Nothing stands in the way: a person took them out, or the search ended before its proof."""


_HINDRANCES = {
    PlanRule.SEATS: PlanReasonCode.SEATS_TAKEN,
    PlanRule.SUBJECT_GROUP_SHARE: PlanReasonCode.SUBJECT_GROUP_SHARE,
    PlanRule.GRADE_GROUP_SHARE: PlanReasonCode.GRADE_GROUP_SHARE,
    PlanRule.CLASS_SHARE: PlanReasonCode.CLASS_SHARE,
}


@dataclass(frozen=True, slots=True)
class PlanReason:
    code: PlanReasonCode
    value: str
    """The year, the credits, the days; for a share how many are away of how many may be, such as "3/3"."""

    session_code: str | None = None
    """The session it keeps the teacher out of."""

    name: str | None = None
    """The group whose share is used up, or the training the dates clash with."""

    day: date | None = None
    """The first day of it."""


@dataclass(frozen=True, slots=True)
class Placement:
    teacher_id: UUID
    name: str
    session_id: UUID
    session_code: str
    worth: int
    reasons: tuple[PlanReason, ...]


@dataclass(frozen=True, slots=True)
class Unplaced:
    """A teacher whose cycle asks for a 90-hour course and who is not in the plan."""

    teacher_id: UUID
    name: str
    cannot_close: bool
    """The cycle ends with the planned year, and without this it lacks its 90-hour course."""

    reasons: tuple[PlanReason, ...]
    """One for each session: what keeps the teacher out of it."""


@dataclass(frozen=True, slots=True)
class Proposal:
    placements: tuple[Placement, ...]
    unplaced: tuple[Unplaced, ...]
    objective: int
    """What the placements are worth together, in points."""

    bound: int
    """No plan is worth more; proven."""

    gap: float
    """The part of the bound that the plan falls short by: 0 when none can be better."""

    breaches: tuple[Breach, ...] = ()
    """Hard rules it breaks, which only a person's edit with a reason may."""


def propose(facts: PlanFacts, solver: PlanSolver) -> Proposal:
    """The best plan the solver finds, said in full."""
    found = solver.solve(options(facts), limits(facts))
    return told(found.plan, facts, bound=found.bound)


def told(plan: Sequence[Pair], facts: PlanFacts, *, bound: int) -> Proposal:
    """Any plan with its reasons, judged against the bound of the best. The placements keep their order."""
    objective, together = value(plan, facts), limits(facts)
    placed = {teacher_id for teacher_id, _ in plan}
    left_out = sorted(
        (one for one in facts.teachers.values() if one.missing > 0 and one.teacher_id not in placed),
        key=lambda one: (one.years_left, one.teacher_id),
    )
    return Proposal(
        placements=tuple(_placement(pair, facts) for pair in plan),
        unplaced=tuple(_unplaced(one, plan, facts, together) for one in left_out),
        objective=objective,
        bound=bound,
        gap=round(max(bound - objective, 0) / bound, 6) if bound else 0.0,
        breaches=tuple(check(plan, facts)),
    )


def _placement(pair: Pair, facts: PlanFacts) -> Placement:
    teacher, session = facts.teachers[pair[0]], facts.sessions[pair[1]]
    return Placement(
        teacher_id=teacher.teacher_id,
        name=teacher.name,
        session_id=session.session_id,
        session_code=session.code,
        worth=worth(teacher, session, facts.weights),
        reasons=tuple(_speaking_for(teacher, session)),
    )


def _speaking_for(teacher: PlanTeacher, session: PlanSession) -> list[PlanReason]:
    if teacher.missing < 1:
        return [PlanReason(PlanReasonCode.NOT_NEEDED, str(teacher.until_year))]
    reasons = [PlanReason(PlanReasonCode.CYCLE_ENDS, str(teacher.until_year))]
    if teacher.had == 0:
        reasons.append(PlanReason(PlanReasonCode.NEVER_HAD, "0"))
    if teacher.owed > 0:
        reasons.append(PlanReason(PlanReasonCode.CREDITS_OWED, str(teacher.owed)))
    if teacher.passed_over:
        reasons.append(PlanReason(PlanReasonCode.PASSED_OVER, str(teacher.passed_over)))
    reasons.append(PlanReason(PlanReasonCode.SCHOOL_DAYS_LOST, str(len(session.school_days))))
    return reasons


def _unplaced(
    teacher: PlanTeacher, plan: Sequence[Pair], facts: PlanFacts, together: Sequence[Limit]
) -> Unplaced:
    sessions: Mapping[UUID, PlanSession] = dict(sorted(facts.sessions.items()))
    return Unplaced(
        teacher_id=teacher.teacher_id,
        name=teacher.name,
        cannot_close=teacher.years_left <= 1,
        reasons=tuple(_in_the_way(teacher, session, plan, together) for session in sessions.values()),
    )


def _in_the_way(
    teacher: PlanTeacher, session: PlanSession, plan: Sequence[Pair], together: Sequence[Limit]
) -> PlanReason:
    why = forbidden(teacher, session)
    if why is not None:
        day = why[1]
        if day is None:
            return PlanReason(PlanReasonCode.ALREADY_ENROLLED, session.code, session.code)
        return PlanReason(PlanReasonCode.DATE_CLASH, day.isoformat(), session.code, teacher.booked[day], day)
    pair = teacher.teacher_id, session.session_id
    for limit in together:
        if limit.rule in _HINDRANCES and limit.uses(pair) and used(plan, limit) >= limit.at_most:
            away, most = used(plan, limit) + limit.away, limit.at_most + limit.away
            name = None if limit.rule is PlanRule.SEATS else limit.name
            return PlanReason(_HINDRANCES[limit.rule], f"{away}/{most}", session.code, name, limit.day)
    return PlanReason(PlanReasonCode.LEFT_OUT, session.code, session.code)
