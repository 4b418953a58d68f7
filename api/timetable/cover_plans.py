"""Plans of cover: asked for, looked at, edited row by row, solved again, published once or discarded."""

from typing import Annotated
from uuid import UUID

from fastapi import Query, Request
from pydantic import Field

from api.queries import Windowed
from api.routes import room
from api.shapes import Body, Day, Flag, Line, Paragraph, omitted
from api.wiring.covering import CoverPlansPort, CoversPort, LessonChangesPort
from api.wiring.platform import MessagesPort, OperationsPort
from api.wiring.request import Asker, Expected, Now, Replies, reads, writes
from domain.errors import NotFound
from domain.identity.actions import Action
from domain.operations import Operation
from domain.paging import Page
from domain.timetable.cover_drafting import discard_plan, edit_row, moving, row_candidates
from domain.timetable.cover_plan import (
    CoverPlan,
    CoverPlanLine,
    CoverPlanRow,
    RowCandidates,
    check_days,
)
from domain.timetable.cover_publishing import publish_plan
from domain.timetable.covering import CoverPlanState

router = room("timetable", "/schools/{school}/cover-plans")
row_router = room("timetable", "/schools/{school}/cover-plan-rows")


class LeftOutBody(Body):
    teacher_id: UUID
    because: Line


class SubjectQualificationBody(Body):
    subject: Line
    kind: Line
    """A kind of qualification, such as 心理健康教育C证."""


class CoverPlanBody(Body):
    title: Line
    from_day: Day
    until_day: Day
    """The last day, included; six weeks at most."""

    absence_ids: Annotated[list[UUID], Field(max_length=200)] = Field(default_factory=list)
    """Only these; left out: every absence of these days that goes by cover."""

    excluded: Annotated[list[LeftOutBody], Field(max_length=200)] = Field(default_factory=list)
    """Colleagues the plan asks for nothing, each with why."""

    qualifications: Annotated[list[SubjectQualificationBody], Field(max_length=50)] = Field(
        default_factory=list
    )
    """Subjects whose lessons only who holds the qualification may give."""


class CoverPlanRowPatch(Body):
    teacher_id: UUID | None = omitted()
    """Who covers; null takes the row out, and solving again may fill it."""

    not_needed_because: Paragraph | None = omitted()
    """Why the lesson needs no cover; null: it does after all."""

    locked: Flag = omitted()
    """Whether solving again leaves the row as it is; what a person assigns is, unless said otherwise."""


@router.post(
    "",
    operation_id="timetable_create_cover_plan",
    summary="Have cover planned",
    status_code=202,
    dependencies=writes(Action.COVER_WRITE),
)
async def create_cover_plan(
    body: CoverPlanBody, operations: OperationsPort, caller: Asker, now: Now, reply: Replies, request: Request
) -> Operation:
    """The operation's `result_url` is the plan: a draft that tells nobody until it is published."""
    check_days(body.from_day, body.until_day)
    url, account = request.url.path, caller.account_id
    arguments = {"request": body.model_dump(mode="json"), "account_id": str(account), "plans_url": url}
    started = await operations.start("plan_cover", arguments=arguments, account_id=account, at=now)
    return reply.created(started, f"{url.removesuffix('/cover-plans')}/operations")


@router.get(
    "",
    operation_id="timetable_list_cover_plans",
    summary="Look through plans of cover",
    dependencies=reads(Action.COVER_PLAN_READ),
)
async def list_cover_plans(
    plans: CoverPlansPort,
    window: Windowed,
    state: Annotated[tuple[CoverPlanState, ...], Query(description="Repeat for any of several.")] = (),
) -> Page[CoverPlanLine]:
    """The latest first."""
    return await plans.page(window, state=state)


@router.get(
    "/{plan_id}",
    operation_id="timetable_get_cover_plan",
    summary="Look at a plan of cover",
    dependencies=reads(Action.COVER_PLAN_READ),
)
async def get_cover_plan(plan_id: UUID, plans: CoverPlansPort, reply: Replies) -> CoverPlan:
    """Who covers what and why, what nobody can cover and why not, and how far from the best it may be."""
    plan = await plans.get(plan_id)
    if plan is None:
        raise NotFound()
    return reply.tagged(plan)


@router.post(
    "/{plan_id}/solve",
    operation_id="timetable_solve_cover_plan",
    summary="Solve a plan of cover again",
    status_code=202,
    dependencies=writes(Action.COVER_WRITE),
)
async def solve_cover_plan(
    plan_id: UUID,
    plans: CoverPlansPort,
    operations: OperationsPort,
    caller: Asker,
    expected: Expected,
    now: Now,
    reply: Replies,
    request: Request,
) -> Operation:
    """Around its locked rows, on what stands now; the operation fails as stale if it is edited meanwhile."""
    plan = await moving(plans, plan_id, "solve", expected)
    base = request.url.path.removesuffix(f"/cover-plans/{plan_id}/solve")
    arguments = {"plan_id": str(plan.id), "version": plan.version, "plans_url": f"{base}/cover-plans"}
    started = await operations.start("solve_cover", arguments=arguments, account_id=caller.account_id, at=now)
    return reply.created(started, f"{base}/operations")


@router.post(
    "/{plan_id}/publish",
    operation_id="timetable_publish_cover_plan",
    summary="Publish a plan of cover",
    dependencies=writes(Action.COVER_WRITE, key=True),
)
async def publish_cover_plan(
    plan_id: UUID,
    plans: CoverPlansPort,
    covers: CoversPort,
    changes: LessonChangesPort,
    messages: MessagesPort,
    caller: Asker,
    expected: Expected,
    now: Now,
    reply: Replies,
) -> CoverPlan:
    """Once: the lessons change hands, the ledger is written, everybody is told, all of it or nothing.

    Where rows no longer fit what stands, `errors` names them and nothing is published. Rows with nobody stay
    open.
    """
    account = caller.account_id
    published = await publish_plan(
        plans, covers, changes, messages, plan_id, expected=expected, account_id=account, now=now
    )
    return reply.tagged(published)


@router.post(
    "/{plan_id}/discard",
    operation_id="timetable_discard_cover_plan",
    summary="Discard a plan of cover",
    dependencies=writes(Action.COVER_WRITE),
)
async def discard_cover_plan(
    plan_id: UUID, plans: CoverPlansPort, expected: Expected, now: Now, reply: Replies
) -> CoverPlan:
    """It stays to be looked at."""
    return reply.tagged(await discard_plan(plans, plan_id, expected=expected, now=now))


@row_router.patch(
    "/{row_id}",
    operation_id="timetable_update_cover_plan_row",
    summary="Edit a row of a plan of cover",
    dependencies=writes(Action.COVER_WRITE),
)
async def update_cover_plan_row(
    row_id: UUID, body: CoverPlanRowPatch, plans: CoverPlansPort, expected: Expected, reply: Replies
) -> CoverPlanRow:
    """Checked against every hard rule as things stand now; a breach is refused and named."""
    changes = body.model_dump(exclude_unset=True)
    return reply.tagged(await edit_row(plans, row_id, changes, expected=expected))


@row_router.get(
    "/{row_id}/candidates",
    operation_id="timetable_list_cover_candidates",
    summary="See who could cover a row",
    dependencies=reads(Action.COVER_PLAN_READ),
)
async def list_cover_candidates(row_id: UUID, plans: CoverPlansPort) -> RowCandidates:
    """Beside the other rows of its plan, as things stand now: each with cost and reasons, or with why not."""
    return await row_candidates(plans, row_id)
