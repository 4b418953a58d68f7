"""A district's home screen: its schools in a few sums each, and all of them added up.

It reads what each school put down last (`kept_figures`), and says when that was.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum
from typing import Protocol
from uuid import UUID

from domain.paging import Page, Window
from domain.reports.figure import Figure
from domain.reports.kept_figures import TermKept

MEASURES: Mapping[str, tuple[str, ...]] = {
    "teachers": ("teachers",),
    "credits_met": ("standing_met",),
    "at_risk": ("standing_at_risk", "standing_behind"),
    "duties_due": ("duties_due",),
    "topics_overdue": ("topics_overdue",),
    "cover_lessons": ("cover_lessons",),
}
"""The sums of a school, and the figures each adds up; what a school did not put down counts nothing."""

SHARE = Decimal("0.0001")


class DistrictSort(StrEnum):
    CODE = "code"
    AT_RISK = "-at_risk_share"
    """Where most teachers are at risk first; only schools that put their figures down."""


@dataclass(frozen=True, slots=True)
class DistrictSums:
    """Of the schools that put their figures down."""

    schools: int
    """All of the district."""

    reported: int
    """Those with figures of the term."""

    as_of: datetime | None
    """When the oldest of the figures were put down."""

    teachers: int
    credits_met: int
    """Teachers who have reached the yearly target."""

    at_risk: int
    """Teachers who will not reach it as things stand."""

    duties_due: int
    topics_overdue: int
    cover_lessons: int


@dataclass(frozen=True, slots=True)
class DistrictSchool:
    """A school; null where it put nothing down yet."""

    school_id: UUID
    code: str
    name: str
    as_of: datetime | None
    final: bool
    """Of a summary that is frozen."""

    teachers: int | None
    credits_met: int | None
    at_risk: int | None
    at_risk_share: Decimal | None
    """Of its teachers, between 0 and 1."""

    duties_due: int | None
    topics_overdue: int | None
    cover_lessons: int | None


@dataclass(frozen=True, slots=True)
class DistrictOverview(Page[DistrictSchool]):
    """A page of schools, and the sums of all, whichever page it is."""

    totals: DistrictSums


@dataclass(frozen=True, slots=True)
class DistrictFilter:
    term: TermKept
    sort: DistrictSort = DistrictSort.CODE


class DistrictSchools(Protocol):
    async def totals(self, term: TermKept) -> DistrictSums:
        """One statement."""
        ...

    async def page(self, filters: DistrictFilter, window: Window) -> Page[DistrictSchool]:
        """One statement."""
        ...


async def district_overview(
    schools: DistrictSchools, filters: DistrictFilter, window: Window
) -> DistrictOverview:
    page = await schools.page(filters, window)
    totals = await schools.totals(filters.term)
    return DistrictOverview(page.items, page.next_cursor, page.has_more, totals)


def measures(figures: Iterable[Figure]) -> dict[str, int]:
    """A school's sums, by the names of `MEASURES`."""
    said = {one.key: one.value for one in figures}
    return {
        name: int(sum((said.get(key, Decimal(0)) for key in keys), Decimal(0)))
        for name, keys in MEASURES.items()
    }


def at_risk_share(sums: Mapping[str, int]) -> Decimal:
    """Between 0 and 1; 0 where there are no teachers."""
    if not sums["teachers"]:
        return Decimal(0).quantize(SHARE)
    share = Decimal(sums["at_risk"]) / sums["teachers"]
    return min(share, Decimal(1)).quantize(SHARE, ROUND_HALF_UP)
