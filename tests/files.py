"""Files as people and other programs send them, made for a test."""

import io
import zipfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter

ROSTERS = Path(__file__).parents[1] / "../shared/data/rosters"


TIMETABLES = Path(__file__).parents[1] / "../shared/data/timetables"


def a_workbook(sheets: Mapping[str, Sequence[Sequence[Any]]]) -> bytes:
    """Sheets by name, each a list of rows; text that looks like a formula stays text."""
    out = io.BytesIO()
    options = {"strings_to_formulas": False, "default_date_format": "yyyy-mm-dd"}
    with xlsxwriter.Workbook(out, options) as book:
        for name, rows in sheets.items():
            page = book.add_worksheet(name)
            for index, row in enumerate(rows):
                page.write_row(index, 0, row)
    return out.getvalue()


def a_zip(files: Mapping[str, bytes | str]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return out.getvalue()


def a_given_roster(name: str) -> bytes:
    """A roster made elsewhere, zipped; the test is skipped on a machine without it."""
    folder = ROSTERS / name
    if not folder.is_dir():
        pytest.skip(f"{folder} is not on this machine")
    return a_zip({path.name: path.read_bytes() for path in sorted(folder.glob("*.csv"))})


def a_given_timetable() -> bytes:
    """A week that FET solved and exported; the test is skipped on a machine without it."""
    path = TIMETABLES / "fet_sibukosetfu/SIBUKOSETFU_timetable.csv"
    if not path.is_file():
        pytest.skip(f"{path} is not on this machine")
    return path.read_bytes()
