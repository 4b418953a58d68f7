"""Appraisal points: what the entries of a file come to, line by line.

What a line counts never depends on what comes after it but for caps, and those only ever cut: so lines make
up their section and sections the total exactly, and one entry more never takes a point away.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum
from typing import Protocol
from uuid import UUID

from domain.activities.attendance import AttendanceState
from domain.dossier.dossier import DossierTeacher
from domain.dossier.entries import DossierEntry, DossierKind, EntryFilter
from domain.dossier.policy import (
    ITEMS,
    SECTION_OF,
    AppraisalItem,
    AppraisalPolicy,
    AppraisalPurpose,
    AppraisalSection,
)
from domain.paging import Page, Window
from domain.people.calendar import SchoolYearSpan, SchoolYearUnknown
from domain.training.credit import AwardState
from domain.training.enrolment import EnrolmentState
from domain.training.standing import StandingState
from domain.works.award import Prize

ONE, NOTHING = Decimal(1), Decimal("0.00")
Facts = Mapping[str, str]


class PointLimit(StrEnum):
    """Why a line counts less than it is worth."""

    ITEM_CAP = "item_cap"
    SECTION_CAP = "section_cap"
    SAME_WORK = "same_work"
    """Another award of the same work is worth as much or more; one counts."""


@dataclass(frozen=True, slots=True)
class Measured:
    """How much of an item an entry is."""

    item: AppraisalItem
    units: Decimal = ONE
    step: int = 0
    """Of an award its prize, the highest 0."""

    once: str | None = None
    """Of several that say the same here only the best counts."""


@dataclass(frozen=True, slots=True)
class AppraisalLine:
    """One entry's points, with the entry and the row of the policy they follow from."""

    item: AppraisalItem
    entry: str
    """The entry's key."""

    kind: DossierKind
    day: date
    title: str
    facts: dict[str, str]
    """The entry's."""

    link: str
    """Where the entry is from: a path below the school."""

    units: Decimal
    each: Decimal
    """Points for one unit."""

    worth: Decimal
    """Units times points, rounded to two decimals, a half up."""

    points: Decimal
    """What of it counts."""

    limit: PointLimit | None
    rule_id: UUID | None
    """The row of the policy; null: the shipped default stands."""


@dataclass(frozen=True, slots=True)
class SectionPoints:
    """A section: its points are those of its lines."""

    section: AppraisalSection
    points: Decimal
    cap: Decimal | None
    """null: there is none."""

    cap_rule_id: UUID | None
    lines: tuple[AppraisalLine, ...]
    """By day."""


@dataclass(frozen=True, slots=True)
class Appraisal:
    """A teacher's points, explained: the total is that of the sections."""

    teacher_id: UUID
    name: str
    purpose: AppraisalPurpose
    school_year: int
    from_day: date
    until_day: date
    total: Decimal
    sections: tuple[SectionPoints, ...]


@dataclass(frozen=True, slots=True)
class AppraisalRow:
    """A teacher's points in the list of a school."""

    teacher_id: UUID
    name: str
    employee_no: str
    total: Decimal
    sections: dict[AppraisalSection, Decimal]
    link: str
    """Where every point is explained: a path below the school."""


def _one(item: AppraisalItem) -> Callable[[Facts], Iterable[Measured]]:
    return lambda facts: (Measured(item),)


def _when(
    item: AppraisalItem, fact: str, *values: str, units: str | None = None
) -> Callable[[Facts], Iterable[Measured]]:
    """One, or as many as a fact says, where another fact is one of these."""

    def measure(facts: Facts) -> Iterable[Measured]:
        if facts[fact] not in values:
            return ()
        return (Measured(item, ONE if units is None else Decimal(facts[units])),)

    return measure


def _project(facts: Facts) -> Iterable[Measured]:
    if facts["state"] != EnrolmentState.PASSED:
        return ()
    return (
        Measured(AppraisalItem.PROJECTS),
        Measured(AppraisalItem.PROJECT_PROCESS, Decimal(facts["process"]) / 100),
        Measured(AppraisalItem.PROJECT_EFFECT, Decimal(facts["effect"]) / 100),
    )


def _award(facts: Facts) -> Iterable[Measured]:
    step = list(Prize).index(Prize(facts["prize"]))
    return (Measured(AppraisalItem(f"awards_{facts['level']}"), step=step, once=facts["work"]),)


def _cover(facts: Facts) -> Iterable[Measured]:
    return (Measured(AppraisalItem.COVER_GIVEN, Decimal(facts["lessons"])),)


CAME = (AttendanceState.PRESENT, AttendanceState.LATE)

_MEASURES: Mapping[DossierKind, Callable[[Facts], Iterable[Measured]]] = {
    DossierKind.CREDIT_YEAR: _when(AppraisalItem.CREDITS_REACHED, "state", StandingState.MET),
    DossierKind.CREDITS: _when(AppraisalItem.TRAINING_HOURS, "state", AwardState.CONFIRMED, units="hours"),
    DossierKind.PRODUCT: _one(AppraisalItem.PRODUCTS),
    DossierKind.PROJECT: _project,
    DossierKind.PROJECT_LED: _one(AppraisalItem.PROJECT_LEADING),
    DossierKind.THEME_ACTIVITY: _when(AppraisalItem.THEME_ACTIVITIES, "state", *CAME),
    DossierKind.PAPER: _one(AppraisalItem.PAPERS),
    DossierKind.TOPIC: _one(AppraisalItem.TOPICS),
    DossierKind.TOPIC_CONCLUDED: _one(AppraisalItem.TOPICS_CONCLUDED),
    DossierKind.AWARD: _award,
    DossierKind.EXTENSION_COURSE: _one(AppraisalItem.EXTENSION_COURSES),
    DossierKind.MENTOR: _one(AppraisalItem.MENTORING),
    DossierKind.GROWTH_TITLE: _one(AppraisalItem.GROWTH_TITLES),
    DossierKind.COVER_GIVEN: _cover,
}
COUNTED = tuple(_MEASURES)
"""The kinds of entries that can bring points."""


@dataclass(frozen=True, slots=True)
class _Weighed:
    entry: DossierEntry
    measured: Measured
    each: Decimal
    worth: Decimal


def points_of(
    entries: Iterable[DossierEntry], policy: AppraisalPolicy, purpose: AppraisalPurpose
) -> tuple[SectionPoints, ...]:
    """Every section, in order, be it empty."""
    weighed: dict[AppraisalSection, list[_Weighed]] = defaultdict(list)
    for one in sorted(entries, key=lambda one: (one.day, one.key)):
        for measured in _MEASURES[one.kind](one.facts) if one.kind in _MEASURES else ():
            each = policy.worth(purpose, measured.item).value.steps[measured.step]
            # What corrections took below nothing brings none, and takes none from others.
            worth = (max(measured.units, NOTHING) * each).quantize(NOTHING, ROUND_HALF_UP)
            weighed[SECTION_OF[measured.item]].append(_Weighed(one, measured, each, worth))
    return tuple(_section(section, weighed[section], policy, purpose) for section in AppraisalSection)


def _section(
    section: AppraisalSection,
    weighed: Sequence[_Weighed],
    policy: AppraisalPolicy,
    purpose: AppraisalPurpose,
) -> SectionPoints:
    cap = policy.cap(purpose, section)
    left = {item: policy.worth(purpose, item).value.cap for item in ITEMS[section]}
    left_of_section, best, lines = cap.value, _best(weighed), []
    for one in weighed:
        item, points, limit = one.measured.item, one.worth, None
        of_item = left[item]
        if best.get(one.measured.once, one) is not one:
            points, limit = NOTHING, PointLimit.SAME_WORK
        if of_item is not None and points > of_item:
            points, limit = of_item, PointLimit.ITEM_CAP
        if left_of_section is not None and points > left_of_section:
            points, limit = left_of_section, PointLimit.SECTION_CAP
        left[item] = None if of_item is None else of_item - points
        left_of_section = None if left_of_section is None else left_of_section - points
        lines.append(_line(one, points, limit, policy.worth(purpose, item).id))
    total = sum((line.points for line in lines), NOTHING)
    return SectionPoints(section, total, cap.value, cap.id, tuple(lines))


def _best(weighed: Sequence[_Weighed]) -> dict[str | None, _Weighed]:
    """Of what counts once the one that does: worth the most, of equals the first."""
    best: dict[str | None, _Weighed] = {}
    for one in weighed:
        once = one.measured.once
        if once is not None and (once not in best or one.worth > best[once].worth):
            best[once] = one
    return best


def _line(one: _Weighed, points: Decimal, limit: PointLimit | None, rule_id: UUID | None) -> AppraisalLine:
    return AppraisalLine(
        item=one.measured.item,
        entry=one.entry.key,
        kind=one.entry.kind,
        day=one.entry.day,
        title=one.entry.title,
        facts=one.entry.facts,
        link=one.entry.link,
        units=one.measured.units,
        each=one.each,
        worth=one.worth,
        points=points.quantize(NOTHING),
        limit=limit,
        rule_id=rule_id,
    )


@dataclass(frozen=True, slots=True)
class Asked:
    """Which points are asked for."""

    purpose: AppraisalPurpose
    school_year: int


@dataclass(frozen=True, slots=True)
class AppraisalGround:
    """What a school's appraisal goes by: the policy of the year's first day, and the days looked at."""

    policy: AppraisalPolicy
    first: date
    last: date

    @property
    def filters(self) -> EntryFilter:
        return EntryFilter(COUNTED, self.first, self.last)


class Appraisals(Protocol):
    """The teachers a caller may appraise, and what is known of them."""

    async def ground(self, asked: Asked) -> AppraisalGround:
        """Raises SchoolYearUnknown."""
        ...

    async def teachers(self, window: Window, asked: Asked, ground: AppraisalGround) -> Page[DossierTeacher]:
        """By name, those who were there on one of the days. Raises InvalidCursor."""
        ...

    async def entries(
        self, teacher_ids: Sequence[UUID], filters: EntryFilter
    ) -> Mapping[UUID, Sequence[DossierEntry]]: ...


def span_asked(spans: Sequence[SchoolYearSpan], school_year: int, years: int) -> tuple[date, date]:
    """The days from the first of `years` school years to the last of the one asked for.

    A year before the calendar's first is taken to begin on the same day. Raises SchoolYearUnknown.
    """
    known = {span.start_year: span for span in spans}
    if school_year not in known:
        raise SchoolYearUnknown(day=str(school_year))
    last, first_year = known[school_year], school_year - years + 1
    if first_year in known:
        return known[first_year].starts_on, last.ends_on
    day = 28 if (last.starts_on.month, last.starts_on.day) == (2, 29) else last.starts_on.day
    return last.starts_on.replace(year=last.starts_on.year - years + 1, day=day), last.ends_on


async def appraise(appraisals: Appraisals, teacher: DossierTeacher, asked: Asked) -> Appraisal:
    """Raises SchoolYearUnknown."""
    ground = await appraisals.ground(asked)
    entries = await appraisals.entries([teacher.id], ground.filters)
    sections = points_of(entries.get(teacher.id, ()), ground.policy, asked.purpose)
    return Appraisal(
        teacher_id=teacher.id,
        name=teacher.name,
        purpose=asked.purpose,
        school_year=asked.school_year,
        from_day=ground.first,
        until_day=ground.last,
        total=_total(sections),
        sections=sections,
    )


async def list_appraisals(appraisals: Appraisals, asked: Asked, window: Window) -> Page[AppraisalRow]:
    """Raises SchoolYearUnknown, InvalidCursor."""
    ground = await appraisals.ground(asked)
    page = await appraisals.teachers(window, asked, ground)
    entries = await appraisals.entries([one.id for one in page.items], ground.filters)
    rows = [
        _row(one, points_of(entries.get(one.id, ()), ground.policy, asked.purpose), asked)
        for one in page.items
    ]
    return Page(rows, page.next_cursor, page.has_more)


def _row(teacher: DossierTeacher, sections: Sequence[SectionPoints], asked: Asked) -> AppraisalRow:
    return AppraisalRow(
        teacher_id=teacher.id,
        name=teacher.name,
        employee_no=teacher.employee_no,
        total=_total(sections),
        sections={one.section: one.points for one in sections},
        link=f"dossiers/{teacher.id}/appraisal?purpose={asked.purpose}&school_year={asked.school_year}",
    )


def _total(sections: Iterable[SectionPoints]) -> Decimal:
    return sum((one.points for one in sections), NOTHING)
