"""The school's policy of papers: reading it as of a day, and setting it from a day on."""

from typing import Annotated
from uuid import UUID

from fastapi import Query

from api.queries import Windowed
from api.routes import room
from api.shapes import Body, Day, Line, Paragraph
from api.wiring.papers import PaperRulesPort
from api.wiring.request import Asker, Now, Replies, reads, writes
from domain.identity.actions import Action
from domain.paging import Page
from domain.papers.policy import PAPER_POLICY, PaperRule, PaperRuleKey
from domain.policy import list_rules, read_rule, set_rule

router = room("papers", "/schools/{school}/paper-rules")


class PaperRuleBody(Body):
    key: PaperRuleKey
    value: Line
    """A share "1/3" or "0.3", a number "5", or "off", as the key asks for."""

    effective_from: Day
    """The first day on which checks go by it."""

    note: Paragraph | None = None


@router.get(
    "",
    operation_id="papers_list_rules",
    summary="Read the policy of papers",
    dependencies=reads(Action.POLICY_READ),
)
async def list_paper_rules(
    rules: PaperRulesPort,
    window: Windowed,
    on: Annotated[Day | None, Query(description="Only what was in force on this day.")] = None,
    key: Annotated[tuple[PaperRuleKey, ...], Query(description="Repeat for any of several.")] = (),
) -> Page[PaperRule]:
    """Every row there ever was, or with `on` the one row of each key that held that day."""
    return await list_rules(rules, PAPER_POLICY, window, on=on, keys=key)


@router.post(
    "",
    operation_id="papers_create_rule",
    summary="Set a rule of papers from a day on",
    status_code=201,
    dependencies=writes(Action.PAPER_MANAGE),
)
async def create_paper_rule(
    body: PaperRuleBody, rules: PaperRulesPort, caller: Asker, now: Now, reply: Replies
) -> PaperRule:
    """Takes the place of an earlier row for the same key and day; what was found before stays found."""
    new = PaperRule(None, **body.model_dump())
    return reply.created(await set_rule(rules, PAPER_POLICY, new, account_id=caller.account_id, at=now))


@router.get(
    "/{rule_id}",
    operation_id="papers_get_rule",
    summary="Look at a rule of papers",
    dependencies=reads(Action.POLICY_READ),
)
async def get_paper_rule(rule_id: UUID, rules: PaperRulesPort, reply: Replies) -> PaperRule:
    """The row a route, a figure or a refusal names."""
    return reply.tagged(await read_rule(rules, rule_id))
