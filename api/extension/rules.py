"""The school's policy of extension courses: reading it as of a day, and setting it from a day on."""

from typing import Annotated
from uuid import UUID

from fastapi import Query

from api.queries import Windowed
from api.routes import room
from api.shapes import Body, Day, Line, Paragraph
from api.wiring.extension import ExtensionRulesPort
from api.wiring.request import Asker, Now, Replies, reads, writes
from domain.extension.policy import EXTENSION_POLICY, ExtensionRule, ExtensionRuleKey
from domain.identity.actions import Action
from domain.paging import Page
from domain.policy import list_rules, read_rule, set_rule

router = room("extension", "/schools/{school}/extension-rules")


class ExtensionRuleBody(Body):
    key: ExtensionRuleKey
    value: Line
    """A share "0.15" or "1/5", a number of days "14"."""

    effective_from: Day
    """The first day it holds for."""

    note: Paragraph | None = None


@router.get(
    "",
    operation_id="extension_list_rules",
    summary="Read the policy of extension courses",
    dependencies=reads(Action.POLICY_READ),
)
async def list_extension_rules(
    rules: ExtensionRulesPort,
    window: Windowed,
    on: Annotated[Day | None, Query(description="Only what was in force on this day.")] = None,
    key: Annotated[tuple[ExtensionRuleKey, ...], Query(description="Repeat for any of several.")] = (),
) -> Page[ExtensionRule]:
    """Every row there ever was, or with `on` the one row of each key that held that day."""
    return await list_rules(rules, EXTENSION_POLICY, window, on=on, keys=key)


@router.post(
    "",
    operation_id="extension_create_rule",
    summary="Set the share of the week, and when teachers are reminded",
    status_code=201,
    dependencies=writes(Action.POLICY_WRITE),
)
async def create_extension_rule(
    body: ExtensionRuleBody, rules: ExtensionRulesPort, caller: Asker, now: Now, reply: Replies
) -> ExtensionRule:
    """From a day on."""
    new = ExtensionRule(None, **body.model_dump())
    return reply.created(await set_rule(rules, EXTENSION_POLICY, new, account_id=caller.account_id, at=now))


@router.get(
    "/{rule_id}",
    operation_id="extension_get_rule",
    summary="Look at a rule of extension courses",
    dependencies=reads(Action.POLICY_READ),
)
async def get_extension_rule(rule_id: UUID, rules: ExtensionRulesPort, reply: Replies) -> ExtensionRule:
    """One figure, from one day on."""
    return reply.tagged(await read_rule(rules, rule_id))
