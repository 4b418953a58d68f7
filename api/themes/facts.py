"""What the groups' theme research came to."""

from typing import Annotated
from uuid import UUID

from fastapi import Query

from api.routes import room
from api.wiring.request import reads
from api.wiring.themes import ThemeFactsPort
from domain.identity.actions import Action
from domain.paging import Page
from domain.themes.facts import GroupFacts

router = room("themes", "/schools/{school}/theme-facts")


@router.get(
    "",
    operation_id="themes_list_facts",
    summary="Count a term's theme research by subject group",
    dependencies=reads(Action.THEME_READ),
)
async def list_theme_facts(
    facts: ThemeFactsPort,
    term_id: Annotated[UUID, Query(description="Which term's.")],
    subject_group_id: Annotated[tuple[UUID, ...], Query(description="Repeat for any of several.")] = (),
) -> Page[GroupFacts]:
    """Attendance and nine ones of the groups one sees, on one page.

    Who was absent without excuse is named to the end: to themselves, the leader, the office, the principal.
    """
    return Page(list(await facts.of_term(term_id, subject_group_id)), None, False)
