"""A district's term: what its schools put down, school by school and added up."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from domain.reports.kept_figures import SchoolFigures, TermKept

MAIN = (
    "teachers",
    "trained_teachers",
    "standing_met",
    "cover_lessons",
    "projects",
    "themes",
    "topics_running",
    "papers",
    "awards",
    "extension_courses",
    "mentor_pairs",
)
"""What is shown of each school on paper; the workbook has all."""


@dataclass(frozen=True, slots=True)
class DistrictColumn:
    """A figure, and its sum over the schools that put it down."""

    key: str
    label: str
    unit: str
    total: Decimal


@dataclass(frozen=True, slots=True)
class DistrictRow:
    """A school."""

    school_id: UUID
    code: str
    name: str
    as_of: datetime | None
    """When its figures were put down; null: not yet."""

    final: bool
    """Of a summary that is frozen."""

    values: dict[str, Decimal]
    """By the columns' keys; what a school did not put down is not there."""


@dataclass(frozen=True, slots=True)
class DistrictTermFigures:
    school_year: int
    term: int
    schools: int
    reported: int
    """Schools that put their figures down."""

    columns: list[DistrictColumn]
    rows: list[DistrictRow]
    """Every school of the district, by its code."""


def district_term(term: TermKept, schools: Sequence[SchoolFigures]) -> DistrictTermFigures:
    columns: dict[str, DistrictColumn] = {}
    for school in schools:
        for one in school.figures:
            before = columns[one.key].total if one.key in columns else Decimal(0)
            columns[one.key] = DistrictColumn(one.key, one.label, one.unit, before + one.value)
    return DistrictTermFigures(
        term.school_year,
        term.number,
        len(schools),
        sum(one.as_of is not None for one in schools),
        list(columns.values()),
        [
            DistrictRow(
                one.school_id,
                one.code,
                one.name,
                one.as_of,
                one.final,
                {figure.key: figure.value for figure in one.figures},
            )
            for one in schools
        ],
    )
