"""Home screens 首页: what waits for somebody, what is due, who is at risk, what is uncovered, who is away.

A screen is a table of cards. Each card counts the items of one list, and its link is that list, narrowed to
exactly what was counted: whoever follows it finds as many.
"""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Protocol
from urllib.parse import quote
from uuid import UUID

from domain.people.calendar import ZONE
from domain.reports.overview_cards import LINKS, SCREENS, HomeScreen, OverviewCard, ScreenPlan, Whose
from domain.timetable.uncovered import UncoveredLesson
from domain.training.standing import Standing, StandingState

DUE_DAYS = 14
"""What is due from today on, so many days."""

COVER_DAYS = 7
"""Lessons nobody looks after are shown of so many days, today's first."""

SHOWN = 10
"""So many of each are listed; the links have all of them."""

NOBODY = UUID(int=0)
"""In the place of a group or a teacher there is none of: nothing is theirs."""


@dataclass(frozen=True, slots=True)
class OverviewCount:
    """How many there are, and where."""

    card: OverviewCard
    count: int
    link: str
    """Path and query below the school of a list with exactly these."""

    label: str = field(default="", compare=False)
    """What the card is called, in the language asked for."""


@dataclass(frozen=True, slots=True)
class OverviewLine:
    """One of the first of a card."""

    card: OverviewCard
    day: date
    title: str | None
    """A course, a topic, a theme, a subject, an activity; null for an absence that is no training's."""

    name: str | None
    """Whose it is; null where it is the school's."""

    link: str
    """Path below the school of the thing itself."""


@dataclass(frozen=True, slots=True)
class OverviewDue:
    until: date
    """The day after the last that is looked at."""

    total: int
    """The counts below, summed."""

    counts: tuple[OverviewCount, ...]
    items: tuple[OverviewLine, ...]
    """The earliest, at most ten."""


@dataclass(frozen=True, slots=True)
class PersonAtRisk:
    """A teacher whose credits of the school year fall short of what they should be by now."""

    teacher_id: UUID
    name: str
    state: StandingState
    owed: Decimal
    """Credits still to be earned in the school year."""

    link: str


@dataclass(frozen=True, slots=True)
class CreditsAtRisk:
    school_year: int
    count: int
    link: str
    people: tuple[PersonAtRisk, ...]
    """Those who owe most, at most ten."""


@dataclass(frozen=True, slots=True)
class OverviewRisk:
    credits: CreditsAtRisk | None
    """null where the screen has none, or the school no school year yet."""

    counts: tuple[OverviewCount, ...]


@dataclass(frozen=True, slots=True)
class OverviewUncovered:
    """Lessons of teachers who are away, in the days to come, which nobody looks after yet."""

    until: date
    """The day after the last that is looked at."""

    count: int
    link: str
    items: tuple[UncoveredLesson, ...]
    """The earliest, at most ten."""


@dataclass(frozen=True, slots=True)
class OverviewToday:
    counts: tuple[OverviewCount, ...]
    items: tuple[OverviewLine, ...]
    """The first of each count, at most ten."""


@dataclass(frozen=True, slots=True)
class Overview:
    """A home screen, as it stands at this moment."""

    screen: HomeScreen
    today: date
    waits_for_me: tuple[OverviewCount, ...]
    due: OverviewDue
    at_risk: OverviewRisk
    uncovered: OverviewUncovered
    today_at_school: OverviewToday
    version: int = 0
    """Stands for all the screen says; the same while nothing of it changes."""


@dataclass(frozen=True, slots=True)
class Span:
    """The days a screen looks at, from today on."""

    today: date

    @property
    def tomorrow(self) -> date:
        return self.today + timedelta(days=1)

    @property
    def until(self) -> date:
        """The day after the last day of what is due."""
        return self.today + timedelta(days=DUE_DAYS)

    @property
    def cover_until(self) -> date:
        return self.today + timedelta(days=COVER_DAYS)


def midnight(day: date) -> datetime:
    return datetime.combine(day, time(), tzinfo=ZONE)


@dataclass(frozen=True, slots=True)
class Viewer:
    """Whom a screen is for."""

    teacher_id: UUID | None
    groups: tuple[UUID, ...] = ()
    """The grade groups headed or the subject groups led, for the screens that look at those."""


@dataclass(frozen=True, slots=True)
class Gathered:
    """What was found for a screen."""

    counts: Mapping[OverviewCard, int]
    lines: Sequence[OverviewLine]
    """Of each card the first, in their order."""

    school_year: int | None
    standings: Sequence[Standing]
    """Of those at risk or behind."""

    uncovered: Sequence[UncoveredLesson]


def overview(screen: HomeScreen, viewer: Viewer, span: Span, found: Gathered) -> Overview:
    plan = SCREENS[screen]
    narrowed = _narrowed(plan.whose, viewer, span)

    def counted(cards: Iterable[OverviewCard]) -> tuple[OverviewCount, ...]:
        return tuple(
            OverviewCount(card, found.counts.get(card, 0), LINKS[card].format_map(narrowed)) for card in cards
        )

    def listed(cards: Sequence[OverviewCard]) -> list[OverviewLine]:
        return sorted(
            (one for one in found.lines if one.card in cards),
            key=lambda one: (one.day, cards.index(one.card)),
        )

    due = counted(plan.due)
    uncovered = f"uncovered-lessons?day_from={span.today}&day_to={span.cover_until}{narrowed['teachers']}"
    return Overview(
        screen,
        span.today,
        counted(plan.waits),
        OverviewDue(span.until, sum(one.count for one in due), due, tuple(listed(plan.due)[:SHOWN])),
        OverviewRisk(_credits(plan, found, narrowed["teachers"]), counted(plan.at_risk)),
        OverviewUncovered(span.cover_until, len(found.uncovered), uncovered, tuple(found.uncovered[:SHOWN])),
        OverviewToday(counted(plan.today), tuple(listed(plan.today))),
    )


def _credits(plan: ScreenPlan, found: Gathered, whose: str) -> CreditsAtRisk | None:
    if not plan.credits or found.school_year is None:
        return None
    year, most = found.school_year, sorted(found.standings, key=lambda one: (-one.owed, one.employee_no))
    people = (
        PersonAtRisk(
            one.teacher_id,
            one.name,
            one.state,
            one.owed,
            f"teachers/{one.teacher_id}/credit-standing?school_year={year}",
        )
        for one in most[:SHOWN]
    )
    link = f"credit-standings?school_year={year}&state=at_risk&state=behind{whose}"
    return CreditsAtRisk(year, len(found.standings), link, tuple(people))


_GROUPS = {Whose.GRADE: "grade_group_id", Whose.SUBJECT: "subject_group_id"}


def _narrowed(whose: Whose, viewer: Viewer, span: Span) -> Mapping[str, str]:
    """What fills the braces of `LINKS`."""
    own = whose is Whose.OWN
    me = viewer.teacher_id or NOBODY
    groups = "".join(f"&{_GROUPS[whose]}={one}" for one in viewer.groups) if whose in _GROUPS else ""
    return {
        "teachers": f"&teacher_id={me}" if own else groups,
        **{
            name: f"&{parameter}={me}" if own else ""
            for name, parameter in (
                ("partner", "partner_id"),
                ("member", "member_id"),
                ("author", "author_id"),
                ("signer", "signer_id"),
                ("confirmer", "confirmer_id"),
            )
        },
        "today": span.today.isoformat(),
        "tomorrow": span.tomorrow.isoformat(),
        "until": span.until.isoformat(),
        "morning": quote(midnight(span.today).isoformat()),
        "midnight": quote(midnight(span.tomorrow).isoformat()),
        "until_midnight": quote(midnight(span.until).isoformat()),
    }


MARKS = 999_999_999


def marked(said: Overview) -> Overview:
    """With a number that stands for all the screen says, labels too: no row counts the changes of all rooms.
    Between 1 and MARKS, as an ETag quotes it."""
    digest = hashlib.sha256(repr(replace(said, version=0)).encode()).digest()
    return replace(said, version=int.from_bytes(digest[:8]) % MARKS + 1)


class Overviews(Protocol):
    async def gathered(self, screen: HomeScreen, span: Span) -> tuple[Viewer, Gathered]: ...


async def home_screen(overviews: Overviews, screen: HomeScreen, today: date) -> Overview:
    span = Span(today)
    viewer, found = await overviews.gathered(screen, span)
    return overview(screen, viewer, span, found)
