"""Roster files, read off the event loop: parsing is work for a processor, not a wait."""

import asyncio

from domain.imports import Sheet
from domain.people.roster import Upload
from domain.people.roster_bundle import BUNDLE_FILES, CALENDAR_FILE
from domain.people.roster_rows import RosterFormat
from domain.people.roster_sds import SDS_FILES
from domain.people.roster_template import TEMPLATE
from gateways.sheets import read_bundle, read_csv, read_workbook, write_template

_WANTED = {
    RosterFormat.ONEROSTER: frozenset((*BUNDLE_FILES, CALENDAR_FILE)),
    RosterFormat.SDS: frozenset(BUNDLE_FILES + SDS_FILES),
}
"""The only files of a bundle that are opened: what is known of pupils stays in the ZIP."""


class SheetFiles:
    """Behind the port `RosterFiles`."""

    async def read(self, upload: Upload) -> list[Sheet]:
        return await asyncio.to_thread(_read, upload)

    async def template(self) -> bytes:
        return await asyncio.to_thread(write_template, TEMPLATE)


def _read(upload: Upload) -> list[Sheet]:
    if upload.format is RosterFormat.XLSX:
        return read_workbook(upload.data)
    if upload.format is RosterFormat.CSV:
        return [read_csv(upload.data, upload.filename)]
    wanted = _WANTED[upload.format]
    bundle = read_bundle(upload.data, lambda name: name.lower().removesuffix(".csv") in wanted)
    return list(bundle.values())
