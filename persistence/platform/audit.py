"""The audit 审计: written in the transaction of the change it records, and never changed after."""

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
from persistence.statements import Statement, as_json, given

_COLUMNS = ("school_id", "id", "at", "account_id", "action", "subject", "request_id", "facts")
_ENTER = insert(audit_entry).values(given(audit_entry, *_COLUMNS)).returning(audit_entry.c.id)
_RECORD = Statement(_ENTER)
_RECORD_AND_KEEP = Statement(KEEP.add_cte(_ENTER.cte("entered")))


async def record(
    connection: AsyncConnection,
    school_id: UUID,
    *,
    at: datetime,
    account_id: UUID,
    action: str,
    subject: str,
    request_id: str,
    facts: dict[str, Any],
    keeping: Keeping | None = None,
) -> None:
    """`action` is an operation id, `subject` the path of what was touched; an answer may be kept with it."""
    await (_RECORD if keeping is None else _RECORD_AND_KEEP).rows(
        connection,
        the_school_id=school_id,
        the_audit_entry_id=new_id(),
        the_at=at,
        the_account_id=account_id,
        the_action=action,
        the_subject=subject,
        the_request_id=request_id,
        the_facts=as_json(facts),
        **({} if keeping is None else keeping.parameters(at)),
    )


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
