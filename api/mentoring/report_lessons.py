"""Report lessons: planning, holding, judging."""

from decimal import Decimal
from typing import Annotated
from uuid import UUID

from fastapi import Query
from pydantic import Field

from api.queries import Windowed
from api.routes import room
from api.shapes import Body, Clock, Credits, Day, Line, Paragraph, omitted
from api.wiring.mentoring import LessonsPort, PairsPort
from api.wiring.platform import MessagesPort
from api.wiring.request import Asker, Expected, Now, Replies, reads, writes
from domain.errors import NotFound
from domain.identity.actions import Action
from domain.mentoring.lessons import (
    Judgement,
    LessonFilter,
    NewLesson,
    ReportLesson,
    cancel_lesson,
    hold_lesson,
    judge_lesson,
    plan_lesson,
    replan_lesson,
)
from domain.mentoring.words import ReportLessonState
from domain.paging import Page

router = room("mentoring", "/schools/{school}/report-lessons")

SEVERAL = "Repeat for any of several."

Score = Annotated[Credits, Field(le=Decimal(100))]
Listeners = Annotated[tuple[UUID, ...], Field(max_length=60)]


class ReportLessonBody(Body):
    pair_id: UUID
    title: Line
    day: Day
    starts_at: Clock
    ends_at: Clock
    place: Line
    subject: Line | None = None
    class_id: UUID | None = None
    listener_ids: Listeners = ()
    """Teachers invited to listen, and to judge."""


class ReportLessonPatch(Body):
    title: Line = omitted()
    day: Day = omitted()
    starts_at: Clock = omitted()
    ends_at: Clock = omitted()
    place: Line = omitted()
    subject: Line | None = None
    class_id: UUID | None = None
    listener_ids: Listeners = omitted()


class LessonCancelBody(Body):
    reason: Paragraph


class JudgementBody(Body):
    remark: Paragraph
    score: Score | None = None
    """Of a hundred."""


@router.get(
    "",
    operation_id="mentoring_list_report_lessons",
    summary="Look through the report lessons",
    dependencies=reads(Action.MENTORING_READ),
)
async def list_report_lessons(
    lessons: LessonsPort,
    window: Windowed,
    pair_id: Annotated[tuple[UUID, ...], Query(description=SEVERAL)] = (),
    teacher_id: Annotated[tuple[UUID, ...], Query(description="The apprentice. " + SEVERAL)] = (),
    state: Annotated[tuple[ReportLessonState, ...], Query(description=SEVERAL)] = (),
    from_day: Annotated[Day | None, Query(description="The first day.")] = None,
    until_day: Annotated[Day | None, Query(description="The last day.")] = None,
) -> Page[ReportLesson]:
    """Of the pairs one sees, and those one is invited to. The latest day first."""
    return await lessons.page(LessonFilter(pair_id, teacher_id, state, from_day, until_day), window)


@router.post(
    "",
    operation_id="mentoring_create_report_lesson",
    summary="Plan a report lesson",
    status_code=201,
    dependencies=writes(Action.MENTORING_TAKE_PART),
)
async def create_report_lesson(
    body: ReportLessonBody,
    pairs: PairsPort,
    lessons: LessonsPort,
    messages: MessagesPort,
    caller: Asker,
    now: Now,
    reply: Replies,
) -> ReportLesson:
    """The pair and those invited are told; it stands in the week's plan and in their calendars."""
    new = NewLesson(**body.model_dump(exclude={"pair_id"}))
    return reply.created(
        await plan_lesson(pairs, lessons, messages, body.pair_id, new, caller=caller, now=now)
    )


@router.get(
    "/{lesson_id}",
    operation_id="mentoring_get_report_lesson",
    summary="Look at a report lesson",
    dependencies=reads(Action.MENTORING_READ),
)
async def get_report_lesson(lesson_id: UUID, lessons: LessonsPort, reply: Replies) -> ReportLesson:
    """Who is invited, and who has judged."""
    return reply.tagged(await _seen(lessons, lesson_id))


@router.patch(
    "/{lesson_id}",
    operation_id="mentoring_update_report_lesson",
    summary="Plan a report lesson otherwise",
    dependencies=writes(Action.MENTORING_TAKE_PART),
)
async def update_report_lesson(
    lesson_id: UUID,
    body: ReportLessonPatch,
    pairs: PairsPort,
    lessons: LessonsPort,
    messages: MessagesPort,
    expected: Expected,
    now: Now,
    reply: Replies,
) -> ReportLesson:
    """Until it is held. Another day, time or place is told anew."""
    changes, stores = body.model_dump(exclude_unset=True), (pairs, lessons, messages)
    return reply.tagged(await replan_lesson(*stores, lesson_id, expected=expected, changes=changes, now=now))


@router.post(
    "/{lesson_id}/hold",
    operation_id="mentoring_hold_report_lesson",
    summary="Say that a report lesson was held",
    dependencies=writes(Action.MENTORING_TAKE_PART),
)
async def hold_report_lesson(
    lesson_id: UUID, pairs: PairsPort, lessons: LessonsPort, expected: Expected, now: Now, reply: Replies
) -> ReportLesson:
    """By the mentor or the office, on its day or after: it counts, and those invited may judge it."""
    return reply.tagged(await hold_lesson(pairs, lessons, lesson_id, expected=expected, now=now))


@router.post(
    "/{lesson_id}/cancel",
    operation_id="mentoring_cancel_report_lesson",
    summary="Call a report lesson off",
    dependencies=writes(Action.MENTORING_TAKE_PART),
)
async def cancel_report_lesson(
    lesson_id: UUID,
    body: LessonCancelBody,
    pairs: PairsPort,
    lessons: LessonsPort,
    expected: Expected,
    reply: Replies,
) -> ReportLesson:
    """It leaves the calendars, and stays in the list with its reason."""
    return reply.tagged(await cancel_lesson(pairs, lessons, lesson_id, body.reason, expected=expected))


@router.get(
    "/{lesson_id}/judgements",
    operation_id="mentoring_list_judgements",
    summary="Read what listeners said",
    dependencies=reads(Action.MENTORING_READ),
)
async def list_judgements(lesson_id: UUID, lessons: LessonsPort) -> Page[Judgement]:
    """All, on one page, to who sees the pair; to a listener their own."""
    found = await _seen(lessons, lesson_id)
    return Page(list(await lessons.judgements(found)), None, False)


@router.post(
    "/{lesson_id}/judgements",
    operation_id="mentoring_create_judgement",
    summary="Judge a report lesson",
    status_code=201,
    dependencies=writes(Action.MENTORING_TAKE_PART),
)
async def create_judgement(
    lesson_id: UUID, body: JudgementBody, lessons: LessonsPort, caller: Asker, now: Now, reply: Replies
) -> Judgement:
    """By an invited listener, once, after it was held."""
    said = (body.score, body.remark)
    return reply.created(await judge_lesson(lessons, lesson_id, *said, caller=caller, now=now))


async def _seen(lessons: LessonsPort, lesson_id: UUID) -> ReportLesson:
    found = await lessons.get(lesson_id)
    if found is None:
        raise NotFound()
    return found
