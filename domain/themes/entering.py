"""A subject group enters a theme with its question 切入点, and puts it differently later."""

from datetime import datetime
from uuid import UUID

from domain.errors import Forbidden, NotFound
from domain.identity.access import Caller
from domain.lifecycle import match
from domain.messages import Messages
from domain.people.changes import UnknownReference
from domain.themes.group_theme import GroupTheme, GroupThemes, ThemeClosed, leads
from domain.themes.theme import Themes, ThemeState, begun


async def enter(
    groups: GroupThemes,
    themes: Themes,
    messages: Messages,
    *,
    theme_id: UUID,
    subject_group_id: UUID,
    question: str,
    caller: Caller,
    now: datetime,
) -> GroupTheme:
    """The group takes part, with the nine ones in force for the theme's term.

    In a theme that runs already the group's members are told at once. Raises UnknownReference, Forbidden,
    ThemeClosed, GroupEntered.
    """
    theme = await themes.for_share(theme_id)
    if theme is None:
        raise UnknownReference(field="theme_id")
    group = await groups.subject_group(subject_group_id)
    if group is None:
        raise UnknownReference(field="subject_group_id")
    if not leads(caller, group.leader_id):
        raise Forbidden()
    _not_closed(theme.state, theme.title)
    template = await groups.template_for(theme.term_id)
    made = await groups.add(theme, subject_group_id, question, template, at=now)
    if theme.state is ThemeState.RUNNING:
        told = begun(theme, made.id, question, group.members)
        await messages.tell_all(told, at=now)
    return made


async def rephrase(
    groups: GroupThemes,
    themes: Themes,
    group_theme_id: UUID,
    *,
    expected: int,
    question: str,
    caller: Caller,
) -> GroupTheme:
    """Another question. Raises NotFound, Stale, Forbidden, ThemeClosed."""
    seen = await led(groups, group_theme_id, caller)
    theme = await themes.for_share(seen.theme_id)
    assert theme is not None
    _not_closed(theme.state, theme.title)
    group = await groups.for_update(group_theme_id)
    assert group is not None
    match(group.version, expected)
    return await groups.change(group_theme_id, {"question": question})


async def led(groups: GroupThemes, group_theme_id: UUID, caller: Caller) -> GroupTheme:
    """The group's theme, for who may write for it. Raises NotFound, Forbidden."""
    group = await groups.get(group_theme_id)
    if group is None:
        raise NotFound()
    if not leads(caller, group.leader_id):
        raise Forbidden()
    return group


def _not_closed(state: ThemeState, title: str) -> None:
    if state is ThemeState.CLOSED:
        raise ThemeClosed(title=title)
