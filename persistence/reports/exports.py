"""The rows of a list that is taken out, some at a time: no more of them are ever in memory."""

from collections.abc import AsyncIterator, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from domain.people.calendar import day_of
from domain.reports.exports import ExportAsked, with_days_of_year
from persistence.people.calendar import school_year_spans
from persistence.reports.sources import SOURCES

PART = 5_000


class SqlExports:
    """Through a cursor, and not page after page: all parts are of one moment, and sorted once."""

    def __init__(self, connection: AsyncConnection, school_id: UUID, now: datetime) -> None:
        self._connection, self._school_id, self._now = connection, school_id, now

    async def narrowed(self, asked: ExportAsked) -> ExportAsked:
        """Raises SchoolYearUnknown."""
        return with_days_of_year(asked, await school_year_spans(self._connection, self._school_id))

    async def count(self, asked: ExportAsked) -> int:
        rows = SOURCES[asked.dataset].statement(self._school_id, asked, self._now).order_by(None)
        return await self._connection.scalar(select(func.count()).select_from(rows.subquery())) or 0

    async def parts(self, asked: ExportAsked, *, size: int = PART) -> AsyncIterator[Sequence[Sequence[Any]]]:
        """Rows in the order of the listing's columns. Raises SchoolYearUnknown."""
        source = SOURCES[asked.dataset]
        line = None
        if source.judging is not None:
            line = await source.judging(self._connection, self._school_id, asked, day_of(self._now))
        statement = source.statement(self._school_id, asked, self._now)
        async with self._connection.stream(statement, execution_options={"yield_per": size}) as rows:
            async for part in rows.partitions():
                yield part if line is None else [line(row) for row in part]
