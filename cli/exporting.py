"""Taking a list out as one file: rows come from a cursor, go into the file and are forgotten."""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Iterator, Sequence
from contextlib import aclosing
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Event
from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncConnection

from api.labels import LABELS
from cli.keeping import keep
from cli.operations import Report
from domain.files import FileBytes
from domain.people.calendar import day_of
from domain.reports.exports import ExportAsked, ExportFormat, refuse_too_long
from persistence.reports.exports import SqlExports

Row = Sequence[Any]
Part = Sequence[Row]

MEDIA_TYPES = {
    ExportFormat.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ExportFormat.CSV: "text/csv",
}
WORDS = {kind: {value: said[0] for value, said in its.items()} for kind, its in LABELS.items()}
"""In Chinese, as the titles of the columns are."""


async def export(
    connection: AsyncConnection,
    store: FileBytes,
    school_id: UUID,
    account_id: UUID,
    asked: ExportAsked,
    *,
    now: datetime,
    report: Report,
) -> tuple[UUID, int]:
    """The file's id, and how many rows it has. Raises ExportTooLong, SchoolYearUnknown, StorageFull,
    StorageAway."""
    exports = SqlExports(connection, school_id, now)
    asked = await exports.narrowed(asked)
    total = await exports.count(asked)
    refuse_too_long(total, asked.format)
    with TemporaryDirectory() as folder:
        path = Path(folder) / "list"
        async with aclosing(_reported(exports.parts(asked), total, report)) as parts:
            await fed(parts, lambda rows: _write(path, asked, rows))
        with path.open("rb") as content:
            file_id = await keep(
                connection,
                store,
                school_id,
                account_id,
                name=f"{asked.listing.title}-{day_of(now)}.{asked.format}",
                media_type=MEDIA_TYPES[asked.format],
                content=content,
            )
    return file_id, total


def _write(path: Path, asked: ExportAsked, rows: Iterator[Row]) -> None:
    from gateways.documents.long_sheets import write_csv, write_workbook

    listing = asked.listing
    if asked.format is ExportFormat.CSV:
        write_csv(path, listing.columns, rows, WORDS, byte_order_mark=asked.byte_order_mark)
    else:
        write_workbook(path, listing.title, listing.columns, rows, WORDS)


async def _reported(parts: AsyncIterator[Part], total: int, report: Report) -> AsyncGenerator[Part]:
    done = 0
    await report(done, total)
    async for part in parts:
        yield part
        done += len(part)
        await report(done, max(done, total))  # a row may have come since they were counted


async def fed(parts: AsyncIterator[Part], write: Callable[[Iterator[Row]], None]) -> None:
    """Runs `write` in a thread, which asks this loop for the next part whenever it is through with one.

    What fetching a part raises, `write` raises. When this is cancelled, the thread ends before it returns:
    nobody is left to use the connection the parts come from.
    """
    loop, over = asyncio.get_running_loop(), Event()

    async def following() -> Part | None:
        return await anext(parts, None)

    def rows() -> Iterator[Row]:
        while not over.is_set() and (part := asyncio.run_coroutine_threadsafe(following(), loop).result()):
            yield from part

    writing = asyncio.ensure_future(asyncio.to_thread(write, rows()))
    try:
        await asyncio.shield(writing)
    except asyncio.CancelledError:
        over.set()
        await asyncio.wait([writing])
        raise
