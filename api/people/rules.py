"""The school's policy of people: reading it as of a day, and setting it from a day on."""

from typing import Annotated
from uuid import UUID

from fastapi import Query

from api.queries import Windowed
from api.routes import room
from api.shapes import Body, Day, Line, Paragraph
from api.wiring.people import PeopleRulesPort
from api.wiring.request import Asker, Now, Replies, reads, writes
from domain.identity.actions import Action
from domain.paging import Page
from domain.people.policy import PEOPLE_POLICY, PeopleRule, PeopleRuleKey
from domain.policy import list_rules, read_rule, set_rule

router = room("people", "/schools/{school}/people-rules")


class PeopleRuleBody(Body):
    key: PeopleRuleKey
    value: Line
    """Years "10", or "off"."""

    effective_from: Day
    """The first day it holds."""

    note: Paragraph | None = None


@router.get(
    "",
    operation_id="people_list_rules",
    summary="Read the policy of people",
    dependencies=reads(Action.POLICY_READ),
)
async def list_people_rules(
    rules: PeopleRulesPort,
    window: Windowed,
    on: Annotated[Day | None, Query(description="Only what was in force on this day.")] = None,
    key: Annotated[tuple[PeopleRuleKey, ...], Query(description="Repeat for any of several.")] = (),
) -> Page[PeopleRule]:
    """Every row there ever was, or with `on` the one row of each key that held that day."""
    return await list_rules(rules, PEOPLE_POLICY, window, on=on, keys=key)


@router.post(
    "",
    operation_id="people_create_rule",
    summary="Set a rule of people from a day on",
    status_code=201,
    dependencies=writes(Action.POLICY_WRITE),
)
async def create_people_rule(
    body: PeopleRuleBody, rules: PeopleRulesPort, caller: Asker, now: Now, reply: Replies
) -> PeopleRule:
    """Takes the place of an earlier row for the same key and day; who was erased stays so."""
    new = PeopleRule(None, **body.model_dump())
    return reply.created(await set_rule(rules, PEOPLE_POLICY, new, account_id=caller.account_id, at=now))


@router.get(
    "/{rule_id}",
    operation_id="people_get_rule",
    summary="Look at a rule of people",
    dependencies=reads(Action.POLICY_READ),
)
async def get_people_rule(rule_id: UUID, rules: PeopleRulesPort, reply: Replies) -> PeopleRule:
    """The row an erasure's preview names."""
    return reply.tagged(await read_rule(rules, rule_id))
