"""The platform's files, as they are asked for."""

from enum import StrEnum
from typing import Protocol

from domain.imports import Sheet


class SubmissionFormat(StrEnum):
    XLSX = "xlsx"
    CSV = "csv"


class CsvEncoding(StrEnum):
    UTF_8 = "utf-8"
    GB18030 = "gb18030"


class SubmissionFiles(Protocol):
    async def write(self, sheet: Sheet, format: SubmissionFormat, encoding: CsvEncoding) -> bytes:
        """A workbook has an encoding of its own."""
        ...
