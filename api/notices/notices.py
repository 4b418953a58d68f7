"""Notices in four copies: issuing them, issuing them anew, looking at them and printing them."""

from dataclasses import dataclass
from typing import Annotated, Any
from uuid import UUID

from fastapi import Query, Response
from pydantic import Field

from api.queries import Windowed
from api.routes import room
from api.shapes import FIRST_YEAR, LAST_YEAR, Body, Paragraph
from api.wiring.notices import NoticeBookPort, NoticesPort, Place, PrinterPort
from api.wiring.platform import MessagesPort
from api.wiring.request import Asker, Expected, Now, Replies, reads, writes
from domain.errors import NotFound
from domain.identity.actions import Action
from domain.notices.following import reissue as reissued
from domain.notices.issuing import MOST, BulkChoice, issue, issue_for_session, issue_one
from domain.notices.notice import NoticeEdition, NoticeFilter, NoticeState, TrainingNotice
from domain.notices.printing import notice_pdf, record_sheet_pdf
from domain.notices.sheet import Layout
from domain.paging import Page

router = room("notices", "/schools/{school}/notices")

PDF: dict[int | str, dict[str, Any]] = {
    200: {"content": {"application/pdf": {"schema": {"type": "string", "format": "binary"}}}}
}


class IssueBody(Body):
    enrolment_id: UUID


class BulkIssueBody(Body):
    session_id: UUID | None = None
    """For everybody placed in it who has none."""

    enrolment_ids: Annotated[list[UUID], Field(min_length=1, max_length=MOST)] | None = None


class ReissueBody(Body):
    reason: Paragraph
    """Told to those the notice is for."""


@dataclass(frozen=True, slots=True)
class Issued:
    items: list[TrainingNotice]


@router.post(
    "",
    operation_id="notices_create_notice",
    summary="Issue a notice",
    status_code=201,
    dependencies=writes(Action.NOTICE_WRITE, key=True),
)
async def create_notice(
    body: IssueBody,
    book: NoticeBookPort,
    notices: NoticesPort,
    messages: MessagesPort,
    caller: Asker,
    now: Now,
    reply: Replies,
) -> TrainingNotice:
    """For one place in a training: numbered, in four copies, each delivered to its readers."""
    notice_id = await issue_one(book, messages, body.enrolment_id, account_id=caller.account_id, now=now)
    return reply.created(await _shown(notices, notice_id))


@router.post(
    "/bulk",
    operation_id="notices_create_notices",
    summary="Issue many notices at once",
    dependencies=writes(Action.NOTICE_WRITE, key=True),
)
async def create_notices(
    body: BulkIssueBody,
    book: NoticeBookPort,
    notices: NoticesPort,
    messages: MessagesPort,
    caller: Asker,
    now: Now,
) -> Issued:
    """All or none: for a session's people, at most 500 at a time, or for those listed.

    `errors` names each refused, by its place.
    """
    by = caller.account_id
    if (body.session_id is None) == (body.enrolment_ids is None):
        raise BulkChoice()
    if body.session_id is not None:
        issued = await issue_for_session(book, messages, body.session_id, account_id=by, now=now)
    else:
        issued = await issue(book, messages, body.enrolment_ids or [], account_id=by, now=now)
    return Issued(await notices.among(issued))


@router.get(
    "",
    operation_id="notices_list_notices",
    summary="Look through notices",
    dependencies=reads(Action.NOTICE_READ),
)
async def list_notices(
    notices: NoticesPort,
    window: Windowed,
    teacher_id: UUID | None = None,
    session_id: UUID | None = None,
    school_year: Annotated[int | None, Query(ge=FIRST_YEAR, le=LAST_YEAR)] = None,
    state: Annotated[tuple[NoticeState, ...], Query(description="Repeat for any of several.")] = (),
) -> Page[TrainingNotice]:
    """The latest number first: those one sees a copy of, each with the copies one sees."""
    return await notices.page(NoticeFilter(teacher_id, session_id, school_year, state), window)


@router.get(
    "/{notice_id:one}",
    operation_id="notices_get_notice",
    summary="Look at a notice",
    dependencies=reads(Action.NOTICE_READ),
)
async def get_notice(notice_id: UUID, notices: NoticesPort, reply: Replies) -> TrainingNotice:
    """What its latest edition says, and the copies one sees."""
    return reply.tagged(await _shown(notices, notice_id))


@router.get(
    "/{notice_id}/editions",
    operation_id="notices_list_editions",
    summary="See a notice's editions",
    dependencies=reads(Action.NOTICE_READ),
)
async def list_editions(notice_id: UUID, notices: NoticesPort, window: Windowed) -> Page[NoticeEdition]:
    """From the first on: what each said, and why the next took its place."""
    found = await notices.editions(notice_id, window)
    if found is None:
        raise NotFound()
    return found


@router.post(
    "/{notice_id}/reissue",
    operation_id="notices_reissue_notice",
    summary="Issue a notice anew",
    dependencies=writes(Action.NOTICE_WRITE, key=True),
)
async def reissue_notice(
    notice_id: UUID,
    body: ReissueBody,
    book: NoticeBookPort,
    notices: NoticesPort,
    messages: MessagesPort,
    caller: Asker,
    expected: Expected,
    now: Now,
    reply: Replies,
) -> TrainingNotice:
    """Such as when its lessons have been arranged: the four copies are void, four new ones are delivered.

    When the training changes this is done of itself.
    """
    await reissued(
        book,
        messages,
        notice_id,
        expected=expected,
        reason=body.reason,
        account_id=caller.account_id,
        now=now,
    )
    return reply.tagged(await _shown(notices, notice_id))


@router.get(
    "/{notice_id}/pdf",
    operation_id="notices_print_notice",
    summary="Print a notice",
    response_class=Response,
    responses=PDF,
    dependencies=reads(Action.NOTICE_READ),
)
async def print_notice(
    notice_id: UUID,
    notices: NoticesPort,
    printer: PrinterPort,
    place: Place,
    layout: Layout = Layout.PART_PER_PAGE,
) -> Response:
    """A page for each copy one sees; or, for the office, four parts to be torn. The teacher's copy comes with
    the record sheet."""
    pdf = await notice_pdf(notices, printer, notice_id, layout, base=place.base, school=place.school)
    return as_pdf(pdf, f"notice-{notice_id}.pdf")


@router.get(
    "/{notice_id}/record-sheet",
    operation_id="notices_print_record_sheet",
    summary="Print a record sheet",
    response_class=Response,
    responses=PDF,
    dependencies=reads(Action.NOTICE_READ),
)
async def print_record_sheet(
    notice_id: UUID, notices: NoticesPort, printer: PrinterPort, place: Place
) -> Response:
    """教师专业发展培训记录表, filled in as far as is known; for its teacher and the office."""
    pdf = await record_sheet_pdf(notices, printer, notice_id, base=place.base, school=place.school)
    return as_pdf(pdf, f"record-sheet-{notice_id}.pdf")


def as_pdf(pdf: bytes, name: str) -> Response:
    return Response(
        pdf, media_type="application/pdf", headers={"Content-Disposition": f'attachment; filename="{name}"'}
    )


async def _shown(notices: NoticesPort, notice_id: UUID) -> TrainingNotice:
    found = await notices.get(notice_id)
    if found is None:
        raise NotFound()
    return found
