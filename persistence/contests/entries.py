"""Entries for contests, kept; and the works they are made of."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row, Select, and_, exists, func, or_, select
from sqlalchemy.dialects.postgresql import aggregate_order_by
from sqlalchemy.ext.asyncio import AsyncConnection

from domain.contests.contest import ContestState, sees_all
from domain.contests.entering import WorkAlreadyEntered
from domain.contests.entry import (
    ContestEntry,
    EnterableWork,
    EntryAuthor,
    EntryFilter,
    EntryState,
    NewEntry,
    entry_actions,
)
from domain.identity.access import Caller
from domain.paging import Page, Window
from domain.papers.paper import PaperState
from domain.works.award import Prize, WorkAwardState
from domain.works.work import WorkKind, WorkLevel
from persistence import rows
from persistence.contests.tables import contest, contest_entry
from persistence.contests.visibility import visible_entries
from persistence.paging import page
from persistence.papers.tables import paper
from persistence.people.tables import teacher
from persistence.refusals import refusing
from persistence.works.tables import award, work, work_author

_ENTRY, _AUTHOR = contest_entry.c, work_author.c


class SqlEntries:
    def __init__(self, connection: AsyncConnection, caller: Caller) -> None:
        self._connection, self._caller, self._school_id = connection, caller, caller.school_id

    async def page(self, filters: EntryFilter, window: Window) -> Page[ContestEntry]:
        statement = self._visible()
        if filters.contest_id:
            statement = statement.where(_ENTRY.contest_id.in_(filters.contest_id))
        if filters.state:
            statement = statement.where(_ENTRY.state.in_(filters.state))
        if filters.school_year:
            statement = statement.where(contest.c.school_year.in_(filters.school_year))
        if filters.teacher_id:
            by_them = exists().where(
                _AUTHOR.school_id == _ENTRY.school_id,
                _AUTHOR.work_id == _ENTRY.work_id,
                _AUTHOR.teacher_id.in_(filters.teacher_id),
            )
            statement = statement.where(by_them | _ENTRY.author_id.in_(filters.teacher_id))
        by = [_ENTRY.entered_at, _ENTRY.id]
        asked = (filters, self._caller.account_id)
        return await page(
            self._connection, statement, window, by=by, filters=asked, view=self._shown, descending=True
        )

    async def get(self, entry_id: UUID) -> ContestEntry | None:
        row = (await self._connection.execute(self._visible().where(_ENTRY.id == entry_id))).one_or_none()
        return None if row is None else self._shown(row)

    async def hold(self, entry_id: UUID) -> ContestEntry | None:
        own = select(_ENTRY.id).where(_ENTRY.school_id == self._school_id, _ENTRY.id == entry_id)
        locked = await self._connection.scalar(own.with_for_update())
        return None if locked is None else await self.get(entry_id)

    async def any(self, entry_id: UUID) -> ContestEntry | None:
        one = self._all().where(_ENTRY.id == entry_id, _ENTRY.state != EntryState.WITHDRAWN)
        row = (await self._connection.execute(one)).one_or_none()
        return None if row is None else self._view(row)

    async def standing(self, contest_id: UUID) -> Sequence[ContestEntry]:
        own = self._all().where(_ENTRY.contest_id == contest_id, _ENTRY.state != EntryState.WITHDRAWN)
        found = await self._connection.execute(own.order_by(_ENTRY.number, _ENTRY.entered_at, _ENTRY.id))
        return [self._view(row) for row in found]

    async def count_of(self, contest_id: UUID, author_id: UUID) -> int:
        own = select(func.count()).where(
            _ENTRY.school_id == self._school_id,
            _ENTRY.contest_id == contest_id,
            _ENTRY.author_id == author_id,
            _ENTRY.state != EntryState.WITHDRAWN,
        )
        return int(await self._connection.scalar(own) or 0)

    async def add(self, new: NewEntry, of: EnterableWork, *, characters: int, at: datetime) -> ContestEntry:
        values = {
            "contest_id": new.contest_id,
            "work_id": of.id,
            "author_id": of.author_ids[0],
            "title": of.title,
            "category": new.category,
            "characters": characters,
            "text": new.text,
            "file_id": new.file_id,
            "state": EntryState.ENTERED,
            "entered_at": at,
        }
        with refusing(uq_contest_entry_work=WorkAlreadyEntered(title=of.title)):
            made = await rows.add(self._connection, contest_entry, self._school_id, values)
        return await self._again(made["id"])

    async def change(self, entry_id: UUID, changes: Mapping[str, Any]) -> ContestEntry:
        await rows.change(self._connection, contest_entry, self._school_id, entry_id, changes)
        return await self._again(entry_id)

    async def change_all(self, changed: Sequence[Mapping[str, Any]]) -> None:
        await rows.change_all(self._connection, contest_entry, self._school_id, changed)

    async def _again(self, entry_id: UUID) -> ContestEntry:
        found = await self.get(entry_id)
        assert found is not None
        return found

    def _visible(self) -> Select[Any]:
        return self._all().where(visible_entries(self._caller))

    def _all(self) -> Select[Any]:
        return WITH_AUTHORS.where(_ENTRY.school_id == self._school_id)

    def _shown(self, row: Row[Any]) -> ContestEntry:
        """To authors without its number, by which judges know it."""
        if sees_all(self._caller):
            return self._view(row)
        return self._view(row, alias=None)

    def _view(self, row: Row[Any], **more: Any) -> ContestEntry:
        state, stands = EntryState(row.state), ContestState(row.contest_state)
        given = {
            "prize": None if row.prize is None else Prize(row.prize),
            "alias": None if row.number is None else alias_of(row.number),
            "authors": [EntryAuthor(UUID(one["id"]), one["name"]) for one in row.authors],
            "allowed_actions": entry_actions(state, stands, self._caller, author_id=row.author_id),
        }
        return rows.view(ContestEntry, row._mapping, state=state, kind=WorkKind(row.kind), **given | more)


def alias_of(number: int) -> str:
    return f"{number:03d}"


_authors = (
    select(
        func.jsonb_agg(
            aggregate_order_by(
                func.jsonb_build_object("id", teacher.c.id, "name", teacher.c.name), _AUTHOR.position
            )
        )
    )
    .select_from(
        work_author.join(
            teacher, and_(teacher.c.school_id == _AUTHOR.school_id, teacher.c.id == _AUTHOR.teacher_id)
        )
    )
    .where(_AUTHOR.school_id == _ENTRY.school_id, _AUTHOR.work_id == _ENTRY.work_id)
    .correlate(contest_entry)
    .scalar_subquery()
)
WITH_AUTHORS = select(
    contest_entry,
    work.c.kind,
    contest.c.state.label("contest_state"),
    func.coalesce(_authors, func.jsonb_build_array()).label("authors"),
).select_from(
    contest_entry.join(work, and_(work.c.school_id == _ENTRY.school_id, work.c.id == _ENTRY.work_id)).join(
        contest, and_(contest.c.school_id == _ENTRY.school_id, contest.c.id == _ENTRY.contest_id)
    )
)
"""An entry with the kind of its work, the state of its contest, and the authors in order."""


class SqlEnterable:
    def __init__(self, connection: AsyncConnection, school_id: UUID) -> None:
        self._connection, self._school_id = connection, school_id

    async def find(self, work_id: UUID) -> EnterableWork | None:
        authors = select(func.array_agg(aggregate_order_by(_AUTHOR.teacher_id, _AUTHOR.position))).where(
            _AUTHOR.school_id == self._school_id, _AUTHOR.work_id == work_id
        )
        levels = select(func.array_agg(award.c.level.distinct())).where(
            award.c.school_id == self._school_id,
            award.c.work_id == work_id,
            award.c.state == WorkAwardState.CONFIRMED,
        )
        accepted = exists().where(
            paper.c.school_id == work.c.school_id,
            paper.c.work_id == work.c.id,
            paper.c.state == PaperState.ACCEPTED,
        )
        statement = select(
            work.c.kind,
            work.c.title,
            authors.scalar_subquery().label("authors"),
            levels.scalar_subquery().label("levels"),
            or_(work.c.kind != WorkKind.PAPER, accepted).label("accepted"),
        ).where(work.c.school_id == self._school_id, work.c.id == work_id)
        row = (await self._connection.execute(statement)).one_or_none()
        if row is None or not row.authors:
            return None
        return EnterableWork(
            work_id,
            WorkKind(row.kind),
            row.title,
            tuple(row.authors),
            row.accepted,
            frozenset(WorkLevel(one) for one in row.levels or ()),
        )
