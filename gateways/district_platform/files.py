"""The district's platform as files that a person carries: what they hold, and empty ones to fill in."""

import asyncio
from dataclasses import dataclass

from domain.imports import Sheet, UnreadableFile
from domain.integration.inbound import FileFormat
from domain.integration.inbound_columns import MOST_ROWS, SHEETS, TEMPLATES
from domain.integration.platform import Inbound
from gateways.sheets import read_csv, read_workbook, write_template
from gateways.unpacking import Limits

LIMITS = Limits(rows=MOST_ROWS, elements=1_000_000, unpacked=32 << 20)
"""20,000 rows of nine columns are 180,000 cells, of up to four elements and some 100 bytes each."""


@dataclass(frozen=True, slots=True)
class FilePlatform:
    """A file from the platform, as what the platform gives."""

    format: FileFormat
    filename: str
    data: bytes

    async def fetch(self, kind: Inbound, about: str | None) -> Sheet:
        """The file's table, off the event loop; `about` is nothing to it, as a file is what it is.

        Raises UnreadableFile, FileTooLarge.
        """
        return await asyncio.to_thread(self._read, kind)

    def _read(self, kind: Inbound) -> Sheet:
        """A CSV is one table; of a workbook the sheet of the template's name, or the only one there is."""
        if self.format is FileFormat.CSV:
            return read_csv(self.data, self.filename, max_rows=MOST_ROWS)
        sheets = read_workbook(self.data, LIMITS)
        for sheet in sheets:
            if sheet.name == SHEETS[kind] or len(sheets) == 1:
                return sheet
        raise UnreadableFile(why="no_such_sheet", sheet=SHEETS[kind])


async def platform_template(kind: Inbound) -> bytes:
    return await asyncio.to_thread(write_template, TEMPLATES[kind])
