"""Awards of works: reported with a certificate, confirmed by the office, voided with a reason."""

from typing import Annotated
from uuid import UUID

from fastapi import Query

from api.queries import Windowed
from api.routes import room
from api.shapes import FIRST_YEAR, LAST_YEAR, Body, Day, Line, Paragraph, omitted
from api.wiring.platform import FileLinksPort
from api.wiring.request import Asker, Expected, Now, Replies, reads, writes
from api.wiring.works import AwardDeskPort, AwardsPort
from api.works.works import SEVERAL
from domain.errors import NotFound
from domain.files import FileLink
from domain.identity.actions import Action
from domain.paging import Page
from domain.people.changes import read
from domain.works.award import Prize, WorkAwardState
from domain.works.awards import Award, AwardFilter, NewAward, confirm, enter, revise, void
from domain.works.work import WorkKind, WorkLevel

router = room("works", "/schools/{school}/awards")


class AwardBody(Body):
    work_id: UUID
    level: WorkLevel
    prize: Prize
    issuer: Line
    """Who gave it, as the certificate says, such as 桐乡市教育学会."""

    awarded_on: Day
    certificate_id: UUID | None = None
    """An uploaded file of one's own; a teacher's report needs it."""


class AwardPatch(Body):
    level: WorkLevel = omitted()
    prize: Prize = omitted()
    issuer: Line = omitted()
    awarded_on: Day = omitted()
    certificate_id: UUID = omitted()


class AwardVoidBody(Body):
    reason: Paragraph
    """Told to the authors."""


@router.get(
    "",
    operation_id="works_list_awards",
    summary="Look through the awards",
    dependencies=reads(Action.WORK_READ),
)
async def list_awards(
    awards: AwardsPort,
    window: Windowed,
    school_year: Annotated[
        int | None, Query(ge=FIRST_YEAR, le=LAST_YEAR, description="Given in this school year: 2020.")
    ] = None,
    level: Annotated[tuple[WorkLevel, ...], Query(description=SEVERAL)] = (),
    prize: Annotated[tuple[Prize, ...], Query(description=SEVERAL)] = (),
    state: Annotated[tuple[WorkAwardState, ...], Query(description=SEVERAL)] = (),
    teacher_id: Annotated[tuple[UUID, ...], Query(description="Of works by one of these.")] = (),
    work_id: Annotated[tuple[UUID, ...], Query(description=SEVERAL)] = (),
    kind: Annotated[tuple[WorkKind, ...], Query(description=SEVERAL)] = (),
    awarded_from: Annotated[Day | None, Query(description="Given on this day or later.")] = None,
    awarded_to: Annotated[Day | None, Query(description="Given before this day.")] = None,
) -> Page[Award]:
    """The latest given first, voided ones too: all of them for the office, a teacher's own for them."""
    days = awarded_from, awarded_to
    filters = AwardFilter(school_year, level, prize, state, teacher_id, work_id, kind, *days)
    return await awards.page(filters, window)


@router.post(
    "",
    operation_id="works_create_award",
    summary="Report an award, or enter it",
    status_code=201,
    dependencies=writes(Action.WORK_WRITE),
)
async def create_award(
    body: AwardBody, desk: AwardDeskPort, caller: Asker, now: Now, reply: Replies
) -> Award:
    """By an author with the certificate: reported, and to be confirmed. By the office: confirmed at once."""
    return reply.created(await enter(desk, NewAward(**body.model_dump()), caller=caller, now=now))


@router.get(
    "/{award_id}",
    operation_id="works_get_award",
    summary="Look at an award",
    dependencies=reads(Action.WORK_READ),
)
async def get_award(award_id: UUID, awards: AwardsPort, reply: Replies) -> Award:
    """With its work and the authors."""
    return reply.tagged(await read(awards, award_id))


@router.patch(
    "/{award_id}",
    operation_id="works_update_award",
    summary="Correct a reported award",
    dependencies=writes(Action.WORK_WRITE),
)
async def update_award(
    award_id: UUID,
    body: AwardPatch,
    desk: AwardDeskPort,
    caller: Asker,
    now: Now,
    expected: Expected,
    reply: Replies,
) -> Award:
    """Until it is confirmed; a confirmed one is voided and entered anew."""
    changes = {name: getattr(body, name) for name in body.model_fields_set}
    return reply.tagged(await revise(desk, award_id, changes, expected=expected, caller=caller, now=now))


@router.post(
    "/{award_id}/confirm",
    operation_id="works_confirm_award",
    summary="Confirm a reported award",
    dependencies=writes(Action.AWARD_CONFIRM),
)
async def confirm_award(
    award_id: UUID, desk: AwardDeskPort, caller: Asker, now: Now, expected: Expected, reply: Replies
) -> Award:
    """It counts from now on, and the authors are told."""
    return reply.tagged(await confirm(desk, award_id, expected=expected, caller=caller, now=now))


@router.post(
    "/{award_id}/void",
    operation_id="works_void_award",
    summary="Void an award",
    dependencies=writes(Action.WORK_WRITE),
)
async def void_award(
    award_id: UUID,
    body: AwardVoidBody,
    desk: AwardDeskPort,
    caller: Asker,
    now: Now,
    expected: Expected,
    reply: Replies,
) -> Award:
    """It stays in the list with the reason. A reported one also by its author. One that a bonus was paid for
    is then shown to the office among the changed awards, to be put right by an adjustment."""
    done = await void(desk, award_id, body.reason, expected=expected, caller=caller, now=now)
    return reply.tagged(done)


@router.get(
    "/{award_id}/link",
    operation_id="works_link_certificate",
    summary="Get a link to a certificate",
    dependencies=reads(Action.WORK_READ),
)
async def link_certificate(award_id: UUID, awards: AwardsPort, links: FileLinksPort, now: Now) -> FileLink:
    """Good for five minutes, for whoever has it; 404 where there is none."""
    found = await awards.get(award_id)
    if found is None or found.certificate_id is None:
        raise NotFound()
    return await links.to(found.certificate_id, now=now)
