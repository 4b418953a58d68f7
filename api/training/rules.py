"""The school's credit policy: reading it as of a day, and setting it from a day on."""

from typing import Annotated
from uuid import UUID

from fastapi import Query

from api.queries import Windowed
from api.routes import room
from api.shapes import Body, Day, Line, Paragraph
from api.wiring.credits import CreditRulesPort
from api.wiring.request import Asker, Now, Replies, reads, writes
from domain.identity.actions import Action
from domain.paging import Page
from domain.policy import list_rules, read_rule, set_rule
from domain.training.policy import CREDIT_POLICY, CreditRule, RuleKey

router = room("training", "/schools/{school}/credit-rules")


class RuleBody(Body):
    key: RuleKey
    value: Line
    """Credits "73", a year "2016", a share "1/3", "on" or "off", as the key asks for."""

    effective_from: Day
    """The first day it holds for; a day that is past is allowed, and audited as all changes are."""

    note: Paragraph | None = None


@router.get(
    "",
    operation_id="training_list_credit_rules",
    summary="Read the credit policy",
    dependencies=reads(Action.POLICY_READ),
)
async def list_credit_rules(
    rules: CreditRulesPort,
    window: Windowed,
    on: Annotated[Day | None, Query(description="Only what was in force on this day.")] = None,
    key: Annotated[tuple[RuleKey, ...], Query(description="Repeat for any of several.")] = (),
) -> Page[CreditRule]:
    """Every row there ever was, or with `on` the one row of each key that held that day."""
    return await list_rules(rules, CREDIT_POLICY, window, on=on, keys=key)


@router.post(
    "",
    operation_id="training_create_credit_rule",
    summary="Set a rule from a day on",
    status_code=201,
    dependencies=writes(Action.POLICY_WRITE),
)
async def create_credit_rule(
    body: RuleBody, rules: CreditRulesPort, caller: Asker, now: Now, reply: Replies
) -> CreditRule:
    """Takes the place of an earlier row for the same key and day; years judged by another day keep theirs."""
    new = CreditRule(None, **body.model_dump())
    return reply.created(await set_rule(rules, CREDIT_POLICY, new, account_id=caller.account_id, at=now))


@router.get(
    "/{rule_id}",
    operation_id="training_get_credit_rule",
    summary="Look at a rule",
    dependencies=reads(Action.POLICY_READ),
)
async def get_credit_rule(rule_id: UUID, rules: CreditRulesPort, reply: Replies) -> CreditRule:
    """The row a figure or a refusal names."""
    return reply.tagged(await read_rule(rules, rule_id))
