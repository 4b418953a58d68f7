"""An activity 活动 of a project or of a research theme: when, where, who is expected (MISSION §5–6).

Projects and themes own activities; this room keeps them and who came. What it must know of an owner, the
owner's room says through `Owners`.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any, Protocol
from uuid import UUID

from domain.activities.policy import SignInWindow
from domain.errors import Conflict, Forbidden, RuleViolation
from domain.identity.access import Caller
from domain.identity.actions import Action
from domain.lifecycle import Lifecycle
from domain.paging import Page, Window


class OwnerKind(StrEnum):
    PROJECT = "project"
    THEME = "theme"


class ActivityState(StrEnum):
    PLANNED = "planned"
    CANCELLED = "cancelled"


LIFECYCLE: Lifecycle[ActivityState] = {
    ActivityState.PLANNED: {
        "update": ActivityState.PLANNED,
        "cancel": ActivityState.CANCELLED,
        "enter": ActivityState.PLANNED,
        "display": ActivityState.PLANNED,
    },
    ActivityState.CANCELLED: {},
}
"""`enter`: somebody's attendance, or a correction of it; `display`: the code to sign in by."""


class ActivityTimesBackwards(RuleViolation):
    """It ends before it begins, or lasts longer than a day."""

    code = "activity_times_backwards"


class OwnerOver(Conflict):
    """The project or theme is closed, and its activities with it; facts: `title`."""

    code = "activity_owner_over"


class PresentersUnqualified(RuleViolation):
    """Presenters lack the qualification on the activity's day; facts: `qualification`, `names`, `day`."""

    code = "presenters_unqualified"


@dataclass(frozen=True, slots=True)
class NewActivity:
    owner_kind: OwnerKind
    owner_id: UUID
    title: str
    starts_at: datetime
    ends_at: datetime
    place: str | None
    hours: Decimal
    leader_id: UUID
    presenter_ids: tuple[UUID, ...]
    member_ids: tuple[UUID, ...]


@dataclass(frozen=True, slots=True)
class Activity:
    """One 活动: at one place and time, with those who present and those expected."""

    id: UUID
    owner_kind: OwnerKind
    owner_id: UUID
    title: str
    starts_at: datetime
    ends_at: datetime
    place: str | None
    hours: Decimal
    leader_id: UUID
    """Who shows the code, and sees and corrects the attendance."""

    state: ActivityState
    sign_in_opens_at: datetime
    late_at: datetime
    """Who signs in later is late."""

    sign_in_closes_at: datetime
    """From then on nobody signs in, and who has not is absent."""

    presenter_ids: list[UUID]
    expected: int
    """How many are expected, presenters included."""

    version: int
    allowed_actions: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ActivityFilter:
    owner_kind: OwnerKind | None = None
    owner_ids: tuple[UUID, ...] = ()
    starts_from: datetime | None = None
    starts_to: datetime | None = None
    states: tuple[ActivityState, ...] = ()
    teacher_id: UUID | None = None
    """Who is expected there."""


@dataclass(frozen=True, slots=True)
class Owner:
    """What activities must know of the project or theme they belong to."""

    id: UUID
    title: str
    leader_ids: frozenset[UUID]
    """Who may set up activities and enter attendance, besides the office."""

    open: bool
    presenters_need: str | None
    """The kind of qualification its presenters must hold, such as 心理健康教育C证."""

    member_ids: tuple[UUID, ...]
    """Who is expected at its activities unless said otherwise."""


class Owners(Protocol):
    async def standing(self, kind: OwnerKind, owner_id: UUID) -> Owner | None:
        """Held as it stands until the transaction ends: closing it waits for who was first."""
        ...


class Activities(Protocol):
    async def page(self, filters: ActivityFilter, window: Window) -> Page[Activity]: ...

    async def get(self, activity_id: UUID) -> Activity | None: ...

    async def for_update(self, activity_id: UUID) -> Activity | None: ...

    async def add(self, new: NewActivity, window: SignInWindow) -> Activity:
        """Raises UnknownReference."""
        ...

    async def change(
        self,
        activity_id: UUID,
        changes: Mapping[str, Any],
        people: tuple[Sequence[UUID], Sequence[UUID]] | None = None,
    ) -> Activity:
        """Sets columns, and when given who presents and who else is expected. Raises UnknownReference."""
        ...

    async def expected(self, activity_id: UUID) -> list[UUID]:
        """Presenters included."""
        ...

    async def unqualified(self, teacher_ids: Sequence[UUID], kind: str, day: date) -> list[str]:
        """The names of those who hold no qualification of the kind that is good on the day."""
        ...


def leads(caller: Caller, owner: Owner, activity_leader: UUID | None = None) -> bool:
    """The owner's leaders and the activity's own for theirs, the office for all."""
    if caller.may(Action.ACTIVITY_OVERSEE):
        return True
    return caller.teacher_id is not None and (
        caller.teacher_id in owner.leader_ids or caller.teacher_id == activity_leader
    )


def leading_only(caller: Caller, owner: Owner, activity_leader: UUID | None = None) -> None:
    if not leads(caller, owner, activity_leader):
        raise Forbidden()


def steps(state: ActivityState, *, leading: bool, writes: bool) -> tuple[str, ...]:
    """What this caller may do to the activity."""
    return tuple(LIFECYCLE[state]) if leading and writes else ()
