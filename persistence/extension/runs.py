"""Courses in their terms, and who and what is taken then."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row, Select, and_, select, true
from sqlalchemy.ext.asyncio import AsyncConnection

from domain.extension.clashes import Neighbour
from domain.extension.course import ExtensionKind
from domain.extension.gaps import ExtensionRunState, RunFacts
from domain.extension.running import (
    ExtensionRanThen,
    ExtensionRun,
    ExtensionRunFilter,
    NewRun,
    run_actions,
)
from domain.identity.access import Caller
from domain.paging import Page, Window
from domain.people.changes import UnknownReference
from domain.timetable.cover_policy import TermSpan
from domain.timetable.lessons import Lesson
from persistence import locks, rows
from persistence.extension.facts import run_facts
from persistence.extension.people import TEACHERS, ids_of, kept_slots, slots_of, taught_by
from persistence.extension.tables import extension_course, extension_run
from persistence.paging import page
from persistence.people.tables import term
from persistence.refusals import refusing
from persistence.timetable.held import versions_between

_COURSE, _RUN = extension_course.c, extension_run.c


class SqlExtensionRuns:
    def __init__(self, connection: AsyncConnection, caller: Caller) -> None:
        self._connection, self._caller, self._school_id = connection, caller, caller.school_id

    async def page(self, filters: ExtensionRunFilter, window: Window) -> Page[ExtensionRun]:
        statement = self._own()
        for column, values in (
            (_RUN.term_id, filters.term_id),
            (_RUN.course_id, filters.course_id),
            (_RUN.state, filters.state),
        ):
            if values:
                statement = statement.where(column.in_(values))
        if filters.teacher_id:
            statement = statement.where(taught_by(filters.teacher_id))
        by = [_RUN.started_at, _RUN.id]
        return await page(
            self._connection, statement, window, by=by, filters=filters, view=self._view, descending=True
        )

    async def get(self, run_id: UUID) -> ExtensionRun | None:
        row = (await self._connection.execute(self._own().where(_RUN.id == run_id))).one_or_none()
        return None if row is None else self._view(row)

    async def for_update(self, run_id: UUID) -> ExtensionRun | None:
        await rows.fetch(self._connection, extension_run, self._school_id, run_id, lock=True)
        return await self.get(run_id)

    async def add(self, new: NewRun, *, at: datetime) -> ExtensionRun:
        values = asdict(new) | {"slots": kept_slots(new.slots)}
        values |= {"state": ExtensionRunState.RUNNING, "started_at": at}
        title = await self._connection.scalar(
            select(_COURSE.title).where(_COURSE.school_id == self._school_id, _COURSE.id == new.course_id)
        )
        with refusing(
            uq_extension_run_term=ExtensionRanThen(title=title),
            fk_extension_run_room_id=UnknownReference(field="room_id"),
        ):
            made = await rows.add(self._connection, extension_run, self._school_id, values)
        return await self._again(made["id"])

    async def change(self, run_id: UUID, changes: Mapping[str, Any]) -> ExtensionRun:
        values = dict(changes)
        if "slots" in values:
            values["slots"] = kept_slots(values["slots"])
        with refusing(fk_extension_run_room_id=UnknownReference(field="room_id")):
            await rows.change(self._connection, extension_run, self._school_id, run_id, values)
        return await self._again(run_id)

    async def facts(self, run_id: UUID) -> RunFacts:
        (found,) = await run_facts(self._connection, self._school_id, _RUN.id == run_id)
        return found

    async def _again(self, run_id: UUID) -> ExtensionRun:
        found = await self.get(run_id)
        assert found is not None
        return found

    def _own(self) -> Select[Any]:
        return _WITH_COURSE.where(_RUN.school_id == self._school_id)

    def _view(self, row: Row[Any]) -> ExtensionRun:
        state = ExtensionRunState(row.state)
        return rows.view(
            ExtensionRun,
            row._mapping,
            kind=ExtensionKind(row.kind),
            state=state,
            slots=slots_of(row.slots),
            allowed_actions=run_actions(state, ids_of(row.its_teachers), self._caller),
        )


class SqlExtensionGround:
    def __init__(self, connection: AsyncConnection, school_id: UUID) -> None:
        self._connection, self._school_id = connection, school_id

    async def hold(self) -> None:
        await locks.hold(self._connection, "extension courses", self._school_id)

    async def term(self, term_id: UUID) -> TermSpan | None:
        row = await rows.fetch(self._connection, term, self._school_id, term_id)
        return None if row is None else TermSpan(row["id"], row["starts_on"], row["ends_on"])

    async def lessons(self, first: date, last: date) -> Sequence[Lesson]:
        versions = await versions_between(self._connection, self._school_id, first, last)
        return [lesson for version in versions for lesson in version.lessons]

    async def neighbours(self, term_id: UUID, course_id: UUID) -> Sequence[Neighbour]:
        others = _WITH_COURSE.where(
            _RUN.school_id == self._school_id,
            _RUN.term_id == term_id,
            _RUN.course_id != course_id,
            _RUN.state == ExtensionRunState.RUNNING,
        )
        return [
            Neighbour(
                slots_of(row.slots), ids_of(row.its_teachers), row.room_id, row.course_id, row.course_title
            )
            for row in await self._connection.execute(others.order_by(_RUN.id))
        ]


_WITH_COURSE = (
    select(
        extension_run,
        _COURSE.title.label("course_title"),
        _COURSE.kind,
        TEACHERS.c.listed.label("its_teachers"),
    )
    .select_from(extension_run)
    .join(extension_course, and_(_COURSE.school_id == _RUN.school_id, _COURSE.id == _RUN.course_id))
    .join(TEACHERS, true())
)
