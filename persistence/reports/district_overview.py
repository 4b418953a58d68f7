"""A district's schools by their sums: a statement for all, and one for a page of them."""

from typing import Any
from uuid import UUID

from sqlalchemy import Row, Select, and_, bindparam, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from domain.paging import Page, Window
from domain.reports.district_overview import (
    MEASURES,
    DistrictFilter,
    DistrictSchool,
    DistrictSort,
    DistrictSums,
)
from domain.reports.kept_figures import TermKept
from persistence.paging import page
from persistence.platform.tables import school
from persistence.reports.tables import school_term_figures

_KEPT = school_term_figures.c
_SHOWN = ("as_of", "final", *MEASURES, "at_risk_share")


class SqlDistrictSchools:
    def __init__(self, connection: AsyncConnection, district_id: UUID) -> None:
        self._connection, self._district_id = connection, district_id

    async def totals(self, term: TermKept) -> DistrictSums:
        given = {"district": self._district_id, "year": term.school_year, "term": term.number}
        row = (await self._connection.execute(_TOTALS, given)).one()
        return DistrictSums(**row._mapping)

    async def page(self, filters: DistrictFilter, window: Window) -> Page[DistrictSchool]:
        term = filters.term
        of_term = and_(
            _KEPT.district_id == self._district_id,
            _KEPT.school_year == term.school_year,
            _KEPT.term == term.number,
        )
        by_risk = filters.sort is DistrictSort.AT_RISK
        joined = school.join(
            school_term_figures, and_(_KEPT.school_id == school.c.id, of_term), isouter=not by_risk
        )
        statement = _schools().select_from(joined).where(school.c.district_id == self._district_id)
        by = [_KEPT.at_risk_share, _KEPT.school_id] if by_risk else [school.c.code, school.c.id]
        return await page(
            self._connection,
            statement.where(of_term) if by_risk else statement,
            window,
            by=by,
            filters=(self._district_id, filters),
            view=_view,
            descending=by_risk,
        )


def _schools() -> Select[Any]:
    return select(
        school.c.id, school.c.code, school.c.name, _KEPT.school_id, *(_KEPT[name] for name in _SHOWN)
    )


def _view(row: Row[Any]) -> DistrictSchool:
    shown = {name: getattr(row, name) for name in _SHOWN} | {"final": bool(row.final)}
    return DistrictSchool(row.id, row.code, row.name, **shown)


def _totals() -> Select[Any]:
    of_district: Any = bindparam("district")
    every = select(func.count()).where(school.c.district_id == of_district).scalar_subquery()
    return select(
        every.label("schools"),
        func.count().label("reported"),
        func.min(_KEPT.as_of).label("as_of"),
        *(func.coalesce(func.sum(_KEPT[name]), 0).label(name) for name in MEASURES),
    ).where(
        _KEPT.district_id == of_district,
        _KEPT.school_year == bindparam("year"),
        _KEPT.term == bindparam("term"),
    )


_TOTALS = _totals()
