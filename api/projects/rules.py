"""The school's policy of projects: reading it as of a day, and setting it from a day on."""

from typing import Annotated
from uuid import UUID

from fastapi import Query

from api.queries import Windowed
from api.routes import room
from api.shapes import Body, Day, Line, Paragraph
from api.wiring.projects import ProjectRulesPort
from api.wiring.request import Asker, Now, Replies, reads, writes
from domain.identity.actions import Action
from domain.paging import Page
from domain.policy import list_rules, read_rule, set_rule
from domain.projects.policy import PROJECT_POLICY, ProjectRule, ProjectRuleKey

router = room("projects", "/schools/{school}/project-rules")


class ProjectRuleBody(Body):
    key: ProjectRuleKey
    value: Line
    """A share "1/1" or "0.8", a worth "0.8", a weight "60"."""

    effective_from: Day
    """The first day it holds for: of projects whose last activity ends on it or later."""

    note: Paragraph | None = None


@router.get(
    "",
    operation_id="projects_list_rules",
    summary="Read the policy of projects",
    dependencies=reads(Action.POLICY_READ),
)
async def list_project_rules(
    rules: ProjectRulesPort,
    window: Windowed,
    on: Annotated[Day | None, Query(description="Only what was in force on this day.")] = None,
    key: Annotated[tuple[ProjectRuleKey, ...], Query(description="Repeat for any of several.")] = (),
) -> Page[ProjectRule]:
    """Every row there ever was, or with `on` the one row of each key that held that day."""
    return await list_rules(rules, PROJECT_POLICY, window, on=on, keys=key)


@router.post(
    "",
    operation_id="projects_create_rule",
    summary="Set what passes, and what scores are made of",
    status_code=201,
    dependencies=writes(Action.POLICY_WRITE),
)
async def create_project_rule(
    body: ProjectRuleBody, rules: ProjectRulesPort, caller: Asker, now: Now, reply: Replies
) -> ProjectRule:
    """From a day on; what was closed before keeps what it came to."""
    new = ProjectRule(None, **body.model_dump())
    return reply.created(await set_rule(rules, PROJECT_POLICY, new, account_id=caller.account_id, at=now))


@router.get(
    "/{rule_id}",
    operation_id="projects_get_rule",
    summary="Look at a rule of projects",
    dependencies=reads(Action.POLICY_READ),
)
async def get_project_rule(rule_id: UUID, rules: ProjectRulesPort, reply: Replies) -> ProjectRule:
    """One figure, from one day on."""
    return reply.tagged(await read_rule(rules, rule_id))
