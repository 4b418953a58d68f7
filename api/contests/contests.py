"""Contests of a school year: drafting, opening, closing, submitting; quota and figures."""

from typing import Annotated
from uuid import UUID

from fastapi import Query
from pydantic import Field

from api.queries import Windowed
from api.routes import room
from api.shapes import FIRST_YEAR, LAST_YEAR, Body, Count, Day, Line, Paragraph, Year, omitted
from api.wiring.contests import (
    ContestDeskPort,
    ContestRulesPort,
    ContestsPort,
    ResultDeskPort,
    StatisticsPort,
)
from api.wiring.request import Expected, Now, Replies, reads, writes
from domain.contests.contest import AwardedExclusion, Contest, ContestFilter, ContestState, NewContest
from domain.contests.quota import Quota
from domain.contests.results import finish_contest
from domain.contests.running import (
    add_contest,
    cancel_contest,
    close_entries,
    open_contest,
    quota_of,
    revise_contest,
    submit_contest,
)
from domain.contests.statistics import ContestStatistics, summed
from domain.errors import NotFound
from domain.identity.actions import Action
from domain.paging import Page
from domain.works.work import WorkKind, WorkLevel

router = room("contests", "/schools/{school}/contests")
statistics_router = room("contests", "/schools/{school}/contest-statistics")

SEVERAL = "Repeat for any of several."

YearIn = Annotated[int, Field(ge=FIRST_YEAR, le=LAST_YEAR)]
YearAsked = Annotated[YearIn, Query(description="The year it starts in.")]
Kinds = Annotated[tuple[WorkKind, ...], Field(min_length=1, max_length=len(WorkKind))]
Categories = Annotated[tuple[Line, ...], Field(max_length=20)]
Length = Annotated[Count, Field(ge=1, le=100_000)]
Places = Annotated[Count, Field(le=1_000)]
PerAuthor = Annotated[Count, Field(ge=1, le=20)]


class ContestBody(Body):
    title: Line
    """Such as 嘉兴市三项教学论文评比."""

    organiser: Line
    """Who gives the awards."""

    level: WorkLevel
    school_year: Year
    kinds: Kinds
    entries_due_on: Day
    """The last day on which authors enter."""

    submission_due_on: Day
    categories: Categories = ()
    series: Line | None = None
    """What it is called every year; left out: as the title."""

    min_characters: Length | None = None
    max_characters: Length | None = None
    quota_set: Places | None = None
    """The organiser's number of works; left out: the school's rule."""

    excludes_awarded: AwardedExclusion = AwardedExclusion.SAME_OR_HIGHER
    entries_per_author: PerAuthor | None = 1
    remark: Paragraph | None = None


class ContestPatch(Body):
    title: Line = omitted()
    organiser: Line = omitted()
    level: WorkLevel = omitted()
    school_year: Year = omitted()
    kinds: Kinds = omitted()
    entries_due_on: Day = omitted()
    submission_due_on: Day = omitted()
    categories: Categories = omitted()
    series: Line = omitted()
    min_characters: Length | None = None
    max_characters: Length | None = None
    quota_set: Places | None = None
    excludes_awarded: AwardedExclusion = omitted()
    entries_per_author: PerAuthor | None = None
    remark: Paragraph | None = None


class ContestCancellation(Body):
    reason: Paragraph


@router.get(
    "",
    operation_id="contests_list_contests",
    summary="Look through the contests",
    dependencies=reads(Action.CONTEST_READ),
)
async def list_contests(
    contests: ContestsPort,
    window: Windowed,
    state: Annotated[tuple[ContestState, ...], Query(description=SEVERAL)] = (),
    school_year: Annotated[tuple[YearIn, ...], Query(description=SEVERAL)] = (),
    level: Annotated[tuple[WorkLevel, ...], Query(description=SEVERAL)] = (),
    series: Annotated[Line | None, Query(description="Those of one series, year by year.")] = None,
    due_from: Annotated[Day | None, Query(description="Whose entries close on this day or later.")] = None,
    due_to: Annotated[Day | None, Query(description="Whose entries close before this day.")] = None,
) -> Page[Contest]:
    """Those whose entries close last come first. Drafts are for the office and the principal."""
    filters = ContestFilter(state, school_year, level, series, due_from, due_to)
    return await contests.page(filters, window)


@router.post(
    "",
    operation_id="contests_create_contest",
    summary="Draft a contest",
    status_code=201,
    dependencies=writes(Action.CONTEST_WRITE),
)
async def create_contest(body: ContestBody, contests: ContestsPort, reply: Replies) -> Contest:
    """Of which nobody is told until it is opened."""
    return reply.created(await add_contest(contests, NewContest(**body.model_dump())))


@router.get(
    "/{contest_id}",
    operation_id="contests_get_contest",
    summary="Look at a contest",
    dependencies=reads(Action.CONTEST_READ),
)
async def get_contest(contest_id: UUID, contests: ContestsPort, reply: Replies) -> Contest:
    """What it asks for, its deadlines, and where it stands."""
    found = await contests.get(contest_id)
    if found is None:
        raise NotFound()
    return reply.tagged(found)


@router.patch(
    "/{contest_id}",
    operation_id="contests_update_contest",
    summary="Change a contest",
    dependencies=writes(Action.CONTEST_WRITE),
)
async def update_contest(
    contest_id: UUID, body: ContestPatch, contests: ContestsPort, expected: Expected, reply: Replies
) -> Contest:
    """Once entries are closed the organiser's number of works, their deadline and the remark alone."""
    changes = body.model_dump(exclude_unset=True)
    return reply.tagged(await revise_contest(contests, contest_id, expected=expected, changes=changes))


@router.post(
    "/{contest_id}/open",
    operation_id="contests_open_contest",
    summary="Open a contest for entries",
    dependencies=writes(Action.CONTEST_WRITE),
)
async def begin_contest(
    contest_id: UUID, desk: ContestDeskPort, expected: Expected, now: Now, reply: Replies
) -> Contest:
    """Every teacher at work is told."""
    return reply.tagged(await open_contest(desk, contest_id, expected=expected, now=now))


@router.post(
    "/{contest_id}/close",
    operation_id="contests_close_contest",
    summary="Close a contest for entries",
    dependencies=writes(Action.CONTEST_WRITE),
)
async def close_contest(
    contest_id: UUID, desk: ContestDeskPort, expected: Expected, now: Now, reply: Replies
) -> Contest:
    """Entries are numbered by lot, and the quota is fixed as of the deadline, or today if that is earlier."""
    return reply.tagged(await close_entries(desk, contest_id, expected=expected, now=now))


@router.post(
    "/{contest_id}/cancel",
    operation_id="contests_cancel_contest",
    summary="Call a contest off",
    dependencies=writes(Action.CONTEST_WRITE),
)
async def call_off_contest(
    contest_id: UUID,
    body: ContestCancellation,
    desk: ContestDeskPort,
    expected: Expected,
    now: Now,
    reply: Replies,
) -> Contest:
    """Before its results are in. Authors whose entries stand are told why."""
    gone = await cancel_contest(desk, contest_id, expected=expected, because=body.reason, now=now)
    return reply.tagged(gone)


@router.post(
    "/{contest_id}/submit",
    operation_id="contests_submit_contest",
    summary="Say that the works were sent",
    dependencies=writes(Action.CONTEST_WRITE, key=True),
)
async def send_contest(
    contest_id: UUID, contests: ContestsPort, expected: Expected, now: Now, reply: Replies
) -> Contest:
    """To the organiser; from now on results may be entered."""
    return reply.tagged(await submit_contest(contests, contest_id, expected=expected, now=now))


@router.post(
    "/{contest_id}/finish",
    operation_id="contests_finish_contest",
    summary="Say that all results are in",
    dependencies=writes(Action.CONTEST_WRITE),
)
async def end_contest(
    contest_id: UUID, desk: ResultDeskPort, expected: Expected, now: Now, reply: Replies
) -> Contest:
    """What was sent and has no result won nothing; its authors are told. A result may still be corrected."""
    return reply.tagged(await finish_contest(desk, contest_id, expected=expected, now=now))


@router.get(
    "/{contest_id}/quota",
    operation_id="contests_get_quota",
    summary="See how many works may be sent, and why",
    dependencies=reads(Action.CONTEST_READ),
)
async def get_quota(contest_id: UUID, contests: ContestsPort, rules: ContestRulesPort, now: Now) -> Quota:
    """As it was fixed when entries closed; before, as it would be today."""
    return await quota_of(contests, rules, contest_id, now=now)


@statistics_router.get(
    "",
    operation_id="contests_get_statistics",
    summary="Count what was entered, sent and won in a school year",
    dependencies=reads(Action.CONTEST_READ),
)
async def get_statistics(statistics: StatisticsPort, school_year: YearAsked) -> ContestStatistics:
    """By contest, and in all by level and prize; for the term summary. Cancelled contests do not count."""
    return summed(school_year, await statistics.of_year(school_year))
