"""The school's policy of signing in: reading it as of a day, and setting it from a day on."""

from typing import Annotated
from uuid import UUID

from fastapi import Query

from api.queries import Windowed
from api.routes import room
from api.shapes import Body, Day, Line, Paragraph
from api.wiring.activities import ActivityRulesPort
from api.wiring.request import Asker, Now, Replies, reads, writes
from domain.activities.policy import ACTIVITY_POLICY, ActivityRule, ActivityRuleKey
from domain.identity.actions import Action
from domain.paging import Page
from domain.policy import list_rules, read_rule, set_rule

router = room("activities", "/schools/{school}/activity-rules")


class ActivityRuleBody(Body):
    key: ActivityRuleKey
    value: Line
    """Minutes, "0" to "600"."""

    effective_from: Day
    """The first day it holds for: of activities set up or moved from now on."""

    note: Paragraph | None = None


@router.get(
    "",
    operation_id="activities_list_rules",
    summary="Read the policy of signing in",
    dependencies=reads(Action.POLICY_READ),
)
async def list_activity_rules(
    rules: ActivityRulesPort,
    window: Windowed,
    on: Annotated[Day | None, Query(description="Only what was in force on this day.")] = None,
    key: Annotated[tuple[ActivityRuleKey, ...], Query(description="Repeat for any of several.")] = (),
) -> Page[ActivityRule]:
    """Every row there ever was, or with `on` the one row of each key that held that day."""
    return await list_rules(rules, ACTIVITY_POLICY, window, on=on, keys=key)


@router.post(
    "",
    operation_id="activities_create_rule",
    summary="Set when signing in opens, is late, closes",
    status_code=201,
    dependencies=writes(Action.POLICY_WRITE),
)
async def create_activity_rule(
    body: ActivityRuleBody, rules: ActivityRulesPort, caller: Asker, now: Now, reply: Replies
) -> ActivityRule:
    """From a day on; activities that stand keep their times until they are moved."""
    new = ActivityRule(None, **body.model_dump())
    return reply.created(await set_rule(rules, ACTIVITY_POLICY, new, account_id=caller.account_id, at=now))


@router.get(
    "/{rule_id}",
    operation_id="activities_get_rule",
    summary="Look at a rule of signing in",
    dependencies=reads(Action.POLICY_READ),
)
async def get_activity_rule(rule_id: UUID, rules: ActivityRulesPort, reply: Replies) -> ActivityRule:
    """One figure, from one day on."""
    return reply.tagged(await read_rule(rules, rule_id))
