"""A term's theme 主题研修 (MISSION §6), such as 生本课堂: drafted, running, closed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any, Protocol
from uuid import UUID

from domain.errors import Conflict, NotFound, RuleViolation
from domain.identity.access import Caller
from domain.identity.actions import Action
from domain.lifecycle import Lifecycle, actions, advance, match
from domain.messages import Event, Messages, Notice
from domain.paging import Page, Window


class ThemeState(StrEnum):
    DRAFT = "draft"
    """Seen by those who plan; groups choose their questions and plan activities."""

    RUNNING = "running"
    CLOSED = "closed"
    """What was handed in, and who was there, stays as it is."""


LIFECYCLE: Lifecycle[ThemeState] = {
    ThemeState.DRAFT: {"update": ThemeState.DRAFT, "open": ThemeState.RUNNING},
    ThemeState.RUNNING: {"update": ThemeState.RUNNING, "close": ThemeState.CLOSED},
}


class ThemeTitleTaken(Conflict):
    """The term has a theme of this title; facts: `title`."""

    code = "theme_title_taken"


class ThemeDueOutsideTerm(RuleViolation):
    """The nine ones are due on a day of the theme's term; facts: `first`, `last`."""

    code = "theme_due_outside_term"


class ThemeWithoutGroups(Conflict):
    """No subject group takes part yet, so there is nobody to begin; facts: `title`."""

    code = "theme_without_groups"


class ThemeNotRunning(Conflict):
    """Records are handed in while the theme runs; facts: `state`, `title`."""

    code = "theme_not_running"


@dataclass(frozen=True, slots=True)
class Theme:
    """What the school's subject groups study together over a term."""

    id: UUID
    term_id: UUID
    title: str
    aim: str | None
    due_on: date
    """By then every group's nine ones are accepted."""

    state: ThemeState
    groups: int
    """How many subject groups take part."""

    opened_at: datetime | None
    closed_at: datetime | None
    version: int
    allowed_actions: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class NewTheme:
    term_id: UUID
    title: str
    due_on: date
    aim: str | None = None


@dataclass(frozen=True, slots=True)
class TermDays:
    """The term a theme belongs to."""

    starts_on: date
    ends_on: date


@dataclass(frozen=True, slots=True)
class GroupMembers:
    """A group that takes part, and who of it is at work."""

    id: UUID
    """Of the group's part in the theme."""

    question: str
    members: tuple[UUID, ...]


@dataclass(frozen=True, slots=True)
class ThemeFilter:
    state: tuple[ThemeState, ...] = ()
    term_id: tuple[UUID, ...] = ()
    due_from: date | None = None
    due_to: date | None = None
    """The day after the last."""


class Themes(Protocol):
    """The themes a caller may see: drafts are for those who plan."""

    async def page(self, filters: ThemeFilter, window: Window) -> Page[Theme]:
        """The latest first."""
        ...

    async def get(self, theme_id: UUID) -> Theme | None: ...

    async def for_update(self, theme_id: UUID) -> Theme | None: ...

    async def for_share(self, theme_id: UUID) -> Theme | None:
        """Held as it is until the transaction ends: it is not closed meanwhile."""
        ...

    async def term(self, term_id: UUID) -> TermDays | None: ...

    async def add(self, new: NewTheme) -> Theme:
        """Raises ThemeTitleTaken."""
        ...

    async def change(self, theme_id: UUID, changes: Mapping[str, Any]) -> Theme:
        """Raises ThemeTitleTaken."""
        ...

    async def members(self, theme_id: UUID) -> Sequence[GroupMembers]: ...


def theme_actions(state: ThemeState, caller: Caller) -> tuple[str, ...]:
    steps = actions(LIFECYCLE, state) if caller.may(Action.THEME_WRITE) else ()
    entered = state is not ThemeState.CLOSED and caller.may(Action.THEME_GROUP_WRITE)
    return (*steps, "enter") if entered else steps


async def add_theme(themes: Themes, new: NewTheme) -> Theme:
    """A draft. Raises NotFound, ThemeDueOutsideTerm, ThemeTitleTaken."""
    await _due_in_term(themes, new.term_id, new.due_on)
    return await themes.add(new)


async def revise_theme(themes: Themes, theme_id: UUID, *, expected: int, changes: Mapping[str, Any]) -> Theme:
    """Raises NotFound, Stale, InvalidState, ThemeDueOutsideTerm, ThemeTitleTaken."""
    theme = await held(themes, theme_id, expected)
    advance(LIFECYCLE, theme.state, "update")
    await _due_in_term(themes, theme.term_id, changes.get("due_on", theme.due_on))
    return await themes.change(theme_id, changes)


async def open_theme(
    themes: Themes, messages: Messages, theme_id: UUID, *, expected: int, now: datetime
) -> Theme:
    """Every member of the groups that take part is told, with their group's question.

    Raises NotFound, Stale, InvalidState, ThemeWithoutGroups.
    """
    theme = await held(themes, theme_id, expected)
    state = advance(LIFECYCLE, theme.state, "open")
    groups = await themes.members(theme_id)
    if not groups:
        raise ThemeWithoutGroups(title=theme.title)
    opened = await themes.change(theme_id, {"state": state, "opened_at": now})
    told = [one for group in groups for one in begun(opened, group.id, group.question, group.members)]
    await messages.tell_all(told, at=now)
    return opened


async def close_theme(themes: Themes, theme_id: UUID, *, expected: int, now: datetime) -> Theme:
    """What is missing then stays missing, and is named. Raises NotFound, Stale, InvalidState."""
    theme = await held(themes, theme_id, expected)
    state = advance(LIFECYCLE, theme.state, "close")
    return await themes.change(theme_id, {"state": state, "closed_at": now})


def begun(theme: Theme, group_theme_id: UUID, question: str, members: Sequence[UUID]) -> list[Notice]:
    """What each member is told when their group's theme begins."""
    facts = {"theme": theme.title, "question": question, "due_on": theme.due_on.isoformat()}
    link = f"group-themes/{group_theme_id}"
    return [Notice(Event.THEME_OPENED, group_theme_id, member, facts, link) for member in members]


async def running(themes: Themes, theme_id: UUID) -> Theme:
    """A theme that is seen, kept running until the transaction ends. Raises ThemeNotRunning."""
    theme = await themes.for_share(theme_id)
    assert theme is not None
    if theme.state is not ThemeState.RUNNING:
        raise ThemeNotRunning(state=theme.state, title=theme.title)
    return theme


async def held(themes: Themes, theme_id: UUID, expected: int) -> Theme:
    theme = await themes.for_update(theme_id)
    if theme is None:
        raise NotFound()
    match(theme.version, expected)
    return theme


async def _due_in_term(themes: Themes, term_id: UUID, due_on: date) -> None:
    term = await themes.term(term_id)
    if term is None:
        raise NotFound()
    if not term.starts_on <= due_on <= term.ends_on:
        raise ThemeDueOutsideTerm(first=term.starts_on.isoformat(), last=term.ends_on.isoformat())
