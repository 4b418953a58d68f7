"""The school's policy of absence, swap and cover: reading it as of a day, and setting it from a day on."""

from typing import Annotated
from uuid import UUID

from fastapi import Query

from api.queries import Windowed
from api.routes import room
from api.shapes import Body, Day, Line, Paragraph
from api.wiring.absences import TimetableRulesPort
from api.wiring.request import Asker, Now, Replies, reads, writes
from domain.identity.actions import Action
from domain.paging import Page
from domain.policy import list_rules, read_rule, set_rule
from domain.timetable.policy import TIMETABLE_POLICY, TimetableRule, TimetableRuleKey

router = room("timetable", "/schools/{school}/timetable-rules")


class TimetableRuleBody(Body):
    key: TimetableRuleKey
    value: Line
    """Days "2.5", a number "5", pay in fen "2000", points "0.5", "on" or "off", as the key asks for."""

    effective_from: Day
    """The first day it holds for: absences that begin, and lessons that are held, then or later."""

    note: Paragraph | None = None


@router.get(
    "",
    operation_id="timetable_list_rules",
    summary="Read the policy of absence, swap and cover",
    dependencies=reads(Action.POLICY_READ),
)
async def list_timetable_rules(
    rules: TimetableRulesPort,
    window: Windowed,
    on: Annotated[Day | None, Query(description="Only what was in force on this day.")] = None,
    key: Annotated[tuple[TimetableRuleKey, ...], Query(description="Repeat for any of several.")] = (),
) -> Page[TimetableRule]:
    """Every row there ever was, or with `on` the one row of each key that held that day."""
    return await list_rules(rules, TIMETABLE_POLICY, window, on=on, keys=key)


@router.post(
    "",
    operation_id="timetable_create_rule",
    summary="Set a rule of absence, swap or cover from a day on",
    status_code=201,
    dependencies=writes(Action.TIMETABLE_POLICY_WRITE),
)
async def create_timetable_rule(
    body: TimetableRuleBody, rules: TimetableRulesPort, caller: Asker, now: Now, reply: Replies
) -> TimetableRule:
    """Takes the place of an earlier row for the same key and day; what began before stays as judged."""
    new = TimetableRule(None, **body.model_dump())
    return reply.created(await set_rule(rules, TIMETABLE_POLICY, new, account_id=caller.account_id, at=now))


@router.get(
    "/{rule_id}",
    operation_id="timetable_get_rule",
    summary="Look at a rule of absence, swap or cover",
    dependencies=reads(Action.POLICY_READ),
)
async def get_timetable_rule(rule_id: UUID, rules: TimetableRulesPort, reply: Replies) -> TimetableRule:
    """The row a route, a figure or a refusal names."""
    return reply.tagged(await read_rule(rules, rule_id))
