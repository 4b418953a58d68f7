"""What a page of remembered lines is rendered as."""

from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal

import pytest
from pydantic import TypeAdapter

from api.lines import Lines
from domain.paging import Page
from domain.training.catalogue import CourseKind
from domain.training.credit import Account, EntryKind, LedgerEntry
from persistence.ids import new_id

AT = datetime(2020, 10, 1, 8, 0, 0, 5, tzinfo=UTC)
ENTRY = LedgerEntry(
    *(new_id(), new_id(), 2020, CourseKind.SHORT, '试卷"分析"课\\', Account.CONFIRMED, EntryKind.CONFIRM),
    *(Decimal("1.50"), Decimal("3.00"), None, AT, AT),
)


@pytest.mark.parametrize(
    "page",
    [
        pytest.param(Page([ENTRY, replace(ENTRY, reason="更正")], "WyJjY2Q", True), id="more"),
        pytest.param(Page([ENTRY], None, False), id="last"),
        pytest.param(Page([], None, False), id="empty"),
    ],
)
def test_a_page_is_rendered_as_pydantic_does_the_first_time_and_the_second(page: Page[LedgerEntry]) -> None:
    lines, plain = Lines(LedgerEntry), TypeAdapter(Page[LedgerEntry]).dump_json(page)
    assert [bytes(lines(page).body), bytes(lines(page).body)] == [plain, plain]


def test_what_changed_is_rendered_anew() -> None:
    lines = Lines(LedgerEntry)
    before = lines(Page([ENTRY], None, False)).body
    after = lines(Page([replace(ENTRY, title="别的")], None, False)).body
    assert "别的".encode() in bytes(after)
    assert before == lines(Page([ENTRY], None, False)).body


def test_more_than_is_remembered_is_rendered_all_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("api.lines.REMEMBERED", 2)
    page = Page([replace(ENTRY, title=str(number)) for number in range(5)], None, False)
    assert bytes(Lines(LedgerEntry)(page).body) == TypeAdapter(Page[LedgerEntry]).dump_json(page)
