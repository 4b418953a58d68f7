"""Files from strangers: read as text, within limits, or refused with a reason."""

import io
import time
import tracemalloc
import zipfile
from datetime import date, datetime
from typing import Any

import pytest
import xlsxwriter

from domain.errors import DomainError
from domain.imports import FileTooLarge, Grid, Sheet, TemplateColumn, TemplateSheet, UnreadableFile
from gateways.sheets import read_bundle, read_csv, read_grids, read_workbook, write_template
from gateways.unpacking import MAX_BYTES
from tests import files
from tests.files import a_zip

A_MOMENT = datetime(2020, 9, 1, 8, 30)  # noqa: DTZ001  a cell knows no zone
FAR, QUOTE = '<c r="XFD1"><v>1</v></c>', '<row><c t="s"><v>0</v></c></row>'
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def a_workbook(*rows: list[Any]) -> bytes:
    return files.a_workbook({"教师": rows})


def with_sheet(xml: str, *, shared: str | None = None) -> bytes:
    """A workbook whose only sheet is written by hand."""
    original = zipfile.ZipFile(io.BytesIO(a_workbook(["工号"])))
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for entry in original.infolist():
            content = original.read(entry).decode()
            if entry.filename == "xl/worksheets/sheet1.xml":
                content = f'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">{xml}</worksheet>'
            if entry.filename == "xl/sharedStrings.xml" and shared is not None:
                content = shared
            archive.writestr(entry.filename, content)
    return out.getvalue()


def refusal(data: bytes) -> tuple[type[DomainError], object]:
    with pytest.raises(DomainError) as refused:
        read_workbook(data)
    return type(refused.value), refused.value.facts.get("what", refused.value.facts.get("why"))


def test_cells_become_text_and_keep_their_lines() -> None:
    data = a_workbook(
        ["工号 ", "姓名", "日期", "数", "旗", ""],
        [7, " 张伟 ", date(2020, 9, 1), 1.5, True],
        [],
        ["=1+1", "曾·单", A_MOMENT, 2.0, False],
    )

    assert read_workbook(data) == [
        Sheet(
            "教师",
            ["工号", "姓名", "日期", "数", "旗"],
            [
                (2, {"工号": "7", "姓名": "张伟", "日期": "2020-09-01", "数": "1.5", "旗": "TRUE"}),
                (
                    4,
                    {
                        "工号": "=1+1",
                        "姓名": "曾·单",
                        "日期": "2020-09-01T08:30:00",
                        "数": "2",
                        "旗": "FALSE",
                    },
                ),
            ],
        )
    ]


def test_a_million_rows_in_a_small_workbook_are_refused_at_once() -> None:
    rows = "".join(f'<row r="{n}"><c r="A{n}"><v>1</v></c></row>' for n in range(1, 1_000_001))
    data = with_sheet(f"<sheetData>{rows}</sheetData>")
    del rows
    tracemalloc.start()
    started = time.perf_counter()

    refused = refusal(data)

    seconds, peak = time.perf_counter() - started, tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert refused == (FileTooLarge, "unpacked_bytes")
    assert seconds < 2
    assert peak < 50 << 20


@pytest.mark.parametrize(
    ("rows", "what"),
    [
        pytest.param("<row/>" * 600_000, "cells", id="empty rows"),
        pytest.param('<row><c r="XFD1048576"><v>1</v></c></row>', "rows", id="a far cell"),
        pytest.param('<row r="9999"><c><v>1</v></c></row>', "rows", id="a far row"),
        pytest.param(f"<row>{FAR}</row>", "columns", id="a far column"),
        pytest.param(f"<row>{'<c><v>1</v></c>' * 201}</row>", "columns", id="unnamed columns"),
        pytest.param(QUOTE * 2000, "characters", id="quoted"),
    ],
)
def test_what_unpacks_to_too_much_is_refused_before_it_is_unpacked(rows: str, what: str) -> None:
    shared = f"<sst><si><t>{'长' * 30_000}</t></si></sst>"

    assert refusal(with_sheet(f"<sheetData>{rows}</sheetData>", shared=shared)) == (FileTooLarge, what)


def test_a_dimension_that_lies_and_formatted_empty_cells_do_no_harm() -> None:
    data = with_sheet(
        '<dimension ref="A1:XFD1048576"/><sheetData>'
        '<row r="1"><c r="A1" t="inlineStr"><is><t>工号</t></is></c></row>'
        '<row r="2"><c r="A2"><v>7</v></c></row><row r="1048576"><c r="XFD1048576" s="0"/></row></sheetData>'
    )

    assert read_workbook(data) == [Sheet("教师", ["工号"], [(2, {"工号": "7"})])]


@pytest.mark.parametrize(
    ("data", "why"),
    [
        pytest.param(b"", "not_a_workbook", id="nothing"),
        pytest.param(b"name,no\n", "not_a_workbook", id="a renamed csv"),
        pytest.param(a_zip({"a": "b"}), "not_a_workbook", id="another zip"),
        pytest.param(a_workbook(["工号"])[:-200], "not_a_workbook", id="cut short"),
        pytest.param(OLE + bytes(600), "old_workbook", id="xls"),
        pytest.param(OLE + "EncryptedPackage".encode("utf-16-le"), "encrypted", id="encrypted"),
        pytest.param(with_sheet("<sheetData><row>"), "damaged", id="broken xml"),
        pytest.param(with_sheet('<row r="x"/>'), "damaged", id="a row that is no number"),
        pytest.param(with_sheet('<row><c r="1A"/></row>'), "damaged", id="a cell nowhere"),
        pytest.param(with_sheet('<c t="s"><v>99</v></c>'), "damaged", id="a text that is not there"),
        pytest.param(with_sheet("", shared="<!DOCTYPE x [<!ENTITY a 'b'>]><sst/>"), "damaged", id="entities"),
        pytest.param(a_zip({"xl/workbook.xml": ""}), "damaged", id="an empty part"),
        pytest.param(a_zip({"xl/workbook.xml": "<workbook/>"}), "damaged", id="a part missing"),
        pytest.param(a_workbook(["工号", "工号"]), "column_twice", id="a column twice"),
        pytest.param(a_workbook(["工号"], ["1", "2"]), "row_longer_than_header", id="a cell too many"),
    ],
)
def test_what_is_no_workbook_says_why(data: bytes, why: str) -> None:
    assert refusal(data) == (UnreadableFile, why)


@pytest.mark.parametrize("cut", [0.2, 0.4, 0.6, 0.8])
def test_a_damaged_workbook_is_refused_and_nothing_worse(cut: float) -> None:
    data = bytearray(a_workbook(["工号"], ["1"]))
    place = int(len(data) * cut)
    data[place : place + 40] = b"\xff" * 40

    with pytest.raises(UnreadableFile):
        read_workbook(bytes(data))


def test_a_long_sheet_and_a_long_cell_are_refused() -> None:
    assert refusal(a_workbook(["工号"], *([n] for n in range(5_001)))) == (FileTooLarge, "rows")
    assert refusal(a_workbook(["工号"], ["长" * 2_001])) == (FileTooLarge, "characters_in_a_cell")
    assert refusal(bytes(MAX_BYTES + 1)) == (FileTooLarge, "bytes")


@pytest.mark.parametrize(
    "data",
    [
        pytest.param("工号,姓名\n1,曾\n".encode(), id="utf-8"),
        pytest.param("工号,姓名\r\n1,曾\r\n".encode("utf-8-sig"), id="utf-8 with a mark"),
        pytest.param("工号,姓名\r1, 曾 \r".encode("gb18030"), id="gb18030"),
    ],
)
def test_a_csv_is_read_in_the_encodings_people_send(data: bytes) -> None:
    assert read_csv(data, "t.csv") == Sheet("t.csv", ["工号", "姓名"], [(2, {"工号": "1", "姓名": "曾"})])


def test_a_record_over_two_lines_is_named_by_its_first() -> None:
    sheet = read_csv(b'a,b\n"1\n2",x\n\n3,y\n', "t.csv")

    assert sheet.rows == [(2, {"a": "1\n2", "b": "x"}), (5, {"a": "3", "b": "y"})]


@pytest.mark.parametrize(
    ("data", "why"),
    [
        pytest.param(b"", "empty", id="nothing"),
        pytest.param(b"\n,,\n", "empty", id="blank"),
        pytest.param(b"a\n\x00\n", "not_text", id="NUL"),
        pytest.param(b"a\n\xff\xff\n", "not_text", id="no encoding"),
        pytest.param(b'a\n"x"y\n', "not_csv", id="bad quotes"),
        pytest.param(b'a\n"' + b"x" * 200_000 + b'"\n', "not_csv", id="an endless field"),
        pytest.param(b"a\n1,2\n", "row_longer_than_header", id="too many cells"),
    ],
)
def test_what_is_no_csv_says_why(data: bytes, why: str) -> None:
    with pytest.raises(UnreadableFile) as refused:
        read_csv(data, "t.csv")

    assert refused.value.facts["why"] == why


def test_a_csv_has_limits_too() -> None:
    for data, what in [
        (b"a\n" + b"1\n" * 5_001, "rows"),
        (b"a," * 200 + b"a", "columns"),
        (bytes(MAX_BYTES + 1), "bytes"),
    ]:
        with pytest.raises(FileTooLarge) as refused:
            read_csv(data, "t.csv")
        assert refused.value.facts["what"] == what


def test_a_bundle_is_its_csvs_without_folders() -> None:
    data = a_zip({"x/users.csv": "a\n1\n", "__MACOSX/x/._users.csv": "junk", "empty.csv": "", "a.txt": ""})

    assert read_bundle(data) == {"users.csv": Sheet("users.csv", ["a"], [(2, {"a": "1"})])}
    assert read_bundle(data, wanted=lambda name: name == "orgs.csv") == {}


def test_a_bundle_has_its_refusals() -> None:
    many = a_zip({f"{n}.csv": "a" for n in range(201)})
    bomb = a_zip({"users.csv": "a\n" + "1\n" * 9_000_000})
    for data, facts in [
        (b"junk", {"why": "not_a_zip"}),
        (a_zip({"x/a.csv": "a", "y/a.csv": "a"}), {"why": "file_twice"}),
        (many, {"what": "entries", "limit": 200}),
        (bomb, {"what": "unpacked_bytes", "limit": 16 << 20}),
    ]:
        with pytest.raises(DomainError) as refused:
            read_bundle(data)
        assert refused.value.facts == facts


def test_a_directory_that_lies_about_sizes_is_found_out() -> None:
    data = bytearray(a_zip({"users.csv": "a\n" + "1\n" * 100_000}))
    place = data.index(b"PK\x01\x02") + 24
    data[place : place + 4] = (10).to_bytes(4, "little")

    with pytest.raises(UnreadableFile) as refused:
        read_bundle(bytes(data))

    assert refused.value.facts == {"why": "damaged"}


def test_an_encrypted_entry_is_named() -> None:
    data = bytearray(a_zip({"users.csv": "a\n1\n"}))
    data[data.index(b"PK\x01\x02") + 8] |= 1

    with pytest.raises(UnreadableFile) as refused:
        read_bundle(bytes(data))

    assert refused.value.facts == {"why": "encrypted"}


def test_a_template_can_be_read_back_and_filled_in() -> None:
    columns = (
        TemplateColumn("工号", "唯一。", required=True),
        TemplateColumn("状态", "", choices=("在岗",)),
    )
    data = write_template([TemplateSheet("教师", columns)])

    first, explained = read_workbook(data)

    assert first == Sheet("教师", ["工号", "状态"], [])
    assert explained.rows[0] == (2, {"工作表": "教师", "列": "工号", "说明": "必填。唯一。"})


def test_a_merged_area_has_its_text_in_every_cell() -> None:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out) as book:
        page = book.add_worksheet("课表")
        page.merge_range(0, 0, 0, 2, "课表")
        page.merge_range(2, 1, 3, 2, "体育\n李四")
        page.write(3, 0, "702")
        page.merge_range(5, 0, 9, 1, "")
        book.add_worksheet("节次").write_row(0, 0, ["节次", "开始"])
        book.add_worksheet("填写说明").write(0, 0, "不读")

    tables, grids = read_grids(out.getvalue(), ["节次"])

    assert tables == [Sheet("节次", ["节次", "开始"], [])]
    block = {(3, 1), (3, 2), (4, 1), (4, 2)}
    assert grids == [
        Grid(
            "课表",
            [
                (1, ["课表"] * 3),
                (3, ["", "体育\n李四", "体育\n李四"]),
                (4, ["702", "体育\n李四", "体育\n李四"]),
            ],
            {(1, 0): (1, 0), (1, 1): (1, 0), (1, 2): (1, 0)} | dict.fromkeys(block, (3, 1)),
            frozenset({(3, 1)}),
        )
    ]


@pytest.mark.parametrize("data", [pytest.param(b"x", id="no workbook"), pytest.param(OLE, id="an old one")])
def test_a_grid_of_a_file_that_is_no_workbook_is_refused(data: bytes) -> None:
    with pytest.raises(UnreadableFile):
        read_grids(data, [])


def test_a_grid_of_a_damaged_workbook_is_refused() -> None:
    with pytest.raises(UnreadableFile, match="unreadable_file"):
        read_grids(with_sheet("<sheetData><row r='x'/></sheetData>"), [])


def test_merged_areas_without_end_are_refused() -> None:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out) as book:
        page = book.add_worksheet("课表")
        page.merge_range(0, 0, 400, 199, "大")
        page.write(401, 0, "小")

    with pytest.raises(FileTooLarge) as refused:
        read_grids(out.getvalue(), [])
    assert refused.value.facts["what"] == "cells"
