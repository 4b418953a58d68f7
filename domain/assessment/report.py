"""A published result on paper and as a workbook, in Chinese."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Protocol

from domain.assessment.assessment import Assessment


class ReportFormat(StrEnum):
    PDF = "pdf"
    XLSX = "xlsx"


@dataclass(frozen=True, slots=True)
class Heading:
    """What stands above a printed result."""

    school: str
    start_year: int
    term_number: int


@dataclass(frozen=True, slots=True)
class ReportLine:
    """An indicator: what it came to, and from what."""

    dimension: str
    title: str
    weight: int
    share: int
    basis: str
    score: Decimal
    points: Decimal
    from_what: str
    """The judges' scores, or what the system counted and whom it names."""

    rule: str
    """Which rules it goes by."""


@dataclass(frozen=True, slots=True)
class ReportSum:
    name: str
    weight: int
    points: Decimal
    deducted: Decimal
    total: Decimal


@dataclass(frozen=True, slots=True)
class ReportAdjustment:
    kind: str
    dimension: str
    points: Decimal
    reason: str
    lifted: bool


@dataclass(frozen=True, slots=True)
class GroupReport:
    rank: int
    group: str
    total: Decimal
    band: str
    sums: tuple[ReportSum, ...]
    bonus: Decimal
    bonus_counted: Decimal
    bonus_cap: Decimal
    lines: tuple[ReportLine, ...]
    adjustments: tuple[ReportAdjustment, ...]


@dataclass(frozen=True, slots=True)
class Report:
    """One edition: every group for those who see all, else the groups somebody leads."""

    school: str
    term: str
    title: str
    edition_no: int
    published_on: date
    groups: tuple[GroupReport, ...]
    ranking: bool
    """Whether all groups are in it, and so a table of ranks."""


class ReportPrinter(Protocol):
    async def pdf(self, report: Report) -> bytes: ...

    async def xlsx(self, report: Report) -> bytes: ...


class Headings(Protocol):
    async def of(self, assessment: Assessment) -> Heading: ...
