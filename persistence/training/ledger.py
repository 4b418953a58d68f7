"""A teacher's ledger, one of the reads every screen starts with: through `hot`."""

from dataclasses import fields
from typing import Any
from uuid import UUID

from sqlalchemy import ARRAY, Boolean, Integer, Select, Text, Uuid, bindparam, func, or_, select

from domain.identity.access import Caller
from domain.identity.actions import Scope
from domain.paging import Window, WrittenPage
from domain.training.credit import LedgerEntry
from persistence.hot import COMMA, HotReads, Prepared, item, joined
from persistence.paging import digest, read_cursor, write_cursor
from persistence.people.tables import teacher
from persistence.training.tables import credit_entry
from persistence.training.visibility import group_members

_SCHOOL: Any = bindparam("school", type_=Uuid)
_TEACHER: Any = bindparam("teacher", type_=Uuid)
_ASKER: Any = bindparam("asker", type_=Uuid)
_WIDE: Any = bindparam("wide", type_=Boolean)
_LIMIT: Any = bindparam("limit", type_=Integer)
_NEAR = or_(_TEACHER == _ASKER, _TEACHER.in_(group_members(_SCHOOL, _ASKER)))
"""Whether the teacher is the caller, or of one of their groups."""


_FIELDS = [one.name for one in fields(LedgerEntry)]


def _entries(*, continued: bool, grouped: bool) -> Prepared:
    """One row: the items, the id of the last one shown, and whether there is more."""
    table = credit_entry.c
    rows: Select[Any] = (
        select(table.id, item(**{name: table[name] for name in _FIELDS}).label("item"))
        .where(table.school_id == _SCHOOL, table.teacher_id == _TEACHER)
        .order_by(table.id.desc())
        .limit(_LIMIT + 1)
    )
    if grouped:
        rows = rows.where(_NEAR)
    if continued:
        rows = rows.where(table.id < bindparam("after", type_=Uuid))
    entry = rows.subquery("entry")
    items, ids = (
        func.array_agg(entry.c.item, type_=ARRAY(Text)),
        func.array_agg(entry.c.id, type_=ARRAY(Uuid)),
    )
    more = func.count() > _LIMIT
    return Prepared(
        select(joined(items[1:_LIMIT], COMMA).label("items"), ids[_LIMIT].label("last"), more.label("more"))
    )


PAGES = {
    (continued, grouped): _entries(continued=continued, grouped=grouped)
    for continued in (False, True)
    for grouped in (False, True)
}
"""By whether a page came before, and whether the caller sees their groups only: each has a plan to keep."""

IS_THERE = Prepared(
    select(teacher.c.id).where(teacher.c.school_id == _SCHOOL, teacher.c.id == _TEACHER, or_(_WIDE, _NEAR))
)


class HotLedger:
    def __init__(self, hot: HotReads, caller: Caller) -> None:
        self._hot, self._caller = hot, caller

    async def page(self, teacher_id: UUID, window: Window) -> WrittenPage | None:
        caller = self._caller
        if caller.reach is Scope.OWN and caller.teacher_id != teacher_id:
            return None
        whose = {
            "school": caller.school_id,
            "teacher": teacher_id,
            "asker": caller.teacher_id,
            "wide": caller.reach is not Scope.GROUP,
        }
        asked = {**whose, "limit": window.limit}
        prepared = PAGES[window.cursor is not None, caller.reach is Scope.GROUP]
        if window.cursor is not None:
            asked["after"] = read_cursor(window.cursor, _mark(teacher_id), [UUID])[0]
        ((items, last, more),) = await self._hot.rows(prepared, **asked)
        if items is None and not await self._hot.rows(IS_THERE, **whose):
            return None
        return WrittenPage(items or b"", write_cursor(_mark(teacher_id), [last]) if more else None, more)


def _mark(teacher_id: UUID) -> str:
    return digest("ledger", str(teacher_id))
