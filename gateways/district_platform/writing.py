"""What the platform is given, as a file: a workbook, or a CSV in UTF-8 or GB18030.

Every cell is text in the workbook, whatever it begins with, and so are figures: all of these files read back
as the very sheet they were written from. In a CSV an apostrophe goes before what a spreadsheet would take for
a formula (`domain.cells.harmless`); our reader takes it away again. GB18030 has a place for every character
there is; the header, which is no UTF-8 in it, tells the two apart.

The workbook is rustpy-xlsxwriter's: xlsxwriter takes a text between <r> and </r> for XML of its own, and the
file is broken.
"""

import asyncio
import csv
import io

from rustpy_xlsxwriter import Format, write_worksheet

from domain.cells import harmless
from domain.imports import Sheet
from domain.integration.files import CsvEncoding, SubmissionFormat

ENCODINGS = {CsvEncoding.UTF_8: "utf-8-sig", CsvEncoding.GB18030: "gb18030"}


class PlatformFiles:
    """Behind the port `SubmissionFiles`."""

    async def write(self, sheet: Sheet, format: SubmissionFormat, encoding: CsvEncoding) -> bytes:
        if format is SubmissionFormat.XLSX:
            return await asyncio.to_thread(as_workbook, sheet)
        return await asyncio.to_thread(as_csv, sheet, encoding)


def as_workbook(sheet: Sheet) -> bytes:
    out = io.BytesIO()
    lines = [{name: cells[name] for name in sheet.header} for _, cells in sheet.rows]
    write_worksheet(
        lines or [dict.fromkeys(sheet.header, "")],  # the header is the first line's keys
        out,
        sheet_name=sheet.name,
        freeze_row=1,
        header_format=Format().set_bold().set_background_color("#DDEBF7"),
        column_widths=[float(max(12, len(name) * 2 + 4)) for name in sheet.header],
        column_formats={name: Format().set_num_format("@") for name in sheet.header},
    )
    return out.getvalue()


def as_csv(sheet: Sheet, encoding: CsvEncoding) -> bytes:
    """Lines end in CR LF, UTF-8 begins with its mark: as Excel has it."""
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow(sheet.header)
    writer.writerows([harmless(cells[name]) for name in sheet.header] for _, cells in sheet.rows)
    return out.getvalue().encode(ENCODINGS[encoding])
