"""How two versions of a week differ, and the number that stands for what one says."""

from datetime import date, time
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.weekplan.entries import MARKS, ChangeKind, WeekEntry, WeekEntryKind, changes, in_order, mark

MONDAY, TUESDAY = date(2021, 3, 8), date(2021, 3, 9)


def entry(key: str = "a", **values: Any) -> WeekEntry:
    given: dict[str, Any] = {"key": key, "kind": WeekEntryKind.OFFICE, "day": MONDAY, "title": "例会"}
    return WeekEntry(**(given | values))


DIFFERENCES = [
    pytest.param({"day": TUESDAY}, id="another day"),
    pytest.param({"starts_at": time(8)}, id="a time"),
    pytest.param({"starts_at": time(8), "ends_at": time(9)}, id="an end"),
    pytest.param({"title": "教研组长会"}, id="another title"),
    pytest.param({"place": "录播教室"}, id="a place"),
    pytest.param({"concerns": "全体班主任"}, id="who is concerned"),
    pytest.param({"note": "带笔记本"}, id="a note"),
    pytest.param({"facts": {"count": "2"}}, id="a number"),
]


@pytest.mark.parametrize("differing", DIFFERENCES)
def test_whatever_is_said_otherwise_is_a_change_with_before_and_after(differing: dict[str, Any]) -> None:
    before, after = entry(), entry(**differing)

    (change,) = changes([before], [after])

    assert (change.kind, change.before, change.after) == (ChangeKind.CHANGED, before, after)
    assert mark(1, [before]) != mark(1, [after])


def test_the_sentence_an_entry_is_told_in_is_no_change() -> None:
    assert changes([entry()], [entry(text="例会")]) == []
    assert mark(1, [entry()]) == mark(1, [entry(text="Meeting")])


def test_what_is_new_comes_in_the_week_s_order_and_what_is_gone_behind_it() -> None:
    kept, gone, new = entry("kept"), entry("gone"), entry("new")

    found = changes([gone, kept], [kept, new])

    assert [(one.kind, one.before, one.after) for one in found] == [
        (ChangeKind.ADDED, None, new),
        (ChangeKind.REMOVED, gone, None),
    ]


def test_a_day_s_entries_stand_by_the_clock_behind_those_of_the_whole_day() -> None:
    whole = entry("z", kind=WeekEntryKind.HOLIDAY)
    early, late = entry("y", starts_at=time(8)), entry("x", starts_at=time(14))
    next_day = entry("a", day=TUESDAY)

    assert in_order([next_day, late, early, whole]) == [whole, early, late, next_day]


def test_an_edition_makes_another_mark_of_the_same_week() -> None:
    assert mark(1, [entry()]) != mark(2, [entry()])


KEYS = st.sampled_from("abcdef")
WORDS = st.sampled_from(["例会", "升旗", "", "培训\n二", "x, y; z"])
WEEKS = st.dictionaries(KEYS, WORDS).map(
    lambda said: [entry(key, title=title) for key, title in said.items()]
)


@given(WEEKS, WEEKS)
def test_applying_the_changes_to_the_earlier_week_gives_the_later(
    before: list[WeekEntry], after: list[WeekEntry]
) -> None:
    week = {one.key: one for one in before}
    for change in changes(before, after):
        if change.before is not None:
            assert week.pop(change.before.key) == change.before
        if change.after is not None:
            week[change.after.key] = change.after

    assert week == {one.key: one for one in after}
    assert changes(after, after) == []


@given(WEEKS)
def test_a_mark_fits_into_an_etag(week: list[WeekEntry]) -> None:
    assert 1 <= mark(1, week) <= MARKS
