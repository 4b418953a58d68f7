"""Adapters behind the ports of notices, and how a page without a sign-in gets at a school."""

import secrets
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from typing import Annotated
from uuid import UUID

from fastapi import Depends, Request

from api.settings import Settings
from api.wiring.request import Asker, Connection, Engine
from domain.errors import NotFound
from domain.notices.acknowledging import Copies, OpenLinks
from domain.notices.book import NoticeBook
from domain.notices.reading import Notices
from domain.notices.sheet import NoticePrinter
from domain.notices.verifying import Papers
from persistence.notices.book import SqlNoticeBook
from persistence.notices.copies import SqlCopies, SqlOpenLinks
from persistence.notices.papers import SqlPapers
from persistence.notices.reads import SqlNotices
from persistence.people.schools import SqlSchools, school_named
from persistence.transaction import in_school

TOKEN_BYTES = 32


async def notice_book(connection: Connection, caller: Asker) -> NoticeBook:
    return SqlNoticeBook(connection, caller.school_id)


async def notices(connection: Connection, caller: Asker) -> Notices:
    return SqlNotices(connection, caller)


async def copies(connection: Connection, caller: Asker) -> Copies:
    return SqlCopies(connection, caller)


async def printer(request: Request) -> NoticePrinter:
    found: NoticePrinter = request.app.state.printer
    return found


async def fresh_tokens() -> Callable[[], str]:
    return lambda: secrets.token_urlsafe(TOKEN_BYTES)


@dataclass(frozen=True, slots=True)
class PublicPlace:
    """Where the school's pages are for people's telephones."""

    base: str
    school: str


async def public_place(request: Request, connection: Connection, caller: Asker) -> PublicPlace:
    settings: Settings = request.app.state.settings
    found = await SqlSchools(connection).get(caller.school_id)
    assert found is not None
    return PublicPlace(settings.public_url.rstrip("/"), found.code)


NoticeBookPort = Annotated[NoticeBook, Depends(notice_book)]
NoticesPort = Annotated[Notices, Depends(notices)]
CopiesPort = Annotated[Copies, Depends(copies)]
PrinterPort = Annotated[NoticePrinter, Depends(printer)]
FreshTokens = Annotated[Callable[[], str], Depends(fresh_tokens)]
Place = Annotated[PublicPlace, Depends(public_place)]


@dataclass(frozen=True, slots=True)
class OpenSchool:
    """A school as somebody sees it who is not signed in: papers by their codes, copies by their links."""

    papers: Papers
    links: OpenLinks


async def open_school(school: str, request: Request, engine: Engine) -> AsyncIterator[OpenSchool]:
    """In a transaction of its own. Raises NotFound, TooManyRequests."""
    request.app.state.page_rate.spend(request.client.host if request.client else "")
    school_id: UUID | None = await school_named(engine, school)
    if school_id is None:
        raise NotFound()
    async with in_school(engine, school_id) as connection:
        yield OpenSchool(SqlPapers(connection, school_id), SqlOpenLinks(connection, school_id))


AtSchool = Annotated[OpenSchool, Depends(open_school, scope="function")]
