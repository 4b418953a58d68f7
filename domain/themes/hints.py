"""Hints against going through the motions 防走过场 (MISSION §6): what a check found, with its evidence.

A hint is for a person to look at, never a verdict: nothing is refused, counted or deducted by it. The leader
or the office dismisses it with a reason; dismissed, or gone because its cause is, it stays in the history.
"""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Protocol
from uuid import UUID

from domain.copying import Passage
from domain.errors import NotFound
from domain.identity.access import Caller
from domain.lifecycle import Lifecycle, actions, advance, match
from domain.paging import Page, Window
from domain.themes.entering import led
from domain.themes.group_theme import GroupThemes, leads


class HintKind(StrEnum):
    EARLY_RECORD = "early_record"
    """A record was handed in before what it tells of had begun."""

    COPIED_TEXT = "copied_text"
    """A text stands, in part, in an earlier one."""

    NO_HOMEWORK = "no_homework"
    """Somebody signed in and handed in no homework, where the nine ones ask for it."""

    RUSHED_SIGN_IN = "rushed_sign_in"
    """Everybody signed in within a few seconds."""

    PHOTO_REUSED = "photo_reused"
    """The same file was handed in before."""

    PHOTO_ALIKE = "photo_alike"
    """A photo looks like an earlier one."""


class HintState(StrEnum):
    OPEN = "open"
    DISMISSED = "dismissed"
    GONE = "gone"
    """What it pointed at is so no longer: a newer text, homework handed in after all."""


LIFECYCLE: Lifecycle[HintState] = {HintState.OPEN: {"dismiss": HintState.DISMISSED}}


@dataclass(frozen=True, slots=True)
class HintPerson:
    """Whom a hint is about."""

    teacher_id: UUID
    name: str
    signed_in_at: datetime


@dataclass(frozen=True, slots=True)
class Finding:
    """What a check found. `subject` is the same each time the same is found."""

    kind: HintKind
    subject: str
    material_id: UUID | None = None
    activity_id: UUID | None = None
    source_id: UUID | None = None
    facts: dict[str, str] = field(default_factory=dict)
    passages: tuple[Passage, ...] = ()
    people: tuple[HintPerson, ...] = ()


@dataclass(frozen=True, slots=True)
class ThemeHint:
    """Something a person should look at."""

    id: UUID
    group_theme_id: UUID
    theme_title: str
    subject_group_id: UUID
    subject_group_name: str
    kind: HintKind
    state: HintState
    material_id: UUID | None
    """What was handed in."""

    activity_id: UUID | None
    source_id: UUID | None
    """The earlier material, of any group and term of the school."""

    facts: dict[str, str]
    """`share`, `longest`, `group`, `theme`, `submitted_at` of the earlier one; `starts_at`; `seconds`; …"""

    passages: tuple[Passage, ...]
    """What two texts have in common, the longest first."""

    people: tuple[HintPerson, ...]
    found_at: datetime
    settled_at: datetime | None
    dismissed_by: UUID | None
    """An account."""

    dismissed_because: str | None
    version: int
    allowed_actions: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class HintFilter:
    group_theme_id: tuple[UUID, ...] = ()
    subject_group_id: tuple[UUID, ...] = ()
    kind: tuple[HintKind, ...] = ()
    state: tuple[HintState, ...] = ()


class Hints(Protocol):
    """The hints a caller may see: the leaders' of their groups, the office's of all."""

    async def page(self, filters: HintFilter, window: Window) -> Page[ThemeHint]: ...

    async def get(self, hint_id: UUID) -> ThemeHint | None: ...

    async def for_update(self, hint_id: UUID) -> ThemeHint | None: ...

    async def dismissed(
        self, hint_id: UUID, *, because: str, account_id: UUID, at: datetime
    ) -> ThemeHint: ...


def hint_actions(state: HintState, leader_id: UUID | None, caller: Caller) -> tuple[str, ...]:
    return actions(LIFECYCLE, state) if leads(caller, leader_id) else ()


async def dismiss(
    hints: Hints,
    groups: GroupThemes,
    hint_id: UUID,
    *,
    expected: int,
    reason: str,
    caller: Caller,
    now: datetime,
) -> ThemeHint:
    """Somebody looked at it. Raises NotFound, Forbidden, Stale, InvalidState."""
    hint = await hints.for_update(hint_id)
    if hint is None:
        raise NotFound()
    await led(groups, hint.group_theme_id, caller)
    match(hint.version, expected)
    advance(LIFECYCLE, hint.state, "dismiss")
    return await hints.dismissed(hint_id, because=reason, account_id=caller.account_id, at=now)
