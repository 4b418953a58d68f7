"""A school's figures of a term, put down for its district."""

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import and_, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from domain.reports.district_overview import at_risk_share, measures
from domain.reports.figure import Figure
from domain.reports.kept_figures import KeptFigure, SchoolFigures, TermKept, kept
from persistence.ids import new_id
from persistence.platform.tables import school
from persistence.reports.tables import school_term_figures

_KEPT = school_term_figures.c


class SqlKeptFigures:
    def __init__(self, connection: AsyncConnection, school_id: UUID) -> None:
        self._connection, self._school_id = connection, school_id

    async def keep(self, term: TermKept, figures: Sequence[Figure], *, final: bool, as_of: datetime) -> None:
        """In the place of what was there, unless that is of a later moment."""
        sums = measures(figures)
        own = select(school.c.district_id).where(school.c.id == self._school_id).scalar_subquery()
        kept_now = {
            "figures": [_written(one) for one in kept(figures)],
            "final": final,
            "as_of": as_of,
            **sums,
            "at_risk_share": at_risk_share(sums),
        }
        new = insert(school_term_figures).values(
            id=new_id(),
            district_id=own,
            school_id=self._school_id,
            school_year=term.school_year,
            term=term.number,
            **kept_now,
        )
        given = new.excluded
        await self._connection.execute(
            new.on_conflict_do_update(
                constraint="uq_school_term_figures_term",
                set_={name: given[name] for name in kept_now},
                where=_KEPT.as_of <= given.as_of,
            )
        )


class SqlDistrictFigures:
    def __init__(self, connection: AsyncConnection, district_id: UUID) -> None:
        self._connection, self._district_id = connection, district_id

    async def of_term(self, term: TermKept) -> Sequence[SchoolFigures]:
        its = and_(
            _KEPT.school_id == school.c.id,
            _KEPT.school_year == term.school_year,
            _KEPT.term == term.number,
        )
        found = await self._connection.execute(
            select(school.c.id, school.c.code, school.c.name, _KEPT.as_of, _KEPT.final, _KEPT.figures)
            .select_from(school)
            .outerjoin(school_term_figures, its)
            .where(school.c.district_id == self._district_id)
            .order_by(school.c.code)
        )
        return [
            SchoolFigures(
                row.id,
                row.code,
                row.name,
                row.as_of,
                bool(row.final),
                [_read(one) for one in row.figures or ()],
            )
            for row in found
        ]


def _written(one: KeptFigure) -> dict[str, Any]:
    return {
        "key": one.key,
        "label": one.label,
        "value": f"{one.value:f}",
        "unit": one.unit,
        "link": one.link,
    }


def _read(one: dict[str, Any]) -> KeptFigure:
    return KeptFigure(**{**one, "value": Decimal(one["value"])})
