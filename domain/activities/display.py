"""What the display at the place shows: the activity, and the names as they come."""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol
from uuid import UUID

from domain.activities.activity import LIFECYCLE
from domain.activities.attendance import CAME, AttendanceState, said
from domain.activities.keeping import ActivityDesk, held
from domain.errors import Conflict
from domain.identity.access import Caller
from domain.lifecycle import advance


@dataclass(frozen=True, slots=True)
class Came:
    name: str
    state: AttendanceState
    at: datetime
    expected: bool


@dataclass(frozen=True, slots=True)
class Shown:
    id: UUID
    school_name: str
    title: str
    starts_at: datetime
    ends_at: datetime
    place: str | None
    opens_at: datetime
    closes_at: datetime
    cancelled: bool
    expected: int
    came: tuple[Came, ...]
    """The latest first."""

    def takes_sign_ins(self, now: datetime) -> bool:
        return not self.cancelled and self.opens_at <= now < self.closes_at

    def over(self, now: datetime) -> bool:
        return self.cancelled or now >= self.closes_at

    def counted(self) -> int:
        """Of those expected, how many came."""
        return sum(1 for one in self.came if one.expected and one.state in CAME)


@dataclass(frozen=True, slots=True)
class DisplayLink:
    """Where the activity's code is shown, without signing in, for a while."""

    url: str
    expires_at: datetime


class DisplayLinks(Protocol):
    async def to(self, activity_id: UUID, *, until: datetime) -> DisplayLink: ...


class DisplayOver(Conflict):
    """The activity is over: there is no code to show; facts: `ended_at`."""

    code = "display_over"


async def display_link(
    desk: ActivityDesk, links: DisplayLinks, activity_id: UUID, *, caller: Caller, now: datetime
) -> DisplayLink:
    """Good until nobody can sign in any more, or the activity ends. Raises NotFound, Forbidden, OwnerOver,
    InvalidState, DisplayOver."""
    activity, _ = await held(desk, activity_id, caller)
    advance(LIFECYCLE, activity.state, "display")
    until = max(activity.ends_at, activity.sign_in_closes_at)
    if now >= until:
        raise DisplayOver(ended_at=said(until))
    return await links.to(activity_id, until=until)
