"""Evaluating pairs at a term's end."""

from typing import Annotated
from uuid import UUID

from fastapi import Query

from api.queries import Windowed
from api.routes import room
from api.shapes import Body, Line, Paragraph
from api.wiring.mentoring import EvaluationDeskPort, EvaluationsPort
from api.wiring.platform import MessagesPort
from api.wiring.request import Asker, Expected, Now, Replies, reads, writes
from domain.errors import NotFound
from domain.identity.actions import Action
from domain.mentoring.evaluating import (
    EvaluationFilter,
    PairEvaluation,
    grade,
    open_evaluation,
    reopen,
    write_part,
)
from domain.mentoring.words import EvaluationState, PairGrade
from domain.paging import Page

router = room("mentoring", "/schools/{school}/mentor-evaluations")

SEVERAL = "Repeat for any of several."


class MentorEvaluationBody(Body):
    pair_id: UUID
    term_id: UUID


class SelfReportBody(Body):
    text: Paragraph


class MentorRemarkBody(Body):
    text: Paragraph


class PairGradeBody(Body):
    grade: PairGrade
    targets_mark: Line
    """`mark` of the pair's targets in that term, as they stand: who grades has seen them."""

    remark: Paragraph | None = None


@router.get(
    "",
    operation_id="mentoring_list_evaluations",
    summary="Look through the evaluations of pairs",
    dependencies=reads(Action.MENTORING_READ),
)
async def list_evaluations(
    evaluations: EvaluationsPort,
    window: Windowed,
    pair_id: Annotated[tuple[UUID, ...], Query(description=SEVERAL)] = (),
    term_id: Annotated[tuple[UUID, ...], Query(description=SEVERAL)] = (),
    teacher_id: Annotated[tuple[UUID, ...], Query(description="The apprentice. " + SEVERAL)] = (),
    state: Annotated[tuple[EvaluationState, ...], Query(description=SEVERAL)] = (),
    grade: Annotated[tuple[PairGrade, ...], Query(description=SEVERAL)] = (),
) -> Page[PairEvaluation]:
    """The latest first."""
    return await evaluations.page(EvaluationFilter(pair_id, term_id, teacher_id, state, grade), window)


@router.post(
    "",
    operation_id="mentoring_create_evaluation",
    summary="Open a pair's evaluation of a term",
    status_code=201,
    dependencies=writes(Action.MENTORING_TAKE_PART),
)
async def create_evaluation(
    body: MentorEvaluationBody, desk: EvaluationDeskPort, caller: Asker, reply: Replies
) -> PairEvaluation:
    """By either side or the office; one for each term in which the pair runs."""
    return reply.created(await open_evaluation(desk, **body.model_dump(), caller=caller))


@router.get(
    "/{evaluation_id}",
    operation_id="mentoring_get_evaluation",
    summary="Read a pair's evaluation",
    dependencies=reads(Action.MENTORING_READ),
)
async def get_evaluation(evaluation_id: UUID, evaluations: EvaluationsPort, reply: Replies) -> PairEvaluation:
    """Once graded, with the targets as they stood then."""
    found = await evaluations.get(evaluation_id)
    if found is None:
        raise NotFound()
    return reply.tagged(found)


@router.post(
    "/{evaluation_id}/report",
    operation_id="mentoring_report_evaluation",
    summary="Write the apprentice's own report",
    dependencies=writes(Action.MENTORING_TAKE_PART),
)
async def report_evaluation(
    evaluation_id: UUID,
    body: SelfReportBody,
    desk: EvaluationDeskPort,
    expected: Expected,
    now: Now,
    reply: Replies,
) -> PairEvaluation:
    """By the apprentice; again, until it is graded."""
    return reply.tagged(
        await write_part(desk, evaluation_id, "report", body.text, expected=expected, now=now)
    )


@router.post(
    "/{evaluation_id}/remark",
    operation_id="mentoring_remark_evaluation",
    summary="Write the mentor's remark",
    dependencies=writes(Action.MENTORING_TAKE_PART),
)
async def remark_evaluation(
    evaluation_id: UUID,
    body: MentorRemarkBody,
    desk: EvaluationDeskPort,
    expected: Expected,
    now: Now,
    reply: Replies,
) -> PairEvaluation:
    """By the mentor, or the office for one from outside; again, until it is graded."""
    return reply.tagged(
        await write_part(desk, evaluation_id, "remark", body.text, expected=expected, now=now)
    )


@router.post(
    "/{evaluation_id}/grade",
    operation_id="mentoring_grade_evaluation",
    summary="Grade a pair's term",
    dependencies=writes(Action.MENTORING_WRITE),
)
async def grade_evaluation(
    evaluation_id: UUID,
    body: PairGradeBody,
    desk: EvaluationDeskPort,
    messages: MessagesPort,
    expected: Expected,
    now: Now,
    reply: Replies,
) -> PairEvaluation:
    """After report and remark, with the targets seen, met or not. Both are told."""
    said, seen = (body.grade, body.remark), body.targets_mark
    done = await grade(desk, messages, evaluation_id, *said, targets_mark=seen, expected=expected, now=now)
    return reply.tagged(done)


@router.post(
    "/{evaluation_id}/reopen",
    operation_id="mentoring_reopen_evaluation",
    summary="Take a grade back",
    dependencies=writes(Action.MENTORING_WRITE),
)
async def reopen_evaluation(
    evaluation_id: UUID, desk: EvaluationDeskPort, expected: Expected, reply: Replies
) -> PairEvaluation:
    """What the two wrote stays, and may be changed again."""
    return reply.tagged(await reopen(desk, evaluation_id, expected=expected))
