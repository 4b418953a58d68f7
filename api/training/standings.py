"""Who stands where: by year, by cycle, by group, and for oneself."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Annotated
from uuid import UUID

from fastapi import Depends, Query, Request, Response
from pydantic import Field, TypeAdapter

from api.queries import Parameters, WindowAsked
from api.routes import room
from api.shapes import FIRST_YEAR, LAST_YEAR
from api.wiring.credits import Oneself, OwnStandingsPort, StandingsPort
from api.wiring.platform import OperationsPort
from api.wiring.request import Asker, Now, Replies, reads, writes
from api.written import shown
from domain.errors import NotFound
from domain.identity.actions import Action
from domain.operations import Operation
from domain.paging import Page, Window
from domain.training.credit import Reason
from domain.training.cycle import CycleStanding, TeacherCredit
from domain.training.standing import Standing, StandingFilter, StandingState, Verdict
from domain.training.summary import GroupBy, Summary

router = room("training", "/schools/{school}/credit-standings")
teacher_router = room("training", "/schools/{school}/teachers/{teacher_id}/credit-standing")
cycle_router = room("training", "/schools/{school}/credit-cycles")
own_router = room("training", "/me/credit-standing")
REASONS = TypeAdapter(tuple[Reason, ...])

SchoolYear = Annotated[
    int, Query(ge=FIRST_YEAR, le=LAST_YEAR, description="The calendar year the school year starts in.")
]
Ids = Annotated[tuple[UUID, ...], Field(max_length=200)]


class ListAsked(WindowAsked):
    school_year: Annotated[int, Field(ge=FIRST_YEAR, le=LAST_YEAR)]
    """The calendar year the school year starts in."""

    teacher_id: Ids = ()
    """Repeat for any of several, as with the others here."""

    subject_group_id: Ids = ()
    grade_group_id: Ids = ()
    state: tuple[StandingState, ...] = ()


@dataclass(frozen=True, slots=True)
class Listing:
    filters: StandingFilter
    window: Window


def listing(asked: ListAsked) -> Listing:
    groups = asked.subject_group_id, asked.grade_group_id
    filters = StandingFilter(asked.school_year, asked.teacher_id, *groups, asked.state)
    return Listing(filters, Window(asked.limit, asked.cursor))


Asked = Annotated[Listing, Depends(Parameters(ListAsked, listing))]


def told(verdicts: Sequence[Verdict]) -> Iterator[str]:
    """As Pydantic writes what of a `Standing` only a verdict says, at a fifth of the cost."""
    written: dict[int, str] = {}  # by identity: a yardstick gives most teachers the same reasons
    for one in verdicts:
        reasons = written.get(id(one.reasons))
        if reasons is None:
            reasons = written[id(one.reasons)] = REASONS.dump_json(one.reasons).decode()
        yield (
            f'{{"counted":"{one.counted}","target":"{one.target}","owed":"{one.owed}",'
            f'"state":"{one.state.value}","reasons":{reasons}}}'
        )


@router.get(
    "",
    operation_id="training_list_credit_standings",
    summary="See how the teachers stand in a school year",
    response_model=Page[Standing],
    dependencies=reads(Action.CREDIT_READ),
)
async def list_credit_standings(standings: StandingsPort, asked: Asked) -> Response:
    """By name. Each figure names the policy row it follows from; the rules of the year's first day hold."""
    return shown(await standings.written(asked.filters, asked.window, told))


@router.get(
    "/summary",
    operation_id="training_get_standings_summary",
    summary="See how groups, or the school, stand in a school year",
    dependencies=reads(Action.CREDIT_READ),
)
async def get_standings_summary(
    standings: StandingsPort, school_year: SchoolYear, by: GroupBy = GroupBy.SCHOOL
) -> Page[Summary]:
    """How many stand how, and their sums, over the teachers the caller sees."""
    return Page(await standings.summary(school_year, by), None, False)


@router.post(
    "/rebuild",
    operation_id="training_rebuild_standings",
    summary="Recompute every sum from the ledger",
    status_code=202,
    dependencies=writes(Action.CREDIT_WRITE),
)
async def rebuild_standings(
    operations: OperationsPort, caller: Asker, now: Now, reply: Replies, request: Request
) -> Operation:
    """The operation's result names every sum that differed and was put right; there should be none."""
    started = await operations.start("rebuild_standings", arguments={}, account_id=caller.account_id, at=now)
    school = request.url.path.removesuffix("/credit-standings/rebuild")
    return reply.created(started, f"{school}/operations")


@teacher_router.get(
    "",
    operation_id="training_get_credit_standing",
    summary="See how a teacher stands",
    dependencies=reads(Action.CREDIT_READ),
)
async def get_credit_standing(
    teacher_id: UUID, standings: StandingsPort, school_year: SchoolYear | None = None
) -> TeacherCredit:
    """In a school year (today's unless another is named) and in the cycle it stands in."""
    found = await standings.of(teacher_id, school_year)
    if found is None:
        raise NotFound()
    return found


@cycle_router.get(
    "",
    operation_id="training_list_credit_cycles",
    summary="See how the teachers stand in a cycle",
    dependencies=reads(Action.CREDIT_READ),
)
async def list_credit_cycles(standings: StandingsPort, asked: Asked) -> Page[CycleStanding]:
    """The cycle the school year stands in, by the rules of that year's first day; by name."""
    return await standings.cycles(asked.filters, asked.window)


@own_router.get("", operation_id="training_get_own_standing", summary="See how I stand")
async def get_own_standing(
    standings: OwnStandingsPort, caller: Oneself, school_year: SchoolYear | None = None
) -> TeacherCredit:
    """One's own school year and cycle, and why."""
    assert caller.teacher_id is not None
    found = await standings.of(caller.teacher_id, school_year)
    if found is None:
        raise NotFound()
    return found
