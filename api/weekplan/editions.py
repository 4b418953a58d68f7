"""Editions of a week's plan, as they were published."""

from typing import Annotated
from uuid import UUID

from fastapi import Query

from api.queries import Language
from api.routes import room
from api.weekplan.wording import worded_changes, worded_edition
from api.wiring.request import reads
from api.wiring.weekplan import WeekPlansPort
from domain.identity.access import Action
from domain.paging import Page
from domain.weekplan.entries import EntryChange
from domain.weekplan.plan import WeekEdition
from domain.weekplan.planning import changes_since, edition

router = room("weekplan", "/schools/{school}/week-editions")


@router.get(
    "/{edition_id}",
    operation_id="weekplan_get_edition",
    summary="Read an edition of a week's plan",
    dependencies=reads(Action.WEEK_READ),
)
async def get_edition(edition_id: UUID, plans: WeekPlansPort, language: Language) -> WeekEdition:
    """Word for word as it was published, and what was new in it."""
    return worded_edition(await edition(plans, edition_id), language)


@router.get(
    "/{edition_id}/changes",
    operation_id="weekplan_list_changes",
    summary="Compare an edition with another one",
    dependencies=reads(Action.WEEK_READ),
)
async def list_changes(
    edition_id: UUID,
    plans: WeekPlansPort,
    language: Language,
    since: Annotated[int, Query(ge=1, le=100_000, description="The number of the plan's other edition.")] = 1,
) -> Page[EntryChange]:
    """What was added, changed and removed since that edition; all on one page."""
    return Page(worded_changes(await changes_since(plans, edition_id, since), language), None, False)
