"""Teachers' qualifications."""

from typing import Annotated
from uuid import UUID

from fastapi import Query

from api.queries import Windowed
from api.routes import room
from api.shapes import Body, Day, Line, omitted
from api.wiring.people import QualificationsPort
from api.wiring.request import Asker, Expected, Replies, reads, writes
from domain.identity.actions import Action
from domain.paging import Page
from domain.people import qualifications as rules
from domain.people.changes import read
from domain.people.qualifications import Qualification, QualificationFilter
from domain.people.shown import shown, shown_page

router = room("people", "/schools/{school}/qualifications")


class QualificationBody(Body):
    teacher_id: UUID
    kind: Line
    """What it is for, such as 心理健康教育."""

    level: Line | None = None
    """Such as C."""

    number: Line
    issued_on: Day | None = None
    expires_on: Day | None = None
    """The last day it is good for."""


class QualificationPatch(Body):
    kind: Line = omitted()
    level: Line | None = None
    number: Line = omitted()
    issued_on: Day | None = None
    expires_on: Day | None = None


@router.get(
    "",
    operation_id="people_list_qualifications",
    summary="List qualifications",
    dependencies=reads(Action.PEOPLE_READ),
)
async def list_qualifications(
    caller: Asker,
    kept: QualificationsPort,
    window: Windowed,
    teacher_id: UUID | None = None,
    valid_on: Annotated[Day | None, Query(description="Only those good on this day.")] = None,
) -> Page[Qualification]:
    """Of one teacher or of all, by their kind."""
    return shown_page(await kept.listed(QualificationFilter(teacher_id, valid_on), window), caller)


@router.post(
    "",
    operation_id="people_create_qualification",
    summary="Enter a qualification",
    status_code=201,
    dependencies=writes(Action.PEOPLE_WRITE),
)
async def create_qualification(
    body: QualificationBody, caller: Asker, kept: QualificationsPort, reply: Replies
) -> Qualification:
    """Such as 心理健康教育C证."""
    return reply.created(shown(await rules.add_qualification(kept, body.model_dump()), caller))


@router.get(
    "/{qualification_id}",
    operation_id="people_get_qualification",
    summary="Look at a qualification",
    dependencies=reads(Action.PEOPLE_READ),
)
async def get_qualification(
    qualification_id: UUID, caller: Asker, kept: QualificationsPort, reply: Replies
) -> Qualification:
    """One certificate, and until when it is good."""
    return reply.tagged(shown(await read(kept, qualification_id), caller))


@router.patch(
    "/{qualification_id}",
    operation_id="people_update_qualification",
    summary="Change a qualification",
    dependencies=writes(Action.PEOPLE_WRITE),
)
async def update_qualification(
    qualification_id: UUID,
    body: QualificationPatch,
    caller: Asker,
    kept: QualificationsPort,
    expected: Expected,
    reply: Replies,
) -> Qualification:
    """Such as its expiry, when it was renewed."""
    changes = body.model_dump(exclude_unset=True)
    changed = await rules.change_qualification(kept, qualification_id, changes, expected=expected)
    return reply.tagged(shown(changed, caller))
