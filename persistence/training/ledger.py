"""A teacher's ledger, one of the reads every screen starts with: through `hot`."""

import json
from datetime import datetime
from decimal import Decimal
from functools import lru_cache
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, Boolean, Select, Uuid, bindparam, or_, select

from domain.identity.access import Caller
from domain.identity.actions import Scope
from domain.paging import Page, Window
from domain.training.catalogue import CourseKind
from domain.training.credit import Account, EntryKind, LedgerEntry
from persistence.hot import HotReads, Prepared, as_line, exact
from persistence.paging import digest, paged, read_cursor
from persistence.people.tables import teacher
from persistence.training.tables import credit_entry
from persistence.training.visibility import group_members

_SCHOOL: Any = bindparam("school", type_=Uuid)
_TEACHER: Any = bindparam("teacher", type_=Uuid)
_ASKER: Any = bindparam("asker", type_=Uuid)
_WIDE: Any = bindparam("wide", type_=Boolean)
_SEEN = or_(_WIDE, _TEACHER == _ASKER, _TEACHER.in_(group_members(_SCHOOL, _ASKER)))
"""Whether the caller's reach has the teacher in it: the whole school's, or one's own and one's groups'."""


def _entries(*, continued: bool) -> Prepared:
    table = credit_entry.c
    names = ("id", "award_id", "school_year", "category", "title", "account", "kind")
    line = as_line(
        *(table[name] for name in names),
        exact(table.credits),
        exact(table.hours),
        *(table[name] for name in ("reason", "earned_at", "entered_at")),
    )
    statement: Select[Any] = (
        select(line)
        .where(table.school_id == _SCHOOL, table.teacher_id == _TEACHER, _SEEN)
        .order_by(table.id.desc())
        .limit(bindparam("limit", type_=BigInteger))
    )
    return Prepared(statement.where(table.id < bindparam("after", type_=Uuid)) if continued else statement)


FIRST_PAGE, NEXT_PAGE = _entries(continued=False), _entries(continued=True)
IS_THERE = Prepared(
    select(teacher.c.id).where(teacher.c.school_id == _SCHOOL, teacher.c.id == _TEACHER, _SEEN)
)


class HotLedger:
    def __init__(self, hot: HotReads, caller: Caller) -> None:
        self._hot, self._caller = hot, caller

    async def page(self, teacher_id: UUID, window: Window) -> Page[LedgerEntry] | None:
        caller = self._caller
        if caller.reach is Scope.OWN and caller.teacher_id != teacher_id:
            return None
        whose = {
            "school": caller.school_id,
            "teacher": teacher_id,
            "asker": caller.teacher_id,
            "wide": caller.reach is not Scope.GROUP,
        }
        asked = {**whose, "limit": window.limit + 1}
        prepared = FIRST_PAGE
        if window.cursor is not None:
            prepared = NEXT_PAGE
            asked["after"] = read_cursor(window.cursor, _mark(teacher_id), [UUID])[0]
        rows = await self._hot.rows(prepared, **asked)
        if not rows and not await self._hot.rows(IS_THERE, **whose):
            return None
        lines = [row[0] for row in rows]
        return paged(
            lines, window, view=_entry, mark=lambda: _mark(teacher_id), keys=lambda line: [_entry(line).id]
        )


def _mark(teacher_id: UUID) -> str:
    return digest("ledger", str(teacher_id))


# A line of the ledger is never changed.
@lru_cache(maxsize=20_000)
def _entry(line: str) -> LedgerEntry:
    found = json.loads(line)
    entry_id, award_id, school_year, category, title, account, kind, credits, hours, reason = found[:10]
    return LedgerEntry(
        UUID(entry_id),
        UUID(award_id),
        school_year,
        CourseKind(category),
        title,
        Account(account),
        EntryKind(kind),
        Decimal(credits),
        Decimal(hours),
        reason,
        *map(datetime.fromisoformat, found[10:]),
    )
