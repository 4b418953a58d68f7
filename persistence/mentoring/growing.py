"""Competitions and titles of teachers, and what else a growth record is made of."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Row, Select, and_, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from domain.identity.access import Caller
from domain.mentoring.competitions import (
    CompetitionEntered,
    CompetitionEntry,
    CompetitionFilter,
    entry_actions,
)
from domain.mentoring.growth import FieldCount, Grown
from domain.mentoring.titles import GrowthTitle, TitleFilter, TitleGiven, title_actions
from domain.mentoring.words import CompetitionState, GrowthTitleKind, LogField, LogState
from domain.paging import Page, Window
from domain.people.changes import UnknownReference
from domain.works.award import Prize
from domain.works.work import WorkLevel
from persistence import rows
from persistence.mentoring.logs import LOG_STATE, with_marks
from persistence.mentoring.tables import competition_entry, growth_title, mentor_log, mentor_pair
from persistence.mentoring.visibility import visible_pairs, visible_people
from persistence.paging import page
from persistence.people.tables import teacher
from persistence.refusals import refusing

_ENTRY, _TITLE, _LOG, _PAIR = competition_entry.c, growth_title.c, mentor_log.c, mentor_pair.c


class SqlCompetitions:
    def __init__(self, connection: AsyncConnection, caller: Caller) -> None:
        self._connection, self._caller, self._school_id = connection, caller, caller.school_id

    async def page(self, filters: CompetitionFilter, window: Window) -> Page[CompetitionEntry]:
        statement = self._visible()
        for column, values in (
            (_ENTRY.teacher_id, filters.teacher_id),
            (_ENTRY.level, filters.level),
            (_ENTRY.state, filters.state),
        ):
            if values:
                statement = statement.where(column.in_(values))
        if filters.from_day is not None:
            statement = statement.where(_ENTRY.held_on >= filters.from_day)
        if filters.until_day is not None:
            statement = statement.where(_ENTRY.held_on <= filters.until_day)
        by = [_ENTRY.held_on, _ENTRY.id]
        return await page(
            self._connection, statement, window, by=by, filters=filters, view=self._view, descending=True
        )

    async def get(self, entry_id: UUID) -> CompetitionEntry | None:
        row = (await self._connection.execute(self._visible().where(_ENTRY.id == entry_id))).one_or_none()
        return None if row is None else self._view(row)

    async def for_update(self, entry_id: UUID) -> CompetitionEntry | None:
        await rows.fetch(self._connection, competition_entry, self._school_id, entry_id, lock=True)
        return await self.get(entry_id)

    async def add(self, values: Mapping[str, Any]) -> CompetitionEntry:
        unknown = UnknownReference(field="teacher_id")
        with refusing(
            uq_competition_entry_once=CompetitionEntered(), fk_competition_entry_teacher_id=unknown
        ):
            made = await rows.add(self._connection, competition_entry, self._school_id, values)
        return await self._again(made["id"])

    async def change(self, entry_id: UUID, changes: Mapping[str, Any]) -> CompetitionEntry:
        with refusing(uq_competition_entry_once=CompetitionEntered()):
            await rows.change(self._connection, competition_entry, self._school_id, entry_id, changes)
        return await self._again(entry_id)

    async def _again(self, entry_id: UUID) -> CompetitionEntry:
        found = await self.get(entry_id)
        assert found is not None
        return found

    def _visible(self) -> Select[Any]:
        return (
            select(competition_entry, teacher.c.name.label("teacher_name"))
            .select_from(competition_entry)
            .join(teacher, and_(teacher.c.school_id == _ENTRY.school_id, teacher.c.id == _ENTRY.teacher_id))
            .where(_ENTRY.school_id == self._school_id, visible_people(self._caller, _ENTRY.teacher_id))
        )

    def _view(self, row: Row[Any]) -> CompetitionEntry:
        state = CompetitionState(row.state)
        return rows.view(
            CompetitionEntry,
            row._mapping,
            level=WorkLevel(row.level),
            prize=None if row.prize is None else Prize(row.prize),
            state=state,
            allowed_actions=entry_actions(state, row.teacher_id, self._caller),
        )


class SqlTitles:
    def __init__(self, connection: AsyncConnection, caller: Caller) -> None:
        self._connection, self._caller, self._school_id = connection, caller, caller.school_id

    async def page(self, filters: TitleFilter, window: Window) -> Page[GrowthTitle]:
        statement = self._visible()
        for column, values in (
            (_TITLE.teacher_id, filters.teacher_id),
            (_TITLE.kind, filters.kind),
            (_TITLE.level, filters.level),
        ):
            if values:
                statement = statement.where(column.in_(values))
        if filters.voided is not None:
            stands = _TITLE.voided_because.is_(None)
            statement = statement.where(~stands if filters.voided else stands)
        by = [_TITLE.awarded_on, _TITLE.id]
        return await page(
            self._connection, statement, window, by=by, filters=filters, view=self._view, descending=True
        )

    async def get(self, title_id: UUID) -> GrowthTitle | None:
        row = (await self._connection.execute(self._visible().where(_TITLE.id == title_id))).one_or_none()
        return None if row is None else self._view(row)

    async def for_update(self, title_id: UUID) -> GrowthTitle | None:
        await rows.fetch(self._connection, growth_title, self._school_id, title_id, lock=True)
        return await self.get(title_id)

    async def add(self, values: Mapping[str, Any]) -> GrowthTitle:
        unknown = UnknownReference(field="teacher_id")
        with refusing(uq_growth_title_once=TitleGiven(), fk_growth_title_teacher_id=unknown):
            made = await rows.add(self._connection, growth_title, self._school_id, values)
        return await self._again(made["id"])

    async def change(self, title_id: UUID, changes: Mapping[str, Any]) -> GrowthTitle:
        await rows.change(self._connection, growth_title, self._school_id, title_id, changes)
        return await self._again(title_id)

    async def _again(self, title_id: UUID) -> GrowthTitle:
        found = await self.get(title_id)
        assert found is not None
        return found

    def _visible(self) -> Select[Any]:
        return (
            select(growth_title, teacher.c.name.label("teacher_name"))
            .select_from(growth_title)
            .join(teacher, and_(teacher.c.school_id == _TITLE.school_id, teacher.c.id == _TITLE.teacher_id))
            .where(_TITLE.school_id == self._school_id, visible_people(self._caller, _TITLE.teacher_id))
        )

    def _view(self, row: Row[Any]) -> GrowthTitle:
        return rows.view(
            GrowthTitle,
            row._mapping,
            kind=GrowthTitleKind(row.kind),
            level=WorkLevel(row.level),
            allowed_actions=title_actions(row.voided_because, self._caller),
        )


class SqlGrowthFacts:
    def __init__(self, connection: AsyncConnection, caller: Caller) -> None:
        self._connection, self._caller, self._school_id = connection, caller, caller.school_id

    async def teacher(self, teacher_id: UUID) -> Grown | None:
        own = teacher.c
        found = await self._connection.execute(
            select(own.id, own.name, own.title, own.hired_on).where(
                own.school_id == self._school_id,
                own.id == teacher_id,
                visible_people(self._caller, own.id),
            )
        )
        row = found.one_or_none()
        return None if row is None else Grown(row.id, row.name, row.title, row.hired_on)

    async def field_counts(self, teacher_id: UUID) -> Sequence[FieldCount]:
        counted = with_marks(
            select(_LOG.field, LOG_STATE.label("state"), func.count().label("entries"))
            .select_from(mentor_log)
            .join(mentor_pair, and_(_PAIR.school_id == _LOG.school_id, _PAIR.id == _LOG.pair_id))
        ).where(
            _LOG.school_id == self._school_id,
            _PAIR.apprentice_id == teacher_id,
            visible_pairs(self._caller),
        )
        found = await self._connection.execute(counted.group_by(_LOG.field, LOG_STATE))
        of = {(row.field, row.state): row.entries for row in found}
        return [
            FieldCount(field, of.get((field, LogState.CONFIRMED), 0), of.get((field, LogState.ENTERED), 0))
            for field in LogField
        ]
