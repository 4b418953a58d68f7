"""What the district's platform is handed: prepared, carried or sent, and what came of it."""

from typing import Annotated, Any
from urllib.parse import quote
from uuid import UUID

from fastapi import Query, Response

from api.queries import Windowed
from api.routes import room
from api.shapes import Body, Code, Line, Paragraph
from api.wiring.outbound import (
    ConnectionsPort,
    Hand,
    OutboundDeskPort,
    SubmissionFilesPort,
    SubmissionsPort,
)
from api.wiring.platform import MessagesPort
from api.wiring.request import Asker, Now, Replies, reads, writes
from domain.identity.actions import Action
from domain.integration.files import CsvEncoding, SubmissionFormat
from domain.integration.outbound_columns import TITLES
from domain.integration.platform import Outbound
from domain.integration.preparing import prepare
from domain.integration.submission import (
    PlatformSubmission,
    SubmissionEvent,
    SubmissionFilter,
    SubmissionOutcome,
    SubmissionState,
    SubmissionVia,
)
from domain.integration.submissions import mark_sent, read_submission, retry, settle_by_hand, withdraw
from domain.paging import Page

router = room("integration", "/schools/{school}/platform-submissions")

SEVERAL = "Repeat for any of several."
MEDIA_TYPES = {
    SubmissionFormat.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    SubmissionFormat.CSV: "text/csv",
}
FILE: dict[int | str, dict[str, Any]] = {
    200: {
        "content": {kind: {"schema": {"type": "string", "format": "binary"}} for kind in MEDIA_TYPES.values()}
    }
}


class PlatformSubmissionBody(Body):
    kind: Outbound
    about: Code
    """Of `applications` and `decisions` a selection round's code; else the calendar year the school year
    starts in."""

    via: SubmissionVia


class SubmissionSentBody(Body):
    receipt: Line | None = None
    """What the platform gave for it, if anything."""


NO_RECEIPT = SubmissionSentBody()


class SubmissionSettlementBody(Body):
    outcome: SubmissionOutcome
    reason: Paragraph | None = None
    """What the platform said; a refusal needs it."""


@router.get(
    "",
    operation_id="integration_list_platform_submissions",
    summary="Look through what was handed in",
    dependencies=reads(Action.INTEGRATION_READ),
)
async def list_submissions(
    submissions: SubmissionsPort,
    window: Windowed,
    kind: Annotated[tuple[Outbound, ...], Query(description=SEVERAL)] = (),
    state: Annotated[tuple[SubmissionState, ...], Query(description=SEVERAL)] = (),
    about: Annotated[Code | None, Query(description="A round's code, or a year.")] = None,
) -> Page[PlatformSubmission]:
    """The latest first."""
    return await submissions.page(SubmissionFilter(kind, state, about), window)


@router.post(
    "",
    operation_id="integration_create_platform_submission",
    summary="Prepare what the platform is handed",
    status_code=201,
    dependencies=writes(Action.INTEGRATION_WRITE, key=True),
)
async def create_submission(
    body: PlatformSubmissionBody, desk: OutboundDeskPort, caller: Asker, now: Now, reply: Replies
) -> PlatformSubmission:
    """Its rows are gathered from the rooms and never change. A `file` is fetched and carried; over `http` it
    is handed in from here on, and `state` says how far it is. One of the same must be settled or withdrawn
    before the next edition.
    """
    reply.note(kind=body.kind, about=body.about, via=body.via)
    return reply.created(
        await prepare(desk, body.kind, body.about, body.via, account_id=caller.account_id, now=now)
    )


@router.get(
    "/{submission_id}",
    operation_id="integration_get_platform_submission",
    summary="Look at one handing in",
    dependencies=reads(Action.INTEGRATION_READ),
)
async def get_submission(
    submission_id: UUID, submissions: SubmissionsPort, reply: Replies
) -> PlatformSubmission:
    """Its state, the platform's receipt and answer, and what changed since the last one accepted."""
    return reply.tagged(await read_submission(submissions, submission_id))


@router.get(
    "/{submission_id}/history",
    operation_id="integration_list_platform_submission_history",
    summary="See what became of a handing in",
    dependencies=reads(Action.INTEGRATION_READ),
)
async def list_history(
    submission_id: UUID, submissions: SubmissionsPort, window: Windowed
) -> Page[SubmissionEvent]:
    """Step by step, the first first; every try that came to nothing is one."""
    await read_submission(submissions, submission_id)
    return await submissions.history(submission_id, window)


@router.get(
    "/{submission_id}/file",
    operation_id="integration_download_platform_submission",
    summary="Fetch the file of a handing in",
    dependencies=reads(Action.INTEGRATION_READ),
    response_class=Response,
    responses=FILE,
)
async def download_submission(
    submission_id: UUID,
    submissions: SubmissionsPort,
    files: SubmissionFilesPort,
    format: Annotated[SubmissionFormat, Query(description="A workbook, or a CSV.")] = SubmissionFormat.XLSX,
    encoding: Annotated[CsvEncoding, Query(description="Of a CSV.")] = CsvEncoding.UTF_8,
) -> Response:
    """The rows as they were prepared, under the Chinese names of their columns. In a CSV an apostrophe stands
    before what a spreadsheet would take for a formula."""
    found = await read_submission(submissions, submission_id)
    content = await files.write(await submissions.sheet(submission_id), format, encoding)
    name = quote(f"{TITLES[found.kind]}-{found.about}-{found.edition_no}.{format}", safe="")
    headers = {"Content-Disposition": f"attachment; filename*=UTF-8''{name}"}
    return Response(content, media_type=_media_type(format, encoding), headers=headers)


@router.post(
    "/{submission_id}/mark-sent",
    operation_id="integration_mark_platform_submission_sent",
    summary="Say that a file was carried to the platform",
    dependencies=writes(Action.INTEGRATION_WRITE),
)
async def mark_submission_sent(
    submission_id: UUID,
    submissions: SubmissionsPort,
    by: Hand,
    reply: Replies,
    body: SubmissionSentBody = NO_RECEIPT,
) -> PlatformSubmission:
    """Of a prepared `file`."""
    return reply.tagged(await mark_sent(submissions, submission_id, body.receipt, by))


@router.post(
    "/{submission_id}/settle",
    operation_id="integration_settle_platform_submission",
    summary="Say what the platform answered",
    dependencies=writes(Action.INTEGRATION_WRITE),
)
async def settle_submission(
    submission_id: UUID,
    body: SubmissionSettlementBody,
    submissions: SubmissionsPort,
    messages: MessagesPort,
    by: Hand,
    reply: Replies,
) -> PlatformSubmission:
    """Of one that was sent; over `http` the platform usually says so itself."""
    outcome, reason = body.outcome, body.reason
    return reply.tagged(await settle_by_hand(submissions, messages, submission_id, outcome, reason, by))


@router.post(
    "/{submission_id}/retry",
    operation_id="integration_retry_platform_submission",
    summary="Hand in once more what failed",
    dependencies=writes(Action.INTEGRATION_WRITE, key=True),
)
async def retry_submission(
    submission_id: UUID,
    submissions: SubmissionsPort,
    connections: ConnectionsPort,
    by: Hand,
    reply: Replies,
) -> PlatformSubmission:
    """The same rows under the same id: what did arrive has no second effect."""
    return reply.tagged(await retry(submissions, connections, submission_id, by))


@router.post(
    "/{submission_id}/withdraw",
    operation_id="integration_withdraw_platform_submission",
    summary="Withdraw what is not sent",
    dependencies=writes(Action.INTEGRATION_WRITE),
)
async def withdraw_submission(
    submission_id: UUID,
    submissions: SubmissionsPort,
    by: Hand,
    reply: Replies,
) -> PlatformSubmission:
    """Prepared, or failed. Over `http` not while it is being tried. Another may be prepared then."""
    return reply.tagged(await withdraw(submissions, submission_id, by))


def _media_type(format: SubmissionFormat, encoding: CsvEncoding) -> str:
    if format is SubmissionFormat.XLSX:
        return MEDIA_TYPES[format]
    return f"{MEDIA_TYPES[format]}; charset={encoding}"
