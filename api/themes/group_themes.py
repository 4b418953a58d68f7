"""The subject groups' parts in themes: entering, the question, how far the nine ones are, checking."""

from typing import Annotated
from uuid import UUID

from fastapi import Query

from api.queries import Windowed
from api.routes import room
from api.shapes import Body, Line
from api.wiring.platform import MessagesPort
from api.wiring.request import Asker, Expected, Now, Replies, reads, writes
from api.wiring.themes import ChecksPort, GroupThemesPort, ThemesPort
from domain.errors import NotFound
from domain.identity.actions import Action
from domain.lifecycle import match
from domain.paging import Page
from domain.themes.checks import check_group
from domain.themes.entering import enter, led, rephrase
from domain.themes.group_theme import GroupTheme, GroupThemeFilter
from domain.themes.theme import ThemeState

router = room("themes", "/schools/{school}/group-themes")

SEVERAL = "Repeat for any of several."


class GroupThemeBody(Body):
    theme_id: UUID
    subject_group_id: UUID
    question: Line
    """切入点: what the group looks into."""


class GroupThemePatch(Body):
    question: Line


@router.get(
    "",
    operation_id="themes_list_group_themes",
    summary="Look through the groups' theme research",
    dependencies=reads(Action.THEME_READ),
)
async def list_group_themes(
    groups: GroupThemesPort,
    window: Windowed,
    theme_id: Annotated[tuple[UUID, ...], Query(description=SEVERAL)] = (),
    term_id: Annotated[tuple[UUID, ...], Query(description=SEVERAL)] = (),
    subject_group_id: Annotated[tuple[UUID, ...], Query(description=SEVERAL)] = (),
    state: Annotated[tuple[ThemeState, ...], Query(description="Of the theme. " + SEVERAL)] = (),
    missing: Annotated[bool | None, Query(description="Something is still to be handed in.")] = None,
    hinted: Annotated[bool | None, Query(description="There are hints nobody has dismissed.")] = None,
) -> Page[GroupTheme]:
    """One's own group's, those of groups one leads, or all; each with its count and what is missing."""
    filters = GroupThemeFilter(theme_id, term_id, subject_group_id, state, missing, hinted)
    return await groups.page(filters, window)


@router.post(
    "",
    operation_id="themes_create_group_theme",
    summary="Enter a theme with a subject group",
    status_code=201,
    dependencies=writes(Action.THEME_GROUP_WRITE),
)
async def create_group_theme(
    body: GroupThemeBody,
    groups: GroupThemesPort,
    themes: ThemesPort,
    messages: MessagesPort,
    caller: Asker,
    now: Now,
    reply: Replies,
) -> GroupTheme:
    """With its question, by its leader or the office. It gets the nine ones in force, and keeps them."""
    given = body.model_dump()
    return reply.created(await enter(groups, themes, messages, **given, caller=caller, now=now))


@router.get(
    "/{group_theme_id}",
    operation_id="themes_get_group_theme",
    summary="Look at a group's theme research",
    dependencies=reads(Action.THEME_READ),
)
async def get_group_theme(group_theme_id: UUID, groups: GroupThemesPort, reply: Replies) -> GroupTheme:
    """Its activities: `activities?owner_kind=theme&owner_id=`; its slots: `theme-slots?group_theme_id=`."""
    found = await groups.get(group_theme_id)
    if found is None:
        raise NotFound()
    return reply.tagged(found)


@router.patch(
    "/{group_theme_id}",
    operation_id="themes_update_group_theme",
    summary="Put a group's question differently",
    dependencies=writes(Action.THEME_GROUP_WRITE),
)
async def update_group_theme(
    group_theme_id: UUID,
    body: GroupThemePatch,
    groups: GroupThemesPort,
    themes: ThemesPort,
    caller: Asker,
    expected: Expected,
    reply: Replies,
) -> GroupTheme:
    """Until the theme is closed."""
    changed = await rephrase(
        groups, themes, group_theme_id, expected=expected, question=body.question, caller=caller
    )
    return reply.tagged(changed)


@router.post(
    "/{group_theme_id}/check",
    operation_id="themes_check_group_theme",
    summary="Check a group's activities for going through the motions",
    dependencies=writes(Action.THEME_GROUP_WRITE),
)
async def check_group_theme(
    group_theme_id: UUID,
    groups: GroupThemesPort,
    checks: ChecksPort,
    caller: Asker,
    expected: Expected,
    now: Now,
    reply: Replies,
) -> GroupTheme:
    """Now, and not only at night: what it finds are hints to people (`theme-hints`), never verdicts."""
    match((await led(groups, group_theme_id, caller)).version, expected)
    await check_group(checks.ground, group_theme_id, checks.policy, now=now)
    return reply.tagged(await led(groups, group_theme_id, caller))
