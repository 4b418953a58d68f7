"""The facts of groups while no room counts any: every group is there, with zeros."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from domain.themes.facts import Counted, GroupFacts, facts_of
from persistence.people.tables import subject_group


class NothingCounted:
    def __init__(self, connection: AsyncConnection, school_id: UUID) -> None:
        self._connection, self._school_id = connection, school_id

    async def of_term(self, term_id: UUID, subject_group_ids: Sequence[UUID] = ()) -> Sequence[GroupFacts]:
        group = subject_group.c
        own = select(group.id, group.name).where(group.school_id == self._school_id)
        asked = own.where(group.id.in_(subject_group_ids)) if subject_group_ids else own
        found = await self._connection.execute(asked.order_by(group.code))
        return [facts_of(term_id, (row.id, row.name), Counted(), ()) for row in found]
