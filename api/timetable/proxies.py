"""Homeroom proxies: which classes are without their homeroom teacher, and who looks after them."""

from typing import Annotated
from uuid import UUID

from fastapi import Query
from pydantic import Field

from api.queries import Windowed
from api.routes import room
from api.shapes import Body, Day
from api.wiring.absences import ProxiesPort
from api.wiring.platform import MessagesPort
from api.wiring.request import Asker, Expected, Now, Replies, reads, writes
from domain.errors import NotFound
from domain.identity.actions import Action
from domain.paging import Page
from domain.timetable.proxies import (
    HomeroomDay,
    HomeroomProxy,
    ProxyFilter,
    appoint,
    dismiss,
    hand_over,
    homeroom_days,
)

router = room("timetable", "/schools/{school}/homeroom-proxies")
absence_router = room("timetable", "/schools/{school}/absences/{absence_id}/homeroom-days")


class ProxiesBody(Body):
    absence_id: UUID
    class_id: UUID
    teacher_id: UUID
    days: Annotated[list[Day], Field(min_length=1, max_length=60)]
    """School days on which the absence leaves the class without its homeroom teacher."""


class ProxyPatch(Body):
    teacher_id: UUID
    """Who takes over."""


@absence_router.get(
    "",
    operation_id="timetable_list_homeroom_days",
    summary="See which classes an absence leaves without their homeroom teacher",
    dependencies=reads(Action.ABSENCE_READ),
)
async def list_homeroom_days(absence_id: UUID, proxies: ProxiesPort) -> Page[HomeroomDay]:
    """Every class and school day, who looks after it or nobody yet, and who could; all on one page."""
    facts = await proxies.facts(absence_id)
    if facts is None:
        raise NotFound()
    return Page(homeroom_days(facts), None, False)


@router.get(
    "",
    operation_id="timetable_list_homeroom_proxies",
    summary="See who looks after which class",
    dependencies=reads(Action.TIMETABLE_READ),
)
async def list_homeroom_proxies(
    proxies: ProxiesPort,
    window: Windowed,
    absence_id: UUID | None = None,
    class_id: UUID | None = None,
    teacher_id: Annotated[tuple[UUID, ...], Query(description="Repeat for any of several.")] = (),
    day_from: Annotated[Day | None, Query(description="On this day or later.")] = None,
    day_to: Annotated[Day | None, Query(description="Before this day.")] = None,
) -> Page[HomeroomProxy]:
    """By day."""
    filters = ProxyFilter(absence_id, class_id, teacher_id, day_from, day_to)
    return await proxies.page(filters, window)


@router.post(
    "/bulk",
    operation_id="timetable_appoint_homeroom_proxy",
    summary="Have somebody look after a class",
    dependencies=writes(Action.ABSENCE_WRITE),
)
async def appoint_homeroom_proxy(
    body: ProxiesBody, proxies: ProxiesPort, messages: MessagesPort, caller: Asker, now: Now
) -> Page[HomeroomDay]:
    """For a day or several, all or none, in the place of whoever did; the absence's days as they are then."""
    given = body.absence_id, body.class_id, body.teacher_id, body.days
    return await appoint(proxies, messages, *given, caller=caller, now=now)


@router.get(
    "/{proxy_id:one}",
    operation_id="timetable_get_homeroom_proxy",
    summary="Look at a homeroom proxy",
    dependencies=reads(Action.TIMETABLE_READ),
)
async def get_homeroom_proxy(proxy_id: UUID, proxies: ProxiesPort, reply: Replies) -> HomeroomProxy:
    """Who looks after which class on which day."""
    found = await proxies.get(proxy_id)
    if found is None:
        raise NotFound()
    return reply.tagged(found)


@router.patch(
    "/{proxy_id:one}",
    operation_id="timetable_update_homeroom_proxy",
    summary="Have somebody else look after a class",
    dependencies=writes(Action.ABSENCE_WRITE),
)
async def update_homeroom_proxy(
    proxy_id: UUID,
    body: ProxyPatch,
    proxies: ProxiesPort,
    messages: MessagesPort,
    expected: Expected,
    now: Now,
    reply: Replies,
) -> HomeroomProxy:
    """Both are told."""
    after = await hand_over(proxies, messages, proxy_id, body.teacher_id, expected=expected, now=now)
    return reply.tagged(after)


@router.delete(
    "/{proxy_id:one}",
    operation_id="timetable_delete_homeroom_proxy",
    summary="Take a homeroom proxy back",
    status_code=204,
    dependencies=writes(Action.ABSENCE_WRITE),
)
async def delete_homeroom_proxy(
    proxy_id: UUID, proxies: ProxiesPort, messages: MessagesPort, expected: Expected, now: Now
) -> None:
    """The day is without one again; who was it is told."""
    await dismiss(proxies, messages, proxy_id, expected=expected, now=now)
