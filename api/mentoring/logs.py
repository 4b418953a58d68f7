"""Pairs' logs: entering, confirming, voiding."""

from typing import Annotated
from uuid import UUID

from fastapi import Query
from pydantic import Field, Strict

from api.queries import Windowed
from api.routes import room
from api.shapes import Body, Day, Line, Paragraph
from api.wiring.mentoring import LogBookPort, LogsPort
from api.wiring.platform import FileLinksPort, MessagesPort
from api.wiring.request import Asker, Expected, Now, Replies, reads, writes
from domain.errors import NotFound
from domain.files import FileLink
from domain.identity.actions import Action
from domain.mentoring.logs import LogFilter, MentorLog, NewLog, enter_log, mark_log
from domain.mentoring.words import LogField, LogKind, LogMark, LogState
from domain.paging import Page

router = room("mentoring", "/schools/{school}/mentor-logs")

SEVERAL = "Repeat for any of several."

Period = Annotated[int, Strict(), Field(ge=1, le=20)]


class MentorLogBody(Body):
    pair_id: UUID
    day: Day
    field: LogField
    kind: LogKind
    text: Paragraph
    class_id: UUID | None = None
    """Of the lesson it tells of; so with the next two."""

    subject: Line | None = None
    period: Period | None = None
    file_ids: Annotated[tuple[UUID, ...], Field(max_length=20)] = ()
    """Of one's own files."""


class LogVoidBody(Body):
    reason: Paragraph


@router.get(
    "",
    operation_id="mentoring_list_logs",
    summary="Look through pairs' logs",
    dependencies=reads(Action.MENTORING_READ),
)
async def list_logs(
    logs: LogsPort,
    window: Windowed,
    pair_id: Annotated[tuple[UUID, ...], Query(description=SEVERAL)] = (),
    field: Annotated[tuple[LogField, ...], Query(description=SEVERAL)] = (),
    kind: Annotated[tuple[LogKind, ...], Query(description=SEVERAL)] = (),
    state: Annotated[tuple[LogState, ...], Query(description=SEVERAL)] = (),
    from_day: Annotated[Day | None, Query(description="The first day.")] = None,
    until_day: Annotated[Day | None, Query(description="The last day.")] = None,
    confirmer_id: Annotated[
        UUID | None, Query(description="Entered by the other side of their pairs.")
    ] = None,
) -> Page[MentorLog]:
    """The latest day first. What awaits oneself has `confirm` among its `allowed_actions`."""
    filters = LogFilter(pair_id, field, kind, state, from_day, until_day, confirmer_id)
    return await logs.page(filters, window)


@router.post(
    "",
    operation_id="mentoring_create_log",
    summary="Enter something in a pair's log",
    status_code=201,
    dependencies=writes(Action.MENTORING_TAKE_PART),
)
async def create_log(
    body: MentorLogBody,
    book: LogBookPort,
    messages: MessagesPort,
    caller: Asker,
    now: Now,
    reply: Replies,
) -> MentorLog:
    """It counts when the other side has confirmed it; what the office enters counts at once."""
    new = NewLog(**body.model_dump(exclude={"pair_id"}))
    return reply.created(await enter_log(book, messages, body.pair_id, new, caller=caller, now=now))


@router.get(
    "/{log_id}",
    operation_id="mentoring_get_log",
    summary="Read an entry of a log",
    dependencies=reads(Action.MENTORING_READ),
)
async def get_log(log_id: UUID, logs: LogsPort, reply: Replies) -> MentorLog:
    """And which files belong to it."""
    return reply.tagged(await _seen(logs, log_id))


@router.get(
    "/{log_id}/links",
    operation_id="mentoring_list_log_links",
    summary="Fetch the files of an entry",
    dependencies=reads(Action.MENTORING_READ),
)
async def list_log_links(log_id: UUID, logs: LogsPort, links: FileLinksPort, now: Now) -> Page[FileLink]:
    """A link for each, in their order; they need no sign-in and end soon."""
    found = await _seen(logs, log_id)
    return Page(await links.to_each([file.id for file in found.files], now=now), None, False)


@router.post(
    "/{log_id}/confirm",
    operation_id="mentoring_confirm_log",
    summary="Confirm what the other entered",
    dependencies=writes(Action.MENTORING_TAKE_PART),
)
async def confirm_log(
    log_id: UUID, book: LogBookPort, caller: Asker, expected: Expected, now: Now, reply: Replies
) -> MentorLog:
    """By the other side, or the office; from then on it counts."""
    said = (LogMark.CONFIRMED, None)
    return reply.tagged(await mark_log(book, log_id, *said, expected=expected, caller=caller, now=now))


@router.post(
    "/{log_id}/void",
    operation_id="mentoring_void_log",
    summary="Void an entry of a log",
    dependencies=writes(Action.MENTORING_TAKE_PART),
)
async def void_log(
    log_id: UUID,
    body: LogVoidBody,
    book: LogBookPort,
    caller: Asker,
    expected: Expected,
    now: Now,
    reply: Replies,
) -> MentorLog:
    """By who entered it, until it is confirmed; by the office always. It stays, with the reason."""
    said = (LogMark.VOIDED, body.reason)
    return reply.tagged(await mark_log(book, log_id, *said, expected=expected, caller=caller, now=now))


async def _seen(logs: LogsPort, log_id: UUID) -> MentorLog:
    found = await logs.get(log_id)
    if found is None:
        raise NotFound()
    return found
