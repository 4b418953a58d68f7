"""Paths, sums and indexes of a project's archive."""

import csv
import io

import pytest

from domain.projects.archive import Item, homework_path, index_csv, index_html, material_path, plain, sums
from domain.projects.materials import MaterialKind

ITEMS = [Item("1 方案/v1 a&b#1.pdf", "=第 1 版", 3, "ab" * 32)]


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        pytest.param("方案.pdf", "方案.pdf", id="as it is"),
        pytest.param("../../etc/passwd", "etcpasswd", id="no way out of the folder"),
        pytest.param("a\nb\\c.pdf", "abc.pdf", id="one line, no escapes"),
        pytest.param("...", "file", id="nothing left"),
    ],
)
def test_a_name_stays_in_its_folder_and_on_its_line(name: str, kept: str) -> None:
    assert plain(name) == kept


def test_every_kind_has_its_folder() -> None:
    paths = [material_path(kind, 1, "x.pdf") for kind in MaterialKind]
    assert len(set(paths)) == 6
    assert homework_path("张伟", 7, "反思.docx") == "5 教师作业/成员作业/007 张伟 反思.docx"


def test_sums_are_as_sha256sum_reads_them() -> None:
    assert sums(ITEMS).decode() == f"{'ab' * 32}  1 方案/v1 a&b#1.pdf\n"


def test_the_index_has_no_formulas() -> None:
    rows = list(csv.reader(io.StringIO(index_csv(ITEMS).decode("utf-8-sig"))))
    assert rows[1] == ["1 方案/v1 a&b#1.pdf", "'=第 1 版", "3", "ab" * 32]


def test_the_page_s_links_lead_to_the_files() -> None:
    page = index_html("<试卷>", ITEMS).decode()
    assert 'href="1 方案/v1 a&amp;b%231.pdf"' in page
    assert "&lt;试卷&gt;" in page
