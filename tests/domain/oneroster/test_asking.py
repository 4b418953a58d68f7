"""The grammar of filters, sorting and selection."""

from datetime import UTC, date, datetime
from typing import Any

import pytest

from domain.oneroster.asking import (
    FilterFieldUnknown,
    FilterMalformed,
    FilterUnfit,
    Join,
    Operator,
    SelectionUnknown,
    SortFieldUnknown,
    read_filter,
    read_selection,
    read_sort,
)
from domain.oneroster.records import CLASSES, ENROLLMENTS, USERS, moment, record


@pytest.mark.parametrize(
    ("text", "operator", "value"),
    [
        ("familyName='张'", Operator.EQUAL, "张"),
        ("familyName!='张'", Operator.UNEQUAL, "张"),
        ("familyName>='A'", Operator.AT_LEAST, "A"),
        (" familyName ~ 'a' ", Operator.CONTAINS, "a"),
        ("familyName='O''Neil'", Operator.EQUAL, "O'Neil"),
        ("familyName='a AND b'", Operator.EQUAL, "a AND b"),
        ("familyName=''", Operator.EQUAL, ""),
        ("enabledUser='true'", Operator.EQUAL, True),
        ("dateLastModified>'2021-03-08'", Operator.GREATER, datetime(2021, 3, 8, tzinfo=UTC)),
        ("dateLastModified<'2021-03-08T08:00:00+08:00'", Operator.LESS, datetime(2021, 3, 8, tzinfo=UTC)),
    ],
)
def test_a_comparison_is_read(text: str, operator: Operator, value: Any) -> None:
    (clause,) = read_filter(text, USERS).clauses
    assert (clause.operator, clause.value) == (operator, value)


def test_two_comparisons_are_joined() -> None:
    found = read_filter("terms.sourcedId~'a, b' OR classType='homeroom'", CLASSES)

    assert found.join is Join.OR
    assert [clause.value for clause in found.clauses] == [("a", "b"), "homeroom"]
    assert read_filter("beginDate<='2021-03-08'", ENROLLMENTS).clauses[0].value == date(2021, 3, 8)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "familyName",
        "familyName='a",
        "familyName=='a'",
        "familyName='a'AND givenName='b'",
        "familyName='a' and givenName='b'",
        "familyName='a' AND givenName='b' AND status='c'",
        "(familyName='a')",
        "familyName='a'; DROP",
    ],
)
def test_anything_else_is_malformed(text: str) -> None:
    with pytest.raises(FilterMalformed):
        read_filter(text, USERS)


def test_a_field_that_is_none_is_told_from_one_that_does_not_fit() -> None:
    with pytest.raises(FilterFieldUnknown, match="sourcedId"):
        read_filter("phoneNumber='1'", USERS)
    with pytest.raises(FilterUnfit, match="true, false"):
        read_filter("enabledUser='1'", USERS)
    with pytest.raises(FilterUnfit):
        read_filter("primary<'true'", ENROLLMENTS)


def test_what_is_sorted_by_and_selected_is_there() -> None:
    assert read_sort("familyName", USERS).name == "familyName"
    assert read_selection("sourcedId, metadata", USERS) == ("sourcedId", "metadata")
    with pytest.raises(SortFieldUnknown):
        read_sort("subjects", CLASSES)
    for text in ("", "sourcedId,", "nothing"):
        with pytest.raises(SelectionUnknown):
            read_selection(text, USERS)


def test_a_moment_is_told_in_utc_to_the_millisecond() -> None:
    assert moment(datetime.fromisoformat("2021-03-08T08:00:00.1234+08:00")) == "2021-03-08T00:00:00.123Z"


def test_what_is_not_there_is_left_out() -> None:
    row = {
        "sourcedId": "e",
        "status": "active",
        "dateLastModified": datetime(2021, 3, 8, tzinfo=UTC),
        "userSourcedId": "u",
        "classSourcedId": "c",
        "schoolSourcedId": "s",
        "role": "teacher",
        "primary": False,
        "beginDate": date(2021, 3, 8),
        "endDate": None,
        "metadata.yanxiu.weeklyPeriods": None,
    }

    assert record(ENROLLMENTS, row, "https://x", ("user", "primary", "beginDate", "endDate", "metadata")) == {
        "user": {"href": "https://x/users/u", "sourcedId": "u", "type": "user"},
        "primary": "false",
        "beginDate": "2021-03-08",
    }
