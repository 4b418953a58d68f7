"""Contests, kept, and what their quotas are counted from."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import Row, Select, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from domain.contests.contest import (
    AwardedExclusion,
    Contest,
    ContestFilter,
    ContestState,
    ContestTitleTaken,
    NewContest,
    contest_actions,
)
from domain.contests.entry import EntryState
from domain.contests.policy import Rounding
from domain.contests.quota import Quota, QuotaFacts
from domain.identity.access import Caller
from domain.paging import Page, Window
from domain.people.teacher import TeacherStatus
from domain.works.award import Prize
from domain.works.work import WorkKind, WorkLevel
from persistence import rows
from persistence.contests.tables import contest, contest_entry
from persistence.contests.visibility import judged_by, visible_contests
from persistence.paging import page
from persistence.people.tables import teacher
from persistence.refusals import refusing

_TABLE, _ENTRY = contest.c, contest_entry.c
FIRST = (Prize.SPECIAL, Prize.FIRST)
"""What counts as a first prize: above it there is only the special one."""


class SqlContests:
    def __init__(self, connection: AsyncConnection, caller: Caller) -> None:
        self._connection, self._caller, self._school_id = connection, caller, caller.school_id

    async def page(self, filters: ContestFilter, window: Window) -> Page[Contest]:
        statement = self._visible()
        for column, asked in (
            (_TABLE.state, filters.state),
            (_TABLE.school_year, filters.school_year),
            (_TABLE.level, filters.level),
        ):
            if asked:
                statement = statement.where(column.in_(asked))
        if filters.series is not None:
            statement = statement.where(_TABLE.series == filters.series)
        if filters.due_from is not None:
            statement = statement.where(_TABLE.entries_due_on >= filters.due_from)
        if filters.due_to is not None:
            statement = statement.where(_TABLE.entries_due_on < filters.due_to)
        by = [_TABLE.entries_due_on, _TABLE.id]
        return await page(
            self._connection, statement, window, by=by, filters=filters, view=self._view, descending=True
        )

    async def get(self, contest_id: UUID) -> Contest | None:
        row = (await self._connection.execute(self._visible().where(_TABLE.id == contest_id))).one_or_none()
        return None if row is None else self._view(row)

    async def hold(self, contest_id: UUID, *, shared: bool = False) -> Contest | None:
        own = select(_TABLE.id).where(_TABLE.school_id == self._school_id, _TABLE.id == contest_id)
        locked = await self._connection.scalar(own.with_for_update(read=shared))
        return None if locked is None else await self.get(contest_id)

    async def add(self, new: NewContest) -> Contest:
        values = asdict(new) | {"series": new.series or new.title, "state": ContestState.DRAFT}
        with refusing(uq_contest_title=ContestTitleTaken(title=new.title)):
            made = await rows.add(self._connection, contest, self._school_id, values)
        return await self._again(made["id"])

    async def change(self, contest_id: UUID, changes: Mapping[str, Any]) -> Contest:
        values = dict(changes)
        if isinstance(values.get("quota"), Quota):
            values["quota"] = kept_quota(values["quota"])
        with refusing(uq_contest_title=ContestTitleTaken(title=changes.get("title"))):
            await rows.change(self._connection, contest, self._school_id, contest_id, values)
        return await self._again(contest_id)

    async def quota_facts(self, of: Contest, on: date) -> QuotaFacts:
        """At work on a day: hired by then, not on leave, and not gone before it."""
        staff = select(func.count()).where(
            teacher.c.school_id == self._school_id,
            func.coalesce(teacher.c.hired_on, on) <= on,
            (teacher.c.status == TeacherStatus.ACTIVE)
            | ((teacher.c.status == TeacherStatus.LEFT) & (teacher.c.left_on >= on)),
        )
        prizes = (
            select(func.count())
            .select_from(
                contest_entry.join(
                    contest, (_TABLE.school_id == _ENTRY.school_id) & (_TABLE.id == _ENTRY.contest_id)
                )
            )
            .where(
                _ENTRY.school_id == self._school_id,
                _TABLE.series == of.series,
                _TABLE.school_year == of.school_year - 1,
                _ENTRY.prize.in_(FIRST),
            )
        )
        row = (
            await self._connection.execute(select(staff.scalar_subquery(), prizes.scalar_subquery()))
        ).one()
        return QuotaFacts(*row)

    async def teachers(self) -> Sequence[UUID]:
        own = select(teacher.c.id).where(
            teacher.c.school_id == self._school_id, teacher.c.status == TeacherStatus.ACTIVE
        )
        return (await self._connection.scalars(own.order_by(teacher.c.id))).all()

    async def _again(self, contest_id: UUID) -> Contest:
        found = await self.get(contest_id)
        assert found is not None
        return found

    def _visible(self) -> Select[Any]:
        return _WITH_ENTRIES.add_columns(judged_by(self._caller, _TABLE.id).label("judges")).where(
            _TABLE.school_id == self._school_id, visible_contests(self._caller)
        )

    def _view(self, row: Row[Any]) -> Contest:
        state = ContestState(row.state)
        return rows.view(
            Contest,
            row._mapping,
            state=state,
            level=WorkLevel(row.level),
            excludes_awarded=AwardedExclusion(row.excludes_awarded),
            kinds=[WorkKind(one) for one in row.kinds],
            quota=None if row.quota is None else _quota(row.quota),
            allowed_actions=contest_actions(state, self._caller, judges=row.judges),
        )


_WITH_ENTRIES = select(
    contest,
    select(func.count())
    .select_from(contest_entry)
    .where(
        _ENTRY.school_id == _TABLE.school_id,
        _ENTRY.contest_id == _TABLE.id,
        _ENTRY.state != EntryState.WITHDRAWN,
    )
    .correlate(contest)
    .scalar_subquery()
    .label("entries"),
)


def kept_quota(quota: Quota) -> dict[str, Any]:
    plain = asdict(quota) | {"counted_on": quota.counted_on.isoformat()}
    ids = ("share_rule_id", "rounding_rule_id", "first_prizes_rule_id")
    return plain | {name: plain[name] and str(plain[name]) for name in ids}


def _quota(kept: Mapping[str, Any]) -> Quota:
    ids = ("share_rule_id", "rounding_rule_id", "first_prizes_rule_id")
    read = {name: kept[name] and UUID(kept[name]) for name in ids}
    day, rounding = date.fromisoformat(kept["counted_on"]), Rounding(kept["rounding"])
    return Quota(**{**kept, **read, "counted_on": day, "rounding": rounding})
