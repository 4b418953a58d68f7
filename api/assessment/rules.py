"""The school's policy of assessments: reading it as of a day, and setting it from a day on."""

from typing import Annotated
from uuid import UUID

from fastapi import Query

from api.queries import Windowed
from api.routes import room
from api.shapes import Body, Day, Line, Paragraph
from api.wiring.assessment import AssessmentRulesPort
from api.wiring.request import Asker, Now, Replies, reads, writes
from domain.assessment.policy import ASSESSMENT_POLICY, AssessmentRule, AssessmentRuleKey
from domain.identity.actions import Action
from domain.paging import Page
from domain.policy import list_rules, read_rule, set_rule

router = room("assessment", "/schools/{school}/assessment-rules")


class AssessmentRuleBody(Body):
    key: AssessmentRuleKey
    value: Line
    """Weights "20/20/20/20/20" (together 100), bands "90/75/60", points or judges "5", as the key asks."""

    effective_from: Day
    """The first day it holds for: terms that begin then or later. What is open for scoring keeps its own."""

    note: Paragraph | None = None


@router.get(
    "",
    operation_id="assessment_list_rules",
    summary="Read the policy of assessments",
    dependencies=reads(Action.POLICY_READ),
)
async def list_assessment_rules(
    rules: AssessmentRulesPort,
    window: Windowed,
    on: Annotated[Day | None, Query(description="Only what was in force on this day.")] = None,
    key: Annotated[tuple[AssessmentRuleKey, ...], Query(description="Repeat for any of several.")] = (),
) -> Page[AssessmentRule]:
    """Every row there ever was, or with `on` the one row of each key that held that day."""
    return await list_rules(rules, ASSESSMENT_POLICY, window, on=on, keys=key)


@router.post(
    "",
    operation_id="assessment_create_rule",
    summary="Set a rule of assessments from a day on",
    status_code=201,
    dependencies=writes(Action.ASSESSMENT_WRITE),
)
async def create_assessment_rule(
    body: AssessmentRuleBody, rules: AssessmentRulesPort, caller: Asker, now: Now, reply: Replies
) -> AssessmentRule:
    """Takes the place of an earlier row for the same key and day. Weights must make 100."""
    new = AssessmentRule(None, **body.model_dump())
    return reply.created(await set_rule(rules, ASSESSMENT_POLICY, new, account_id=caller.account_id, at=now))


@router.get(
    "/{rule_id}",
    operation_id="assessment_get_rule",
    summary="Look at a rule of assessments",
    dependencies=reads(Action.POLICY_READ),
)
async def get_assessment_rule(rule_id: UUID, rules: AssessmentRulesPort, reply: Replies) -> AssessmentRule:
    """The row a line of a result names."""
    return reply.tagged(await read_rule(rules, rule_id))
