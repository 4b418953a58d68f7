"""A OneRoster bundle as a file: CSVs in UTF-8, no folder, no mark, in one ZIP."""

import asyncio
import csv
import io
import zipfile
from collections.abc import Sequence

from domain.oneroster.bundle import Table


async def write_bundle(tables: Sequence[Table]) -> bytes:
    """The same tables make the same bytes. Cells stand as they are: programs read this, not spreadsheets."""
    return await asyncio.to_thread(_written, tables)


def _written(tables: Sequence[Table]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for table in tables:
            text = io.StringIO(newline="")
            writer = csv.writer(text)
            writer.writerow(table.header)
            writer.writerows(table.rows)
            name = zipfile.ZipInfo(f"{table.name}.csv")  # of 1980, whenever it is written
            archive.writestr(name, text.getvalue().encode(), zipfile.ZIP_DEFLATED)
    return out.getvalue()
