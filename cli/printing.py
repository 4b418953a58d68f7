"""Printing many notices as one file that is kept among the school's files."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from io import BytesIO
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncConnection

from cli.keeping import keep
from cli.operations import Report
from domain.files import FileBytes
from domain.identity.access import Caller
from domain.identity.actions import Role, Scope
from domain.notices.printing import notice_sheet
from domain.notices.sheet import Layout, NoticePrinter
from persistence.notices.reads import SqlNotices

BATCH = 50
"""Notices read at a time; the printer then takes them all at once, which is what makes it fast."""


@dataclass(frozen=True, slots=True)
class PrintShop:
    """What printing needs besides the database."""

    printer: NoticePrinter
    store: FileBytes
    base: str
    """Where people's telephones reach the service."""


async def print_all(
    connection: AsyncConnection,
    shop: PrintShop,
    caller: Caller,
    notice_ids: Sequence[UUID],
    layout: Layout,
    *,
    school: str,
    report: Report,
) -> UUID:
    """The file's id. Raises UnprintableCharacters, StorageFull, StorageAway."""
    notices, sheets = SqlNotices(connection, caller), []
    for start in range(0, len(notice_ids), BATCH):
        await report(start, len(notice_ids))
        found = await notices.among(notice_ids[start : start + BATCH])
        sheets += [notice_sheet(one, base=shop.base, school=school) for one in found]
    pdf = await shop.printer.notices(sheets, layout)
    await report(len(notice_ids), len(notice_ids))
    return await keep(
        connection,
        shop.store,
        caller.school_id,
        caller.account_id,
        name=f"notices-{datetime.now(UTC):%Y-%m-%d}.pdf",
        media_type="application/pdf",
        content=BytesIO(pdf),
    )


def office(school_id: UUID, account_id: UUID) -> Caller:
    """Who asked for it was found to be of the office when they did; the session may be over by now."""
    return Caller(
        account_id, UUID(int=0), 0, school_id, None, frozenset({Role.RESEARCH_OFFICE}), None, Scope.SCHOOL
    )
