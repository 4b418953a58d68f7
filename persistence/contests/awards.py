"""Awards of contests, entered among the awards of works."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import func, text
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from domain.contests.results import AwardGivenOtherwise, AwardOfEntry
from domain.lifecycle import advance
from domain.works.award import LIFECYCLE, WorkAwardState
from persistence import rows
from persistence.changes import write
from persistence.ids import new_id
from persistence.works.tables import award

_AWARD = award.c


class SqlContestAwards:
    def __init__(self, connection: AsyncConnection, school_id: UUID) -> None:
        self._connection, self._school_id = connection, school_id

    async def enter_confirmed(
        self, awards: Sequence[AwardOfEntry], *, account_id: UUID, at: datetime
    ) -> Sequence[UUID]:
        """One statement: what is new is added, what an author reported is confirmed, with the prize given."""
        if not awards:
            return []
        found = await write(self._connection, self._entering(awards, account_id, at))
        ids = {row.work_id: row.id for row in found}
        refused = [one.title for one in awards if one.work_id not in ids]
        if refused:
            raise AwardGivenOtherwise(titles=refused)
        return [ids[one.work_id] for one in awards]

    async def void(self, award_id: UUID, because: str) -> None:
        """Nothing when it was voided among the works meanwhile."""
        row = await rows.fetch(self._connection, award, self._school_id, award_id, lock=True)
        assert row is not None
        state = WorkAwardState(row["state"])
        if state is not WorkAwardState.VOIDED:
            values = {"state": advance(LIFECYCLE, state, "void"), "voided_because": because}
            await rows.change(self._connection, award, self._school_id, award_id, values)

    def _entering(self, awards: Sequence[AwardOfEntry], account_id: UUID, at: datetime) -> Any:
        by = {"account_id": account_id, "entered_at": at, "confirmed_by": account_id, "confirmed_at": at}
        new = insert(award).values(
            [
                {
                    "school_id": self._school_id,
                    "id": new_id(),
                    "work_id": one.work_id,
                    "level": one.level.value,
                    "prize": one.prize.value,
                    "issuer": one.issuer,
                    "awarded_on": one.awarded_on,
                    "state": WorkAwardState.CONFIRMED.value,
                    **by,
                }
                for one in awards
            ]
        )
        return new.on_conflict_do_update(
            index_elements=["school_id", "work_id", "level", "issuer", "awarded_on"],
            index_where=text("state <> 'voided'"),
            set_={
                "prize": new.excluded.prize,
                "state": WorkAwardState.CONFIRMED.value,
                "confirmed_by": func.coalesce(_AWARD.confirmed_by, account_id),
                "confirmed_at": func.coalesce(_AWARD.confirmed_at, at),
                "version": _AWARD.version + 1,
            },
            where=(_AWARD.state == WorkAwardState.REPORTED) | (_AWARD.prize == new.excluded.prize),
        ).returning(_AWARD.id, _AWARD.work_id)
