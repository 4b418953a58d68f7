"""Adapters behind the ports of the weekly plan and of calendar feeds."""

import hashlib
import re
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, Request
from sqlalchemy.ext.asyncio import AsyncConnection

from api.weekplan.wording import calendar_line
from api.wiring.oneself import as_teacher
from api.wiring.request import Asker, Connection, Engine, Now
from domain.errors import NotFound
from domain.identity.access import Caller
from domain.identity.actions import Action
from domain.weekplan import feeds as rules
from domain.weekplan.entries import WeekSource
from domain.weekplan.feeds import CalendarFeeds, FeedKind
from domain.weekplan.plan import WeekItems, WeekPlans
from domain.weekplan.planning import Desk
from domain.weekplan.sheet import WeekPlanPrinter
from persistence.transaction import Door, entered, in_school
from persistence.weekplan.activities import ActivityWeek
from persistence.weekplan.contests import ContestWeek
from persistence.weekplan.extension import ExtensionWeek
from persistence.weekplan.feeds import SqlCalendarFeeds
from persistence.weekplan.items import SqlWeekItems
from persistence.weekplan.mentoring import ReportLessonWeek
from persistence.weekplan.papers import PaperWeek
from persistence.weekplan.people import CalendarWeek
from persistence.weekplan.plans import SqlWeekPlans
from persistence.weekplan.published import PublishedItems
from persistence.weekplan.subscriptions import SqlSubscriptions, school_named
from persistence.weekplan.themes import ThemeWeek
from persistence.weekplan.timetable import LessonWeek
from persistence.weekplan.topics import TopicWeek
from persistence.weekplan.training import SchoolTraining, TrainingWeek

WEEK = (
    CalendarWeek,
    TrainingWeek,
    ActivityWeek,
    ThemeWeek,
    LessonWeek,
    TopicWeek,
    ExtensionWeek,
    ReportLessonWeek,
    ContestWeek,
    PaperWeek,
)
"""What a week's plan is gathered from; a further room adds its adapter here, and where it is fit, below."""

SCHOOL_CALENDAR = (
    CalendarWeek,
    SchoolTraining,
    ActivityWeek,
    PublishedItems,
)
PERSONAL_CALENDAR = (
    TrainingWeek,
    ActivityWeek,
    ThemeWeek,
    LessonWeek,
    TopicWeek,
    ExtensionWeek,
    ReportLessonWeek,
    ContestWeek,
    PaperWeek,
)


async def week_plans(connection: Connection, caller: Asker) -> WeekPlans:
    return SqlWeekPlans(connection, caller)


async def week_items(connection: Connection, caller: Asker) -> WeekItems:
    return SqlWeekItems(connection, caller)


WeekPlansPort = Annotated[WeekPlans, Depends(week_plans)]
WeekItemsPort = Annotated[WeekItems, Depends(week_items)]


async def desk(connection: Connection, caller: Asker, plans: WeekPlansPort, items: WeekItemsPort) -> Desk:
    sources: tuple[WeekSource, ...] = tuple(source(connection, caller.school_id) for source in WEEK)
    return Desk(plans, items, sources)


async def school_feeds(connection: Connection, caller: Asker) -> CalendarFeeds:
    return SqlCalendarFeeds(connection, caller, FeedKind.SCHOOL)


Oneself = Annotated[Caller, Depends(as_teacher(Action.WEEK_READ))]


async def own_connection(request: Request, engine: Engine, caller: Oneself) -> AsyncIterator[AsyncConnection]:
    """In the caller's school, and audited as there: a secret link lets somebody in."""
    door = Door(caller.school_id, caller.session_id, caller.access_version)
    async with entered(engine, door) as connection:
        request.state.caller, request.state.connection = caller, connection
        yield connection


async def own_feeds(
    connection: Annotated[AsyncConnection, Depends(own_connection, scope="function")], caller: Oneself
) -> CalendarFeeds:
    return SqlCalendarFeeds(connection, caller, FeedKind.PERSONAL)


SECRET = re.compile(r"[\w-]{43}", re.ASCII)
SCHOOL = re.compile(r"[\w.\-]{1,64}")


@dataclass(frozen=True, slots=True)
class CalendarFile:
    content: bytes
    tag: str


async def subscribed(token: str, request: Request, engine: Engine, now: Now) -> CalendarFile:
    """Whatever is wrong with the link, the answer is the same NotFound."""
    request.app.state.calendar_rate.spend(request.client.host if request.client else "")
    name = request.path_params["school"]
    if SECRET.fullmatch(token) is None or SCHOOL.fullmatch(name) is None:
        raise NotFound()
    async with engine.connect() as connection:
        school_id = await school_named(connection, name)
    if school_id is None:
        raise NotFound()
    async with in_school(engine, school_id) as connection:
        subscription, told = await rules.read(
            SqlSubscriptions(connection, school_id),
            [source(connection, school_id) for source in SCHOOL_CALENDAR],
            [source(connection, school_id) for source in PERSONAL_CALENDAR],
            token,
            now=now,
        )
    lines = [calendar_line(one, host=f"{school_id.hex}.yanxiu") for one in told]
    from gateways.calendars import icalendar_file

    content = icalendar_file(subscription.name, lines)
    return CalendarFile(content, f'"{hashlib.sha256(content).hexdigest()[:32]}"')


async def week_printer() -> WeekPlanPrinter:
    from gateways.documents.week_plans import WeekPlanForms

    return WeekPlanForms()


WeekPrinterPort = Annotated[WeekPlanPrinter, Depends(week_printer)]
DeskPort = Annotated[Desk, Depends(desk)]
SchoolFeedsPort = Annotated[CalendarFeeds, Depends(school_feeds)]
OwnFeedsPort = Annotated[CalendarFeeds, Depends(own_feeds)]
Subscribed = Annotated[CalendarFile, Depends(subscribed)]
