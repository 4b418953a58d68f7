"""Keeping 90-hour plans: asked for, proposed, edited by a person, confirmed or discarded."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol
from uuid import UUID

from domain.errors import Conflict, DomainError, ItemsRefused, NotFound, RuleViolation
from domain.identity.access import Caller
from domain.identity.actions import Action
from domain.lifecycle import actions, advance, match
from domain.messages import Messages
from domain.paging import Page, Window
from domain.people.calendar import SchoolYearSpan, SchoolYearUnknown
from domain.training.long_places import PlanPlaces, notices, take_places
from domain.training.long_plan import LIFECYCLE, Breach, Pair, PlanFacts, PlanState
from domain.training.long_proposal import Proposal, told


class NothingToPlan(RuleViolation):
    """The school year has no 90-hour session that still takes people; facts: `school_year`."""

    code = "nothing_to_plan"


class SessionNotPlannable(RuleViolation):
    """Not a 90-hour session of the school year that still takes people; facts: `code`."""

    code = "session_not_plannable"


class PlanRuleBroken(Conflict):
    """One rule a plan breaks; facts: `rule`, `name`, `day`, `count`, `at_most`."""

    code = "plan_rule_broken"


class PlanBreaksRule(ItemsRefused):
    """A plan breaks hard rules, and nobody said why it should all the same; facts: `count`."""

    code = "plan_breaks_rule"


@dataclass(frozen=True, slots=True)
class PlanRequest:
    """What a plan was asked for with. The shares are written as the policy writes them, such as "1/3"."""

    school_year: int
    session_ids: tuple[UUID, ...]
    subject_group_share: str = "1/3"
    grade_group_share: str = "1/4"
    class_share: str = "1/3"


@dataclass(frozen=True, slots=True)
class LongPlan:
    """A plan of who goes to which 90-hour session: a proposal until a person confirms it."""

    id: UUID
    state: PlanState
    request: PlanRequest
    proposal: Proposal
    override_reason: str | None
    """Why the plan stands though it breaks a rule."""

    edited: bool
    """A person changed what the solver proposed."""

    created_at: datetime
    settled_at: datetime | None
    """When it was confirmed or discarded."""

    version: int
    allowed_actions: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class LongPlanLine:
    """A plan in a list."""

    id: UUID
    school_year: int
    state: PlanState
    sessions: int
    placed: int
    unplaced: int
    objective: int
    bound: int
    created_at: datetime
    settled_at: datetime | None
    version: int
    allowed_actions: tuple[str, ...] = ()


class LongPlans(Protocol):
    async def spans(self) -> list[SchoolYearSpan]: ...

    async def plannable(self, span: SchoolYearSpan) -> list[UUID]:
        """The 90-hour sessions that end in the year and still take people: drafts and open ones, and closed
        ones of a round whose applications are being audited."""
        ...

    async def codes(self, session_ids: Collection[UUID]) -> dict[UUID, str]: ...

    async def facts(self, request: PlanRequest) -> PlanFacts:
        """As they stand now."""
        ...

    async def page(self, window: Window, *, school_year: int | None) -> Page[LongPlanLine]: ...

    async def get(self, plan_id: UUID) -> LongPlan | None: ...

    async def for_update(self, plan_id: UUID) -> LongPlan | None: ...

    async def change(self, plan_id: UUID, **values: Any) -> LongPlan: ...


def allowed_actions(state: PlanState, caller: Caller) -> tuple[str, ...]:
    return actions(LIFECYCLE, state) if caller.may(Action.LONG_PLAN_WRITE) else ()


async def sessions_to_plan(
    plans: LongPlans, school_year: int, asked: Sequence[UUID] | None
) -> tuple[UUID, ...]:
    """The sessions asked for, or all there are of the year.

    Raises SchoolYearUnknown, NothingToPlan, ItemsRefused with NotFound and SessionNotPlannable.
    """
    span = next((one for one in await plans.spans() if one.start_year == school_year), None)
    if span is None:
        raise SchoolYearUnknown(day=str(school_year))
    there = await plans.plannable(span)
    unfit = [one for one in asked or () if one not in there]
    if unfit and asked:
        codes = await plans.codes(unfit)
        refusals: list[tuple[str, DomainError]] = [
            (
                f"/session_ids/{place}",
                SessionNotPlannable(code=codes[one]) if one in codes else NotFound(),
            )
            for place, one in enumerate(asked)
            if one in unfit
        ]
        raise ItemsRefused(refusals)
    chosen = tuple(dict.fromkeys(asked or there))
    if not chosen:
        raise NothingToPlan(school_year=school_year)
    return chosen


async def edit_plan(
    plans: LongPlans,
    plan_id: UUID,
    placements: Sequence[Pair] | None,
    changes: Mapping[str, Any],
    *,
    expected: int,
) -> LongPlan:
    """A person's own placements, or none of them changed, with the reason in `changes` if it holds one.

    Raises NotFound, Stale, InvalidState, ItemsRefused with NotFound, PlanBreaksRule.
    """
    plan = await _moving(plans, plan_id, "edit", expected)
    reason = changes.get("override_reason", plan.override_reason)
    pairs = pairs_of(plan.proposal) if placements is None else placements
    facts = await plans.facts(plan.request)
    _refuse_unknown(pairs, facts)
    proposal = told(pairs, facts, bound=plan.proposal.bound)
    if reason is None:
        refuse_breaches(proposal.breaches)
    edited = plan.edited or placements is not None
    return await plans.change(plan_id, proposal=proposal, override_reason=reason, edited=edited)


async def confirm_plan(
    plans: LongPlans,
    places: PlanPlaces,
    messages: Messages,
    plan_id: UUID,
    *,
    expected: int,
    caller: Caller,
    now: datetime,
) -> LongPlan:
    """Everybody gets the place planned for them, and is told, or nobody does.

    The plan is checked once more, as things stand now. Raises NotFound, Stale, InvalidState, PlanBreaksRule,
    and ItemsRefused with the refusals of `take_places`.
    """
    plan = await _moving(plans, plan_id, "confirm", expected)
    pairs = pairs_of(plan.proposal)
    # Places first: they lock the sessions, so what is checked after them is what stands.
    taken = await take_places(places, pairs, caller=caller, now=now)
    if plan.override_reason is None:
        facts = await plans.facts(plan.request)
        _refuse_unknown(pairs, facts)
        refuse_breaches(told(pairs, facts, bound=plan.proposal.bound).breaches)
    made = await places.write(taken, account_id=caller.account_id, at=now)
    await messages.tell_all(notices(taken, made), at=now)
    await places.follow(session_ids=taken.seats, at=now)
    return await plans.change(plan_id, state=PlanState.CONFIRMED, settled_at=now)


async def discard_plan(plans: LongPlans, plan_id: UUID, *, expected: int, now: datetime) -> LongPlan:
    """Raises NotFound, Stale, InvalidState."""
    await _moving(plans, plan_id, "discard", expected)
    return await plans.change(plan_id, state=PlanState.DISCARDED, settled_at=now)


async def _moving(plans: LongPlans, plan_id: UUID, action: str, expected: int) -> LongPlan:
    plan = await plans.for_update(plan_id)
    if plan is None:
        raise NotFound()
    match(plan.version, expected)
    advance(LIFECYCLE, plan.state, action)
    return plan


def pairs_of(proposal: Proposal) -> list[Pair]:
    return [(one.teacher_id, one.session_id) for one in proposal.placements]


def _refuse_unknown(pairs: Sequence[Pair], facts: PlanFacts) -> None:
    """A plan is made of teachers at work and of the sessions it was asked for with."""
    unknown = [
        (f"/placements/{place}", NotFound())
        for place, (teacher_id, session_id) in enumerate(pairs)
        if teacher_id not in facts.teachers or session_id not in facts.sessions
    ]
    if unknown:
        raise ItemsRefused(unknown)


def refuse_breaches(breaches: Sequence[Breach]) -> None:
    if breaches:
        raise PlanBreaksRule([(f"/placements/{one.place}", _broken(one)) for one in breaches])


def _broken(breach: Breach) -> PlanRuleBroken:
    day = "" if breach.day is None else f" {breach.day.isoformat()}"
    return PlanRuleBroken(
        rule=breach.rule.value, name=breach.name, day=day, count=breach.count, at_most=breach.at_most
    )
