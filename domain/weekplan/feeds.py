"""Calendars people subscribe to 日历订阅 (RFC 5545): what they say, and the secret link that shows them.

A feed remembers what it told. Whatever a room changes afterwards, by whatever means, differs from that: what
reads otherwise gets the next SEQUENCE, what is gone is cancelled. No room need count for it.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import Protocol
from uuid import UUID

from domain.errors import NotFound
from domain.lifecycle import match
from domain.paging import Page, Window
from domain.people.calendar import day_of
from domain.weekplan.entries import PersonalSource, WeekEntry, WeekSource, gathered, in_order

LOOK_BACK = timedelta(days=180)
LOOK_AHEAD = timedelta(days=400)
CANCELLED_FOR = timedelta(days=60)
"""So long a feed says that something is cancelled; a calendar that asks more seldom keeps it."""


class FeedKind(StrEnum):
    PERSONAL = "personal"
    """One's own training, duties, cover and swaps."""

    SCHOOL = "school"
    """The school's training, published items, holidays and make-up days."""


@dataclass(frozen=True, slots=True)
class CalendarFeed:
    """A calendar somebody subscribes to by a secret link."""

    id: UUID
    kind: FeedKind
    name: str
    """What the calendar is called on the phone."""

    account_id: UUID
    """Who made it."""

    created_at: datetime
    last_used_at: datetime | None
    """To the hour."""

    revoked_at: datetime | None
    version: int
    allowed_actions: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class IssuedFeed:
    """A feed with the link that shows it."""

    feed: CalendarFeed
    address: str | None
    """Below the service's own origin; shown this once, since only a digest of it is kept."""


@dataclass(frozen=True, slots=True)
class Told:
    """An entry as a feed tells it."""

    entry: WeekEntry
    sequence: int
    """How often it was told otherwise (SEQUENCE)."""

    changed_at: datetime
    cancelled: bool


@dataclass(frozen=True, slots=True)
class CalendarLine:
    """An entry in words, as a calendar shows it."""

    uid: str
    sequence: int
    changed_at: datetime
    cancelled: bool
    day: date
    starts_at: time | None
    ends_at: time | None
    summary: str
    place: str | None
    description: str | None


@dataclass(frozen=True, slots=True)
class Subscription:
    """A feed whose link was shown."""

    feed_id: UUID
    school_id: UUID
    kind: FeedKind
    name: str
    teacher_id: UUID | None


@dataclass(frozen=True, slots=True)
class Retelling:
    """What a feed has to tell that it did not, by key."""

    new: Mapping[str, Told]
    otherwise: Mapping[str, Told]


class CalendarFeeds(Protocol):
    """The feeds a caller keeps: their own, or the school's."""

    async def page(self, window: Window) -> Page[CalendarFeed]:
        """The newest first, revoked ones included."""
        ...

    async def get(self, feed_id: UUID) -> CalendarFeed | None: ...

    async def for_update(self, feed_id: UUID) -> CalendarFeed | None: ...

    async def add(self, name: str, *, at: datetime) -> tuple[CalendarFeed, str]:
        """The feed and its secret, of which only the digest is kept."""
        ...

    async def revoke(self, feed_id: UUID, *, at: datetime) -> CalendarFeed:
        """Forgets what it told, too."""
        ...


class Subscriptions(Protocol):
    """The feeds of one school, as whoever has a link sees them."""

    async def shown_by(self, secret: str, *, at: datetime) -> Subscription | None:
        """Locked, and marked as used. None when the secret is nobody's, revoked, or its owner has left."""
        ...

    async def told(self, feed_id: UUID) -> Mapping[str, Told]: ...

    async def tell(self, feed_id: UUID, retelling: Retelling) -> None: ...


class CalendarWriter(Protocol):
    def __call__(self, name: str, lines: Sequence[CalendarLine]) -> bytes:
        """The calendar as an iCalendar file; the same lines give the same bytes."""
        ...


def retold(
    known: Mapping[str, Told], current: Iterable[WeekEntry], *, now: datetime, since: date
) -> Retelling:
    """Compares what the feed told with how things stand; what ended before `since` is left alone."""
    standing = {one.key: one for one in current}
    new = {key: Told(one, 0, now, False) for key, one in standing.items() if key not in known}
    otherwise = {}
    for key, old in known.items():
        entry = standing.get(key)
        if entry is None:
            if not old.cancelled and old.entry.day >= since:
                otherwise[key] = Told(old.entry, old.sequence + 1, now, True)
        elif old.cancelled or old.entry != entry:
            otherwise[key] = Told(entry, old.sequence + 1, now, False)
    return Retelling(new, otherwise)


def shown(told: Iterable[Told], *, now: datetime, since: date) -> list[Told]:
    """What belongs into the feed today."""
    kept = [
        one
        for one in told
        if one.entry.day >= since and not (one.cancelled and one.changed_at <= now - CANCELLED_FOR)
    ]
    place = {one.key: number for number, one in enumerate(in_order(one.entry for one in kept))}
    return sorted(kept, key=lambda one: place[one.entry.key])


async def read(
    subscriptions: Subscriptions,
    of_school: Sequence[WeekSource],
    of_teacher: Sequence[PersonalSource],
    secret: str,
    *,
    now: datetime,
) -> tuple[Subscription, list[Told]]:
    """What the feed of this secret tells now, remembered from now on. Raises NotFound."""
    subscription = await subscriptions.shown_by(secret, at=now)
    if subscription is None:
        raise NotFound()
    first, last = day_of(now - LOOK_BACK), day_of(now + LOOK_AHEAD)
    if subscription.teacher_id is None:
        current = await gathered(of_school, first, last)
    else:
        current = [
            one
            for source in of_teacher
            for one in await source.entries_of(subscription.teacher_id, first, last)
        ]
    known = await subscriptions.told(subscription.feed_id)
    retelling = retold(known, current, now=now, since=first)
    await subscriptions.tell(subscription.feed_id, retelling)
    told = {**known, **retelling.new, **retelling.otherwise}
    return subscription, shown(told.values(), now=now, since=first)


async def revoke(feeds: CalendarFeeds, feed_id: UUID, *, expected: int | None, now: datetime) -> CalendarFeed:
    """Its link shows nothing from now on; done twice, it is done once. Raises NotFound, Stale."""
    feed = await feeds.for_update(feed_id)
    if feed is None:
        raise NotFound()
    if expected is not None:
        match(feed.version, expected)
    return feed if feed.revoked_at is not None else await feeds.revoke(feed_id, at=now)


def feed_actions(revoked_at: datetime | None) -> tuple[str, ...]:
    return ("revoke",) if revoked_at is None else ()
