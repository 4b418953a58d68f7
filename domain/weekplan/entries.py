"""What a week says 每周工作安排: entries of every room, and how two versions differ (MISSION §4)."""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, time
from enum import StrEnum
from typing import Protocol
from uuid import UUID


class WeekEntryKind(StrEnum):
    """What an entry is about; each has its sentences, Chinese and English, at the edge."""

    HOLIDAY = "holiday"
    MAKE_UP = "make_up"
    OFFICE = "office"
    """The office's own item."""

    TRAINING = "training"
    ACTIVITY = "activity"
    """Of a project or a theme."""

    ROUND_OPENS = "round_opens"
    ROUND_CLOSES = "round_closes"
    DUTIES_DUE = "duties_due"
    """How many of the school's duties are due on a day, of nobody in particular."""

    THEME_DUE = "theme_due"
    """The day by which a theme's nine ones are due."""

    LESSONS = "lessons"
    """How many teachers are away on a day, and how many lessons are covered or swapped."""

    DUTY_DUE = "duty_due"
    """One's own; in personal calendars only, as are cover and swap."""

    COVER = "cover"
    SWAP = "swap"
    TOPIC_DUE = "topic_due"
    """The day by which a topic's opening, midterm or conclusion is due."""
    EXTENSION = "extension"
    """A day's sessions of an extension course."""
    PAPER_DUE = "paper_due"
    """The day by which a school year's papers are due."""

    PAPER_REVIEW_DUE = "paper_review_due"
    """One's own review of a paper without names; in personal calendars only, as is the next."""

    PAPER_RETURNED = "paper_returned"
    """One's own paper, on the day it was returned."""
    REPORT_LESSON = "report_lesson"
    """汇报课 of a young teacher."""
    CONTEST_ENTRIES_DUE = "contest_entries_due"
    """The last day on which works are entered for a contest; in personal calendars of one's own entries."""

    CONTEST_DUE = "contest_due"
    """By this day the organiser has the school's works."""


@dataclass(frozen=True, slots=True)
class WeekEntry:
    """One thing of one day, told without sentences: those are made of `title` and `facts` at the edge."""

    key: str
    """What it is about, the same in every edition and feed whatever becomes of its words and its day."""

    kind: WeekEntryKind
    day: date
    starts_at: time | None = None
    """By the school's clock; null: all day."""

    ends_at: time | None = None
    title: str | None = None
    """The thing's own words: a course, a round, an item."""

    place: str | None = None
    concerns: str | None = None
    """Who is concerned."""

    note: str | None = None
    facts: dict[str, str] = field(default_factory=dict)
    text: str = field(default="", compare=False)
    """The entry in a sentence, in the language asked for."""


class ChangeKind(StrEnum):
    ADDED = "added"
    CHANGED = "changed"
    REMOVED = "removed"


@dataclass(frozen=True, slots=True)
class EntryChange:
    """What became of one entry between two versions of a week."""

    kind: ChangeKind
    before: WeekEntry | None
    after: WeekEntry | None


class WeekSource(Protocol):
    """What a room has to say of some days. A further room joins in by one adapter in its wiring's list."""

    async def entries(self, first: date, last: date) -> Sequence[WeekEntry]:
        """Of the days from `first` to `last`, both included, in as many statements however many there are."""
        ...


class PersonalSource(Protocol):
    """What a room has to say of some days to one teacher."""

    async def entries_of(self, teacher_id: UUID, first: date, last: date) -> Sequence[WeekEntry]: ...


def in_order(entries: Iterable[WeekEntry]) -> list[WeekEntry]:
    """By day; what lasts all day first, then by the clock."""
    kinds = list(WeekEntryKind)
    return sorted(
        entries, key=lambda one: (one.day, one.starts_at or time.min, kinds.index(one.kind), one.key)
    )


async def gathered(sources: Iterable[WeekSource], first: date, last: date) -> list[WeekEntry]:
    """One source after another: they share a connection."""
    return in_order([one for source in sources for one in await source.entries(first, last)])


def changes(before: Iterable[WeekEntry], after: Iterable[WeekEntry]) -> list[EntryChange]:
    """What was added and changed, in the order of the later version, and then what was removed."""
    was, now = {one.key: one for one in before}, {one.key: one for one in after}
    later = [_change(was.get(key), entry) for key, entry in now.items() if was.get(key) != entry]
    return later + [
        EntryChange(ChangeKind.REMOVED, entry, None) for key, entry in was.items() if key not in now
    ]


def _change(before: WeekEntry | None, after: WeekEntry) -> EntryChange:
    return EntryChange(ChangeKind.ADDED if before is None else ChangeKind.CHANGED, before, after)


MARKS = 999_999_999


def mark(edition_no: int, entries: Iterable[WeekEntry]) -> int:
    """A number that stands for what a draft says: it gathers from rooms that know nothing of it, so no row
    counts its changes. Between 1 and MARKS, as an ETag quotes it."""
    said = repr([edition_no, *((one.key, one.kind.value, *_words(one)) for one in entries)])
    return int.from_bytes(hashlib.sha256(said.encode()).digest()[:8]) % MARKS + 1


def _words(one: WeekEntry) -> tuple[object, ...]:
    facts = tuple(sorted(one.facts.items()))
    return one.day, one.starts_at, one.ends_at, one.title, one.place, one.concerns, one.note, facts
