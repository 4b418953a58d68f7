"""Judges, the entries they see without names, their scores, and the ranking."""

from decimal import Decimal
from typing import Annotated
from uuid import UUID

from pydantic import Field

from api.queries import Windowed
from api.routes import room
from api.shapes import Body, Credits, Paragraph, omitted
from api.wiring.contests import (
    ContestJudgesPort,
    ContestScoresPort,
    ContestsPort,
    JudgesDeskPort,
    RankingDeskPort,
)
from api.wiring.platform import MessagesPort
from api.wiring.request import Asker, Expected, Now, Replies, reads, writes
from domain.contests.contest import Contest
from domain.contests.judging import (
    AnonymousEntry,
    ContestJudge,
    ContestScore,
    NewContestScore,
    anonymous_entries,
    appoint_judge,
    release_judge,
    revise_contest_score,
    score_entry,
)
from domain.contests.ranking import Ranking, publish_ranking, ranking_of
from domain.errors import NotFound
from domain.identity.actions import Action
from domain.paging import Page

contest_router = room("contests", "/schools/{school}/contests/{contest_id}")
router = room("contests", "/schools/{school}/contest-judges")
score_router = room("contests", "/schools/{school}/contest-scores")

OutOfHundred = Annotated[Credits, Field(le=Decimal(100))]
"""0 to 100, two decimals at most."""


class ContestJudgeBody(Body):
    teacher_id: UUID


class ContestJudgeRelease(Body):
    reason: Paragraph


class ContestScoreBody(Body):
    entry_id: UUID
    score: OutOfHundred
    remark: Paragraph | None = None


class ContestScorePatch(Body):
    score: OutOfHundred = omitted()
    remark: Paragraph | None = None


@contest_router.get(
    "/judges",
    operation_id="contests_list_judges",
    summary="List the judges of a contest",
    dependencies=reads(Action.CONTEST_ENTRY_READ),
)
async def list_contest_judges(
    contest_id: UUID, contests: ContestsPort, judges: ContestJudgesPort, window: Windowed
) -> Page[ContestJudge]:
    """In the order they were appointed; a judge sees their own appointment."""
    if await contests.get(contest_id) is None:
        raise NotFound()
    return await judges.page(contest_id, window)


@contest_router.post(
    "/judges",
    operation_id="contests_create_judge",
    summary="Appoint a judge of a contest",
    status_code=201,
    dependencies=writes(Action.CONTEST_WRITE),
)
async def create_contest_judge(
    contest_id: UUID,
    body: ContestJudgeBody,
    contests: ContestsPort,
    judges: ContestJudgesPort,
    messages: MessagesPort,
    caller: Asker,
    now: Now,
    reply: Replies,
) -> ContestJudge:
    """Any teacher at work of whom no work stands in it, once entries are closed. They are told."""
    made = await appoint_judge(contests, judges, messages, contest_id, body.teacher_id, now=now)
    return reply.created(made, f"/api/v1/schools/{caller.school_id}/contest-judges")


@router.get(
    "/{judge_id}",
    operation_id="contests_get_judge",
    summary="Look at a judge's appointment to a contest",
    dependencies=reads(Action.CONTEST_ENTRY_READ),
)
async def get_contest_judge(judge_id: UUID, judges: ContestJudgesPort, reply: Replies) -> ContestJudge:
    """Whose it is, and whether it stands."""
    found = await judges.get(judge_id)
    if found is None:
        raise NotFound()
    return reply.tagged(found)


@router.post(
    "/{judge_id}/release",
    operation_id="contests_release_judge",
    summary="Release a judge of a contest",
    dependencies=writes(Action.CONTEST_WRITE),
)
async def release_contest_judge(
    judge_id: UUID,
    body: ContestJudgeRelease,
    contests: ContestsPort,
    judges: ContestJudgesPort,
    expected: Expected,
    now: Now,
    reply: Replies,
) -> ContestJudge:
    """Before the ranking is published; none of their scores counts, and none is missed."""
    gone = await release_judge(contests, judges, judge_id, expected=expected, because=body.reason, now=now)
    return reply.tagged(gone)


@contest_router.get(
    "/anonymous-entries",
    operation_id="contests_list_anonymous_entries",
    summary="See the entries to score, without names",
    dependencies=reads(Action.CONTEST_SCORE),
)
async def list_anonymous_entries(
    contest_id: UUID, desk: JudgesDeskPort, window: Windowed, caller: Asker
) -> Page[AnonymousEntry]:
    """As one of the contest's judges: by number, with one's own scores. Files: `anonymous-copy`."""
    return await anonymous_entries(desk, contest_id, window, caller=caller)


@contest_router.get(
    "/scores",
    operation_id="contests_list_scores",
    summary="List the scores of a contest",
    dependencies=reads(Action.CONTEST_ENTRY_READ),
)
async def list_contest_scores(
    contest_id: UUID, contests: ContestsPort, scores: ContestScoresPort, window: Windowed
) -> Page[ContestScore]:
    """A judge sees their own; the office and the principal all, unless they judge: then once it is ranked."""
    found = await contests.get(contest_id)
    if found is None:
        raise NotFound()
    return await scores.page(found, window)


@contest_router.post(
    "/scores",
    operation_id="contests_create_score",
    summary="Score an entry",
    status_code=201,
    dependencies=writes(Action.CONTEST_SCORE),
)
async def create_contest_score(
    contest_id: UUID, body: ContestScoreBody, desk: JudgesDeskPort, caller: Asker, now: Now, reply: Replies
) -> ContestScore:
    """As one of its judges, each entry once."""
    new = NewContestScore(**body.model_dump())
    made = await score_entry(desk, contest_id, new, caller=caller, now=now)
    return reply.created(made, f"/api/v1/schools/{caller.school_id}/contest-scores")


@score_router.get(
    "/{score_id}",
    operation_id="contests_get_score",
    summary="Look at a score of an entry",
    dependencies=reads(Action.CONTEST_ENTRY_READ),
)
async def get_contest_score(score_id: UUID, scores: ContestScoresPort, reply: Replies) -> ContestScore:
    """What one judge gave one entry."""
    found = await scores.get(score_id)
    if found is None:
        raise NotFound()
    return reply.tagged(found)


@score_router.patch(
    "/{score_id}",
    operation_id="contests_update_score",
    summary="Revise a score of an entry",
    dependencies=writes(Action.CONTEST_SCORE),
)
async def update_contest_score(
    score_id: UUID,
    body: ContestScorePatch,
    desk: JudgesDeskPort,
    caller: Asker,
    expected: Expected,
    now: Now,
    reply: Replies,
) -> ContestScore:
    """One's own, until the ranking is published."""
    changes = body.model_dump(exclude_unset=True)
    done = await revise_contest_score(desk, score_id, changes, expected=expected, caller=caller, now=now)
    return reply.tagged(done)


@contest_router.get(
    "/ranking",
    operation_id="contests_get_ranking",
    summary="See how the entries rank",
    dependencies=reads(Action.CONTEST_ENTRY_READ),
)
async def get_ranking(contest_id: UUID, desk: RankingDeskPort, caller: Asker) -> Ranking:
    """For the office and the principal, once entries are closed: by the scores there are, and which lack."""
    return await ranking_of(desk, contest_id, caller=caller)


@contest_router.post(
    "/rank",
    operation_id="contests_publish_ranking",
    summary="Publish which entries are sent",
    dependencies=writes(Action.CONTEST_WRITE),
)
async def rank_contest(
    contest_id: UUID, desk: RankingDeskPort, expected: Expected, now: Now, reply: Replies
) -> Contest:
    """All, where there are places for all; or else the best. Every author is told of their own.

    Once more after the office withdrew an entry: the next one moves up.
    """
    return reply.tagged(await publish_ranking(desk, contest_id, expected=expected, now=now))
