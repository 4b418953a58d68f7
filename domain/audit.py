"""Who did what, when: read by those the access table allows, changed by nobody."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol
from uuid import UUID

from domain.paging import Page, Window


@dataclass(frozen=True, slots=True)
class AuditEntry:
    """One change, written in the transaction that made it."""

    id: UUID
    at: datetime
    account_id: UUID
    action: str
    """The operation id of the route."""

    subject: str
    """The path of what was touched."""

    request_id: str
    facts: dict[str, Any]


@dataclass(frozen=True, slots=True)
class AuditFilter:
    action: str | None = None
    account_id: UUID | None = None
    at_from: datetime | None = None
    at_to: datetime | None = None


class AuditTrail(Protocol):
    async def entries(self, filters: AuditFilter, window: Window) -> Page[AuditEntry]: ...
