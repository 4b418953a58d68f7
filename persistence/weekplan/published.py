"""The office's items as the weeks' latest editions have them."""

from collections.abc import Sequence
from datetime import date, timedelta
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from domain.weekplan.entries import WeekEntry, WeekEntryKind
from persistence.weekplan import snapshots
from persistence.weekplan.tables import week_edition, week_plan


class PublishedItems:
    """What stands only in a draft is nobody's to see."""

    def __init__(self, connection: AsyncConnection, school_id: UUID) -> None:
        self._connection, self._school_id = connection, school_id

    async def entries(self, first: date, last: date) -> Sequence[WeekEntry]:
        latest = (
            (week_edition.c.school_id == week_plan.c.school_id)
            & (week_edition.c.plan_id == week_plan.c.id)
            & (week_edition.c.number == week_plan.c.edition_no)
        )
        found = await self._connection.scalars(
            select(week_edition.c.entries)
            .select_from(week_plan.join(week_edition, latest))
            .where(
                week_plan.c.school_id == self._school_id,
                week_plan.c.starts_on.between(first - timedelta(days=6), last),
            )
        )
        said = [
            snapshots.read(one) for entries in found for one in entries if one["kind"] == WeekEntryKind.OFFICE
        ]
        return [one for one in said if first <= one.day <= last]
