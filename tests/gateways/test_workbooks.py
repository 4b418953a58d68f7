"""What people wrote stands in a workbook as they wrote it, whatever it looks like to the writer."""

import io
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from python_calamine import load_workbook

from domain.contests.copies import RegisterLine
from gateways.contests import write_register
from gateways.workbooks import TextBook

ROOT = Path(__file__).parents[2]
LOOKS_LIKE_MARKUP = [
    pytest.param("<r>张伟</r>", id="a run"),
    pytest.param("<r></r>", id="an empty run"),
    pytest.param("<r><t>别人</t></r>", id="a run of another text"),
    pytest.param("<r><r></r></r>", id="a run in a run"),
    pytest.param("<r>&amp;</r>", id="an entity"),
    pytest.param("<r> 空格 </r>", id="spaces"),
    pytest.param("<r></si><si><t>x</t></r>", id="a cell more"),
    pytest.param("<r>", id="half a run"),
    pytest.param("=1+1", id="a formula"),
    pytest.param("_x0041_", id="an escape of the format's own"),
    pytest.param("<r>_x0041_</r>", id="an escape in a run"),
    pytest.param("https://example.com/?q=<r>", id="an address"),
]


def read_back(text: str) -> object:
    out = io.BytesIO()
    with TextBook(out) as book:
        book.add_worksheet("名单").write_string(0, 0, text)
    return load_workbook(io.BytesIO(out.getvalue())).get_sheet_by_index(0).to_python()[0][0]


@pytest.mark.parametrize("text", LOOKS_LIKE_MARKUP)
def test_a_text_that_looks_like_markup_reads_back_as_it_was(text: str) -> None:
    assert read_back(text) == text


@given(st.text(st.sampled_from("<r>/t&;x_ 张"), max_size=20))
def test_no_text_made_of_such_parts_is_read_as_another(text: str) -> None:
    assert read_back(f"<r>{text}</r>") == f"<r>{text}</r>"


def test_a_document_of_ours_keeps_a_name_that_looks_like_a_run() -> None:
    line = RegisterLine("01", "<r><t>别的题目</t></r>", None, "张伟", "T1", (), None)

    sheet = load_workbook(io.BytesIO(write_register("评比", [line]))).get_sheet_by_index(0).to_python()

    assert sheet[2][1] == line.title


def test_every_workbook_of_ours_is_written_this_way() -> None:
    """So that no other can forget: xlsxwriter is used where its texts are looked after, and nowhere else."""
    imports = re.compile(r"^\s*(import xlsxwriter|from xlsxwriter)", re.MULTILINE)
    found = {
        str(path.relative_to(ROOT))
        for layer in ("api", "cli", "domain", "gateways", "persistence")
        for path in (ROOT / layer).rglob("*.py")
        if imports.search(path.read_text())
    }
    assert found == {"gateways/workbooks.py"}
    others = {
        str(path.relative_to(ROOT))
        for path in (ROOT / "gateways").rglob("*.py")
        if re.search(r"\bpage\.write(_rich_string|_row|_column|_url)?\(", path.read_text())
    }
    assert others == set(), "texts go in by write_string"
