"""The school's policy of young teachers: reading it as of a day, and setting it from a day on."""

from typing import Annotated
from uuid import UUID

from fastapi import Query

from api.queries import Windowed
from api.routes import room
from api.shapes import Body, Day, Line, Paragraph
from api.wiring.mentoring import MentoringRulesPort
from api.wiring.request import Asker, Now, Replies, reads, writes
from domain.identity.actions import Action
from domain.mentoring.policy import MENTORING_POLICY, MentoringRule, MentoringRuleKey
from domain.paging import Page
from domain.policy import list_rules, read_rule, set_rule

router = room("mentoring", "/schools/{school}/mentoring-rules")


class MentoringRuleBody(Body):
    key: MentoringRuleKey
    value: Line
    """A number "7", titles "正高级教师、高级教师", or "off", as the key asks for."""

    effective_from: Day
    """The first day it holds: of a contract, a term, or the day asked about."""

    note: Paragraph | None = None


@router.get(
    "",
    operation_id="mentoring_list_rules",
    summary="Read the policy of young teachers",
    dependencies=reads(Action.POLICY_READ),
)
async def list_mentoring_rules(
    rules: MentoringRulesPort,
    window: Windowed,
    on: Annotated[Day | None, Query(description="Only what was in force on this day.")] = None,
    key: Annotated[tuple[MentoringRuleKey, ...], Query(description="Repeat for any of several.")] = (),
) -> Page[MentoringRule]:
    """Every row there ever was, or with `on` the one row of each key that held that day."""
    return await list_rules(rules, MENTORING_POLICY, window, on=on, keys=key)


@router.post(
    "",
    operation_id="mentoring_create_rule",
    summary="Set a rule of young teachers from a day on",
    status_code=201,
    dependencies=writes(Action.MENTORING_WRITE),
)
async def create_mentoring_rule(
    body: MentoringRuleBody, rules: MentoringRulesPort, caller: Asker, now: Now, reply: Replies
) -> MentoringRule:
    """Takes the place of an earlier row for the same key and day; what was judged stays judged."""
    new = MentoringRule(None, **body.model_dump())
    return reply.created(await set_rule(rules, MENTORING_POLICY, new, account_id=caller.account_id, at=now))


@router.get(
    "/{rule_id}",
    operation_id="mentoring_get_rule",
    summary="Look at a rule of young teachers",
    dependencies=reads(Action.POLICY_READ),
)
async def get_mentoring_rule(rule_id: UUID, rules: MentoringRulesPort, reply: Replies) -> MentoringRule:
    """The row a route, a figure or a refusal names."""
    return reply.tagged(await read_rule(rules, rule_id))
