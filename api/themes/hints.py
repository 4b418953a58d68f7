"""Hints against going through the motions: looking at them, dismissing them."""

from typing import Annotated
from uuid import UUID

from fastapi import Query

from api.queries import Windowed
from api.routes import room
from api.shapes import Body, Paragraph
from api.wiring.request import Asker, Expected, Now, Replies, reads, writes
from api.wiring.themes import GroupThemesPort, HintsPort
from domain.errors import NotFound
from domain.identity.actions import Action
from domain.paging import Page
from domain.themes.hints import HintFilter, HintKind, HintState, ThemeHint, dismiss

router = room("themes", "/schools/{school}/theme-hints")

SEVERAL = "Repeat for any of several."


class DismissHintBody(Body):
    reason: Paragraph
    """What one found, looking into it. It stays with the hint."""


@router.get(
    "",
    operation_id="themes_list_hints",
    summary="Look through the hints",
    dependencies=reads(Action.THEME_READ),
)
async def list_hints(
    hints: HintsPort,
    window: Windowed,
    group_theme_id: Annotated[tuple[UUID, ...], Query(description=SEVERAL)] = (),
    subject_group_id: Annotated[tuple[UUID, ...], Query(description=SEVERAL)] = (),
    kind: Annotated[tuple[HintKind, ...], Query(description=SEVERAL)] = (),
    state: Annotated[tuple[HintState, ...], Query(description=SEVERAL)] = (),
) -> Page[ThemeHint]:
    """The latest first, dismissed and gone ones too. Leaders see their groups', the office and the principal
    all; a member sees none."""
    return await hints.page(HintFilter(group_theme_id, subject_group_id, kind, state), window)


@router.get(
    "/{hint_id}",
    operation_id="themes_get_hint",
    summary="Look at a hint",
    dependencies=reads(Action.THEME_READ),
)
async def get_hint(hint_id: UUID, hints: HintsPort, reply: Replies) -> ThemeHint:
    """With its evidence: the passages two texts share, the earlier use of a photo, who signed in when."""
    found = await hints.get(hint_id)
    if found is None:
        raise NotFound()
    return reply.tagged(found)


@router.post(
    "/{hint_id}/dismiss",
    operation_id="themes_dismiss_hint",
    summary="Dismiss a hint",
    dependencies=writes(Action.THEME_GROUP_WRITE),
)
async def dismiss_hint(
    hint_id: UUID,
    body: DismissHintBody,
    hints: HintsPort,
    groups: GroupThemesPort,
    caller: Asker,
    expected: Expected,
    now: Now,
    reply: Replies,
) -> ThemeHint:
    """For a reason, by the group's leader or the office. The same is not hinted at again."""
    done = await dismiss(
        hints, groups, hint_id, expected=expected, reason=body.reason, caller=caller, now=now
    )
    return reply.tagged(done)
