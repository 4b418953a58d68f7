"""What every room's adapter reads a file by."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Row, Select, and_
from sqlalchemy.ext.asyncio import AsyncConnection

from domain.people.calendar import ZONE


@dataclass(frozen=True, slots=True)
class Reading:
    connection: AsyncConnection
    school_id: UUID
    now: datetime
    """Activities that are over, and years that have begun, are told of."""

    async def rows(self, statement: Select[Any]) -> Sequence[Row[Any]]:
        found: Sequence[Row[Any]] = (await self.connection.execute(statement)).all()
        return found


def on_days(moment: ColumnElement[Any], first: date, last: date) -> ColumnElement[bool]:
    """A moment lies in these days, by the school's clock."""
    since = datetime.combine(first, time.min, tzinfo=ZONE)
    until = datetime.combine(last + timedelta(days=1), time.min, tzinfo=ZONE)
    return and_(moment >= since, moment < until)


def joined(left: Any, right: Any, left_id: str, right_id: str = "id") -> ColumnElement[bool]:
    """Two tables of a school's rows, one pointing at the other."""
    return and_(left.school_id == right.school_id, left[left_id] == right[right_id])
