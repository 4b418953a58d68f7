"""The platform's files read back as the very sheet they were written from, whatever people wrote."""

import csv
import io
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.cells import CAREFUL, harmless, plain
from domain.imports import Sheet
from domain.integration.files import CsvEncoding, SubmissionFormat
from domain.integration.outbound_columns import COLUMNS, as_sheet, cell
from domain.integration.platform import Outbound
from gateways.district_platform.writing import PlatformFiles, as_csv, as_workbook
from gateways.sheets import read_csv, read_workbook

UTF_8, GB18030 = CsvEncoding.UTF_8, CsvEncoding.GB18030
FORMULAS = ("=1+1", "'=1+1", "''+1", "-7.50", "@SUM(A1)", "+86", "'", "'张", "\t=1")
STRANGE = (
    *("_x0041_", "_x005F_x0041_", "<r></q></r>", "<&>\"'", "http://x.cn", "007", "1.0", "TRUE"),
    *("2021-03-04", "𠮷", "￼", "", "a,b", 'say "x"', "第一行\n第二行", "﻿"),
)
TEXT = st.one_of(
    st.text(max_size=20),
    st.sampled_from((*FORMULAS, *STRANGE)),
    st.builds(str.__add__, st.text("'=+-@\t\r", max_size=4), st.text(max_size=4)),
)
BACK: dict[str, Callable[[Sheet], Sheet]] = {
    "workbook": lambda sheet: read_workbook(as_workbook(sheet))[0],
    "CSV in UTF-8": lambda sheet: read_csv(as_csv(sheet, UTF_8), sheet.name),
    "CSV in GB18030": lambda sheet: read_csv(as_csv(sheet, GB18030), sheet.name),
}


@pytest.mark.parametrize("format", list(BACK))
@given(kind=st.sampled_from(Outbound), texts=st.lists(TEXT, min_size=1, max_size=4))
@settings(max_examples=150, deadline=None)
def test_what_is_written_reads_back(kind: Outbound, texts: list[str], format: str) -> None:
    fields = [column.field for column in COLUMNS[kind]]
    sheet = as_sheet(kind, [dict.fromkeys(fields, one) | {"employee_no": "0123"} for one in texts])

    assert BACK[format](sheet) == sheet


@pytest.mark.parametrize("format", list(BACK))
@pytest.mark.parametrize("text", [*FORMULAS, *STRANGE])
def test_what_people_write_is_text_and_stays_what_it_is(format: str, text: str) -> None:
    sheet = as_sheet(Outbound.DECISIONS, [{"employee_no": "0123", "reason": text}])

    (_, cells), *_ = BACK[format](sheet).rows

    assert cells["理由"] == cell(text)


@pytest.mark.parametrize("kind", list(Outbound))
def test_a_header_in_gb18030_is_not_taken_for_utf_8(kind: Outbound) -> None:
    data = as_csv(as_sheet(kind, []), GB18030)

    with pytest.raises(UnicodeDecodeError):
        data.decode("utf-8")
    assert read_csv(data, "x").header == [column.name for column in COLUMNS[kind]]


def test_a_sheet_without_rows_is_its_header() -> None:
    (read,) = read_workbook(as_workbook(as_sheet(Outbound.DECISIONS, [])))

    assert read == as_sheet(Outbound.DECISIONS, [])


def test_a_csv_is_as_excel_has_it() -> None:
    sheet = as_sheet(Outbound.DECISIONS, [{"employee_no": "0123", "reason": "=1+1"}])

    data = as_csv(sheet, UTF_8)

    assert data.startswith(b"\xef\xbb\xbf")
    assert data.count(b"\r\n") == data.count(b"\n") == 2
    _, row = csv.reader(io.StringIO(data.decode("utf-8-sig"), newline=""))
    assert row[6] == "'=1+1"


async def test_each_format_is_written_as_asked_for() -> None:
    sheet = as_sheet(Outbound.DECISIONS, [{"employee_no": "0123"}])
    files = PlatformFiles()

    assert read_workbook(await files.write(sheet, SubmissionFormat.XLSX, GB18030)) == [sheet]
    assert await files.write(sheet, SubmissionFormat.CSV, GB18030) == as_csv(sheet, GB18030)


@given(st.builds(str.__add__, st.text("'=+-@\t\r", max_size=6), st.text(max_size=3)))
def test_an_apostrophe_is_put_and_taken_away_again(text: str) -> None:
    assert plain(harmless(text)) == text
    assert not harmless(text).startswith(CAREFUL)
