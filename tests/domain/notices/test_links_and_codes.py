"""What a personal link does, and how codes are read."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.notices.acknowledging import LIFETIME, LinkedCopy, LinkState, NoticeLink, hashed, link_state
from domain.notices.notice import NoticeCopy, NoticeState
from domain.notices.reading import Wanted
from domain.notices.sheet import Copy
from domain.notices.verifying import ALPHABET, GROUP, GROUPS, read, written
from domain.training.record_sheet import (
    QuotedSheet,
    RecordSheetOfAnother,
    RecordSheetUnknown,
    RecordSheetVoid,
    check_quoted,
)
from tests.domain.notices.contents import a_content, at

NOW = at(12, 8)
READER = uuid4()
LINK = NoticeLink(
    uuid4(), uuid4(), READER, "陈喆", NOW - timedelta(days=1), NOW - timedelta(days=1) + LIFETIME, None
)
COPY = NoticeCopy(
    id=LINK.copy_id,
    notice_id=uuid4(),
    notice_no="2020-001",
    edition=1,
    copy=Copy.TEACHER,
    teacher_id=READER,
    teacher_name="陈喆",
    recipient="陈喆",
    text="…",
    void=False,
    issued_at=NOW,
    delivered_at=NOW,
    acknowledged_at=None,
    acknowledged_by=None,
    acknowledged_how=None,
    version=1,
)


@pytest.mark.parametrize(
    ("link", "copy", "readers", "state"),
    [
        pytest.param({}, {}, {READER: "陈喆"}, LinkState.GOOD, id="good"),
        pytest.param({"expires_at": NOW}, {}, {READER: "陈喆"}, LinkState.EXPIRED, id="ends this moment"),
        pytest.param(
            {"expires_at": NOW + timedelta(seconds=1)},
            {},
            {READER: "陈喆"},
            LinkState.GOOD,
            id="a second left",
        ),
        pytest.param({"used_at": NOW}, {}, {READER: "陈喆"}, LinkState.USED, id="used"),
        pytest.param({"used_at": NOW}, {"void": True}, {}, LinkState.USED, id="used, whatever came after"),
        pytest.param({}, {"void": True}, {READER: "陈喆"}, LinkState.VOID, id="void"),
        pytest.param({}, {}, {uuid4(): "别人"}, LinkState.NOT_YOURS, id="another's by now"),
        pytest.param({}, {}, {}, LinkState.NOT_YOURS, id="nobody's"),
        pytest.param(
            {"expires_at": NOW}, {"acknowledged_at": NOW}, {READER: "陈喆"}, LinkState.ACKNOWLEDGED, id="done"
        ),
    ],
)
def test_what_a_link_does(link: Any, copy: Any, readers: Any, state: LinkState) -> None:
    linked = LinkedCopy(
        replace(LINK, **link), replace(COPY, **copy), a_content(), NoticeState.ISSUED, 1, readers
    )

    assert link_state(linked, NOW) is state


def test_of_a_token_only_its_hash_is_known() -> None:
    assert hashed("x") != hashed("y")
    assert len(hashed("x")) == 64


@given(st.text(ALPHABET, min_size=GROUPS * GROUP, max_size=GROUPS * GROUP))
def test_a_code_is_read_as_it_was_written_however_it_is_typed(letters: str) -> None:
    code = written(letters)

    assert read(code) == code
    assert read(code.lower().replace("-", "")) == code
    assert read(f" {letters[:5]} {letters[5:]}\n") == code


@given(st.text())
def test_what_is_no_code_is_none(typed: str) -> None:
    code = read(typed)

    assert code is None or len(code) == GROUPS * GROUP + GROUPS - 1


@pytest.mark.parametrize(
    "typed", ["", "ABCD-EFGH-JKM", "ABCD-EFGH-JKMNP", "ABCD-EFGH-JKM0", "ABCD-EFGH-JKMＮ"]
)
def test_a_letter_too_few_too_many_or_misread(typed: str) -> None:
    assert read(typed) is None


@pytest.mark.parametrize("n", range(7))
def test_any_day_names_its_week(n: int) -> None:
    monday = date(2021, 4, 12)

    assert Wanted(week=monday + timedelta(days=n)).days == (monday, monday + timedelta(days=7))
    assert Wanted(session_id=uuid4()).days is None


def test_a_record_sheet_is_known_good_and_ones_own() -> None:
    mine = uuid4()
    good = QuotedSheet(mine, "2020-001", void=False)

    check_quoted(mine, good)
    with pytest.raises(RecordSheetUnknown):
        check_quoted(mine, None)
    with pytest.raises(RecordSheetOfAnother):
        check_quoted(uuid4(), replace(good, void=True))
    with pytest.raises(RecordSheetVoid):
        check_quoted(mine, replace(good, void=True))
