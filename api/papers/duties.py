"""Who owes a paper in a school year, a year's papers in figures, and letting teachers off."""

from typing import Annotated
from uuid import UUID

from fastapi import Query
from pydantic import Field

from api.queries import Windowed
from api.routes import room
from api.shapes import FIRST_YEAR, LAST_YEAR, Body, Paragraph, Year
from api.wiring.papers import PaperExemptionsPort, PaperRulesPort, PaperYearsPort
from api.wiring.request import Asker, Expected, Now, Replies, reads, writes
from domain.errors import NotFound
from domain.identity.actions import Action
from domain.paging import Page
from domain.papers.duty import (
    PaperDuty,
    PaperDutyFilter,
    PaperDutyState,
    PaperFigures,
    Yearly,
    duties_of,
    figures_of,
)
from domain.papers.exemptions import NewPaperExemption, PaperExemption, PaperExemptionFilter, void
from domain.people.calendar import day_of

router = room("papers", "/schools/{school}/paper-duties")
figures_router = room("papers", "/schools/{school}/paper-figures")
exemption_router = room("papers", "/schools/{school}/paper-exemptions")

SEVERAL = "Repeat for any of several."
YearAsked = Annotated[int, Field(ge=FIRST_YEAR, le=LAST_YEAR)]
OfYear = Annotated[int, Query(ge=FIRST_YEAR, le=LAST_YEAR, description="2020 for 2020学年.")]


class PaperExemptionBody(Body):
    teacher_id: UUID
    school_year: Year
    reason: Paragraph
    """Such as 病假."""


class VoidPaperExemptionBody(Body):
    reason: Paragraph


@router.get(
    "",
    operation_id="papers_list_duties",
    summary="See who owes a paper",
    dependencies=reads(Action.PAPER_READ),
)
async def list_paper_duties(
    years: PaperYearsPort,
    rules: PaperRulesPort,
    caller: Asker,
    now: Now,
    school_year: OfYear,
    state: Annotated[tuple[PaperDutyState, ...], Query(description=SEVERAL)] = (),
    subject_group_id: Annotated[tuple[UUID, ...], Query(description=SEVERAL)] = (),
    teacher_id: Annotated[tuple[UUID, ...], Query(description=SEVERAL)] = (),
) -> Page[PaperDuty]:
    """Every teacher at work, met, owed or exempt, by name, all on one page; a teacher sees their own."""
    yearly = Yearly(years, rules, day_of(now))
    filters = PaperDutyFilter(state, subject_group_id, teacher_id)
    return Page(await duties_of(yearly, school_year, filters, caller), None, False)


@figures_router.get(
    "",
    operation_id="papers_get_figures",
    summary="Count a school year's papers",
    dependencies=reads(Action.PAPER_OVERSEE),
)
async def get_paper_figures(
    years: PaperYearsPort, rules: PaperRulesPort, now: Now, school_year: OfYear
) -> PaperFigures:
    """Who owes one, who does not any more, how many papers are in each state; by subject group too."""
    return await figures_of(Yearly(years, rules, day_of(now)), school_year)


@exemption_router.get(
    "",
    operation_id="papers_list_exemptions",
    summary="See who is let off",
    dependencies=reads(Action.PAPER_READ),
)
async def list_paper_exemptions(
    exemptions: PaperExemptionsPort,
    window: Windowed,
    school_year: Annotated[tuple[YearAsked, ...], Query(description=SEVERAL)] = (),
    teacher_id: Annotated[tuple[UUID, ...], Query(description=SEVERAL)] = (),
) -> Page[PaperExemption]:
    """The latest entered first, voided ones too; a teacher sees their own."""
    return await exemptions.page(PaperExemptionFilter(school_year, teacher_id), window)


@exemption_router.post(
    "",
    operation_id="papers_create_exemption",
    summary="Let a teacher off a school year's paper",
    status_code=201,
    dependencies=writes(Action.PAPER_MANAGE),
)
async def create_paper_exemption(
    body: PaperExemptionBody, exemptions: PaperExemptionsPort, caller: Asker, now: Now, reply: Replies
) -> PaperExemption:
    """For a reason. Who is near retirement is let off by the policy, without this."""
    new = NewPaperExemption(**body.model_dump())
    return reply.created(await exemptions.add(new, account_id=caller.account_id, at=now))


@exemption_router.get(
    "/{exemption_id}",
    operation_id="papers_get_exemption",
    summary="Look at an exemption",
    dependencies=reads(Action.PAPER_READ),
)
async def get_paper_exemption(
    exemption_id: UUID, exemptions: PaperExemptionsPort, reply: Replies
) -> PaperExemption:
    """Whom it lets off, and why."""
    found = await exemptions.get(exemption_id)
    if found is None:
        raise NotFound()
    return reply.tagged(found)


@exemption_router.post(
    "/{exemption_id}/void",
    operation_id="papers_void_exemption",
    summary="Void an exemption",
    dependencies=writes(Action.PAPER_MANAGE),
)
async def void_paper_exemption(
    exemption_id: UUID,
    body: VoidPaperExemptionBody,
    exemptions: PaperExemptionsPort,
    expected: Expected,
    now: Now,
    reply: Replies,
) -> PaperExemption:
    """The teacher owes the paper again; that they were let off stays on record."""
    gone = await void(exemptions, exemption_id, expected=expected, because=body.reason, now=now)
    return reply.tagged(gone)
