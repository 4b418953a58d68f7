"""A teacher's credit ledger."""

from uuid import UUID

from fastapi import Response

from api.queries import Windowed
from api.routes import room
from api.wiring.credits import LedgerPort
from api.wiring.request import reads
from api.written import shown
from domain.errors import NotFound
from domain.identity.actions import Action
from domain.paging import Page
from domain.training.credit import LedgerEntry

router = room("training", "/schools/{school}/teachers/{teacher_id}/credit-entries")


@router.get(
    "",
    operation_id="training_list_credit_entries",
    summary="Read a teacher's credit ledger",
    response_model=Page[LedgerEntry],
    dependencies=reads(Action.CREDIT_READ),
)
async def list_credit_entries(teacher_id: UUID, ledger: LedgerPort, window: Windowed) -> Response:
    """The latest line first. Lines are never changed: what was wrong is taken back by a counter-entry."""
    page = await ledger.page(teacher_id, window)
    if page is None:
        raise NotFound()
    return shown(page)
