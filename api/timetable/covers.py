"""Published cover: looked through, arranged singly, answered by who covers, released."""

from typing import Annotated
from uuid import UUID

from fastapi import Query

from api.queries import Windowed
from api.routes import room
from api.shapes import Body, Day, Paragraph
from api.wiring.covering import CoversPort, LessonChangesPort
from api.wiring.platform import MessagesPort
from api.wiring.request import Asker, Expected, Now, Replies, reads, writes
from domain.errors import NotFound
from domain.identity.actions import Action
from domain.paging import Page
from domain.timetable.cover_publishing import assign_cover
from domain.timetable.cover_release import accept_cover, decline_cover, release_cover
from domain.timetable.covering import CoverState
from domain.timetable.covers import Cover, CoverFilter
from domain.timetable.effective import LessonKey

router = room("timetable", "/schools/{school}/covers")

Several = "Repeat for any of several."


class CoverBody(Body):
    absence_id: UUID
    lesson_id: UUID
    lesson_day: Day
    """The day the timetable has the lesson on."""

    day: Day
    """The day it is held on; the same unless it was moved."""

    teacher_id: UUID
    """Who covers."""


class CoverEndBody(Body):
    because: Paragraph


@router.get(
    "",
    operation_id="timetable_list_covers",
    summary="Look through cover",
    dependencies=reads(Action.COVER_READ),
)
async def list_covers(
    covers: CoversPort,
    window: Windowed,
    teacher_id: Annotated[tuple[UUID, ...], Query(description=f"Who covers. {Several}")] = (),
    absence_id: Annotated[tuple[UUID, ...], Query(description=Several)] = (),
    plan_id: Annotated[tuple[UUID, ...], Query(description=Several)] = (),
    state: Annotated[tuple[CoverState, ...], Query(description=Several)] = (),
    day_from: Annotated[Day | None, Query(description="Not before this day.")] = None,
    day_to: Annotated[Day | None, Query(description="Before this day.")] = None,
) -> Page[Cover]:
    """By day: one's own as who covers or is away, and as far as the caller sees."""
    filters = CoverFilter(teacher_id, absence_id, plan_id, state, day_from, day_to)
    return await covers.page(filters, window)


@router.get(
    "/{cover_id}",
    operation_id="timetable_get_cover",
    summary="Look at a cover",
    dependencies=reads(Action.COVER_READ),
)
async def get_cover(cover_id: UUID, covers: CoversPort, reply: Replies) -> Cover:
    """Who gives which lesson in whose place."""
    cover = await covers.get(cover_id)
    if cover is None:
        raise NotFound()
    return reply.tagged(cover)


@router.post(
    "",
    operation_id="timetable_create_cover",
    summary="Arrange cover of one lesson",
    status_code=201,
    dependencies=writes(Action.COVER_WRITE, key=True),
)
async def create_cover(
    body: CoverBody,
    covers: CoversPort,
    changes: LessonChangesPort,
    messages: MessagesPort,
    now: Now,
    reply: Replies,
) -> Cover:
    """At once and without a plan, for the late change of a morning; the rules are those of a plan."""
    given = body.model_dump()
    key = LessonKey(given.pop("lesson_id"), given.pop("lesson_day"))
    return reply.created(await assign_cover(covers, changes, messages, key=key, now=now, **given))


@router.post(
    "/{cover_id}/accept",
    operation_id="timetable_accept_cover",
    summary="Accept cover",
    dependencies=writes(Action.COVER_ANSWER),
)
async def accept_asked_cover(
    cover_id: UUID,
    covers: CoversPort,
    changes: LessonChangesPort,
    caller: Asker,
    expected: Expected,
    now: Now,
    reply: Replies,
) -> Cover:
    """Where the school's policy lets who covers answer first."""
    return reply.tagged(
        await accept_cover(covers, changes, cover_id, expected=expected, caller=caller, now=now)
    )


@router.post(
    "/{cover_id}/decline",
    operation_id="timetable_decline_cover",
    summary="Decline cover",
    dependencies=writes(Action.COVER_ANSWER),
)
async def decline_asked_cover(
    cover_id: UUID,
    body: CoverEndBody,
    covers: CoversPort,
    changes: LessonChangesPort,
    messages: MessagesPort,
    caller: Asker,
    expected: Expected,
    now: Now,
    reply: Replies,
) -> Cover:
    """The lesson is open again, the ledger taken back, and Academic Affairs told."""
    because = body.because
    declined = await decline_cover(
        covers, changes, messages, cover_id, because=because, expected=expected, caller=caller, now=now
    )
    return reply.tagged(declined)


@router.post(
    "/{cover_id}/release",
    operation_id="timetable_release_cover",
    summary="Release cover",
    dependencies=writes(Action.COVER_WRITE),
)
async def release_published_cover(
    cover_id: UUID,
    body: CoverEndBody,
    covers: CoversPort,
    changes: LessonChangesPort,
    messages: MessagesPort,
    caller: Asker,
    expected: Expected,
    now: Now,
    reply: Replies,
) -> Cover:
    """The lesson is open again, the ledger taken back, and who was to cover told."""
    because = body.because
    released = await release_cover(
        covers, changes, messages, cover_id, because=because, expected=expected, caller=caller, now=now
    )
    return reply.tagged(released)
