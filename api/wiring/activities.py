"""Adapters behind the ports of activities and attendance; how the display of a code gets at its school."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated
from uuid import UUID

from fastapi import Depends, Request

from api.settings import Settings
from api.wiring.notices import Place, PublicPlace
from api.wiring.platform import MessagesPort, SealingPort
from api.wiring.request import Asker, Connection, Engine, Now
from domain.activities.activity import Activities, Owners
from domain.activities.attendance import Attendances, SignInCodeOld, SignInCodes, SignInCodeWrong
from domain.activities.display import DisplayLink, DisplayLinks, Shown
from domain.activities.keeping import ActivityDesk
from domain.activities.policy import ActivityRules
from domain.errors import NotFound
from gateways.sealing import Expired, NotOurs, Sealing
from persistence.activities.activities import SqlActivities
from persistence.activities.attendances import SqlAttendances
from persistence.activities.display import shown
from persistence.activities.owners import SqlOwners
from persistence.activities.rules import activity_rules
from persistence.people.schools import school_named
from persistence.transaction import in_school


async def activities(connection: Connection, caller: Asker) -> Activities:
    return SqlActivities(connection, caller)


async def attendances(connection: Connection, caller: Asker) -> Attendances:
    return SqlAttendances(connection, caller)


async def owners(connection: Connection, caller: Asker) -> Owners:
    return SqlOwners(connection, caller.school_id)


async def rules(connection: Connection, caller: Asker) -> ActivityRules:
    return activity_rules(connection, caller.school_id)


ActivitiesPort = Annotated[Activities, Depends(activities)]
AttendancesPort = Annotated[Attendances, Depends(attendances)]
OwnersPort = Annotated[Owners, Depends(owners)]
ActivityRulesPort = Annotated[ActivityRules, Depends(rules)]


async def activity_desk(
    activities: ActivitiesPort, owners: OwnersPort, rules: ActivityRulesPort, messages: MessagesPort
) -> ActivityDesk:
    return ActivityDesk(activities, owners, rules, messages)


ActivityDeskPort = Annotated[ActivityDesk, Depends(activity_desk)]


@dataclass(frozen=True, slots=True)
class SealedCodes:
    sealing: Sealing
    school_id: UUID

    def check(self, code: str, activity_id: UUID, *, now: datetime) -> None:
        try:
            self.sealing.check_sign_in_code(code, self.school_id, activity_id, now=now)
        except Expired as error:
            raise SignInCodeOld() from error
        except NotOurs as error:
            raise SignInCodeWrong() from error


async def sign_in_codes(caller: Asker, sealing: SealingPort) -> SignInCodes:
    return SealedCodes(sealing, caller.school_id)


SignInCodesPort = Annotated[SignInCodes, Depends(sign_in_codes)]


@dataclass(frozen=True, slots=True)
class SealedDisplayLinks:
    sealing: Sealing
    school_id: UUID
    place: PublicPlace

    async def to(self, activity_id: UUID, *, until: datetime) -> DisplayLink:
        token = self.sealing.display(self.school_id, activity_id, until=until)
        return DisplayLink(f"{self.place.base}/d/{self.place.school}/{token}", until)


async def display_links(caller: Asker, sealing: SealingPort, place: Place) -> DisplayLinks:
    return SealedDisplayLinks(sealing, caller.school_id, place)


DisplayLinksPort = Annotated[DisplayLinks, Depends(display_links)]


@dataclass(frozen=True, slots=True)
class Display:
    """An activity as its display shows it, and how to look again: each look has its own transaction."""

    until: datetime
    first: Shown
    again: Callable[[], Awaitable[Shown]]
    code: Callable[[datetime], str]
    """The code of the slot the moment lies in."""

    picture: Callable[[UUID, str], str]
    """An SVG of the address a telephone opens by scanning it."""

    clock: Callable[[], datetime]
    pause: Callable[[], Awaitable[None]]


POLL_SECONDS = 1.0


async def display(
    school: str, token: str, request: Request, engine: Engine, sealing: SealingPort, now: Now
) -> Display:
    """Raises NotFound for a link that has ended or never was one, TooManyRequests."""
    request.app.state.page_rate.spend(request.client.host if request.client else "")
    try:
        school_id, activity_id, until = sealing.displayed(token, now=now)
    except NotOurs as error:
        raise NotFound() from error

    async def look() -> Shown:
        async with in_school(engine, school_id) as connection:
            found = await shown(connection, school_id, activity_id)
        if found is None:
            raise NotFound()
        return found

    async def pause() -> None:
        await asyncio.sleep(POLL_SECONDS)

    from gateways.qr import svg

    settings: Settings = request.app.state.settings
    base = settings.public_url.rstrip("/")
    return Display(
        until,
        await look(),
        look,
        lambda at: sealing.sign_in_code(school_id, activity_id, at=at),
        lambda shown_id, code: svg(f"{base}/s/{school}/{shown_id}#{code}"),
        request.app.state.clock,
        pause,
    )


DisplayPort = Annotated[Display, Depends(display)]


async def scanned(school: str, activity_id: UUID, request: Request, engine: Engine) -> Shown:
    """What a telephone sees before it signs in: no names. Raises NotFound, TooManyRequests."""
    request.app.state.scan_rate.spend(request.client.host if request.client else "")
    school_id = await school_named(engine, school)
    if school_id is None:
        raise NotFound()
    async with in_school(engine, school_id) as connection:
        found = await shown(connection, school_id, activity_id)
    if found is None:
        raise NotFound()
    return found


Scanned = Annotated[Shown, Depends(scanned)]
