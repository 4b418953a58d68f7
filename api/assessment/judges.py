"""Judges of an assessment, and their scores."""

from typing import Annotated
from uuid import UUID

from fastapi import Query

from api.assessment.shapes import Points
from api.queries import Windowed
from api.routes import room
from api.shapes import Body, Paragraph, omitted
from api.wiring.assessment import AssessmentsPort, BenchPort, JudgesPort, ScoresPort
from api.wiring.platform import MessagesPort
from api.wiring.request import Asker, Expected, Now, Replies, reads, writes
from domain.assessment.judges import Judge, NewScore, Score, appoint, release, revise_score, score
from domain.errors import NotFound
from domain.identity.actions import Action
from domain.paging import Page

assessment_router = room("assessment", "/schools/{school}/assessments/{assessment_id}")
router = room("assessment", "/schools/{school}/assessment-judges")
score_router = room("assessment", "/schools/{school}/assessment-scores")


class JudgeBody(Body):
    teacher_id: UUID


class ReleaseBody(Body):
    reason: Paragraph


class ScoreBody(Body):
    group_id: UUID
    indicator_id: UUID
    score: Points
    """Out of 100."""

    remark: Paragraph | None = None


class ScorePatch(Body):
    score: Points = omitted()
    remark: Paragraph | None = None


@assessment_router.get(
    "/judges",
    operation_id="assessment_list_judges",
    summary="List the judges of an assessment",
    dependencies=reads(Action.ASSESSMENT_READ),
)
async def list_judges(
    assessment_id: UUID, assessments: AssessmentsPort, judges: JudgesPort, window: Windowed
) -> Page[Judge]:
    """In the order they were appointed; a judge sees their own appointment."""
    if await assessments.get(assessment_id) is None:
        raise NotFound()
    return await judges.page(assessment_id, window)


@assessment_router.post(
    "/judges",
    operation_id="assessment_create_judge",
    summary="Appoint a judge",
    status_code=201,
    dependencies=writes(Action.ASSESSMENT_WRITE),
)
async def create_judge(
    assessment_id: UUID,
    body: JudgeBody,
    assessments: AssessmentsPort,
    judges: JudgesPort,
    messages: MessagesPort,
    caller: Asker,
    now: Now,
    reply: Replies,
) -> Judge:
    """Any teacher at work; of every group but their own. They are told."""
    made = await appoint(assessments, judges, messages, assessment_id, body.teacher_id, now=now)
    return reply.created(made, f"/api/v1/schools/{caller.school_id}/assessment-judges")


@router.get(
    "/{judge_id}",
    operation_id="assessment_get_judge",
    summary="Look at a judge's appointment",
    dependencies=reads(Action.ASSESSMENT_READ),
)
async def get_judge(judge_id: UUID, judges: JudgesPort, reply: Replies) -> Judge:
    """Whose it is, and whether it stands."""
    found = await judges.get(judge_id)
    if found is None:
        raise NotFound()
    return reply.tagged(found)


@router.post(
    "/{judge_id}/release",
    operation_id="assessment_release_judge",
    summary="Release a judge",
    dependencies=writes(Action.ASSESSMENT_WRITE),
)
async def release_judge(
    judge_id: UUID,
    body: ReleaseBody,
    assessments: AssessmentsPort,
    judges: JudgesPort,
    expected: Expected,
    now: Now,
    reply: Replies,
) -> Judge:
    """Before publication; none of their scores counts, and none is missed."""
    gone = await release(assessments, judges, judge_id, expected=expected, because=body.reason, now=now)
    return reply.tagged(gone)


@assessment_router.get(
    "/scores",
    operation_id="assessment_list_scores",
    summary="List the scores of an assessment",
    dependencies=reads(Action.ASSESSMENT_READ),
)
async def list_scores(
    assessment_id: UUID,
    assessments: AssessmentsPort,
    scores: ScoresPort,
    window: Windowed,
    group_id: Annotated[tuple[UUID, ...], Query(description="Repeat for any of several.")] = (),
) -> Page[Score]:
    """A judge sees their own until the result is published, then all; who runs it and judges none, all."""
    found = await assessments.get(assessment_id)
    if found is None:
        raise NotFound()
    return await scores.page(found, window, group_ids=group_id)


@assessment_router.post(
    "/scores",
    operation_id="assessment_create_score",
    summary="Score an indicator of a group",
    status_code=201,
    dependencies=writes(Action.ASSESSMENT_SCORE),
)
async def create_score(
    assessment_id: UUID, body: ScoreBody, bench: BenchPort, caller: Asker, now: Now, reply: Replies
) -> Score:
    """As one of its judges, once; never of one's own group, and not without the evidence it needs."""
    made = await score(bench, assessment_id, NewScore(**body.model_dump()), caller=caller, now=now)
    return reply.created(made, f"/api/v1/schools/{caller.school_id}/assessment-scores")


@score_router.get(
    "/{score_id}",
    operation_id="assessment_get_score",
    summary="Look at a score",
    dependencies=reads(Action.ASSESSMENT_READ),
)
async def get_score(score_id: UUID, scores: ScoresPort, reply: Replies) -> Score:
    """Of a judge, for one indicator of one group."""
    found = await scores.get(score_id)
    if found is None:
        raise NotFound()
    return reply.tagged(found)


@score_router.patch(
    "/{score_id}",
    operation_id="assessment_update_score",
    summary="Revise a score",
    dependencies=writes(Action.ASSESSMENT_SCORE),
)
async def update_score(
    score_id: UUID,
    body: ScorePatch,
    bench: BenchPort,
    caller: Asker,
    expected: Expected,
    now: Now,
    reply: Replies,
) -> Score:
    """One's own, until the result is published."""
    changes = body.model_dump(exclude_unset=True)
    return reply.tagged(
        await revise_score(bench, score_id, changes, expected=expected, caller=caller, now=now)
    )
