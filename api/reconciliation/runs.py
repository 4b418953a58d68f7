"""Comparing our credits with the platform's list."""

from typing import Annotated
from uuid import UUID

from fastapi import Query

from api.queries import Windowed
from api.routes import room
from api.shapes import FIRST_YEAR, LAST_YEAR, Body, Year
from api.wiring.reconciliation import ReconciliationRunsPort, ReconciliationsPort
from api.wiring.request import Asker, Now, Replies, reads, writes
from domain.errors import NotFound
from domain.identity.actions import Action
from domain.paging import Page
from domain.reconciliation.running import CreditReconciliation, reconcile

router = room("reconciliation", "/schools/{school}/credit-reconciliations")


class ReconciliationBody(Body):
    school_year: Year
    """Named by the calendar year it starts in."""


@router.get(
    "",
    operation_id="reconciliation_list_runs",
    summary="Look through the reconciliations",
    dependencies=reads(Action.RECONCILIATION_READ),
)
async def list_runs(
    reconciliations: ReconciliationsPort,
    window: Windowed,
    school_year: Annotated[int | None, Query(ge=FIRST_YEAR, le=LAST_YEAR)] = None,
) -> Page[CreditReconciliation]:
    """The latest first."""
    return await reconciliations.page(school_year, window)


@router.post(
    "",
    operation_id="reconciliation_create_run",
    summary="Compare credits with the platform's list",
    status_code=201,
    dependencies=writes(Action.RECONCILIATION_WRITE, key=True),
)
async def create_run(
    body: ReconciliationBody, runs: ReconciliationRunsPort, caller: Asker, now: Now, reply: Replies
) -> CreditReconciliation:
    """Our ledger against the latest committed list of the year. Each difference not known yet gets a line.

    Known ones are carried on, those decided are not asked about again, and lines that no longer stand close.
    """
    return reply.created(await reconcile(runs, body.school_year, caller=caller, now=now))


@router.get(
    "/{run_id}",
    operation_id="reconciliation_get_run",
    summary="Look at a reconciliation",
    dependencies=reads(Action.RECONCILIATION_READ),
)
async def get_run(run_id: UUID, reconciliations: ReconciliationsPort, reply: Replies) -> CreditReconciliation:
    """Which list it compared with, and what it found."""
    found = await reconciliations.get(run_id)
    if found is None:
        raise NotFound()
    return reply.tagged(found)
