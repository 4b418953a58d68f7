"""A school year's topics in numbers."""

from typing import Annotated

from fastapi import Query

from api.routes import room
from api.shapes import FIRST_YEAR, LAST_YEAR
from api.wiring.request import Asker, Now, reads
from api.wiring.topics import TopicCountsPort
from domain.errors import Forbidden
from domain.identity.actions import Action, Scope
from domain.people.calendar import day_of
from domain.topics.figures import TopicFigures, figures

router = room("topics", "/schools/{school}/topic-figures")


@router.get(
    "",
    operation_id="topics_get_figures",
    summary="Count a school year's topics by level",
    dependencies=reads(Action.TOPIC_READ),
)
async def get_figures(
    counts: TopicCountsPort,
    caller: Asker,
    now: Now,
    school_year: Annotated[
        int, Query(ge=FIRST_YEAR, le=LAST_YEAR, description="The calendar year it starts in.")
    ],
    term: Annotated[int | None, Query(ge=1, le=2, description="Left out: the whole year.")] = None,
) -> TopicFigures:
    """The school's: approved, running (carried over ones too), overdue today, concluded, terminated."""
    if caller.reach < Scope.SCHOOL:
        raise Forbidden()
    return await figures(counts, school_year, term, today=day_of(now))
