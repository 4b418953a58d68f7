"""What a roster is planned against, and its changes written: a fixed number of statements."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import Table, select
from sqlalchemy.ext.asyncio import AsyncConnection

from domain.errors import DomainError
from domain.people.assignments import AssignmentTaken, HomeroomTaken
from domain.people.changes import CodeTaken
from domain.people.roster_plan import CALENDAR, FIELDS, KINDS, Changes, Known, RosterTerm
from domain.people.teacher import SourceIdTaken
from persistence import locks, rows
from persistence.people.tables import (
    grade_group,
    homeroom_assignment,
    school_class,
    school_year,
    subject_group,
    teacher,
    teaching_assignment,
    term,
)
from persistence.people.teachers import REFUSALS
from persistence.refusals import refusing

_TABLES: Mapping[str, Table] = {
    "school_years": school_year,
    "terms": term,
    "grade_groups": grade_group,
    "subject_groups": subject_group,
    "teachers": teacher,
    "classes": school_class,
    "teaching_assignments": teaching_assignment,
    "homeroom_assignments": homeroom_assignment,
}
# Somebody may have entered by hand, after the plan was made, what the roster brings too.
_REFUSALS: Mapping[str, DomainError] = REFUSALS | {
    "uq_grade_group_code": CodeTaken(),
    "uq_subject_group_code": CodeTaken(),
    "uq_school_class_code": CodeTaken(),
    "uq_school_class_source_id": SourceIdTaken(),
    "uq_teaching_assignment_lesson": AssignmentTaken(),
    "uq_homeroom_assignment_open": HomeroomTaken(),
}


class SqlRosters:
    def __init__(self, connection: AsyncConnection, school_id: UUID) -> None:
        self._connection = connection
        self._school_id = school_id

    async def hold(self) -> None:
        await locks.hold(self._connection, "roster", self._school_id)

    async def term(self, term_id: UUID) -> RosterTerm | None:
        row = await rows.fetch(self._connection, term, self._school_id, term_id)
        return None if row is None else RosterTerm(row["id"], row["starts_on"])

    async def term_on(self, day: date) -> RosterTerm | None:
        statement = (
            select(term.c.id, term.c.starts_on)
            .where(term.c.school_id == self._school_id, term.c.starts_on <= day)
            .order_by(term.c.starts_on.desc())
            .limit(1)
        )
        row = (await self._connection.execute(statement)).one_or_none()
        return None if row is None else RosterTerm(*row)

    async def present(
        self, term: RosterTerm | None, *, lock: bool, calendar: bool
    ) -> dict[str, Sequence[Known]]:
        kinds = [kind for kind in KINDS if calendar or kind not in CALENDAR]
        return {kind: await self._known(kind, term, lock=lock, every=calendar) for kind in kinds}

    async def _known(self, kind: str, term: RosterTerm | None, *, lock: bool, every: bool) -> list[Known]:
        table = _TABLES[kind]
        columns = [table.c[name] for name in FIELDS[kind]]
        statement = select(table.c.id, *columns).where(table.c.school_id == self._school_id)
        if kind == "teaching_assignments" and not every:
            if term is None:
                return []
            statement = statement.where(table.c.term_id == term.id)
        if kind == "homeroom_assignments" and not every:
            statement = statement.where(table.c.until_day.is_(None))
        statement = statement.order_by(table.c.id)
        if lock:
            statement = statement.with_for_update()
        found = (await self._connection.execute(statement)).mappings()
        return [Known(row["id"], {name: row[name] for name in FIELDS[kind]}) for row in found]

    async def apply(self, changes: Changes) -> None:
        with refusing(**_REFUSALS):
            for kind in KINDS:
                await self._write(_TABLES[kind], changes.adds[kind], changes.updates[kind])

    async def _write(
        self, table: Table, adds: Sequence[dict[str, Any]], updates: Sequence[dict[str, Any]]
    ) -> None:
        # Changes go first: a homeroom that ends makes room for the one that begins.
        await rows.change_all(self._connection, table, self._school_id, updates)
        await rows.add_all(self._connection, table, self._school_id, adds)
