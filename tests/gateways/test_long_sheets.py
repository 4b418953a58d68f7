"""Long plain tables: what a cell is, what a formula is not, and that rows are forgotten once written."""

import csv
import re
import subprocess
import zipfile
from collections.abc import Iterator
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from python_calamine import CalamineWorkbook

from domain.reports.listing import day, decimal, fen, text, time, whole, word
from domain.training.catalogue import CourseKind
from gateways.documents.long_sheets import Words, write_csv, write_workbook
from tests.gateways.forms import calc

COLUMNS = (
    text("name", "姓名"),
    word("kind", "类别", CourseKind),
    day("day", "日期"),
    time("at", "时间"),
    whole("lessons", "节数"),
    decimal("credits", "学分"),
    fen("amount", "金额（元）"),
)
WORDS: Words = {CourseKind: {"short": "短期培训", "online": "网络培训"}}
NIGHT = datetime(2021, 3, 1, 16, 30, 59, tzinfo=UTC)
SHOWN = datetime(2021, 3, 2, 0, 30)  # noqa: DTZ001  # a sheet knows no offsets: the school's clock
ROW = ("王小明", "short", date(2021, 3, 1), NIGHT, 7, Decimal("72.10"), 4550)
NAUGHTY = ("=1+1", "+1", "-1", "@SUM(A1)", "\t=1", '=HYPERLINK("http://x","y")', "007", "http://x.cn/a")


def named(name: str) -> tuple[Any, ...]:
    return (name, *ROW[1:])


def workbook(path: Path, *rows: tuple[Any, ...]) -> CalamineWorkbook:
    write_workbook(path, "台账", COLUMNS, iter(rows), WORDS)
    return CalamineWorkbook.from_path(str(path))


def written(path: Path) -> str:
    with zipfile.ZipFile(path) as opened:
        return opened.read("xl/worksheets/sheet1.xml").decode()


def test_cells_are_what_they_are(tmp_path: Path) -> None:
    book = workbook(tmp_path / "a.xlsx", ROW)

    assert book.sheet_names == ["台账"]
    header, cells = book.get_sheet_by_name("台账").to_python()
    assert header == ["姓名", "类别", "日期", "时间", "节数", "学分", "金额（元）"]
    assert cells == ["王小明", "短期培训", date(2021, 3, 1), SHOWN, 7.0, 72.1, 45.5]


def test_the_header_is_bold_in_sight_and_filters(tmp_path: Path) -> None:
    workbook(tmp_path / "a.xlsx", ROW, ROW)

    sheet = written(tmp_path / "a.xlsx")
    with zipfile.ZipFile(tmp_path / "a.xlsx") as opened:
        styles = opened.read("xl/styles.xml").decode()
    style = re.search('<c r="A1" s="([0-9]+)"', sheet)
    assert style is not None
    formats = re.findall("<xf [^>]*>", styles.partition("<cellXfs")[2])
    assert 'fontId="1"' in formats[int(style[1])]
    assert "<b/>" in re.findall("<font>.*?</font>", styles)[1]
    assert 'ySplit="1"' in sheet
    assert '<autoFilter ref="A1:G3"/>' in sheet


def test_numbers_are_kept_as_they_are_said(tmp_path: Path) -> None:
    figures = [Decimal("72.10"), Decimal("0.10"), Decimal("-0.30"), Decimal("33.33"), Decimal("999999.99")]
    workbook(tmp_path / "a.xlsx", *((*ROW[:5], figure, 1) for figure in figures))

    sheet = written(tmp_path / "a.xlsx")
    assert re.findall('<c r="F[0-9]+" s="[0-9]+"><v>([^<]+)', sheet) == [
        "72.1",
        "0.1",
        "-0.3",
        "33.33",
        "999999.99",
    ]


def test_a_table_without_rows_has_its_header(tmp_path: Path) -> None:
    (header,) = workbook(tmp_path / "a.xlsx").get_sheet_by_name("台账").to_python()

    assert header == [column.title for column in COLUMNS]
    assert "<autoFilter" in written(tmp_path / "a.xlsx")


def test_a_first_row_of_blanks_decides_nothing(tmp_path: Path) -> None:
    blank = ("李镕", None, None, None, None, None, None)
    book = workbook(tmp_path / "a.xlsx", blank, ROW)

    rows = book.get_sheet_by_name("台账").to_python()
    assert rows[1] == ["李镕", "", "", "", "", "", ""]
    assert rows[2][2:6] == [date(2021, 3, 1), SHOWN, 7.0, 72.1]


@pytest.mark.parametrize("name", [*NAUGHTY, "a\x0bb_x0041_<&>\"'\n 𠮷😀 "])
def test_text_is_text_whatever_it_begins_with(tmp_path: Path, name: str) -> None:
    book = workbook(tmp_path / "a.xlsx", named(name))

    sheet = written(tmp_path / "a.xlsx")
    assert "<f>" not in sheet
    assert "hyperlink" not in sheet.lower().replace("=hyperlink", "")
    assert '<c r="A2" t="inlineStr">' in sheet
    if name in NAUGHTY:
        assert book.get_sheet_by_name("台账").to_python()[1][0] == name


def test_what_the_rows_raise_passes_through(tmp_path: Path) -> None:
    class Away(Exception):
        pass

    def rows() -> Iterator[tuple[Any, ...]]:
        yield ROW
        raise Away()

    with pytest.raises(Away):
        write_workbook(tmp_path / "a.xlsx", "台账", COLUMNS, rows(), WORDS)
    with pytest.raises(Away):
        write_csv(tmp_path / "a.csv", COLUMNS, rows(), WORDS, byte_order_mark=True)


@pytest.mark.parametrize("mark", [True, False])
def test_a_csv_says_the_same(tmp_path: Path, mark: bool) -> None:
    write_csv(tmp_path / "a.csv", COLUMNS, iter([ROW, (None,) * 7]), WORDS, byte_order_mark=mark)

    data = (tmp_path / "a.csv").read_bytes()
    assert data.startswith(b"\xef\xbb\xbf") == mark
    assert list(csv.reader(data.decode("utf-8-sig").splitlines())) == [
        ["姓名", "类别", "日期", "时间", "节数", "学分", "金额（元）"],
        ["王小明", "短期培训", "2021-03-01", "2021-03-02 00:30", "7", "72.10", "45.50"],
        [""] * 7,
    ]


@pytest.mark.parametrize("name", NAUGHTY[:6])
def test_a_csv_has_no_formulas(tmp_path: Path, name: str) -> None:
    write_csv(tmp_path / "a.csv", COLUMNS, iter([named(name)]), WORDS, byte_order_mark=False)

    with (tmp_path / "a.csv").open(encoding="utf-8", newline="") as opened:
        assert list(csv.reader(opened))[1][0] == f"'{name}"


def test_a_negative_number_in_a_csv_stays_a_number(tmp_path: Path) -> None:
    row = (*ROW[:5], Decimal("-7.50"), -100)
    write_csv(tmp_path / "a.csv", COLUMNS, iter([row]), WORDS, byte_order_mark=False)

    assert (tmp_path / "a.csv").read_text(encoding="utf-8").splitlines()[1].endswith(",-7.50,-1.00")


@pytest.mark.slow
def test_libreoffice_shows_it_so(tmp_path: Path) -> None:
    workbook(tmp_path / "a.xlsx", *(named(name) for name in NAUGHTY))

    own = f"-env:UserInstallation=file://{tmp_path}/office"
    as_shown = "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,true"
    command = [calc(), own, "--headless", "--convert-to", as_shown, "a.xlsx"]
    subprocess.run(command, cwd=tmp_path, capture_output=True, check=True, timeout=120)

    with (tmp_path / "a.csv").open(encoding="utf-8", newline="") as opened:
        rows = list(csv.reader(opened))
    assert [row[0] for row in rows[1:]] == list(NAUGHTY)
    assert rows[1][1:] == ["短期培训", "2021-03-01", "2021-03-02 00:30", "7", "72.10", "45.50"]
