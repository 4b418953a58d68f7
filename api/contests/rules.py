"""The school's policy of contests: reading it as of a day, and setting it from a day on."""

from typing import Annotated
from uuid import UUID

from fastapi import Query

from api.queries import Windowed
from api.routes import room
from api.shapes import Body, Day, Line, Paragraph
from api.wiring.contests import ContestRulesPort
from api.wiring.request import Asker, Now, Replies, reads, writes
from domain.contests.policy import CONTEST_POLICY, ContestRule, ContestRuleKey
from domain.identity.actions import Action
from domain.paging import Page
from domain.policy import list_rules, read_rule, set_rule

router = room("contests", "/schools/{school}/contest-rules")


class ContestRuleBody(Body):
    key: ContestRuleKey
    value: Line
    """A share "3/10" or "0.3", a number "5", "on", "off", or "down", "half_up", "up", as the key asks for."""

    effective_from: Day
    """Contests whose entries close on this day or later go by it."""

    note: Paragraph | None = None


@router.get(
    "",
    operation_id="contests_list_rules",
    summary="Read the policy of contests",
    dependencies=reads(Action.POLICY_READ),
)
async def list_contest_rules(
    rules: ContestRulesPort,
    window: Windowed,
    on: Annotated[Day | None, Query(description="Only what was in force on this day.")] = None,
    key: Annotated[tuple[ContestRuleKey, ...], Query(description="Repeat for any of several.")] = (),
) -> Page[ContestRule]:
    """Every row there ever was, or with `on` the one row of each key that held that day."""
    return await list_rules(rules, CONTEST_POLICY, window, on=on, keys=key)


@router.post(
    "",
    operation_id="contests_create_rule",
    summary="Set a rule of contests from a day on",
    status_code=201,
    dependencies=writes(Action.CONTEST_WRITE),
)
async def create_contest_rule(
    body: ContestRuleBody, rules: ContestRulesPort, caller: Asker, now: Now, reply: Replies
) -> ContestRule:
    """Takes the place of an earlier row for the same key and day; a quota that was fixed stays fixed."""
    new = ContestRule(None, **body.model_dump())
    return reply.created(await set_rule(rules, CONTEST_POLICY, new, account_id=caller.account_id, at=now))


@router.get(
    "/{rule_id}",
    operation_id="contests_get_rule",
    summary="Look at a rule of contests",
    dependencies=reads(Action.POLICY_READ),
)
async def get_contest_rule(rule_id: UUID, rules: ContestRulesPort, reply: Replies) -> ContestRule:
    """The row a quota or a ranking names."""
    return reply.tagged(await read_rule(rules, rule_id))
