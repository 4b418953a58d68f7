"""The audit 审计: written in the transaction of the change it records, and never changed after."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row, insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from domain.audit import AuditEntry, AuditFilter
from domain.paging import Page, Window
from persistence.ids import new_id
from persistence.paging import page
from persistence.platform.answers import KEEP, Keeping
from persistence.platform.tables import audit_entry
from persistence.statements import Statement, as_json, parameter

_COLUMNS = ("school_id", "id", "at", "account_id", "action", "subject", "request_id", "facts")
ENTER = insert(audit_entry).values(
    {name: parameter(f"audit_{name}", audit_entry.c[name].type) for name in _COLUMNS}
)
"""With the parameters of a `Record`; for a statement that writes the change as well."""

_RETURNING = ENTER.returning(audit_entry.c.id)
_RECORD = Statement(_RETURNING)
_RECORD_AND_KEEP = Statement(KEEP.add_cte(_RETURNING.cte("entered")))


@dataclass(frozen=True, slots=True)
class Record:
    """What a request changed: `action` is an operation id, `subject` the path of what was touched."""

    school_id: UUID
    at: datetime
    account_id: UUID
    action: str
    subject: str
    request_id: str
    facts: Mapping[str, Any]

    def parameters(self) -> dict[str, Any]:
        """Of ENTER."""
        return {
            "audit_school_id": self.school_id,
            "audit_id": new_id(),
            "audit_at": self.at,
            "audit_account_id": self.account_id,
            "audit_action": self.action,
            "audit_subject": self.subject,
            "audit_request_id": self.request_id,
            "audit_facts": as_json(self.facts),
        }


async def record(connection: AsyncConnection, entry: Record, keeping: Keeping | None = None) -> None:
    """An answer may be kept with it."""
    if keeping is None:
        await _RECORD.rows(connection, **entry.parameters())
        return
    whose = {"the_school_id": entry.school_id, "the_account_id": entry.account_id}
    await _RECORD_AND_KEEP.rows(connection, **entry.parameters(), **whose, **keeping.parameters(entry.at))


class SqlAuditTrail:
    def __init__(self, connection: AsyncConnection, school_id: UUID) -> None:
        self._connection = connection
        self._school_id = school_id

    async def entries(self, filters: AuditFilter, window: Window) -> Page[AuditEntry]:
        table = audit_entry.c
        statement = select(audit_entry).where(table.school_id == self._school_id)
        if filters.action is not None:
            statement = statement.where(table.action == filters.action)
        if filters.account_id is not None:
            statement = statement.where(table.account_id == filters.account_id)
        if filters.at_from is not None:
            statement = statement.where(table.at >= filters.at_from)
        if filters.at_to is not None:
            statement = statement.where(table.at < filters.at_to)
        return await page(
            self._connection,
            statement,
            window,
            by=[table.at, table.id],
            filters=filters,
            view=_entry,
            descending=True,
        )


def _entry(row: Row[Any]) -> AuditEntry:
    return AuditEntry(
        id=row.id,
        at=row.at,
        account_id=row.account_id,
        action=row.action,
        subject=row.subject,
        request_id=row.request_id,
        facts=row.facts,
    )
