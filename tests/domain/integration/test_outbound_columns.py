"""The columns of what the platform is given, and what becomes of their texts."""

import hashlib
from collections.abc import Mapping
from decimal import Decimal

import pytest

from domain.columns import read_cells
from domain.imports import Sheet
from domain.integration.outbound_columns import (
    COLUMNS,
    KEYS,
    LONGEST,
    TITLES,
    as_rows,
    as_sheet,
    cell,
    differences,
    digest,
)
from domain.integration.platform import Outbound
from domain.people.roster_rows import Errors
from domain.training.deciding import Ruling

KIND = Outbound.SCHOOL_BASED_HOURS


def hours(number: str, title: str = "校本研修", credits: str = "8.00") -> Mapping[str, str]:
    return {"school_year": "2020", "employee_no": number, "title": title, "credits": credits}


@pytest.mark.parametrize("kind", list(Outbound))
def test_every_kind_is_read_by_the_columns_it_is_written_with(kind: Outbound) -> None:
    sheet = as_sheet(kind, [{column.field: column.example for column in COLUMNS[kind]}])
    errors = Errors()

    (read,) = read_cells(sheet, COLUMNS[kind], errors)

    assert errors.found == []
    assert read[1].keys() == {column.field for column in COLUMNS[kind]}
    assert sheet.name == TITLES[kind]
    assert sheet.rows[0][0] == 2
    assert set(KEYS[kind]) <= read[1].keys()


def test_what_is_no_year_no_figure_and_no_decision_is_an_error() -> None:
    errors = Errors()
    said = {
        "school_year": "20",
        "employee_no": "1",
        "name": "张伟",
        "title": "x",
        "hours": "-1",
        "credits": "x",
    }
    read_cells(as_sheet(KIND, [said]), COLUMNS[KIND], errors)
    decided = {"decision": "也许", "decided_at": "2021-03-16 10:02"}
    read_cells(as_sheet(Outbound.DECISIONS, [decided]), COLUMNS[Outbound.DECISIONS], errors)

    assert {"bad_school_year", "bad_credits", "bad_decision"} <= {error.code for error in errors.found}
    assert not any(error.column == "学时" for error in errors.found)


def test_a_figure_below_zero_and_a_decision_are_what_they_say() -> None:
    checks = {column.field: column.check for column in (*COLUMNS[KIND], *COLUMNS[Outbound.DECISIONS])}

    assert checks["credits"]("-7.50") == Decimal("-7.50")
    assert checks["decision"]("不通过") is Ruling.REJECT
    assert checks["school_year"]("2020") == 2020


@pytest.mark.parametrize(
    ("text", "said"),
    [
        pytest.param("  本组\r\n已有两人\t ", "本组 已有两人", id="one line"),
        pytest.param("a\x00\x85b￾", "a b", id="what cannot be printed"),
        pytest.param("=1+1", "=1+1", id="a formula is text"),
        pytest.param("字" * LONGEST, "字" * LONGEST, id="just so long"),
        pytest.param("字" * (LONGEST + 1), "字" * (LONGEST - 1) + "…", id="too long"),
    ],
)
def test_a_cell_is_one_line_that_every_format_holds(text: str, said: str) -> None:
    assert cell(text) == said


def test_rows_go_out_with_every_field_in_the_order_of_the_columns() -> None:
    sheet = as_sheet(KIND, [hours("1")])

    assert list(as_rows(KIND, sheet)[0].items()) == [
        ("school_year", "2020"),
        ("employee_no", "1"),
        ("name", ""),
        ("title", "校本研修"),
        ("hours", ""),
        ("credits", "8.00"),
        ("confirmed_on", ""),
    ]


def test_the_digest_is_of_the_rows_as_json() -> None:
    text = (
        '[{"school_year":"2020","employee_no":"1","name":"","title":"校本研修","hours":"",'
        '"credits":"8.00","confirmed_on":""}]'
    )

    assert digest(KIND, as_sheet(KIND, [hours("1")])) == hashlib.sha256(text.encode()).hexdigest()
    assert digest(KIND, as_sheet(KIND, [hours("2")])) != digest(KIND, as_sheet(KIND, [hours("1")]))


def of(*rows: Mapping[str, str]) -> Sheet:
    return as_sheet(KIND, rows)


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        pytest.param(of(hours("1")), of(hours("1")), (0, 0, 0), id="the same"),
        pytest.param(of(hours("1")), of(hours("2"), hours("3")), (2, 1, 0), id="others"),
        pytest.param(of(hours("1")), of(hours("1", credits="6.00")), (0, 0, 1), id="another figure"),
        pytest.param(of(hours("1"), hours("2")), of(hours("2"), hours("1")), (0, 0, 0), id="another order"),
        pytest.param(of(hours("1")), of(hours("1"), hours("1")), (1, 0, 0), id="twice the same title"),
    ],
)
def test_two_editions_differ_by_so_many_rows(before: Sheet, after: Sheet, said: tuple[int, int, int]) -> None:
    assert differences(KIND, before, after) == said
