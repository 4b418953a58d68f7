"""Tables as people really send them, and as nobody should: read as meant, or refused with the line."""

import io
import tracemalloc
import zipfile
from typing import Any

import pytest

from domain.errors import DomainError
from domain.imports import FileTooLarge, Sheet, UnreadableFile
from gateways.sheets import read_csv, read_workbook
from gateways.unpacking import Limits
from tests.files import a_workbook, a_zip

TABLE = "工号,姓名,说明\n1,曾一,一\n2,张伟,“好”\n"
ROWS = [
    (2, {"工号": "1", "姓名": "曾一", "说明": "一"}),
    (3, {"工号": "2", "姓名": "张伟", "说明": "“好”"}),
]
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)
GBK, UTF8 = "工号\n曾一\n".encode("gbk"), "工号\n曾一\n".encode()
COLUMNS = 1_000_000


def with_macros(main: str = "application/vnd.ms-excel.sheet.macroEnabled.main+xml") -> bytes:
    """As Excel writes an .xlsm: another type for the workbook, and a program beside it."""
    original = zipfile.ZipFile(io.BytesIO(a_workbook({"教师": [["工号"], ["7"]]})))
    parts = {entry.filename: original.read(entry) for entry in original.infolist()}
    usual = b"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
    assert usual in parts["[Content_Types].xml"]
    parts["[Content_Types].xml"] = parts["[Content_Types].xml"].replace(usual, main.encode())
    return a_zip({**parts, "xl/vbaProject.bin": OLE, "xl/activeX/activeX1.bin": b"\x00"})


@pytest.mark.parametrize(
    "data",
    [
        pytest.param(TABLE.encode(), id="UTF-8"),
        pytest.param(TABLE.encode("utf-8-sig"), id="UTF-8 with a mark"),
        pytest.param(TABLE.encode("gbk"), id="GBK"),
        pytest.param(TABLE.encode("gb18030"), id="GB18030"),
        pytest.param(b"\xff\xfe" + TABLE.encode("utf-16-le"), id="UTF-16 LE"),
        pytest.param(b"\xfe\xff" + TABLE.encode("utf-16-be"), id="UTF-16 BE"),
        pytest.param(TABLE.replace(",", ";").encode(), id="semicolons"),
        pytest.param(TABLE.replace(",", "\t").encode(), id="tabs"),
        pytest.param(TABLE.replace(",", "\t").encode("utf-16"), id="Unicode text of Excel"),
        pytest.param(TABLE.replace(",", ";").encode("gbk"), id="semicolons in GBK"),
        pytest.param(TABLE.replace("\n", "\r\n").encode("gbk"), id="lines of Windows"),
        pytest.param(TABLE.replace("\n", "\r").encode(), id="lines of an old Mac"),
        pytest.param(TABLE.removesuffix("\n").encode(), id="no last line end"),
        pytest.param(TABLE.replace("姓名", '"姓名"').replace("张伟", '" 张伟"').encode(), id="quotes"),
    ],
)
def test_a_table_is_read_however_it_is_written(data: bytes) -> None:
    assert read_csv(data, "t.csv") == Sheet("t.csv", ["工号", "姓名", "说明"], ROWS)


@pytest.mark.parametrize(
    ("text", "header"),
    [
        pytest.param('"a;b;c",d\n', ["a;b;c", "d"], id="separators in quotes do not count"),
        pytest.param("\n;;\na;b\n", ["a", "b"], id="blank lines do not count"),
        pytest.param("a\n1\n", ["a"], id="one column"),
        pytest.param("a,b;c,d\n", ["a", "b;c", "d"], id="the more frequent one"),
    ],
)
def test_what_separates_cells_is_seen_in_the_header(text: str, header: list[str]) -> None:
    assert read_csv(text.encode(), "t.csv").header == header


def test_a_character_of_gbk_that_is_utf_8_too_does_not_make_a_mixture() -> None:
    sheet = read_csv("说明\n一\n曾\n一\n".encode("gbk"), "t.csv")

    assert [cells["说明"] for _, cells in sheet.rows] == ["一", "曾", "一"]


@pytest.mark.parametrize(
    ("data", "facts"),
    [
        pytest.param(GBK + UTF8, {"why": "mixed_encodings", "line": 3}, id="GBK, then UTF-8"),
        pytest.param(UTF8 + GBK, {"why": "mixed_encodings", "line": 3}, id="UTF-8, then GBK"),
        pytest.param(UTF8 + b"\xff\n", {"why": "mixed_encodings", "line": 3}, id="a broken byte in UTF-8"),
        pytest.param(GBK + b"\xff\xff\n", {"why": "not_text", "line": 3}, id="a broken byte in GBK"),
        pytest.param(b"\xff\xfea\x00\n\x00\x00\xd8", {"why": "not_text", "line": 2}, id="UTF-16 cut short"),
        pytest.param(b"a,b\r\n1,2\r3,\x00", {"why": "not_text", "line": 3}, id="NUL"),
        pytest.param("a\n".encode("utf-16-le"), {"why": "not_text", "line": 1}, id="UTF-16 without a mark"),
        pytest.param("a\n".encode("utf-32"), {"why": "not_text", "line": 1}, id="UTF-32"),
        pytest.param(b'a,b\n1,2\n"3,4\n5,6\n', {"why": "not_csv", "line": 3}, id="a quote never closed"),
        pytest.param(b'a,b\n1,2\n\n"3"4,5\n', {"why": "not_csv", "line": 4}, id="text after a quote"),
        pytest.param(b'a\n1\n"x\ny"z\n', {"why": "not_csv", "line": 3}, id="over two lines"),
        pytest.param(b"a,b\n1,2\n3,4,5", {"why": "row_longer_than_header", "line": 3}, id="a cell too many"),
    ],
)
def test_a_broken_table_is_refused_with_the_line(data: bytes, facts: dict[str, Any]) -> None:
    with pytest.raises(UnreadableFile) as refused:
        read_csv(data, "结果.csv")

    assert refused.value.facts == facts | {"file": "结果.csv"}


@pytest.mark.parametrize(
    ("data", "why"),
    [
        pytest.param(OLE, "old_workbook", id="an .xls"),
        pytest.param(OLE + "EncryptedPackage".encode("utf-16-le"), "encrypted", id="an encrypted one"),
        pytest.param(a_workbook({"教师": [["工号"]]}), "workbook_as_csv", id="a workbook"),
    ],
)
def test_a_workbook_that_is_called_a_csv_is_told_by_its_content(data: bytes, why: str) -> None:
    with pytest.raises(UnreadableFile) as refused:
        read_csv(data, "t.csv")

    assert refused.value.facts == {"why": why}


def test_of_a_workbook_with_macros_the_data_is_read_and_nothing_else() -> None:
    assert read_workbook(with_macros()) == [Sheet("教师", ["工号"], [(2, {"工号": "7"})])]


def test_a_binary_workbook_is_named() -> None:
    with pytest.raises(UnreadableFile) as refused:
        read_workbook(a_zip({"xl/workbook.bin": b"\x83\x01"}))

    assert refused.value.facts == {"why": "binary_workbook"}


def wide_workbook(cells: str) -> bytes:
    original = zipfile.ZipFile(io.BytesIO(a_workbook({"教师": [["工号"]]})))
    parts = {entry.filename: original.read(entry) for entry in original.infolist()}
    space = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    sheet = f'<worksheet xmlns="{space}"><sheetData><row r="1">{cells}</row></sheetData></worksheet>'
    return a_zip({**parts, "xl/worksheets/sheet1.xml": sheet})


@pytest.mark.untraced
@pytest.mark.parametrize(
    ("read", "data"),
    [
        pytest.param(read_csv, b"," * COLUMNS, id="CSV, blank"),
        pytest.param(read_csv, b"a," * COLUMNS, id="CSV"),
        pytest.param(read_csv, ("甲;" * COLUMNS).encode("gbk"), id="CSV, GBK and semicolons"),
        pytest.param(read_csv, ("a\t" * COLUMNS).encode("utf-16"), id="CSV, UTF-16 and tabs"),
        pytest.param(read_csv, b"a,b\n" + b"1," * (COLUMNS * 5 - 2), id="CSV, ten million bytes"),
        pytest.param(read_workbook, wide_workbook("<c><v>1</v></c>" * COLUMNS), id="XLSX"),
        pytest.param(read_workbook, wide_workbook('<c r="BDWGN1"><v>1</v></c>'), id="XLSX, one far cell"),
        pytest.param(read_workbook, wide_workbook('<c r="BDWG1"><v>1</v></c>'), id="XLSX, one too far"),
        pytest.param(read_workbook, wide_workbook("<c/>" * COLUMNS), id="XLSX, blank"),
    ],
)
def test_a_million_columns_are_refused_in_little_memory(read: Any, data: bytes) -> None:
    tracemalloc.start()

    with pytest.raises(DomainError) as refused:
        read(data, *(["t.csv"] if read is read_csv else []))

    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert type(refused.value) in (FileTooLarge, UnreadableFile)
    assert peak < 50 << 20


def test_a_reader_may_take_longer_tables_than_usual() -> None:
    data = a_workbook({"教师": [["工号"], *([n] for n in range(6_000))]})
    with pytest.raises(FileTooLarge) as refused:
        read_workbook(data)
    assert refused.value.facts == {"what": "rows", "limit": 5_000}

    (sheet,) = read_workbook(data, Limits(rows=6_000))

    assert len(sheet.rows) == 6_000
    with pytest.raises(FileTooLarge):
        read_workbook(data, Limits(rows=6_000, elements=5_000))
