"""Timetable files, read off the event loop: parsing is work for a processor, not a wait."""

import asyncio

from domain.timetable.import_tables import LESSONS_SHEET, PERIODS_SHEET, TEMPLATE
from domain.timetable.importing import Sheets, TimetableFormat, Upload
from gateways.sheets import read_csv, read_grids, write_template


class TimetableSheets:
    """Behind the port `TimetableFiles`."""

    async def read(self, upload: Upload) -> Sheets:
        return await asyncio.to_thread(_read, upload)

    async def template(self) -> bytes:
        return await asyncio.to_thread(write_template, TEMPLATE)


def _read(upload: Upload) -> Sheets:
    if upload.format is TimetableFormat.GRID:
        return Sheets(*read_grids(upload.data, (PERIODS_SHEET, LESSONS_SHEET)))
    return Sheets([read_csv(upload.data, upload.filename)])
