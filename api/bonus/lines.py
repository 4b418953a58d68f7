"""What is paid to whom, the sums of a school year, and awards that changed after they were paid."""

from typing import Annotated
from uuid import UUID

from fastapi import Query

from api.queries import Windowed
from api.routes import room
from api.shapes import FIRST_YEAR, LAST_YEAR
from api.wiring.bonus import BonusLinesPort, ChangedAwardsPort, PaidBonusesPort
from api.wiring.request import reads
from domain.bonus.batch import BatchState, BonusLine, LineFilter
from domain.bonus.changed import ChangedAward, changed_awards
from domain.bonus.figures import BonusFigures, figures
from domain.identity.actions import Action
from domain.paging import Page

router = room("bonus", "/schools/{school}/bonus-lines")
figures_router = room("bonus", "/schools/{school}/bonus-figures")
changed_router = room("bonus", "/schools/{school}/changed-awards")

SEVERAL = "Repeat for any of several."


@router.get(
    "",
    operation_id="bonus_list_lines",
    summary="Read what is paid",
    dependencies=reads(Action.BONUS_READ),
)
async def list_lines(
    lines: BonusLinesPort,
    window: Windowed,
    batch_id: Annotated[tuple[UUID, ...], Query(description=SEVERAL)] = (),
    teacher_id: Annotated[tuple[UUID, ...], Query(description=SEVERAL)] = (),
    work_id: Annotated[tuple[UUID, ...], Query(description=SEVERAL)] = (),
    award_id: Annotated[tuple[UUID, ...], Query(description=SEVERAL)] = (),
    batch_state: Annotated[tuple[BatchState, ...], Query(description=SEVERAL)] = (),
    school_year: Annotated[int | None, Query(ge=FIRST_YEAR, le=LAST_YEAR)] = None,
) -> Page[BonusLine]:
    """The latest first, each with how it came about: a teacher's own once they are approved, and for the
    office, the principal and finance everybody's, drafts too."""
    filters = LineFilter(batch_id, teacher_id, work_id, award_id, batch_state, school_year)
    return await lines.page(filters, window)


@figures_router.get(
    "",
    operation_id="bonus_get_figures",
    summary="Read what a school year's bonuses come to",
    dependencies=reads(Action.BONUS_OVERSEE),
)
async def get_figures(
    paid: PaidBonusesPort, school_year: Annotated[int, Query(ge=FIRST_YEAR, le=LAST_YEAR)]
) -> BonusFigures:
    """What is paid, by teacher, subject group and level, corrections counted."""
    return await figures(paid, school_year)


@changed_router.get(
    "",
    operation_id="bonus_list_changed_awards",
    summary="List awards that changed after being paid",
    dependencies=reads(Action.BONUS_OVERSEE),
)
async def list_changed_awards(changed: ChangedAwardsPort) -> Page[ChangedAward]:
    """Voided after a bonus was paid, and not yet put right by an adjustment: what each work is paid, what is
    due, and who got it."""
    return Page(await changed_awards(changed), None, False)
