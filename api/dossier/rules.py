"""The school's policy of appraisal points: reading it as of a day, and setting it from a day on."""

from typing import Annotated
from uuid import UUID

from fastapi import Query

from api.queries import Windowed
from api.routes import room
from api.shapes import Body, Day, Line, Paragraph
from api.wiring.dossier import AppraisalRulesPort
from api.wiring.request import Asker, Now, Replies, reads, writes
from domain.dossier.policy import APPRAISAL_POLICY, AppraisalRule, AppraisalRuleKey
from domain.identity.actions import Action
from domain.paging import Page
from domain.policy import list_rules, read_rule, set_rule

router = room("dossier", "/schools/{school}/appraisal-rules")


class AppraisalRuleBody(Body):
    key: AppraisalRuleKey
    value: Line
    """What one is worth and all at most "0.5 max 5", an award's five prizes "12/10/8/6/3", a section's cap
    "20" or "off", a number of years "5"."""

    effective_from: Day
    """The first day it holds for: of school years that begin on it or later."""

    note: Paragraph | None = None


@router.get(
    "",
    operation_id="dossier_list_rules",
    summary="Read the policy of appraisal points",
    dependencies=reads(Action.POLICY_READ),
)
async def list_appraisal_rules(
    rules: AppraisalRulesPort,
    window: Windowed,
    on: Annotated[Day | None, Query(description="Only what was in force on this day.")] = None,
    key: Annotated[tuple[AppraisalRuleKey, ...], Query(description="Repeat for any of several.")] = (),
) -> Page[AppraisalRule]:
    """Every row there ever was, or with `on` the one row of each key that held that day."""
    return await list_rules(rules, APPRAISAL_POLICY, window, on=on, keys=key)


@router.post(
    "",
    operation_id="dossier_create_rule",
    summary="Set what an entry is worth, or what counts at most",
    status_code=201,
    dependencies=writes(Action.POLICY_WRITE),
)
async def create_appraisal_rule(
    body: AppraisalRuleBody, rules: AppraisalRulesPort, caller: Asker, now: Now, reply: Replies
) -> AppraisalRule:
    """From a day on; school years that began before keep what held then."""
    new = AppraisalRule(None, **body.model_dump())
    return reply.created(await set_rule(rules, APPRAISAL_POLICY, new, account_id=caller.account_id, at=now))


@router.get(
    "/{rule_id}",
    operation_id="dossier_get_rule",
    summary="Look at a rule of appraisal",
    dependencies=reads(Action.POLICY_READ),
)
async def get_appraisal_rule(rule_id: UUID, rules: AppraisalRulesPort, reply: Replies) -> AppraisalRule:
    """One figure, from one day on."""
    return reply.tagged(await read_rule(rules, rule_id))
