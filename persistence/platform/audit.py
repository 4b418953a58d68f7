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
from persistence.platform.tables import audit_entry


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
) -> None:
    """`action` is an operation id, `subject` the path of what was touched."""
    await connection.execute(
        insert(audit_entry).values(
            school_id=school_id,
            id=new_id(),
            at=at,
            account_id=account_id,
            action=action,
            subject=subject,
            request_id=request_id,
            facts=facts,
        )
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
