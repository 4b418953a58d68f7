"""Planning who goes to which 90-hour session: asked for, looked at, edited, confirmed or discarded."""

from typing import Annotated
from uuid import UUID

from fastapi import Query, Request
from pydantic import Field, StringConstraints

from api.queries import Windowed
from api.routes import room
from api.shapes import FIRST_YEAR, LAST_YEAR, Body, Paragraph, Year, omitted
from api.wiring.planner import LongPlansPort, PlanPlacesPort
from api.wiring.platform import MessagesPort, OperationsPort
from api.wiring.request import Asker, Expected, Now, Replies, reads, writes
from domain.errors import NotFound
from domain.identity.actions import Action
from domain.operations import Operation
from domain.paging import Page
from domain.training.long_planning import (
    LongPlan,
    LongPlanLine,
    confirm_plan,
    discard_plan,
    edit_plan,
    sessions_to_plan,
)

router = room("training", "/schools/{school}/long-plans")

Share = Annotated[
    str, StringConstraints(pattern=r"^[1-9][0-9]{0,2}/[1-9][0-9]{0,2}$"), Field(examples=["1/3"])
]


class PlanBody(Body):
    school_year: Year
    """The year the sessions end in, so the one their credits count for."""

    session_ids: Annotated[list[UUID], Field(min_length=1, max_length=60)] | None = None
    """Left out: every 90-hour session of the year that still takes people."""

    subject_group_share: Share = "1/3"
    """The part of a subject group that may be away on one school day; of any group at least one may."""

    grade_group_share: Share = "1/4"
    class_share: Share = "1/3"
    """The part of the teachers of a class."""


class PlacementBody(Body):
    teacher_id: UUID
    session_id: UUID


class PlanPatch(Body):
    placements: Annotated[list[PlacementBody], Field(max_length=1000)] = omitted()
    """The whole plan as it shall be."""

    override_reason: Paragraph | None = None
    """Why it stands though it breaks a rule; kept with the plan."""


@router.post(
    "",
    operation_id="training_create_long_plan",
    summary="Have 90-hour courses planned",
    status_code=202,
    dependencies=writes(Action.LONG_PLAN_WRITE),
)
async def create_long_plan(
    body: PlanBody,
    plans: LongPlansPort,
    operations: OperationsPort,
    caller: Asker,
    now: Now,
    reply: Replies,
    request: Request,
) -> Operation:
    """The operation's `result_url` is the plan: a proposal that moves nobody until it is confirmed."""
    chosen = await sessions_to_plan(plans, body.school_year, body.session_ids)
    asked = body.model_dump(mode="json") | {"session_ids": [str(one) for one in chosen]}
    arguments = {"request": asked, "account_id": str(caller.account_id), "plans_url": request.url.path}
    started = await operations.start(
        "plan_long_courses", arguments=arguments, account_id=caller.account_id, at=now
    )
    return reply.created(started, f"{request.url.path.removesuffix('/long-plans')}/operations")


@router.get(
    "",
    operation_id="training_list_long_plans",
    summary="Look through plans of 90-hour courses",
    dependencies=reads(Action.LONG_PLAN_READ),
)
async def list_long_plans(
    plans: LongPlansPort,
    window: Windowed,
    school_year: Annotated[int | None, Query(ge=FIRST_YEAR, le=LAST_YEAR)] = None,
) -> Page[LongPlanLine]:
    """The latest first."""
    return await plans.page(window, school_year=school_year)


@router.get(
    "/{plan_id}",
    operation_id="training_get_long_plan",
    summary="Look at a plan of 90-hour courses",
    dependencies=reads(Action.LONG_PLAN_READ),
)
async def get_long_plan(plan_id: UUID, plans: LongPlansPort, reply: Replies) -> LongPlan:
    """Who goes where and why, who goes nowhere and why not, and how far from the best it may be."""
    plan = await plans.get(plan_id)
    if plan is None:
        raise NotFound()
    return reply.tagged(plan)


@router.patch(
    "/{plan_id}",
    operation_id="training_update_long_plan",
    summary="Edit a plan of 90-hour courses",
    dependencies=writes(Action.LONG_PLAN_WRITE),
)
async def update_long_plan(
    plan_id: UUID, body: PlanPatch, plans: LongPlansPort, expected: Expected, reply: Replies
) -> LongPlan:
    """Checked against every hard rule as things stand now; a breach is refused unless a reason is given."""
    changes = body.model_dump(exclude_unset=True)
    placements = changes.pop("placements", None)
    pairs = None if placements is None else [(one["teacher_id"], one["session_id"]) for one in placements]
    return reply.tagged(await edit_plan(plans, plan_id, pairs, changes, expected=expected))


@router.post(
    "/{plan_id}/confirm",
    operation_id="training_confirm_long_plan",
    summary="Confirm a plan of 90-hour courses",
    dependencies=writes(Action.LONG_PLAN_WRITE),
)
async def confirm_long_plan(
    plan_id: UUID,
    plans: LongPlansPort,
    places: PlanPlacesPort,
    messages: MessagesPort,
    caller: Asker,
    expected: Expected,
    now: Now,
    reply: Replies,
) -> LongPlan:
    """Everybody gets their place and is told, or nobody; in a round's session, an approved application."""
    confirmed = await confirm_plan(
        plans, places, messages, plan_id, expected=expected, caller=caller, now=now
    )
    return reply.tagged(confirmed)


@router.post(
    "/{plan_id}/discard",
    operation_id="training_discard_long_plan",
    summary="Discard a plan of 90-hour courses",
    dependencies=writes(Action.LONG_PLAN_WRITE),
)
async def discard_long_plan(
    plan_id: UUID, plans: LongPlansPort, expected: Expected, now: Now, reply: Replies
) -> LongPlan:
    """It stays to be looked at."""
    return reply.tagged(await discard_plan(plans, plan_id, expected=expected, now=now))
