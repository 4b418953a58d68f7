"""Making a plan of cover: drafted, edited row by row, solved again around what is locked, or discarded."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from domain.errors import Conflict, ItemsRefused, NotFound, RuleViolation
from domain.lifecycle import advance, match
from domain.timetable.cover import candidates
from domain.timetable.cover_check import CoverBreach, check
from domain.timetable.cover_ground import CoverGround, Missed
from domain.timetable.cover_plan import (
    CoverPlan,
    CoverPlanRequest,
    CoverPlanRow,
    CoverPlans,
    Draft,
    NothingToCover,
    RowCandidates,
    explained,
    facts_of,
    judged,
    plan_of,
    wanted,
)
from domain.timetable.cover_problem import CoverSolver
from domain.timetable.cover_proposal import propose
from domain.timetable.covering import PLAN_LIFECYCLE, CoverPlanState, CoverRowState


class LessonNotMissed(Conflict):
    """The lesson waits for no cover there any more; facts: `name`, `day`, `period_no`, `subject`."""

    code = "lesson_not_missed"


class CoverRuleBroken(Conflict):
    """A hard rule keeps the teacher from the lesson; facts: `rule`, `name`, `day`, `period_no`."""

    code = "cover_rule_broken"


class RowEditUnclear(RuleViolation):
    """Somebody was named to cover a lesson that needs no cover, or a row with nobody was to be locked."""

    code = "row_edit_unclear"


@dataclass(frozen=True, slots=True)
class PlanRows:
    """Whose rows a search starts from."""

    plan_id: UUID
    request: CoverPlanRequest
    rows: Sequence[CoverPlanRow] = ()


def draft(plan: PlanRows, ground: CoverGround, solver: CoverSolver, new_id: Callable[[], UUID]) -> Draft:
    """A row for every lesson that waits for cover, the locked ones of before as they are, the rest searched.

    Raises NothingToCover.
    """
    before = {row.seat: row for row in plan.rows}
    lessons = wanted(ground, plan.request)
    if not lessons:
        raise NothingToCover(from_day=plan.request.from_day, until_day=plan.request.until_day)
    rows = [_row(one, before.get(one.seat), ground, plan.plan_id, new_id) for one in lessons]
    proposal = propose(facts_of(rows, ground, plan.request), solver)
    by = {line.need_id: line for line in proposal.rows}
    assigned = [
        replace(
            row, state=CoverRowState.ASSIGNED, to_teacher_id=by[row.id].teacher_id, to_name=by[row.id].name
        )
        if row.id in by
        else row
        for row in rows
    ]
    return explained(assigned, proposal)


def _row(
    missed: Missed,
    before: CoverPlanRow | None,
    ground: CoverGround,
    plan_id: UUID,
    new_id: Callable[[], UUID],
) -> CoverPlanRow:
    """As a search starts with it."""
    fresh = CoverPlanRow(
        id=new_id() if before is None else before.id,
        plan_id=plan_id,
        absence_id=missed.absence_id,
        lesson_id=missed.key.lesson_id,
        lesson_day=missed.key.day,
        day=missed.slot.day,
        period_no=missed.slot.period_no,
        kind=missed.kind,
        subject=missed.subject,
        classes=missed.classes,
        from_teacher_id=missed.teacher_id,
        from_name=ground.names[missed.teacher_id],
        to_teacher_id=None,
        to_name=None,
        state=CoverRowState.NOT_NEEDED if missed.present and before is None else CoverRowState.UNFILLED,
        locked=False,
        because=None,
        co_taught=bool(missed.present),
        cost=0,
        reasons=(),
        excluded=(),
    )
    if before is None:
        return fresh
    stays = before.locked and before.to_teacher_id in ground.colleagues
    if not stays and before.state is not CoverRowState.NOT_NEEDED:
        return replace(fresh, version=before.version + 1)
    return replace(
        fresh,
        state=before.state,
        to_teacher_id=before.to_teacher_id,
        to_name=before.to_name,
        locked=before.locked,
        because=before.because,
        version=before.version,
    )


async def edit_row(
    plans: CoverPlans, row_id: UUID, changes: Mapping[str, Any], *, expected: int
) -> CoverPlanRow:
    """`changes` has `teacher_id`, `not_needed_because`, `locked`; what it lacks stays.

    What a person assigns is locked, unless they say otherwise. Raises NotFound, Stale, InvalidState,
    RowEditUnclear, LessonNotMissed, CoverRuleBroken, ItemsRefused with NotFound.
    """
    plan, row = await _row_for_update(plans, row_id)
    match(row.version, expected)
    advance(PLAN_LIFECYCLE, plan.state, "edit")
    ground = await plans.ground(plan.request.from_day, plan.request.until_day)
    if row.seat not in ground.by_seat():
        raise LessonNotMissed(name=row.from_name, day=row.day, period_no=row.period_no, subject=row.subject)
    edited = _edited(row, changes, ground)
    rows = [edited if one.id == row.id else one for one in plan.rows]
    if edited.to_teacher_id is not None:
        refuse_new_breaches(edited, rows, plan, ground)
    written = await plans.write(plan.id, judged(rows, ground, plan.request, plan.solution))
    return next(one for one in written.rows if one.id == row.id)


async def _row_for_update(plans: CoverPlans, row_id: UUID) -> tuple[CoverPlan, CoverPlanRow]:
    """Locks the plan; its rows are those that stand then."""
    plan_id = await plans.plan_of(row_id)
    plan = None if plan_id is None else await plans.for_update(plan_id)
    row = None if plan is None else next((one for one in plan.rows if one.id == row_id), None)
    if plan is None or row is None:
        raise NotFound()
    return plan, row


def _edited(row: CoverPlanRow, changes: Mapping[str, Any], ground: CoverGround) -> CoverPlanRow:
    because, teacher_id = changes.get("not_needed_because"), changes.get("teacher_id")
    if because is not None and teacher_id is not None:
        raise RowEditUnclear()
    if because is not None:
        state, locked = CoverRowState.NOT_NEEDED, True
    elif teacher_id is not None:
        if teacher_id not in ground.colleagues:
            raise ItemsRefused([("/teacher_id", NotFound())])
        state, locked = CoverRowState.ASSIGNED, True
    elif "teacher_id" in changes or "not_needed_because" in changes:
        state, locked = CoverRowState.UNFILLED, False
    else:
        return _relocked(row, changes)
    given = replace(
        row,
        state=state,
        to_teacher_id=teacher_id,
        to_name=None if teacher_id is None else ground.names[teacher_id],
        because=because,
        locked=locked,
        version=row.version + 1,
    )
    return _relocked(given, changes)


def _relocked(row: CoverPlanRow, changes: Mapping[str, Any]) -> CoverPlanRow:
    locked = changes.get("locked", row.locked)
    if locked and row.state is CoverRowState.UNFILLED:
        raise RowEditUnclear()
    return row if locked == row.locked else replace(row, locked=locked, version=row.version + 1)


def refuse_new_breaches(
    edited: CoverPlanRow, rows: Sequence[CoverPlanRow], plan: CoverPlan, ground: CoverGround
) -> None:
    """What other rows broke before a person's edit is no fault of the edit."""
    before = set(breaches(plan.rows, ground, plan.request))
    for breach in breaches(rows, ground, plan.request):
        its_own = breach.teacher_id == edited.to_teacher_id
        if its_own and (breach.need_id == edited.id or breach not in before):
            raise broken(breach, ground, next(row for row in rows if row.id == breach.need_id))


def breaches(
    rows: Sequence[CoverPlanRow], ground: CoverGround, request: CoverPlanRequest
) -> list[CoverBreach]:
    facts = facts_of(rows, ground, request)
    return check(plan_of(rows, facts), facts)


def broken(breach: CoverBreach, ground: CoverGround, row: CoverPlanRow) -> CoverRuleBroken:
    name = "" if breach.teacher_id is None else ground.names[breach.teacher_id]
    return CoverRuleBroken(rule=breach.rule, name=name, day=row.day, period_no=row.period_no)


async def row_candidates(plans: CoverPlans, row_id: UUID) -> RowCandidates:
    """Raises NotFound, LessonNotMissed."""
    plan_id = await plans.plan_of(row_id)
    plan = None if plan_id is None else await plans.get(plan_id)
    if plan is None:
        raise NotFound()
    row = next(one for one in plan.rows if one.id == row_id)
    ground = await plans.ground(plan.request.from_day, plan.request.until_day)
    facts = facts_of(plan.rows, ground, plan.request)
    if row_id not in facts.needs:
        raise LessonNotMissed(name=row.from_name, day=row.day, period_no=row.period_no, subject=row.subject)
    able, unable = candidates(facts.needs[row_id], facts, plan_of(plan.rows, facts))
    return RowCandidates(row_id, able, unable)


async def moving(plans: CoverPlans, plan_id: UUID, action: str, expected: int) -> CoverPlan:
    """The plan, locked. Raises NotFound, Stale, InvalidState."""
    plan = await plans.for_update(plan_id)
    if plan is None:
        raise NotFound()
    advance(PLAN_LIFECYCLE, plan.state, action)
    match(plan.version, expected)
    return plan


async def discard_plan(plans: CoverPlans, plan_id: UUID, *, expected: int, now: datetime) -> CoverPlan:
    """Raises NotFound, Stale, InvalidState."""
    await moving(plans, plan_id, "discard", expected)
    return await plans.settle(plan_id, CoverPlanState.DISCARDED, at=now)
