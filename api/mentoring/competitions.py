"""Competitions teachers took part in."""

from typing import Annotated
from uuid import UUID

from fastapi import Query

from api.queries import Windowed
from api.routes import room
from api.shapes import Body, Day, Line, Paragraph, omitted
from api.wiring.mentoring import CompetitionsPort
from api.wiring.platform import FilesPort
from api.wiring.request import Asker, Expected, Now, Replies, reads, writes
from domain.errors import NotFound
from domain.identity.actions import Action
from domain.mentoring.competitions import CompetitionEntry, CompetitionFilter, report_entry, step_entry
from domain.mentoring.words import CompetitionState
from domain.paging import Page
from domain.works.award import Prize
from domain.works.work import WorkLevel

router = room("mentoring", "/schools/{school}/competition-entries")

SEVERAL = "Repeat for any of several."


class CompetitionEntryBody(Body):
    teacher_id: UUID
    title: Line
    organizer: Line
    level: WorkLevel
    held_on: Day
    prize: Prize | None = None
    certificate_id: UUID | None = None
    """A file of one's own."""


class CompetitionEntryPatch(Body):
    title: Line = omitted()
    organizer: Line = omitted()
    level: WorkLevel = omitted()
    held_on: Day = omitted()
    prize: Prize | None = None
    certificate_id: UUID | None = None


class EntryVoidBody(Body):
    reason: Paragraph


@router.get(
    "",
    operation_id="mentoring_list_competition_entries",
    summary="Look through entries in competitions",
    dependencies=reads(Action.MENTORING_READ),
)
async def list_competition_entries(
    competitions: CompetitionsPort,
    window: Windowed,
    teacher_id: Annotated[tuple[UUID, ...], Query(description=SEVERAL)] = (),
    level: Annotated[tuple[WorkLevel, ...], Query(description=SEVERAL)] = (),
    state: Annotated[tuple[CompetitionState, ...], Query(description=SEVERAL)] = (),
    from_day: Annotated[Day | None, Query(description="The first day.")] = None,
    until_day: Annotated[Day | None, Query(description="The last day.")] = None,
) -> Page[CompetitionEntry]:
    """One's own, one's apprentices', those of groups one leads, or all. The latest first."""
    return await competitions.page(CompetitionFilter(teacher_id, level, state, from_day, until_day), window)


@router.post(
    "",
    operation_id="mentoring_create_competition_entry",
    summary="Report an entry in a competition",
    status_code=201,
    dependencies=writes(Action.MENTORING_TAKE_PART),
)
async def create_competition_entry(
    body: CompetitionEntryBody,
    competitions: CompetitionsPort,
    files: FilesPort,
    caller: Asker,
    now: Now,
    reply: Replies,
) -> CompetitionEntry:
    """Of oneself, to be confirmed; what the office enters is confirmed."""
    values = body.model_dump()
    return reply.created(await report_entry(competitions, files, values, caller=caller, now=now))


@router.get(
    "/{entry_id}",
    operation_id="mentoring_get_competition_entry",
    summary="Look at an entry in a competition",
    dependencies=reads(Action.MENTORING_READ),
)
async def get_competition_entry(
    entry_id: UUID, competitions: CompetitionsPort, reply: Replies
) -> CompetitionEntry:
    """With its prize, where there is one."""
    found = await competitions.get(entry_id)
    if found is None:
        raise NotFound()
    return reply.tagged(found)


@router.patch(
    "/{entry_id}",
    operation_id="mentoring_update_competition_entry",
    summary="Change an entry, or add its prize",
    dependencies=writes(Action.MENTORING_TAKE_PART),
)
async def update_competition_entry(
    entry_id: UUID,
    body: CompetitionEntryPatch,
    competitions: CompetitionsPort,
    files: FilesPort,
    caller: Asker,
    expected: Expected,
    reply: Replies,
) -> CompetitionEntry:
    """Until it is confirmed."""
    changes = body.model_dump(exclude_unset=True)
    return reply.tagged(
        await step_entry(competitions, files, entry_id, "update", changes, expected=expected, caller=caller)
    )


@router.post(
    "/{entry_id}/confirm",
    operation_id="mentoring_confirm_competition_entry",
    summary="Confirm an entry in a competition",
    dependencies=writes(Action.MENTORING_WRITE),
)
async def confirm_competition_entry(
    entry_id: UUID,
    competitions: CompetitionsPort,
    files: FilesPort,
    caller: Asker,
    expected: Expected,
    reply: Replies,
) -> CompetitionEntry:
    """From then on it stands in the growth record."""
    return reply.tagged(
        await step_entry(competitions, files, entry_id, "confirm", {}, expected=expected, caller=caller)
    )


@router.post(
    "/{entry_id}/void",
    operation_id="mentoring_void_competition_entry",
    summary="Void an entry in a competition",
    dependencies=writes(Action.MENTORING_TAKE_PART),
)
async def void_competition_entry(
    entry_id: UUID,
    body: EntryVoidBody,
    competitions: CompetitionsPort,
    files: FilesPort,
    caller: Asker,
    expected: Expected,
    reply: Replies,
) -> CompetitionEntry:
    """By who reported it, until it is confirmed; by the office always. It stays, with the reason."""
    because = {"voided_because": body.reason}
    return reply.tagged(
        await step_entry(competitions, files, entry_id, "void", because, expected=expected, caller=caller)
    )
