"""The school's policy of research topics: reading it as of a day, and setting it from a day on."""

from typing import Annotated
from uuid import UUID

from fastapi import Query

from api.queries import Windowed
from api.routes import room
from api.shapes import Body, Day, Line, Paragraph
from api.wiring.request import Asker, Now, Replies, reads, writes
from api.wiring.topics import TopicRulesPort
from domain.identity.actions import Action
from domain.paging import Page
from domain.policy import list_rules, read_rule, set_rule
from domain.topics.policy import TOPIC_POLICY, TopicRule, TopicRuleKey

router = room("topics", "/schools/{school}/topic-rules")


class TopicRuleBody(Body):
    key: TopicRuleKey
    value: Line
    """A number "12", or "off", as the key asks for."""

    effective_from: Day
    """The first day it holds for: of approvals the day of 立项, of all else the day something is done."""

    note: Paragraph | None = None


@router.get(
    "",
    operation_id="topics_list_rules",
    summary="Read the policy of research topics",
    dependencies=reads(Action.POLICY_READ),
)
async def list_topic_rules(
    rules: TopicRulesPort,
    window: Windowed,
    on: Annotated[Day | None, Query(description="Only what was in force on this day.")] = None,
    key: Annotated[tuple[TopicRuleKey, ...], Query(description="Repeat for any of several.")] = (),
) -> Page[TopicRule]:
    """Every row there ever was, or with `on` the one row of each key that held that day."""
    return await list_rules(rules, TOPIC_POLICY, window, on=on, keys=key)


@router.post(
    "",
    operation_id="topics_create_rule",
    summary="Set a rule of research topics from a day on",
    status_code=201,
    dependencies=writes(Action.TOPIC_DECIDE),
)
async def create_topic_rule(
    body: TopicRuleBody, rules: TopicRulesPort, caller: Asker, now: Now, reply: Replies
) -> TopicRule:
    """Takes the place of an earlier row for the same key and day; days already set stay."""
    new = TopicRule(None, **body.model_dump())
    return reply.created(await set_rule(rules, TOPIC_POLICY, new, account_id=caller.account_id, at=now))


@router.get(
    "/{rule_id}",
    operation_id="topics_get_rule",
    summary="Look at a rule of research topics",
    dependencies=reads(Action.POLICY_READ),
)
async def get_topic_rule(rule_id: UUID, rules: TopicRulesPort, reply: Replies) -> TopicRule:
    """One row of the policy."""
    return reply.tagged(await read_rule(rules, rule_id))
