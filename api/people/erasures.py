"""Erasing leavers: looked over first, then confirmed; there is no way back."""

from typing import Annotated
from uuid import UUID

from fastapi import Query, Request
from pydantic import Field

from api.routes import room
from api.shapes import Body, Line
from api.wiring.people import ErasuresPort, PeopleRulesPort
from api.wiring.platform import OperationsPort
from api.wiring.request import Asker, Now, Replies, reads, writes
from domain.identity.actions import Action
from domain.operations import Operation
from domain.people.calendar import day_of
from domain.people.erasing import MOST_AT_ONCE, ErasurePreview, confirm, preview

router = room("people", "/schools/{school}/leaver-erasures")


class ErasureBody(Body):
    teacher_ids: Annotated[list[UUID], Field(min_length=1, max_length=MOST_AT_ONCE)]
    """Who is erased."""

    fingerprint: Line
    """Of the preview of exactly these people: what was looked at is what is done."""


@router.get(
    "/preview",
    operation_id="people_preview_leaver_erasure",
    summary="Look over who is due to be erased",
    dependencies=reads(Action.LEAVER_ERASE),
)
async def preview_leaver_erasure(
    erasures: ErasuresPort,
    rules: PeopleRulesPort,
    now: Now,
    teacher_id: Annotated[
        tuple[UUID, ...], Query(description="Only these, of those who are due; everybody who is, if none.")
    ] = (),
) -> ErasurePreview:
    """Who left longer ago than the policy keeps them, 50 at most; what goes, changes and stays of each."""
    return await preview(erasures, rules, teacher_id, today=day_of(now))


@router.post(
    "",
    operation_id="people_create_leaver_erasure",
    summary="Erase leavers for good",
    status_code=202,
    dependencies=writes(Action.LEAVER_ERASE),
)
async def create_leaver_erasure(
    body: ErasureBody,
    erasures: ErasuresPort,
    rules: PeopleRulesPort,
    operations: OperationsPort,
    caller: Asker,
    now: Now,
    reply: Replies,
    request: Request,
) -> Operation:
    """One person after another, each whole or not at all. Backups hold them until they are thrown away."""
    await confirm(erasures, rules, body.teacher_ids, body.fingerprint, today=day_of(now))
    people = [str(one) for one in body.teacher_ids]
    reply.note(teacher_ids=people)
    school = request.url.path.removesuffix("/leaver-erasures")
    arguments = {
        "teacher_ids": people,
        "account_id": str(caller.account_id),
        "teachers_url": f"{school}/teachers",
    }
    lock = f"erasure:{caller.school_id}"
    started = await operations.start(
        "erase_leavers", arguments=arguments, account_id=caller.account_id, at=now, lock=lock
    )
    return reply.created(started, f"{school}/operations")
