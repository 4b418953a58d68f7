"""Printing many notices as one file that is kept among the school's files."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from io import BytesIO
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncConnection

from cli.operations import Report
from domain.files import FileBytes, StoredFile
from domain.identity.access import Caller, Role, Scope
from domain.notices.printing import notice_sheet
from domain.notices.sheet import Layout, NoticePrinter
from persistence.ids import new_id
from persistence.notices.reads import SqlNotices
from persistence.platform.files import SqlFiles

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
    return await _kept(connection, shop.store, caller, pdf)


async def _kept(connection: AsyncConnection, store: FileBytes, caller: Caller, pdf: bytes) -> UUID:
    now, content, file_id = datetime.now(UTC), BytesIO(pdf), new_id()
    told = await store.examine(content)
    key = f"{caller.school_id}/{now:%Y}/{file_id}"
    await store.keep(key, content)
    file = StoredFile(
        file_id,
        f"notices-{now:%Y-%m-%d}.pdf",
        told.media_type,
        told.size,
        told.sha256,
        caller.account_id,
        now,
    )
    await SqlFiles(connection, caller.school_id).add(file, key)
    return file_id


def office(school_id: UUID, account_id: UUID) -> Caller:
    """Who asked for it was found to be of the office when they did; the session may be over by now."""
    return Caller(
        account_id, UUID(int=0), 0, school_id, None, frozenset({Role.RESEARCH_OFFICE}), None, Scope.SCHOOL
    )
