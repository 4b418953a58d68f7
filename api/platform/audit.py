"""Reading the audit."""

from typing import Annotated
from uuid import UUID

from fastapi import Query

from api.queries import From, To, Windowed
from api.routes import room
from api.wiring.platform import AuditPort
from api.wiring.request import reads
from domain.audit import AuditEntry, AuditFilter
from domain.identity.actions import Action
from domain.paging import Page

router = room("platform", "/schools/{school}/audit-entries")


@router.get(
    "",
    operation_id="platform_list_audit_entries",
    summary="Read who did what",
    dependencies=reads(Action.AUDIT_READ),
)
async def list_audit_entries(
    trail: AuditPort,
    window: Windowed,
    action: Annotated[str | None, Query(max_length=100, description="An operation id.")] = None,
    account_id: UUID | None = None,
    at_from: From = None,
    at_to: To = None,
) -> Page[AuditEntry]:
    """Every change in the school, the latest first."""
    return await trail.entries(AuditFilter(action, account_id, at_from, at_to), window)
