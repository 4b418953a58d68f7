"""A term's themes: drafting, opening, closing."""

from typing import Annotated
from uuid import UUID

from fastapi import Query

from api.queries import Windowed
from api.routes import room
from api.shapes import Body, Day, Line, Paragraph, omitted
from api.wiring.platform import MessagesPort
from api.wiring.request import Expected, Now, Replies, reads, writes
from api.wiring.themes import GroupThemesPort, ThemesPort
from domain.errors import NotFound
from domain.identity.actions import Action
from domain.paging import Page
from domain.themes.nine_ones import NineOnes
from domain.themes.theme import (
    NewTheme,
    Theme,
    ThemeFilter,
    ThemeState,
    add_theme,
    close_theme,
    open_theme,
    revise_theme,
)

router = room("themes", "/schools/{school}/themes")

SEVERAL = "Repeat for any of several."


class ThemeBody(Body):
    term_id: UUID
    title: Line
    """Such as 生本课堂."""

    due_on: Day
    """A day of the term: by then every group's nine ones are to be accepted."""

    aim: Paragraph | None = None


class ThemePatch(Body):
    title: Line = omitted()
    due_on: Day = omitted()
    aim: Paragraph | None = None


@router.get(
    "",
    operation_id="themes_list_themes",
    summary="Look through the themes",
    dependencies=reads(Action.THEME_READ),
)
async def list_themes(
    themes: ThemesPort,
    window: Windowed,
    state: Annotated[tuple[ThemeState, ...], Query(description=SEVERAL)] = (),
    term_id: Annotated[tuple[UUID, ...], Query(description=SEVERAL)] = (),
    due_from: Annotated[Day | None, Query(description="Due on this day or later.")] = None,
    due_to: Annotated[Day | None, Query(description="Due before this day.")] = None,
) -> Page[Theme]:
    """The latest first. Drafts are seen by those who plan: the leaders, the office, the principal."""
    return await themes.page(ThemeFilter(state, term_id, due_from, due_to), window)


@router.post(
    "",
    operation_id="themes_create_theme",
    summary="Draft a theme",
    status_code=201,
    dependencies=writes(Action.THEME_WRITE),
)
async def create_theme(body: ThemeBody, themes: ThemesPort, reply: Replies) -> Theme:
    """Of which nobody is told until it is opened."""
    return reply.created(await add_theme(themes, NewTheme(**body.model_dump())))


@router.get(
    "/{theme_id}",
    operation_id="themes_get_theme",
    summary="Look at a theme",
    dependencies=reads(Action.THEME_READ),
)
async def get_theme(theme_id: UUID, themes: ThemesPort, reply: Replies) -> Theme:
    """Its aim, its state, how many groups take part: `group-themes?theme_id=` lists them."""
    return reply.tagged(await _seen(themes, theme_id))


@router.patch(
    "/{theme_id}",
    operation_id="themes_update_theme",
    summary="Change a theme",
    dependencies=writes(Action.THEME_WRITE),
)
async def update_theme(
    theme_id: UUID, body: ThemePatch, themes: ThemesPort, expected: Expected, reply: Replies
) -> Theme:
    """Until it is closed."""
    changes = body.model_dump(exclude_unset=True)
    return reply.tagged(await revise_theme(themes, theme_id, expected=expected, changes=changes))


@router.post(
    "/{theme_id}/open",
    operation_id="themes_open_theme",
    summary="Begin a theme",
    dependencies=writes(Action.THEME_WRITE),
)
async def begin_theme(
    theme_id: UUID, themes: ThemesPort, messages: MessagesPort, expected: Expected, now: Now, reply: Replies
) -> Theme:
    """With at least one group. Every member of its groups is told, with their group's question."""
    return reply.tagged(await open_theme(themes, messages, theme_id, expected=expected, now=now))


@router.post(
    "/{theme_id}/close",
    operation_id="themes_close_theme",
    summary="End a theme",
    dependencies=writes(Action.THEME_WRITE),
)
async def end_theme(
    theme_id: UUID, themes: ThemesPort, expected: Expected, now: Now, reply: Replies
) -> Theme:
    """What is missing stays missing, and who was absent stays absent: both remain in the group's facts."""
    return reply.tagged(await close_theme(themes, theme_id, expected=expected, now=now))


@router.get(
    "/{theme_id}/nine-ones",
    operation_id="themes_get_nine_ones_of_theme",
    summary="See which nine ones a theme begins with",
    dependencies=reads(Action.THEME_READ),
)
async def get_nine_ones_of_theme(theme_id: UUID, themes: ThemesPort, groups: GroupThemesPort) -> NineOnes:
    """The version a group that enters now gets. `example: true` marks the list shipped with the program."""
    theme = await _seen(themes, theme_id)
    return await groups.template_for(theme.term_id)


async def _seen(themes: ThemesPort, theme_id: UUID) -> Theme:
    found = await themes.get(theme_id)
    if found is None:
        raise NotFound()
    return found
