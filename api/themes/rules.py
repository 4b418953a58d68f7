"""The school's policy of theme research: reading it as of a day, and setting it from a day on."""

from typing import Annotated
from uuid import UUID

from fastapi import Query

from api.queries import Windowed
from api.routes import room
from api.shapes import Body, Day, Line, Paragraph
from api.wiring.request import Asker, Now, Replies, reads, writes
from api.wiring.themes import ThemeRulesPort
from domain.identity.actions import Action
from domain.paging import Page
from domain.policy import list_rules, read_rule, set_rule
from domain.themes.policy import THEME_POLICY, ThemeRule, ThemeRuleKey

router = room("themes", "/schools/{school}/theme-rules")


class ThemeRuleBody(Body):
    key: ThemeRuleKey
    value: Line
    """A share "1/3" or "0.3", a number "5", or "off", as the key asks for."""

    effective_from: Day
    """The first day on which checks go by it."""

    note: Paragraph | None = None


@router.get(
    "",
    operation_id="themes_list_rules",
    summary="Read the policy of theme research",
    dependencies=reads(Action.POLICY_READ),
)
async def list_theme_rules(
    rules: ThemeRulesPort,
    window: Windowed,
    on: Annotated[Day | None, Query(description="Only what was in force on this day.")] = None,
    key: Annotated[tuple[ThemeRuleKey, ...], Query(description="Repeat for any of several.")] = (),
) -> Page[ThemeRule]:
    """Every row there ever was, or with `on` the one row of each key that held that day."""
    return await list_rules(rules, THEME_POLICY, window, on=on, keys=key)


@router.post(
    "",
    operation_id="themes_create_rule",
    summary="Set a rule of theme research from a day on",
    status_code=201,
    dependencies=writes(Action.THEME_WRITE),
)
async def create_theme_rule(
    body: ThemeRuleBody, rules: ThemeRulesPort, caller: Asker, now: Now, reply: Replies
) -> ThemeRule:
    """Takes the place of an earlier row for the same key and day; what was found before stays found."""
    new = ThemeRule(None, **body.model_dump())
    return reply.created(await set_rule(rules, THEME_POLICY, new, account_id=caller.account_id, at=now))


@router.get(
    "/{rule_id}",
    operation_id="themes_get_rule",
    summary="Look at a rule of theme research",
    dependencies=reads(Action.POLICY_READ),
)
async def get_theme_rule(rule_id: UUID, rules: ThemeRulesPort, reply: Replies) -> ThemeRule:
    """The row a route, a figure or a refusal names."""
    return reply.tagged(await read_rule(rules, rule_id))
