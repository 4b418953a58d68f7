"""A subject group's part in a theme: its question 切入点, and its nine slots, filled one by one."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any, Protocol
from uuid import UUID

from domain.errors import Conflict
from domain.identity.access import Caller, reach
from domain.identity.actions import Action, Scope
from domain.lifecycle import Lifecycle, actions, advance
from domain.paging import Page, Window
from domain.themes.nine_ones import NineOnes
from domain.themes.theme import Theme, ThemeState


class SlotState(StrEnum):
    OPEN = "open"
    HANDED_IN = "handed_in"
    RETURNED = "returned"
    ACCEPTED = "accepted"


SLOT_LIFECYCLE: Lifecycle[SlotState] = {
    SlotState.OPEN: {"hand_in": SlotState.HANDED_IN},
    SlotState.HANDED_IN: {
        "hand_in": SlotState.HANDED_IN,
        "accept": SlotState.ACCEPTED,
        "return": SlotState.RETURNED,
    },
    SlotState.RETURNED: {"hand_in": SlotState.HANDED_IN},
    SlotState.ACCEPTED: {"return": SlotState.RETURNED},
}
"""What was accepted may still be returned while the theme runs: a hint may come to light later."""


class GroupEntered(Conflict):
    """The subject group takes part in this theme already; facts: `theme`."""

    code = "group_entered"


class ThemeClosed(Conflict):
    """Nobody enters, and nothing is changed, once the theme is closed; facts: `title`."""

    code = "theme_closed"


@dataclass(frozen=True, slots=True)
class GroupTheme:
    """A subject group's theme research, and how far its nine ones are."""

    id: UUID
    theme_id: UUID
    theme_title: str
    theme_state: ThemeState
    term_id: UUID
    due_on: date
    subject_group_id: UUID
    subject_group_name: str
    leader_id: UUID | None
    """Of the subject group, today."""

    question: str
    """切入点."""

    template_id: UUID | None
    template_number: int
    """The version of the nine ones it began with, and keeps; 0: the example shipped."""

    template_title: str
    slots: int
    handed_in: int
    """Waiting to be judged."""

    accepted: int
    missing: tuple[str, ...]
    """The titles of the slots nothing is handed in for, or whose content was returned."""

    overdue: bool
    """Something is missing, and the day it was due is past."""

    open_hints: int | None
    """Hints of the checks that nobody has dismissed; null to who does not see them."""

    created_at: datetime
    version: int
    allowed_actions: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Slot:
    """One of a group's nine ones."""

    id: UUID
    group_theme_id: UUID
    theme_title: str
    subject_group_id: UUID
    subject_group_name: str
    number: int
    """1 to 9."""

    key: str
    title: str
    asked: str
    per_member: bool
    after_activity: bool
    state: SlotState
    due_on: date
    overdue: bool
    material_id: UUID | None
    """The latest that was handed in for it."""

    handed_in_at: datetime | None
    remark: str | None
    """What was said to the latest."""

    version: int
    allowed_actions: tuple[str, ...] = ()


class SlotVerdict(StrEnum):
    ACCEPTED = "accepted"
    RETURNED = "returned"


@dataclass(frozen=True, slots=True)
class SlotReview:
    """What the office said to what was handed in for a slot; kept for good."""

    id: UUID
    slot_id: UUID
    material_id: UUID
    verdict: SlotVerdict
    remark: str | None
    account_id: UUID
    at: datetime


@dataclass(frozen=True, slots=True)
class GroupThemeFilter:
    theme_id: tuple[UUID, ...] = ()
    term_id: tuple[UUID, ...] = ()
    subject_group_id: tuple[UUID, ...] = ()
    state: tuple[ThemeState, ...] = ()
    """Of the theme."""

    missing: bool | None = None
    hinted: bool | None = None


@dataclass(frozen=True, slots=True)
class SlotFilter:
    state: tuple[SlotState, ...] = ()
    group_theme_id: tuple[UUID, ...] = ()
    subject_group_id: tuple[UUID, ...] = ()
    overdue: bool | None = None
    due_from: date | None = None
    """Of the theme's day; so below, which is the day after the last."""

    due_to: date | None = None


@dataclass(frozen=True, slots=True)
class SubjectGroupKnown:
    id: UUID
    leader_id: UUID | None
    members: tuple[UUID, ...]
    """At work today."""


class GroupThemes(Protocol):
    """The groups' parts a caller may see: their own group's, those they lead, or all."""

    async def page(self, filters: GroupThemeFilter, window: Window) -> Page[GroupTheme]: ...

    async def get(self, group_theme_id: UUID) -> GroupTheme | None: ...

    async def for_update(self, group_theme_id: UUID) -> GroupTheme | None: ...

    async def subject_group(self, subject_group_id: UUID) -> SubjectGroupKnown | None: ...

    async def add(
        self, theme: Theme, subject_group_id: UUID, question: str, template: NineOnes, *, at: datetime
    ) -> GroupTheme:
        """With its slots. Raises GroupEntered."""
        ...

    async def change(self, group_theme_id: UUID, changes: Mapping[str, Any]) -> GroupTheme: ...

    async def template_for(self, term_id: UUID) -> NineOnes:
        """What a theme of the term begins with."""
        ...

    async def slots(self, filters: SlotFilter, window: Window) -> Page[Slot]:
        """Those due first come first."""
        ...

    async def slot(self, slot_id: UUID) -> Slot | None: ...

    async def slot_for_update(self, slot_id: UUID) -> Slot | None: ...

    async def slot_became(self, slot_id: UUID, state: SlotState, *, remark: str | None) -> None: ...

    async def review(
        self, slot: Slot, verdict: SlotVerdict, remark: str | None, *, account_id: UUID, at: datetime
    ) -> None: ...

    async def reviews(self, slot_id: UUID, window: Window) -> Page[SlotReview]:
        """The latest first."""
        ...


def leads(caller: Caller, leader_id: UUID | None) -> bool:
    """May this caller write for a group with this leader?"""
    how_far = reach(Action.THEME_GROUP_WRITE, caller.roles, caller.scopes)
    if how_far is Scope.GROUP:
        return leader_id is not None and leader_id == caller.teacher_id
    return how_far is not None and how_far >= Scope.SCHOOL


def group_actions(state: ThemeState, leader_id: UUID | None, caller: Caller) -> tuple[str, ...]:
    if state is ThemeState.CLOSED or not leads(caller, leader_id):
        return ()
    planned = ("update", "plan_activity", "check")
    return (*planned, "hand_in") if state is ThemeState.RUNNING else planned


def slot_actions(
    state: SlotState, theme: ThemeState, leader_id: UUID | None, caller: Caller
) -> tuple[str, ...]:
    if theme is not ThemeState.RUNNING:
        return ()
    judged = caller.may(Action.THEME_REVIEW)
    led = leads(caller, leader_id)
    return tuple(step for step in actions(SLOT_LIFECYCLE, state) if (led if step == "hand_in" else judged))


def slot_after(slot: Slot, action: str) -> SlotState:
    return advance(SLOT_LIFECYCLE, slot.state, action)
