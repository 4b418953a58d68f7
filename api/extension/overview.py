"""A term's extension courses at a glance: in figures, and as a share of the week."""

from typing import Annotated
from uuid import UUID

from fastapi import Query

from api.routes import room
from api.wiring.extension import ExtensionFiguresPort, ExtensionRulesPort
from api.wiring.request import Now, reads
from domain.errors import NotFound
from domain.extension.figures import ExtensionFigures, FiguresGround, figures_of
from domain.extension.policy import EXTENSION_POLICY
from domain.extension.share import ExtensionShare, ShareGround, shares_of
from domain.identity.actions import Action
from domain.paging import Page
from domain.people.calendar import day_of
from domain.timetable.cover_policy import TermSpan

router = room("extension", "/schools/{school}")

OfTerm = Annotated[
    UUID | None, Query(description="Left out: the term that runs today or, between terms, began last.")
]


@router.get(
    "/extension-figures",
    operation_id="extension_get_figures",
    summary="Count a term's extension courses",
    dependencies=reads(Action.EXTENSION_OVERSEE),
)
async def get_figures(ground: ExtensionFiguresPort, term_id: OfTerm = None) -> ExtensionFigures:
    """By type and state; sessions planned and taught, lesson plans, pupils; each course that ran."""
    return await figures_of(ground, await _term(ground, term_id))


@router.get(
    "/extension-shares",
    operation_id="extension_list_shares",
    summary="Hold extension courses against the week",
    dependencies=reads(Action.EXTENSION_READ),
)
async def list_shares(
    ground: ExtensionFiguresPort, rules: ExtensionRulesPort, now: Now, term_id: OfTerm = None
) -> Page[ExtensionShare]:
    """Of each grade and class, what part of the weekly periods they take, and whether the policy has it so.
    A warning: it refuses nothing."""
    term, today = await _term(ground, term_id), day_of(now)
    policy = EXTENSION_POLICY.in_force(await rules.every(), min(max(today, term.starts_on), term.ends_on))
    return Page(await shares_of(ground, term, policy, today=today), None, False)


async def _term(ground: ShareGround | FiguresGround, term_id: UUID | None) -> TermSpan:
    found = await ground.term(term_id)
    if found is None:
        raise NotFound()
    return found
