"""Catalogue files, read off the event loop: parsing is work for a processor, not a wait."""

import asyncio

from domain.imports import Sheet, UnreadableFile
from domain.training.catalogue_import import CatalogueFormat, Upload
from domain.training.catalogue_rows import SHEET, TEMPLATE
from gateways.sheets import read_csv, read_workbook, write_template


class CatalogueSheets:
    """Behind the port `CatalogueFiles`."""

    async def read(self, upload: Upload) -> Sheet:
        return await asyncio.to_thread(_read, upload)

    async def template(self) -> bytes:
        return await asyncio.to_thread(write_template, TEMPLATE)


def _read(upload: Upload) -> Sheet:
    """A CSV is one table; of a workbook the sheet of the template's name, or the only one there is."""
    if upload.format is CatalogueFormat.CSV:
        return read_csv(upload.data, upload.filename)
    sheets = read_workbook(upload.data)
    for sheet in sheets:
        if sheet.name == SHEET or len(sheets) == 1:
            return sheet
    raise UnreadableFile(why="no_sessions_sheet")
