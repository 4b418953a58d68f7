"""Which duties follow which training: reading it as of a day, and setting it from a day on."""

from typing import Annotated
from uuid import UUID

from fastapi import Query
from pydantic import Field, Strict

from api.queries import Windowed
from api.routes import room
from api.shapes import Body, Day, Paragraph
from api.wiring.duties import DutyRulesPort
from api.wiring.request import Asker, Now, Replies, reads, writes
from domain.errors import NotFound
from domain.identity.actions import Action
from domain.paging import Page
from domain.training.catalogue import CourseKind
from domain.training.demands import LONGEST, DutyRule, rules_in_force
from domain.training.duty import DutyKind

router = room("training", "/schools/{school}/duty-rules")


class DutyRuleBody(Body):
    course_kind: CourseKind
    duty_kind: DutyKind
    due_school_days: Annotated[int, Strict(), Field(ge=0, le=LONGEST)] | None
    """School days after the training's last day; null: not asked for."""

    effective_from: Day
    """The first day it holds for: trainings that end then or later."""

    note: Paragraph | None = None


@router.get(
    "",
    operation_id="training_list_duty_rules",
    summary="Read which duties follow which training",
    dependencies=reads(Action.POLICY_READ),
)
async def list_duty_rules(
    rules: DutyRulesPort,
    window: Windowed,
    on: Annotated[Day | None, Query(description="Only what was in force on this day.")] = None,
    course_kind: Annotated[tuple[CourseKind, ...], Query(description="Repeat for any of several.")] = (),
) -> Page[DutyRule]:
    """Every row there ever was, or with `on` what held for trainings that ended that day."""
    if on is None:
        return await rules.page(window, course_kind=course_kind)
    rows = rules_in_force(await rules.every(), on)
    return Page([row for row in rows if not course_kind or row.course_kind in course_kind], None, False)


@router.post(
    "",
    operation_id="training_create_duty_rule",
    summary="Ask for a duty, or no more, from a day on",
    status_code=201,
    dependencies=writes(Action.POLICY_WRITE),
)
async def create_duty_rule(
    body: DutyRuleBody, rules: DutyRulesPort, caller: Asker, now: Now, reply: Replies
) -> DutyRule:
    """Takes the place of an earlier row for the same kinds and day; duties asked for stay as they are."""
    new = DutyRule(None, **body.model_dump())
    return reply.created(await rules.add(new, account_id=caller.account_id, at=now))


@router.get(
    "/{rule_id}",
    operation_id="training_get_duty_rule",
    summary="Look at a duty rule",
    dependencies=reads(Action.POLICY_READ),
)
async def get_duty_rule(rule_id: UUID, rules: DutyRulesPort, reply: Replies) -> DutyRule:
    """The row a duty names."""
    rule = await rules.get(rule_id)
    if rule is None:
        raise NotFound()
    return reply.tagged(rule)
